/**
 * @file A person as address books hold one. Pure, and applied to what is read and to what is written, so that both sides of a comparison
 * have gone through it.
 */
import type { Address, Person } from '../model/person.ts';
import { readableText } from './text.ts';

/** As many as a person of ours has; what a contact has beyond is its owner's. */
export const mostEmails = 3;
export const mostBusinessPhones = 2;

/** A street may have several lines. */
export function lines(text: string): string {
  return readableText(text)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\S\n]+$/gm, '')
    .trim();
}

/** As an address book keeps one line of text. */
type OneLine = (text: string) => string;

function addressForm({ street, city, state, postalCode, country }: Address, oneLine: OneLine): Address {
  return {
    street: lines(street),
    city: oneLine(city),
    state: oneLine(state),
    postalCode: oneLine(postalCode),
    country: oneLine(country),
  };
}

/** None is empty, none twice in whatever letters. */
function emailsForm(emails: readonly string[], oneLine: OneLine): readonly string[] {
  const seen = new Set<string>();
  const kept = emails.map(oneLine).filter((email) => {
    const key = email.toLowerCase();
    if (key === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return kept.slice(0, mostEmails);
}

/** What the address book would give back if this were written to it. Telephone numbers stay as somebody typed them. */
export function personForm(fields: Person, oneLine: OneLine): Person {
  return {
    givenName: oneLine(fields.givenName),
    middleName: oneLine(fields.middleName),
    surname: oneLine(fields.surname),
    namePrefix: oneLine(fields.namePrefix),
    jobTitle: oneLine(fields.jobTitle),
    companyName: oneLine(fields.companyName),
    department: oneLine(fields.department),
    birthday: fields.birthday,
    emails: emailsForm(fields.emails, oneLine),
    businessPhones: fields.businessPhones
      .map(oneLine)
      .filter((phone) => phone !== '')
      .slice(0, mostBusinessPhones),
    mobilePhone: oneLine(fields.mobilePhone),
    homePhone: oneLine(fields.homePhone),
    otherPhone: oneLine(fields.otherPhone),
    businessFax: oneLine(fields.businessFax),
    homeFax: oneLine(fields.homeFax),
    businessAddress: addressForm(fields.businessAddress, oneLine),
    homeAddress: addressForm(fields.homeAddress, oneLine),
    otherAddress: addressForm(fields.otherAddress, oneLine),
    businessHomePage: oneLine(fields.businessHomePage),
    homePage: oneLine(fields.homePage),
  };
}
