/**
 * @file The HTTP layer that every connector talks through: time limits, the concurrency limit and the pace of a system,
 * waiting and repeating as its server asks, authorisation, cancellation. One client per connected system; a sign-in that is
 * refused for good makes it forget the account's facts.
 *
 * The concurrency limit and the time limit are cockatiel's. The repeating is a loop of our own, because both the waiting and
 * the jitter must come from the clock and the random source that are handed in (cockatiel's retry owns its timer), and
 * because what may be repeated depends on the request: see `repeat` in http-client.ts.
 */
import { bulkhead, TimeoutStrategy, timeout } from 'cockatiel';
import type { SystemId } from '../../model/side.ts';
import { AuthExpired, Cancelled, ConnectorError, Throttled } from '../errors.ts';
import type { ConnectorPorts } from '../ports.ts';
import { type Attempt, authExpired, judgeAnswer, networkSetback, type Setback } from './attempt.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts';
import { createPace } from './pace.ts';
import { parseJson } from './parse-json.ts';
import { readBody } from './read-body.ts';
import { backoffMs } from './retry-after.ts';

export interface HttpClientOptions {
  readonly system: SystemId;
  readonly ports: ConnectorPorts;
  /** Requests that may be on their way at the same time. */
  readonly maxConcurrent: number;
  /** Requests that may leave in one second; absent: as many as `maxConcurrent` lets through. */
  readonly perSecond?: number;
  /** Limit of one attempt, from the first byte sent to the last one received; by the real clock, as a guard only. */
  readonly timeoutMs: number;
  /** All waiting for one request together, before `Throttled` or `Unavailable` is thrown; 5 minutes when absent. */
  readonly patienceMs?: number;
  /** Largest body that is read; 64 MiB when absent. */
  readonly maxBytes?: number;
  readonly defaultHeaders?: Readonly<Record<string, string>>;
  /**
   * What an error status means to this system; undefined: what HTTP says it means. Not asked about 401, 429 and a 503 with
   * Retry-After. `body` is parsed JSON, or the text where it is none.
   */
  explain(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: unknown,
    request: HttpRequest,
  ): ConnectorError | undefined;
  /** Something waits: `until` in milliseconds since 1970. */
  onWaiting?(until: number, why: 'throttled' | 'retry'): void;
}

