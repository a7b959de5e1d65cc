/**
 * @file The HTTP layer that every connector talks through: time limits, the concurrency limit and the pace of a system,
 * waiting and repeating as its server asks, authorisation, cancellation. One client per connected system; it keeps nothing
 * outside itself.
 *
 * The concurrency limit and the time limit are cockatiel's. The repeating is a loop of our own, because both the waiting and
 * the jitter must come from the clock and the random source that are handed in (cockatiel's retry owns its timer), and
 * because what may be repeated depends on the request: see `repeat` in http-client.ts.
 */
import { bulkhead, TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel';
import type { SystemId } from '../../model/side.ts';
import {
  AuthExpired,
  Cancelled,
  Conflict,
  ConnectorError,
  Nonsense,
  NotFound,
  Offline,
  Rejected,
  Throttled,
  Unavailable,
} from '../errors.ts';
import type { ConnectorPorts } from '../ports.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts';
import { networkCode, networkFailure } from './network-failure.ts';
import { createPace } from './pace.ts';
import { readBody } from './read-body.ts';
import { retryAfterMs } from './retry-after.ts';

/**
 * The answer to a request with `repeat: 'once'` was lost: the server may have acted on it or not. The connector looks up
 * what became of it; as an `Unavailable` it may also leave the connector.
 */
export class AnswerLost extends Unavailable {}

/** One attempt, as it went over the wire; for logs, counters and benchmarks. Bytes are those of the bodies. */
export interface HttpTraffic {
  readonly method: string;
  /** Without its query, which may name items. */
  readonly path: string;
  /** null: no answer. */
  readonly status: number | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

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
  onRequest?(traffic: HttpTraffic): void;
}

const defaultPatienceMs = 5 * 60_000;
const defaultMaxBytes = 64 * 1024 * 1024;
const longestBackoffMs = 60_000;
/** Repeats after a fault that the server did not announce. More is for the next run. */
const maxRepeats = 5;
/** Repeats where there is no network: enough for a hiccup; waiting for the network is the scheduler's business. */
const maxRepeatsOffline = 2;

/** What one attempt came to, where it is neither an answer nor a plain error. */
interface Setback {
  /** Thrown when it is not tried again. */
  readonly error: ConnectorError;
  readonly why: 'throttled' | 'retry';
  /** What the server asked for. */
  readonly waitMs: number | undefined;
  readonly maxRepeats: number;
}
type Attempt = { readonly answer: HttpAnswer } | { readonly setback: Setback } | { readonly refusedToken: string };

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

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
    const path = new URL(request.url).pathname;
    const traffic = { method: request.method, path, bytesSent: sent === undefined ? 0 : Buffer.byteLength(sent) };
    let status: number | null = null;
    let bytesReceived = 0;
    try {
      return await timeLimit.execute(async ({ signal: limited }) => {
        const body = sent === undefined ? {} : { body: sent };
        const response = await ports.fetch(request.url, { method: request.method, headers, ...body, signal: limited });
        status = response.status;
        const text = await readBody(response, options.maxBytes ?? defaultMaxBytes, (bytes) => {
          bytesReceived += bytes;
        });
        return { status: response.status, headers: Object.fromEntries(response.headers), text };
      }, signal);
    } finally {
      log.debug('request', { system, ...traffic, status, bytesReceived });
      options.onRequest?.({ ...traffic, status, bytesReceived });
    }
  }

  /** What a failed exchange means; the caller has made sure that it was not cancelled. */
  function networkSetback(error: unknown, request: HttpRequest): Setback {
    const failure = error instanceof TaskCancelledError ? 'broken' : networkFailure(error);
    const code = networkCode(error);
    const details = { system, cause: error, ...(code === undefined ? {} : { code }) };
    if (failure === 'unreachable') {
      return setback(new Offline('the server cannot be reached', details), 'retry', maxRepeatsOffline);
    }
    if (failure === 'untrusted') return setback(new Unavailable('the server is not trusted', details), 'retry', 0);
    const words = error instanceof TaskCancelledError ? 'no answer in time' : 'the connection broke';
    return lost(words, details, request);
  }

  /** Something went wrong behind the point where the server may have acted. */
  function lost(words: string, details: ConstructorParameters<typeof Unavailable>[1], request: HttpRequest): Setback {
    return request.repeat === 'once'
      ? setback(new AnswerLost(words, details), 'retry', 0)
      : setback(new Unavailable(words, details), 'retry', maxRepeats);
  }

  function judge(request: HttpRequest, answer: HttpAnswer, isJson: boolean, token: string | undefined): Attempt {
    const { status, headers, body } = answer;
    const details = { system, status };
    const retryAfter = retryAfterMs(headers, clock.now());
    if (isSuccess(status) || request.accept?.includes(status)) {
      if (isJson) return { answer };
      const error = new Nonsense('the answer is not JSON', details);
      // The server has acted, and what it said is lost.
      if (request.repeat === 'once') throw new AnswerLost(error.message, { ...details, cause: error });
      throw error;
    }
    if (status === 401 && token !== undefined) return { refusedToken: token };
    if (status === 429 || (status === 503 && retryAfter !== undefined)) {
      const error = new Throttled('the server asks to wait', { ...details, retryAfterMs: retryAfter ?? 0 });
      return { setback: setback(error, 'throttled', Number.POSITIVE_INFINITY, retryAfter) };
    }
    const explained = options.explain(status, headers, body, request);
    if (explained) throw explained;
    if (status === 408 || status >= 500) return { setback: lost(`status ${status}`, details, request) };
    throw byStatus(status, details);
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
      return { attempt: { setback: networkSetback(error, request) }, silence };
    }
    if (raw.text === null) throw new Nonsense('the answer is too large', { system, status: raw.status });
    const { body, isJson } = parse(raw.text);
    return { attempt: judge(request, { status: raw.status, headers: raw.headers, body }, isJson, token), silence };
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
        if (signal.aborted && !(error instanceof ConnectorError)) {
          throw new Cancelled('stopped', { system, cause: signal.reason });
        }
        throw error;
      }
    },
  };
}

function setback(
  error: ConnectorError,
  why: Setback['why'],
  maxRepeats: number,
  waitMs: number | undefined = undefined,
): Setback {
  return { error, why, maxRepeats, waitMs };
}

function authExpired(system: SystemId): AuthExpired {
  return new AuthExpired('the sign-in is not accepted', { system, status: 401 });
}

/** Doubling from one second to a minute, between half and the whole of it so that many clients spread out. */
function backoffMs(repeats: number, random: () => number): number {
  const whole = Math.min(longestBackoffMs, 1000 * 2 ** (repeats - 1));
  return Math.round(Math.max(1000, whole * (0.5 + random() / 2)));
}

function lowerCase(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

function parse(text: string): { readonly body: unknown; readonly isJson: boolean } {
  if (text.trim() === '') return { body: undefined, isJson: true };
  try {
    return { body: JSON.parse(text) as unknown, isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}

/** What HTTP itself says about a status that the system has no more to say about. */
function byStatus(status: number, details: { readonly system: SystemId; readonly status: number }): ConnectorError {
  if (status === 401) return authExpired(details.system);
  if (status === 404 || status === 410) return new NotFound('not found', details);
  if (status === 409 || status === 412) return new Conflict('changed in the meantime', details);
  if (status < 400) return new Nonsense(`unexpected status ${status}`, details);
  return new Rejected(`status ${status}`, details);
}
