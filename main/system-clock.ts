/** @file The computer's own clock, as the clock that is handed in to everything that needs one. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../sync-core/connectors/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    signal.throwIfAborted();
    try {
      await wait(milliseconds, undefined, { signal });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  },
};
