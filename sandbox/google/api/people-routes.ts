/** @file `/v1/people`: contacts one by one and in batches, and the list of them with its tokens. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Kit } from '../../kit/kit.ts';
import { GoogleError } from '../google-error.ts';
import { type Contacts, renderContact } from '../people/contacts.ts';
import { invalid, readMask, readPerson } from '../people/person-fields.ts';
import { contactScopes, demandScope } from './gate.ts';
import { type Parameters, readParameters } from './parameters.ts';

export type ContactsOf = (request: FastifyRequest) => Contacts;

const week = 7 * 86_400_000;
const readable = ['metadata', 'photos'];
const creations = z.strictObject({
  contacts: z
    .array(z.strictObject({ contactPerson: z.unknown() }))
    .min(1)
    .max(200),
  readMask: z.string().optional(),
  sources: z.array(z.string()).optional(),
});
const updates = z.strictObject({
  contacts: z.record(z.string(), z.unknown()),
  updateMask: z.string(),
  readMask: z.string().optional(),
  sources: z.array(z.string()).optional(),
});
const deletions = z.strictObject({ resourceNames: z.array(z.string()).min(1).max(500) });

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

export function peopleRoutes(app: FastifyInstance, kit: Kit, contactsOf: ContactsOf, generation: () => number): void {
  connectionRoute(app, kit, contactsOf, generation);
  batchRoutes(app, contactsOf);
  /** @param verb what stands behind the name of the contact, with its colon */
  const nameOf = (request: FastifyRequest, verb = '') => {
    const { target } = request.params as { target: string };
    if (!target.endsWith(verb)) throw new GoogleError(404, 'notFound', 'Method not found.');
    return `people/${target.slice(0, target.length - verb.length)}`;
  };
  const maskOf = (parameters: Parameters) => readMask(parameters.text('personFields'), 'personFields', readable);

  app.get('/v1/people/:target', (request, reply) => {
    demandScope(request, ...contactScopes.read);
    const mask = maskOf(readParameters(request, ['personFields', 'sources']));
    return reply.send(renderContact(contactsOf(request).find(nameOf(request)), mask));
  });
  app.post('/v1/people::createContact', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    const parameters = readParameters(request, ['personFields', 'sources']);
    const asked = parameters.text('personFields');
    const mask = asked === null ? new Set([...readable, ...Object.keys(readPerson(request.body))]) : maskOf(parameters);
    return reply.send(renderContact(contactsOf(request).create(readPerson(request.body)), mask));
  });
  app.patch('/v1/people/:target', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    const parameters = readParameters(request, ['personFields', 'sources', 'updatePersonFields']);
    const mask = readMask(parameters.text('updatePersonFields'), 'updatePersonFields');
    const shown = parameters.text('personFields') === null ? new Set([...mask, ...readable]) : maskOf(parameters);
    return reply.send(
      renderContact(
        contactsOf(request).update(nameOf(request, ':updateContact'), readPerson(request.body), mask),
        shown,
      ),
    );
  });
  app.delete('/v1/people/:target', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    readParameters(request, []);
    contactsOf(request).delete(nameOf(request, ':deleteContact'));
    return reply.send({});
  });
}

function batchRoutes(app: FastifyInstance, contactsOf: ContactsOf): void {
  app.post('/v1/people::batchCreateContacts', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    const { contacts, readMask: asked } = parsed(creations, request.body);
    const bodies = contacts.map((each) => readPerson(each.contactPerson));
    const mask = asked === undefined ? null : readMask(asked, 'readMask', readable);
    const made = bodies.map((body) => contactsOf(request).create(body));
    if (mask === null) return reply.send({});
    const createdPeople = made.map((contact) => answered(contact.resourceName, renderContact(contact, mask)));
    return reply.send({ createdPeople });
  });
  app.post('/v1/people::batchUpdateContacts', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    const { contacts, updateMask, readMask: asked } = parsed(updates, request.body);
    const bodies = Object.entries(contacts).map(([name, body]) => [name, readPerson(body)] as const);
    if (bodies.length === 0 || bodies.length > 200) throw invalid('A batch has 1 to 200 contacts.');
    const mask = readMask(updateMask, 'updateMask');
    const shown = asked === undefined ? null : readMask(asked, 'readMask', readable);
    const result = bodies.map(([name, body]) => {
      try {
        const contact = contactsOf(request).update(name, body, mask);
        return [name, answered(name, renderContact(contact, shown ?? new Set()))];
      } catch (error) {
        if (!(error instanceof GoogleError)) throw error;
        return [name, refused(name, error)];
      }
    });
    return reply.send(shown === null ? {} : { updateResult: Object.fromEntries(result) });
  });
  app.post('/v1/people::batchDeleteContacts', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    const { resourceNames } = parsed(deletions, request.body);
    for (const name of resourceNames) contactsOf(request).find(name);
    for (const name of resourceNames) contactsOf(request).delete(name);
    return reply.send({});
  });
  app.get('/v1/people::batchGet', (request, reply) => {
    demandScope(request, ...contactScopes.read);
    const parameters = readParameters(request, ['personFields', 'resourceNames', 'sources']);
    const mask = readMask(parameters.text('personFields'), 'personFields', readable);
    const names = parameters.texts('resourceNames');
    if (names.length === 0 || names.length > 200) throw invalid('A batch has 1 to 200 resource names.');
    const responses = names.map((name) => answered(name, renderContact(contactsOf(request).find(name), mask)));
    return reply.send({ responses });
  });
}

function connectionRoute(app: FastifyInstance, kit: Kit, contactsOf: ContactsOf, generation: () => number): void {
  const known = ['pageSize', 'pageToken', 'personFields', 'requestSyncToken', 'sortOrder', 'sources', 'syncToken'];
  app.get('/v1/people/me/connections', (request, reply) => {
    demandScope(request, ...contactScopes.read);
    const parameters = readParameters(request, known);
    const mask = readMask(parameters.text('personFields'), 'personFields', readable);
    const pageSize = parameters.count('pageSize', 1000) ?? 100;
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
    // What was written lately is not in the list yet.
    const asOf = page?.asOf ?? contacts.now() - kit.switches.number('contactDelaySeconds') * 1_000;
    const since = page?.since ?? sync?.since ?? 0;
    const visible = contacts.all(asOf);
    const rows = visible.filter((each) => each.revision > since && (since > 0 || !each.deleted));
    const offset = page?.offset ?? 0;
    const end = offset + pageSize;
    const token = { query, generation: generation(), asOf, began: page?.began ?? sync?.began ?? contacts.now() };
    const newest = Math.max(since, ...visible.map((each) => each.revision));
    const wanted = parameters.flag('requestSyncToken') === true || sync !== null;
    return reply.send({
      connections: rows.slice(offset, end).map((each) => renderContact(each, mask)),
      ...(end < rows.length ? { nextPageToken: writeToken({ ...token, kind: 'page', since, offset: end }) } : {}),
      ...(end >= rows.length && wanted
        ? { nextSyncToken: writeToken({ ...token, kind: 'sync', since: newest, offset: 0 }) }
        : {}),
      totalItems: rows.length,
      totalPeople: rows.length,
    });
  });
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

function answered(requestedResourceName: string, person: object) {
  return { httpStatusCode: 200, person, requestedResourceName, status: {} };
}

function refused(requestedResourceName: string, error: GoogleError) {
  const status = { code: error.status === 404 ? 5 : 9, message: error.message };
  return { httpStatusCode: error.status, requestedResourceName, status };
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw invalid(`Invalid value: ${read.error.issues[0]?.path.join('.')}`);
}
