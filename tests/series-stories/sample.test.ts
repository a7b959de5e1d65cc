/** @file Some stories from each side, the same in every run; any number of others: `npm run test:series`. */
import { expect, test } from 'vitest';
import { hunt } from './hunt.ts';

test.each([
  ['crm', 12, 7],
  ['crm', 12, 9],
  ['calendar', 25, 7],
] as const)(
  'series from the %s go to the other side and back, occurrence by occurrence (%i stories, seed %i)',
  async (side, stories, seed) => {
    const { failed, ...played } = await hunt({ side, stories, seed });
    expect(failed).toEqual([]);
    expect(played.stories).toBe(stories);
    expect(played.occurrences).toBeGreaterThan(100);
  },
  300_000,
);
