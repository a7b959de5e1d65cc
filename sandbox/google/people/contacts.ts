/** @file One person's contacts, deleted ones included, and the groups that they are in. */
import { createRecordTable, type RecordTable } from '../../kit/record-table.ts';
import { etagOf } from '../calendar/calendar.ts';
import { GoogleError } from '../google-error.ts';
import { ContactGroups, type GroupsState, myContacts } from './contact-groups.ts';
import { fieldsOf, invalid, masked, type PersonBody, type PersonFields } from './person-fields.ts';

export interface ContactRecord {
  /** `people/c…` */
  readonly resourceName: string;
  /** What it was called before; these names are still understood. */
  readonly formerNames: readonly string[];
  readonly fields: PersonFields;
  /** What it shows, base64; null: a picture that Google makes of the name. */
  readonly photo: string | null;
  readonly deleted: boolean;
  /** Milliseconds since 1970. */
  readonly updated: number;
  readonly revision: number;
  /** The last change that lists tell of. */
  readonly told: number;
}

export interface ContactsState {
  readonly contacts: readonly ContactRecord[];
  readonly revision: number;
  readonly groups: GroupsState;
}

export class Contacts {
  readonly groups: ContactGroups;
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #table: RecordTable<ContactRecord> = createRecordTable();
  #revision = 0;

  constructor(now: () => number, newId: () => string) {
    this.#now = now;
    this.#newId = newId;
    this.groups = new ContactGroups(now, newId);
  }

  now(): number {
    return this.#now();
  }

  /** @param asOf milliseconds since 1970; null: now */
  all(asOf: number | null = null): readonly ContactRecord[] {
    return [...this.#table.values(asOf)].sort((one, other) => one.revision - other.revision);
  }

  /** By its name, or one that it had. @throws GoogleError 404 */
  find(resourceName: string): ContactRecord {
    const found =
      this.#table.get(resourceName) ?? this.all().find(({ formerNames }) => formerNames.includes(resourceName));
    if (!found || found.deleted) throw new GoogleError(404, 'notFound', 'Requested entity was not found.');
    return found;
  }

  /** A new contact is in the group of all contacts at least. @throws GoogleError 400 */
  create(body: PersonBody): ContactRecord {
    const fields = fieldsOf(body);
    const own = [{ contactGroupMembership: { contactGroupResourceName: myContacts } }];
    const memberships = fields.memberships ?? own;
    this.#demandGroups(memberships);
    return this.#put({
      resourceName: `people/c${this.#newId()}`,
      formerNames: [],
      fields: { ...fields, memberships },
      photo: null,
      deleted: false,
    });
  }

  /** @throws GoogleError 400 where the version is missing or an old one, or no group is left; 404 */
  update(resourceName: string, body: PersonBody, mask: ReadonlySet<string>): ContactRecord {
    const old = this.find(resourceName);
    const source = body.metadata?.sources?.find((each) => each['type'] === 'CONTACT');
    if (body.etag === undefined || source?.['etag'] === undefined)
      throw invalid('Request person.etag and source etag are required.');
    if (body.etag !== etagOfContact(old) || source['etag'] !== etagOfContact(old)) {
      throw new GoogleError(
        400,
        'failedPrecondition',
        'Request person.etag is different than the current person.etag.',
      );
    }
    return this.change(resourceName, body, mask);
  }

  /** Whatever its version. @throws GoogleError 400 where no group is left; 404 */
  change(resourceName: string, body: PersonBody, mask: ReadonlySet<string>): ContactRecord {
    const old = this.find(resourceName);
    const fields = masked(old.fields, body, mask);
    if ((fields.memberships ?? []).length === 0) throw invalid('A contact needs at least one membership.');
    this.#demandGroups(fields.memberships ?? []);
    return this.#put({ ...old, fields });
  }

  setPhoto(resourceName: string, photo: string | null): ContactRecord {
    const old = this.find(resourceName);
    if (photo === null && old.photo === null) throw new GoogleError(404, 'notFound', 'The contact has no photo.');
    return this.#put({ ...old, photo });
  }

  delete(resourceName: string): void {
    this.#put({ ...this.find(resourceName), deleted: true });
  }

  /** As Google does when a contact is joined with a profile: another name, and the old one is understood. */
  rename(resourceName: string): ContactRecord {
    const old = this.find(resourceName);
    this.#table.delete(old.resourceName, this.#now());
    const formerNames = [...old.formerNames, old.resourceName];
    return this.#put({ ...old, resourceName: `people/c${this.#newId()}`, formerNames });
  }

  members(group: string): readonly ContactRecord[] {
    return this.all().filter((contact) => !contact.deleted && groupsOf(contact).includes(group));
  }

  /** @returns those that stay, because they would be in no group. @throws GoogleError 400, 404 */
  modify(group: string, add: readonly string[], remove: readonly string[]): readonly string[] {
    this.groups.find(group);
    this.groups.demandOpen(group);
    for (const name of add) {
      const groups = groupsOf(this.find(name));
      if (!groups.includes(group)) this.#put({ ...this.find(name), ...inGroups(this.find(name), [...groups, group]) });
    }
    const stay: string[] = [];
    for (const name of remove) {
      const contact = this.find(name);
      const groups = groupsOf(contact);
      const left = groups.filter((each) => each !== group);
      if (left.length === 0) stay.push(name);
      else if (left.length < groups.length) this.#put({ ...contact, ...inGroups(contact, left) });
    }
    return stay;
  }

  /** @param listed whether lists of changes tell of the contacts that were in it */
  deleteGroup(group: string, withContacts: boolean, listed: boolean): void {
    const members = this.members(group);
    this.groups.delete(group);
    for (const contact of members) {
      const left = groupsOf(contact).filter((each) => each !== group);
      const groups = left.length === 0 ? [myContacts] : left;
      if (withContacts) this.#put({ ...contact, deleted: true });
      else this.#put({ ...contact, ...inGroups(contact, groups) }, listed);
    }
  }

  save(): ContactsState {
    return { contacts: this.all(), revision: this.#revision, groups: this.groups.save() };
  }

  restore(state: ContactsState): void {
    this.#table.clear();
    for (const contact of state.contacts) this.#table.set(contact.resourceName, contact, contact.updated);
    this.#revision = state.revision;
    this.groups.restore(state.groups);
  }

  #demandGroups(memberships: NonNullable<PersonFields['memberships']>): void {
    for (const { contactGroupMembership } of memberships)
      this.groups.demandOpen(contactGroupMembership.contactGroupResourceName);
  }

  #put(contact: Omit<ContactRecord, 'updated' | 'revision' | 'told'>, listed = true): ContactRecord {
    this.#revision += 1;
    const revision = this.#revision;
    const told = listed ? revision : ((contact as Partial<ContactRecord>).told ?? revision);
    const kept = { ...contact, updated: this.#now(), revision, told };
    this.#table.set(kept.resourceName, kept, kept.updated);
    return kept;
  }
}

