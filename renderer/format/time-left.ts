/** @file How long a run still takes, as far as that can be said honestly. */

interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly startedAt: string;
}

const fewestItems = 20;
const shortestWatch = 3_000;

/**
 * Milliseconds left if the rest goes as what is done; undefined while too little was seen to say so.
 * @param now milliseconds since 1970.
 */
export function timeLeft({ done, total, startedAt }: Progress, now: number): number | undefined {
  const passed = now - Date.parse(startedAt);
  if (total === null || done < fewestItems || done >= total || passed < shortestWatch) return undefined;
  return Math.round((passed / done) * (total - done));
}
