import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import type { RecurrenceRule } from './recurrence.ts';
import { patternDays } from './recurrence-days.ts';
import type { LocalDate } from './time.ts';

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
const date = (text: string) => text as LocalDate;
const days = (rule: Partial<RecurrenceRule>, first: string, last: string) =>
  patternDays({ kind: 'rule', rule: { ...plain, ...rule } }, date(first), date(last));

test('the last Friday of each month', () => {
  const rule = { frequency: 'monthly', byDay: [{ day: 'FR', nth: -1 }] } as const;
  expect(days(rule, '2026-11-27', '2027-02-28')).toEqual(['2026-11-27', '2026-12-25', '2027-01-29', '2027-02-26']);
});

test('the 31st comes only in months that have one', () => {
  expect(days({ frequency: 'monthly', byMonthDay: [31] }, '2026-10-31', '2027-03-31')).toEqual([
    '2026-10-31',
    '2026-12-31',
    '2027-01-31',
    '2027-03-31',
  ]);
});

test('an end by day includes that day, an end by count that many days', () => {
  expect(days({ end: { kind: 'until', lastDay: date('2026-12-03') } }, '2026-12-01', '2027-01-01')).toHaveLength(3);
  expect(days({ end: { kind: 'count', count: 5 } }, '2026-12-01', '2027-01-01').at(-1)).toBe('2026-12-05');
});

test('a list of days is told as far as it is asked for', () => {
  const pattern = { kind: 'dates', days: [date('2026-12-01'), date('2026-12-09'), date('2027-01-05')] } as const;
  expect(patternDays(pattern, date('2026-12-01'), date('2026-12-31'))).toEqual(['2026-12-01', '2026-12-09']);
});

test('every n weeks on some weekdays: each day is one of them, and in a week that counts', () => {
  const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.subarray([...weekdays], { minLength: 1 }), (interval, chosen) => {
      const byDay = chosen.map((day) => ({ day, nth: null }));
      const monday = Temporal.PlainDate.from('2026-11-30');
      const told = days({ frequency: 'weekly', interval, byDay }, monday.toString(), '2027-12-31');
      const expected = Array.from({ length: 397 }, (_, index) => monday.add({ days: index })).filter(
        (day, index) =>
          Math.floor(index / 7) % interval === 0 && chosen.some((one) => one === weekdays[day.dayOfWeek - 1]),
      );
      expect(told).toEqual(expected.map(String));
    }),
  );
});
