import { expect, test } from 'vitest';
import { appointment } from './appointment.ts';
import {
  type OccurrenceChange,
  type Recurrence,
  type RecurrenceEnd,
  type RecurrenceRule,
  recurrence,
  type Weekday,
} from './recurrence.ts';
import type { LocalDate } from './time.ts';

const meeting = {
  title: 'Forecast',
  body: '',
  location: '',
  span: { kind: 'allDay', firstDay: '2026-12-01', lastDay: '2026-12-01' },
  availability: 'busy',
  reminderMinutes: null,
  visibility: 'public',
};

const day: Weekday = 'TU';
const end: RecurrenceEnd = { kind: 'count', count: 10 };
const rule: RecurrenceRule = {
  frequency: 'weekly',
  interval: 2,
  byDay: [{ day, nth: null }],
  byMonthDay: [],
  byMonth: [],
  bySetPosition: [],
  weekStart: 'MO',
  end,
};
const change: OccurrenceChange = { location: 'Room 5' };
const series: Recurrence = {
  pattern: { kind: 'rule', rule },
  cancelled: ['2026-12-15' as LocalDate],
  changed: [{ day: '2026-12-29' as LocalDate, change }],
};

test('a series is kept as it is', () => {
  const kept = appointment.parse(JSON.parse(JSON.stringify({ ...meeting, recurrence: series })));
  expect(kept.recurrence).toEqual(series);
});

test('what was kept before there were series is read as a single appointment', () => {
  expect(appointment.parse(meeting).recurrence).toBeNull();
});

test.each([
  ['an interval of nothing', { ...rule, interval: 0 }],
  ['a month that does not exist', { ...rule, byMonth: [13] }],
  ['an end after no occurrence', { ...rule, end: { kind: 'count', count: 0 } }],
  ['a day that is none', { ...rule, byDay: [{ day: 'XX', nth: null }] }],
])('%s is no rule', (_name, wrong) => {
  expect(recurrence.safeParse({ ...series, pattern: { kind: 'rule', rule: wrong } }).success).toBe(false);
});
