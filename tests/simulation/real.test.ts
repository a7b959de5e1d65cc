/**
 * @file Random histories through the real connectors against both sandbox servers: what the servers do, and how they fail,
 * is theirs. Then it becomes calm, and everything must be right; nobody was mailed, nobody invited.
 *
 * `SEED=123 npx vitest run --project cross tests/simulation/real` plays one again and tells its story when it fails.
 */
import { expect, test } from 'vitest';
import { beginning, playHistory } from './history.ts';
import { sandboxWorld } from './sandbox-world.ts';
import { seeds } from './seeds.ts';

const play = (seed: number) => playHistory({ seed, actions: 15, world: (chance) => sandboxWorld(chance, beginning) });

test('every history ends with both sides equal, nothing lost and nothing twice', { timeout: 600_000 }, async () => {
  for (const seed of seeds(60)) await play(seed);
});

test('the same seed plays the same history', async () => {
  expect(await play(3)).toEqual(await play(3));
});
