import { describe, expect, it } from 'vitest';
import type { Instant } from '../../model/time.ts';
import type { Position } from './cursor.ts';
import { chooseListing, lookBack } from './listing.ts';
import { profileIn } from './testing.ts';

const window = { from: '2026-11-15T00:00:00Z' as Instant, until: '2027-05-21T00:00:00Z' as Instant };
const now = Date.parse('2026-11-22T12:00:00Z');
const position: Position = {
  form: 1,
  watermark: '2026-11-22T11:00:00Z' as Instant,
  ...window,
  rows: 5000,
  listedAt: now - 3_600_000,
  log: 40,
  recent: [],
  todos: false,
  series: [],
};
const choose = (over: Partial<Position> = {}) => chooseListing({ ...position, ...over }, window, 1000, now);

describe('which listing is made', () => {
  it('only what changed, while the log tells of deletions in a large calendar', () => {
    expect(choose()).toBe('changes');
  });

  it.each([
    ['there is no log', { log: null }],
    ['the log is refused', { log: 'refused' as const }],
    ['everything fits on one page', { rows: 999 }],
    ['the last one is hours ago', { listedAt: now - 5 * 3_600_000 }],
    ['the clock was set back', { listedAt: now + 1 }],
    ['the window has moved', { until: '2027-05-22T00:00:00Z' as Instant }],
  ])('everything, when %s', (_, over) => {
    expect(choose(over)).toBe('full');
  });

  it('everything the first time', () => {
    expect(chooseListing(undefined, window, 1000, now)).toBe('full');
  });
});

it('looks back further west of Greenwich, where the filter’s time may be read as local', () => {
  const back = (zone: string) => lookBack('2026-11-22T11:00:00Z' as Instant, profileIn(zone)).toString();
  expect(back('Europe/Oslo')).toBe('2026-11-22T10:55:00Z');
  expect(back('America/New_York')).toBe('2026-11-22T05:55:00Z');
});
