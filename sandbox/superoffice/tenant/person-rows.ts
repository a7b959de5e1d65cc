/**
 * @file Persons, companies, their user-defined fields, pictures and selections as the tenant's database holds them. Rows are never
 * changed in place; stamps are milliseconds since 1970 in whole seconds, 0 where there is none.
 */
import type { SampleCompany, SampleSelection, SampleUserField } from '../../sample/world.ts';

/** A telephone number, an e-mail address or a web address; the order of a list is the rank. */
export interface Element {
  readonly value: string;
  readonly description: string;
}

/** A postal address; all empty: none. */
export interface AddressRow {
  readonly line1: string;
  readonly line2: string;
  readonly line3: string;
  readonly city: string;
  readonly county: string;
  readonly state: string;
  readonly zip: string;
}

export const noAddress: AddressRow = { line1: '', line2: '', line3: '', city: '', county: '', state: '', zip: '' };

/** Values of user-defined fields by program id: text, number (of a list the item's id), date `2026-11-24`. */
export type FieldValues = Readonly<Record<string, string | number>>;

interface Stamps {
  readonly created: number;
  readonly updated: number;
  /** Associate id; 0: the system. */
  readonly updatedBy: number;
  /** When it went to the recycle bin; 0: it is not there. */
  readonly deleted: number;
}

export interface Person extends Stamps {
  readonly personId: number;
  readonly contactId: number;
  readonly firstName: string;
  readonly middleName: string;
  readonly lastName: string;
  readonly mrMrs: string;
  readonly jobTitle: string;
  /** `1984-06-09`; the year 0002 where only the day is known; null: none. */
  readonly birthday: string | null;
  readonly emails: readonly Element[];
  readonly officePhones: readonly Element[];
  readonly mobilePhones: readonly Element[];
  readonly privatePhones: readonly Element[];
  readonly otherPhones: readonly Element[];
  readonly faxes: readonly Element[];
  readonly urls: readonly Element[];
  readonly address: AddressRow;
  readonly country: SampleCompany['country'];
  readonly retired: boolean;
  readonly description: string;
  readonly fields: FieldValues;
  /** The caller's role lets nobody but administrators change it. */
  readonly isReadOnly: boolean;
}

export interface Company extends Stamps {
  readonly contactId: number;
  readonly name: string;
  readonly department: string;
  readonly country: SampleCompany['country'];
  readonly phones: readonly Element[];
  readonly faxes: readonly Element[];
  readonly emails: readonly Element[];
  readonly urls: readonly Element[];
  /** The visiting address. */
  readonly street: AddressRow;
  readonly postal: AddressRow;
  readonly fields: FieldValues;
}

/** The definition of a user-defined field, as it is published. */
export type UserField = SampleUserField;

export interface Picture {
  readonly blobId: number;
  /** Of the row that says whose it is. */
  readonly linkId: number;
  /** When that row was written, and when the content was; `created` of the object. */
  readonly linked: number;
  readonly updated: number;
  readonly type: 'image/jpeg' | 'image/png' | 'image/gif';
  readonly base64: string;
  readonly created: number;
}

/** A company (person 0) or a person of it. */
export interface SelectionMember {
  /** Of the row, unique among all selections. */
  readonly id: number;
  readonly contactId: number;
  readonly personId: number;
}

export interface Selection extends Omit<SampleSelection, 'members'> {
  readonly created: number;
  readonly updated: number;
  readonly updatedBy: number;
  readonly membersChanged: number;
  readonly membersChangedBy: number;
  /** Of a static selection; a dynamic one has none of its own. */
  readonly members: readonly SelectionMember[];
}

/** A company or person that became part of another one, or moved to it. */
export interface MergeMove {
  readonly id: number;
  readonly time: number;
  /** 5: company, 6: person. */
  readonly table: number;
  readonly operation: 'merge' | 'move';
  readonly source: number;
  readonly destination: number;
  readonly associateId: number;
}

export function elementsOf(...values: readonly string[]): Element[] {
  return values.filter((value) => value !== '').map((value) => ({ value, description: '' }));
}

/** As it is shown: first, middle, last. */
export function fullNameOf(person: Pick<Person, 'firstName' | 'middleName' | 'lastName'>): string {
  return [person.firstName, person.middleName, person.lastName].filter((part) => part !== '').join(' ');
}

/** The first address, to which mail goes. */
export function mainEmail({ emails }: Pick<Person, 'emails'>): string {
  return emails[0]?.value ?? '';
}

export function isNoAddress(address: AddressRow): boolean {
  return Object.values(address).every((part) => part === '');
}