function groupsOf({ fields }: ContactRecord): readonly string[] {
  return (fields.memberships ?? []).map((each) => each.contactGroupMembership.contactGroupResourceName);
}

function inGroups({ fields }: ContactRecord, groups: readonly string[]): Pick<ContactRecord, 'fields'> {
  const memberships = groups.map((contactGroupResourceName) => ({
    contactGroupMembership: { contactGroupResourceName },
  }));
  return { fields: { ...fields, memberships } };
}

/** Of the person and of its only source. */
export function etagOfContact(contact: ContactRecord): string {
  return `%${etagOf([contact.resourceName, contact.revision]).slice(1, -1)}`;
}

/** As People answers it, with the fields of a mask. @param sync whether it is a row of a list of changes */
export function renderContact(contact: ContactRecord, mask: ReadonlySet<string>, sync = false) {
  const { resourceName, formerNames, fields, deleted, updated } = contact;
  const etag = etagOfContact(contact);
  const id = resourceName.slice('people/c'.length);
  const source = { type: 'CONTACT', id };
  const sources = [{ ...source, etag, updateTime: new Date(updated).toISOString() }];
  const former = sync && formerNames.length > 0 ? { previousResourceNames: formerNames } : {};
  if (deleted) return { resourceName, etag, metadata: { sources, ...former, deleted: true, objectType: 'PERSON' } };
  const shown = Object.entries(fields)
    .filter(([name]) => mask.has(name))
    .map(([name, values]) => [name, values.map((value, index) => shownEntry(name, value, source, index))]);
  const metadata = mask.has('metadata') ? { metadata: { sources, ...former, objectType: 'PERSON' } } : {};
  const photos = mask.has('photos') ? { photos: [photoOf(contact, source)] } : {};
  return { resourceName, etag, ...metadata, ...photos, ...Object.fromEntries(shown) };
}

function photoOf({ resourceName, photo, revision }: ContactRecord, source: object) {
  const url = `https://lh3.googleusercontent.com/contacts/${resourceName.slice('people/'.length)}-${revision}=s100`;
  return { url, ...(photo === null ? { default: true } : {}), metadata: { primary: true, source } };
}

function shownEntry(name: string, value: object, source: object, index: number) {
  return { ...value, ...made(name, value), metadata: { ...(index === 0 ? { primary: true } : {}), source } };
}

/** What the server adds to an entry by itself. */
function made(name: string, value: object): object {
  const { givenName, middleName, familyName, type, contactGroupMembership } = value as {
    [part: string]: string | undefined;
    contactGroupMembership?: never;
  };
  if (name === 'names') return { displayName: [givenName, middleName, familyName].filter(Boolean).join(' ') };
  if (name === 'memberships' && contactGroupMembership !== undefined) {
    const { contactGroupResourceName } = contactGroupMembership as { contactGroupResourceName: string };
    const contactGroupId = contactGroupResourceName.slice('contactGroups/'.length);
    return { contactGroupMembership: { contactGroupResourceName, contactGroupId } };
  }
  return type === undefined ? {} : { formattedType: type.charAt(0).toUpperCase() + type.slice(1) };
}
