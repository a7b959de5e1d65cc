/**
 * @file The HTTP layer that every connector talks through: time limits, the concurrency limit and the pace of a system,
 * waiting and repeating as its server asks, authorisation, cancellation. One client per connected system; a sign-in that is
 * refused for good makes it forget the account's facts.
 *
 * The concurrency limit and the time limit are cockatiel's. The repeating is a loop of our own, because both the waiting and
 * the jitter must come from the clock and the random source that are handed in (cockatiel's retry owns its timer), and
 * because what may be repeated depends on the request: see `repeat` in http-client.ts. When a request may leave at all is
 * decided in departure.ts.
 */
import { bulkhead, TimeoutStrategy, timeout } from 'cockatiel';
import type { SystemId } from '../../model/side.ts';
import { AuthExpired, Cancelled, ConnectorError, Throttled } from '../errors.ts';
import type { ConnectorPorts } from '../ports.ts';
import { type Attempt, authExpired, judgeAnswer, networkSetback, type Setback } from './attempt.ts';
import { createCircuit } from './circuit.ts';
import { createDepartures, type Spent } from './departure.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts';
import { createPace } from './pace.ts';
import { parseJson } from './parse-json.ts';
import { readBody, readBytes } from './read-body.ts';
import { backoffMs, waitAgainMs } from './retry-after.ts';
import { createSilence } from './silence.ts';

export interface HttpClientOptions {
  readonly system: SystemId;
  readonly ports: ConnectorPorts;
  /** Requests that may be on their way at the same time. */
  readonly maxConcurrent: number;
  /** Requests that may leave in one second; absent: as many as `maxConcurrent` lets through. */
  readonly perSecond?: number;
  /** Limit of one attempt, from the first byte sent to the last one received; by the real clock, as a guard only. */
  readonly timeoutMs: number;
  /**
   * All waiting for one request together that nobody asked for, before `Throttled` or `Unavailable` is thrown; 5 minutes
   * when absent. What the server asks for has a limit of its own (silence.ts).
   */
  readonly patienceMs?: number;
  /** Largest body that is read; 64 MiB when absent. */
  readonly maxBytes?: number;
  readonly defaultHeaders?: Readonly<Record<string, string>>;
  /**
   * What an error status means to this system; undefined: what HTTP says it means. Not asked about 401, 429 and a 503 with
   * Retry-After. `body` is parsed JSON, or the text where it is none. A `Throttled` is obeyed as a 429 is; with nothing to
   * wait for, by our own measure.
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
  const silence = createSilence(clock, ports.remembered);
  const circuit = createCircuit(system, clock, ports.remembered);
  const departures = createDepartures({
    system,
    clock,
    silence,
    circuit,
    pace: createPace(clock, options.perSecond),
    patienceMs: options.patienceMs ?? defaultPatienceMs,
    onWaiting: (until, why) => {
      log.info('waiting', { system, why, milliseconds: until - clock.now() });
      options.onWaiting?.(until, why);
    },
  });

  /** What the last request went with, and what must not be sent again. */
  const token: { last: string | undefined; refused: string | undefined } = { last: undefined, refused: undefined };

  /** @returns another one than was refused. @throws AuthExpired when there is none */
  async function bearer(rejected: string | undefined, signal: AbortSignal): Promise<string> {
    const refused = rejected ?? token.refused;
    const given = await ports.tokens.accessToken(signal, refused);
    if (refused !== undefined && given === refused) throw authExpired(system);
    Object.assign(token, { last: given, refused: undefined });
    return given;
  }

