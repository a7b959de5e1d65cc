/**
 * @file The entities of persons and companies on the wire.
 */

import { associateCarrier, companyCarrier, countries, personCarrier, right, userOfPerson } from '../api/carriers.ts';
import type { Caller } from '../api/request-context.ts';
import {
  type AddressRow,
  type Company,
  type Element,
  fullNameOf,
  isNoAddress,
  type Person,
} from '../tenant/person-rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { naive, noTime } from '../time/wire-time.ts';
import { customFields } from './field-values.ts';

type Json = Record<string, unknown>;

const empty = naive(noTime);

export function personEntity(tenant: Tenant, person: Person, { time, language, user }: Caller): Json {
  const account = userOfPerson(tenant, person.personId);
  const street = structured('PersonPrivateAddress', person.address);
  return {
    PersonId: person.personId,
    Firstname: person.firstName,
    MiddleName: person.middleName,
    Lastname: person.lastName,
    Mrmrs: person.mrMrs,
    Title: person.jobTitle,
    UpdatedDate: time.writeUtc(person.updated),
    CreatedDate: time.writeUtc(person.created),
    BirthDate: person.birthday === null ? empty : `${person.birthday}T00:00:00`,
    CreatedBy: null,
    Emails: elements(person.emails),
    Description: person.description,
    IsAssociate: account !== undefined,
    PrivatePhones: phones(person.privatePhones),
    Faxes: phones(person.faxes),
    MobilePhones: phones(person.mobilePhones),
    OfficePhones: phones(person.officePhones),
    OtherPhones: phones(person.otherPhones),
    Position: null,
    UpdatedBy: associateCarrier(tenant, person.updatedBy),
    Contact: companyCarrier(tenant, person.contactId),
    Country: country(person.country),
    Interests: [],
    PersonNumber: '',
    FullName: fullNameOf(person),
    NoMailing: false,
    UsePersonAddress: false,
    Retired: person.retired,
    Urls: elements(person.urls),
    FormalName: fullNameOf(person),
    Address: address(street, null),
    Post3: '',
    Post2: '',
    Post1: '',
    Kanalname: '',
    Kanafname: '',
    CorrespondingAssociate: account ? associateCarrier(tenant, account.associateId) : null,
    Category: null,
    Business: null,
    Associate: null,
    Salutation: '',
    ActiveInterests: 0,
    Source: 0,
    UserDefinedFields: {},
    ExtraFields: {},
    CustomFields: customFields(tenant, 'person', person.fields, language),
    TableRight: right(mayChangePerson(person, user) ? 'FULL' : 'R'),
    FieldProperties: {},
  };
}

/** Whether the caller's role lets the caller change a person. */
export function mayChangePerson(person: Person, user: { readonly isAdministrator: boolean }): boolean {
  return !person.isReadOnly || user.isAdministrator;
}

export function companyEntity(tenant: Tenant, company: Company, { time, language }: Caller): Json {
  const persons = [...tenant.persons.values()].filter(
    (person) => person.contactId === company.contactId && person.deleted === 0,
  );
  return {
    ContactId: company.contactId,
    Name: company.name,
    Department: company.department,
    OrgNr: '',
    Number1: '',
    Number2: '',
    UpdatedDate: time.writeUtc(company.updated),
    CreatedDate: time.writeUtc(company.created),
    Emails: elements(company.emails),
    Urls: elements(company.urls),
    Phones: phones(company.phones),
    Faxes: phones(company.faxes),
    Description: '',
    UpdatedBy: associateCarrier(tenant, company.updatedBy),
    Associate: null,
    Business: null,
    Category: { Id: 1, Value: 'Customer', Tooltip: '' },
    Country: country(company.country),
    Persons: persons.map((person) => personCarrier(tenant, person.personId)),
    NoMailing: false,
    Xstop: false,
    Deleted: Number(company.deleted !== 0),
    Address: address(
      structured('ContactStreetAddress', company.street),
      structured('ContactPostalAddress', company.postal),
    ),
    UserDefinedFields: {},
    ExtraFields: {},
    CustomFields: customFields(tenant, 'company', company.fields, language),
    TableRight: right('FULL'),
    FieldProperties: {},
  };
}

function elements(list: readonly Element[]): Json[] {
  return list.map(({ value, description }) => ({ Value: value, StrippedValue: value, Description: description }));
}

/** What a telephone dials of a number beside it. */
function phones(list: readonly Element[]): Json[] {
  return list.map(({ value, description }) => ({
    Value: value,
    StrippedValue: value.replace(/\D/g, ''),
    Description: description,
  }));
}

function country(code: Company['country']): Json | null {
  const found = countries[code];
  return found ? { CountryId: found.id, Name: found.name, EnglishName: found.name, TwoLetterISOCountry: code } : null;
}

function structured(kind: string, row: AddressRow): Json {
  return {
    AtypeIdx: kind,
    Address1: row.line1,
    Address2: row.line2,
    Address3: row.line3,
    City: row.city,
    County: row.county,
    State: row.state,
    Zipcode: row.zip,
    Formatted: formattedAddress(row),
  };
}

function address(street: Json, postal: Json | null): Json {
  return {
    Wgs84Latitude: 0,
    Wgs84Longitude: 0,
    LocalizedAddress: [],
    Street: street,
    Postal: postal,
    Formatted: street['Formatted'],
  };
}

/** In lines, as the post wants it; empty: none. */
export function formattedAddress(row: AddressRow): string {
  if (isNoAddress(row)) return '';
  const place = [row.zip, row.city].filter((part) => part !== '').join(' ');
  return [row.line1, row.line2, row.line3, place, row.state]
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}
