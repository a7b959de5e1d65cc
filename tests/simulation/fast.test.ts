/**
 * @file Random histories against systems in memory: users edit on both sides, servers fail in every way that the connector
 * contract allows, the process dies between any two steps. Then it becomes calm, and everything must be right.
 *
 * `SEED=123 npx vitest run --project cross tests/simulation/fast` plays one again and tells its story when it fails.
 */
import { expect, test } from 'vitest';
import { beginning, playHistory, type Told } from './history.ts';
import { memoryWorld } from './memory-world.ts';
import { seeds } from './seeds.ts';

test('every history ends with both sides equal, nothing lost and nothing twice', { timeout: 600_000 }, async () => {
  const told: Told[] = [];
  for (const seed of seeds(150)) {
    told.push(await playHistory({ seed, actions: 30, world: (chance) => memoryWorld(chance, beginning) }));
  }
  const crashes = told.reduce((sum, one) => sum + one.crashes, 0);
  // Histories without trouble would prove nothing.
  if (told.length >= 50) expect(crashes).toBeGreaterThan(told.length / 2);
});

test('the same seed plays the same history', async () => {
  const play = () => playHistory({ seed: 7, actions: 30, world: (chance) => memoryWorld(chance, beginning) });
  expect(await play()).toEqual(await play());
});
