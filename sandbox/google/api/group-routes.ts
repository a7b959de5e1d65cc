/** @file `/v1/contactGroups`: groups of contacts, and who is in them. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Kit } from '../../kit/kit.ts';
import { GoogleError } from '../google-error.ts';
import { type GroupRecord, renderGroup } from '../people/contact-groups.ts';
import type { Contacts } from '../people/contacts.ts';
import { invalid } from '../people/person-fields.ts';
import { contactScopes, demandScope } from './gate.ts';
import { readParameters } from './parameters.ts';
import { type ContactsOf, nameIn, parsed } from './people-parts.ts';

const text = z.string().optional();
const group = z.strictObject({
  name: text,
  clientData: z.array(z.strictObject({ key: z.string(), value: z.string() })).optional(),
  etag: text,
  // What the server says by itself is not taken.
  resourceName: text,
  formattedName: text,
  groupType: text,
  memberCount: z.int().optional(),
  metadata: z.looseObject({}).optional(),
});
const creation = z.strictObject({ contactGroup: group, readGroupFields: text });
const change = z.strictObject({ contactGroup: group, updateGroupFields: text, readGroupFields: text });
const members = z.strictObject({
  resourceNamesToAdd: z.array(z.string()).default([]),
  resourceNamesToRemove: z.array(z.string()).default([]),
});

const fields = ['clientData', 'groupType', 'memberCount', 'metadata', 'name'];
const shownByThemselves = ['groupType', 'metadata', 'name'];

export function groupRoutes(app: FastifyInstance, kit: Kit, contactsOf: ContactsOf): void {
  readRoutes(app, contactsOf);
  const send = (reply: FastifyReply, contacts: Contacts, made: GroupRecord, mask: string | undefined) =>
    reply.send(renderGroup(made, maskOf(mask, 'readGroupFields'), contacts.members(made.resourceName).length));

  app.post('/v1/contactGroups', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    const { contactGroup, readGroupFields } = parsed(creation, request.body);
    const contacts = contactsOf(request);
    const { name = '', clientData = [] } = contactGroup;
    return send(reply, contacts, contacts.groups.create({ name, clientData }), readGroupFields);
  });
  app.put('/v1/contactGroups/:target', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    readParameters(request, []);
    const { contactGroup, updateGroupFields, readGroupFields } = parsed(change, request.body);
    const mask = new Set((updateGroupFields ?? 'name').split(','));
    const wrong = [...mask].find((name) => name !== 'name' && name !== 'clientData');
    if (wrong !== undefined) throw invalid(`Invalid updateGroupFields mask path: "${wrong}".`);
    const contacts = contactsOf(request);
    const changed = contacts.groups.update(nameIn(request, 'contactGroups'), contactGroup.etag, {
      ...(mask.has('name') ? { name: contactGroup.name ?? '' } : {}),
      ...(mask.has('clientData') ? { clientData: contactGroup.clientData ?? [] } : {}),
    });
    return send(reply, contacts, changed, readGroupFields);
  });
  app.delete('/v1/contactGroups/:target', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    const withContacts = readParameters(request, ['deleteContacts']).flag('deleteContacts') ?? false;
    const listed = kit.switches.flag('groupDeletionListed');
    contactsOf(request).deleteGroup(nameIn(request, 'contactGroups'), withContacts, listed);
    return reply.send({});
  });
  app.post('/v1/contactGroups/:target/members::modify', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    const { resourceNamesToAdd: add, resourceNamesToRemove: remove } = parsed(members, request.body);
    if (add.length + remove.length > 1000) throw invalid('At most 1000 resource names.');
    const contacts = contactsOf(request);
    const isThere = (name: string) => has(contacts, name);
    const stay = contacts.modify(nameIn(request, 'contactGroups'), add.filter(isThere), remove.filter(isThere));
    const missing = [...add, ...remove].filter((name) => !isThere(name));
    return reply.send({
      ...(missing.length === 0 ? {} : { notFoundResourceNames: missing }),
      ...(stay.length === 0 ? {} : { canNotRemoveLastContactGroupResourceNames: stay }),
    });
  });
}

function readRoutes(app: FastifyInstance, contactsOf: ContactsOf): void {
  app.get('/v1/contactGroups', (request, reply) => {
    demandScope(request, ...contactScopes.read);
    const parameters = readParameters(request, ['groupFields', 'pageSize', 'pageToken', 'syncToken']);
    const mask = maskOf(parameters.text('groupFields'), 'groupFields', [...shownByThemselves, 'memberCount']);
    const size = parameters.count('pageSize', 1000) ?? 30;
    const from = Number(parameters.text('pageToken') ?? 0);
    const contacts = contactsOf(request);
    const all = contacts.groups.all;
    if (!Number.isInteger(from) || from < 0) throw invalid('Page token is invalid.');
    return reply.send({
      contactGroups: all
        .slice(from, from + size)
        .map((each) => renderGroup(each, mask, contacts.members(each.resourceName).length)),
      totalItems: all.length,
      ...(from + size < all.length ? { nextPageToken: String(from + size) } : {}),
    });
  });
  app.get('/v1/contactGroups/:target', (request, reply) => {
    demandScope(request, ...contactScopes.read);
    const parameters = readParameters(request, ['groupFields', 'maxMembers']);
    const mask = maskOf(parameters.text('groupFields'), 'groupFields', [...shownByThemselves, 'memberCount']);
    const contacts = contactsOf(request);
    const found = contacts.groups.find(nameIn(request, 'contactGroups'));
    const inIt = contacts.members(found.resourceName).map(({ resourceName }) => resourceName);
    const shown = inIt.slice(0, parameters.count('maxMembers', 1000) ?? 0);
    return reply.send({
      ...renderGroup(found, mask, inIt.length),
      ...(shown.length === 0 ? {} : { memberResourceNames: shown }),
    });
  });
}

function has(contacts: Contacts, name: string): boolean {
  try {
    contacts.find(name);
    return true;
  } catch (error) {
    if (error instanceof GoogleError) return false;
    throw error;
  }
}

function maskOf(mask: string | null | undefined, parameter: string, standard = shownByThemselves): ReadonlySet<string> {
  const names = (mask ?? '').split(',').filter((name) => name !== '');
  const wrong = names.find((name) => !fields.includes(name));
  if (wrong !== undefined) throw invalid(`Invalid ${parameter} mask path: "${wrong}".`);
  return new Set(names.length === 0 ? standard : names);
}
