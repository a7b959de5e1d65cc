/** @file Which series a listing of changes has the connector read again. */
import { expect, test } from 'vitest';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import type { Instant } from '../../../model/time.ts';
import type { ListedRow } from '../listing.ts';
import { rulesToRead, type SeriesQuestion } from './series-changes.ts';
import { seriesId, versionOfRows } from './series-id.ts';

const long = '2026-11-01T08:00:00Z' as Instant;
const row = (ruleId: number, updated: Instant): ListedRow => ({
  updated,
  version: updated as unknown as ItemVersion,
  ruleId,
  isTodo: false,
  department: '',
});

/** Rule 7 is linked with its rows 1 to 4, which the last full listing showed. */
function question(listed: Readonly<Record<number, ListedRow>>): SeriesQuestion {
  const version = versionOfRows(
    [1, 2, 3, 4].map((rowId) => ({ rowId, updated: long })),
    Date.parse('2026-11-20T08:00:00Z'),
  );
  return {
    listed: new Map(Object.entries(listed).map(([id, one]) => [id as ItemId, one])),
    before: new Map([[7, new Set([1, 2, 3, 4])]]),
    isFull: false,
    hints: new Set(),
    known: {
      versionOf: (id) => (id === seriesId(7) ? version : undefined),
      idsWithin: () => new Set(),
      createdSince: [],
    },
    expected: [],
    isNews: () => true,
  };
}

test.each([
  ['a rule of its own, as "this and all that follow" makes one', 8],
  ['no rule any more', 0],
])('a row that is under %s has its former series read again', (_, ruleId) => {
  const changed = row(ruleId, '2026-11-20T07:00:00Z' as Instant);
  expect(rulesToRead(question({ 3: changed, 4: changed }))).toContain(7);
});

test('a series of which nothing was changed is not read', () => {
  expect(rulesToRead(question({}))).toEqual([]);
  expect(rulesToRead(question({ 2: row(7, long) }))).toEqual([]);
});
