/** @file A person as Outlook's address book holds one. Pure, and applied to what is read and to what is written. */
import type { Address, Person } from '../../model/person.ts';
import { readableText } from '../../translate/text.ts';
import { oneLine } from './one-line.ts';

const mostEmails = 3;
const mostBusinessPhones = 2;

/** A street may have several lines. */
function lines(text: string): string {
  return readableText(text)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\S\n]+$/gm, '')
    .trim();
}

function addressForm({ street, city, state, postalCode, country }: Address): Address {
  return {
    street: lines(street),
    city: oneLine(city),
    state: oneLine(state),
    postalCode: oneLine(postalCode),
    country: oneLine(country),
  };
}

/** None is empty, none twice in whatever letters. */
export function emailsForm(emails: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const kept = emails.map(oneLine).filter((email) => {
    const key = email.toLowerCase();
    if (key === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return kept.slice(0, mostEmails);
}

/** What Outlook would give back if this were written to it. Telephone numbers stay as somebody typed them. */
export function expressPerson(fields: Person): Person {
  return {
    givenName: oneLine(fields.givenName),
    middleName: oneLine(fields.middleName),
    surname: oneLine(fields.surname),
    namePrefix: oneLine(fields.namePrefix),
    jobTitle: oneLine(fields.jobTitle),
    companyName: oneLine(fields.companyName),
    department: oneLine(fields.department),
    birthday: fields.birthday,
    emails: emailsForm(fields.emails),
    businessPhones: fields.businessPhones
      .map(oneLine)
      .filter((phone) => phone !== '')
      .slice(0, mostBusinessPhones),
    mobilePhone: oneLine(fields.mobilePhone),
    homePhone: oneLine(fields.homePhone),
    otherPhone: oneLine(fields.otherPhone),
    businessFax: oneLine(fields.businessFax),
    homeFax: oneLine(fields.homeFax),
    businessAddress: addressForm(fields.businessAddress),
    homeAddress: addressForm(fields.homeAddress),
    otherAddress: addressForm(fields.otherAddress),
    businessHomePage: oneLine(fields.businessHomePage),
    homePage: oneLine(fields.homePage),
  };
}
