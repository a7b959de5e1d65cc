import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { RecurrenceRule, Weekday } from '../../model/recurrence.ts';
import { patternDays } from '../../model/recurrence-days.ts';
import type { LocalDate } from '../../model/time.ts';
import { readRule } from './read-recurrence.ts';
import { type GraphPattern, type GraphRecurrence, graphWeekday, weekIndex } from './recurrence-schemas.ts';
import { graphPatterns } from './testing/series.ts';
import { writeRule } from './write-recurrence.ts';

const date = (text: string) => text as LocalDate;
const noEnd = (startDate: string) => ({ type: 'noEnd' as const, startDate: date(startDate) });
const read = (pattern: GraphPattern, startDate = '2026-11-24') => readRule({ pattern, range: noEnd(startDate) });
const days = (rule: RecurrenceRule, first: string, last: string) =>
  patternDays({ kind: 'rule', rule }, date(first), date(last));

const plain: RecurrenceRule = {
  frequency: 'daily',
  interval: 1,
  byDay: [],
  byMonthDay: [],
  byMonth: [],
  bySetPosition: [],
  weekStart: 'MO',
  end: { kind: 'never' },
};
const every = (day: Weekday) => ({ day, nth: null });
const write = (rule: Partial<RecurrenceRule>, first = '2026-11-24') =>
  writeRule({ ...plain, ...rule }, date(first), () => date('2030-01-01'))?.pattern;

describe("Graph's pattern as a rule", () => {
  test('a day that a month does not have is the last one of that month', () => {
    const rule = read({ type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 });
    expect(days(rule, '2027-01-31', '2027-04-30')).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']);
    const leap = read({ type: 'absoluteYearly', interval: 1, month: 2, dayOfMonth: 29 });
    expect(days(leap, '2028-02-29', '2030-12-31')).toEqual(['2028-02-29', '2029-02-28', '2030-02-28']);
    expect(read({ type: 'absoluteYearly', interval: 1, month: 12, dayOfMonth: 31 }).byMonthDay).toEqual([31]);
  });

  test('of several weekdays it is the first, or last, that is any of them', () => {
    const workdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;
    const rule = read({ type: 'relativeMonthly', interval: 1, daysOfWeek: [...workdays], index: 'last' });
    expect(days(rule, '2026-10-30', '2026-12-31')).toEqual(['2026-10-30', '2026-11-30', '2026-12-31']);
    const thanksgiving = { type: 'relativeYearly', interval: 1, month: 11, daysOfWeek: ['thursday'], index: 'fourth' };
    expect(days(read(thanksgiving as GraphPattern), '2026-11-26', '2028-12-31')).toEqual([
      '2026-11-26',
      '2027-11-25',
      '2028-11-23',
    ]);
  });

  test('every second week begins on the day that Graph says', () => {
    const pattern = { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'sunday'] } as const;
    const from = (firstDayOfWeek: 'sunday' | 'monday') =>
      days(read({ ...pattern, daysOfWeek: ['tuesday', 'sunday'], firstDayOfWeek }), '2026-11-24', '2026-12-14');
    expect(from('monday')).toEqual(['2026-11-24', '2026-11-29', '2026-12-08', '2026-12-13']);
    expect(from('sunday')).toEqual(['2026-11-24', '2026-12-06', '2026-12-08']);
  });
});

describe('a rule as a pattern of Graph', () => {
  test.each<[string, Partial<RecurrenceRule>, object]>([
    [
      'what the rule leaves open is the first day',
      { frequency: 'weekly' },
      { type: 'weekly', daysOfWeek: ['tuesday'] },
    ],
    ['each workday', { byDay: [every('MO'), every('FR')] }, { type: 'weekly', daysOfWeek: ['monday', 'friday'] }],
    [
      'the first day of the month',
      { frequency: 'monthly', byMonthDay: [1] },
      { type: 'absoluteMonthly', dayOfMonth: 1 },
    ],
    ['the last day', { frequency: 'monthly', byMonthDay: [-1] }, { type: 'absoluteMonthly', dayOfMonth: 31 }],
    ['the last of February', { frequency: 'yearly', byMonth: [2], byMonthDay: [-1] }, { month: 2, dayOfMonth: 29 }],
    ['its own day each year', { frequency: 'yearly' }, { type: 'absoluteYearly', month: 11, dayOfMonth: 24 }],
    [
      'the last Friday',
      { frequency: 'monthly', byDay: [{ day: 'FR', nth: -1 }] },
      { index: 'last', daysOfWeek: ['friday'] },
    ],
    [
      'the second Friday, said otherwise',
      { frequency: 'monthly', byDay: [every('FR')], bySetPosition: [2] },
      { index: 'second' },
    ],
  ])('%s', (_name, rule, pattern) => {
    expect(write(rule)).toMatchObject({ interval: 1, ...pattern });
  });

  test.each<[string, Partial<RecurrenceRule>]>([
    ['a fifth Friday', { frequency: 'monthly', byDay: [{ day: 'FR', nth: 5 }] }],
    ['the Friday before the last', { frequency: 'monthly', byDay: [{ day: 'FR', nth: -2 }] }],
    ['a 31st that short months do not have', { frequency: 'monthly', byMonthDay: [31] }],
    ['two days of a month', { frequency: 'monthly', byMonthDay: [1, 15] }],
    ['two months of a year', { frequency: 'yearly', byMonth: [3, 9], byMonthDay: [1] }],
    ['a Friday the 13th', { frequency: 'monthly', byDay: [every('FR')], byMonthDay: [13] }],
    ['the first Friday of a year', { frequency: 'yearly', byDay: [{ day: 'FR', nth: 1 }] }],
    ['days in some months', { byMonth: [6] }],
    ['every second day, if a workday', { interval: 2, byDay: [every('MO')] }],
    ['each first and last', { frequency: 'monthly', byDay: [every('FR')], bySetPosition: [-1, 1] }],
    ['every hundred weeks', { frequency: 'weekly', interval: 100 }],
  ])('%s has none', (_name, rule) => {
    expect(write(rule)).toBeUndefined();
  });

  test('more occurrences than Graph counts end with their last day', () => {
    const written = writeRule({ ...plain, end: { kind: 'count', count: 1000 } }, date('2026-11-24'), () =>
      date('2029-08-19'),
    );
    expect(written?.range).toEqual({ type: 'endDate', startDate: '2026-11-24', endDate: '2029-08-19' });
  });
});

