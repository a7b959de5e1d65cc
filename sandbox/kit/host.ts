/**
 * @file One server of a system: a Fastify application on which faults, journal and bodies work the same for every system.
 * It is reached through a socket or, without one, through `call`.
 */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { FaultPlan, Suffering } from './faults.ts';
import type { Journal } from './journal.ts';
import type { SandboxClock } from './system.ts';

/** What the system puts into an error that does not come from its own routes. */
export interface ErrorForm {
  /** Where the system answers with another status than a gateway would. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * Status and message of a refusal in the system's own form; `host` is the name of the server that was asked, and how long it asks
 * to be left alone comes with it where the fault says so.
 */
export type ErrorWriter = (status: number, message: string, host: string, retryAfterSeconds?: number) => ErrorForm;

/** What the kit knows of a request; the system finds it as `request.sandbox`. */
export interface SandboxRequest {
  /** Reads answer from the state as it was at this time (milliseconds since 1970); null: as it is. */
  asOf: number | null;
  /** The body as it came. */
  rawBody: string | null;
  /** The place inside a batch, or null. */
  inBatch: number | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    sandbox: SandboxRequest & { suffering: Suffering; call: DirectCall | null; journalled: boolean };
  }
}

/** A request that came without a socket. */
interface DirectCall {
  readonly inBatch: number | null;
  cut: boolean;
}

export interface HostParts {
  readonly name: string;
  readonly clock: SandboxClock;
  readonly faults: FaultPlan;
  readonly journal: Journal;
  readonly journalIsOn: () => boolean;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly writeError: ErrorWriter;
  /** Whether `/A/b` and `/a/B` are the same route, as in the original. */
  readonly caseSensitive: boolean;
}

export interface DirectRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload?: string | Buffer;
}

export interface DirectAnswer {
  /** The connection was cut: there is no answer. */
  readonly cut: boolean;
  readonly status: number;
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Host {
  readonly name: string;
  readonly app: FastifyInstance;
  call(request: DirectRequest, inBatch?: number): Promise<DirectAnswer>;
}

const callHeader = 'x-sandbox-call';

export function createHost(parts: HostParts): Host {
  const app = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    bodyLimit: 16 * 1024 * 1024,
    routerOptions: { caseSensitive: parts.caseSensitive, ignoreTrailingSlash: true, maxParamLength: 4000 },
  });
  const calls = new Map<string, DirectCall>();
  let numbered = 0;
  app.decorateRequest('sandbox');
  readBodies(app);
  writeErrors(app, parts);
  app.addHook('onRequest', async (request, reply) => {
    const callId = request.raw.headers[callHeader];
    const call = (typeof callId === 'string' && calls.get(callId)) || null;
    delete request.raw.headers[callHeader];
    await receive(parts, request, reply, call);
    return reply.sent ? reply : undefined;
  });
  app.addHook('onSend', async (request, reply, payload) => send(parts, request, reply, payload));
  return {
    name: parts.name,
    app,
    call: async (request, inBatch) => {
      numbered += 1;
      const id = String(numbered);
      const call: DirectCall = { inBatch: inBatch ?? null, cut: false };
      calls.set(id, call);
      try {
        const answer = await app.inject({
          method: request.method as 'GET',
          url: request.url,
          headers: { ...request.headers, [callHeader]: id },
          ...(request.payload === undefined ? {} : { payload: request.payload }),
        });
        return { cut: call.cut, status: answer.statusCode, headers: answer.headers, body: answer.rawPayload };
      } finally {
        calls.delete(id);
      }
    },
  };
}

/** Bodies are kept as text for the journal; JSON of every media type is parsed, a form becomes its fields. */
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const options = { parseAs: 'string' as const };
  app.addContentTypeParser(/^application\/([\w.-]+\+)?json/, options, (request, text, done) => {
    request.sandbox.rawBody = String(text);
    if (text === '') return done(null, undefined);
    try {
      done(null, JSON.parse(String(text)));
    } catch {
      done(Object.assign(new Error('The body is not JSON.'), { statusCode: 400 }));
    }
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', options, (request, text, done) => {
    request.sandbox.rawBody = String(text);
    done(null, Object.fromEntries(new URLSearchParams(String(text))));
  });
  app.addContentTypeParser('*', options, (request, text, done) => {
    request.sandbox.rawBody = String(text);
    done(null, String(text));
  });
}

