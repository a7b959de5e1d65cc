/** @file `/v1/people:batch…`: many contacts in one request. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Kit } from '../../kit/kit.ts';
import { GoogleError } from '../google-error.ts';
import { renderContact } from '../people/contacts.ts';
import { invalid, type PersonBody, readMask, readPerson } from '../people/person-fields.ts';
import { contactScopes, demandScope } from './gate.ts';
import { readParameters } from './parameters.ts';
import { type ContactsOf, parsed, readable } from './people-parts.ts';

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

export function peopleBatchRoutes(app: FastifyInstance, kit: Kit, contactsOf: ContactsOf): void {
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
    return reply.send(updated(kit, contactsOf, request));
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
    const isWhole = kit.switches.text('contactBatchFailure') === 'whole';
    const responses = names.map((name) =>
      orRefused(name, isWhole, () => answered(name, renderContact(contactsOf(request).find(name), mask))),
    );
    return reply.send({ responses });
  });
}

function updated(kit: Kit, contactsOf: ContactsOf, request: FastifyRequest): object {
  const { contacts, updateMask, readMask: asked } = parsed(updates, request.body);
  const bodies = Object.entries(contacts).map(([name, body]) => [name, readPerson(body)] as const);
  if (bodies.length === 0 || bodies.length > 200) throw invalid('A batch has 1 to 200 contacts.');
  const mask = readMask(updateMask, 'updateMask');
  const shown = asked === undefined ? null : readMask(asked, 'readMask', readable);
  const box = contactsOf(request);
  const isWhole = kit.switches.text('contactBatchFailure') === 'whole';
  const before = box.save();
  const change = ([name, body]: readonly [string, PersonBody]) =>
    orRefused(name, isWhole, () => answered(name, renderContact(box.update(name, body, mask), shown ?? new Set())));
  try {
    const result = bodies.map((each) => [each[0], change(each)] as const);
    return shown === null ? {} : { updateResult: Object.fromEntries(result) };
  } catch (error) {
    // None of it is done.
    box.restore(before);
    throw error;
  }
}

function answered(requestedResourceName: string, person: object) {
  return { httpStatusCode: 200, person, requestedResourceName, status: {} };
}

/** @param isWhole one that cannot be answered fails all of them */
function orRefused(requestedResourceName: string, isWhole: boolean, answer: () => object): object {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof GoogleError) || isWhole) throw error;
    const status = { code: error.status === 404 ? 5 : 9, message: error.message };
    return { httpStatusCode: error.status, requestedResourceName, status };
  }
}
