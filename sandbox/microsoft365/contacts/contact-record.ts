/** @file A contact and a folder of contacts as the mailbox keeps them. Records are replaced, never changed in place. */
import type { RevisedRecord } from '../mailbox/revised-records.ts';

export interface ContactFolder {
  readonly number: number;
  readonly displayName: string;
}

export interface ContactAddress {
  readonly street?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postalCode?: string;
  readonly countryOrRegion?: string;
}

export interface EmailAddress {
  readonly name: string | null;
  readonly address: string | null;
}

export const textFields = [
  'title',
  'givenName',
  'middleName',
  'surname',
  'generation',
  'displayName',
  'fileAs',
  'initials',
  'nickName',
  'companyName',
  'department',
  'jobTitle',
  'officeLocation',
  'profession',
  'manager',
  'assistantName',
  'spouseName',
  'mobilePhone',
  'businessHomePage',
  'personalNotes',
] as const;
export type TextField = (typeof textFields)[number];

/** Everything of a contact that its owner can write. */
export interface ContactContent extends Readonly<Record<TextField, string | null>> {
  /** Milliseconds since 1970. */
  readonly birthday: number | null;
  readonly emailAddresses: readonly EmailAddress[];
  readonly businessPhones: readonly string[];
  readonly homePhones: readonly string[];
  readonly imAddresses: readonly string[];
  readonly children: readonly string[];
  readonly businessAddress: ContactAddress;
  readonly homeAddress: ContactAddress;
  readonly otherAddress: ContactAddress;
  readonly categories: readonly string[];
  /** Extended properties by id. */
  readonly extended: Readonly<Record<string, string>>;
}

export interface ContactRecord extends ContactContent, RevisedRecord {
  /** The picture, base64; null: none. */
  readonly photo: string | null;
}
