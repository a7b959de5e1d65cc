/** @file What waits for the user in the harness: two conflicts, a mass deletion, mass changes, and one of which the title is private. */
import { complete, type GivenEntry } from './sample-activity.ts';

const at = '2026-11-18T09:38:00Z';

const conflicts: readonly GivenEntry[] = [
  {
    at,
    title: 'Offer for 40 seats',
    action: 'update',
    outcome: 'held',
    when: '2026-11-20T12:00:00Z',
    reason: { kind: 'ask', code: 'conflict' },
    changes: [
      {
        field: 'span',
        before: '2026-11-20T12:00:00Z/2026-11-20T13:00:00Z',
        after: null,
        both: {
          crm: '2026-11-20T14:00:00Z/2026-11-20T15:00:00Z',
          calendar: '2026-11-23T08:00:00Z/2026-11-23T09:00:00Z',
        },
      },
      {
        field: 'location',
        before: 'Room Fram',
        after: null,
        both: { crm: null, calendar: 'At the customer, Karl Johans gate 4, Oslo' },
      },
    ],
  },
  {
    at,
    title: 'Kick-off Aurora',
    action: 'update',
    outcome: 'held',
    when: '2026-11-26',
    reason: { kind: 'ask', code: 'conflict' },
    changes: [
      {
        field: 'title',
        before: 'Kick-off',
        after: null,
        both: { crm: 'Kick-off Aurora', calendar: 'Kick-off Aurora (with Ingrid)' },
      },
    ],
  },
];

const names = [
  'Nordlys Energi',
  'Fjordkraft',
  'Vestre',
  'Aker',
  'Tromsø kommune',
  'Hurtigruten',
  'Kvitnes',
  'Bodø Havn',
];

const removals: readonly GivenEntry[] = Array.from({ length: 12 }, (_, index) => ({
  at,
  title: index === 4 ? null : `Yearly review with ${names[index % names.length]}`,
  action: 'remove',
  side: 'crm',
  outcome: 'held',
  when: new Date(Date.UTC(2026, 10, 23 + index, 9)).toISOString(),
  reason: { kind: 'ask', code: 'manyRemovals' },
}));

const changes: readonly GivenEntry[] = Array.from({ length: 64 }, (_, index) => ({
  at,
  title: `Weekly call ${index + 1}`,
  action: 'update',
  side: 'calendar',
  outcome: 'held',
  when: new Date(Date.UTC(2026, 10, 24 + index, 8)).toISOString(),
  reason: { kind: 'ask', code: 'manyChanges' },
  changes: [
    {
      field: 'span',
      before: `${new Date(Date.UTC(2026, 10, 24 + index, 8)).toISOString()}/${new Date(Date.UTC(2026, 10, 24 + index, 9)).toISOString()}`,
      after: `${new Date(Date.UTC(2026, 10, 24 + index, 9)).toISOString()}/${new Date(Date.UTC(2026, 10, 24 + index, 10)).toISOString()}`,
    },
  ],
}));

export const questions = complete([...conflicts, ...removals, ...changes], 7000);
