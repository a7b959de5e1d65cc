import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Instant } from '../../../model/time.ts';
import { readIds, readVersion, ruleIdOf, sameState, seriesId, versionOfRows, writeIds } from './series-id.ts';

const at = (text: string) => text as Instant;

it('ids of rows are kept in runs', () => {
  expect(writeIds([5003, 5001, 5002, 5010])).toBe('5001-5003,5010');
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 5000 })), (ids) => {
      expect(readIds(writeIds(ids))).toEqual(new Set(ids));
    }),
  );
});

it('the version tells when the newest row was saved, and which rows there are', () => {
  const rows = [
    { rowId: 7, updated: at('2026-11-23T08:00:00Z') },
    { rowId: 8, updated: at('2026-11-23T09:00:00Z') },
  ];
  const settled = versionOfRows(rows, Date.parse('2026-11-23T10:00:00Z'));
  expect(readVersion(settled)).toEqual({ updated: '2026-11-23T09:00:00Z', isPassing: false, rows: new Set([7, 8]) });
  const passing = versionOfRows(rows, Date.parse('2026-11-23T09:00:59Z'));
  expect(readVersion(passing).isPassing).toBe(true);
  expect([passing === settled, sameState(passing, settled)]).toEqual([false, true]);
  expect(sameState(settled, versionOfRows(rows.slice(1), Date.parse('2026-11-23T10:00:00Z')))).toBe(false);
});

it('a series is named by its rule', () => {
  expect([seriesId(77), ruleIdOf(seriesId(77)), ruleIdOf('5001' as never)]).toEqual(['rule:77', 77, undefined]);
});
