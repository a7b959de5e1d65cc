/**
 * @file Whole days in SuperOffice. Pure.
 *
 * SuperOffice keeps an all-day entry as two moments with a flag: usually the user's office hours of the first and the last
 * day, from some programs midnight to midnight, in wall-clock time of the database's zone. The times mean nothing, the dates
 * are everything (G5.1). Which dates are meant shows where the two moments look like whole days: in the user's zone, in the
 * one that the entry itself names, or in the database's. What a server makes of the times that are sent is not known either,
 * so that they are chosen to lie on the same date in the user's zone and in the database's.
 */
import { Temporal } from 'temporal-polyfill';
import { type Instant, type LocalDate, type Span, toInstant, type ZoneId } from '../../model/time.ts';
import { momentOf, wallTimeOf } from '../../model/wall-clock.ts';

export type WholeDays = Extract<Span, { readonly kind: 'allDay' }>;

/** Wall-clock times of day, `08:00`. */
export interface OfficeHours {
  readonly start: string;
  readonly end: string;
}

interface Walls {
  readonly start: Temporal.PlainDateTime;
  readonly end: Temporal.PlainDateTime;
}

const minutesOfDay = 24 * 60;
/** Hours by which the clocks of two zones come nearer to each other, or get apart, when both are changed. */
const clockChanges = 2;

/**
 * @param zones in which the entry may have been written, the likeliest first; at least one.
 * @param end not before `start`.
 */
export function daysBetween(start: Instant, end: Instant, zones: readonly ZoneId[], hours: OfficeHours): WholeDays {
  const all = zones.map((zone) => ({ start: wallTimeOf(start, zone), end: wallTimeOf(end, zone) }));
  const [own] = all;
  if (own === undefined) throw new RangeError('whole days of no zone');
  const whole = all.find((walls) => lookWhole(walls, hours));
  if (whole) return days(whole.start.toPlainDate(), whole.end.toPlainDate());
  const inOrder = shortBy(own) <= clockChanges * 60 ? all.find((walls) => shortBy(walls) <= 0) : undefined;
  return inOrder ? days(inOrder.start.toPlainDate(), inOrder.end.toPlainDate()) : overMidnight(own);
}

/**
 * By how many minutes of the day it ends before it begins; of several days by a few where the clocks were changed between. Then its
 * dates are those of a zone by whose clock it does not.
 */
function shortBy({ start, end }: Walls): number {
  return minuteOfDay(start) - minuteOfDay(end);
}

function lookWhole({ start, end }: Walls, hours: OfficeHours): boolean {
  const [from, to] = [minuteOfDay(start), minuteOfDay(end)];
  const midnights = from === 0 && (to === 0 || to === minutesOfDay - 1);
  return midnights || (from === minuteOf(hours.start) && to === minuteOf(hours.end));
}

/** Written in a zone that nobody named: the day is the one on which most of it lies. */
function overMidnight({ start, end }: Walls): WholeDays {
  const minutes = start.until(end, { largestUnit: 'minutes' }).minutes;
  const first = start.add({ minutes: Math.floor((minutes % minutesOfDay) / 2) }).toPlainDate();
  return days(first, first.add({ days: Math.floor(minutes / minutesOfDay) }));
}

function days(first: Temporal.PlainDate, last: Temporal.PlainDate): WholeDays {
  return { kind: 'allDay', firstDay: first.toString() as LocalDate, lastDay: last.toString() as LocalDate };
}

function minuteOfDay(wall: Temporal.PlainDateTime | Temporal.PlainTime): number {
  return wall.hour * 60 + wall.minute;
}

function minuteOf(time: string): number {
  return minuteOfDay(Temporal.PlainTime.from(time));
}

/**
 * The moments to write: the user's office hours, unless they are on another date in the database's zone. Then the hours that
 * have the date in both zones: those that have it the whole year where there are any, for the rows of a rule keep the hours of the
 * database's clock.
 */
export function momentsOfDays(
  { firstDay, lastDay }: WholeDays,
  own: ZoneId,
  base: ZoneId,
  hours: OfficeHours,
): { readonly start: Instant; readonly end: Instant } {
  const at = (day: LocalDate, time: string, zone: ZoneId) =>
    momentOf(Temporal.PlainDateTime.from(`${day}T${time}`), zone);
  const office = { start: at(firstDay, hours.start, own), end: at(lastDay, hours.end, own) };
  const sharedBut = (hoursAway: number) => {
    const from = Temporal.Instant.from(at(firstDay, '00:00', own)).add({ hours: hoursAway });
    const until = Temporal.Instant.from(at(lastDay, '23:59', own)).subtract({ hours: hoursAway });
    const starts = [toInstant(from), at(firstDay, '00:00', base)].toSorted();
    const ends = [toInstant(until), at(lastDay, '23:59', base)].toSorted();
    return { start: starts.at(-1) ?? office.start, end: ends[0] ?? office.end };
  };
  const dateIn = (moment: Instant, zone: ZoneId) => wallTimeOf(moment, zone).toPlainDate().toString();
  const holds = (zone: ZoneId, { start, end }: typeof office) =>
    dateIn(start, zone) === firstDay && dateIn(end, zone) === lastDay;
  if (holds(base, office)) return office;
  const shared = [sharedBut(clockChanges), sharedBut(0)].find(
    (hours) => hours.start < hours.end && holds(own, hours) && holds(base, hours),
  );
  // Zones that share no hour of a day: nothing could be right in both.
  return shared ?? office;
}
