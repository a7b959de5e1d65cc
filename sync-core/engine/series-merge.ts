/**
 * @file Who changed what about when a pair of appointments takes place, and what comes of it where one of them repeats. Pure.
 *
 * Changes of different occurrences, of different fields of one, and of an occurrence and the rule go across beside each other. Where one
 * side has cancelled an occurrence that the other has changed, it takes place: an edit is worth more than a deletion.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '../model/appointment.ts';
import { isEndless, lastDayOf, occurrencesOf, occurrencesWithin, plannedSpan } from '../model/occurrences.ts';
import { endMoment, extentOf, type SameWords, sameOccurrences, startMoment } from '../model/series-compare.ts';
import { otherSide, type Side } from '../model/side.ts';
import { type Instant, type Period, toInstant } from '../model/time.ts';
import { sameField } from './fields.ts';
import type { MergeSide } from './merge-draft.ts';
import { dayAcross, isEmpty, type OccurrenceEdit, type Script, sameValue, scriptOf } from './series-script.ts';

type Sides = Readonly<Record<Side, MergeSide>>;
export type Scripts = Readonly<Record<Side, Script>>;

/** What a side shows, and would make of what it is offered. */
type ShownTimes = Pick<MergeSide, 'fields' | 'offered' | 'express' | 'isPart'>;

const both = ['crm', 'calendar'] as const;

/**
 * @param offered the other side's item, as it would be here.
 * @returns whether it is a series of which this side holds a part, because it has no endless ones or no such rule.
 */
export function isPart(offered: Appointment, express: MergeSide['express']): boolean {
  if (offered.recurrence === null) return false;
  const held = express(offered);
  const [here, there] = [extentOf(held), extentOf(offered)];
  if (held.recurrence === null || here.until === null) return false;
  return here.from > there.from || there.until === null || here.until < there.until;
}

/** Whether either side repeats, or did. */
export function isAboutSeries(sides: Sides): boolean {
  return both.some((side) => sides[side].fields.recurrence !== null || sides[side].agreed.recurrence !== null);
}

/** How far beyond the window two endless patterns are compared: every one has come round by then. */
const comparedYears = 5;

/** @returns what somebody changed on a side; what its system made of what was there is left out. */
export function changesOf({ agreed, fields, express }: MergeSide, window: Period, withReminders: boolean): Script {
  const script = scriptOf(agreed, fields);
  const bare = { agreed: withoutExceptions(agreed), now: withoutExceptions(fields) };
  const frame = script.frame && !isSameThroughout(bare.agreed, bare.now, window);
  const edits = script.edits.flatMap((edit): readonly OccurrenceEdit[] => {
    const [then] = occurrencesOf(agreed, [edit.day]);
    const [now] = occurrencesOf(fields, [edit.day]);
    const kept = Object.entries(edit.fields).filter(([name]) => {
      const field = name as keyof OccurrenceEdit['fields'];
      if (field === 'reminderMinutes' && !withReminders) return false;
      return (
        field === 'span' ||
        then === undefined ||
        now === undefined ||
        !sameField(field, express(then.fields), now.fields)
      );
    });
    if (kept.length === 0 && edit.cancelled === undefined) return [];
    return [{ ...edit, fields: Object.fromEntries(kept) }];
  });
  return { ...script, frame, edits };
}

function withoutExceptions(fields: Appointment): Appointment {
  const { recurrence } = fields;
  return recurrence === null ? fields : { ...fields, recurrence: { ...recurrence, cancelled: [], changed: [] } };
}

const anyWords: SameWords = () => true;