const defaultPatienceMs = 5 * 60_000;
const defaultMaxBytes = 64 * 1024 * 1024;

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { system, ports } = options;
  const { clock, log } = ports;
  const slots = bulkhead(options.maxConcurrent, Number.POSITIVE_INFINITY);
  const timeLimit = timeout(options.timeoutMs, TimeoutStrategy.Aggressive);
  const pace = createPace(clock, options.perSecond);
  const patienceMs = options.patienceMs ?? defaultPatienceMs;

  /** Waits for this request's turn. @returns milliseconds that the system's silence cost. */
  async function turn(patienceLeft: number, signal: AbortSignal): Promise<number> {
    let silence = 0;
    for (;;) {
      const pause = pace.pauseLeft();
      if (pause > 0) {
        if (silence + pause > patienceLeft) {
          throw new Throttled('still throttled', { system, status: 429, retryAfterMs: pause });
        }
        await clock.sleep(pause, signal);
        silence += pause;
        continue;
      }
      const gap = pace.take();
      if (gap === 0) return silence;
      await clock.sleep(gap, signal);
    }
  }

  async function exchange(request: HttpRequest, token: string | undefined, signal: AbortSignal) {
    const sent = request.json === undefined ? undefined : JSON.stringify(request.json);
    const headers = {
      accept: 'application/json',
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...lowerCase(options.defaultHeaders),
      ...lowerCase(request.headers),
    };
    let status: number | null = null;
    let bytesReceived = 0;
    try {
      return await timeLimit.execute(async ({ signal: limited }) => {
        const body = sent === undefined ? {} : { body: sent };
        // Followed by nobody: what we send, and the token with it, is for the address that was asked.
        const how = { method: request.method, headers, redirect: 'manual', signal: limited } as const;
        const response = await ports.fetch(request.url, { ...how, ...body });
        status = response.status;
        const text = await readBody(response, options.maxBytes ?? defaultMaxBytes, (bytes) => {
          bytesReceived += bytes;
        });
        return { status: response.status, headers: Object.fromEntries(response.headers), text };
      }, signal);
    } finally {
      // Without its query, which may quote titles.
      const path = new URL(request.url).pathname;
      const bytesSent = sent === undefined ? 0 : Buffer.byteLength(sent);
      log.debug('request', { system, method: request.method, path, status, bytesSent, bytesReceived });
    }
  }

  async function attempt(
    request: HttpRequest,
    token: string | undefined,
    patienceLeft: number,
    signal: AbortSignal,
  ): Promise<{ readonly attempt: Attempt; readonly silence: number }> {
    const silence = await turn(patienceLeft, signal);
    let raw: Awaited<ReturnType<typeof exchange>>;
    try {
      raw = await exchange(request, token, signal);
    } catch (error) {
      if (signal.aborted || error instanceof ConnectorError) throw error;
      return { attempt: { setback: networkSetback(error, request, system) }, silence };
    }
    const { body, isJson } = parseJson(raw.text);
    const answer = { status: raw.status, headers: raw.headers, body };
    return { attempt: judgeAnswer({ request, answer, isJson, token, now: clock.now() }, options), silence };
  }

  /** Waits after a setback. @returns milliseconds waited. @throws the setback's error when it is not worth it. */
  async function recover(setback: Setback, repeats: number, patienceLeft: number, signal: AbortSignal) {
    // "Retry after 0 seconds" would be a busy loop: then our own measure holds.
    const waitMs = setback.waitMs || backoffMs(repeats, ports.random);
    if (repeats > setback.maxRepeats || waitMs > patienceLeft) {
      // Told to stay away for longer than one request can wait: whatever comes next need not ask again.
      if (setback.why === 'throttled') {
        pace.pause(waitMs);
        throw new Throttled(setback.error.message, { ...setback.error.details, retryAfterMs: waitMs });
      }
      throw setback.error;
    }
    log.info('waiting', { system, why: setback.why, milliseconds: waitMs, status: setback.error.details.status });
    options.onWaiting?.(clock.now() + waitMs, setback.why);
    // Throttling concerns everything that goes to this system; `turn` does the waiting.
    if (setback.why === 'throttled') {
      pace.pause(waitMs);
      return 0;
    }
    await clock.sleep(waitMs, signal);
    return waitMs;
  }

  async function deliver(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    let rejected: string | undefined;
    let waited = 0;
    for (let repeats = 1; ; ) {
      const token = request.anonymous ? undefined : await ports.tokens.accessToken(signal, rejected);
      if (rejected !== undefined && token === rejected) throw authExpired(system);
      const patienceLeft = patienceMs - waited;
      const { attempt: outcome, silence } = await slots.execute(
        () => attempt(request, token, patienceLeft, signal),
        signal,
      );
      waited += silence;
      if ('answer' in outcome) return outcome.answer;
      if ('refusedToken' in outcome) {
        if (rejected !== undefined) throw authExpired(system);
        rejected = outcome.refusedToken;
        continue;
      }
      waited += await recover(outcome.setback, repeats, patienceMs - waited, signal);
      repeats += 1;
    }
  }

  return {
    async send(request, signal) {
      try {
        return await deliver(request, signal);
      } catch (error) {
        // Whoever signs in next may be somebody else, or have other rights.
        if (error instanceof AuthExpired) ports.remembered.forget();
        if (signal.aborted && !(error instanceof ConnectorError)) {
          throw new Cancelled('stopped', { system, cause: signal.reason });
        }
        throw error;
      }
    },
  };
}

function lowerCase(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}
