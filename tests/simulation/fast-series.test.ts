/**
 * @file Random histories with series, their occurrences, and meetings of others, against systems in memory; see fast.test.ts.
 *
 * `npm run test:sim -- --kind fast-series --only 123` tells the story of one that fails.
 */
import { expect, test } from 'vitest';
import { hunt, playSeed } from './hunt.ts';
import { seeds } from './seeds.ts';

test('every history ends with both sides equal, occurrence by occurrence', { timeout: 600_000 }, async () => {
  const { failed, counts, played } = await hunt('fast-series', seeds(250));
  expect(failed.slice(0, 3)).toEqual([]);
  // Histories without series would prove nothing.
  if (played >= 50) expect(counts['deed: occurrence'] ?? 0).toBeGreaterThan(played / 2);
});

test('the same seed plays the same history', async () => {
  for (const seed of [7, 8, 9])
    expect(await playSeed('fast-series', seed)).toEqual(await playSeed('fast-series', seed));
});

test('no two runs of a history have one id (seed 465370)', async () => {
  expect((await playSeed('fast-series', 465370)).story).toContain('all is calm');
});