/** The same occurrences from the first to the last, by whatever rule. */
function isSameThroughout(one: Appointment, other: Appointment, window: Period): boolean {
  if (one.recurrence === null || other.recurrence === null) return false;
  if (isEndless(one.recurrence) !== isEndless(other.recurrence)) return false;
  const extents = [extentOf(one), extentOf(other)];
  const from = extents.map((extent) => extent.from).toSorted()[0] ?? window.from;
  const ahead = toInstant(Temporal.Instant.from(window.until).add({ hours: comparedYears * 366 * 24 }));
  const until =
    extents
      .map((extent) => extent.until ?? ahead)
      .toSorted()
      .at(-1) ?? ahead;
  return sameOccurrences(one, other, { from, until }, anyWords);
}

/**
 * @returns whether the two sides show the same as far as both reach. A side that holds no more than the window may end before the other.
 */
export function sameTimes(sides: Readonly<Record<Side, ShownTimes>>, window: Period): boolean {
  const { crm, calendar } = sides;
  const [one, other] = [crm.fields, calendar.fields];
  if (one.recurrence === null || other.recurrence === null) {
    return (
      one.recurrence === other.recurrence &&
      both.some((side) => sameField('span', sides[side].fields, sides[side].express(sides[side].offered)))
    );
  }
  const words: SameWords = (field, mine, theirs) =>
    sameField(field, calendar.express(mine), theirs) || sameField(field, crm.express(theirs), mine);
  const parts = both.filter((side) => sides[side].isPart);
  if (parts.length === 0 && !isSameThroughout(withoutExceptions(one), withoutExceptions(other), window)) return false;
  return sameOccurrences(one, other, commonPeriod(sides, window), words);
}

/** From the beginning of the window, or of the series that ends before it, to where the side ends that ends first. */
function commonPeriod(sides: Readonly<Record<Side, ShownTimes>>, window: Period): Period {
  const extents = both.map((side) => extentOf(sides[side].fields));
  const parts = both.filter((side) => sides[side].isPart).map((side) => extentOf(sides[side].fields));
  const reach = (parts.length === 0 ? extents : parts).map(({ until }) => until ?? window.until);
  const until = reach.toSorted()[0] ?? window.until;
  const begins =
    extents
      .map(({ from }) => from)
      .toSorted()
      .at(-1) ?? window.from;
  return { from: until > window.from ? window.from : begins, until };
}

/** @returns whether what is wanted on a side is what it shows already, as far as it reaches and the window does. */
export function isThere(wanted: Appointment, side: MergeSide, window: Period): boolean {
  const { fields, express, isPart } = side;
  if (wanted.recurrence === null || fields.recurrence === null) {
    return wanted.recurrence === fields.recurrence && sameField('span', express(wanted), fields);
  }
  const words: SameWords = (field, mine, theirs) =>
    sameField(field, mine, theirs) || sameField(field, express(mine), theirs);
  if (!isPart && !isSameThroughout(withoutExceptions(wanted), withoutExceptions(fields), window)) return false;
  const extents = [extentOf(fields), ...(isPart ? [] : [extentOf(wanted)])];
  const until = extents.map((extent) => extent.until ?? window.until).reduce(later, window.until);
  const first = extents.map(({ from }) => from).toSorted()[0] ?? window.from;
  return sameOccurrences(wanted, fields, { from: isPart ? window.from : first, until }, words);
}

/**
 * @returns whether occurrences of the whole series have come into the window that the side which holds no more than that does not have.
 */
export function hasMore(whole: Appointment, part: Appointment, window: Period): boolean {
  if (whole.recurrence === null || part.recurrence === null) return false;
  const last = lastDayOf(part);
  if (last === null) return false;
  const from = endMoment(plannedSpan(part.span, last));
  const begun = startMoment(plannedSpan(part.span, last));
  if (from >= window.until) return false;
  return occurrencesWithin(withoutExceptions(whole), { from, until: window.until }).some(
    ({ span }) => startMoment(span) > begun,
  );
}

export interface Resolved {
  /** What goes across from each side. */
  readonly scripts: Scripts;
  /** Both sides changed something differently, and only one of the two stays. */
  readonly contested: boolean;
}

/**
 * Takes out of both what cannot go across beside the other.
 * @param winner whose change stays where only one can.
 */
