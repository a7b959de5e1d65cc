/** @file One person's contacts, deleted ones included. */
import { createRecordTable, type RecordTable } from '../../kit/record-table.ts';
import { etagOf } from '../calendar/calendar.ts';
import { GoogleError } from '../google-error.ts';
import { fieldsOf, invalid, masked, type PersonBody, type PersonFields } from './person-fields.ts';

export const myContacts = 'contactGroups/myContacts';

export interface ContactRecord {
  /** `people/c…` */
  readonly resourceName: string;
  readonly fields: PersonFields;
  readonly deleted: boolean;
  /** Milliseconds since 1970. */
  readonly updated: number;
  readonly revision: number;
}

export interface ContactsState {
  readonly contacts: readonly ContactRecord[];
  readonly revision: number;
}

export class Contacts {
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #table: RecordTable<ContactRecord> = createRecordTable();
  #revision = 0;

  constructor(now: () => number, newId: () => string) {
    this.#now = now;
    this.#newId = newId;
  }

  now(): number {
    return this.#now();
  }

  /** @param asOf milliseconds since 1970; null: now */
  all(asOf: number | null = null): readonly ContactRecord[] {
    return [...this.#table.values(asOf)].sort((one, other) => one.revision - other.revision);
  }

  /** @throws GoogleError 404 */
  find(resourceName: string): ContactRecord {
    const found = this.#table.get(resourceName);
    if (!found || found.deleted) throw new GoogleError(404, 'notFound', 'Requested entity was not found.');
    return found;
  }

  /** A new contact is in the group of all contacts at least. @throws GoogleError 400 */
  create(body: PersonBody): ContactRecord {
    const fields = fieldsOf(body);
    const own = [{ contactGroupMembership: { contactGroupResourceName: myContacts } }];
    return this.#put({
      resourceName: `people/c${this.#newId()}`,
      fields: { ...fields, memberships: fields.memberships ?? own },
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
    const fields = masked(old.fields, body, mask);
    if ((fields.memberships ?? []).length === 0) throw invalid('A contact needs at least one membership.');
    return this.#put({ ...old, fields });
  }

  delete(resourceName: string): void {
    this.#put({ ...this.find(resourceName), deleted: true });
  }

  save(): ContactsState {
    return { contacts: this.all(), revision: this.#revision };
  }

  restore(state: ContactsState): void {
    this.#table.clear();
    for (const contact of state.contacts) this.#table.set(contact.resourceName, contact, contact.updated);
    this.#revision = state.revision;
  }

  #put(contact: Omit<ContactRecord, 'updated' | 'revision'>): ContactRecord {
    this.#revision += 1;
    const kept = { ...contact, updated: this.#now(), revision: this.#revision };
    this.#table.set(kept.resourceName, kept, kept.updated);
    return kept;
  }
}

/** Of the person and of its only source. */
export function etagOfContact(contact: ContactRecord): string {
  return `%${etagOf([contact.resourceName, contact.revision]).slice(1, -1)}`;
}

/** As People answers it, with the fields of a mask. */
export function renderContact(contact: ContactRecord, mask: ReadonlySet<string>) {
  const { resourceName, fields, deleted, updated } = contact;
  const etag = etagOfContact(contact);
  const id = resourceName.slice('people/c'.length);
  const source = { type: 'CONTACT', id };
  const sources = [{ ...source, etag, updateTime: new Date(updated).toISOString() }];
  if (deleted) return { resourceName, etag, metadata: { sources, deleted: true, objectType: 'PERSON' } };
  const shown = Object.entries(fields)
    .filter(([name]) => mask.has(name))
    .map(([name, values]) => [name, values.map((value, index) => shownEntry(name, value, source, index))]);
  const metadata = mask.has('metadata') ? { metadata: { sources, objectType: 'PERSON' } } : {};
  return { resourceName, etag, ...metadata, ...Object.fromEntries(shown) };
}

function shownEntry(name: string, value: object, source: object, index: number) {
  const { givenName, familyName } = value as { givenName?: string; familyName?: string };
  const displayName = name === 'names' ? { displayName: [givenName, familyName].filter(Boolean).join(' ') } : {};
  return { ...value, ...displayName, metadata: { ...(index === 0 ? { primary: true } : {}), source } };
}
