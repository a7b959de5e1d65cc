/** @file Entries of the harness's activity list: every outcome and every kind of reason at least once. */
import type { ActivityEntry } from '../../sync-core/engine/report.ts';

const base = {
  runId: '0198d0c2',
  kind: 'appointment',
  action: 'none',
  side: 'calendar',
  outcome: 'done',
  reason: null,
  changes: [],
  undo: 'none',
  when: '2026-11-20T12:00:00Z',
  items: {
    crm: { id: '41233', webUrl: 'https://online.superoffice.example/41233' },
    calendar: { id: 'AAMkAD', webUrl: 'https://outlook.office.example/AAMkAD' },
  },
} as const;

export type GivenEntry = Partial<ActivityEntry> & Pick<ActivityEntry, 'at' | 'title'>;

const manyRemovals = { action: 'remove', outcome: 'held', reason: { kind: 'ask', code: 'manyRemovals' } } as const;

const entries: readonly GivenEntry[] = [
  { at: '2026-11-18T09:38:00Z', title: 'Yearly review with Nordlys Energi', ...manyRemovals },
  { at: '2026-11-18T09:38:00Z', title: 'Workshop: rollout in Tromsø', ...manyRemovals },
  { at: '2026-11-18T09:38:00Z', title: null, ...manyRemovals, side: 'crm' },
  {
    at: '2026-11-18T09:37:59Z',
    title: 'Lunch with Jonas Berg',
    action: 'update',
    undo: 'possible',
    changes: [
      {
        field: 'span',
        before: '2026-11-20T11:00:00Z/2026-11-20T12:00:00Z',
        after: '2026-11-20T11:30:00Z/2026-11-20T12:30:00Z',
      },
      { field: 'location', before: null, after: 'Mathallen, Vulkan 5' },
      { field: 'reminderMinutes', before: '15', after: '30' },
      { field: 'availability', before: 'tentative', after: 'busy' },
    ],
  },
  {
    at: '2026-11-18T09:37:59Z',
    title: 'Offer for 40 seats',
    action: 'update',
    side: 'crm',
    outcome: 'conflict',
    reason: { kind: 'conflict', winner: 'calendar' },
    undo: 'possible',
    changes: [
      { field: 'title', before: 'Offer', after: 'Offer for 40 seats', lost: 'Offer for 45 seats, second round' },
    ],
  },
  { at: '2026-11-18T09:37:58Z', title: 'Call with Fjordkraft', action: 'create', side: 'crm', undo: 'possible' },
  { at: '2026-11-18T09:37:58Z', title: null, action: 'create', when: '2026-12-01' },
  {
    at: '2026-11-18T09:37:58Z',
    title: 'Quarterly numbers',
    outcome: 'leftOut',
    reason: { kind: 'leftOut', code: 'seriesNotUnderstood' },
  },
  {
    at: '2026-11-18T09:37:58Z',
    title: 'Press conference',
    outcome: 'leftOut',
    reason: { kind: 'leftOut', code: 'declined' },
    when: '2026-11-24',
  },
  {
    at: '2026-11-17T15:12:00Z',
    title: 'Board meeting',
    action: 'update',
    outcome: 'refused',
    reason: { kind: 'protected', code: 'organisedByOthers' },
  },
  {
    at: '2026-11-17T15:11:00Z',
    title: 'Site visit at Aker',
    action: 'create',
    outcome: 'parked',
    reason: { kind: 'error', code: 'rejected', details: 'ErrorPropertyValidationFailure (HTTP 400)' },
  },
  { at: '2026-11-17T12:40:00Z', title: 'Interview with Signe', action: 'create', side: 'crm', outcome: 'undone' },
  {
    at: '2026-11-17T12:40:00Z',
    title: 'Handover',
    action: 'update',
    outcome: 'notUndone',
    reason: { kind: 'undo', code: 'changedSince' },
  },
  { at: '2026-11-17T10:03:00Z', title: 'Demo for Vestre', action: 'remove', side: 'crm', undo: 'done' },
  { at: '2026-11-17T10:02:00Z', title: 'Breakfast seminar', action: 'link', side: 'crm' },
  { at: '2026-11-13T08:30:00Z', title: '', action: 'update', side: 'calendar' },
];

/** Entries with what is usual filled in, and ids downwards from the last. */
export function complete(given: readonly GivenEntry[], lastId: number): readonly ActivityEntry[] {
  return given.map((entry, index) => ({ ...base, ...entry, id: lastId - index, changes: entry.changes ?? [] }));
}

/** Enough that a page of the list does not hold them. */
const earlier: readonly GivenEntry[] = Array.from({ length: 60 }, (_, index) => ({
  at: new Date(Date.UTC(2026, 10, 12, 14) - index * 3_600_000).toISOString(),
  title: `Follow-up ${60 - index}`,
  action: index % 3 === 0 ? 'create' : 'update',
  side: index % 2 === 0 ? 'crm' : 'calendar',
}));

export const activity = complete([...entries, ...earlier], 9000);

const longTitle =
  'Jahreshauptversammlungsvorbereitungsbesprechung der Donaudampfschifffahrtsgesellschaft mit allen Niederlassungen in Nordeuropa und anschließender Betriebsbesichtigung';

export const longNames = complete(
  [
    { at: '2026-11-18T09:38:00Z', title: longTitle, action: 'create' },
    { at: '2026-11-18T09:38:00Z', title: longTitle.replaceAll(' ', ''), action: 'remove', outcome: 'held' },
    {
      at: '2026-11-18T09:37:00Z',
      title: longTitle,
      action: 'update',
      outcome: 'conflict',
      reason: { kind: 'conflict', winner: 'crm' },
      changes: [
        { field: 'title', before: longTitle, after: longTitle.replaceAll(' ', ''), lost: longTitle.toUpperCase() },
        { field: 'body', before: `${longTitle}\n`.repeat(12), after: longTitle, lost: null },
      ],
    },
    {
      at: '2026-11-18T09:36:00Z',
      title: 'x',
      action: 'create',
      outcome: 'parked',
      reason: { kind: 'error', code: 'nonsense', details: 'x'.repeat(300) },
    },
  ],
  100,
);