function writeErrors(app: FastifyInstance, parts: HostParts): void {
  app.setNotFoundHandler((request, reply) => {
    answerWithError(parts, reply, 404, `No resource answers ${request.method} ${request.url.split('?')[0]}.`);
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    answerWithError(parts, reply, error.statusCode ?? 500, error.message);
  });
}

function answerWithError(
  parts: HostParts,
  reply: FastifyReply,
  status: number,
  message: string,
  retryAfterSeconds?: number,
): void {
  const form = parts.writeError(status, message, parts.name, retryAfterSeconds);
  reply
    .code(form.status ?? status)
    .headers(form.headers ?? {})
    .send(form.body);
}

/** Before any route: who calls, and what is planned against it. */
async function receive(
  parts: HostParts,
  request: FastifyRequest,
  reply: FastifyReply,
  call: DirectCall | null,
): Promise<void> {
  const inBatch = call?.inBatch ?? null;
  const suffering = parts.faults.meet(request.method, request.url, inBatch !== null);
  request.sandbox = {
    asOf: suffering.stale > 0 ? parts.clock.now() - suffering.stale : null,
    rawBody: null,
    inBatch,
    suffering,
    call,
    journalled: false,
  };
  if (suffering.latency > 0) await parts.wait(suffering.latency);
  reply.header('date', new Date(parts.clock.now()).toUTCString());
  const { outcome } = suffering;
  if (outcome?.kind === 'status') {
    if (outcome.retryAfterSeconds !== undefined) reply.header('retry-after', String(outcome.retryAfterSeconds));
    answerWithError(
      parts,
      reply,
      outcome.status,
      'The sandbox was told to fail this request.',
      outcome.retryAfterSeconds,
    );
  } else if (outcome?.kind === 'dropBefore') {
    cut(parts, request, reply);
  }
}

/** Ends the connection without an answer. */
function cut(parts: HostParts, request: FastifyRequest, reply: FastifyReply): void {
  note(parts, request, null, null);
  const { call } = request.sandbox;
  if (call) {
    call.cut = true;
    if (!reply.sent) reply.code(500).send('');
    return;
  }
  reply.hijack();
  request.raw.socket.destroy();
}

/** After the route: the answer as it leaves, or as it gets lost. */
function send(parts: HostParts, request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  const { outcome, call } = { ...request.sandbox.suffering, call: request.sandbox.call };
  // Clients tell the server's time by it.
  reply.header('date', new Date(parts.clock.now()).toUTCString());
  if (outcome?.kind === 'dropAfter') {
    note(parts, request, null, null);
    if (call) call.cut = true;
    else request.raw.socket.destroy();
    return payload;
  }
  const answer = outcome?.kind === 'nonsense' ? nonsense(outcome.body, reply, textOf(payload)) : payload;
  note(parts, request, reply.statusCode, answer);
  return answer;
}

function nonsense(kind: 'html' | 'truncated' | 'shape', reply: FastifyReply, text: string): string {
  reply.code(200).removeHeader('content-length');
  if (kind === 'html') {
    reply.header('content-type', 'text/html; charset=utf-8');
    return '<!DOCTYPE html><html><head><title>Proxy</title></head><body><h1>Welcome to the guest network</h1></body></html>';
  }
  reply.header('content-type', 'application/json; charset=utf-8');
  return kind === 'truncated' && text.length > 1
    ? text.slice(0, text.length / 2)
    : '{"nothing":["that","was","agreed"]}';
}

function note(parts: HostParts, request: FastifyRequest, status: number | null, payload: unknown): void {
  if (request.sandbox.journalled || !parts.journalIsOn()) return;
  request.sandbox.journalled = true;
  parts.journal.record({
    at: parts.clock.now(),
    method: request.method,
    path: request.url,
    requestHeaders: request.headers as Readonly<Record<string, string>>,
    requestBody: request.sandbox.rawBody,
    status,
    responseBody: payload === null || payload === undefined ? null : textOf(payload),
    inBatch: request.sandbox.inBatch,
  });
}

function textOf(payload: unknown): string {
  if (typeof payload === 'string') return payload;
  return payload instanceof Uint8Array ? Buffer.from(payload).toString('utf8') : '';
}