export function resolve(scripts: Scripts, winner: Side, window: Period): Resolved {
  const { crm, calendar } = scripts;
  const frames = crm.frame && calendar.frame;
  const agree = frames && isSameThroughout(withoutExceptions(crm.now), withoutExceptions(calendar.now), window);
  const lost = frames && !agree ? otherSide(winner) : null;
  const left: Record<Side, OccurrenceEdit[]> = { crm: [], calendar: [] };
  let contested = lost !== null;
  const open = new Map(calendar.edits.map((edit) => [edit.day, edit]));
  for (const mine of crm.edits) {
    const day = dayAcross(crm.agreed, calendar.agreed, mine.day);
    const theirs = day === undefined ? undefined : open.get(day);
    if (day === undefined || theirs === undefined) {
      left.crm.push(mine);
      continue;
    }
    open.delete(day);
    const met = meet({ crm: whole(mine, theirs, crm), calendar: whole(theirs, mine, calendar) }, winner);
    contested ||= met.contested;
    left.crm.push(...met.left.crm);
    left.calendar.push(...met.left.calendar);
  }
  left.calendar.push(...open.values());
  const rest = (side: Side): Script => ({
    ...scripts[side],
    frame: scripts[side].frame && !agree && lost !== side,
    edits: left[side].toSorted((one, other) => (one.day < other.day ? -1 : 1)),
  });
  return { scripts: { crm: rest('crm'), calendar: rest('calendar') }, contested };
}

/** What is put back after it was cancelled elsewhere is put back whole. */
function whole(edit: OccurrenceEdit, other: OccurrenceEdit, { now }: Script): OccurrenceEdit {
  if (other.cancelled !== true || edit.cancelled === true) return edit;
  const change = now.recurrence?.changed.find(({ day }) => day === edit.day)?.change ?? {};
  return { ...edit, cancelled: false, fields: { ...edit.fields, ...change } };
}

type Edits = Readonly<Record<Side, OccurrenceEdit>>;

/** Two changes of one occurrence. */
function meet(
  edits: Edits,
  winner: Side,
): { readonly left: Readonly<Record<Side, readonly OccurrenceEdit[]>>; readonly contested: boolean } {
  const { crm, calendar } = edits;
  if (crm.cancelled === true && calendar.cancelled === true)
    return { left: { crm: [], calendar: [] }, contested: false };
  if (crm.cancelled === true) return { left: { crm: [], calendar: [calendar] }, contested: false };
  if (calendar.cancelled === true) return { left: { crm: [crm], calendar: [] }, contested: false };
  const shared = Object.keys(crm.fields).filter(
    (field) => field in calendar.fields,
  ) as (keyof OccurrenceEdit['fields'])[];
  const same = shared.filter((field) => sameValue(field, crm.fields[field], calendar.fields[field]));
  const contested = same.length < shared.length;
  const rest = (side: Side): readonly OccurrenceEdit[] => {
    const dropped = side === winner ? same : shared;
    const fields = Object.entries(edits[side].fields).filter(
      ([field]) => !(dropped as readonly string[]).includes(field),
    );
    const { cancelled } = edits[side];
    const restores = cancelled === false && edits[otherSide(side)].cancelled !== false;
    if (fields.length === 0 && !restores) return [];
    return [{ ...edits[side], fields: Object.fromEntries(fields) }];
  };
  return { left: { crm: rest('crm'), calendar: rest('calendar') }, contested };
}

/** Only what a person is to be asked about is looked at here: whether two changes stand against each other. */
export function isContested(scripts: Scripts, window: Period): boolean {
  return resolve(scripts, 'crm', window).contested;
}

export function nothingOf(script: Script): Script {
  return { ...script, frame: false, edits: [] };
}

export function hasChanges(script: Script): boolean {
  return !isEmpty(script);
}

function later(one: Instant, other: Instant): Instant {
  return one > other ? one : other;
}
