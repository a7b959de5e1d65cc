/**
 * @file The circuit breaker of one account: after many faults in a row the server is left alone for a while, and then a
 * single request finds out whether it is back.
 *
 * It is a small state machine of our own, where the limits beside it are cockatiel's: cockatiel's breaker reads the real
 * clock, and what it knows ends with the process. Ours goes by the clock that is handed in, and is kept with the account's
 * facts, because the sync process is ended between two runs.
 */
import { z } from 'zod';
import { type ConnectorError, Offline, Unavailable } from '../errors.ts';
import type { Clock, Remembered } from '../ports.ts';
import { createKeptFact } from './kept-fact.ts';

/** Faults in a row before the server is left alone: more than one request makes on its own (attempt.ts). */
const mostFaults = 8;
/** And they lie so far apart at least: several requests that meet one hiccup at the same time are not many faults. */
const shortestTroubleMs = 20_000;
const shortestPauseMs = 30_000;
/** No longer than the usual distance of two runs, of which each may find out once. */
const longestPauseMs = 5 * 60_000;
/** Where no request arrives, none is a burden; and whoever comes back into the network does not want to wait. */
const offlinePauseMs = 20_000;
/** Trouble that old says nothing any more. */
const memoryMs = 24 * 3_600_000;
const factName = 'trouble';

const schema = z.object({
  faults: z.int().positive(),
  /** When the first of them was, milliseconds since 1970. */
  since: z.number(),
  /** How often it was opened without a success since. */
  opened: z.int().nonnegative(),
  /** Nothing leaves before this; null while it is closed. */
  until: z.number().nullable(),
  what: z.enum(['offline', 'unavailable']),
});
type Trouble = z.infer<typeof schema>;

export interface Circuit {
  /** @returns milliseconds for which requests are refused; 0 when one may leave. */
  left(): number;
  /** The pause is over, and nobody knows yet whether the trouble is: one request goes ahead of the others. */
  isHalfOpen(): boolean;
  /** The server answered, whatever it said. */
  answered(): void;
  /** A fault of the server or the network. */
  failed(error: ConnectorError): void;
  /** What a request is told that is refused. @param last the fault that opened it, where it is at hand. */
  refusal(last?: ConnectorError): ConnectorError;
}

/** Somebody asked for a run and waits: one request may find out now whether the server is back. @param remembered the account's. */
export function tryAtOnce(remembered: Remembered, clock: Pick<Clock, 'now'>): void {
  const kept = createKeptFact(remembered, factName, schema);
  const trouble = kept.current();
  if (trouble !== undefined && trouble.until !== null) {
    kept.keep({ ...trouble, until: clock.now() }, clock.now() + memoryMs);
  }
}

export function createCircuit(
  system: ConnectorError['details']['system'],
  clock: Clock,
  remembered: Remembered,
): Circuit {
  const kept = createKeptFact(remembered, factName, schema);
  const keep = (trouble: Trouble) => kept.keep(trouble, clock.now() + memoryMs);

  function left(): number {
    const until = kept.current()?.until ?? null;
    return until === null ? 0 : Math.min(longestPauseMs, Math.max(0, until - clock.now()));
  }

  return {
    left,
    isHalfOpen: () => (kept.current()?.until ?? null) !== null && left() === 0,
    answered() {
      const trouble = kept.current();
      if (trouble !== undefined) kept.keep(trouble, clock.now());
    },
    failed(error) {
      const before = kept.current();
      // Those that had left before it was opened say nothing new.
      if (before !== undefined && left() > 0) return;
      const now = clock.now();
      const what = error instanceof Offline ? 'offline' : 'unavailable';
      const trouble = before ?? { faults: 0, since: now, opened: 0, until: null };
      const faults = trouble.faults + 1;
      const enough = faults >= mostFaults && now - trouble.since >= shortestTroubleMs;
      if (trouble.until === null && !enough) {
        keep({ ...trouble, faults, what });
        return;
      }
      const doubled = Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(trouble.opened, 10));
      const until = now + (what === 'offline' ? offlinePauseMs : doubled);
      keep({ ...trouble, faults, what, opened: trouble.opened + 1, until });
    },
    refusal(last) {
      const retryAfterMs = left();
      const details = { ...last?.details, system, retryAfterMs, retryAt: clock.now() + retryAfterMs };
      return kept.current()?.what === 'offline'
        ? new Offline('the server could not be reached many times over', details)
        : new Unavailable('the server failed many times over', details);
    },
  };
}
