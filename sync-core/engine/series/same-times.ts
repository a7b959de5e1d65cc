/** @file Whether the two copies of a series show the same, as far as both of them reach. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '../../model/appointment.ts';
import { type ItemFields, isAppointment, repeats } from '../../model/item.ts';
import { isEndless, lastDayOf, occurrencesWithin, plannedSpan } from '../../model/occurrences.ts';
import { endMoment, extentOf, type SameWords, sameOccurrences, startMoment } from '../../model/series-compare.ts';
import type { Side } from '../../model/side.ts';
import { type Instant, type Period, toInstant } from '../../model/time.ts';
import { sameField } from '../fields.ts';
import type { MergeSide } from '../merge-draft.ts';

/** What a side shows, and would make of what it is offered. */
type ShownTimes<F extends ItemFields = Appointment> = Pick<MergeSide<F>, 'fields' | 'offered' | 'express' | 'isPart'>;

const both = ['crm', 'calendar'] as const;

/**
 * @param offered the other side's item, as it would be here.
 * @returns whether it is a series of which this side holds a part, because it has no endless ones or no such rule.
 */
export function isPart(offered: ItemFields, express: MergeSide['express']): boolean {
  if (!repeats(offered)) return false;
  const held = express(offered);
  if (!repeats(held)) return false;
  const [here, there] = [extentOf(held), extentOf(offered)];
  if (here.until === null) return false;
  return here.from > there.from || there.until === null || here.until < there.until;
}

/** Whether either side repeats, or did. */
export function isAboutSeries(
  sides: Readonly<Record<Side, MergeSide>>,
): sides is Readonly<Record<Side, MergeSide<Appointment>>> {
  return both.some((side) => repeats(sides[side].fields) || repeats(sides[side].agreed));
}

/** How far beyond the window two endless patterns are compared: every one has come round by then. */
const comparedYears = 5;

export function withoutExceptions(fields: Appointment): Appointment {
  const { recurrence } = fields;
  return recurrence === null ? fields : { ...fields, recurrence: { ...recurrence, cancelled: [], changed: [] } };
}

const anyWords: SameWords = () => true;

/** The same occurrences from the first to the last, by whatever rule. */
export function isSameThroughout(one: Appointment, other: Appointment, window: Period): boolean {
  return isSameShown(one, other, window, anyWords);
}

function isSameShown(one: Appointment, other: Appointment, window: Period, words: SameWords): boolean {
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
  return sameOccurrences(one, other, { from, until }, words);
}

/** @returns whether two series of one system show the same from the first occurrence to the last, in whatever words it tells their rules. */
export function isSameSeries(one: ItemFields, other: ItemFields, window: Period): boolean {
  if (!isAppointment(one) || !isAppointment(other)) return false;
  return isSameShown(one, other, window, (field, mine, theirs) => sameField(field, mine, theirs));
}

/**
 * @returns whether the two sides show the same as far as both reach. A side that holds no more than the window may end before the other.
 */
export function sameTimes(sides: Readonly<Record<Side, ShownTimes<ItemFields>>>, window: Period): boolean {
  if (!areAppointments(sides)) return false;
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

function areAppointments(
  sides: Readonly<Record<Side, ShownTimes<ItemFields>>>,
): sides is Readonly<Record<Side, ShownTimes>> {
  return both.every((side) => isAppointment(sides[side].fields));
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
export function isThere(wanted: Appointment, side: MergeSide<Appointment>, window: Period): boolean {
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

function later(one: Instant, other: Instant): Instant {
  return one > other ? one : other;
}
