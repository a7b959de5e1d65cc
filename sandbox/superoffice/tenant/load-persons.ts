/**
 * @file Companies, persons, user-defined fields, pictures and selections of the sample world as this CRM's rows.
 */
import type { SampleCompany, SampleFieldValues, SamplePerson, SampleWorld } from '../../sample/world.ts';
import { newPicture } from '../person/picture.ts';
import { type AddressRow, type Company, elementsOf, type FieldValues, noAddress, type Person } from './person-rows.ts';
import type { User } from './rows.ts';
import type { Tenant } from './tenant.ts';

type Country = SampleCompany['country'];

/** Fills the address book of a tenant that is empty. All of it is as old as the tenant. */
export function loadPersons(tenant: Tenant, world: SampleWorld): void {
  const now = tenant.now();
  const stamps = { created: now, updated: now, updatedBy: 0, deleted: 0 };
  const countries = new Map<number, Country>();
  for (const company of world.companies) {
    countries.set(company.contactId, company.country);
    tenant.putCompany({ ...companyRow(company), ...stamps });
  }
  for (const person of world.persons) {
    tenant.putPerson({ ...personRow(person, countries.get(person.contactId) ?? 'DE'), ...stamps });
    if (person.picture === undefined) continue;
    tenant.pictures.set(person.personId, newPicture(tenant, { type: 'image/png', base64: person.picture }));
  }
  tenant.userFields.push(...(world.userFields ?? []));
  for (const { members, ...selection } of world.selections ?? []) {
    tenant.putSelection({
      ...selection,
      created: now,
      updated: now,
      updatedBy: selection.owner,
      membersChanged: now,
      membersChangedBy: selection.owner,
      members: members.map((member) => ({ id: tenant.nextMemberId(), ...member })),
    });
  }
}

export const blankPerson: Person = {
  personId: 0,
  contactId: 0,
  firstName: '',
  middleName: '',
  lastName: '',
  mrMrs: '',
  jobTitle: '',
  birthday: null,
  emails: [],
  officePhones: [],
  mobilePhones: [],
  privatePhones: [],
  otherPhones: [],
  faxes: [],
  urls: [],
  address: noAddress,
  country: 'DE',
  retired: false,
  description: '',
  fields: {},
  isReadOnly: false,
  created: 0,
  updated: 0,
  updatedBy: 0,
  deleted: 0,
};

/** Users are persons of the own company, as old as the tenant. */
export function personOfUser({ personId, contactId, fullName, email }: User): Person {
  const [firstName = '', ...rest] = fullName.split(' ');
  return { ...blankPerson, personId, contactId, firstName, lastName: rest.join(' '), emails: elementsOf(email) };
}

type Unstamped<Row> = Omit<Row, 'created' | 'updated' | 'updatedBy' | 'deleted'>;

function personRow(person: SamplePerson, country: Country): Unstamped<Person> {
  return {
    personId: person.personId,
    contactId: person.contactId,
    firstName: person.firstName,
    middleName: person.middleName ?? '',
    lastName: person.lastName,
    mrMrs: person.mrMrs,
    jobTitle: person.jobTitle,
    birthday: person.birthday,
    emails: elementsOf(person.email, ...(person.moreEmails ?? [])),
    officePhones: elementsOf(person.direct),
    mobilePhones: elementsOf(person.mobile),
    privatePhones: elementsOf(person.privatePhone ?? ''),
    otherPhones: elementsOf(person.otherPhone ?? ''),
    faxes: elementsOf(person.fax ?? ''),
    urls: elementsOf(person.web ?? ''),
    address: person.home === undefined ? noAddress : addressAt(person.home),
    country,
    retired: person.retired ?? false,
    description: '',
    fields: byProgId(person.fields),
    isReadOnly: false,
  };
}

function companyRow(company: SampleCompany): Unstamped<Company> {
  return {
    contactId: company.contactId,
    name: company.name,
    department: company.department,
    country: company.country,
    phones: elementsOf(company.phone),
    faxes: elementsOf(company.fax ?? ''),
    emails: [],
    urls: elementsOf(company.web),
    street: addressAt(company),
    postal: addressAt(company.postal ?? company),
    fields: byProgId(company.fields),
  };
}

function addressAt(place: { readonly street: string; readonly zip: string; readonly city: string }): AddressRow {
  return { ...noAddress, line1: place.street, zip: place.zip, city: place.city };
}

function byProgId(fields: SampleFieldValues = {}): FieldValues {
  return Object.fromEntries(Object.entries(fields).map(([number, value]) => [`SuperOffice:${number}`, value]));
}
