/**
 * @file Contacts: the default folder and folders beside it, pictures, and rounds of changes. A POST knows no transaction id:
 * whoever repeats one makes a second contact.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Kit } from '../../kit/kit.ts';
import { contactAfter, emptyContact, readContactInput } from '../contacts/contact-input.ts';
import type { ContactRecord } from '../contacts/contact-record.ts';
import { type Contacts, defaultFolder } from '../contacts/contacts.ts';
import { etagOfContact, renderContact, renderFolder } from '../contacts/render-contact.ts';
import { GraphError, invalidQuery, itemNotFound, unreadableBody } from '../graph-error.ts';
import type { Cursors } from './cursor.ts';
import { expandProperties } from './event-query.ts';
import { callOfRequest, demandScope, type GraphCall, sendJson } from './gate.ts';
import { type FilterModel, readFilter } from './odata-filter.ts';
import { type QueryOptions, queryTexts, readQueryOptions } from './query-options.ts';
import { sendChanges } from './record-delta.ts';
import { contextOf, demandEtag, readId, sendInContext } from './record-routes.ts';
import type { GraphObject } from './render-event.ts';

const all = '/v1.0/me/contacts';
const folders = '/v1.0/me/contactFolders';
const inFolder = `${folders}/:folderId/contacts`;
const defaultPageSize = 10;
/** Tokens of contact folders are not for other folders. */
const ofContacts = -2;
const folderInput = z.strictObject({ displayName: z.string().min(1).max(255), '@odata.type': z.string().optional() });
const pictures = ['image/jpeg', 'image/png', 'image/gif'];
const largestPicture = 4 * 1024 * 1024;

export function contactRoutes(app: FastifyInstance, kit: Kit, cursors: Cursors): void {
  const routes = new ContactRoutes(kit, cursors);
  for (const path of [all, inFolder]) {
    app.get(path, routes.list);
    app.post(path, routes.create);
    for (const name of ['delta', 'delta()']) app.get(`${path}/${name}`, routes.changes);
    app.get(`${path}/:contactId`, routes.read);
    app.patch(`${path}/:contactId`, routes.change);
    app.delete(`${path}/:contactId`, routes.remove);
  }
  app.get(folders, routes.folders);
  app.post(folders, routes.addFolder);
  app.get(`${folders}/:folderId`, routes.folder);
  app.delete(`${folders}/:folderId`, routes.removeFolder);
  app.register(async (inner) => {
    inner.addContentTypeParser(
      pictures,
      { parseAs: 'buffer', bodyLimit: largestPicture },
      (_request: FastifyRequest, body: Buffer | string, done: (error: null, body: unknown) => void) => done(null, body),
    );
    inner.get(`${all}/:contactId/photo/$value`, routes.picture);
    inner.put(`${all}/:contactId/photo/$value`, routes.setPicture);
    inner.delete(`${all}/:contactId/photo/$value`, routes.removePicture);
  });
}

class ContactRoutes {
  readonly #kit: Kit;
  readonly #cursors: Cursors;

  constructor(kit: Kit, cursors: Cursors) {
    this.#kit = kit;
    this.#cursors = cursors;
  }

