/**
 * @file A person as People takes a contact. Pure.
 *
 * A field that is named in a mask is replaced whole, with all its entries: what of it is not ours is written once more as it was read.
 */
import type { ItemPatch } from '../../../model/item.ts';
import { type Address, type Person, type PersonField, personFields } from '../../../model/person.ts';
import { mostEmails } from '../../../translate/person-form.ts';
import type { WriteOperation } from '../../connector.ts';
import { oneLine } from '../read-event.ts';
import { groupsOf, marksOf, regrouped } from './contact-marks.ts';
import type { GoogleContact } from './contact-schemas.ts';
import { expressPerson } from './person-form.ts';
import { addressPlaces, ownOrganization, phonePlaces, sitePlaces, withValues } from './places.ts';

type Creation = Extract<WriteOperation<Person>, { readonly do: 'create' }>;
type Update = Extract<WriteOperation<Person>, { readonly do: 'update' }>;

/** Every contact is in it, so that none is ever without a group. */
const myContacts = 'contactGroups/myContacts';

/** The fields of a contact that we write, each with all its entries. */
type Entries = readonly Readonly<Record<string, unknown>>[];
type GoogleField = Exclude<keyof GoogleContact, 'resourceName' | 'etag' | 'metadata'>;
export type ContactBody = { readonly [Field in GoogleField]?: Entries };

const nothing: Pick<GoogleContact, GoogleField> = {
  names: [],
  organizations: [],
  birthdays: [],
  emailAddresses: [],
  phoneNumbers: [],
  addresses: [],
  urls: [],
  memberships: [],
  clientData: [],
};

/** Which of our fields stand in which of Google's. */
const fieldsIn = {
  names: ['givenName', 'middleName', 'surname', 'namePrefix'],
  organizations: ['jobTitle', 'companyName', 'department'],
  birthdays: ['birthday'],
  emailAddresses: ['emails'],
  phoneNumbers: ['businessPhones', 'mobilePhone', 'homePhone', 'otherPhone', 'businessFax', 'homeFax'],
  addresses: ['businessAddress', 'homeAddress', 'otherAddress'],
  urls: ['businessHomePage', 'homePage'],
} as const satisfies { readonly [Field in GoogleField]?: readonly PersonField[] };
type WrittenField = keyof typeof fieldsIn;

/** Without what is empty. */
function given(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== '' && value !== undefined));
}

/** @returns the entry, unless nothing but its type would be left of it. */
function unlessEmpty(entry: Readonly<Record<string, unknown>>): Entries {
  const whole = given(entry);
  return Object.keys(whole).every((name) => name === 'type' || name === 'current') ? [] : [whole];
}

function writeNames([current]: GoogleContact['names'], wanted: Person): Entries {
  const {
    metadata: _metadata,
    displayName: _shown,
    displayNameLastFirst: _sorted,
    unstructuredName: _whole,
    ...own
  } = current ?? {};
  const { givenName, middleName, surname: familyName, namePrefix: honorificPrefix } = wanted;
  return unlessEmpty({ ...own, givenName, middleName, familyName, honorificPrefix });
}

function writeOrganizations(entries: GoogleContact['organizations'], wanted: Person): Entries {
  const current = ownOrganization(entries);
  const { metadata: _metadata, formattedType: _shown, ...own } = current ?? { type: 'work' };
  const { companyName: name, jobTitle: title, department } = wanted;
  const written = unlessEmpty({ ...own, name, title, department });
  if (current === undefined) return [...entries, ...written];
  return entries.flatMap((entry) => (entry === current ? written : [entry]));
}

function writeBirthday(current: GoogleContact['birthdays'], { birthday }: Person): Entries {
  if (birthday === null) return current.filter(({ date }) => date !== undefined && (date.year ?? 0) === 0);
  const [year, month, day] = birthday.split('-').map(Number);
  return [{ date: { year, month, day } }];
}

/** An address that stays keeps the type and the name that somebody gave it; those beyond ours stay behind them. */
function writeEmails(entries: GoogleContact['emailAddresses'], { emails }: Person): Entries {
  const keyOf = (value = '') => oneLine(value).toLowerCase();
  const keys = [...new Set(entries.map(({ value }) => keyOf(value)))].filter((key) => key !== '');
  const ours = new Set([...keys.slice(0, mostEmails), ...emails.map(keyOf)]);
  const written = emails.map((value) => {
    const entry = entries.find((one) => keyOf(one.value) === keyOf(value));
    if (entry === undefined) return { value, type: 'work' };
    return oneLine(entry.value ?? '') === value ? entry : { ...entry, value };
  });
  return [...written, ...entries.filter(({ value }) => !ours.has(keyOf(value)))];
}

