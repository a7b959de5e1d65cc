/** @file The merge's view of a pair: what each side shows and may be written, and which changes go across. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { RemoteItem } from '../connectors/connector.ts';
import { type ItemField, type ItemFields, isAppointment, isPerson, isTask, repeats } from '../model/item.ts';
import { lastDayOf, plannedSpan } from '../model/occurrences.ts';
import { otherSide, type Side } from '../model/side.ts';
import { sides } from '../store/operation.ts';
import type { HeldPair } from '../store/waiting.ts';
import { sameField } from './fields.ts';
import { conflictWinner } from './merge.ts';
import type { MergeRules, MergeSide } from './merge-draft.ts';
import type { PlanRules } from './pair-plan.ts';
import { doneOneByOne } from './series/done.ts';
import { isPart } from './series/same-times.ts';
import type { Offer } from './translation.ts';

type Items = Readonly<Record<Side, RemoteItem>>;

/**
 * @param agreed what each side showed when the two last agreed.
 * @param offers what each is offered by the other.
 */
export function mergeSides(
  items: Items,
  agreed: Readonly<Record<Side, ItemFields>>,
  offers: Readonly<Record<Side, Offer>>,
  rules: PlanRules,
): Readonly<Record<Side, MergeSide>> {
  const one = (side: Side): MergeSide => ({
    fields: doneOneByOne(items[side].fields, rules.window),
    agreed: doneOneByOne(agreed[side], rules.window),
    offered: doneOneByOne(offers[side].fields, rules.window),
    stale: offers[otherSide(side)].stale,
    unsure: offers[side].unsure,
    isPart: isPart(offers[side].fields, rules.express[side]),
    isDoneAsWhole: repeats(items[side].fields) && items[side].fields.done,
    editable: items[side].protection.edit,
    editedAt: items[side].editedAt,
    express: rules.express[side],
  });
  return { crm: one('crm'), calendar: one('calendar') };
}

/** @param held what the user was asked about the pair, and has answered or not. */
export function mergeRules(items: Items, rules: PlanRules, held: readonly HeldPair[] = []): MergeRules {
  const rule = rules.preferences['conflict.rule'];
  const editedAt = { crm: items.crm.editedAt, calendar: items.calendar.editedAt };
  const instead: { -readonly [S in Side]?: 'keep' | 'restore' } = {};
  for (const { question, decision } of held) {
    if (question.ask !== 'manyChanges') continue;
    if (decision === 'keep' || decision === 'restore') instead[question.side] = decision;
  }
  return {
    decide: (field) => answerTo(field, items, held) ?? (rule === 'ask' ? 'ask' : conflictWinner(rule, editedAt)),
    answered: (field) => answerTo(field, items, held),
    carries: carries(items, rules),
    direction: rules.direction,
    window: rules.window,
    instead,
  };
}

/** Reminders follow the preferences, and never come alive for what has begun, or after their own time (G14). "Done" needs a category to go to. */
export function carries(items: { readonly [S in Side]?: RemoteItem }, rules: PlanRules): MergeRules['carries'] {
  const { preferences } = rules;
  const reminders = { crm: preferences['crm.reminders'], calendar: preferences['calendar.reminders'] };
  const begun = (item: RemoteItem | undefined) => {
    if (item === undefined) return false;
    if (!isAppointment(item.fields)) return isTask(item.fields) && item.fields.done;
    const last = lastDayOf(item.fields);
    // What still repeats has not begun for the last time.
    if (last === null) return false;
    const span = plannedSpan(item.fields.span, last);
    return span.kind === 'timed' ? span.start <= rules.now : span.firstDay <= rules.now.slice(0, 10);
  };
  return (field, from) => {
    if (field === 'reminderMinutes' || field === 'reminderAt')
      return reminders[from] && !begun(items[from]) && !isOver(items[from], rules);
    if (field === 'birthday') return preferences['crm.birthdays'];
    // Of an appointment it goes to a category, and there is to be none. A task has a place for it.
    const item = items[from] ?? items[otherSide(from)];
    return (
      field !== 'done' ||
      (item !== undefined && isTask(item.fields)) ||
      from !== 'crm' ||
      preferences['crm.outgoing.appointmentCategory'] !== ''
    );
  };
}

/** Whether the time of the reminder has passed: given to the other side now, it would go off at once. */
function isOver(item: RemoteItem | undefined, { now, facts }: PlanRules): boolean {
  if (item === undefined || isPerson(item.fields)) return false;
  if (isTask(item.fields)) return item.fields.reminderAt !== null && item.fields.reminderAt <= now;
  const { reminderMinutes: minutes, recurrence, span } = item.fields;
  // Of what repeats there is a next time.
  if (minutes === null || recurrence !== null) return false;
  const start =
    span.kind === 'timed'
      ? Temporal.Instant.from(span.start)
      : Temporal.PlainDate.from(span.firstDay).toZonedDateTime(facts.calendar.zone).toInstant();
  return Temporal.Instant.compare(start.subtract({ minutes }), Temporal.Instant.from(now)) <= 0;
}

/** The user's word on a conflict holds for the values that the user was shown, and for no others. */
export function answerTo(field: ItemField, items: Items, held: readonly HeldPair[]): Side | 'keep' | undefined {
  for (const { question, decision } of held) {
    if (question.ask !== 'conflict' || !question.about.fields.includes(field)) continue;
    if (decision !== 'crm' && decision !== 'calendar' && decision !== 'keep') continue;
    const { shown } = question.about;
    if (sides.every((side) => sameField(field, shown[side], items[side].fields))) return decision;
  }
  return undefined;
}
