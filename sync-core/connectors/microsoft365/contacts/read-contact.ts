/** @file One contact of Graph as a person. Pure; see [Note: write/read symmetry] in `read-event.ts`. */
import { Temporal } from 'temporal-polyfill';
import { type Address, noAddress, type Person } from '../../../model/person.ts';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import { type LocalDate, toInstant } from '../../../model/time.ts';
import type { RemoteItem, UnreadableItem } from '../../connector.ts';
import { oneLine } from '../../outlook/one-line.ts';
import { expressPerson } from '../../outlook/person-form.ts';
import { contactRemains, type GraphContact, graphContact } from './contact-schemas.ts';
import { readOutlook } from './outlook-properties.ts';

/** Outlook has no date before it; programs write such a one for "none". */
const firstYear = 1600;

/** A birthday is a day, told as a moment about noon in UTC: its time counts for nothing. */
function readBirthday(birthday: string | null): LocalDate | null {
  if (birthday === null) return null;
  const day = Temporal.Instant.from(birthday).toZonedDateTimeISO('UTC').toPlainDate();
  return day.year < firstYear ? null : (day.toString() as LocalDate);
}

function readAddress(address: GraphContact['homeAddress']): Address {
  if (address === null) return noAddress;
  const { street, city, state, postalCode, countryOrRegion } = address;
  return {
    street: street ?? '',
    city: city ?? '',
    state: state ?? '',
    postalCode: postalCode ?? '',
    country: countryOrRegion ?? '',
  };
}

function readFields(contact: GraphContact): Person {
  return expressPerson({
    givenName: contact.givenName ?? '',
    middleName: contact.middleName ?? '',
    surname: contact.surname ?? '',
    namePrefix: contact.title ?? '',
    jobTitle: contact.jobTitle ?? '',
    companyName: contact.companyName ?? '',
    department: contact.department ?? '',
    birthday: readBirthday(contact.birthday),
    emails: contact.emailAddresses.map((one) => one?.address ?? ''),
    businessPhones: contact.businessPhones.map((phone) => phone ?? ''),
    mobilePhone: contact.mobilePhone ?? '',
    // The second one is somebody's own.
    homePhone: contact.homePhones[0] ?? '',
    ...readOutlook(contact),
    businessAddress: readAddress(contact.businessAddress),
    homeAddress: readAddress(contact.homeAddress),
    otherAddress: readAddress(contact.otherAddress),
    businessHomePage: contact.businessHomePage ?? '',
  });
}

/** @returns undefined for what is no contact in a form that is known. */
export function readContact(row: unknown): RemoteItem<Person> | undefined {
  const parsed = graphContact.safeParse(row);
  if (!parsed.success) return undefined;
  const contact = parsed.data;
  return {
    id: contact.id as ItemId,
    version: contact['@odata.etag'] as ItemVersion,
    fields: readFields(contact),
    form: { kind: 'single' },
    protection: { edit: true, remove: true },
    editedAt: toInstant(Temporal.Instant.from(contact.lastModifiedDateTime)),
    categories: contact.categories,
  };
}

/** What can be told of a contact of which the whole cannot be read. @param row as it came. */
export function unreadableContact(id: ItemId, row: unknown): UnreadableItem {
  const { displayName } = contactRemains.safeParse(row).data ?? {};
  return {
    unreadable: true,
    id,
    isPublic: true,
    ...(displayName === undefined ? {} : { title: oneLine(displayName ?? '') }),
  };
}