function writeAddress(current: GoogleContact['addresses'][number] | undefined, wanted: Address): Entries {
  const { metadata: _metadata, formattedType: _type, formattedValue: _whole, ...own } = current ?? {};
  const { countryCode, ...uncoded } = own;
  const isSameCountry = oneLine(own.country ?? '') === wanted.country;
  const { street: streetAddress, city, state: region, postalCode, country } = wanted;
  return unlessEmpty({
    ...uncoded,
    ...(isSameCountry ? { countryCode } : {}),
    ...{ streetAddress, city, region, postalCode, country },
  });
}

/** @param touched those that are to be written; the others stay as they stand there. */
function writeAddresses(
  entries: GoogleContact['addresses'],
  wanted: Person,
  touched: (field: PersonField) => boolean,
): Entries {
  const places = addressPlaces.filter(({ field }) => touched(field));
  const first = new Map(places.map(({ type }) => [type, entries.find((entry) => entry.type === type)]));
  const kept = entries.flatMap((entry): Entries => {
    const place = places.find(({ type }) => first.get(type) === entry);
    return place === undefined ? [entry] : writeAddress(entry, wanted[place.field]);
  });
  const added = places
    .filter(({ type }) => first.get(type) === undefined)
    .flatMap(({ type, field }) => writeAddress({ type }, wanted[field]));
  return [...kept, ...added];
}

function writeFields(
  touched: (field: PersonField) => boolean,
  current: Pick<GoogleContact, GoogleField>,
  wanted: Person,
): ContactBody {
  const write: { readonly [Field in WrittenField]: () => Entries } = {
    names: () => writeNames(current.names, wanted),
    organizations: () => writeOrganizations(current.organizations, wanted),
    birthdays: () => writeBirthday(current.birthdays, wanted),
    emailAddresses: () => writeEmails(current.emailAddresses, wanted),
    phoneNumbers: () => withValues(current.phoneNumbers, phonePlaces, wanted),
    addresses: () => writeAddresses(current.addresses, wanted, touched),
    urls: () => withValues(current.urls, sitePlaces, wanted),
  };
  const fields = (Object.keys(fieldsIn) as readonly WrittenField[]).filter((name) => fieldsIn[name].some(touched));
  return Object.fromEntries(fields.map((name) => [name, write[name]()]));
}

function memberOf(contactGroupResourceName: string): Entries[number] {
  return { contactGroupMembership: { contactGroupResourceName } };
}

/** @param group the resource name of the group that the contact is put into. */
export function writeNewContact({ fields, mark }: Creation, group: string): ContactBody {
  const written = writeFields(() => true, nothing, expressPerson(fields));
  return {
    ...Object.fromEntries(Object.entries(written).filter(([, entries]) => entries.length > 0)),
    memberships: [memberOf(group), memberOf(myContacts)],
    clientData: marksOf(mark, true),
  };
}

/**
 * Exactly the fields that change, each with all its entries; none: nothing is to be written.
 * @param contact as it was read just before.
 * @param group the resource name of our group, and its name: whether the contact belongs into it is told as a category.
 */
export function writeContactUpdate(
  { patch, current, categories }: Update,
  contact: GoogleContact,
  group: { readonly name: string; readonly resourceName: string | undefined },
): ContactBody {
  const wanted = expressPerson({ ...current, ...patch });
  const touched = (field: PersonField) => patch[field] !== undefined;
  const written = writeFields(touched, contact, wanted);
  if (categories === undefined) return written;
  const belongs = categories.includes(group.name);
  const others = groupsOf(contact).filter((name) => name !== group.resourceName && name !== myContacts);
  const own = belongs && group.resourceName !== undefined ? [group.resourceName] : [];
  return {
    ...written,
    memberships: [...others, ...own, myContacts].map(memberOf),
    clientData: regrouped(contact, belongs),
  };
}

/** Whether a contact is what the change would have made of it. */
export function holds(fields: Person, patch: ItemPatch<Person>): boolean {
  const wanted = expressPerson({ ...fields, ...patch });
  return personFields.every((field) => JSON.stringify(wanted[field]) === JSON.stringify(fields[field]));
}
