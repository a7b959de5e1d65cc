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

/** As many days apart as may be, and each system odd in another way. */
const apart = (superOffice: Setting['superOffice'], microsoft365: Setting['microsoft365']): Setting => ({
  zones: { base: 'Pacific/Auckland', user: 'America/Los_Angeles', mailbox: 'Asia/Kathmandu' },
  superOffice,
  microsoft365,
});
const oddSuperOffice = {
  seriesClock: 'user',
  recurrenceDates: 'asWritten',
  originalStartDate: 'none',
  seriesEnd: 'date',
} as const;
const shortMonths = { monthWithoutDay: 'lastDay', originalStartDate: 'ofAll', resavedSeries: 'kept' } as const;
const keepsStarts = { startOffPattern: 'kept', cancelledOccurrences: 'absent', originalZoneNames: 'asSent' } as const;
const changesAll = {
  outlivingExceptions: 'all',
  seriesEditReaches: 'all',
  seriesVersion: 'withOccurrences',
  seriesRows: 'itself',
} as const;

const newRules = {
  seriesDays: 'pattern',
  firstRowForward: 'newRule',
  resavedSeries: 'remade',
  seriesEnd: 'count',
} as const;
const changesRange = {
  outlivingExceptions: 'rangeOnly',
  seriesEditReaches: 'plain',
  seriesRows: 'occurrences',
  cancelledOccurrenceRow: true,
  occurrenceIds: 'kept',
} as const;

