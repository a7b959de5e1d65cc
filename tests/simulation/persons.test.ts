/** @file Random histories of persons: see `persons.ts`. `SEED=123` plays one of them. */
import { expect, test } from 'vitest';
import { playPersons } from './persons.ts';
import { seeds } from './seeds.ts';

test('nobody is there twice, nothing of the user’s own is touched, and the CRM is never added to', {
  timeout: 600_000,
}, async () => {
  const counts: Record<string, number> = {};
  const all = seeds(250);
  for (const seed of all) {
    for (const [what, times] of Object.entries(await playPersons(seed))) counts[what] = (counts[what] ?? 0) + times;
  }
  if (all.length >= 50) {
    for (const what of ['deaths', 'faults', 'event: delete', 'deed: unchoose', 'deed: edit calendar']) {
      expect([what, (counts[what] ?? 0) > all.length / 20]).toEqual([what, true]);
    }
  }
});
