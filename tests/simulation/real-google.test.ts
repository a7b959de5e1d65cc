/**
 * @file Random histories through the real connectors, with Google as the calendar: see real.test.ts.
 *
 * `npm run test:sim -- --kind real-google --only 123` tells the story of one that fails.
 */
import { expect, test } from 'vitest';
import { hunt, playSeed } from './hunt.ts';
import { seeds } from './seeds.ts';

test('every history with Google ends with both sides equal, nothing lost and nothing twice', {
  timeout: 600_000,
}, async () => {
  const { failed, counts, played } = await hunt('real-google', seeds(25));
  expect(failed.slice(0, 3)).toEqual([]);
  if (played < 25) return;
  // What goes wrong in Google only goes wrong here.
  for (const fault of ['throttle', 'cursorExpiredMidway', 'duplicatePage', 'newVersion', 'spuriousConflict']) {
    expect([fault, (counts[`fault: ${fault}`] ?? 0) > 0]).toEqual([fault, true]);
  }
});

test('the same seed plays the same history with Google', async () => {
  expect(await playSeed('real-google', 3)).toEqual(await playSeed('real-google', 3));
});
