/**
 * @file Graph's pattern and range as a rule of RFC 5545. Pure; `write-recurrence.ts` is the way back.
 *
 * A day that a month does not have is that month's last day for Graph, where RFC 5545 would leave the month out: it is said as
 * the last one of several days (`BYMONTHDAY=28,29,30,31;BYSETPOS=-1`).
 */
import type { RecurrenceEnd, RecurrenceRule, Weekday } from '../../model/recurrence.ts';
import { weekday } from '../../model/recurrence.ts';
import type { GraphPattern, GraphRange, GraphRecurrence, GraphWeekday } from './recurrence-schemas.ts';

export const weekdayOf: Readonly<Record<GraphWeekday, Weekday>> = {
  monday: 'MO',
  tuesday: 'TU',
  wednesday: 'WE',
  thursday: 'TH',
  friday: 'FR',
  saturday: 'SA',
  sunday: 'SU',
};

const positions = { first: 1, second: 2, third: 3, fourth: 4, last: -1 } as const;

/** The days that a month of the year has always, and those that it can have; index 0 is any month at all. */
export const fewestDays: readonly number[] = [28, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const mostDays: readonly number[] = [31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

type Days = Partial<Pick<RecurrenceRule, 'byDay' | 'byMonthDay' | 'byMonth' | 'bySetPosition'>>;

export function readRule({ pattern, range }: GraphRecurrence): RecurrenceRule {
  return {
    frequency: frequencies[pattern.type],
    interval: pattern.interval,
    byDay: [],
    byMonthDay: [],
    byMonth: [],
    bySetPosition: [],
    // The first day of the week means something only where some weeks are left out.
    weekStart: pattern.type === 'weekly' && pattern.interval > 1 ? weekdayOf[pattern.firstDayOfWeek] : 'MO',
    ...daysOf(pattern),
    end: endOf(range),
  };
}

const frequencies = {
  daily: 'daily',
  weekly: 'weekly',
  absoluteMonthly: 'monthly',
  relativeMonthly: 'monthly',
  absoluteYearly: 'yearly',
  relativeYearly: 'yearly',
} as const;

function daysOf(pattern: GraphPattern): Days {
  switch (pattern.type) {
    case 'daily':
      return {};
    case 'weekly':
      return { byDay: weekdaysOf(pattern.daysOfWeek).map((day) => ({ day, nth: null })) };
    case 'absoluteMonthly':
      return monthDays(pattern.dayOfMonth, 0);
    case 'absoluteYearly':
      return { byMonth: [pattern.month], ...monthDays(pattern.dayOfMonth, pattern.month) };
    case 'relativeMonthly':
      return nthDays(pattern);
    case 'relativeYearly':
      return { byMonth: [pattern.month], ...nthDays(pattern) };
  }
}

/** @param month 0: each month. */
function monthDays(wanted: number, month: number): Days {
  const fewest = fewestDays[month] ?? wanted;
  const day = Math.min(wanted, mostDays[month] ?? wanted);
  if (day <= fewest) return { byMonthDay: [day] };
  return { byMonthDay: Array.from({ length: day - fewest + 1 }, (_, more) => fewest + more), bySetPosition: [-1] };
}

/** Of several weekdays it is the first (second, last) day of the month that is any of them. */
function nthDays({ daysOfWeek, index }: Extract<GraphPattern, { readonly index: unknown }>): Days {
  const [only, ...others] = weekdaysOf(daysOfWeek);
  const nth = positions[index];
  if (only !== undefined && others.length === 0) return { byDay: [{ day: only, nth }] };
  return { byDay: weekdaysOf(daysOfWeek).map((day) => ({ day, nth: null })), bySetPosition: [nth] };
}

function weekdaysOf(days: readonly GraphWeekday[]): readonly Weekday[] {
  const chosen = new Set(days.map((day) => weekdayOf[day]));
  return weekday.options.filter((day) => chosen.has(day));
}

function endOf(range: GraphRange): RecurrenceEnd {
  if (range.type === 'numbered') return { kind: 'count', count: range.numberOfOccurrences };
  if (range.type === 'endDate') return { kind: 'until', lastDay: range.endDate };
  return { kind: 'never' };
}
