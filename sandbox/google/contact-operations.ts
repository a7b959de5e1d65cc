/** @file What tests do with contacts as their owner in Google's own programs. No request. */
import { z } from 'zod';
import { type Contacts, renderContact } from './people/contacts.ts';
import { type PersonFields, readPerson } from './people/person-fields.ts';

const user = z.string().optional();
/** Fields in People's own form. */
const fields = z.record(z.string(), z.unknown());
const creation = z.strictObject({ user, contact: fields });
const change = z.strictObject({ user, resourceName: z.string(), contact: fields });
const one = z.strictObject({ user, resourceName: z.string() });
const listing = z.strictObject({ user }).default({});
const group = z.strictObject({ user, name: z.string() });
const groupChange = z.strictObject({ user, resourceName: z.string(), name: z.string() });
const groupDeletion = z.strictObject({ user, resourceName: z.string(), withContacts: z.boolean().default(false) });

/** With the names of its groups; those of the system are `myContacts` and the like. */
export type ContactView = PersonFields & {
  readonly resourceName: string;
  readonly etag: string;
  readonly groups: readonly string[];
  readonly hasPhoto: boolean;
};

export interface GroupView {
  readonly resourceName: string;
  readonly name: string;
  readonly members: number;
}

/** `user` is a user name, absent: the main user. @throws when the argument has another shape, GoogleError as a request would meet it */
export interface ContactOperations {
  readonly createContact: (argument: z.input<typeof creation>) => ContactView;
  /** The fields that are named are replaced. */
  readonly changeContact: (argument: z.input<typeof change>) => ContactView;
  readonly deleteContact: (argument: z.input<typeof one>) => void;
  /** As it comes about when a contact is joined with a profile. @returns under its new name */
  readonly renameContact: (argument: z.input<typeof one>) => ContactView;
  readonly contacts: (argument?: z.input<typeof listing>) => readonly ContactView[];
  /** Those that somebody has made. */
  readonly contactGroups: (argument?: z.input<typeof listing>) => readonly GroupView[];
  readonly createContactGroup: (argument: z.input<typeof group>) => GroupView;
  readonly renameContactGroup: (argument: z.input<typeof groupChange>) => GroupView;
  readonly deleteContactGroup: (argument: z.input<typeof groupDeletion>) => void;
}

/** @param listed whether lists of changes tell of the contacts of a group that was deleted */
export function contactOperations(
  contactsOf: (userName?: string) => Contacts,
  listed: () => boolean,
): ContactOperations {
  return {
    createContact: (argument) => {
      const given = creation.parse(argument);
      const contacts = contactsOf(given.user);
      return view(contacts, contacts.create(readPerson(given.contact)).resourceName);
    },
    changeContact: (argument) => {
      const { resourceName, contact, user: userName } = change.parse(argument);
      const contacts = contactsOf(userName);
      contacts.change(resourceName, readPerson(contact), new Set(Object.keys(contact)));
      return view(contacts, resourceName);
    },
    deleteContact: (argument) => {
      const { resourceName, user: userName } = one.parse(argument);
      contactsOf(userName).delete(resourceName);
    },
    renameContact: (argument) => {
      const { resourceName, user: userName } = one.parse(argument);
      const contacts = contactsOf(userName);
      return view(contacts, contacts.rename(resourceName).resourceName);
    },
    contacts: (argument) => {
      const contacts = contactsOf(listing.parse(argument).user);
      const living = contacts.all().filter(({ deleted }) => !deleted);
      return living.map(({ resourceName }) => view(contacts, resourceName));
    },
    ...groupOperations(contactsOf, listed),
  };
}

function groupOperations(contactsOf: (userName?: string) => Contacts, listed: () => boolean) {
  return {
    contactGroups: (argument?: z.input<typeof listing>) => {
      const contacts = contactsOf(listing.parse(argument).user);
      return contacts.groups.own.map(({ resourceName }) => groupView(contacts, resourceName));
    },
    createContactGroup: (argument: z.input<typeof group>) => {
      const { name, user: userName } = group.parse(argument);
      const contacts = contactsOf(userName);
      return groupView(contacts, contacts.groups.create({ name, clientData: [] }).resourceName);
    },
    renameContactGroup: (argument: z.input<typeof groupChange>) => {
      const { resourceName, name, user: userName } = groupChange.parse(argument);
      const contacts = contactsOf(userName);
      contacts.groups.rename(resourceName, name);
      return groupView(contacts, resourceName);
    },
    deleteContactGroup: (argument: z.input<typeof groupDeletion>) => {
      const { resourceName, withContacts, user: userName } = groupDeletion.parse(argument);
      contactsOf(userName).deleteGroup(resourceName, withContacts, listed());
    },
  };
}

function view(contacts: Contacts, name: string): ContactView {
  const contact = contacts.find(name);
  const { resourceName, etag } = renderContact(contact, new Set());
  const groups = (contact.fields.memberships ?? []).map((each) => {
    const group = each.contactGroupMembership.contactGroupResourceName;
    return contacts.groups.find(group).name;
  });
  return { ...contact.fields, resourceName, etag, groups, hasPhoto: contact.photo !== null };
}

function groupView(contacts: Contacts, resourceName: string): GroupView {
  const { name } = contacts.groups.find(resourceName);
  return { resourceName, name, members: contacts.members(resourceName).length };
}
