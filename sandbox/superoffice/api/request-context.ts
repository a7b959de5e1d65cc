/**
 * @file What every API call is judged by before it reaches its route: the right server, a tenant that is up, a valid token,
 * the pace; and what the routes then know of the caller.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import type { TokenStore } from '../auth/token-store.ts';
import { badRequest, Refusal } from '../errors.ts';
import { requestedLanguage } from '../language.ts';
import { type RuleTime, ruleTime } from '../recurrence/carrier.ts';
import type { User } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { createWireTime, type OffsetForm, type WireTime } from '../time/wire-time.ts';
import { findZone, type Zone, zoneByIana } from '../time/zones.ts';

/** The caller, and how the answer is to be written. */
export interface Caller {
  readonly user: User;
  readonly time: WireTime;
  /** How the dates of a series are counted and written. */
  readonly rules: RuleTime;
  /** SuperOffice's code of the language for texts in several; null: as they are stored. */
  readonly language: string | null;
  /** Reads answer as of this time; null: now. */
  readonly asOf: number | null;
  /** `POST /v1/Appointment`, for the mails that it causes. */
  readonly cause: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
}

export interface ApiParts {
  readonly kit: Kit;
  readonly tenant: Tenant;
  readonly tokens: TokenStore;
}

const second = 1000;
const upStates = new Set(['Running', 'OnlineMaintenance']);

/** @param hostName the server that these routes are on */
export function addGate(api: FastifyInstance, parts: ApiParts, hostName: string, pace: Pace): void {
  api.decorateRequest('caller');
  api.addHook('onRequest', async (request, reply) => {
    const { switches } = parts.kit;
    if (switches.text('tenantHost') !== hostName) throw new Refusal(421, 'Wrong subdomain used to access tenant');
    if (!upStates.has(switches.text('tenantState'))) {
      throw new Refusal(503, `The tenant is not available: ${switches.text('tenantState')}.`);
    }
    const user = authenticate(parts, request);
    if (!pace.admits(parts.kit.clock.now(), switches.number('callsPerSecond'))) {
      reply.header('retry-after', '1');
      throw new Refusal(429, 'Too many calls: at most 10 a second.');
    }
    const { time, zoneHeader } = timeOf(parts, request, user);
    reply.header('so-timezone', zoneHeader);
    request.caller = {
      user,
      time,
      rules: ruleTime(switches, time),
      language: requestedLanguage(header(request, 'so-language'), header(request, 'accept-language')),
      asOf: request.sandbox.asOf,
      cause: `${request.method} ${request.url.replace(/^\/[^/]+\/api/, '').split('?')[0]}`,
    };
  });
}

/** Lets so many calls through within any one second. One for all servers: the limit is the application's. */
export interface Pace {
  admits(now: number, perSecond: number): boolean;
}

export function createPace(): Pace {
  let recent: number[] = [];
  return {
    admits: (now, perSecond) => {
      if (perSecond <= 0) return true;
      recent = recent.filter((at) => at > now - second && at <= now);
      if (recent.length >= perSecond) return false;
      recent.push(now);
      return true;
    },
  };
}

function authenticate(parts: ApiParts, request: FastifyRequest): User {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!token) throw new Refusal(401, 'No valid credentials were given.');
  const owner = parts.tokens.ownerOf(token);
  const user = owner === null ? undefined : [...parts.tenant.users.values()].find((each) => each.email === owner);
  if (!user) throw new Refusal(401, 'The access token is not valid or has expired.');
  const { context } = request.params as { context?: string };
  if (context?.toLowerCase() !== parts.tenant.context.toLowerCase()) {
    throw new Refusal(401, `The access token is not for the tenant ${context}.`);
  }
  if (parts.kit.switches.text('appApproval') !== 'approved') {
    throw new Refusal(401, 'The application is not approved for this tenant.');
  }
  return user;
}

function timeOf(parts: ApiParts, request: FastifyRequest, user: User): { time: WireTime; zoneHeader: string } {
  const { switches } = parts.kit;
  const base = parts.tenant.baseZone;
  const asked = header(request, 'so-timezone');
  if (!switches.flag('timeZones')) return { time: createWireTime(base, null, null), zoneHeader: base.code };
  const [code = '', ...options] = (asked ?? '').split(',').map((part) => part.trim());
  const zone = namedZone(code) ?? (switches.text('zoneWithoutHeader') === 'user' ? zoneByIana(user.zone) : null);
  const withOffset = options.some((option) => option.toLowerCase() === 'includetzoffset');
  const form = withOffset ? (switches.text('offsetForm') as OffsetForm) : null;
  return { time: createWireTime(base, zone, form), zoneHeader: (zone ?? base).code };
}

function namedZone(code: string): Zone | null {
  if (code === '') return null;
  const zone = findZone(code);
  if (!zone) throw badRequest(`SO-TimeZone "${code}" is not a time zone of this site.`);
  return zone;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Query options by lower-case name: SuperOffice takes them in any case. */
export function queryOf(request: FastifyRequest): Readonly<Record<string, string | undefined>> {
  const query = request.query as Record<string, string | string[] | undefined>;
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value[0] : value]),
  );
}

/** A whole number in the path. @throws Refusal (404), as an address that does not exist */
export function idOf(request: FastifyRequest, name = 'id'): number {
  const text = (request.params as Record<string, string | undefined>)[name] ?? '';
  if (!/^\d{1,9}$/.test(text)) throw new Refusal(404, `"${text}" is not an id.`);
  return Number(text);
}

/** The same answer for everything that makes a date header. */
export function lastModified(reply: FastifyReply, updated: number): void {
  reply.header('last-modified', new Date(updated).toUTCString());
}

/** Whether the caller has this state already. Dates of these headers are whole seconds, as are the stamps. */
export function notModified(request: FastifyRequest, updated: number): boolean {
  const since = headerDate(request, 'if-modified-since');
  return since !== null && updated <= since;
}

/** @throws Refusal (412) when it was changed after the state that the caller knows */
export function checkUnmodified(request: FastifyRequest, updated: number, what: string): void {
  const since = headerDate(request, 'if-unmodified-since');
  if (since !== null && updated > since) throw new Refusal(412, `${what} was changed since.`);
}

function headerDate(request: FastifyRequest, name: string): number | null {
  const date = Date.parse(header(request, name) ?? '');
  return Number.isNaN(date) ? null : date;
}
