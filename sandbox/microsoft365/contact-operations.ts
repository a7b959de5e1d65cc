/** @file What tests do with contacts as their owner in another program. No request. */
import { z } from 'zod';
import { contactAfter, emptyContact, readContactInput } from './contacts/contact-input.ts';
import type { ContactContent, ContactRecord } from './contacts/contact-record.ts';
import { defaultFolder } from './contacts/contacts.ts';
import { itemNotFound } from './graph-error.ts';
import type { Mailbox } from './mailbox/mailbox.ts';

const user = z.string().optional();
/** Properties in Graph's own form. */
const properties = z.record(z.string(), z.unknown());
const creation = z.strictObject({ contact: properties, user });
const change = z.strictObject({ id: z.string(), contact: properties, user });
const one = z.strictObject({ id: z.string(), user });
const listing = z.strictObject({ user }).default({});

export type ContactView = ContactContent & { readonly id: string; readonly hasPhoto: boolean };

/** Item operations on the default folder; `user` is a user name, absent: the main user. @throws when the argument has another shape */
export interface ContactOperations {
  readonly createContact: (argument: z.input<typeof creation>) => ContactView;
  readonly changeContact: (argument: z.input<typeof change>) => ContactView;
  readonly deleteContact: (argument: z.input<typeof one>) => void;
  readonly contacts: (argument?: z.input<typeof listing>) => readonly ContactView[];
}

export function contactOperations(mailboxOf: (userName?: string) => Mailbox): ContactOperations {
  return {
    createContact: (argument) => {
      const { contact, user: userName } = creation.parse(argument);
      const mailbox = mailboxOf(userName);
      const content = contactAfter(emptyContact, readContactInput(contact));
      return view(mailbox, mailbox.contacts.records.insert({ ...content, folder: defaultFolder, photo: null }));
    },
    changeContact: (argument) => {
      const { id, contact, user: userName } = change.parse(argument);
      const mailbox = mailboxOf(userName);
      const before = find(mailbox, id);
      return view(mailbox, mailbox.contacts.records.replace(before, contactAfter(before, readContactInput(contact))));
    },
    deleteContact: (argument) => {
      const { id, user: userName } = one.parse(argument);
      const mailbox = mailboxOf(userName);
      mailbox.contacts.records.remove(find(mailbox, id));
    },
    contacts: (argument) => {
      const mailbox = mailboxOf(listing.parse(argument ?? {}).user);
      return mailbox.contacts.records.inFolder(defaultFolder, null).map((contact) => view(mailbox, contact));
    },
  };
}

function find(mailbox: Mailbox, id: string): ContactRecord {
  const contact = mailbox.contacts.records.record(mailbox.contacts.ids.read(id)?.number ?? -1, null);
  if (contact === null) throw itemNotFound();
  return contact;
}

function view(mailbox: Mailbox, contact: ContactRecord): ContactView {
  const { number, folder: _folder, revision: _revision, createdAt: _c, modifiedAt: _m, photo, ...content } = contact;
  return { ...content, id: mailbox.contacts.ids.idOf(number, 'immutable'), hasPhoto: photo !== null };
}