  readonly list = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const { contacts } = call.mailbox;
    const options = readQueryOptions(request.query, ['$select', '$expand', '$filter', '$top', '$skip', '$count']);
    const there = contacts.records.inFolder(this.#folder(call, request), request.sandbox.asOf);
    const found = options.filter === null ? there : there.filter(readFilter(options.filter, filterModel));
    const next = options.skip + (options.top ?? call.preferences.maxPageSize ?? defaultPageSize);
    const link = new URLSearchParams({ ...options.all, $skip: String(next) });
    const path = `${this.#kit.address('graph')}${request.url.split('?')[0]}`;
    return sendJson(reply, {
      '@odata.context': contextOf(this.#kit, call, 'contacts'),
      ...(options.count ? { '@odata.count': found.length } : {}),
      value: found.slice(options.skip, next).map((contact) => answered(call, contact, options)),
      ...(next < found.length ? { '@odata.nextLink': `${path}?${link}` } : {}),
    });
  };

  readonly create = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const folder = this.#folder(call, request);
    const content = contactAfter(emptyContact, readContactInput(request.body));
    return this.#answer(
      call,
      reply.code(201),
      call.mailbox.contacts.records.insert({ ...content, folder, photo: null }),
    );
  };

  readonly read = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const options = readQueryOptions(request.query, ['$select', '$expand']);
    return this.#answer(call, reply, this.#find(call, request), options);
  };

  readonly change = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const input = readContactInput(request.body);
    const contact = this.#find(call, request);
    demandEtag(request.headers['if-match'], etagOfContact(call.mailbox.contacts, contact));
    return this.#answer(call, reply, call.mailbox.contacts.records.replace(contact, contactAfter(contact, input)));
  };

  readonly remove = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const contact = this.#find(call, request);
    demandEtag(request.headers['if-match'], etagOfContact(call.mailbox.contacts, contact));
    call.mailbox.contacts.records.remove(contact);
    return reply.code(204).send();
  };

  readonly changes = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const { contacts } = call.mailbox;
    const { idForm } = call.preferences;
    const select = queryTexts(request.query)['$select']?.split(',') ?? null;
    return sendChanges(this.#kit, this.#cursors, call, request, reply, {
      records: contacts.records,
      folder: this.#folder(call, request),
      kind: ofContacts,
      type: 'contact',
      options: ['$select'],
      idOf: (number) => contacts.ids.idOf(number, idForm),
      render: (contact) => selected(renderContact(contacts, contact, idForm), select),
    });
  };

  readonly folders = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    readQueryOptions(request.query, []);
    const { contacts } = call.mailbox;
    const value = contacts.folders.map((folder) => renderFolder(contacts, folder));
    return sendJson(reply, { '@odata.context': contextOf(this.#kit, call, 'contactFolders'), value });
  };

  readonly addFolder = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const input = folderInput.safeParse(request.body);
    if (!input.success) throw unreadableBody('A contact folder needs a displayName, and nothing else.');
    const folder = call.mailbox.contacts.addFolder(input.data.displayName);
    if (folder === null)
      throw new GraphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
    return this.#send(call, reply.code(201), 'contactFolders/$entity', renderFolder(call.mailbox.contacts, folder));
  };

  readonly folder = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const { contacts } = call.mailbox;
    return this.#send(call, reply, 'contactFolders/$entity', renderFolder(contacts, folderOf(contacts, request)));
  };

  readonly removeFolder = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    call.mailbox.contacts.removeFolder(folderOf(call.mailbox.contacts, request));
    return reply.code(204).send();
  };

  readonly picture = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const { photo } = this.#find(call, request);
    if (photo === null) throw noPicture();
    return reply.header('content-type', 'image/jpeg').send(Buffer.from(photo, 'base64'));
  };

  /** Another picture is no other version of the contact, and change lists do not tell of it. */
  readonly setPicture = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    if (!Buffer.isBuffer(request.body)) throw unreadableBody('A picture is sent as image/jpeg.');
    if (this.#kit.switches.text('contactPictures') === 'refused') throw noPictures();
    const contact = this.#find(call, request);
    call.mailbox.contacts.records.replaceUnseen(contact, { photo: request.body.toString('base64') });
    return reply.code(200).send();
  };

  readonly removePicture = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const contact = this.#find(call, request);
    if (this.#kit.switches.text('contactPictureRemoval') === 'refused') throw noPictures();
    if (contact.photo === null) throw noPicture();
    call.mailbox.contacts.records.replaceUnseen(contact, { photo: null });
    return reply.code(204).send();
  };

  #enter(request: FastifyRequest, writes: boolean): GraphCall {
    const call = callOfRequest(request);
    demandScope(call, 'Contacts.ReadWrite', ...(writes ? [] : ['Contacts.Read']));
    return call;
  }

  #folder(call: GraphCall, request: FastifyRequest): number {
    const { folderId } = request.params as { folderId?: string };
    return folderId === undefined ? defaultFolder : folderOf(call.mailbox.contacts, request).number;
  }

  /** Whatever folder it is in, unless one is named. */
  #find(call: GraphCall, request: FastifyRequest): ContactRecord {
    const { contacts } = call.mailbox;
    const { contactId, folderId } = request.params as { contactId: string; folderId?: string };
    const asOf = request.method === 'GET' ? request.sandbox.asOf : null;
    const meaning = readId(() => contacts.ids.read(contactId));
    const contact = meaning === null ? null : contacts.records.record(meaning.number, asOf);
    if (contact === null || (folderId !== undefined && contact.folder !== this.#folder(call, request))) {
      throw itemNotFound();
    }
    return contact;
  }

  #answer(
    call: GraphCall,
    reply: FastifyReply,
    contact: ContactRecord,
    options: Pick<QueryOptions, 'select' | 'expand'> = { select: null, expand: [] },
  ): FastifyReply {
    const headed = reply.header('etag', etagOfContact(call.mailbox.contacts, contact));
    return this.#send(call, headed, 'contacts/$entity', answered(call, contact, options));
  }

  #send(call: GraphCall, reply: FastifyReply, path: string, body: GraphObject): FastifyReply {
    return sendInContext(this.#kit, call, reply, path, body);
  }
}

