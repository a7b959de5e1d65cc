/**
 * @file A rule of RFC 5545 in Graph's words, where it has them. Pure.
 *
 * Graph has one pattern of six kinds, and no list of days: rules beyond that are written as the days that they have, see
 * `sayable-series.ts`.
 */
import { Temporal } from 'temporal-polyfill';
import type { RecurrenceEnd, RecurrenceRule, Weekday } from '../../model/recurrence.ts';
import type { LocalDate } from '../../model/time.ts';
import { fewestDays, mostDays, weekdayOf } from './read-recurrence.ts';
import {
  type GraphPattern,
  type GraphRange,
  type GraphRecurrence,
  graphWeekday,
  weekIndex,
} from './recurrence-schemas.ts';

/** Exchange's limits. */
const longestInterval = { daily: 999, weekly: 99, monthly: 99, yearly: 99 } as const;
export const mostOccurrences = 999;

type Rule = Omit<RecurrenceRule, 'end'>;

/**
 * @param firstDay the day of the first occurrence, which is one of the rule's: it says what the rule itself leaves open.
 * @param lastDay the last day of a rule that ends after more occurrences than Graph counts.
 * @returns undefined for a rule that Graph has no pattern for.
 */
export function writeRule(
  rule: RecurrenceRule,
  firstDay: LocalDate,
  lastDay: () => LocalDate,
): GraphRecurrence | undefined {
  const pattern = patternOf(rule, firstDay);
  return pattern && { pattern, range: rangeOf(rule.end, firstDay, lastDay) };
}

function rangeOf(end: RecurrenceEnd, startDate: LocalDate, lastDay: () => LocalDate): GraphRange {
  if (end.kind === 'never') return { type: 'noEnd', startDate };
  if (end.kind === 'until') return { type: 'endDate', startDate, endDate: end.lastDay };
  if (end.count > mostOccurrences) return { type: 'endDate', startDate, endDate: lastDay() };
  return { type: 'numbered', startDate, numberOfOccurrences: end.count };
}

function patternOf(rule: Rule, firstDay: LocalDate): GraphPattern | undefined {
  const { frequency, interval } = rule;
  if (interval > longestInterval[frequency]) return undefined;
  switch (frequency) {
    case 'daily':
      return dailyOf(rule);
    case 'weekly':
      return isWeekly(rule) ? weeklyOf(rule, rule.byDay.length > 0 ? daysIn(rule) : [dayOf(firstDay)]) : undefined;
    case 'monthly':
      return rule.byMonth.length === 0 ? monthlyOf(rule, firstDay) : undefined;
    case 'yearly':
      return yearlyOf(rule, firstDay);
  }
}

/** Every day that is one of some weekdays is every week on these. */
function dailyOf(rule: Rule): GraphPattern | undefined {
  if (!isWeekly(rule)) return undefined;
  if (rule.byDay.length === 0) return { type: 'daily', interval: rule.interval };
  return rule.interval === 1 ? weeklyOf(rule, daysIn(rule)) : undefined;
}

function isWeekly({ byMonthDay, byMonth, bySetPosition, byDay }: Rule): boolean {
  return (
    [byMonthDay, byMonth, bySetPosition].every((list) => list.length === 0) && byDay.every(({ nth }) => nth === null)
  );
}

function weeklyOf({ interval, weekStart }: Rule, days: readonly Weekday[]): GraphPattern {
  return { type: 'weekly', interval, daysOfWeek: namesOf(days), firstDayOfWeek: nameOf(weekStart) };
}

function monthlyOf(rule: Rule, firstDay: LocalDate): GraphPattern | undefined {
  const { interval } = rule;
  if (rule.byDay.length > 0) {
    const nth = nthOf(rule);
    return nth && { type: 'relativeMonthly', interval, ...nth };
  }
  const dayOfMonth = monthDayOf(rule, firstDay, 0);
  return dayOfMonth === undefined ? undefined : { type: 'absoluteMonthly', interval, dayOfMonth };
}

function yearlyOf(rule: Rule, firstDay: LocalDate): GraphPattern | undefined {
  const { interval, byMonth, byDay, byMonthDay } = rule;
  const alone = byMonth.length === 0 && byDay.length === 0 && byMonthDay.length === 0;
  const [month, ...others] = alone ? [Temporal.PlainDate.from(firstDay).month] : byMonth;
  if (month === undefined || others.length > 0) return undefined;
  if (byDay.length > 0) {
    const nth = nthOf(rule);
    return nth && { type: 'relativeYearly', interval, month, ...nth };
  }
  const dayOfMonth = monthDayOf(rule, firstDay, month);
  return dayOfMonth === undefined ? undefined : { type: 'absoluteYearly', interval, month, dayOfMonth };
}

/** @param month 0: each month. @returns the one day of the month that the rule means, where Graph means the same by it. */
function monthDayOf({ byMonthDay, bySetPosition }: Rule, firstDay: LocalDate, month: number): number | undefined {
  const fewest = fewestDays[month] ?? 0;
  const most = mostDays[month] ?? 0;
  const [day = Temporal.PlainDate.from(firstDay).day, ...more] = byMonthDay;
  const last = more.at(-1) ?? day;
  const [position = 1, ...positions] = bySetPosition;
  if (positions.length > 0) return undefined;
  if (more.length === 0) {
    if (position !== 1 && position !== -1) return undefined;
    if (day === -1) return most;
    return day >= 1 && day <= fewest ? day : undefined;
  }
  const inARow = last - day === more.length;
  return position === -1 && inARow && day >= 1 && day <= fewest && last <= most ? last : undefined;
}

type Nth = Pick<Extract<GraphPattern, { readonly type: 'relativeMonthly' }>, 'daysOfWeek' | 'index'>;

const indexes: ReadonlyMap<number, Nth['index']> = new Map(
  weekIndex.options.map((name, place) => [name === 'last' ? -1 : place + 1, name]),
);

/** The n-th of one weekday, or the n-th day that is any of several. */
function nthOf({ byDay, byMonthDay, bySetPosition }: Rule): Nth | undefined {
  if (byMonthDay.length > 0 || bySetPosition.length > 1) return undefined;
  const [only, ...others] = byDay;
  const [position] = bySetPosition;
  const numbered = only !== undefined && only.nth !== null && others.length === 0;
  const plain = byDay.every(({ nth }) => nth === null);
  const nth =
    numbered && (position === undefined || Math.abs(position) === 1) ? only.nth : plain ? position : undefined;
  const index = nth === undefined || nth === null ? undefined : indexes.get(nth);
  return index && { daysOfWeek: namesOf(byDay.map(({ day }) => day)), index };
}

function daysIn({ byDay }: Rule): readonly Weekday[] {
  return byDay.map(({ day }) => day);
}

function dayOf(date: LocalDate): Weekday {
  const name = graphWeekday.options[Temporal.PlainDate.from(date).dayOfWeek - 1] ?? 'monday';
  return weekdayOf[name];
}

function nameOf(day: Weekday) {
  return graphWeekday.options.find((name) => weekdayOf[name] === day) ?? 'monday';
}

function namesOf(days: readonly Weekday[]): Nth['daysOfWeek'] {
  const [first = 'MO', ...others] = days;
  return [nameOf(first), ...others.map(nameOf)];
}
