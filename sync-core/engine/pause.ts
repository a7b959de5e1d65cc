/** @file How long a pair that failed is left alone before the next try. Pure. */

const first = 5 * 60_000;
const longest = 24 * 3_600_000;

/** @param attempts how often it has failed so far, from 1. @returns milliseconds: 5 minutes, doubling up to a day. */
export function pauseAfter(attempts: number): number {
  return Math.min(longest, first * 2 ** Math.min(attempts - 1, 30));
}
