/** @file `/v1/people/me/connections`: the list of contacts, whole and since a token. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { GoogleError } from '../google-error.ts';
import { type ContactRecord, type Contacts, renderContact } from '../people/contacts.ts';
import { invalid, readMask } from '../people/person-fields.ts';
import { contactScopes, demandScope, sessionOf } from './gate.ts';
import { readParameters } from './parameters.ts';
import { type ContactsOf, readable } from './people-parts.ts';

const week = 7 * 86_400_000;
const minute = 60_000;
const known = ['pageSize', 'pageToken', 'personFields', 'requestSyncToken', 'sortOrder', 'sources', 'syncToken'];
const sources = ['READ_SOURCE_TYPE_CONTACT', 'READ_SOURCE_TYPE_PROFILE', 'READ_SOURCE_TYPE_DOMAIN_CONTACT'];

interface Token {
  readonly kind: 'page' | 'sync';
  readonly query: string;
  readonly generation: number;
  readonly since: number;
  readonly asOf: number;
  /** When the whole list was read that the token goes back to. */
  readonly began: number;
  readonly offset: number;
}

export function connectionRoutes(
  app: FastifyInstance,
  kit: Kit,
  contactsOf: ContactsOf,
  generation: () => number,
): void {
  const countFirstPage = firstPageQuota(kit);
  app.get('/v1/people/me/connections', (request, reply) => {
    demandScope(request, ...contactScopes.read);
    const parameters = readParameters(request, known);
    const mask = readMask(parameters.text('personFields'), 'personFields', readable);
    const pageSize = parameters.count('pageSize', 1000) ?? 100;
    const wrong = parameters.texts('sources').find((source) => !sources.includes(source));
    if (wrong !== undefined) throw invalid(`Invalid value at "sources": ${wrong}`);
    const contacts = contactsOf(request);
    const query = JSON.stringify([
      [...mask].sort(),
      pageSize,
      parameters.texts('sources'),
      parameters.text('sortOrder'),
    ]);
    const limits = { query, generation: generation(), now: contacts.now() };
    const page = readToken(parameters.text('pageToken'), 'page', limits);
    const sync = readToken(parameters.text('syncToken'), 'sync', limits);
    const wanted = parameters.flag('requestSyncToken') === true || sync !== null;
    if (wanted && page === null && sync === null) countFirstPage(request);
    // What was written lately is not in the list yet.
    const asOf = page?.asOf ?? contacts.now() - kit.switches.number('contactDelaySeconds') * 1_000;
    const since = page?.since ?? sync?.since ?? 0;
    const rows = rowsOf(contacts, asOf, since);
    const offset = page?.offset ?? 0;
    const end = offset + pageSize;
    const token = { query, generation: generation(), asOf, began: page?.began ?? sync?.began ?? contacts.now() };
    const newest = Math.max(since, ...contacts.all(asOf).map((each) => each.told));
    return reply.send({
      connections: rows.slice(offset, end).map((each) => renderContact(each, mask, since > 0)),
      ...(end < rows.length ? { nextPageToken: writeToken({ ...token, kind: 'page', since, offset: end }) } : {}),
      ...(end >= rows.length && wanted
        ? { nextSyncToken: writeToken({ ...token, kind: 'sync', since: newest, offset: 0 }) }
        : {}),
      totalItems: rows.length,
      totalPeople: rows.length,
    });
  });
}

function rowsOf(contacts: Contacts, asOf: number, since: number): readonly ContactRecord[] {
  return contacts.all(asOf).filter((each) => each.told > since && (since > 0 || !each.deleted));
}

/** Whole lists with a token at their end have a quota of their own. */
function firstPageQuota(kit: Kit): (request: FastifyRequest) => void {
  const begun = new Map<string, number[]>();
  return (request) => {
    const { userName } = sessionOf(request);
    const now = kit.clock.now();
    const recent = [...(begun.get(userName) ?? []).filter((at) => at > now - minute), now];
    begun.set(userName, recent);
    if (recent.length <= kit.switches.number('wholeContactListsPerMinute')) return;
    throw new GoogleError(429, 'rateLimitExceeded', 'Quota exceeded for full sync requests.');
  };
}

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** @throws GoogleError 400, EXPIRED_SYNC_TOKEN after a week */
function readToken(
  text: string | null,
  kind: Token['kind'],
  limits: { query: string; generation: number; now: number },
) {
  if (text === null) return null;
  const token = parsedToken(text);
  if (token?.kind !== kind) throw invalid(`${kind === 'page' ? 'Page' : 'Sync'} token is invalid.`);
  if (token.generation !== limits.generation || token.began + week <= limits.now) {
    const message = 'Sync token is expired. Clear local cache and retry call without the sync token.';
    throw new GoogleError(400, 'EXPIRED_SYNC_TOKEN', message);
  }
  if (token.query !== limits.query) throw invalid('The parameters are not those of the token.');
  return token;
}

function parsedToken(text: string): Token | null {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Token;
  } catch {
    return null;
  }
}
