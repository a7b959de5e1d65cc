/**
 * @file Persons and companies, to be read: what an appointment refers to.
 */
import type { FastifyInstance } from 'fastify';
import { notFound } from '../errors.ts';
import type { Company, Person } from '../tenant/rows.ts';
import { naive, noTime } from '../time/wire-time.ts';
import { selected } from '../wire.ts';
import { companyCarrier, countries, personCarrier, personOfUser, right } from './carriers.ts';
import { type ApiParts, type Caller, idOf, lastModified, queryOf } from './request-context.ts';

type Json = Record<string, unknown>;

const empty = naive(noTime);

export function addAddressBook(api: FastifyInstance, parts: ApiParts): void {
  const { tenant } = parts;
  api.get('/Person/:id', (request, reply) => {
    const person = tenant.persons.get(idOf(request));
    if (!person) throw notFound('Person', idOf(request));
    lastModified(reply, person.updated);
    return selected(personEntity(parts, person, request.caller), queryOf(request)['$select']);
  });
  api.get('/Person/:id/Simple', (request) => {
    const carrier = personCarrier(tenant, idOf(request));
    if (!carrier) throw notFound('Person', idOf(request));
    return carrier;
  });
  api.get('/Contact/:id', (request, reply) => {
    const company = tenant.companies.get(idOf(request));
    if (!company) throw notFound('Contact', idOf(request));
    lastModified(reply, company.updated);
    return selected(companyEntity(parts, company, request.caller), queryOf(request)['$select']);
  });
  api.get('/Contact/:id/Simple', (request) => {
    const carrier = companyCarrier(tenant, idOf(request));
    if (!carrier) throw notFound('Contact', idOf(request));
    return carrier;
  });
  api.post('/Agents/Person/GetMyPerson', (request) => ({
    ...personEntity(parts, personOfUser(request.caller.user), request.caller),
    IsAssociate: true,
  }));
}

function element(value: string, stripped = value): Json[] {
  return value === '' ? [] : [{ Value: value, StrippedValue: stripped, Description: '' }];
}

function phone(number: string): Json[] {
  return element(number, number.replace(/\D/g, ''));
}

function country(code: Company['country'] | undefined): Json | null {
  const found = code === undefined ? undefined : countries[code];
  return found ? { CountryId: found.id, Name: found.name, EnglishName: found.name, TwoLetterISOCountry: code } : null;
}

function personEntity({ tenant }: ApiParts, person: Person, { time }: Caller): Json {
  const company = tenant.companies.get(person.contactId);
  return {
    PersonId: person.personId,
    Firstname: person.firstName,
    MiddleName: '',
    Lastname: person.lastName,
    Mrmrs: person.mrMrs,
    Title: person.jobTitle,
    UpdatedDate: time.writeUtc(person.updated),
    CreatedDate: time.writeUtc(person.created),
    BirthDate: person.birthday === null ? empty : `${person.birthday}T00:00:00`,
    Emails: element(person.email),
    Description: '',
    IsAssociate: false,
    PrivatePhones: [],
    Faxes: [],
    MobilePhones: phone(person.mobile),
    OfficePhones: phone(person.direct),
    OtherPhones: [],
    Position: null,
    Contact: companyCarrier(tenant, person.contactId),
    Country: country(company?.country),
    PersonNumber: '',
    FullName: `${person.firstName} ${person.lastName}`,
    NoMailing: false,
    UsePersonAddress: false,
    Retired: false,
    Urls: [],
    FormalName: `${person.firstName} ${person.lastName}`,
    CorrespondingAssociate: null,
    Category: null,
    Business: null,
    Associate: null,
    Salutation: '',
    UserDefinedFields: {},
    ExtraFields: {},
    CustomFields: {},
    TableRight: right('FULL'),
    FieldProperties: {},
  };
}

function companyEntity({ tenant }: ApiParts, company: Company, { time }: Caller): Json {
  const persons = [...tenant.persons.values()].filter((person) => person.contactId === company.contactId);
  const street = {
    Address1: company.street,
    Address2: '',
    Address3: '',
    City: company.city,
    County: '',
    State: '',
    Zipcode: company.zip,
  };
  const formatted = `${company.street}\n${company.zip} ${company.city}\n`;
  return {
    ContactId: company.contactId,
    Name: company.name,
    Department: company.department,
    OrgNr: '',
    Number1: '',
    Number2: '',
    UpdatedDate: time.writeUtc(company.updated),
    CreatedDate: time.writeUtc(company.created),
    Emails: [],
    Urls: element(company.web),
    Phones: phone(company.phone),
    Faxes: [],
    Description: '',
    Associate: null,
    Business: null,
    Category: { Id: 1, Value: 'Customer', Tooltip: '' },
    Country: country(company.country),
    Persons: persons.map((person) => personCarrier(tenant, person.personId)),
    NoMailing: false,
    Xstop: false,
    Deleted: 0,
    Address: {
      Street: { AtypeIdx: 'ContactStreetAddress', ...street, Formatted: formatted },
      Postal: { AtypeIdx: 'ContactPostalAddress', ...street, Formatted: formatted },
      LocalizedAddress: [],
      Formatted: formatted,
    },
    UserDefinedFields: {},
    ExtraFields: {},
    CustomFields: {},
    TableRight: right('FULL'),
    FieldProperties: {},
  };
}
