/** @file How long a phase of a run still takes, as far as that can be said honestly. */

/** What is known of a run while it goes on; `startedAt` is the run's own start. */
interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
  readonly startedAt: string;
}

/** Since when a phase has been watched, and how much was done by then. */
export interface Watch {
  readonly phase: string;
  readonly run: string;
  readonly since: number;
  readonly done: number;
}

/** What a run begins with: watched from the run's start, even if the window was opened later. */
const firstPhases: ReadonlySet<string> = new Set(['preparing', 'reading']);

/**
 * Goes on watching a phase, or begins with a new one. Each counts for itself: writing is slower than reading.
 * @param now milliseconds since 1970.
 */
export function watch(before: Watch | undefined, { phase, startedAt, done }: Progress, now: number): Watch {
  if (before?.phase === phase && before.run === startedAt) return before;
  if (firstPhases.has(phase)) return { phase, run: startedAt, since: Date.parse(startedAt), done: 0 };
  return { phase, run: startedAt, since: now, done };
}

const fewestItems = 20;
const shortestWatch = 3_000;

/**
 * Milliseconds left if the rest goes as what was watched; undefined while too little was seen to say so.
 * @param now milliseconds since 1970.
 */
export function timeLeft(watched: Watch, { done, total }: Progress, now: number): number | undefined {
  const passed = now - watched.since;
  const seen = done - watched.done;
  if (total === null || seen < fewestItems || done >= total || passed < shortestWatch) return undefined;
  return Math.round((passed / seen) * (total - done));
}
