/** @file Random histories of persons: see `persons.ts`. */
import { expect, test } from 'vitest';
import { hunt } from './hunt.ts';
import { seeds } from './seeds.ts';

test('nobody is there twice, nothing of the user’s own is touched, and the CRM is never added to', {
  timeout: 600_000,
}, async () => {
  const { failed, counts, played } = await hunt('fast-persons', seeds(120));
  expect(failed.slice(0, 3)).toEqual([]);
  if (played < 50) return;
  // Histories in which nothing happens would prove nothing.
  for (const what of ['deaths', 'faults', 'event: delete', 'deed: unchoose', 'deed: edit calendar']) {
    expect([what, (counts[what] ?? 0) > played / 20]).toEqual([what, true]);
  }
});
