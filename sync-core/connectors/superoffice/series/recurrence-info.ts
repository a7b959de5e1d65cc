/**
 * @file SuperOffice's way of saying how an appointment repeats, and RFC 5545's, both ways. Pure. SuperOffice knows fewer rules, and
 * every one of its rules has an end.
 */
import { z } from 'zod';
import type { Recurrence, RecurrenceRule, Weekday } from '../../../model/recurrence.ts';
import type { LocalDate } from '../../../model/time.ts';

const text = z.string().nullish();
const int = z.int().nullish();
const inMonth = z.object({ Pattern: text, Cycle: int, Day: int, Weekday: text, WeekOfMonth: text }).nullish();

/** RecurrenceInfo, as far as it is read. */
export const recurrenceInfoSchema = z.object({
  RecurrenceId: int,
  IsRecurrence: z.boolean().nullish(),
  Pattern: text,
  StartDate: text,
  EndDate: text,
  RecurrenceEndType: text,
  RecurrenceCounter: int,
  DayPattern: z.object({ Pattern: text, Cycle: int }).nullish(),
  WeekPattern: z.object({ Weekdays: text, Cycle: int }).nullish(),
  MonthPattern: inMonth,
  YearPattern: inMonth,
  Dates: z.array(z.object({ Date: text })).nullish(),
});
export type RecurrenceInfo = z.infer<typeof recurrenceInfoSchema>;

/** A rule without its end. */
export type BareRule = Omit<RecurrenceRule, 'end'>;

const plain: BareRule = {
  frequency: 'daily',
  interval: 1,
  byDay: [],
  byMonthDay: [],
  byMonth: [],
  bySetPosition: [],
  weekStart: 'MO',
};

const weekdays: readonly (readonly [Weekday, string])[] = [
  ...([
    ['MO', 'Monday'],
    ['TU', 'Tuesday'],
    ['WE', 'Wednesday'],
    ['TH', 'Thursday'],
  ] as const),
  ...([
    ['FR', 'Friday'],
    ['SA', 'Saturday'],
    ['SU', 'Sunday'],
  ] as const),
];
const workdays: readonly Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR'];
const weeksOfMonth: readonly (readonly [number, string])[] = [
  ...([
    [1, 'First'],
    [2, 'Second'],
    [3, 'Third'],
    [4, 'Fourth'],
    [-1, 'Last'],
  ] as const),
];
/** Every month has these days. */
const safeDays = 28;

/** @returns the date that stands in a date of a rule. */
export function ruleDate(wire: string | null | undefined): LocalDate | undefined {
  const date = /^(\d{4})-\d{2}-\d{2}/.exec(wire ?? '');
  return date?.[1] === undefined || date[1] === '0001' || date[1] === '9999' ? undefined : (date[0] as LocalDate);
}

/**
 * @returns the rules that the pattern may mean, the likeliest first; none for a list of days. It is not told what a rule for the
 * 31st has in a shorter month.
 */
export function rulesOf(info: RecurrenceInfo): readonly BareRule[] {
  switch (info.Pattern) {
    case 'Daily':
      return dailyRules(info.DayPattern);
    case 'Weekly':
      return weeklyRules(info.WeekPattern);
    case 'Monthly':
      return monthRules(
        { ...plain, frequency: 'monthly', interval: atLeastOne(info.MonthPattern?.Cycle) },
        info.MonthPattern,
      );
    case 'Yearly': {
      const month = info.YearPattern?.Cycle ?? 0;
      if (month < 1 || month > 12) return [];
      return monthRules({ ...plain, frequency: 'yearly', byMonth: [month] }, info.YearPattern);
    }
    default:
      return [];
  }
}

function atLeastOne(cycle: number | null | undefined): number {
  return Math.max(1, cycle ?? 1);
}

function dailyRules(day: RecurrenceInfo['DayPattern']): readonly BareRule[] {
  if (day?.Pattern === 'EveryWorkday') return [{ ...plain, frequency: 'weekly', byDay: everyOne(workdays) }];
  return [{ ...plain, interval: day?.Pattern === 'EveryCyclicDay' ? atLeastOne(day.Cycle) : 1 }];
}

function weeklyRules(week: RecurrenceInfo['WeekPattern']): readonly BareRule[] {
  const named = (week?.Weekdays ?? '').split(',').map((name) => name.trim().toLowerCase());
  const chosen = weekdays.filter(([, name]) => named.includes(name.toLowerCase())).map(([day]) => day);
  if (chosen.length === 0) return [];
  return [{ ...plain, frequency: 'weekly', interval: atLeastOne(week?.Cycle), byDay: everyOne(chosen) }];
}

function everyOne(days: readonly Weekday[]): RecurrenceRule['byDay'] {
  return days.map((day) => ({ day, nth: null }));
}

