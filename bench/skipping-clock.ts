/**
 * @file A clock that counts waiting instead of spending it: what the systems' limits cost is reported as a figure, and the
 * bench itself is over sooner.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../sync-core/connectors/ports.ts';

export interface SkippingClock extends Clock {
  /** Milliseconds that would have been waited so far. */
  skipped(): number;
  /** Lets time go by that nobody waited for. */
  pass(milliseconds: number): void;
}

export function skippingClock(): SkippingClock {
  let skipped = 0;
  let passed = 0;
  return {
    now: () => Date.now() + skipped + passed,
    async sleep(milliseconds, signal) {
      signal.throwIfAborted();
      const until = Date.now() + skipped + milliseconds;
      await nextTurn();
      // Others may have skipped the same stretch of time meanwhile: waits side by side count once.
      skipped += Math.max(0, until - (Date.now() + skipped));
      signal.throwIfAborted();
    },
    skipped: () => skipped,
    pass(milliseconds) {
      passed += milliseconds;
    },
  };
}
