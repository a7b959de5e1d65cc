import { expect, test } from 'vitest';
import type { Instant, LocalDate, Span, ZoneId } from '../../../model/time.ts';
import { matchRows, type SeriesRow } from './match-rows.ts';

const days = ['2027-11-03', '2027-11-04', '2027-11-05'] as LocalDate[];

/** Half an hour in Oslo. */
function at(start: string): Span {
  const end = new Date(Date.parse(start) + 1_800_000).toISOString().replace('.000Z', 'Z');
  return { kind: 'timed', start: start as Instant, end: end as Instant, zone: 'Europe/Oslo' as ZoneId };
}

type Place = readonly [start: string, planned?: string];

/** Of a row its place is all that counts here. */
function rows(...places: readonly Place[]): readonly SeriesRow[] {
  return places.map(([start, planned], index) => ({
    rowId: index + 1,
    updated: undefined,
    planned: planned as Instant | undefined,
    item: { fields: { span: at(start) } } as SeriesRow['item'],
  }));
}

const stands = (...all: readonly Place[]) =>
  [...matchRows(rows(...all), days, at('2027-11-03T21:00:00Z')).byDay]
    .toSorted()
    .map(([day, { rowId }]) => [day.slice(8), rowId]);

test('rows that were moved to later days have not passed each other where nothing tells for which days they stand', () => {
  const moved = stands(['2027-11-03T21:00:00Z'], ['2027-11-05T02:00:00Z'], ['2027-11-07T21:00:00Z']);
  expect(moved).toEqual([
    ['03', 1],
    ['04', 2],
    ['05', 3],
  ]);
});

test('a row that has passed another does so where its planned start is told', () => {
  const moved = stands(
    ['2027-11-03T21:00:00Z'],
    ['2027-11-05T21:00:00Z'],
    ['2027-11-07T21:00:00Z', '2027-11-04T21:00:00Z'],
  );
  expect(moved).toEqual([
    ['03', 1],
    ['04', 3],
    ['05', 2],
  ]);
});

test('a start that was planned by another clock, and is over midnight by this one, stands for the day that it is near', () => {
  const first = at('2027-11-02T23:00:00Z');
  const planned = rows(
    ['2027-11-03T23:00:00Z', '2027-11-03T22:00:00Z'],
    ['2027-11-04T23:00:00Z', '2027-11-04T22:00:00Z'],
  );
  const { byDay } = matchRows(planned, days, first);
  expect([...byDay].toSorted().map(([day, { rowId }]) => [day.slice(8), rowId])).toEqual([
    ['04', 1],
    ['05', 2],
  ]);
});
