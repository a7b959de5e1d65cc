/**
 * @file What every request to Graph goes through: its ids, its token, its mailbox and the limits, in this order; and how it is
 * answered.
 */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { errorBody, GraphError } from '../graph-error.ts';
import type { Mailbox, MailboxView } from '../mailbox/mailbox.ts';
import type { Directory } from '../sign-in/directory.ts';
import type { TokenRegister } from '../sign-in/token-register.ts';
import { type Preferences, readPreferences } from './preferences.ts';
import { Throttle, type ThrottleLimits, tooManyAtOnce } from './throttle.ts';

/** What a route works with. */
export interface GraphCall {
  readonly userName: string;
  readonly mailbox: Mailbox;
  readonly view: MailboxView;
  readonly throttle: Throttle;
  readonly preferences: Preferences;
  /** See the switch `cancelledOccurrences`. */
  readonly tellsCancelled: boolean;
  readonly scopes: ReadonlySet<string>;
}

export interface GateParts {
  readonly kit: Kit;
  readonly directory: Directory;
  readonly tokens: TokenRegister;
  mailboxOf(userName: string): Mailbox;
}

declare module 'fastify' {
  interface FastifyRequest {
    graph: GraphCall | null;
    endGraphCall: (() => void) | null;
  }
}

/** Put on a request inside a batch that the mailbox has no room for. */
export const overTheLimitHeader = 'x-sandbox-over-the-limit';
const contentType =
  'application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8';

export function limitsOf(kit: Kit): ThrottleLimits {
  return {
    concurrent: kit.switches.number('concurrentRequests'),
    perTenMinutes: kit.switches.number('requestsPerTenMinutes'),
    concurrencyRetryAfterSeconds: kit.switches.number('concurrencyRetryAfterSeconds'),
  };
}

/** Puts the gate before all routes of a scope, and Graph's error form behind them. */
export function guard(app: FastifyInstance, parts: GateParts): void {
  const throttles = new Map<string, Throttle>();
  app.decorateRequest('graph', null);
  app.decorateRequest('endGraphCall', null);
  app.addHook('onRequest', async (request, reply) => {
    writeIds(parts.kit, request, reply);
    const call = callOf(parts, throttles, request);
    request.graph = call;
    enter(parts.kit, request, call.throttle);
    // However it ends: also when the sender dies after the last byte of the question, which Fastify tells nobody.
    reply.raw.once('close', () => request.endGraphCall?.());
    if (call.preferences.applied.length > 0) reply.header('preference-applied', call.preferences.applied.join(', '));
    // Requests that arrive on several connections at once are under way at once, however fast the routes are.
    if (request.sandbox.call === null) await turnOfTheLoop();
  });
  app.addHook('onResponse', async (request) => request.endGraphCall?.());
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const known = graphErrorOf(error);
    for (const [name, value] of Object.entries(known.headers)) reply.header(name, value);
    sendJson(reply.code(known.status), bodyOfError(parts.kit, known, request, reply));
  });
}

/** The call of a request that came through the gate. */
export function callOfRequest(request: FastifyRequest): GraphCall {
  if (!request.graph) throw new TypeError('This route stands outside the gate.');
  return request.graph;
}

/** @throws GraphError 403 unless the token carries one of the permissions */
export function demandScope(call: GraphCall, ...anyOf: readonly string[]): void {
  if (!anyOf.some((scope) => call.scopes.has(scope))) {
    throw new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  }
}

export function sendJson(reply: FastifyReply, body: unknown): FastifyReply {
  return reply.header('content-type', contentType).send(JSON.stringify(body));
}

function writeIds(kit: Kit, request: FastifyRequest, reply: FastifyReply): void {
  const clientRequestId = request.headers['client-request-id'];
  const requestId = kit.ids.uuid();
  reply.header('request-id', requestId);
  reply.header('client-request-id', typeof clientRequestId === 'string' ? clientRequestId : requestId);
  reply.header('date', new Date(kit.clock.now()).toUTCString());
  reply.header('cache-control', 'no-store, no-cache');
}

function callOf(parts: GateParts, throttles: Map<string, Throttle>, request: FastifyRequest): GraphCall {
  const { userName, scopes } = sessionOf(parts, request.headers.authorization);
  const mailbox = parts.mailboxOf(userName);
  const throttle = throttles.get(userName) ?? new Throttle();
  throttles.set(userName, throttle);
  return {
    userName,
    mailbox,
    view: mailbox.view(request.method === 'GET' ? request.sandbox.asOf : null),
    throttle,
    preferences: readPreferences(request.headers['prefer']?.toString()),
    tellsCancelled: parts.kit.switches.text('cancelledOccurrences') === 'told',
    scopes,
  };
}

function sessionOf(parts: GateParts, authorization: string | undefined) {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw unauthorised(parts, 'Access token is empty.');
  const session = parts.tokens.session(token);
  if (session === null) throw unauthorised(parts, 'CompactToken parsing failed with error code: 80049217');
  if (session === 'expired') throw unauthorised(parts, 'Lifetime validation failed, the token is expired.');
  return session;
}

function unauthorised(parts: GateParts, message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate': `Bearer realm="", authorization_uri="${parts.directory.authority}/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`,
  });
}

function enter(kit: Kit, request: FastifyRequest, throttle: Throttle): void {
  const limits = limitsOf(kit);
  const now = kit.clock.now();
  if (request.sandbox.inBatch === null) {
    const end = throttle.begin(now, limits);
    // Whoever went away while the request was held up is not announced a second time.
    if (request.sandbox.call === null && request.raw.socket.destroyed) end();
    else request.endGraphCall = end;
    return;
  }
  throttle.count(now, limits);
  if (request.headers[overTheLimitHeader] !== undefined) throw tooManyAtOnce(limits);
}

function graphErrorOf(error: Error & { statusCode?: number }): GraphError {
  if (error instanceof GraphError) return error;
  const status = error.statusCode ?? 500;
  if (status === 400) return new GraphError(400, 'BadRequest', 'Unable to read JSON request payload.');
  if (status < 500) return new GraphError(status, 'BadRequest', error.message);
  return new GraphError(500, 'InternalServerError', error.message);
}

function bodyOfError(kit: Kit, error: GraphError, request: FastifyRequest, reply: FastifyReply) {
  const id = String(reply.getHeader('request-id') ?? '');
  const clientId = String(request.headers['client-request-id'] ?? id);
  return errorBody(error.code, error.message, id, clientId, new Date(kit.clock.now()).toISOString().slice(0, 19));
}
