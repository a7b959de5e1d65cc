import { expect, it } from 'vitest';
import { daysOf, defaultRule, type RecurrenceRule } from './rule.ts';

const date = (text: string) => Date.parse(`${text}T00:00:00Z`);
/** Tuesday, 24 November 2026; five days. */
const rule = (more: Partial<RecurrenceRule>): RecurrenceRule => ({
  ...defaultRule(date('2026-11-24')),
  endType: 2,
  count: 5,
  ...more,
});
const days = (more: Partial<RecurrenceRule>, monthWithoutDay = 'skipped') =>
  daysOf(rule(more), { monthWithoutDay, most: 1000 }).map((day) => new Date(day).toISOString().slice(0, 10));
const inMonth = { cycle: 1, day: 31, weekday: 16, weekOfMonth: 5 };

it.each<[string, Partial<RecurrenceRule>, string[]]>([
  [
    'every workday',
    { pattern: 1, day: { pattern: 1, cycle: 1 } },
    ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-30'],
  ],
  [
    'every day of the week, whatever the cycle',
    { pattern: 1, day: { pattern: 2, cycle: 3 }, count: 3 },
    ['2026-11-24', '2026-11-25', '2026-11-26'],
  ],
  [
    'every third day',
    { pattern: 1, day: { pattern: 3, cycle: 3 }, count: 3 },
    ['2026-11-24', '2026-11-27', '2026-11-30'],
  ],
  [
    'every other week on Monday and Thursday, from the week of the start',
    { week: { weekdays: 9, cycle: 2 }, count: 4 },
    ['2026-11-26', '2026-12-07', '2026-12-10', '2026-12-21'],
  ],
  [
    'every second month on the 24th',
    { pattern: 3, month: { ...inMonth, pattern: 4, cycle: 2, day: 24 }, count: 3 },
    ['2026-11-24', '2027-01-24', '2027-03-24'],
  ],
  ['the last Friday', { pattern: 3, month: { ...inMonth, pattern: 5 }, count: 2 }, ['2026-11-27', '2026-12-25']],
  [
    'the second Friday',
    { pattern: 3, month: { ...inMonth, pattern: 5, weekOfMonth: 2 }, count: 2 },
    ['2026-12-11', '2027-01-08'],
  ],
  ['each 29 February', { pattern: 4, year: { ...inMonth, pattern: 6, cycle: 2, day: 29 }, count: 1 }, ['2028-02-29']],
  [
    'the last Friday of each January',
    { pattern: 4, year: { ...inMonth, pattern: 7 }, count: 2 },
    ['2027-01-29', '2028-01-28'],
  ],
  ['a list', { pattern: 5, days: [date('2027-01-05'), date('2026-12-01')] }, ['2026-12-01', '2027-01-05']],
])('%s', (_name, more, expected) => {
  expect(days(more)).toEqual(expected);
});

it('a month without the day has none, or its last day', () => {
  const thirtyFirst = { pattern: 3, month: { ...inMonth, pattern: 4 }, count: 3 };
  expect(days(thirtyFirst)).toEqual(['2026-12-31', '2027-01-31', '2027-03-31']);
  expect(days(thirtyFirst, 'lastDay')).toEqual(['2026-11-30', '2026-12-31', '2027-01-31']);
});

it('an end by date includes that day', () => {
  expect(days({ endType: 1, end: date('2026-12-08') })).toEqual(['2026-11-24', '2026-12-01', '2026-12-08']);
});
