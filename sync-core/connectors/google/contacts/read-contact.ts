/** @file One contact of Google as a person. Pure; see [Note: write/read symmetry] in `microsoft365/read-event.ts`. */
import { Temporal } from 'temporal-polyfill';
import { type Address, noAddress, type Person } from '../../../model/person.ts';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import { type LocalDate, toInstant } from '../../../model/time.ts';
import type { RemoteItem, UnreadableItem } from '../../connector.ts';
import { oneLine } from '../read-event.ts';
import { belongsIntoGroup } from './contact-marks.ts';
import { contactRemains, type GoogleContact, googleContact } from './contact-schemas.ts';
import { expressPerson } from './person-form.ts';
import { addressPlaces, ownOrganization, valuesIn } from './places.ts';

/** Of some only the day and the month are known: that is no date, and stays what its owner wrote. */
function readBirthday([first]: GoogleContact['birthdays']): LocalDate | null {
  const { year = 0, month = 0, day = 0 } = first?.date ?? {};
  if (year === 0 || month === 0 || day === 0) return null;
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString() as LocalDate;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readAddress(entries: GoogleContact['addresses'], wanted: string): Address {
  const entry = entries.find(({ type }) => type === wanted);
  if (entry === undefined) return noAddress;
  const { streetAddress = '', city = '', region = '', postalCode = '', country = '' } = entry;
  return { street: streetAddress, city, state: region, postalCode, country };
}

function readFields(contact: GoogleContact): Person {
  const [name] = contact.names;
  const work = ownOrganization(contact.organizations);
  const phones = (type: string) => valuesIn(contact.phoneNumbers, type);
  const [businessAddress, homeAddress, otherAddress] = addressPlaces.map(({ type }) =>
    readAddress(contact.addresses, type),
  );
  return expressPerson({
    givenName: name?.givenName ?? '',
    middleName: name?.middleName ?? '',
    surname: name?.familyName ?? '',
    namePrefix: name?.honorificPrefix ?? '',
    jobTitle: work?.title ?? '',
    companyName: work?.name ?? '',
    department: work?.department ?? '',
    birthday: readBirthday(contact.birthdays),
    emails: contact.emailAddresses.map(({ value }) => value ?? ''),
    businessPhones: phones('work'),
    mobilePhone: phones('mobile')[0] ?? '',
    homePhone: phones('home')[0] ?? '',
    otherPhone: phones('other')[0] ?? '',
    businessFax: phones('workFax')[0] ?? '',
    homeFax: phones('homeFax')[0] ?? '',
    businessAddress: businessAddress ?? noAddress,
    homeAddress: homeAddress ?? noAddress,
    otherAddress: otherAddress ?? noAddress,
    businessHomePage: valuesIn(contact.urls, 'work')[0] ?? '',
    homePage: valuesIn(contact.urls, 'homePage')[0] ?? '',
  });
}

/**
 * @param group its name stands for the category of the contacts that belong into it.
 * @param id under which it is known, where Google has given it another name since.
 * @returns undefined for what is no contact in a form that is known.
 */
export function readContact(row: unknown, group: string, id?: ItemId): RemoteItem<Person> | undefined {
  const contact = googleContact.safeParse(row).data;
  const source = contact?.metadata.sources.find(({ type }) => type === 'CONTACT');
  if (contact === undefined || source?.updateTime === undefined) return undefined;
  return {
    id: id ?? (contact.resourceName as ItemId),
    version: contact.etag as ItemVersion,
    fields: readFields(contact),
    form: { kind: 'single' },
    protection: { edit: true, remove: true },
    editedAt: toInstant(Temporal.Instant.from(source.updateTime)),
    categories: belongsIntoGroup(contact) ? [group] : [],
    webUrl: `https://contacts.google.com/person/${encodeURIComponent(contact.resourceName.slice('people/'.length))}`,
  };
}

/** What can be told of a contact of which the whole cannot be read. @param row as it came. */
export function unreadableContact(id: ItemId, row: unknown): UnreadableItem {
  const displayName = contactRemains.safeParse(row).data?.names?.[0]?.displayName;
  return {
    unreadable: true,
    id,
    isPublic: true,
    ...(displayName === undefined ? {} : { title: oneLine(displayName) }),
  };
}
