/** @file The second half of the histories that every `npm test` plays against the sandbox servers; see real.test.ts. */
import { expect, test } from 'vitest';
import { hunt } from './hunt.ts';
import { seeds } from './seeds.ts';

test('every history ends with both sides equal, nothing lost and nothing twice', { timeout: 600_000 }, async () => {
  const { failed } = await hunt('real', seeds(25, 26));
  expect(failed.slice(0, 3)).toEqual([]);
});
