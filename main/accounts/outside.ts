/** @file One request to a sign-in server, over the network that was handed in, with our errors. */
import { Cancelled, Nonsense, Offline, Throttled, Unavailable } from '../../sync-core/connectors/errors.ts';
import { networkFailure } from '../../sync-core/connectors/http/network-failure.ts';
import { readBody } from '../../sync-core/connectors/http/read-body.ts';
import { retryAfterMs } from '../../sync-core/connectors/http/retry-after.ts';
import type { Clock, Fetch } from '../../sync-core/connectors/ports.ts';
import type { AccountSystem } from './account.ts';
import { SignInRefused } from './sign-in-refused.ts';

/** What a sign-in needs of the world. */
export interface Outside {
  readonly fetch: Fetch;
  readonly clock: Clock;
}

const patienceMs = 30_000;
/** Far more than any sign-in server says. */
const mostBytes = 1024 * 1024;
/** How long a server that asks for silence without saying how long is left alone. */
const silenceMs = 60_000;

/** OAuth errors that pass by themselves: no reason to bother the user. */
export const passingError = /^(temporarily_unavailable|server_error|slow_down)$/;

/** @returns what a stopped wait is to the caller: our own time limit says so itself, anything else is the user's wish. */
export function stopReason(signal: AbortSignal, system: AccountSystem): Error {
  return signal.reason instanceof SignInRefused ? signal.reason : new Cancelled('Sign-in was stopped', { system });
}

/**
 * A `fetch` bound to one sign-in: it stops with it, waits 30 seconds at most, and names what went wrong. Answers that only
 * say that the server cannot answer now never reach a library, which would take them for a refusal.
 */
export function boundFetch(
  outside: Outside,
  system: AccountSystem,
  signal: AbortSignal,
): (url: string, init: RequestInit) => Promise<Response> {
  async function exchange(url: string, init: RequestInit) {
    const { signal: own, ...rest } = init;
    const every = [signal, AbortSignal.timeout(patienceMs), ...(own ? [own] : [])];
    try {
      // Followed by nobody: a refresh token is for the server that was asked.
      const response = await outside.fetch(url, { ...rest, redirect: 'manual', signal: AbortSignal.any(every) });
      return { response, text: await readBody(response, mostBytes, () => undefined) };
    } catch (cause) {
      if (signal.aborted) throw stopReason(signal, system);
      const { host } = new URL(url);
      if (networkFailure(cause) === 'unreachable') throw new Offline(`${host} cannot be reached`, { system, cause });
      throw new Unavailable(`${host} did not answer`, { system, cause });
    }
  }

  return async (url, init) => {
    const { response, text } = await exchange(url, init);
    const { status } = response;
    if (status !== 429 && status < 500) {
      if (text === null) throw new Nonsense('The sign-in server’s answer cannot be read', { system, status });
      return new Response(text === '' ? null : text, { status, headers: response.headers });
    }
    const wait = retryAfterMs(Object.fromEntries(response.headers), outside.clock.now());
    if (status !== 429 && wait === undefined)
      throw new Unavailable('The sign-in server has a fault', { system, status });
    throw new Throttled('The sign-in server asks to wait', { system, status, retryAfterMs: wait ?? silenceMs });
  };
}
