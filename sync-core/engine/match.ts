/**
 * @file Which of several items that look alike are the same. Pure. Nothing is guessed: where more than one answer is
 * possible the items are left alone and shown.
 */
import type { RemoteItem } from '../connectors/connector.ts';
import { fieldsIn, type ItemFields, isAppointment, isPerson, repeats } from '../model/item.ts';
import { occurrencesWithin } from '../model/occurrences.ts';
import { startMoment } from '../model/series-compare.ts';
import type { Side } from '../model/side.ts';
import type { Period } from '../model/time.ts';
import { sameField } from './fields.ts';
import type { PlanRules } from './pair-plan.ts';
import { doneOneByOne } from './series/done.ts';
import { isPart, sameTimes } from './series/same-times.ts';
import { offersOf, type TranslationRules } from './translation.ts';

export type MatchRules = TranslationRules & Pick<PlanRules, 'express' | 'window'>;

export interface GroupMatch {
  readonly pairs: readonly Readonly<Record<Side, RemoteItem>>[];
  /** More than one way to pair them. */
  readonly ambiguous: Readonly<Record<Side, readonly RemoteItem[]>>;
}

/**
 * Pairs the items of one fingerprint. Fully equal ones first (which of several equal ones is of no account), each at most
 * once; persons who share an e-mail address with one namesake alone; then, if exactly one is left on each side, those two: same title,
 * same time. Two of one name whose addresses are all different may be one or two. What is left on one side alone is new.
 */
export function matchGroup(group: Readonly<Record<Side, readonly RemoteItem[]>>, rules: MatchRules): GroupMatch {
  const pairs: Record<Side, RemoteItem>[] = [];
  const calendar = [...group.calendar];
  const crm: RemoteItem[] = [];
  for (const item of group.crm) {
    const at = calendar.findIndex((other) => equalItems({ crm: item, calendar: other }, rules));
    const [partner] = at < 0 ? [] : calendar.splice(at, 1);
    if (partner === undefined) crm.push(item);
    else pairs.push({ crm: item, calendar: partner });
  }
  pairs.push(...takeSharing(crm, calendar));
  const alike = {
    crm: crm.filter((item) => calendar.some((other) => mayBeOne(item, other, rules))),
    calendar: calendar.filter((other) => crm.some((item) => mayBeOne(item, other, rules))),
  };
  const [lastCrm, ...moreCrm] = alike.crm;
  const [lastCalendar, ...moreCalendar] = alike.calendar;
  if (lastCrm === undefined || lastCalendar === undefined) return { pairs, ambiguous: { crm: [], calendar: [] } };
  if (moreCrm.length > 0 || moreCalendar.length > 0) return { pairs, ambiguous: alike };
  if (haveOtherEmails(lastCrm, lastCalendar)) return { pairs, ambiguous: alike };
  return { pairs: [...pairs, { crm: lastCrm, calendar: lastCalendar }], ambiguous: { crm: [], calendar: [] } };
}

/** Takes those out of both lists of whom no other one could be meant. */
function takeSharing(crm: RemoteItem[], calendar: RemoteItem[]): readonly Record<Side, RemoteItem>[] {
  const pairs = crm.flatMap((item) => {
    const [contact, ...others] = calendar.filter((other) => shareEmail(item, other));
    const isAlone = contact !== undefined && crm.filter((rival) => shareEmail(rival, contact)).length === 1;
    return isAlone && others.length === 0 ? [{ crm: item, calendar: contact }] : [];
  });
  for (const pair of pairs) {
    crm.splice(crm.indexOf(pair.crm), 1);
    calendar.splice(calendar.indexOf(pair.calendar), 1);
  }
  return pairs;
}

function emailsOf({ fields }: RemoteItem): readonly string[] {
  return isPerson(fields) ? fields.emails.map((address) => address.trim().toLowerCase()) : [];
}

function shareEmail(one: RemoteItem, other: RemoteItem): boolean {
  const emails = emailsOf(other);
  return emailsOf(one).some((address) => emails.includes(address));
}

function haveOtherEmails(one: RemoteItem, other: RemoteItem): boolean {
  return emailsOf(one).length > 0 && emailsOf(other).length > 0 && !shareEmail(one, other);
}

/** Each side's form of what the other offers is what it has, in at least one direction, in every field. */
function equalItems(items: Readonly<Record<Side, RemoteItem>>, rules: MatchRules): boolean {
  const offers = offersOf(items, null, rules);
  const { crm, calendar } = items;
  const inCalendar = rules.express.calendar(offers.calendar.fields);
  const inCrm = rules.express.crm(offers.crm.fields);
  const isSeries = repeats(crm.fields) || repeats(calendar.fields);
  const timesOf = (side: Side) => ({
    fields: doneOneByOne(items[side].fields, rules.window),
    offered: doneOneByOne(offers[side].fields, rules.window),
    express: rules.express[side],
    isPart: isPart(offers[side].fields, rules.express[side]),
  });
  if (isSeries && !sameTimes({ crm: timesOf('crm'), calendar: timesOf('calendar') }, rules.window)) return false;
  return fieldsIn(crm.fields).every((field) => {
    if (isSeries && (field === 'span' || field === 'recurrence' || field === 'done')) return true;
    return sameField(field, inCalendar, calendar.fields) || sameField(field, inCrm, crm.fields);
  });
}

function mayBeOne(crm: RemoteItem, calendar: RemoteItem, { window }: MatchRules): boolean {
  return !repeats(crm.fields) || meet(crm.fields, calendar.fields, window);
}

/** Two series of one title and one time of the day are the same only if they meet: somewhere in the window both take place. */
export function meet(one: ItemFields, other: ItemFields, window: Period): boolean {
  if (!isAppointment(one) || !isAppointment(other)) return true;
  const there = new Set(occurrencesWithin(other, window).map(({ span }) => startMoment(span)));
  return occurrencesWithin(one, window).some(({ span }) => there.has(startMoment(span)));
}
