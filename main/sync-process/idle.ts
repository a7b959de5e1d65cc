/** @file When the sync process has had nothing to do for long enough to be ended. Pure. */

export interface Use {
  /** Calls that have no answer yet: a run, a question. */
  readonly underWay: number;
  /** When the last call had its answer, milliseconds since 1970. */
  readonly lastAt: number;
}

/**
 * How long a process without work is kept. It costs 65 MB, a new one a tenth of a second: long enough that somebody who
 * looks through the window's pages does not wait, shorter than the shortest distance of runs.
 */
export const idleMs = 30_000;

/**
 * @param now milliseconds since 1970.
 * @returns milliseconds until the process may be ended; null while something is under way. A clock that was set back
 * never keeps it for longer than `idleMs`.
 */
export function restOfIdleTime({ underWay, lastAt }: Use, now: number): number | null {
  if (underWay > 0) return null;
  return Math.min(idleMs, Math.max(0, lastAt + idleMs - now));
}
