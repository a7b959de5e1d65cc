/**
 * @file Saves of persons: what a body says of them, who may save, and which saves give a new UpdatedDate.
 */
import type { Switches } from '../../kit/switches.ts';
import { countries } from '../api/carriers.ts';
import { denied } from '../appointment/rights.ts';
import { badRequest, notYet } from '../errors.ts';
import { type AddressRow, type Company, type Element, noAddress, type Person } from '../tenant/person-rows.ts';
import type { User } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { Fields } from '../wire.ts';
import { mayChangePerson } from './entity.ts';
import { valuesAfter } from './field-values.ts';

const longestDescription = 2047;

/** Texts of a person by the names of the entity. */
const texts = {
  Firstname: 'firstName',
  MiddleName: 'middleName',
  Lastname: 'lastName',
  Mrmrs: 'mrMrs',
  Title: 'jobTitle',
  Description: 'description',
} as const;
const lists = {
  Emails: 'emails',
  OfficePhones: 'officePhones',
  MobilePhones: 'mobilePhones',
  PrivatePhones: 'privatePhones',
  OtherPhones: 'otherPhones',
  Faxes: 'faxes',
  Urls: 'urls',
} as const;
/** What stands in tables of its own. */
const details: ReadonlySet<keyof Person> = new Set([...Object.values(lists), 'address', 'fields']);
const companyDetails: ReadonlySet<keyof Company> = new Set([
  'phones',
  'faxes',
  'emails',
  'urls',
  'street',
  'postal',
  'fields',
]);

/**
 * The person with what a body names; the rest stays as it is.
 * @throws Refusal (400) for values that a person cannot have
 */
export function personAfter(tenant: Tenant, before: Person, body: Fields): Person {
  const changed: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(texts)) if (body.has(name)) changed[field] = body.text(name);
  for (const [name, field] of Object.entries(lists))
    if (body.has(name)) changed[field] = body.list(name).flatMap(element);
  if (body.has('BirthDate')) changed['birthday'] = birthdayIn(body.text('BirthDate'));
  if (body.has('Retired')) changed['retired'] = body.flag('Retired');
  if (body.has('Contact')) changed['contactId'] = body.object('Contact')?.int('ContactId') ?? 0;
  if (body.has('Country'))
    changed['country'] = countryIn(body.object('Country')?.int('CountryId') ?? 0, before.country);
  if (body.has('Address')) changed['address'] = addressIn(body.object('Address'));
  const values = body.get('CustomFields');
  if (values) changed['fields'] = valuesAfter(tenant, 'person', before.fields, values as Record<string, unknown>);
  return { ...before, ...changed };
}

/**
 * Stores the person, with a new stamp where the row itself has changed.
 * @throws Refusal for persons that the user may not change, and for what a person cannot be
 */
export function savePerson(tenant: Tenant, switches: Switches, before: Person, after: Person, user: User): Person {
  if (!mayChangePerson(before, user)) throw denied(switches, `You may not change person ${before.personId}.`);
  if (after.description.length > longestDescription) throw badRequest('Description is longer than 2047 characters.');
  if (!tenant.companies.get(after.contactId)) throw badRequest(`Contact id ${after.contactId} not found`);
  if (after.contactId !== before.contactId) {
    const [source, destination] = [before.personId, after.contactId];
    tenant.noteMerge({ table: 6, operation: 'move', source, destination, associateId: user.associateId });
  }
  return storePerson(tenant, switches, before, after, user.associateId);
}

/** Without a question of rights. Nothing changed: nothing is stored. */
export function storePerson(tenant: Tenant, switches: Switches, before: Person, after: Person, by: number): Person {
  const changed = changedIn(before, after);
  if (changed.length === 0) return before;
  const touched = switches.flag('detailsTouchPerson') || changed.some((field) => !details.has(field));
  const saved = touched ? { ...after, updated: tenant.now(), updatedBy: by } : after;
  tenant.putPerson(saved);
  return saved;
}

/** As of a person. */
export function storeCompany(tenant: Tenant, switches: Switches, before: Company, after: Company, by: number): void {
  const changed = changedIn(before, after);
  if (changed.length === 0) return;
  const touched = switches.flag('detailsTouchPerson') || changed.some((field) => !companyDetails.has(field));
  tenant.putCompany(touched ? { ...after, updated: tenant.now(), updatedBy: by } : after);
}

function changedIn<Row extends object>(before: Row, after: Row): (keyof Row)[] {
  const names = Object.keys(after) as (keyof Row)[];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** Numbers and addresses without a value are none. */
function element(fields: Fields): Element[] {
  const value = fields.text('Value').trim();
  return value === '' ? [] : [{ value, description: fields.text('Description') }];
}

/** The year 1 is none. @throws Refusal (400) */
function birthdayIn(text: string): string | null {
  if (text === '') return null;
  const date = /^(\d{4}-\d\d-\d\d)(T|$)/.exec(text)?.[1];
  if (date === undefined || Number.isNaN(Date.parse(date))) throw badRequest(`BirthDate "${text}" is not a date.`);
  return date.startsWith('0001') ? null : date;
}

function countryIn(id: number, otherwise: Person['country']): Person['country'] {
  if (id === 0) return otherwise;
  const found = Object.entries(countries).find(([, country]) => country.id === id);
  if (!found) throw badRequest(`Country id ${id} not found`);
  return found[0] as Person['country'];
}

function addressIn(address: Fields | null): AddressRow {
  if (address && address.list('LocalizedAddress').length > 0) throw notYet('Writing LocalizedAddress');
  const street = address?.object('Street');
  if (!street) return noAddress;
  return {
    line1: street.text('Address1'),
    line2: street.text('Address2'),
    line3: street.text('Address3'),
    city: street.text('City'),
    county: street.text('County'),
    state: street.text('State'),
    zip: street.text('Zipcode'),
  };
}
