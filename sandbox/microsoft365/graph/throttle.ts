/**
 * @file Outlook's limits for one application and mailbox: so many requests under way at once, so many in ten minutes.
 */
import { GraphError } from '../graph-error.ts';

const tenMinutes = 600_000;

export interface ThrottleLimits {
  readonly concurrent: number;
  readonly perTenMinutes: number;
  readonly concurrencyRetryAfterSeconds: number;
}

export class Throttle {
  #underWay = 0;
  #times: number[] = [];
  #oldest = 0;

  get underWay(): number {
    return this.#underWay;
  }

  /** Counts a request of its own. @throws GraphError 429 @returns what ends it */
  begin(now: number, limits: ThrottleLimits): () => void {
    this.count(now, limits);
    if (this.#underWay >= limits.concurrent) throw tooManyAtOnce(limits);
    this.#underWay += 1;
    let ended = false;
    return () => {
      if (!ended) this.#underWay -= 1;
      ended = true;
    };
  }

  /** Counts a request, also one inside a batch. @throws GraphError 429 */
  count(now: number, limits: ThrottleLimits): void {
    this.#forget(now);
    if (this.#times.length - this.#oldest >= limits.perTenMinutes) {
      const wait = (this.#times[this.#oldest] ?? now) + tenMinutes - now;
      throw throttled('Application is over its request limit.', 'TooManyRequests', Math.ceil(wait / 1_000));
    }
    this.#times.push(now);
  }

  #forget(now: number): void {
    while ((this.#times[this.#oldest] ?? now) <= now - tenMinutes) this.#oldest += 1;
    if (this.#oldest > 20_000) {
      this.#times = this.#times.slice(this.#oldest);
      this.#oldest = 0;
    }
  }
}

export function tooManyAtOnce(limits: ThrottleLimits): GraphError {
  return throttled(
    'Application is over its MailboxConcurrency limit.',
    'ApplicationThrottled',
    limits.concurrencyRetryAfterSeconds,
  );
}

function throttled(message: string, code: string, seconds: number): GraphError {
  return new GraphError(429, code, message, { 'retry-after': String(Math.max(1, seconds)) });
}
