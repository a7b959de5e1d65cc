/**
 * @file A rule of a series, and the days that it means. Days are midnights in milliseconds, counted as if in UTC; in which zone
 * they are days is decided where rows are made.
 */
import { enumeration } from '../wire.ts';

export const patternKind = enumeration({
  ...{ 0: 'Unknown', 1: 'Daily', 2: 'Weekly', 3: 'Monthly', 4: 'Yearly', 5: 'Custom' },
});
export const endKind = enumeration({ 0: 'Unknown', 1: 'EndDate', 2: 'Counter' });
export const dayPattern = enumeration({ 0: 'Unknown', 1: 'EveryWorkday', 2: 'EveryWeekday', 3: 'EveryCyclicDay' });
export const monthPattern = enumeration({ 0: 'Unknown', 4: 'DayOfMonth', 5: 'WeekdayOfMonth' });
export const yearPattern = enumeration({ 0: 'Unknown', 6: 'DayOfMonth', 7: 'WeekdayOfMonth' });
export const weekOfMonth = enumeration({ 0: 'Unknown', 1: 'First', 2: 'Second', 3: 'Third', 4: 'Fourth', 5: 'Last' });

/** A day of each month of its kind: the 24th, or the last Friday. */
export interface InMonth {
  readonly pattern: number;
  /** Months between, or for a year the number of the month. */
  readonly cycle: number;
  readonly day: number;
  /** One flag: Monday 1, Tuesday 2, Wednesday 4 … Sunday 64. */
  readonly weekday: number;
  readonly weekOfMonth: number;
}

export interface RecurrenceRule {
  readonly id: number;
  /** 1 daily, 2 weekly, 3 monthly, 4 yearly, 5 nothing but a list of days. */
  readonly pattern: number;
  readonly day: { readonly pattern: number; readonly cycle: number };
  /** `weekdays`: flags. */
  readonly week: { readonly weekdays: number; readonly cycle: number };
  readonly month: InMonth;
  readonly year: InMonth;
  /** 1 by date, 2 by count. */
  readonly endType: number;
  readonly start: number;
  readonly end: number;
  readonly count: number;
  /** The days that the rule was saved with. */
  readonly days: readonly number[];
}

const day = 86_400_000;
const everyWorkday = 1;
const everyCyclicDay = 3;
const weekdayOfMonth = new Set([5, 7]);
const workdays = 31;
const byCount = 2;
/** No rule is looked at for longer than this from its start. */
const horizon = 200 * 366 * day;

/** Monday is the first flag. */
export function weekdayFlag(date: number): number {
  return 1 << weekdayIndex(date);
}

function weekdayIndex(date: number): number {
  return (new Date(date).getUTCDay() + 6) % 7;
}

interface Bounds {
  /** What stands for a day that a month has not: nothing, or the month's last day. */
  readonly monthWithoutDay: string;
  /** More days are not looked for. */
  readonly most: number;
}

/** @returns the days that the pattern means from its start to its end; of a list of days that list; at most one more than `most`. */
export function daysOf(rule: RecurrenceRule, bounds: Bounds): readonly number[] {
  if (rule.pattern === 5) return [...new Set(rule.days)].sort((a, b) => a - b);
  const wanted = rule.endType === byCount ? Math.min(rule.count, bounds.most + 1) : bounds.most + 1;
  const last = rule.endType === byCount ? rule.start + horizon : rule.end;
  const days: number[] = [];
  for (const date of candidates(rule, last, bounds)) {
    if (date > last || days.length >= wanted) break;
    if (date >= rule.start) days.push(date);
  }
  return days;
}

function* candidates(rule: RecurrenceRule, last: number, bounds: Bounds): Generator<number> {
  if (rule.pattern === 1) yield* daily(rule, last);
  else if (rule.pattern === 2) yield* weekly(rule, last);
  else yield* inMonths(rule, last, bounds);
}

function* daily({ day: { pattern, cycle }, start }: RecurrenceRule, last: number): Generator<number> {
  const step = pattern === everyCyclicDay ? cycle : 1;
  for (let date = start; date <= last; date += step * day) {
    if (pattern !== everyWorkday || (weekdayFlag(date) & workdays) !== 0) yield date;
  }
}

function* weekly({ week: { weekdays, cycle }, start }: RecurrenceRule, last: number): Generator<number> {
  for (let monday = start - weekdayIndex(start) * day; monday <= last; monday += cycle * 7 * day) {
    for (let index = 0; index < 7; index += 1) if ((weekdays & (1 << index)) !== 0) yield monday + index * day;
  }
}

function* inMonths(rule: RecurrenceRule, last: number, bounds: Bounds): Generator<number> {
  const monthly = rule.pattern === 3;
  const part = monthly ? rule.month : rule.year;
  const first = new Date(rule.start);
  const step = monthly ? part.cycle : 12;
  let month = monthly ? first.getUTCMonth() : part.cycle - 1;
  for (; Date.UTC(first.getUTCFullYear(), month, 1) <= last; month += step) {
    const date = dayInMonth(part, first.getUTCFullYear(), month, bounds);
    if (date !== null) yield date;
  }
}

function dayInMonth(part: InMonth, year: number, month: number, { monthWithoutDay }: Bounds): number | null {
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  if (weekdayOfMonth.has(part.pattern)) {
    const wanted = Math.log2(part.weekday);
    const offset = (wanted - weekdayIndex(Date.UTC(year, month, 1)) + 7) % 7;
    const inFirst = 1 + offset;
    const last = inFirst + 7 * Math.floor((length - inFirst) / 7);
    return Date.UTC(year, month, part.weekOfMonth === 5 ? last : inFirst + 7 * (part.weekOfMonth - 1));
  }
  if (part.day <= length) return Date.UTC(year, month, part.day);
  return monthWithoutDay === 'lastDay' ? Date.UTC(year, month, length) : null;
}

/** A rule as it is offered before anything is said: each week on that weekday for a year. */
export function defaultRule(date: number): RecurrenceRule {
  const inMonth = {
    day: new Date(date).getUTCDate(),
    weekday: weekdayFlag(date),
    weekOfMonth: Math.floor((new Date(date).getUTCDate() - 1) / 7) + 1,
  };
  return {
    id: 0,
    pattern: 2,
    day: { pattern: everyCyclicDay, cycle: 1 },
    week: { weekdays: weekdayFlag(date), cycle: 1 },
    month: { pattern: 4, cycle: 1, ...inMonth },
    year: { pattern: 6, cycle: new Date(date).getUTCMonth() + 1, ...inMonth },
    endType: 1,
    start: date,
    end: date + 365 * day,
    count: 1,
    days: [date],
  };
}
