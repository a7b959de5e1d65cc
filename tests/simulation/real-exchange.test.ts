/**
 * @file Random histories through the real connectors, with an Exchange Server for the calendar: see real.test.ts.
 *
 * `npm run test:sim -- --kind real-exchange --only 123` tells the story of one that fails.
 */
import { expect, test } from 'vitest';
import { hunt, playSeed } from './hunt.ts';
import { seeds } from './seeds.ts';

test('every history with an Exchange Server ends with both sides equal, nothing lost and nothing twice', {
  timeout: 600_000,
}, async () => {
  const { failed, counts, played } = await hunt('real-exchange', seeds(20));
  expect(failed.slice(0, 3)).toEqual([]);
  if (played < 20) return;
  for (const fault of ['throttle', 'cursorExpired', 'newVersion', 'timeOutAfter', 'tokenExpired']) {
    expect([fault, (counts[`fault: ${fault}`] ?? 0) > 0]).toEqual([fault, true]);
  }
});

test('the same seed plays the same history with an Exchange Server', async () => {
  expect(await playSeed('real-exchange', 3)).toEqual(await playSeed('real-exchange', 3));
});
