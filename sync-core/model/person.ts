/**
 * @file The neutral form of a person: a contact person of the CRM, a contact of an address book. The names are those of vCard
 * (RFC 6350) and of Outlook's contact.
 *
 * Which field of the CRM feeds which of these is decided where persons are read (`PersonsWanted`). `personFields` lists the fields that
 * are merged one by one; whatever else a contact has is never touched.
 */
import { z } from 'zod';
import { localDate } from './time.ts';

export const address = z
  .object({
    street: z.string(),
    city: z.string(),
    state: z.string(),
    postalCode: z.string(),
    /** In words. */
    country: z.string(),
  })
  .readonly();
/** A postal address; all empty: none. */
export type Address = z.infer<typeof address>;

export const noAddress: Address = { street: '', city: '', state: '', postalCode: '', country: '' };

/** Texts are empty where there is nothing; telephone numbers stand as somebody typed them. */
export const person = z
  .object({
    givenName: z.string(),
    middleName: z.string(),
    surname: z.string(),
    /** Mr, Mrs, Dr: before the name. */
    namePrefix: z.string(),
    jobTitle: z.string(),
    companyName: z.string(),
    department: z.string(),
    birthday: localDate.nullable(),
    /** Up to three, the first the most important; none is empty, none twice. */
    emails: z.array(z.string()).max(3).readonly(),
    /** Up to two, the first the most important; none is empty. */
    businessPhones: z.array(z.string()).max(2).readonly(),
    mobilePhone: z.string(),
    homePhone: z.string(),
    otherPhone: z.string(),
    businessFax: z.string(),
    homeFax: z.string(),
    businessAddress: address,
    homeAddress: address,
    otherAddress: address,
    /** The company's web site. */
    businessHomePage: z.string(),
    /** The person's own. */
    homePage: z.string(),
  })
  .readonly();
/** The fields of a person that take part in the merge. */
export type Person = z.infer<typeof person>;

export type PersonField = keyof Person;
export const personFields: readonly PersonField[] = [
  'givenName',
  'middleName',
  'surname',
  'namePrefix',
  'jobTitle',
  'companyName',
  'department',
  'birthday',
  'emails',
  'businessPhones',
  'mobilePhone',
  'homePhone',
  'otherPhone',
  'businessFax',
  'homeFax',
  'businessAddress',
  'homeAddress',
  'otherAddress',
  'businessHomePage',
  'homePage',
];

/** @returns the name as one writes it on an envelope; the company's or the first e-mail address where nobody is named. */
export function nameOf({ givenName, middleName, surname, companyName, emails }: Person): string {
  const name = [givenName, middleName, surname].filter((part) => part !== '').join(' ');
  return name || companyName || (emails[0] ?? '');
}
