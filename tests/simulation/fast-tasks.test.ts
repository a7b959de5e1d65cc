/** @file Random histories of tasks, as those of appointments: see `task-world.ts`. */
import { expect, test } from 'vitest';
import { hunt } from './hunt.ts';
import { seeds } from './seeds.ts';

test('every history of tasks ends with both sides equal, nothing lost and nothing twice', {
  timeout: 600_000,
}, async () => {
  const { failed, counts, played } = await hunt('fast-tasks', seeds(200));
  expect(failed.slice(0, 3)).toEqual([]);
  if (played >= 50) expect(counts['deaths'] ?? 0).toBeGreaterThan(played / 2);
});
