import { expect, it } from 'vitest';
import type { RecurrenceRule } from '../../../model/recurrence.ts';
import type { LocalDate } from '../../../model/time.ts';
import { patternFor, rulesOf } from './recurrence-info.ts';

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
const every = (...days: readonly ('MO' | 'TU' | 'WE' | 'TH' | 'FR')[]) => days.map((day) => ({ day, nth: null }));
const ruled = (rule: Partial<RecurrenceRule>) =>
  patternFor({ kind: 'rule', rule: { ...plain, ...rule } }, '2026-11-25' as LocalDate);

it.each<[string, Partial<RecurrenceRule>]>([
  ['every third day', { interval: 3 }],
  ['workdays', { frequency: 'weekly', byDay: every('MO', 'TU', 'WE', 'TH', 'FR') }],
  ['every other week on two days', { frequency: 'weekly', interval: 2, byDay: every('MO', 'TH') }],
  ['the 25th of every second month', { frequency: 'monthly', interval: 2, byMonthDay: [25] }],
  ['the last Friday', { frequency: 'monthly', byDay: [{ day: 'FR', nth: -1 }] }],
  ['each 25 November', { frequency: 'yearly', byMonth: [11], byMonthDay: [25] }],
  ['the second Monday of each May', { frequency: 'yearly', byMonth: [5], byDay: [{ day: 'MO', nth: 2 }] }],
])('%s is told by SuperOffice as we tell it', (_name, rule) => {
  const { end: _end, ...bare } = { ...plain, ...rule };
  expect(rulesOf({ ...ruled(rule) })).toEqual([bare]);
});

it.each<[string, Partial<RecurrenceRule>]>([
  ['every other year', { frequency: 'yearly', interval: 2 }],
  ['two days of the month', { frequency: 'monthly', byMonthDay: [1, 15] }],
  [
    'the first and third Monday',
    {
      frequency: 'monthly',
      byDay: [
        { day: 'MO', nth: 1 },
        { day: 'MO', nth: 3 },
      ],
    },
  ],
  [
    'the last workday of the month',
    { frequency: 'monthly', byDay: every('MO', 'TU', 'WE', 'TH', 'FR'), bySetPosition: [-1] },
  ],
  ['two months of the year', { frequency: 'yearly', byMonth: [3, 9], byMonthDay: [1] }],
  ['every other day of the week', { interval: 2, byDay: every('MO') }],
  ['the last but one day', { frequency: 'monthly', byMonthDay: [-2] }],
])('SuperOffice has no pattern for %s', (_name, rule) => {
  expect(ruled(rule)).toBeUndefined();
});

it('the 31st may mean the last day of a shorter month', () => {
  const info = { Pattern: 'Monthly', MonthPattern: { Pattern: 'DayOfMonth', Cycle: 1, Day: 31 } };
  expect(rulesOf(info).map(({ byMonthDay }) => byMonthDay)).toEqual([[31], [-1]]);
  const info30 = { ...info, MonthPattern: { ...info.MonthPattern, Day: 30 } };
  expect(rulesOf(info30)[1]).toMatchObject({ byMonthDay: [28, 29, 30], bySetPosition: [-1] });
});

it('a list of days has no rule, and neither has what means nothing', () => {
  expect(rulesOf({ Pattern: 'Custom' })).toEqual([]);
  expect(rulesOf({ Pattern: 'Weekly', WeekPattern: { Weekdays: 'Unknown', Cycle: 1 } })).toEqual([]);
  expect(rulesOf({ Pattern: 'Yearly', YearPattern: { Pattern: 'DayOfMonth', Cycle: 13, Day: 1 } })).toEqual([]);
});
