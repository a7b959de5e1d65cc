/**
 * @file The persons of a chosen selection and the contacts on the other practice server, as their controls list them: who takes part, and
 * under which names and numbers, told a second time and without the product.
 */
import { Temporal } from 'temporal-polyfill';
import type { Sandbox } from '../../sandbox/all.ts';
import type { ListedItem } from './compare-sides.ts';
import type { DemoCalendar } from './list-sides.ts';

/** What both sides must show alike. */
interface Shown {
  readonly id: string;
  readonly names: readonly (string | null)[];
  readonly company: string | null;
  readonly emails: readonly (string | null)[];
  readonly mobile: string | null;
  /** `1984-06-09`; empty: none. */
  readonly birthday: string;
  readonly why: string;
}

const mostEmails = 3;

function listed({ id, names, company, emails, mobile, birthday, why }: Shown): ListedItem {
  const title = names.filter(Boolean).join(' ');
  const shown = JSON.stringify([title, company ?? '', emails.slice(0, mostEmails), mobile ?? '', birthday]);
  return { id, title, names: [shown], start: '', end: '', allDay: false, takesPart: why === '', why };
}

/** The members of the selection: the retired and those in the recycle bin are nobody's contacts. */
export function listMembers(sandbox: Sandbox, selection: number): readonly ListedItem[] {
  const { control } = sandbox.superoffice;
  const members = control.selections().find(({ id }) => id === selection)?.members ?? [];
  return members
    .filter(({ personId }) => personId !== 0)
    .map(({ personId }) => {
      const person = control.person({ personId });
      const year = Number(person.birthday?.slice(0, 4) ?? 0);
      return listed({
        id: String(personId),
        names: [person.firstName, person.middleName, person.lastName],
        company: control.company({ contactId: person.contactId }).name,
        emails: person.emails.map(({ value }) => value),
        mobile: person.mobilePhones[0]?.value ?? '',
        // Of some only the day is known, which is no birthday for a contact.
        birthday: year > 2 ? (person.birthday ?? '') : '',
        why: person.retired || person.deleted !== 0 ? 'retired' : '',
      });
    });
}

/** Told by its category, or by the group that it is in. */
const fromCrm = { microsoft365: 'SuperOffice Person', exchange: 'SuperOffice Person', google: 'SuperOffice' } as const;

/** The contacts in the linked system, of which those take part that say that they are persons from SuperOffice. */
export function listContacts(sandbox: Sandbox, system: DemoCalendar): readonly ListedItem[] {
  switch (system) {
    case 'microsoft365':
      return listOutlookContacts(sandbox);
    case 'google':
      return listGoogleContacts(sandbox);
    case 'exchange':
      return listExchangeContacts(sandbox);
  }
}

const emailKeys = ['EmailAddress1', 'EmailAddress2', 'EmailAddress3'] as const;

function listExchangeContacts(sandbox: Sandbox): readonly ListedItem[] {
  return sandbox.exchange.control.contacts().map(({ id, texts, emails, phones, birthday, categories }) =>
    listed({
      id,
      names: [texts['GivenName'] ?? '', texts['MiddleName'] ?? '', texts['Surname'] ?? ''],
      company: texts['CompanyName'] ?? '',
      emails: emailKeys.flatMap((key) => emails[key] ?? []),
      mobile: phones['MobilePhone'] ?? '',
      birthday: birthday ?? '',
      why: categories.includes(fromCrm.exchange) ? '' : 'own',
    }),
  );
}

function listGoogleContacts(sandbox: Sandbox): readonly ListedItem[] {
  return sandbox.google.control.contacts().map((contact) => {
    const [name] = contact.names ?? [];
    const { year = 0, month = 0, day = 0 } = contact.birthdays?.[0]?.date ?? {};
    const mobile = contact.phoneNumbers?.find(({ type }) => type === 'mobile');
    return listed({
      id: contact.resourceName,
      names: [name?.givenName ?? '', name?.middleName ?? '', name?.familyName ?? ''],
      company: contact.organizations?.[0]?.name ?? '',
      emails: (contact.emailAddresses ?? []).map(({ value }) => value),
      mobile: mobile?.value ?? '',
      birthday: year === 0 ? '' : Temporal.PlainDate.from({ year, month, day }).toString(),
      why: contact.groups.includes(fromCrm.google) ? '' : 'own',
    });
  });
}

function listOutlookContacts(sandbox: Sandbox): readonly ListedItem[] {
  return sandbox.microsoft365.control.contacts().map((contact) =>
    listed({
      id: contact.id,
      names: [contact.givenName, contact.middleName, contact.surname],
      company: contact.companyName,
      emails: contact.emailAddresses.map(({ address }) => address),
      mobile: contact.mobilePhone,
      birthday: contact.birthday === null ? '' : new Date(contact.birthday).toISOString().slice(0, 10),
      why: contact.categories.includes(fromCrm.microsoft365) ? '' : 'own',
    }),
  );
}
