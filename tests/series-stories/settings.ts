/** @file Where everybody of a story lives, and what the two systems are like where nobody knows: a few worlds that differ in all. */
import fc from 'fast-check';
import type { Setting } from './world.ts';

const zones: readonly Setting['zones'][] = [
  { base: 'Europe/Oslo', user: 'Europe/Berlin', mailbox: 'Europe/Berlin' },
  { base: 'Etc/UTC', user: 'Europe/London', mailbox: 'Europe/London' },
  { base: 'America/New_York', user: 'Europe/Oslo', mailbox: 'Australia/Brisbane' },
  { base: 'Pacific/Auckland', user: 'America/Los_Angeles', mailbox: 'Asia/Kathmandu' },
  { base: 'Australia/Sydney', user: 'America/St_Johns', mailbox: 'Europe/Kiev' },
  { base: 'America/Los_Angeles', user: 'Pacific/Auckland', mailbox: 'Pacific/Auckland' },
];

const superOffice: readonly Setting['superOffice'][] = [
  {},
  { seriesDays: 'pattern', firstRowForward: 'newRule', resavedSeries: 'remade', seriesEnd: 'count' },
  { seriesClock: 'user', recurrenceDates: 'asWritten', originalStartDate: 'none', seriesEnd: 'date' },
  { monthWithoutDay: 'lastDay', originalStartDate: 'ofAll', resavedSeries: 'kept' },
];

const microsoft365: readonly Setting['microsoft365'][] = [
  {},
  { outlivingExceptions: 'all', seriesEditReaches: 'all', seriesVersion: 'withOccurrences', seriesRows: 'itself' },
  {
    outlivingExceptions: 'rangeOnly',
    seriesEditReaches: 'plain',
    seriesRows: 'occurrences',
    cancelledOccurrenceRow: true,
    occurrenceIds: 'kept',
  },
  { startOffPattern: 'kept', cancelledOccurrences: 'absent', originalZoneNames: 'asSent' },
];

export const anySetting: fc.Arbitrary<Setting> = fc.record({
  zones: fc.constantFrom(...zones),
  superOffice: fc.constantFrom(...superOffice),
  microsoft365: fc.constantFrom(...microsoft365),
});
