/** @file A contact and a folder as Graph answers them. */
import type { GraphObject } from '../graph/render-event.ts';
import type { IdForm } from '../mailbox/item-ids.ts';
import type { ContactFolder, ContactRecord } from './contact-record.ts';
import { textFields } from './contact-record.ts';
import type { Contacts } from './contacts.ts';

export function etagOfContact(contacts: Contacts, { revision }: ContactRecord): string {
  return `W/"${contacts.ids.changeKey(revision)}"`;
}

export function renderFolder(contacts: Contacts, folder: ContactFolder): GraphObject {
  return {
    id: contacts.folderId(folder.number),
    parentFolderId: contacts.folderId(0),
    displayName: folder.displayName,
  };
}

export function renderContact(contacts: Contacts, contact: ContactRecord, idForm: IdForm): GraphObject {
  return {
    '@odata.etag': etagOfContact(contacts, contact),
    id: contacts.ids.idOf(contact.number, idForm),
    createdDateTime: seconds(contact.createdAt),
    lastModifiedDateTime: seconds(contact.modifiedAt),
    changeKey: contacts.ids.changeKey(contact.revision),
    parentFolderId: contacts.folderId(contact.folder),
    categories: contact.categories,
    ...Object.fromEntries(textFields.map((name) => [name, contact[name]])),
    birthday: contact.birthday === null ? null : seconds(contact.birthday),
    emailAddresses: contact.emailAddresses,
    businessPhones: contact.businessPhones,
    homePhones: contact.homePhones,
    imAddresses: contact.imAddresses,
    children: contact.children,
    businessAddress: contact.businessAddress,
    homeAddress: contact.homeAddress,
    otherAddress: contact.otherAddress,
  };
}

const seconds = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
