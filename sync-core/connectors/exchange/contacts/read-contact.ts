/** @file A contact of Exchange as a person. Pure; `write-contact.ts` is the way back. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Address, noAddress, type Person } from '../../../model/person.ts';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import { type LocalDate, toInstant, type ZoneId } from '../../../model/time.ts';
import type { RemoteItem, UnreadableItem } from '../../connector.ts';
import { timestamp, token } from '../../outlook/event-schemas.ts';
import { oneLine } from '../../outlook/one-line.ts';
import { expressPerson } from '../../outlook/person-form.ts';
import { extendedValue, fieldPath, itemShape, taggedPath } from '../properties.ts';
import { childOf, childrenOf, textOf, type XmlNode } from '../soap/xml.ts';

/** Fields that the web service has an element for, of the same form. */
export const plainElements = {
  givenName: 'GivenName',
  middleName: 'MiddleName',
  surname: 'Surname',
  jobTitle: 'JobTitle',
  companyName: 'CompanyName',
  department: 'Department',
  businessHomePage: 'BusinessHomePage',
} as const satisfies { readonly [Field in keyof Person]?: string };

/** Fields that it has none for: the MAPI properties that Outlook itself uses (MS-OXOCNTC). */
export const taggedFields = { namePrefix: '0x3A45', homePage: '0x3A50' } as const;

export const emailKeys = ['EmailAddress1', 'EmailAddress2', 'EmailAddress3'] as const;
export const businessPhoneKeys = ['BusinessPhone', 'BusinessPhone2'] as const;
export const phoneKeys = {
  mobilePhone: 'MobilePhone',
  homePhone: 'HomePhone',
  otherPhone: 'OtherTelephone',
  businessFax: 'BusinessFax',
  homeFax: 'HomeFax',
} as const satisfies { readonly [Field in keyof Person]?: string };
export const addressKeys = { businessAddress: 'Business', homeAddress: 'Home', otherAddress: 'Other' } as const;
export const addressParts = {
  street: 'Street',
  city: 'City',
  state: 'State',
  country: 'CountryOrRegion',
  postalCode: 'PostalCode',
} as const satisfies { readonly [Part in keyof Address]: string };

const names = [...Object.values(plainElements), 'DisplayName', 'Generation', 'Birthday'];
const lists = ['EmailAddresses', 'PhysicalAddresses', 'PhoneNumbers'];
const items = ['Categories', 'LastModifiedTime', 'Sensitivity'];

export const wholeContact = itemShape([
  ...items.map((name) => fieldPath(`item:${name}`)),
  ...[...names, ...lists].map((name) => fieldPath(`contacts:${name}`)),
  ...Object.values(taggedFields).map(taggedPath),
]);

const told = z.object({ id: token.max(1024), changeKey: token.max(1024), editedAt: timestamp });

/** Outlook has no date before it; programs write such a one for "none". */
const firstYear = 1600;

/**
 * A birthday is a day, told as a moment: a minute before noon or midnight in UTC, or midnight where its author was, which
 * is taken to be where the owner is.
 */
function readBirthday(text: string | undefined, owner: ZoneId): LocalDate | null {
  const at = timestamp.safeParse(text).data;
  if (at === undefined) return null;
  const inUtc = Temporal.Instant.from(at).toZonedDateTimeISO('UTC');
  const isOfUtc = ['00:00', '11:59'].includes(inUtc.toPlainTime().toString({ smallestUnit: 'minute' }));
  const day = (isOfUtc ? inUtc : inUtc.withTimeZone(owner)).toPlainDate();
  return day.year < firstYear ? null : (day.toString() as LocalDate);
}

function entryOf(list: XmlNode | undefined, key: string): XmlNode | undefined {
  return childrenOf(list, 'Entry').find(({ attributes }) => attributes['Key'] === key);
}

function readAddress(item: XmlNode, key: string): Address {
  const entry = entryOf(childOf(item, 'PhysicalAddresses'), key);
  const parts = Object.entries(addressParts).map(([part, element]) => [part, textOf(entry, element) ?? '']);
  return { ...noAddress, ...Object.fromEntries(parts) };
}

function readFields(item: XmlNode, owner: ZoneId): Person {
  const plain = Object.entries(plainElements).map(([field, element]) => [field, textOf(item, element) ?? '']);
  const tagged = Object.entries(taggedFields).map(([field, tag]) => [
    field,
    extendedValue(item, taggedPath(tag)) ?? '',
  ]);
  const phones = childOf(item, 'PhoneNumbers');
  const phone = (key: string) => entryOf(phones, key)?.text ?? '';
  const emails = childOf(item, 'EmailAddresses');
  return expressPerson({
    ...(Object.fromEntries([...plain, ...tagged]) as Pick<
      Person,
      keyof typeof plainElements | keyof typeof taggedFields
    >),
    birthday: readBirthday(textOf(item, 'Birthday'), owner),
    emails: emailKeys.map((key) => entryOf(emails, key)?.text ?? ''),
    businessPhones: businessPhoneKeys.map(phone),
    mobilePhone: phone(phoneKeys.mobilePhone),
    homePhone: phone(phoneKeys.homePhone),
    otherPhone: phone(phoneKeys.otherPhone),
    businessFax: phone(phoneKeys.businessFax),
    homeFax: phone(phoneKeys.homeFax),
    businessAddress: readAddress(item, addressKeys.businessAddress),
    homeAddress: readAddress(item, addressKeys.homeAddress),
    otherAddress: readAddress(item, addressKeys.otherAddress),
  });
}

/** @returns undefined for what is no contact in a form that is known. */
export function readContact(item: XmlNode, owner: ZoneId): RemoteItem<Person> | undefined {
  const { Id: id, ChangeKey: changeKey } = childOf(item, 'ItemId')?.attributes ?? {};
  const birthday = textOf(item, 'Birthday');
  const contact = told.safeParse({ id, changeKey, editedAt: textOf(item, 'LastModifiedTime') }).data;
  if (contact === undefined || (birthday !== undefined && !timestamp.safeParse(birthday).success)) return undefined;
  return {
    id: contact.id as ItemId,
    version: contact.changeKey as ItemVersion,
    fields: readFields(item, owner),
    form: { kind: 'single' },
    protection: { edit: true, remove: true },
    editedAt: toInstant(Temporal.Instant.from(contact.editedAt)),
    categories: childrenOf(childOf(item, 'Categories'), 'String').map(({ text }) => text),
  };
}

/** What can be told of a contact of which the whole cannot be read. */
export function unreadableContact(id: ItemId, item: XmlNode | undefined): UnreadableItem {
  const name = item && textOf(item, 'DisplayName');
  const isPublic = item !== undefined && textOf(item, 'Sensitivity') === 'Normal';
  return { unreadable: true, id, isPublic, ...(name === undefined ? {} : { title: oneLine(name) }) };
}
