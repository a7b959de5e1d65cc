/** @file The contacts of the mailbox's own contact folder. */

import { z } from 'zod';
import { type Person, personFields } from '../../../model/person.ts';
import type { PersonFace, WriteOperation, WriteOutcome } from '../../connector.ts';
import { createKeptFact } from '../../http/kept-fact.ts';
import type { CategoryKeeper } from '../../outlook/category-keeper.ts';
import { expressPerson } from '../../outlook/person-form.ts';
import type { ConnectorPorts } from '../../ports.ts';
import { preferences } from '../graph.ts';
import type { Mailbox } from '../items.ts';
import { listPages } from '../list-pages.ts';
import { eachWithRight, withRight } from '../records/named-right.ts';
import { listRecordChanges } from '../records/record-changes.ts';
import { readRecords } from '../records/record-items.ts';
import { type RecordKind, type Records, recordPath } from '../records/record-kind.ts';
import { writeRecords } from '../records/record-writes.ts';
import { findContacts, readContactMarkers } from './contact-marks.ts';
import { contactProperties, contactsFolder } from './contact-schemas.ts';
import { expandOutlook, outlookFields } from './outlook-properties.ts';
import { putPicture } from './pictures.ts';
import { readContact, unreadableContact } from './read-contact.ts';
import { replacesMore, writeContactPatch, writeNewContact } from './write-contact.ts';

export const contactRight = 'Contacts.ReadWrite';
const rememberedMs = 24 * 3_600_000;
const whole = `$select=${contactProperties}&$expand=${encodeURIComponent(expandOutlook)}`;

export interface ContactFaceParts {
  readonly mailbox: Mailbox;
  readonly ports: ConnectorPorts;
  readonly keepCategories: CategoryKeeper;
}

type IsElsewhere = RecordKind<Person>['isElsewhere'];

/**
 * A contact that was moved to another folder, or to the deleted ones, is still found by its id. Which folder the default one is
 * any contact in it tells; where there is none, nobody knows.
 */
function createFolderCheck({ mailbox: { graph }, ports }: ContactFaceParts): IsElsewhere {
  const kept = createKeptFact(ports.remembered, 'contactsFolder', z.string().min(1));

  async function ask(signal: AbortSignal): Promise<string | undefined> {
    const until = ports.clock.now() + rememberedMs;
    const url = graph.url('/me/contacts?$top=1&$select=parentFolderId');
    for await (const { rows } of listPages(graph, url, preferences, signal)) {
      const folder = contactsFolder.safeParse(rows[0]).data?.parentFolderId;
      if (folder !== undefined) kept.keep(folder, until);
      return folder;
    }
    return undefined;
  }

  return async (row, signal) => {
    const own = contactsFolder.safeParse(row).data?.parentFolderId;
    const folder = kept.current() ?? (await ask(signal));
    return own !== undefined && folder !== undefined && own !== folder;
  };
}

function contactKind(isElsewhere: IsElsewhere): RecordKind<Person> {
  return {
    folder: '/me/contacts',
    options: { read: whole, list: `${whole}&$top=200`, changes: `$select=${contactProperties}` },
    // A change list leaves out what Graph has no property for.
    toldWhole: false,
    looksFirst: (operation) => operation.do === 'update' && replacesMore(operation),
    read: readContact,
    readWritten(row, operation) {
      const item = readContact(row);
      if (item === undefined) return undefined;
      const fields = operation.do === 'create' ? operation.fields : { ...operation.current, ...operation.patch };
      const written = expressPerson(fields);
      const untold = Object.fromEntries(outlookFields.map((field) => [field, written[field]]));
      return { ...item, fields: { ...item.fields, ...untold } };
    },
    remains: unreadableContact,
    isElsewhere,
    newBody: writeNewContact,
    changedBody: writeContactPatch,
    holds({ fields }, { patch }) {
      const wanted = expressPerson({ ...fields, ...patch });
      return personFields.every((field) => JSON.stringify(wanted[field]) === JSON.stringify(fields[field]));
    },
  };
}

export function createContactFace(parts: ContactFaceParts): PersonFace {
  const { mailbox, ports, keepCategories } = parts;
  const kind = contactKind(createFolderCheck(parts));
  const contacts: Records<Person> = { graph: mailbox.graph, ports: mailbox.ports, log: ports.log, kind };
  const pictures = { graph: mailbox.graph, log: ports.log, path: (id: string) => recordPath(kind, id) };

  /** What becomes of the picture is told with the contact. */
  async function withPicture(
    operation: WriteOperation<Person> | undefined,
    outcome: WriteOutcome<Person>,
    signal: AbortSignal,
  ): Promise<WriteOutcome<Person>> {
    if (operation === undefined || operation.do === 'remove' || operation.picture === undefined) return outcome;
    if (outcome.result !== 'created' && outcome.result !== 'updated') return outcome;
    const fate = await putPicture(pictures, outcome.item.id, operation.picture, signal);
    return fate === 'put' ? outcome : { ...outcome, picture: fate };
  }

  async function* write(operations: readonly WriteOperation<Person>[], signal: AbortSignal) {
    const put = operations.flatMap((operation) => (operation.do === 'create' ? operation.categories : []));
    await keepCategories(put, signal);
    const find = (marks: Parameters<PersonFace['findCreated']>[0]) => findContacts(contacts, marks, signal);
    for await (const outcome of writeRecords(contacts, operations, find, signal)) {
      yield await withPicture(operations[outcome.index], outcome, signal);
    }
  }

  return {
    express: expressPerson,
    changes: (request) => eachWithRight(contactRight, () => listRecordChanges(contacts, request)),
    get: (ids, signal, known) => withRight(contactRight, () => readRecords(contacts, ids, signal, known)),
    markers: (ids, _window, signal) => withRight(contactRight, () => readContactMarkers(contacts, ids, signal)),
    findCreated: (marks, signal) => withRight(contactRight, () => findContacts(contacts, marks, signal)),
    write: (operations, _window, signal) => eachWithRight(contactRight, () => write(operations, signal)),
  };
}
