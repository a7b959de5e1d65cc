/** @file What came of one attempt at a request, and whether it may be tried again. Pure. */
import { TaskCancelledError } from 'cockatiel';
import type { SystemId } from '../../model/side.ts';
import {
  AuthExpired,
  Conflict,
  type ConnectorError,
  type ConnectorErrorDetails,
  Nonsense,
  NotFound,
  Offline,
  Rejected,
  Throttled,
  Unavailable,
} from '../errors.ts';
import type { HttpAnswer, HttpRequest, WantedBytes } from './http-client.ts';
import { networkCode, networkFailure } from './network-failure.ts';
import { retryAfterMs } from './retry-after.ts';

/**
 * The answer to a request with `repeat: 'once'` was lost: the server may have acted on it or not. The connector looks up
 * what became of it; as an `Unavailable` it may also leave the connector.
 */
export class AnswerLost extends Unavailable {}

/** Something went wrong that may go better. */
export interface Setback {
  /** Thrown when it is not tried again. */
  readonly error: ConnectorError;
  readonly why: 'throttled' | 'retry';
  readonly maxRepeats: number;
  /** What the server asked for; undefined: our own measure. */
  readonly waitMs?: number | undefined;
}

export type Attempt =
  | { readonly answer: HttpAnswer }
  | { readonly setback: Setback }
  /** The server's last word, and no better another time. */
  | { readonly failure: ConnectorError }
  /** A 401 for this token. */
  | { readonly refusedToken: string };

/** Repeats after a fault that the server did not announce. More is for the next run. */
const maxRepeats = 5;
/** Repeats where there is no network: enough for a hiccup; waiting for the network is the scheduler's business. */
const maxRepeatsOffline = 2;

interface Answered {
  readonly request: HttpRequest;
  /** Its body is the text where that is no JSON. */
  readonly answer: HttpAnswer;
  readonly isJson: boolean;
  readonly token: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Judge {
  readonly system: SystemId;
  explain(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: unknown,
    request: HttpRequest,
  ): ConnectorError | undefined;
}

export function judgeAnswer({ request, answer, isJson, token, now }: Answered, { system, explain }: Judge): Attempt {
  const { status, headers, body } = answer;
  const details = { system, status };
  const isGood = status >= 200 && status < 300;
  if (isGood && request.wantsBytes !== undefined) return bytesOf(answer, request.wantsBytes, details);
  if (isGood || request.accept?.includes(status)) {
    if (isJson) return { answer };
    return { failure: unreadable(request, details) };
  }
  if (status === 401 && token !== undefined) return { refusedToken: token };
  const waitMs = retryAfterMs(headers, now);
  if (status === 429 || (status === 503 && waitMs !== undefined)) {
    const error = new Throttled('the server asks to wait', { ...details, retryAfterMs: waitMs ?? 0 });
    return { setback: { error, why: 'throttled', maxRepeats: Number.POSITIVE_INFINITY, waitMs } };
  }
  const explained = explain(status, headers, body, request);
  if (explained instanceof Throttled) {
    // Said by the body alone: how long may be known all the same.
    const { retryAfterMs: known } = explained;
    const asked = waitMs ?? (known > 0 ? known : undefined);
    return { setback: { error: explained, why: 'throttled', maxRepeats: Number.POSITIVE_INFINITY, waitMs: asked } };
  }
  if (explained) return { failure: explained };
  if (status === 408 || status >= 500) return { setback: lost(`status ${status}`, details, request) };
  return { failure: byStatus(status, details) };
}

/** What it means that there was no answer; the caller has made sure that nobody asked us to stop. */
export function networkSetback(error: unknown, request: HttpRequest, system: SystemId): Setback {
  const late = error instanceof TaskCancelledError;
  const failure = late ? 'broken' : networkFailure(error);
  const code = networkCode(error);
  const details = { system, cause: error, ...(code === undefined ? {} : { code }) };
  if (failure === 'unreachable') {
    const offline = new Offline('the server cannot be reached', details);
    return { error: offline, why: 'retry', maxRepeats: maxRepeatsOffline };
  }
  if (failure === 'untrusted') {
    return { error: new Unavailable('the server is not trusted', details), why: 'retry', maxRepeats: 0 };
  }
  return lost(late ? 'no answer in time' : 'the connection broke', details, request);
}

export function authExpired(system: SystemId): AuthExpired {
  return new AuthExpired('the sign-in is not accepted', { system, status: 401 });
}

/** Something went wrong behind the point where the server may have acted. */
function lost(words: string, details: ConnectorErrorDetails, request: HttpRequest): Setback {
  return request.repeat === 'once'
    ? { error: new AnswerLost(words, details), why: 'retry', maxRepeats: 0 }
    : { error: new Unavailable(words, details), why: 'retry', maxRepeats };
}

/** The server has acted, and what it said cannot be read. */
function unreadable(request: HttpRequest, details: ConnectorErrorDetails): ConnectorError {
  const error = new Nonsense('the answer is not JSON', details);
  return request.repeat === 'once' ? new AnswerLost(error.message, { ...details, cause: error }) : error;
}

/** A page that some gateway puts in place of a picture is none, whatever its status. */
function bytesOf(answer: HttpAnswer, { kinds }: WantedBytes, details: ConnectorErrorDetails): Attempt {
  if (answer.bytes === undefined) {
    return { failure: new Nonsense('the answer is larger than what is read', { ...details, code: 'tooLarge' }) };
  }
  const type = answer.headers['content-type']?.toLowerCase() ?? '';
  return kinds.some((kind) => type.startsWith(kind))
    ? { answer }
    : { failure: new Nonsense('the answer is of another kind', { ...details, code: 'otherKind' }) };
}

/** What HTTP itself says about a status that the system has no more to say about. */
function byStatus(status: number, details: ConnectorErrorDetails): ConnectorError {
  if (status === 401) return authExpired(details.system);
  if (status === 404 || status === 410) return new NotFound('not found', details);
  if (status === 409 || status === 412) return new Conflict('changed in the meantime', details);
  if (status < 400) return new Nonsense(`unexpected status ${status}`, details);
  return new Rejected(`status ${status}`, details);
}