const noPicture = () => new GraphError(404, 'ImageNotFound', 'Exception of type ImageNotFoundException was thrown.');
const noPictures = () => new GraphError(400, 'ErrorInvalidRequest', 'The request is not supported for this resource.');

const filterModel: FilterModel<ContactRecord> = {
  properties: {
    displayName: { kind: 'text', get: (contact) => contact.displayName },
    givenName: { kind: 'text', get: (contact) => contact.givenName },
    surname: { kind: 'text', get: (contact) => contact.surname },
    companyName: { kind: 'text', get: (contact) => contact.companyName },
    lastModifiedDateTime: { kind: 'instant', get: (contact) => contact.modifiedAt },
  },
  collections: {
    categories: { names: [''], members: (contact) => contact.categories.map((name) => ({ '': name })) },
    emailAddresses: {
      names: ['address'],
      members: (contact) => contact.emailAddresses.map(({ address }) => ({ address: address ?? '' })),
    },
    singleValueExtendedProperties: {
      names: ['id', 'value'],
      members: (contact) => Object.entries(contact.extended).map(([id, value]) => ({ id, value })),
    },
  },
};

/** @throws GraphError 400 for properties that contacts do not have */
function answered(
  call: GraphCall,
  contact: ContactRecord,
  { select, expand }: Pick<QueryOptions, 'select' | 'expand'>,
): GraphObject {
  const expanded = expand.map((expansion) => {
    if (expansion.name !== 'singleValueExtendedProperties') {
      throw invalidQuery(`Contacts have no navigation property '${expansion.name}'.`);
    }
    return expandProperties(contact.extended, expansion);
  });
  const whole = renderContact(call.mailbox.contacts, contact, call.preferences.idForm);
  return Object.assign({}, selected(whole, select), ...expanded);
}

function selected(whole: GraphObject, select: readonly string[] | null): GraphObject {
  if (select === null) return whole;
  const names = ['@odata.etag', 'id', ...select.map((name) => name.trim())];
  const missing = names.find((name) => !(name in whole));
  if (missing !== undefined)
    throw invalidQuery(`Could not find a property named '${missing}' on type 'microsoft.graph.contact'.`);
  return Object.fromEntries(names.map((name) => [name, whole[name]]));
}

function folderOf(contacts: Contacts, request: FastifyRequest) {
  const folder = readId(() => contacts.folder((request.params as { folderId: string }).folderId));
  if (folder === null) throw itemNotFound();
  return folder;
}