function monthRules(base: BareRule, part: RecurrenceInfo['MonthPattern']): readonly BareRule[] {
  if (part?.Pattern === 'WeekdayOfMonth') {
    const [day] = weekdays.find(([, name]) => name === part.Weekday) ?? [];
    const [nth] = weeksOfMonth.find(([, name]) => name === part.WeekOfMonth) ?? [];
    return day === undefined || nth === undefined ? [] : [{ ...base, byDay: [{ day, nth }] }];
  }
  const day = part?.Day ?? 0;
  if (day < 1 || day > 31) return [];
  const only = { ...base, byMonthDay: [day] };
  if (day <= safeDays) return [only];
  if (day === 31) return [only, { ...base, byMonthDay: [-1] }];
  const upTo = Array.from({ length: day - safeDays + 1 }, (_, index) => safeDays + index);
  return [only, { ...base, byMonthDay: upTo, bySetPosition: [-1] }];
}

/** The part of RecurrenceInfo that says which days. */
export type PatternProperties = Readonly<Record<string, unknown>>;

/**
 * @param first the first day of the series: it stands for what a rule leaves out.
 * @returns the nearest pattern that SuperOffice has, whose days must be looked at; undefined where it has none.
 */
export function patternFor(pattern: Recurrence['pattern'], first: LocalDate): PatternProperties | undefined {
  if (pattern.kind === 'dates') return undefined;
  const { rule } = pattern;
  const date = { weekday: weekdayOf(first), day: Number(first.slice(8)), month: Number(first.slice(5, 7)) };
  switch (rule.frequency) {
    case 'daily':
      return dailyPattern(rule);
    case 'weekly':
      return weeklyPattern(rule, date.weekday);
    case 'monthly':
      return inMonthPattern('MonthPattern', 'Monthly', rule.interval, rule, date);
    case 'yearly': {
      const [month, another] = rule.byMonth.length === 0 ? [date.month] : rule.byMonth;
      if (month === undefined || another !== undefined || rule.interval !== 1) return undefined;
      return inMonthPattern('YearPattern', 'Yearly', month, { ...rule, byMonth: [] }, date);
    }
  }
}

interface FirstDay {
  readonly weekday: Weekday;
  readonly day: number;
}

function dailyPattern({
  interval,
  byDay,
  byMonthDay,
  byMonth,
  bySetPosition,
}: BareRule): PatternProperties | undefined {
  if (byMonthDay.length + byMonth.length + bySetPosition.length > 0) return undefined;
  if (byDay.length === 0) return { Pattern: 'Daily', DayPattern: { Pattern: 'EveryCyclicDay', Cycle: interval } };
  return interval === 1 ? weekPattern(byDay, 1) : undefined;
}

function weeklyPattern({ interval, byDay, ...rest }: BareRule, weekday: Weekday): PatternProperties | undefined {
  if (rest.byMonthDay.length + rest.byMonth.length + rest.bySetPosition.length > 0) return undefined;
  return weekPattern(byDay.length === 0 ? everyOne([weekday]) : byDay, interval);
}

function weekPattern(byDay: BareRule['byDay'], interval: number): PatternProperties | undefined {
  if (byDay.some(({ nth }) => nth !== null)) return undefined;
  const chosen = weekdays.filter(([day]) => byDay.some((one) => one.day === day)).map(([, name]) => name);
  return { Pattern: 'Weekly', WeekPattern: { Weekdays: chosen.join(', '), Cycle: interval } };
}

function inMonthPattern(
  name: 'MonthPattern' | 'YearPattern',
  Pattern: 'Monthly' | 'Yearly',
  Cycle: number,
  rule: BareRule,
  first: FirstDay,
): PatternProperties | undefined {
  const { byDay, byMonthDay, byMonth, bySetPosition } = rule;
  if (byMonth.length > 0) return undefined;
  const unused = { Day: 1, Weekday: 'Monday', WeekOfMonth: 'First' };
  if (byDay.length === 0) {
    const [day, another] = byMonthDay.length === 0 ? [first.day] : byMonthDay;
    if (day === undefined || another !== undefined || bySetPosition.length > 0 || day < -1) return undefined;
    return { Pattern, [name]: { ...unused, Pattern: 'DayOfMonth', Cycle, Day: day === -1 ? 31 : day } };
  }
  const [one, another] = byDay;
  const position = one?.nth ?? bySetPosition[0];
  const Weekday = weekdays.find(([day]) => day === one?.day)?.[1];
  const WeekOfMonth = weeksOfMonth.find(([nth]) => nth === position)?.[1];
  const isOne = another === undefined && byMonthDay.length === 0 && bySetPosition.length <= 1;
  if (!isOne || Weekday === undefined || WeekOfMonth === undefined) return undefined;
  return { Pattern, [name]: { ...unused, Pattern: 'WeekdayOfMonth', Cycle, Weekday, WeekOfMonth } };
}

function weekdayOf(day: LocalDate): Weekday {
  const index = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return weekdays[index]?.[0] ?? 'MO';
}
