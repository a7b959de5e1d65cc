/** @file What a connector is handed in tests: the platform's fetch, a clock that jumps, a fixed random source, a quiet log. */
import type { Clock, ConnectorPorts, Log, TokenSource } from '../../ports.ts';
import { rememberInMemory } from '../../testing/remember-in-memory.ts';

/** A clock whose sleep returns at once, having moved the time ahead. */
export interface JumpingClock extends Clock {
  /** Each sleep, in milliseconds. */
  readonly sleeps: readonly number[];
  set(milliseconds: number): void;
}

export function jumpingClock(start: number): JumpingClock {
  const sleeps: number[] = [];
  let now = start;
  return {
    sleeps,
    now: () => now,
    set(milliseconds) {
      now = milliseconds;
    },
    async sleep(milliseconds, signal) {
      signal.throwIfAborted();
      sleeps.push(milliseconds);
      now += milliseconds;
    },
  };
}

const discard = () => undefined;
export const quietLog: Log = { debug: discard, info: discard, warn: discard, error: discard };

export function fixedToken(token: string): TokenSource {
  return { accessToken: async () => token };
}

export function testPorts(clock: Clock, over: Partial<ConnectorPorts> = {}): ConnectorPorts {
  return {
    fetch: (url, init) => fetch(url, init),
    tokens: fixedToken('token-1'),
    clock,
    random: () => 0.5,
    log: quietLog,
    remembered: rememberInMemory(() => clock.now()),
    ...over,
  };
}
