/**
 * @file The days of a recurring series, and its single occurrences.
 */
import { Temporal } from 'temporal-polyfill';
import { calculableZone, instantOf, wallOf } from '../zones.ts';
import type { EventContent, EventRecord, Moment, Recurrence } from './event-record.ts';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const weekIndexes = ['first', 'second', 'third', 'fourth'];
const dayMilliseconds = 86_400_000;

type Pattern = Recurrence['pattern'];

/** A day of a series that was neither removed nor changed. */
export interface Occurrence {
  readonly date: string;
  readonly start: Moment;
  readonly end: Moment;
}

/**
 * @param until the last day to tell, `2026-12-31`
 * @returns the days in order, removed and changed ones too
 */
export function* seriesDates(recurrence: Recurrence, until: string): Iterable<string> {
  const { range } = recurrence;
  const last = range.type === 'endDate' && range.endDate < until ? range.endDate : until;
  let count = 0;
  for (const date of patternDates(recurrence.pattern, range.startDate, last)) {
    if (range.type === 'numbered' && count >= range.numberOfOccurrences) return;
    count += 1;
    yield date;
  }
}

/** Plain occurrences that touch a span of time (milliseconds since 1970; the end does not belong to it). */
export function occurrencesIn(master: EventRecord, from: number, to: number): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const date of livingDates(master, to)) {
    const occurrence = occurrenceOn(master, date);
    if (touches(occurrence.start.instant, occurrence.end.instant, from, to)) found.push(occurrence);
  }
  return found;
}

/** The occurrence that a series has on a day, or null if it has none, or it was removed or changed. */
export function plainOccurrence(master: EventRecord, date: string): Occurrence | null {
  for (const living of livingDates(master, instantOf(`${date}T00:00:00`, 'UTC'))) {
    if (living === date) return occurrenceOn(master, date);
  }
  return null;
}

/** Whether an event from `start` to `end` belongs to the span; one that only ends where it begins does not. */
export function touches(start: number, end: number, from: number, to: number): boolean {
  return start < to && (end > from || (start === end && start >= from));
}

function* livingDates(master: EventRecord, to: number): Iterable<string> {
  if (!master.recurrence) return;
  const until = new Date(Math.min(to + dayMilliseconds, Date.UTC(9990, 0, 1))).toISOString().slice(0, 10);
  const removed = new Set(master.cancelledDates);
  for (const date of seriesDates(master.recurrence, until)) {
    if (!removed.has(date) && master.exceptions[date] === undefined) yield date;
  }
}

/** The occurrence as the series has it on that day, by the clocks of the zone in which the series repeats. */
export function occurrenceOn(master: EventContent, date: string): Occurrence {
  const zone = master.recurrence?.range.recurrenceTimeZone ?? master.start.zone;
  const start = wallIn(master, master.start, zone);
  const length = start.until(wallIn(master, master.end, zone));
  const begins = Temporal.PlainDate.from(date).toPlainDateTime(start.toPlainTime());
  const [from, until] = [moment(begins, zone), moment(begins.add(length), zone)];
  if (from.instant <= until.instant) return { date, start: from, end: until };
  // It begins in the hour that the clocks leave out, and is as long as it always is.
  const ends = from.instant + master.end.instant - master.start.instant;
  return { date, start: from, end: { ...until, wall: wallOf(ends, calculableZone(zone) ?? 'UTC'), instant: ends } };
}

/** A whole day is one in whatever zone. */
function wallIn({ isAllDay }: EventContent, { wall, zone, instant }: Moment, other: string): Temporal.PlainDateTime {
  const same = isAllDay || zone === other;
  return Temporal.PlainDateTime.from(same ? wall : wallOf(instant, calculableZone(other) ?? 'UTC'));
}

/** The day on which something begins where the series repeats. */
export function seriesDay(recurrence: Recurrence, { start, isAllDay }: EventContent): string {
  if (isAllDay || start.zone === recurrence.range.recurrenceTimeZone) return start.wall.slice(0, 10);
  return wallOf(start.instant, calculableZone(recurrence.range.recurrenceTimeZone) ?? 'UTC').slice(0, 10);
}

/** The first day of a series, or null if it has none. */
export function firstDate(recurrence: Recurrence): string | null {
  for (const date of seriesDates(recurrence, '9990-01-01')) return date;
  return null;
}

function moment(local: Temporal.PlainDateTime, zone: string): Moment {
  const wall = local.toString({ smallestUnit: 'second' });
  return { wall, zone, instant: instantOf(wall, calculableZone(zone) ?? 'UTC') };
}

function* patternDates(pattern: Pattern, startDate: string, last: string): Iterable<string> {
  const first = Temporal.PlainDate.from(startDate);
  for (let step = 0; ; step += 1) {
    const candidates = candidatesOf(pattern, first, step);
    const earliest = candidates[0];
    if (!earliest || earliest.toString() > last) return;
    for (const candidate of candidates) {
      const date = candidate.toString();
      if (date > last) return;
      if (date >= startDate) yield date;
    }
  }
}

/** The days of the n-th interval, in order; never empty. */
function candidatesOf(pattern: Pattern, first: Temporal.PlainDate, step: number): Temporal.PlainDate[] {
  const interval = step * pattern.interval;
  if (pattern.type === 'daily') return [first.add({ days: interval })];
  if (pattern.type === 'weekly') return weekOf(pattern, first.add({ weeks: interval }));
  const monthly = pattern.type === 'absoluteMonthly' || pattern.type === 'relativeMonthly';
  const month = monthly
    ? first.with({ day: 1 }).add({ months: interval })
    : first.with({ day: 1, month: pattern.month }).add({ years: interval });
  const relative = pattern.type === 'relativeMonthly' || pattern.type === 'relativeYearly';
  // A month that is too short has its occurrence on its last day.
  return [relative ? fittingDay(pattern, month) : month.with({ day: pattern.dayOfMonth }, { overflow: 'constrain' })];
}

function weekOf(pattern: Pattern, day: Temporal.PlainDate): Temporal.PlainDate[] {
  const weekStart = weekdays.indexOf(pattern.firstDayOfWeek) + 1;
  const begin = day.subtract({ days: (day.dayOfWeek - weekStart + 7) % 7 });
  return Array.from({ length: 7 }, (_, offset) => begin.add({ days: offset })).filter((date) =>
    pattern.daysOfWeek.includes(weekdays[date.dayOfWeek - 1] ?? ''),
  );
}

function fittingDay(pattern: Pattern, month: Temporal.PlainDate): Temporal.PlainDate {
  const fitting = Array.from({ length: month.daysInMonth }, (_, offset) => month.add({ days: offset })).filter((date) =>
    pattern.daysOfWeek.includes(weekdays[date.dayOfWeek - 1] ?? ''),
  );
  const chosen = pattern.index === 'last' ? fitting.at(-1) : fitting[weekIndexes.indexOf(pattern.index)];
  return chosen ?? month;
}
