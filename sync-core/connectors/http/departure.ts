/**
 * @file When a request may leave: not while the system has asked for silence, not while its circuit is open, not faster than
 * its pace; and after either of the first two one request goes ahead alone, so that nothing rushes in. The waiting is done
 * here, by the handed-in clock, and ends at once when the signal says so.
 */
import { type ConnectorErrorDetails, Throttled } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Attempt } from './attempt.ts';
import type { Circuit } from './circuit.ts';
import type { HttpRequest } from './http-client.ts';
import type { Pace } from './pace.ts';
import { longestObeyedMs, type Silence, type SilenceLeft } from './silence.ts';

/** How long one request has waited so far. */
export interface Spent {
  waitedMs: number;
}

export interface DepartureOptions {
  readonly system: ConnectorErrorDetails['system'];
  readonly clock: Clock;
  readonly silence: Silence;
  readonly circuit: Circuit;
  readonly pace: Pace;
  /** For waiting that nobody asked for. */
  readonly patienceMs: number;
  readonly onWaiting: (until: number, why: 'throttled' | 'retry') => void;
}

/** The permission to send one request; `done` gives it back, whatever came of it. */
export interface Pass {
  ended(outcome: Attempt): void;
  done(): void;
}

export interface Departures {
  /**
   * Waits until the request may leave.
   * @throws Throttled when the silence is longer than what is waited for; Offline or Unavailable while the circuit is open;
   * the signal's reason
   */
  wait(request: HttpRequest, spent: Spent, signal: AbortSignal): Promise<Pass>;
  /** Whether the request may leave, after something else had to be waited for. */
  mayStill(pass: Pass): boolean;
  isWorthWaiting(wait: SilenceLeft, spent: Spent): boolean;
  sleep(milliseconds: number, why: 'throttled' | 'retry', spent: Spent, signal: AbortSignal): Promise<void>;
}

/** A long wait is made of short ones: a computer that slept meanwhile, or whose clock was corrected, notices in time. */
const sliceMs = 60_000;

export function createDepartures(options: DepartureOptions): Departures {
  const { system, clock, silence, circuit, pace } = options;
  /** The request that goes ahead, while it does. */
  let scout: Promise<void> | undefined;
  /** A silence is over, or will be: whether the system takes requests again is not known yet. */
  let afterSilence = false;

  const isWorthWaiting = ({ milliseconds, asked }: SilenceLeft, { waitedMs }: Spent) =>
    waitedMs + milliseconds <= (asked ? longestObeyedMs : options.patienceMs);

  function tooLong({ milliseconds: retryAfterMs }: SilenceLeft): Throttled {
    const retryAt = clock.now() + retryAfterMs;
    return new Throttled('silence was asked for', { system, status: 429, retryAfterMs, retryAt });
  }

  async function sleep(milliseconds: number, why: 'throttled' | 'retry', spent: Spent, signal: AbortSignal) {
    options.onWaiting(clock.now() + milliseconds, why);
    for (let left = milliseconds; left > 0; left -= sliceMs) await clock.sleep(Math.min(left, sliceMs), signal);
    spent.waitedMs += milliseconds;
  }

  async function outwaitSilence(first: SilenceLeft, spent: Spent, signal: AbortSignal): Promise<void> {
    afterSilence = true;
    if (!isWorthWaiting(first, spent)) throw tooLong(first);
    const began = clock.now();
    options.onWaiting(began + first.milliseconds, 'throttled');
    for (let left: SilenceLeft | undefined = first; left !== undefined; left = silence.left()) {
      if (!isWorthWaiting(left, spent)) throw tooLong(left);
      const slice = Math.min(left.milliseconds, sliceMs);
      await clock.sleep(slice, signal);
      spent.waitedMs += slice;
    }
  }

  function passFor(counts: boolean): Pass {
    let report: (() => void) | undefined;
    if (afterSilence || (counts && circuit.isHalfOpen())) {
      const { promise, resolve } = Promise.withResolvers<void>();
      scout = promise;
      report = resolve;
    }
    return {
      ended(outcome) {
        const setback = 'setback' in outcome ? outcome.setback : undefined;
        if (setback?.why === 'throttled') afterSilence = true;
        else if (report !== undefined && setback === undefined) afterSilence = false;
        if (!counts) return;
        if (setback?.why === 'retry') circuit.failed(setback.error);
        else circuit.answered();
      },
      done() {
        if (report === undefined) return;
        scout = undefined;
        report();
      },
    };
  }

  return {
    isWorthWaiting,
    sleep,
    mayStill: () => silence.left() === undefined,
    async wait({ anonymous }, spent, signal) {
      // A public address is another server than the one that the circuit is about.
      const counts = anonymous !== true;
      for (;;) {
        signal.throwIfAborted();
        if (counts && circuit.left() > 0) throw circuit.refusal();
        const quiet = silence.left();
        if (quiet !== undefined) await outwaitSilence(quiet, spent, signal);
        else if (scout !== undefined) await untilAborted(scout, signal);
        else {
          const gap = pace.take();
          if (gap === 0) return passFor(counts);
          await clock.sleep(gap, signal);
        }
      }
    },
  };
}

/** Waits for what others wait for too; only this waiting ends with the signal. */
async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
