/** @file Random histories of tasks through the real connectors, with Google Tasks, where nothing says what a task was made from. */
import { expect, test } from 'vitest';
import { hunt } from './hunt.ts';
import { seeds } from './seeds.ts';

test('every history of tasks with Google ends with both sides equal, nothing lost and nothing twice', {
  timeout: 600_000,
}, async () => {
  const { failed, counts, played } = await hunt('real-google-tasks', seeds(15));
  expect(failed.slice(0, 3)).toEqual([]);
  // Without deaths and lost answers nothing would have been looked for.
  if (played >= 15) expect(counts['deaths'] ?? 0).toBeGreaterThan(4);
});
