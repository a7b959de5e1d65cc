/** @file What tests do with contacts as their owner in another program. No request. */
import { z } from 'zod';
import { storedHtml } from '../microsoft365/mailbox/html-body.ts';
import { type ContactContent, type ContactRecord, contactAfter, emptyContact } from './items/contact-kind.ts';
import type { ExchangeMailbox } from './store/exchange-mailbox.ts';

const user = z.string().optional();
const texts = z.record(z.string(), z.string());
const change = z
  .strictObject({
    /** By the names of the schema: `GivenName`. */
    texts,
    /** By key: `EmailAddress1`, `MobilePhone`, `Business`. */
    emails: texts,
    phones: texts,
    addresses: z.record(z.string(), texts),
    /** A date; null: none. */
    birthday: z.iso.date().nullable(),
    notes: z.string(),
    categories: z.array(z.string()),
    /** Extended properties, by type and name: `String 0x3a45`. */
    properties: texts,
    /** In base64; null: none. */
    picture: z.base64().nullable(),
  })
  .partial();
const creation = change.extend({ user });
const changed = change.extend({ id: z.string(), user });
const one = z.strictObject({ id: z.string(), user });
const listing = z.strictObject({ user }).default({});

/** A contact as its owner sees it. */
export interface SimpleContact
  extends Pick<ContactContent, 'texts' | 'emails' | 'phones' | 'addresses' | 'categories' | 'picture'> {
  readonly id: string;
  readonly birthday: string | null;
  readonly notes: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** Item operations; `user` is a user name, absent: the main user. @throws when the argument has another shape */
export interface ContactOperations {
  readonly createContact: (argument: z.input<typeof creation>) => SimpleContact;
  readonly changeContact: (argument: z.input<typeof changed>) => SimpleContact;
  readonly deleteContact: (argument: z.input<typeof one>) => void;
  readonly contacts: (argument?: z.input<typeof listing>) => readonly SimpleContact[];
}

export function contactOperations(mailboxOf: (userName?: string) => ExchangeMailbox): ContactOperations {
  return {
    createContact: (argument) => {
      const { user: userName, ...contact } = creation.parse(argument);
      const mailbox = mailboxOf(userName);
      return simple(mailbox, mailbox.contacts.insert({ ...contentOf(emptyContact, contact), folder: 0 }));
    },
    changeContact: (argument) => {
      const { id, user: userName, ...contact } = changed.parse(argument);
      const mailbox = mailboxOf(userName);
      const before = find(mailbox, id);
      return simple(mailbox, mailbox.contacts.replace(before, contentOf(before, contact)));
    },
    deleteContact: (argument) => {
      const { id, user: userName } = one.parse(argument);
      const mailbox = mailboxOf(userName);
      mailbox.contacts.remove(find(mailbox, id));
    },
    contacts: (argument) => {
      const mailbox = mailboxOf(listing.parse(argument ?? {}).user);
      return mailbox.contacts.inFolder(0, null).map((contact) => simple(mailbox, contact));
    },
  };
}

function find(mailbox: ExchangeMailbox, id: string): ContactRecord {
  const contact = mailbox.contacts.record(mailbox.contactIds.read(id)?.number ?? -1, null);
  if (contact === null) throw new RangeError('There is no such contact.');
  return contact;
}

/** Parts that are given replace those of the same key; others stay. */
function contentOf(before: ContactContent, given: z.output<typeof change>): ContactContent {
  const content: ContactContent = {
    ...before,
    texts: { ...before.texts, ...given.texts },
    emails: { ...before.emails, ...given.emails },
    phones: { ...before.phones, ...given.phones },
    addresses: { ...before.addresses, ...given.addresses },
    birthday: given.birthday === undefined ? before.birthday : birthdayOf(given.birthday),
    ...(given.notes === undefined ? {} : { html: storedHtml('text', given.notes), text: given.notes }),
    categories: given.categories ?? before.categories,
    extended: { ...before.extended, ...given.properties },
    picture: given.picture === undefined ? before.picture : given.picture,
  };
  return contactAfter({ content, extended: {} });
}

/** As Outlook keeps a day of birth: a minute before noon, which is the same day nearly everywhere. */
function birthdayOf(date: string | null): number | null {
  return date === null ? null : Date.parse(`${date}T11:59:00Z`);
}

function simple(mailbox: ExchangeMailbox, contact: ContactRecord): SimpleContact {
  const { texts: named, emails, phones, addresses, categories, picture, birthday, text, extended } = contact;
  return {
    id: mailbox.contactIds.idOf(contact.number, 'ordinary'),
    texts: named,
    emails,
    phones,
    addresses,
    categories,
    picture,
    birthday: birthday === null ? null : new Date(birthday).toISOString().slice(0, 10),
    notes: text ?? '',
    properties: extended,
  };
}
