/** @file Stories that once went wrong, as the hunt made them short; each is played alone where it went wrong. */
import { expect, test } from 'vitest';
import type { Side } from '../../sync-core/model/side.ts';
import { playStories } from './play.ts';
import type { Deed, Story } from './story.ts';
import type { Setting } from './world.ts';

const usual: Setting = {
  zones: { base: 'Europe/Oslo', user: 'Europe/Berlin', mailbox: 'Europe/Berlin' },
  superOffice: {},
  microsoft365: {},
};
const farApart: Setting = {
  zones: { base: 'Australia/Sydney', user: 'America/St_Johns', mailbox: 'Europe/Kiev' },
  superOffice: { monthWithoutDay: 'lastDay', originalStartDate: 'ofAll', resavedSeries: 'kept' },
  microsoft365: { startOffPattern: 'kept', cancelledOccurrences: 'absent', originalZoneNames: 'asSent' },
};

const dayBehind: Setting = {
  zones: { base: 'America/Los_Angeles', user: 'Pacific/Auckland', mailbox: 'Pacific/Auckland' },
  superOffice: {},
  microsoft365: {
    outlivingExceptions: 'all',
    seriesEditReaches: 'all',
    seriesVersion: 'withOccurrences',
    seriesRows: 'itself',
  },
};

const plain: Story = {
  pattern: { every: 'week', interval: 1, days: [0], weekStart: 0 },
  end: { kind: 'count', count: 6 },
  start: '2026-12-01',
  time: { at: '10:00', minutes: 30 },
  zone: null,
  deeds: [],
  there: [],
  backHere: [],
};
const firstMonday = { every: 'monthWeekday', interval: 1, nth: 1, day: 0 } as const;
const first = { from: 'start', n: 0 } as const;
const last = { from: 'end', n: 0 } as const;
const once = { kind: 'count', count: 1 } as const;
const never = { kind: 'never' } as const;
const on = (pattern: Story['pattern']): Deed => ({ do: 'pattern', pattern });

test.each<[string, Side, Setting, Partial<Story>]>([
  [
    'a series of which nothing is left in the window is gone there, and stops no run',
    'calendar',
    usual,
    { pattern: firstMonday, end: once, backHere: [{ do: 'cancel', which: first }] },
  ],
  [
    'a series that is shortened to what lies before the window',
    'calendar',
    usual,
    { pattern: { every: 'day', interval: 1 }, end: never, start: '2026-05-29', backHere: [{ do: 'shorten', left: 1 }] },
  ],
  [
    'a series that leaves the window, and comes back',
    'calendar',
    usual,
    {
      end: once,
      backHere: [on({ every: 'yearDay', month: 11, day: 1 }), on({ every: 'yearDay', month: 12, day: 1 })],
    },
  ],
  [
    'a first row that the CRM, counting days in its own zone, makes a day early is no history',
    'calendar',
    { ...farApart, superOffice: { ...farApart.superOffice, recurrenceDates: 'asWritten' } },
    {
      pattern: { every: 'day', interval: 4 },
      end: { kind: 'count', count: 5 },
      start: '2026-10-31',
      zone: 'Pacific/Auckland',
    },
  ],
  [
    'what is renamed from one on leaves the name of a row that keeps it',
    'calendar',
    farApart,
    {
      pattern: { every: 'monthDay', interval: 2, day: 1 },
      time: { wholeDays: 1 },
      end: never,
      deeds: [{ do: 'relocate', which: last }],
      there: [{ do: 'following', which: { from: 'end', n: 2 } }],
    },
  ],
  [
    'the only occurrence has a name of its own, and the series is moved where only rows have names',
    'calendar',
    farApart,
    { end: once, deeds: [{ do: 'retitle', which: first }], there: [{ do: 'moveAll', minutes: 60 }] },
  ],
  [
    'the only occurrence has a place of its own, and the series gets another pattern',
    'calendar',
    farApart,
    {
      pattern: { every: 'week', interval: 1, days: [3], weekStart: 0 },
      time: { wholeDays: 1 },
      end: { kind: 'days', days: 5 },
      deeds: [{ do: 'relocate', which: first }],
      backHere: [on(plain.pattern)],
    },
  ],
  [
    'an occurrence with a name of its own gets that of its series when the series is made longer',
    'calendar',
    farApart,
    {
      pattern: { ...firstMonday, interval: 3 },
      end: { kind: 'days', days: 195 },
      start: '2026-12-31',
      deeds: [{ do: 'retitle', which: last }],
      backHere: [{ do: 'lengthen', by: 1 }],
    },
  ],
  [
    'a series is renamed, and rows that were moved by themselves keep the old name',
    'calendar',
    farApart,
    {
      pattern: firstMonday,
      time: { at: '10:00', minutes: 1500 },
      end: { kind: 'days', days: 195 },
      there: [{ do: 'retitleAll' }],
    },
  ],
  [
    'an occurrence takes place again in a series that the CRM has as a list of days',
    'calendar',
    farApart,
    {
      time: { at: '10:00', minutes: 1500 },
      end: never,
      deeds: [{ do: 'cancel', which: { from: 'end', n: 2 } }],
      backHere: [{ do: 'restore' }],
    },
  ],
  [
    'another pattern in the CRM brings back nothing before its first row',
    'calendar',
    farApart,
    {
      pattern: { ...firstMonday, interval: 2 },
      end: { kind: 'days', days: 195 },
      deeds: [{ do: 'cancel', which: first }],
      there: [on({ every: 'monthDay', interval: 1, day: 1 })],
    },
  ],
  [
    'whole days of a rule are those of the database, so that a rule that is saved again moves none of its rows',
    'calendar',
    dayBehind,
    {
      pattern: { every: 'workday' },
      time: { wholeDays: 1 },
      end: never,
      start: '2027-03-10',
      there: [{ do: 'retitleAll' }],
    },
  ],
  [
    'a series that ends earlier in the CRM, which counts the days of another zone, is understood',
    'calendar',
    dayBehind,
    {
      pattern: { every: 'day', interval: 1 },
      time: { at: '22:00', minutes: 30 },
      end: { kind: 'count', count: 3 },
      there: [{ do: 'endBefore', which: { from: 'start', n: 2 } }],
    },
  ],
  [
    'every other week is counted by the weeks of the database, which begin a day earlier for its user',
    'crm',
    { ...farApart, superOffice: {} },
    {
      pattern: { every: 'week', interval: 2, days: [1, 3], weekStart: 0 },
      end: { kind: 'count', count: 2 },
      start: '2027-02-28',
    },
  ],
])('%s', async (_name, side, setting, story) => {
  expect(await playStories(setting, side, [{ ...plain, ...story }])).toMatchObject({ failures: new Map() });
});
