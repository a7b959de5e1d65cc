/**
 * @file The servers' time: the machine's own, moved by an offset, or one that stands still until a test moves it.
 */
import type { SandboxClock } from './system.ts';

/** Runs with the machine's clock; `advance` adds to it for good. */
export function createRunningClock(): SandboxClock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance: (milliseconds) => {
      offset += milliseconds;
    },
  };
}

/**
 * Stands still between calls of `advance`.
 * @param start milliseconds since 1970, UTC
 */
export function createManualClock(start: number): SandboxClock {
  let now = start;
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}
