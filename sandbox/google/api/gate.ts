/**
 * @file What every request to a service goes through: its token and the quota of its person; and how it is refused.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { errorBody, GoogleError, googleErrorOf } from '../google-error.ts';
import type { Session, TokenRegister } from '../sign-in/token-register.ts';

const minute = 60_000;

declare module 'fastify' {
  interface FastifyRequest {
    google: Session | null;
  }
}

const scope = (name: string) => `https://www.googleapis.com/auth/${name}`;

/** Permissions to parts of Calendar; every method takes one of some. */
export const calendarScopes = {
  all: [scope('calendar')],
  readAll: [scope('calendar.readonly')],
  events: [scope('calendar.events')],
  readEvents: [scope('calendar.events.readonly')],
  calendars: [scope('calendar.calendars')],
  readCalendars: [scope('calendar.calendars.readonly')],
  list: [scope('calendar.calendarlist'), scope('calendar.calendarlist.readonly')],
  settings: [scope('calendar.settings.readonly')],
} as const;

export const contactScopes = {
  read: [scope('contacts'), scope('contacts.readonly')],
  write: [scope('contacts')],
} as const;

export const taskScopes = { read: [scope('tasks'), scope('tasks.readonly')], write: [scope('tasks')] } as const;

/** Puts the gate before all routes of a scope, and Google's error form behind them. */
export function guard(app: FastifyInstance, kit: Kit, tokens: TokenRegister): void {
  /** When each person's requests of the last minute came. */
  const quota = new Map<string, number[]>();
  app.decorateRequest('google', null);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'private, max-age=0, must-revalidate, no-transform');
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const session = token === undefined ? null : tokens.session(token);
    if (!session) throw new GoogleError(401, 'authError', 'Invalid Credentials');
    request.google = session;
  });
  // With its body read, so that the journal tells what was refused.
  app.addHook('preHandler', async (request) => {
    const { userName } = sessionOf(request);
    const isPeople = /^\/v1\/(people|contactGroups)/.test(request.url);
    const status = isPeople ? 429 : Number(kit.switches.text('quotaAnswer'));
    count(kit, quota, userName, kit.switches.number('requestsPerMinute'), status);
    if (!isPeople || request.method === 'GET') return;
    count(kit, quota, `${userName} writes contacts`, kit.switches.number('contactWritesPerMinute'), status);
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const known = googleErrorOf(error);
    if (known.status === 401) {
      reply.header('www-authenticate', 'Bearer realm="https://accounts.google.com/", error="invalid_token"');
    }
    reply.code(known.status).send(errorBody(known, request.url));
  });
}

/** The session of a request that came through the gate. */
export function sessionOf(request: FastifyRequest): Session {
  if (!request.google) throw new TypeError('This route stands outside the gate.');
  return request.google;
}

/** @throws GoogleError 403 unless the token carries one of the permissions */
export function demandScope(request: FastifyRequest, ...anyOf: readonly string[]): void {
  const { scopes } = sessionOf(request);
  if (anyOf.some((scope) => scopes.has(scope))) return;
  throw new GoogleError(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.');
}

/** A refused request counts as well. */
function count(kit: Kit, quota: Map<string, number[]>, whose: string, most: number, status: number): void {
  const now = kit.clock.now();
  const recent = (quota.get(whose) ?? []).filter((at) => at > now - minute);
  recent.push(now);
  quota.set(whose, recent);
  if (most === 0 || recent.length <= most) return;
  throw new GoogleError(status, 'rateLimitExceeded', 'Rate Limit Exceeded');
}
