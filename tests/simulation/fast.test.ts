/**
 * @file Random histories against systems in memory: the person edits on both sides, servers fail in every way that the
 * connector contract allows, the process dies between any two steps. Then it becomes calm, and everything must be right.
 *
 * `npm run test:sim -- --only 123` tells the story of one that fails.
 */
import { expect, test } from 'vitest';
import { hunt, playSeed } from './hunt.ts';
import { seeds } from './seeds.ts';

test('every history ends with both sides equal, nothing lost and nothing twice', { timeout: 600_000 }, async () => {
  const { failed, counts, played } = await hunt('fast', seeds(1000));
  expect(failed.slice(0, 3)).toEqual([]);
  // Histories without trouble would prove nothing.
  if (played >= 50) expect(counts['deaths'] ?? 0).toBeGreaterThan(played / 2);
});

test('the same seed plays the same history', async () => {
  for (const seed of [7, 8, 9, 10]) expect(await playSeed('fast', seed)).toEqual(await playSeed('fast', seed));
});
