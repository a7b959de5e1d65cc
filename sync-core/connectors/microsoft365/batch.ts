/**
 * @file Several requests in one: up to twenty, each with its own answer. Single ones may be throttled while the rest went
 * through; only those are sent again, after the time that each was told.
 */
import { Cancelled, type ConnectorError, Nonsense, Throttled, Unavailable } from '../errors.ts';
import { AnswerLost } from '../http/attempt.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { Clock, Random } from '../ports.ts';
import { type Graph, preferences } from './graph.ts';
import { batchAnswer } from './graph-schemas.ts';

const system = 'microsoft365';
/** Graph's own limit. */
const largestBatch = 20;
/** How often one request is sent before its throttling becomes an outcome. */
const attempts = 6;
const longestPauseMs = 60_000;

export interface PartRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Behind the version, `/me/events`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface PartAnswer {
  /** Place of the request in what was handed in. */
  readonly index: number;
  readonly status: number;
  readonly body: unknown;
  /** An earlier answer to the same request was lost: it may have taken effect before this one was asked. */
  readonly repeated: boolean;
}

/** A request that got no answer in the end. */
export interface PartFailure {
  readonly index: number;
  readonly error: ConnectorError;
}

interface Part {
  readonly index: number;
  readonly request: PartRequest;
  sent: number;
  repeated: boolean;
  notBefore: number;
  /** Why it waits. */
  why: 'throttled' | 'retry';
}

export interface BatchPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Everything waits: `until` in milliseconds since 1970. */
  readonly onWaiting?: (until: number, why: 'throttled' | 'retry') => void;
}

/**
 * Sends requests in batches, one batch after the other, and yields what came of each as it is known.
 * Every request must be one that may be sent twice: reads, creations with a transaction id, changes and removals that are
 * bound to a version.
 * @throws what concerns the whole account: AuthExpired, Offline, Unavailable, Nonsense, Cancelled, Throttled.
 */
export async function* sendParts(
  graph: Graph,
  ports: BatchPorts,
  requests: readonly PartRequest[],
  signal: AbortSignal,
): AsyncGenerator<PartAnswer | PartFailure> {
  const { clock } = ports;
  const waiting: Part[] = requests.map((request, index) => ({
    index,
    request,
    sent: 0,
    repeated: false,
    notBefore: 0,
    why: 'retry',
  }));
  while (waiting.length > 0) {
    const now = clock.now();
    const due = waiting.filter((part) => part.notBefore <= now).slice(0, largestBatch);
    if (due.length === 0) {
      const [next] = waiting.toSorted((one, other) => one.notBefore - other.notBefore);
      if (next) ports.onWaiting?.(next.notBefore, next.why);
      await pause(clock, (next?.notBefore ?? now) - now, signal);
      continue;
    }
    const answers = await sendBatch(graph, due, signal);
    for (const part of due) {
      part.sent += 1;
      const settled = settle(part, answers?.get(part.index), ports);
      if (!settled) continue;
      waiting.splice(waiting.indexOf(part), 1);
      yield settled;
    }
  }
}

async function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (cause) {
    throw new Cancelled('stopped', { system, cause });
  }
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** @returns answers by index, or undefined when the whole answer was lost. */
async function sendBatch(
  graph: Graph,
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, RawAnswer> | undefined> {
  const requests = parts.map(({ index, request }) => ({
    id: String(index),
    method: request.method,
    url: request.path,
    headers: {
      Prefer: preferences,
      ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...request.headers,
    },
    ...(request.body === undefined ? {} : { body: request.body }),
  }));
  try {
    const answer = await graph.send(
      { method: 'POST', url: graph.url('/$batch'), json: { requests }, repeat: 'once' },
      signal,
    );
    return byIndex(parts, answer.body);
  } catch (error) {
    if (error instanceof AnswerLost && parts.every((part) => part.sent < attempts - 1)) return undefined;
    throw error;
  }
}

function byIndex(parts: readonly Part[], body: unknown): ReadonlyMap<number, RawAnswer> {
  const parsed = batchAnswer.safeParse(body);
  if (!parsed.success) throw new Nonsense('the answer to a batch is in an unknown form', { system });
  const expected = new Set(parts.map((part) => String(part.index)));
  const answers = new Map<number, RawAnswer>();
  for (const { id, status, headers, body: inner } of parsed.data.responses) {
    if (!expected.delete(id)) throw new Nonsense('a batch was answered for something that was not in it', { system });
    const lower = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
    answers.set(Number(id), { status, headers: Object.fromEntries(lower), body: inner });
  }
  return answers;
}

/** @returns what came of the part, or undefined when it is sent again. */
function settle(part: Part, answer: RawAnswer | undefined, ports: BatchPorts): PartAnswer | PartFailure | undefined {
  const { index } = part;
  const status = answer?.status;
  const now = ports.clock.now();
  const refused = status === 429 || status === 503;
  const unknown = status === undefined || status === 424 || (status >= 500 && status !== 507 && !refused);
  if (answer && !refused && !unknown)
    return { index, status: answer.status, body: answer.body, repeated: part.repeated };
  const asked = answer ? retryAfterMs(answer.headers, now) : undefined;
  const rest = asked || backoffMs(part.sent, ports.random);
  if (unknown) part.repeated = true;
  if (part.sent >= attempts) {
    const details = { system, ...(status === undefined ? {} : { status }) } as const;
    const error = refused
      ? new Throttled('still throttled', { ...details, retryAfterMs: rest })
      : new Unavailable('no answer', details);
    return { index, error };
  }
  part.notBefore = now + rest;
  part.why = refused ? 'throttled' : 'retry';
  return undefined;
}

/** Doubling from a second to a minute, between half and the whole of it. */
function backoffMs(sent: number, random: Random): number {
  return Math.round(Math.min(longestPauseMs, 1000 * 2 ** (sent - 1)) * (0.5 + random() / 2));
}
