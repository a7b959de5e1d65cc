/** @file One request to a sign-in server, over the network that was handed in, with our errors. */
import { Cancelled, Offline, Unavailable } from '../../sync-core/connectors/errors.ts';
import { networkFailure } from '../../sync-core/connectors/http/network-failure.ts';
import type { Clock, Fetch } from '../../sync-core/connectors/ports.ts';
import type { AccountSystem } from './account.ts';
import { SignInRefused } from './sign-in-refused.ts';

/** What a sign-in needs of the world. */
export interface Outside {
  readonly fetch: Fetch;
  readonly clock: Clock;
}

const patienceMs = 30_000;

/** @returns what a stopped wait is to the caller: our own time limit says so itself, anything else is the user's wish. */
export function stopReason(signal: AbortSignal, system: AccountSystem): Error {
  return signal.reason instanceof SignInRefused ? signal.reason : new Cancelled('Sign-in was stopped', { system });
}

/** A `fetch` bound to one sign-in: it stops with it, waits 30 seconds at most, and names what went wrong. */
export function boundFetch(
  fetch: Fetch,
  system: AccountSystem,
  signal: AbortSignal,
): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const { signal: own, ...rest } = init;
    const patience = AbortSignal.timeout(patienceMs);
    const every = [signal, patience, ...(own ? [own] : [])];
    try {
      return await fetch(url, { ...rest, signal: AbortSignal.any(every) });
    } catch (cause) {
      if (signal.aborted) throw stopReason(signal, system);
      const { host } = new URL(url);
      if (networkFailure(cause) === 'unreachable') throw new Offline(`${host} cannot be reached`, { system, cause });
      throw new Unavailable(`${host} did not answer`, { system, cause });
    }
  };
}
