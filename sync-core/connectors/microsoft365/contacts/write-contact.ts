/**
 * @file A person as Graph takes a contact. Pure.
 *
 * An array and an address replace what stood there whole: what of it is not ours is written once more as it was read.
 */
import type { ItemPatch } from '../../../model/item.ts';
import { type Address, nameOf, type Person } from '../../../model/person.ts';
import type { LocalDate } from '../../../model/time.ts';
import { markerProperty } from '../../outlook/marker.ts';
import { oneLine } from '../../outlook/one-line.ts';
import { expressPerson } from '../../outlook/person-form.ts';
import type { Creation, Json, Update } from '../records/record-kind.ts';
import { type GraphContact, graphContact } from './contact-schemas.ts';
import { outlookFields, writeOutlook } from './outlook-properties.ts';

/** With the key of its creation; it must never change, or contacts made before would no longer be found. */
export const keyProperty = 'String {3f1d8a52-6c0e-4e8b-9a57-1b2f4d7c6e90} Name SynchronizerKey';

/** What the shown name can be made from. */
const names = ['givenName', 'middleName', 'surname', 'companyName'] as const;

/** Graph's properties that hold one of our fields as it is. */
const alike = {
  givenName: 'givenName',
  middleName: 'middleName',
  surname: 'surname',
  namePrefix: 'title',
  jobTitle: 'jobTitle',
  companyName: 'companyName',
  department: 'department',
  mobilePhone: 'mobilePhone',
  businessHomePage: 'businessHomePage',
  businessPhones: 'businessPhones',
} as const satisfies { readonly [Field in keyof Person]?: keyof GraphContact };

const addresses = ['businessAddress', 'homeAddress', 'otherAddress'] as const;

function writeBirthday(birthday: LocalDate | null): string | null {
  return birthday && `${birthday}T11:59:00Z`;
}

function writeAddress({ country, ...parts }: Address): Json {
  return { ...parts, countryOrRegion: country };
}

/** An address that stays keeps the name that somebody gave it. */
function writeEmails(emails: readonly string[], current: GraphContact | undefined): readonly Json[] {
  const known = new Map(current?.emailAddresses.map((one) => [one?.address?.trim().toLowerCase(), one?.name]));
  return emails.map((address) => ({ address, name: known.get(address.toLowerCase()) || address }));
}

function shownName(parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part).join(' ');
}

/**
 * Graph may make up another shown name when one of the names is changed, so that it is always sent with them: one that was made
 * from the names follows them, and any other one is its owner's and stays.
 */
function writeShownName(wanted: Person, current: GraphContact | undefined): Json {
  if (current === undefined) return { displayName: oneLine(nameOf(wanted)) };
  const { givenName, middleName, surname, generation, displayName, companyName, emailAddresses } = current;
  const named = shownName([givenName, middleName, surname, generation]);
  const made = [named, companyName, emailAddresses[0]?.address].find((part) => part);
  if (displayName && displayName !== made) return { displayName };
  const next = shownName([wanted.givenName, wanted.middleName, wanted.surname, generation]);
  return { displayName: oneLine(next || nameOf(wanted)) };
}

/** Whether what is written replaces something that is not ours, so that this must be known. */
export function replacesMore({ patch }: Update<Person>): boolean {
  return [...names, 'emails', 'homePhone'].some((field) => field in patch);
}

function writeFields(patch: ItemPatch<Person>, current: GraphContact | undefined, wanted: Person): Json {
  const has = (field: keyof Person) => patch[field] !== undefined;
  const texts = Object.entries(alike).flatMap(([field, property]) =>
    has(field as keyof Person) ? [[property, wanted[field as keyof typeof alike]]] : [],
  );
  const changed = outlookFields.filter(has).map((field) => [field, wanted[field]]);
  const extended = writeOutlook(Object.fromEntries(changed) as Partial<Person>);
  return {
    ...Object.fromEntries(texts),
    ...(names.some(has) ? writeShownName(wanted, current) : {}),
    ...(has('birthday') ? { birthday: writeBirthday(wanted.birthday) } : {}),
    ...(has('emails') ? { emailAddresses: writeEmails(wanted.emails, current) } : {}),
    ...(has('homePhone') ? { homePhones: writeHomePhones(wanted.homePhone, current) } : {}),
    ...Object.fromEntries(addresses.filter(has).map((field) => [field, writeAddress(wanted[field])])),
    ...(extended.length === 0 ? {} : { singleValueExtendedProperties: extended }),
  };
}

/** The second number is its owner's. */
function writeHomePhones(first: string, current: GraphContact | undefined): readonly string[] {
  const others = (current?.homePhones ?? []).slice(1).map((phone) => phone ?? '');
  return first === '' && others.length === 0 ? [] : [first, ...others];
}

/** The body of a PATCH. @param row the contact as it was read just before. */
export function writeContactPatch({ patch, current, categories }: Update<Person>, row: unknown): Json {
  const wanted = expressPerson({ ...current, ...patch });
  return {
    ...writeFields(patch, graphContact.safeParse(row).data, wanted),
    ...(categories === undefined ? {} : { categories }),
  };
}

/** The body of a POST: nothing that is empty. */
export function writeNewContact({ fields, categories, mark }: Creation<Person>): Json {
  const wanted = expressPerson(fields);
  const given = Object.entries(wanted).filter(([, value]) => !isEmpty(value));
  const { singleValueExtendedProperties: extended = [], ...plain } = writeFields(
    Object.fromEntries(given) as ItemPatch<Person>,
    undefined,
    wanted,
  );
  return {
    ...plain,
    displayName: oneLine(nameOf(wanted)),
    categories,
    singleValueExtendedProperties: [
      ...(extended as readonly Json[]),
      { id: markerProperty, value: mark.marker },
      { id: keyProperty, value: mark.key },
    ],
  };
}

function isEmpty(value: Person[keyof Person]): boolean {
  if (value === null || value === '') return true;
  return Array.isArray(value)
    ? value.length === 0
    : typeof value === 'object' && Object.values(value).every((part) => part === '');
}