const dayBehind: Setting = {
  zones: { base: 'America/Los_Angeles', user: 'Pacific/Auckland', mailbox: 'Pacific/Auckland' },
  superOffice: {},
  microsoft365: changesAll,
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
  [
    'a series of which one day is left in the window is made longer in a calendar that has no such pattern',
    'crm',
    { ...usual, superOffice: shortMonths, microsoft365: changesAll },
    {
      pattern: { every: 'monthDay', interval: 3, day: 29 },
      end: never,
      start: '2026-12-31',
      there: [
        { do: 'shorten', left: 2 },
        { do: 'moveAll', minutes: 1440 },
      ],
    },
  ],
  [
    'a series that leaves short months out is moved over midnight',
    'crm',
    { ...usual, superOffice: oddSuperOffice, microsoft365: changesAll },
    {
      pattern: { every: 'monthDay', interval: 2, day: 30 },
      time: { at: '00:00', minutes: 30 },
      end: { kind: 'count', count: 4 },
      start: '2026-12-31',
      there: [
        { do: 'moveAll', minutes: -45 },
        { do: 'retitle', which: last },
      ],
    },
  ],
  [
    'all but one occurrence of a monthly series are cancelled, and it is made longer elsewhere',
    'crm',
    { ...usual, superOffice: oddSuperOffice },
    {
      pattern: { every: 'monthDay', interval: 1, day: 31 },
      time: { wholeDays: 2 },
      end: never,
      deeds: [
        { do: 'cancel', which: first },
        { do: 'cancel', which: first },
        { do: 'cancel', which: last },
      ],
      there: [{ do: 'lengthen', by: 1 }],
    },
  ],
  [
    'the last but one day of a month that has it is cancelled, and the rest is moved by an hour',
    'crm',
    apart(oddSuperOffice, changesRange),
    {
      pattern: { every: 'monthDay', interval: 2, day: 31 },
      end: { kind: 'days', days: 243 },
      start: '2026-12-31',
      deeds: [{ do: 'cancel', which: { from: 'start', n: 1 } }],
      there: [{ do: 'moveAll', minutes: 60 }],
    },
  ],
  [
    'as many rows are called one thing as another, and the first of them goes',
    'crm',
    apart(oddSuperOffice, changesRange),
    {
      pattern: { every: 'monthDay', interval: 2, day: 1 },
      time: { at: '08:30', minutes: 1500 },
      end: never,
      start: '2026-11-24',
      deeds: [
        { do: 'retitle', which: { from: 'start', n: 6 } },
        { do: 'retitle', which: first },
      ],
      there: [{ do: 'cancel', which: first }],
    },
  ],
  [
    'the rows before the window keep their words, and all get others later',
    'crm',
    { ...usual, superOffice: oddSuperOffice, microsoft365: changesAll },
    {
      pattern: { every: 'monthDay', interval: 1, day: 1 },
      time: { wholeDays: 1 },
      end: { kind: 'count', count: 7 },
      start: '2026-05-29',
      there: [{ do: 'retitleAll' }, { do: 'moveAll', minutes: 1440 }],
      backHere: [
        { do: 'following', which: first },
        { do: 'moveOverNeighbour', which: { from: 'start', n: 4 } },
      ],
    },
  ],
  [
    'a single appointment becomes a series of which nothing lies in the window',
    'calendar',
    { ...usual, zones: { base: 'Etc/UTC', user: 'Europe/London', mailbox: 'Europe/London' }, superOffice: shortMonths },
    {
      pattern: { every: 'monthDay', interval: 1, day: 1 },
      time: { wholeDays: 1 },
      end: never,
      there: [{ do: 'single' }],
      backHere: [on({ every: 'yearDay', month: 11, day: 1 })],
    },
  ],
  [
    'an occurrence beyond the window is moved, and no row far before it is taken for it',
    'calendar',
    { ...usual, zones: { base: 'Etc/UTC', user: 'Europe/London', mailbox: 'Europe/London' }, superOffice: shortMonths },
    {
      pattern: { every: 'day', interval: 2 },
      time: { at: '00:00', minutes: 30 },
      end: never,
      start: '2027-03-10',
      zone: 'Pacific/Auckland',
      deeds: [{ do: 'move', which: { from: 'end', n: 1 }, minutes: -1440 }],
      backHere: [{ do: 'single' }],
    },
  ],
  [
    'the second of two rows is moved by an hour, and stands for its own day',
    'crm',
    apart(shortMonths, keepsStarts),
    {
      pattern: { every: 'week', interval: 1, days: [2], weekStart: 0 },
      end: { kind: 'count', count: 2 },
      start: '2027-03-10',
      deeds: [{ do: 'move', which: last, minutes: 60 }],
    },
  ],
  [
    'another pattern with far fewer days is a rule of its own in the CRM, which brings nothing back',
    'crm',
    { ...usual, superOffice: oddSuperOffice },
    {
      pattern: { every: 'workday' },
      time: { wholeDays: 1 },
      end: never,
      start: '2027-03-10',
      there: [on({ every: 'yearWeekday', month: 5, nth: 1, day: 0 })],
      backHere: [{ do: 'moveAll', minutes: 60 }],
    },
  ],
  [
    'a row of a list of days is renamed and moved at once',
    'calendar',
    { ...dayBehind, superOffice: shortMonths, microsoft365: keepsStarts },
    {
      time: { at: '10:00', minutes: 1500 },
      end: { kind: 'count', count: 2 },
      there: [
        { do: 'retitle', which: last },
        { do: 'move', which: last, minutes: 60 },
      ],
    },
  ],
  [
    'a row of a list of days gets a place of its own, and is moved to another day',
    'calendar',
    { ...dayBehind, superOffice: shortMonths, microsoft365: {} },
    {
      pattern: { every: 'week', interval: 3, days: [2], weekStart: 0 },
      time: { at: '02:30', minutes: 30 },
      end: { kind: 'days', days: 149 },
      start: '2026-11-24',
      zone: 'America/Santiago',
      deeds: [
        { do: 'relocate', which: last },
        { do: 'move', which: { from: 'start', n: 5 }, minutes: 1440 },
      ],
      there: [
        { do: 'move', which: { from: 'end', n: 2 }, minutes: -1440 },
        { do: 'relocate', which: { from: 'start', n: 5 } },
      ],
    },
  ],
  [
    'another pattern so many times ends with these, though its last day is the one of before',
    'calendar',
    {
      ...usual,
      zones: { base: 'Etc/UTC', user: 'Europe/London', mailbox: 'Europe/London' },
      microsoft365: changesRange,
    },
    {
      pattern: { ...firstMonday, nth: 'last' },
      end: { kind: 'days', days: 195 },
      start: '2027-02-28',
      there: [on(plain.pattern)],
    },
  ],
  [
    'rows that have gone by are renamed, and what goes on from there keeps its name',
    'crm',
    { ...farApart, microsoft365: { ...farApart.microsoft365, outlivingExceptions: 'rangeOnly' } },
    {
      pattern: { every: 'monthDay', interval: 1, day: 1 },
      end: never,
      start: '2026-05-29',
      there: [{ do: 'following', which: { from: 'end', n: 1 } }, { do: 'removeAll' }],
      backHere: [{ do: 'retitleAll' }],
    },
  ],
  [
    'of rows that others follow under another name, one keeps the name that it got with them while the other gets its own',
    'crm',
    { ...farApart, microsoft365: { ...farApart.microsoft365, outlivingExceptions: 'rangeOnly' } },
    {
      pattern: { every: 'monthDay', interval: 1, day: 1 },
      end: never,
      start: '2026-05-29',
      there: [{ do: 'following', which: { from: 'end', n: 1 } }, { do: 'removeAll' }],
      backHere: [{ do: 'retitleAll' }, { do: 'retitle', which: last }],
    },
  ],
  [
    'a rule is written anew and a row put behind its neighbour at once: what was there goes, and the user is told',
    'crm',
    { ...dayBehind, superOffice: { seriesDays: 'pattern', firstRowForward: 'newRule' } },
    {
      end: { kind: 'count', count: 4 },
      backHere: [
        { do: 'moveAll', minutes: 60 },
        { do: 'moveOverNeighbour', which: last },
      ],
    },
  ],
  [
    'an occurrence in the hour that the clocks leave out is as long as the others on both sides',
    'calendar',
    usual,
    {
      pattern: { every: 'day', interval: 1 },
      time: { at: '02:30', minutes: 30 },
      start: '2027-03-26',
      there: [{ do: 'retitleAll' }],
    },
  ],
  [
    'of a list of days that is planned by another clock each row stands for the day that it is on',
    'calendar',
    {
      zones: { base: 'America/New_York', user: 'Europe/Oslo', mailbox: 'Australia/Brisbane' },
      superOffice: shortMonths,
      microsoft365: keepsStarts,
    },
    {
      pattern: { every: 'week', interval: 2, days: [1, 4, 5], weekStart: 2 },
      time: { at: '00:00', minutes: 90 },
      end: { kind: 'days', days: 120 },
      start: '2026-12-31',
      zone: 'America/Santiago',
      deeds: [{ do: 'move', which: first, minutes: 60 }],
      there: [{ do: 'relocate', which: { from: 'start', n: 4 } }],
    },
  ],
  [
    'whole days that are written anew are the same days after the clocks have changed',
    'crm',
    { ...farApart, microsoft365: {} },
    {
      pattern: { every: 'day', interval: 30 },
      time: { wholeDays: 1 },
      end: { kind: 'days', days: 230 },
      start: '2026-07-29',
      there: [{ do: 'retitleAll' }],
    },
  ],
  [
    'the first half of a series comes where Outlook cannot have the second, which has two occurrences on one day',
    'calendar',
    usual,
    {
      pattern: { every: 'week', interval: 1, days: [1, 2], weekStart: 0 },
      end: { kind: 'count', count: 12 },
      start: '2027-03-10',
      deeds: [{ do: 'cancel', which: { from: 'start', n: 2 } }],
      there: [
        { do: 'following', which: { from: 'start', n: 3 } },
        { do: 'move', which: { from: 'start', n: 4 }, minutes: -1440 },
      ],
    },
  ],
  [
    'rows that a yearly rule has left are brought back in the CRM by the rule that they are of, which ends where it did',
    'crm',
    farApart,
    {
      pattern: { every: 'day', interval: 8 },
      end: { kind: 'count', count: 3 },
      start: '2026-10-31',
      there: [on({ every: 'yearDay', month: 11, day: 1 })],
      backHere: [{ do: 'restore' }],
    },
  ],
  [
    'rows that a yearly rule has left are moved in the CRM with the rule that they are of, which ends where it did',
    'crm',
    farApart,
    {
      pattern: { every: 'week', interval: 2, days: [0], weekStart: 0 },
      end: { kind: 'count', count: 13 },
      start: '2026-05-29',
      there: [on({ every: 'yearWeekday', month: 11, nth: 1, day: 0 })],
      backHere: [{ do: 'moveAll', minutes: 60 }],
    },
  ],
  [
    'the first occurrence alone is in the hour that the clocks leave out',
    'crm',
    usual,
    {
      pattern: { every: 'monthDay', interval: 1, day: 28 },
      time: { at: '02:30', minutes: 30 },
      end: { kind: 'days', days: 195 },
      start: '2027-03-10',
    },
  ],
  [
    'the first occurrence is in the hour that the clocks leave out, and is renamed with the others',
    'crm',
    usual,
    {
      pattern: { every: 'monthDay', interval: 1, day: 28 },
      time: { at: '02:30', minutes: 30 },
      end: never,
      start: '2027-03-10',
      there: [{ do: 'retitleAll' }],
    },
  ],
  [
    'an occurrence years ahead takes place again in a calendar that does not tell which ones were cancelled',
    'crm',
    apart(shortMonths, keepsStarts),
    {
      pattern: { every: 'yearDay', month: 3, day: 1 },
      time: { wholeDays: 1 },
      end: { kind: 'count', count: 4 },
      deeds: [{ do: 'cancel', which: last }],
      backHere: [{ do: 'restore' }],
    },
  ],
  [
    'an occurrence is moved to another day by the clock of its series, but not by that of the user',
    'crm',
    dayBehind,
    {
      pattern: { every: 'day', interval: 1 },
      time: { at: '16:15', minutes: 30 },
      end: { kind: 'days', days: 26 },
      start: '2027-03-10',
      there: [{ do: 'endBefore', which: { from: 'start', n: 3 } }],
      backHere: [{ do: 'move', which: { from: 'end', n: 1 }, minutes: 300 }],
    },
  ],
  [
    'the only occurrence that is left has a place of its own, and another rule in the CRM brings it to earlier days',
    'crm',
    { ...usual, microsoft365: changesAll },
    {
      pattern: { every: 'monthDay', interval: 3, day: 1 },
      time: { wholeDays: 2 },
      end: { kind: 'days', days: 195 },
      start: '2026-11-24',
      there: [
        { do: 'following', which: last },
        { do: 'relocate', which: first },
      ],
      backHere: [on({ every: 'week', interval: 3, days: [2], weekStart: 0 })],
    },
  ],
  [
    'the first occurrence, years ago, begins in the hour that the clocks leave out',
    'calendar',
    { ...usual, zones: { base: 'Australia/Sydney', user: 'America/St_Johns', mailbox: 'Europe/Kiev' } },
    {
      pattern: { every: 'yearDay', month: 3, day: 31 },
      time: { at: '02:30', minutes: 30 },
      end: { kind: 'days', days: 1797 },
      start: '2024-02-29',
      zone: 'Europe/Oslo',
      backHere: [{ do: 'move', which: first, minutes: -180 }],
    },
  ],
  [
    'the first occurrence, years ago, ends when the clocks are put forward',
    'calendar',
    usual,
    {
      pattern: { every: 'yearDay', month: 3, day: 31 },
      time: { at: '01:30', minutes: 30 },
      end: never,
      start: '2024-02-29',
    },
  ],
  [
    'a row of a list of days is made a series in Outlook, which SuperOffice would not keep to that row',
    'calendar',
    apart(newRules, changesRange),
    {
      pattern: { every: 'monthDay', interval: 2, day: 31 },
      time: { at: '08:30', minutes: 90 },
      end: never,
      start: '2026-11-30',
      zone: 'America/Santiago',
      there: [{ do: 'moveAll', minutes: 60 }],
      backHere: [on({ every: 'week', interval: 1, days: [0], weekStart: 4 })],
    },
  ],
  [
    'the only occurrence, which was moved to another day, gets a name of its own',
    'calendar',
    apart({}, {}),
    {
      pattern: { every: 'workday' },
      time: { wholeDays: 1 },
      end: { kind: 'count', count: 1 },
      deeds: [{ do: 'move', which: last, minutes: 1440 }],
      backHere: [{ do: 'retitle', which: last }],
    },
  ],
  [
    'rows that were renamed from the calendar get the old name again with a rule that is saved once more',
    'crm',
    {
      zones: { base: 'Australia/Sydney', user: 'America/St_Johns', mailbox: 'Europe/Kiev' },
      superOffice: oddSuperOffice,
      microsoft365: {},
    },
    {
      pattern: { every: 'monthWeekday', interval: 1, nth: 1, day: 0 },
      end: never,
      start: '2026-05-29',
      there: [{ do: 'retitleAll' }],
      backHere: [{ do: 'lengthen', by: 1 }],
    },
  ],
  [
    'an occurrence beyond the window that was changed has another id in Outlook, and is put back',
    'crm',
    {
      zones: { base: 'Etc/UTC', user: 'Europe/London', mailbox: 'Europe/London' },
      superOffice: {},
      microsoft365: changesRange,
    },
    {
      pattern: { every: 'day', interval: 6 },
      end: never,
      start: '2026-11-30',
      deeds: [{ do: 'move', which: last, minutes: -1440 }],
      backHere: [{ do: 'restore' }],
    },
  ],
  [
    'an occurrence that was cancelled beyond what SuperOffice holds stays so where its rows are read by the clock of another zone',
    'calendar',
    apart(oddSuperOffice, {}),
    {
      pattern: { every: 'week', interval: 3, days: [6], weekStart: 0 },
      end: never,
      start: '2027-02-28',
      zone: 'America/New_York',
      deeds: [
        { do: 'cancel', which: { from: 'end', n: 1 } },
        { do: 'move', which: { from: 'start', n: 1 }, minutes: 60 },
      ],
      there: [{ do: 'move', which: { from: 'start', n: 2 }, minutes: 300 }],
    },
  ],
  [
    'an occurrence that was moved ahead to the place of a cancelled one, where the window ends, is in SuperOffice once',
    'calendar',
    { ...farApart, superOffice: {}, microsoft365: changesAll },
    {
      pattern: { every: 'week', interval: 1, days: [2, 3, 6], weekStart: 0 },
      end: never,
      start: '2027-03-10',
      deeds: [
        { do: 'cancel', which: { from: 'end', n: 2 } },
        { do: 'move', which: { from: 'end', n: 1 }, minutes: -1440 },
      ],
      there: [{ do: 'move', which: first, minutes: 2880 }],
    },
  ],
  [
    'an occurrence that stands apart keeps its place where the series gets another rule in Outlook, which knows another by its day',
    'calendar',
    { ...dayBehind, microsoft365: changesRange },
    {
      pattern: { every: 'week', interval: 1, days: [0, 6], weekStart: 0 },
      time: { at: '00:00', minutes: 30 },
      end: { kind: 'days', days: 26 },
      start: '2027-03-10',
      there: [{ do: 'retitleAll' }],
      backHere: [{ do: 'shorten', left: 2 }],
    },
  ],
  [
    'a row that a longer rule brings has the former name in Outlook, too, where the series was renamed',
    'crm',
    { ...dayBehind, superOffice: shortMonths, microsoft365: {} },
    {
      pattern: firstMonday,
      end: never,
      start: '2026-05-29',
      there: [{ do: 'retitleAll' }],
      backHere: [{ do: 'lengthen', by: 1 }],
    },
  ],
  [
    'of a series that Outlook has by its days the only one becomes two, and not one on each day until the series ends',
    'crm',
    {
      zones: { base: 'Etc/UTC', user: 'Europe/London', mailbox: 'Europe/London' },
      superOffice: newRules,
      microsoft365: changesRange,
    },
    {
      pattern: { every: 'monthDay', interval: 2, day: 31 },
      time: { at: '10:00', minutes: 1500 },
      end: { kind: 'count', count: 17 },
      there: [{ do: 'shorten', left: 2 }],
    },
  ],
  [
    'the only row that is left is moved, and ends where the series in Outlook does, whose clock calls that day another',
    'crm',
    apart(newRules, changesRange),
    {
      pattern: { every: 'workday' },
      end: never,
      start: '2027-03-10',
      there: [{ do: 'shorten', left: 2 }],
      backHere: [{ do: 'move', which: last, minutes: 60 }],
    },
  ],
  [
    'an occurrence that has its series’ place again has it in SuperOffice, too, also where the series has no end',
    'calendar',
    { ...dayBehind, superOffice: newRules, microsoft365: changesRange },
    {
      pattern: { every: 'yearDay', month: 3, day: 1 },
      time: { at: '10:00', minutes: 1500 },
      end: never,
      zone: 'UTC',
      deeds: [{ do: 'relocate', which: first }],
      there: [{ do: 'restore' }],
      backHere: [{ do: 'moveAll', minutes: 60 }],
    },
  ],
  [
    'the first row ends in the hour that the clocks leave out, and the others by the clock of the series',
    'calendar',
    {
      ...usual,
      zones: { base: 'Etc/UTC', user: 'Europe/London', mailbox: 'Europe/London' },
      superOffice: oddSuperOffice,
    },
    {
      pattern: { every: 'week', interval: 2, days: [5], weekStart: 0 },
      time: { at: '00:00', minutes: 1500 },
      end: never,
      start: '2027-02-28',
      deeds: [{ do: 'cancel', which: first }],
    },
  ],
  [
    'a row of a rule that Outlook has by single appointments becomes one by itself, and is there once',
    'crm',
    apart({}, keepsStarts),
    {
      pattern: { ...firstMonday, interval: 2 },
      time: { wholeDays: 1 },
      end: { kind: 'days', days: 195 },
      start: '2027-02-28',
      backHere: [{ do: 'single' }],
    },
  ],
  [
    'the last row in the window goes to the day of the one before it, by a clock that SuperOffice does not have: that is told',
    'calendar',
    {
      zones: { base: 'America/New_York', user: 'Europe/Oslo', mailbox: 'Australia/Brisbane' },
      superOffice: {},
      microsoft365: changesRange,
    },
    {
      pattern: { every: 'workday' },
      time: { at: '00:00', minutes: 30 },
      end: { kind: 'days', days: 75 },
      start: '2027-03-10',
      zone: 'Asia/Kolkata',
      there: [{ do: 'move', which: last, minutes: -180 }],
    },
  ],
  [
    'whole days follow each other to where the next one was, and none has passed another',
    'calendar',
    apart(shortMonths, changesAll),
    {
      pattern: { every: 'day', interval: 2 },
      time: { wholeDays: 1 },
      end: { kind: 'count', count: 4 },
      there: [{ do: 'move', which: { from: 'start', n: 3 }, minutes: 1440 }],
      backHere: [{ do: 'move', which: { from: 'start', n: 2 }, minutes: 2880 }],
    },
  ],
  [
    'a series that Outlook has by a rule of its own is moved there, so that its end cuts off the last one',
    'crm',
    {
      zones: { base: 'America/New_York', user: 'Europe/Oslo', mailbox: 'Australia/Brisbane' },
      superOffice: newRules,
      microsoft365: {},
    },
    {
      pattern: { every: 'monthDay', interval: 3, day: 30 },
      time: { wholeDays: 2 },
      end: { kind: 'count', count: 22 },
      there: [{ do: 'moveAll', minutes: 1440 }],
    },
  ],
])('%s', async (_name, side, setting, story) => {
  expect(await playStories(setting, side, [{ ...plain, ...story }])).toMatchObject({ failures: new Map() });
});
