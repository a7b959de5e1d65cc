/** @file A rule as RFC 5545 writes it (3.3.10), both ways: `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270303`. Pure. */
import { Temporal } from 'temporal-polyfill';
import { plannedSpan } from './occurrences.ts';
import { type RecurrenceEnd, type RecurrenceRule, recurrenceRule, weekday } from './recurrence.ts';
import { type Instant, instant, type LocalDate, localDate, plusDays, type Span } from './time.ts';
import { momentOf, wallTimeOf } from './wall-clock.ts';

/**
 * @param first the first occurrence, where the text is for a calendar: of what has a time it wants an end by day as the moment at
 * which that day ends by its clock. Absent: the day itself, for people.
 */
export function toRuleText(rule: RecurrenceRule, first?: Span): string {
  const parts: readonly (readonly [string, string])[] = [
    ['FREQ', rule.frequency.toUpperCase()],
    ...(rule.interval === 1 ? [] : [['INTERVAL', String(rule.interval)] as const]),
    ...listed('BYMONTH', rule.byMonth),
    ...listed('BYMONTHDAY', rule.byMonthDay),
    ...listed(
      'BYDAY',
      rule.byDay.map(({ day, nth }) => `${nth ?? ''}${day}`),
    ),
    ...listed('BYSETPOS', rule.bySetPosition),
    ...(rule.weekStart === 'MO' ? [] : [['WKST', rule.weekStart] as const]),
    ...endParts(rule.end, first),
  ];
  return parts.map(([name, value]) => `${name}=${value}`).join(';');
}

function listed(name: string, values: readonly (string | number)[]): readonly (readonly [string, string])[] {
  return values.length === 0 ? [] : [[name, values.join(',')]];
}

function endParts(end: RecurrenceEnd, first?: Span): readonly (readonly [string, string])[] {
  if (end.kind === 'never') return [];
  if (end.kind === 'count') return [['COUNT', String(end.count)]];
  if (first === undefined || first.kind === 'allDay') return [['UNTIL', compact(end.lastDay)]];
  const dayEnds = Temporal.PlainDate.from(end.lastDay).toPlainDateTime('23:59:59');
  return [['UNTIL', compact(momentOf(dayEnds, first.zone))]];
}

function compact(time: Instant | LocalDate): string {
  return time.replaceAll(/[-:]/g, '');
}

/**
 * @param text the value of an RRULE, without its name.
 * @param first the first occurrence, by which an end that is a moment is told to be a day.
 * @throws RangeError when it is no rule, or has a part that says which hour, week or day of the year.
 */
export function readRuleText(text: string, first: Span): RecurrenceRule {
  const given = new Map(text.split(';').map((part) => partOf(part)));
  const take = (name: string): string | undefined => {
    const value = given.get(name);
    given.delete(name);
    return value;
  };
  const numbers = (name: string) => (take(name)?.split(',') ?? []).map(wholeNumber);
  const rule = {
    frequency: take('FREQ')?.toLowerCase(),
    interval: wholeNumber(take('INTERVAL') ?? '1'),
    byDay: (take('BYDAY')?.split(',') ?? []).map(dayOf),
    byMonthDay: numbers('BYMONTHDAY').toSorted(ascending),
    byMonth: numbers('BYMONTH').toSorted(ascending),
    bySetPosition: numbers('BYSETPOS').toSorted(ascending),
    weekStart: take('WKST') ?? 'MO',
    end: endOf(take('COUNT'), take('UNTIL'), first),
  };
  const [unknown] = given.keys();
  if (unknown !== undefined) throw new RangeError(`a rule with ${unknown}`);
  const read = recurrenceRule.safeParse(rule);
  if (!read.success) throw new RangeError(`not a rule: ${read.error.issues[0]?.message ?? text}`);
  return read.data;
}

function partOf(part: string): readonly [string, string] {
  const [, name, value] = /^([A-Z]+)=(.+)$/.exec(part.trim().toUpperCase()) ?? [];
  if (name === undefined || value === undefined) throw new RangeError(`not a part of a rule: ${part}`);
  return [name, value];
}

function dayOf(text: string): RecurrenceRule['byDay'][number] {
  const [, nth, day] = /^([+-]?\d+)?([A-Z]{2})$/.exec(text) ?? [];
  return { day: weekday.parse(day), nth: nth === undefined ? null : wholeNumber(nth) };
}

function wholeNumber(text: string): number {
  if (!/^[+-]?\d{1,9}$/.test(text)) throw new RangeError(`not a whole number: ${text}`);
  return Number(text);
}

function ascending(one: number, other: number): number {
  return one - other;
}

function endOf(count: string | undefined, until: string | undefined, first: Span): RecurrenceEnd {
  if (count !== undefined && until !== undefined) throw new RangeError('a rule with two ends');
  if (count !== undefined) return { kind: 'count', count: wholeNumber(count) };
  if (until === undefined) return { kind: 'never' };
  return { kind: 'until', lastDay: lastDayBy(until, first) };
}

/** The last day on which an occurrence would not begin after the end. */
function lastDayBy(until: string, first: Span): LocalDate {
  const [, year, month, day, hour, minute, second, utc] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/.exec(until) ?? [];
  const date = `${year}-${month}-${day}`;
  if (hour === undefined || first.kind === 'allDay') return parsedDay(date);
  const time = `${date}T${hour}:${minute}:${second}`;
  const end = utc === 'Z' ? parsedMoment(`${time}Z`) : momentOf(Temporal.PlainDateTime.from(time), first.zone);
  const ends = wallTimeOf(end, first.zone).toPlainDate().toString() as LocalDate;
  const begins = plannedSpan(first, ends);
  const inTime = begins.kind === 'timed' && begins.start <= end;
  return inTime ? ends : plusDays(ends, -1);
}

function parsedDay(text: string): LocalDate {
  const read = localDate.safeParse(text);
  if (!read.success) throw new RangeError(`not a day: ${text}`);
  return read.data;
}

function parsedMoment(text: string): Instant {
  const read = instant.safeParse(text);
  if (!read.success) throw new RangeError(`not a moment: ${text}`);
  return read.data;
}
