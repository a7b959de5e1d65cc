/** @file A person of SuperOffice and the company of that person, as one contact. Pure. The field map is the specification's (section 2). */
import { type Address, noAddress, type Person } from '../../../model/person.ts';
import type { LocalDate } from '../../../model/time.ts';
import type { PersonsWanted } from '../../connector.ts';
import { oneLine } from '../text-form.ts';
import { fieldText, placeOf } from './field-value.ts';
import type { CompanyEntity, Element, PersonEntity, StructuredAddress } from './schemas.ts';

/** What the person's own is among the business numbers: the first or the second. */
export type Wanted = PersonsWanted & { readonly language: string };

export function personOf(person: PersonEntity, company: CompanyEntity | null, wanted: Wanted): Person {
  const chosen = (choice: string, standard: string) => {
    const place = placeOf(choice);
    if (place === null) return standard;
    const fields = place.of === 'person' ? person.CustomFields : company?.CustomFields;
    return fieldText(fields, place.name, wanted.language);
  };
  const line = (text: string | null | undefined) => oneLine(text ?? '');
  return {
    givenName: line(person.Firstname),
    middleName: line(person.MiddleName),
    surname: line(person.Lastname),
    namePrefix: chosen(wanted.title, line(person.Mrmrs)),
    jobTitle: chosen(wanted.jobTitle, line(person.Title)),
    companyName: line(company?.Name),
    department: chosen(wanted.department, line(company?.Department)),
    birthday: birthdayOf(person.BirthDate),
    emails: emailsOf(person.Emails),
    businessPhones: businessPhones(first(person.OfficePhones), first(company?.Phones), wanted),
    mobilePhone: first(person.MobilePhones),
    homePhone: first(person.PrivatePhones),
    otherPhone: first(person.OtherPhones),
    businessFax: first(company?.Faxes),
    homeFax: first(person.Faxes),
    businessAddress: addressOf(company?.Address?.Street, company),
    homeAddress: addressOf(person.Address?.Street, person),
    otherAddress: addressOf(company?.Address?.Postal, company),
    businessHomePage: first(company?.Urls),
    homePage: first(person.Urls),
  };
}

function businessPhones(own: string, companys: string, { personalPhoneFirst }: Wanted): readonly string[] {
  const inOrder = personalPhoneFirst ? [own, companys] : [companys, own];
  return [...new Set(inOrder.filter((number) => number !== ''))];
}

function first(elements: readonly Element[] | null | undefined): string {
  return oneLine(elements?.find(({ Value }) => (Value ?? '').trim() !== '')?.Value ?? '');
}

const mostEmails = 3;

/** The first is the most important; the same one twice is one. */
function emailsOf(elements: readonly Element[] | null | undefined): readonly string[] {
  const all = (elements ?? []).map(({ Value }) => oneLine(Value ?? '')).filter((email) => email !== '');
  const once = all.filter((email, at) => all.findIndex((other) => other.toLowerCase() === email.toLowerCase()) === at);
  return once.slice(0, mostEmails);
}

/** The year 1 says that there is none, the year 2 that it is not known: a birthday without its year is none for a contact. */
function birthdayOf(told: string | null | undefined): LocalDate | null {
  const [, year, day] = /^((\d{4})-\d\d-\d\d)/.exec(told ?? '')
    ? [null, Number(told?.slice(0, 4)), told?.slice(0, 10)]
    : [];
  return year === undefined || year === null || year <= 2 ? null : (day as LocalDate);
}

type WithCountry = Pick<PersonEntity, 'Country'>;

function addressOf(told: StructuredAddress, owner: WithCountry | null | undefined): Address {
  const line = (text: string | null | undefined) => oneLine(text ?? '');
  const lines = [told?.Address1, told?.Address2, told?.Address3].map(line).filter((one) => one !== '');
  const address = {
    street: lines.join('\n'),
    city: line(told?.City),
    state: line(told?.State) || line(told?.County),
    postalCode: line(told?.Zipcode),
  };
  // A country alone is where somebody is from, and no address.
  if (Object.values(address).every((part) => part === '')) return noAddress;
  return { ...address, country: line(owner?.Country?.EnglishName) || line(owner?.Country?.Name) };
}