/** The days of a pattern as Graph counts them, said once more without any rule: day by day. */
function daysByHand({ pattern, range }: GraphRecurrence, last: string): readonly string[] {
  const found: string[] = [];
  const first = Temporal.PlainDate.from(range.startDate);
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 }))
    if (isDay(pattern, first, day)) found.push(day.toString());
  return found;
}

function isDay(pattern: GraphPattern, first: Temporal.PlainDate, day: Temporal.PlainDate): boolean {
  const name = graphWeekday.options[day.dayOfWeek - 1];
  const months = day.year * 12 + day.month - first.year * 12 - first.month;
  switch (pattern.type) {
    case 'daily':
      return first.until(day).days % pattern.interval === 0;
    case 'weekly': {
      const start = graphWeekday.options.indexOf(pattern.firstDayOfWeek) + 1;
      const week = (one: Temporal.PlainDate) => one.subtract({ days: (one.dayOfWeek - start + 7) % 7 });
      return (
        pattern.daysOfWeek.some((one) => one === name) &&
        (week(first).until(week(day)).days / 7) % pattern.interval === 0
      );
    }
    case 'absoluteMonthly':
      return months % pattern.interval === 0 && day.day === Math.min(pattern.dayOfMonth, day.daysInMonth);
    case 'absoluteYearly':
      return (
        (day.year - first.year) % pattern.interval === 0 &&
        day.month === pattern.month &&
        day.day === Math.min(pattern.dayOfMonth, day.daysInMonth)
      );
    case 'relativeMonthly':
      return months % pattern.interval === 0 && isNth(pattern, day);
    case 'relativeYearly':
      return (day.year - first.year) % pattern.interval === 0 && day.month === pattern.month && isNth(pattern, day);
  }
}

function isNth({ daysOfWeek, index }: Extract<GraphPattern, { index: unknown }>, day: Temporal.PlainDate): boolean {
  const weekdayOn = (dayOfMonth: number) => (day.dayOfWeek - 1 + 35 + dayOfMonth - day.day) % 7;
  const fits = (dayOfMonth: number) => daysOfWeek.some((name) => name === graphWeekday.options[weekdayOn(dayOfMonth)]);
  const fitting = Array.from({ length: day.daysInMonth }, (_, place) => place + 1).filter(fits);
  return day.day === (index === 'last' ? fitting.at(-1) : fitting[weekIndex.options.indexOf(index)]);
}

describe('whatever the pattern', () => {
  const first = fc
    .integer({ min: 0, max: 800 })
    .map((plus) => Temporal.PlainDate.from('2026-11-01').add({ days: plus }));

  test('the rule has the same days', () => {
    fc.assert(
      fc.property(graphPatterns, first, (pattern, begin) => {
        const last = begin.add({ years: 3 }).toString();
        const recurrence: GraphRecurrence = { pattern, range: noEnd(begin.toString()) };
        const wanted = daysByHand(recurrence, last);
        fc.pre(wanted.length > 0);
        // A series begins with its first occurrence.
        const from = wanted[0] as LocalDate;
        expect(days(readRule(recurrence), from, last)).toEqual(wanted);
      }),
      { numRuns: 150 },
    );
  });

  test('the rule is written as a pattern that is read as the same rule', () => {
    fc.assert(
      fc.property(graphPatterns, (pattern) => {
        const rule = read(pattern);
        const written = writeRule(rule, date('2026-11-24'), () => date('2030-01-01'));
        expect(written && readRule(written)).toEqual(rule);
      }),
      { numRuns: 500 },
    );
  });
});
