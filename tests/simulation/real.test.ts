/**
 * @file Random histories through the real connectors against both sandbox servers: what the servers do, and how they fail,
 * is theirs. Then it becomes calm, and everything must be right; nobody was mailed, nobody invited.
 *
 * `npm run test:sim -- --kind real --only 123` tells the story of one that fails.
 */
import { expect, test } from 'vitest';
import { hunt, playSeed } from './hunt.ts';
import { seeds } from './seeds.ts';

test('every history ends with both sides equal, nothing lost and nothing twice', { timeout: 600_000 }, async () => {
  const { failed } = await hunt('real', seeds(25));
  expect(failed.slice(0, 3)).toEqual([]);
});

test('the same seed plays the same history', async () => {
  expect(await playSeed('real', 3)).toEqual(await playSeed('real', 3));
});
