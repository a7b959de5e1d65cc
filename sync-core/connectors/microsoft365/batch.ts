/**
 * @file Several requests in one: up to twenty, each with its own answer. Single ones may be throttled while the rest went
 * through; only those are sent again. What one of them was told about waiting holds for the whole mailbox. One whose token is
 * refused is sent once more with another: the token can come to its end between two of them. A batch that is refused as a whole
 * is sent request by request, so that the one that spoils it is refused alone.
 */
import { Cancelled, ConnectorError, Nonsense, Throttled, Unavailable } from '../errors.ts';
import { AnswerLost } from '../http/attempt.ts';
import { backoffMs, retryAfterMs, waitAgainMs } from '../http/retry-after.ts';
import { longestObeyedMs } from '../http/silence.ts';
import type { Clock, Random } from '../ports.ts';
import { type Graph, isOfContents, preferences } from './graph.ts';
import { batchAnswer, partAnswer } from './graph-schemas.ts';

const system = 'microsoft365';
/** Graph's own limit. */
const largestBatch = 20;
/** How often one request is sent that gets no answer, or is throttled without a word about how long. */
const attempts = 6;

export interface PartRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Behind the version, `/me/events`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** A second one would be another item: when its answer is lost, it is not sent again, and `AnswerLost` is what came of it. */
  readonly once?: true;
}

export interface PartAnswer {
  /** Place of the request in what was handed in. */
  readonly index: number;
  readonly status: number;
  readonly body: unknown;
  /** An earlier answer to the same request was lost: it may have taken effect before this one was asked. */
  readonly repeated: boolean;
}

/** A request that got no answer in the end; `AnswerLost`: it may have taken effect all the same. */
export interface PartFailure {
  readonly index: number;
  readonly error: ConnectorError;
}

interface Part {
  readonly index: number;
  readonly request: PartRequest;
  sent: number;
  repeated: boolean;
  /** Sent without an answer, or put off without being told for how long. */
  inVain: number;
  /** How often its token was refused. */
  refusals: number;
  /** How long the server had it wait so far. */
  askedMs: number;
  notBefore: number;
  /** It was in a batch that was refused as a whole. */
  alone: boolean;
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
 * Every request must be one that may be sent twice, or be marked as one that may not (`once`): reads, creations with a
 * transaction id, changes and removals that are bound to a version.
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
    inVain: 0,
    refusals: 0,
    askedMs: 0,
    notBefore: 0,
    alone: false,
    why: 'retry',
  }));
  while (waiting.length > 0) {
    const now = clock.now();
    const ready = waiting.filter((part) => part.notBefore <= now);
    const due =
      ready[0]?.alone === true ? ready.slice(0, 1) : ready.filter(({ alone }) => !alone).slice(0, largestBatch);
    if (due.length === 0) {
      const [next] = waiting.toSorted((one, other) => one.notBefore - other.notBefore);
      if (next) ports.onWaiting?.(next.notBefore, next.why);
      await pause(clock, (next?.notBefore ?? now) - now, signal);
      continue;
    }
    const answers = await sendBatch(graph, due, signal);
    if (answers instanceof ConnectorError) {
      yield* whenRefused(due, waiting, answers);
      continue;
    }
    const refused = due.filter((part) => answers?.get(part.index)?.status === 401);
    for (const part of refused) part.refusals += 1;
    const refusedAgain = refused.some((part) => part.refusals > 1);
    if (refused.length > 0 && !refusedAgain) graph.refuseToken(false);
    for (const part of due) {
      part.sent += 1;
      if (refused.includes(part)) continue;
      const settled = settle(graph, part, answers?.get(part.index), ports);
      if (!settled) continue;
      waiting.splice(waiting.indexOf(part), 1);
      yield settled;
    }
    // Once all that went through is told of.
    if (refusedAgain) graph.refuseToken(true);
    if (waiting.some((part) => part.askedMs > longestObeyedMs))
      throw new Throttled('the server asks to wait', { system, status: 429, retryAfterMs: longestObeyedMs });
  }
}

/** One request that is refused like that is refused; of several, one spoils it for the others. */
function* whenRefused(due: readonly Part[], waiting: Part[], error: ConnectorError): Generator<PartFailure> {
  for (const part of due) {
    if (due.length > 1) part.alone = true;
    else {
      waiting.splice(waiting.indexOf(part), 1);
      yield { index: part.index, error };
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

/** @returns answers by index; undefined when the whole answer was lost; an error when a request in it is why it was refused as a whole. */
async function sendBatch(
  graph: Graph,
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, RawAnswer> | undefined | ConnectorError> {
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
    if (error instanceof AnswerLost && parts.every((part) => part.inVain < attempts - 1)) return undefined;
    if (error instanceof ConnectorError && isOfContents(error)) return error;
    throw error;
  }
}

function byIndex(parts: readonly Part[], body: unknown): ReadonlyMap<number, RawAnswer> {
  const parsed = batchAnswer.safeParse(body);
  if (!parsed.success) throw new Nonsense('the answer to a batch is in an unknown form', { system });
  const expected = new Set(parts.map((part) => String(part.index)));
  const answers = new Map<number, RawAnswer>();
  const contradicted = new Set<string>();
  for (const each of parsed.data.responses) {
    const part = partAnswer.safeParse(each).data;
    // What answers nothing that was asked, or nothing at all, leaves a request without an answer: that one is sent again.
    if (!part || !(expected.has(part.id) || answers.has(Number(part.id)))) continue;
    const { id, status, headers, body: inner } = part;
    if (!expected.delete(id)) contradicted.add(id);
    const lower = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
    answers.set(Number(id), { status, headers: Object.fromEntries(lower), body: inner });
  }
  for (const id of contradicted) answers.delete(Number(id));
  return answers;
}

/** @returns what came of the part, or undefined when it is sent again. */
function settle(
  graph: Graph,
  part: Part,
  answer: RawAnswer | undefined,
  ports: BatchPorts,
): PartAnswer | PartFailure | undefined {
  const { index } = part;
  const status = answer?.status;
  const asked = (answer && retryAfterMs(answer.headers, ports.clock.now())) || undefined;
  // Without a word about when to come again, 503 does not say that nothing was done.
  const refused = status === 429 || (status === 503 && (asked !== undefined || part.request.once !== true));
  const unknown = status === undefined || status === 424 || (status >= 500 && status !== 507 && !refused);
  if (answer && !refused && !unknown)
    return { index, status: answer.status, body: answer.body, repeated: part.repeated };
  if (unknown && part.request.once === true) {
    const error = new AnswerLost('no answer to a creation', { system, ...(status === undefined ? {} : { status }) });
    return { index, error };
  }
  if (unknown) part.repeated = true;
  if (asked !== undefined && refused) {
    obey(graph, part, asked, ports);
    return undefined;
  }
  part.inVain += 1;
  const rest = asked ?? backoffMs(part.inVain, ports.random);
  if (part.inVain >= attempts) {
    const details = { system, ...(status === undefined ? {} : { status }) } as const;
    const error = refused
      ? new Throttled('still throttled', { ...details, retryAfterMs: rest })
      : new Unavailable('no answer', details);
    return { index, error };
  }
  part.notBefore = ports.clock.now() + rest;
  part.why = refused ? 'throttled' : 'retry';
  return undefined;
}

/** What the mailbox asks of one request it asks of all: the waiting is the HTTP layer's, before whatever is sent next. */
function obey(graph: Graph, part: Part, asked: number, { random }: BatchPorts): void {
  const waitMs = waitAgainMs(asked, part.sent, random);
  graph.hush(waitMs);
  part.askedMs += waitMs;
}
