/** @file Tests of how long a first run is said to take. */
import { expect, it } from 'vitest';
import { firstRunMinutes } from './first-run.ts';

it.each([
  [0, null],
  [300, null],
  [301, 2],
  [2_400, 10],
  [4_180, 20],
  [100_000, 420],
])('%i persons: %o minutes', (persons, minutes) => {
  expect(firstRunMinutes(persons)).toBe(minutes);
});