  async function exchange(request: HttpRequest, credential: string | undefined, signal: AbortSignal) {
    const { bytes } = request;
    const sent = bytes?.content ?? (request.json === undefined ? undefined : JSON.stringify(request.json));
    const headers = {
      accept: request.wantsBytes === undefined ? 'application/json' : '*/*',
      ...(sent === undefined ? {} : { 'content-type': bytes?.mediaType ?? 'application/json' }),
      ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
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
        const count = (received: number) => {
          bytesReceived += received;
        };
        const answered = { status: response.status, headers: Object.fromEntries(response.headers) };
        // An error is told in words, whatever was wanted.
        if (request.wantsBytes === undefined || !response.ok) {
          const text = await readBody(response, options.maxBytes ?? defaultMaxBytes, count);
          return { ...answered, text, content: null };
        }
        return { ...answered, text: '', content: await readBytes(response, request.wantsBytes.most, count) };
      }, signal);
    } finally {
      // Without its query, which may quote titles.
      const path = new URL(request.url).pathname;
      const bytesSent = sent === undefined ? 0 : Buffer.byteLength(sent);
      log.debug('request', { system, method: request.method, path, status, bytesSent, bytesReceived });
    }
  }

  /** The token is asked for when the request leaves: one that was had before a long wait would be over by then. */
  async function attempt(request: HttpRequest, rejected: string | undefined, spent: Spent, signal: AbortSignal) {
    const pass = await departures.wait(request, spent, signal);
    try {
      const credential = request.anonymous ? undefined : await bearer(rejected, signal);
      // Fetching it took its time: by now the system may have told another request to be silent.
      const outcome = departures.mayStill(pass) ? await sent(request, credential, signal) : undefined;
      if (outcome !== undefined) pass.ended(outcome);
      return outcome;
    } finally {
      pass.done();
    }
  }

  async function sent(request: HttpRequest, credential: string | undefined, signal: AbortSignal): Promise<Attempt> {
    let raw: Awaited<ReturnType<typeof exchange>>;
    try {
      raw = await exchange(request, credential, signal);
    } catch (error) {
      if (signal.aborted || error instanceof ConnectorError) throw error;
      return { setback: networkSetback(error, request, system) };
    }
    const { body, isJson } = parseJson(raw.text);
    const bytes = raw.content ?? undefined;
    const answer = { status: raw.status, headers: raw.headers, body, ...(bytes && { bytes }) };
    return judgeAnswer({ request, answer, isJson, token: credential, now: clock.now() }, options);
  }

  /** Waits after a setback, or lets `departures` do it. @throws the setback's error when it is not worth it. */
  async function recover(
    request: HttpRequest,
    { setback, repeats }: { readonly setback: Setback; readonly repeats: number },
    spent: Spent,
    signal: AbortSignal,
  ): Promise<void> {
    const asked = setback.waitMs !== undefined && setback.waitMs > 0;
    const own = backoffMs(repeats, ports.random);
    // "Retry after 0 seconds" would be a busy loop: then our own measure holds.
    const waitMs = asked ? waitAgainMs(setback.waitMs, repeats, ports.random) : own;
    if (setback.why === 'throttled') {
      // It concerns everything that goes to this system, now and in the next run.
      silence.keep(waitMs, asked);
      if (!departures.isWorthWaiting({ milliseconds: waitMs, asked }, spent)) {
        const retryAt = clock.now() + waitMs;
        throw new Throttled(setback.error.message, { ...setback.error.details, retryAfterMs: waitMs, retryAt });
      }
      return;
    }
    // What the caller has to look up stays what it is.
    if (setback.maxRepeats > 0 && !request.anonymous && circuit.left() > 0) throw circuit.refusal(setback.error);
    if (repeats > setback.maxRepeats || !departures.isWorthWaiting({ milliseconds: waitMs, asked }, spent))
      throw setback.error;
    await departures.sleep(waitMs, 'retry', spent, signal);
  }

  async function deliver(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    let rejected: string | undefined;
    const spent: Spent = { waitedMs: 0 };
    for (let repeats = 1; ; ) {
      const outcome = await slots.execute(() => attempt(request, rejected, spent, signal), signal);
      if (outcome === undefined) continue;
      if ('answer' in outcome) return outcome.answer;
      if ('failure' in outcome) throw outcome.failure;
      if ('refusedToken' in outcome) {
        if (rejected !== undefined) throw authExpired(system);
        rejected = outcome.refusedToken;
        continue;
      }
      await recover(request, { setback: outcome.setback, repeats }, spent, signal);
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
    hush: (milliseconds) => silence.keep(milliseconds, true),
    refuseToken(again) {
      if (again) {
        ports.remembered.forget();
        throw authExpired(system);
      }
      token.refused = token.last;
    },
  };
}

function lowerCase(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}
