/**
 * @file The columns of persons and companies, as their own archives have them and as others join them.
 */
import { companyFullName, countries, userOfPerson } from '../api/carriers.ts';
import { formattedAddress } from '../person/entity.ts';
import { fieldsOfOwner, progIdOf, shownValue } from '../person/field-values.ts';
import {
  type AddressRow,
  type Company,
  type Element,
  type FieldValues,
  fullNameOf,
  type Person,
  type UserField,
} from '../tenant/person-rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { noTime } from '../time/wire-time.ts';
import type { ArchiveContext, Column } from './column.ts';

type Columns<R> = Readonly<Record<string, Column<R>>>;

export function personColumns(tenant: Tenant): Columns<Person> {
  return {
    personId: { type: 'int', value: (row) => row.personId },
    contactId: { type: 'int', value: (row) => row.contactId },
    firstName: { type: 'string', value: (row) => row.firstName },
    middleName: { type: 'string', value: (row) => row.middleName },
    lastName: { type: 'string', value: (row) => row.lastName },
    fullName: { type: 'string', value: fullNameOf },
    mrMrs: { type: 'string', value: (row) => row.mrMrs },
    title: { type: 'string', value: (row) => row.jobTitle },
    retired: { type: 'bool', value: (row) => row.retired },
    birthYear: { type: 'int', value: (row) => birthPart(row, 0) },
    birthMonth: { type: 'int', value: (row) => birthPart(row, 1) },
    birthDay: { type: 'int', value: (row) => birthPart(row, 2) },
    personCountryId: { type: 'int', value: (row) => countries[row.country]?.id ?? 0 },
    personCountry: {
      type: 'list',
      value: (row) => countries[row.country]?.id ?? 0,
      show: (row) => countries[row.country]?.name ?? '',
    },
    hasCompany: { type: 'bool', value: (row) => row.contactId !== 0 },
    'email/emailAddress': { type: 'string', value: (row) => first(row.emails) },
    'personDirectPhone/formattedNumber': { type: 'string', value: (row) => first(row.officePhones) },
    'personMobilePhone/formattedNumber': { type: 'string', value: (row) => first(row.mobilePhones) },
    'personPrivate/formattedNumber': { type: 'string', value: (row) => first(row.privatePhones) },
    'personPager/formattedNumber': { type: 'string', value: (row) => first(row.otherPhones) },
    'personDirectFax/formattedNumber': { type: 'string', value: (row) => first(row.faxes) },
    'personUrl/URLAddress': { type: 'string', value: (row) => first(row.urls) },
    'personInfo/infoText': { type: 'string', value: (row) => row.description },
    personUpdatedDate: { type: 'utc', value: (row) => row.updated },
    personRegisteredDate: { type: 'utc', value: (row) => row.created },
    personDeletedDate: { type: 'utc', value: (row) => row.deleted || noTime, sortable: false },
    ...prefixed('personAddress', addressColumns, (row: Person) => row.address),
    ...fieldColumns(tenant, 'person', 'personUdef', (row: Person) => row.fields),
  };
}

export function companyColumns(tenant: Tenant): Columns<Company> {
  return {
    contactId: { type: 'int', value: (row) => row.contactId },
    name: { type: 'string', value: (row) => row.name },
    department: { type: 'string', value: (row) => row.department },
    nameDepartment: { type: 'string', value: companyFullName },
    countryId: { type: 'int', value: (row) => countries[row.country]?.id ?? 0 },
    country: {
      type: 'list',
      value: (row) => countries[row.country]?.id ?? 0,
      show: (row) => countries[row.country]?.name ?? '',
    },
    'contactPhone/formattedNumber': { type: 'string', value: (row) => first(row.phones) },
    'contactFax/formattedNumber': { type: 'string', value: (row) => first(row.faxes), filterable: false },
    'email/emailAddress': { type: 'string', value: (row) => first(row.emails) },
    'url/URLAddress': { type: 'string', value: (row) => first(row.urls) },
    updatedDate: { type: 'utc', value: (row) => row.updated },
    registeredDate: { type: 'utc', value: (row) => row.created },
    deletedDate: { type: 'utc', value: (row) => row.deleted || noTime, sortable: false },
    contactDeleted: { type: 'bool', value: (row) => row.deleted !== 0 },
    ...prefixed('streetAddress', addressColumns, (row: Company) => row.street),
    ...prefixed('postAddress', addressColumns, (row: Company) => row.postal),
    ...fieldColumns(tenant, 'company', 'contactUdef', (row: Company) => row.fields),
  };
}

/** The columns of a row that another one refers to; empty where there is none. */
export function joined<R, Joined>(
  columns: Columns<Joined>,
  rowOf: (row: R, context: ArchiveContext) => Joined | undefined,
  prefix = '',
): Columns<R> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]): [string, Column<R>] => {
      const { value, show } = column;
      const over: Column<R> = {
        ...column,
        value: (row, context) => {
          const other = rowOf(row, context);
          return other === undefined ? emptyOf(column.type) : value(other, context);
        },
        show: (row, context) => {
          const other = rowOf(row, context);
          if (other === undefined || !show) return undefined;
          return show(other, context);
        },
      };
      return [prefix + name, over];
    }),
  );
}

function emptyOf(type: Column<unknown>['type']): string | number | boolean {
  if (type === 'string') return '';
  if (type === 'bool') return false;
  return type === 'date' || type === 'utc' ? noTime : 0;
}

/** The company that a person belongs to; that of the users is not among those that they deal with. */
export function companyNameOf(tenant: Tenant, person: Person): string {
  const own = userOfPerson(tenant, person.personId) === undefined ? '' : tenant.companyName;
  return tenant.companies.get(person.contactId)?.name ?? own;
}

const addressColumns: Columns<AddressRow> = {
  line1: { type: 'string', value: (row) => row.line1 },
  line2: { type: 'string', value: (row) => row.line2 },
  line3: { type: 'string', value: (row) => row.line3 },
  city: { type: 'string', value: (row) => row.city },
  county: { type: 'string', value: (row) => row.county },
  state: { type: 'string', value: (row) => row.state },
  zip: { type: 'string', value: (row) => row.zip },
  formattedMultiLineAddress: { type: 'string', value: formattedAddress, filterable: false, sortable: false },
};

function prefixed<R, Part>(prefix: string, columns: Columns<Part>, partOf: (row: R) => Part): Columns<R> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]): [string, Column<R>] => [
      `${prefix}/${name}`,
      { ...column, value: (row, context) => column.value(partOf(row), context), show: undefined },
    ]),
  );
}

function first(elements: readonly Element[]): string {
  return elements[0]?.value ?? '';
}

/** Year, month or day. The year is 0 where only the day is known. */
function birthPart({ birthday }: Person, part: 0 | 1 | 2): number {
  const number = Number(birthday?.split('-')[part] ?? 0);
  return part === 0 && number <= 2 ? 0 : number;
}

function fieldColumns<R>(
  tenant: Tenant,
  owner: UserField['of'],
  prefix: string,
  valuesOf: (row: R) => FieldValues,
): Columns<R> {
  return Object.fromEntries(
    fieldsOfOwner(tenant, owner).map((field): [string, Column<R>] => {
      const name = progIdOf(field);
      return [`${prefix}/${name}`, fieldColumn(field, (row) => valuesOf(row)[name])];
    }),
  );
}

function fieldColumn<R>(field: UserField, held: (row: R) => string | number | undefined): Column<R> {
  switch (field.kind) {
    case 'list':
      return {
        type: 'list',
        value: (row) => held(row) ?? 0,
        show: (row, { caller }) => shownValue(field, held(row), caller.language),
      };
    case 'date':
    case 'unlimitedDate': {
      const midnight = (row: R) => Date.parse(`${held(row) || '0001-01-01'}T00:00:00Z`);
      return {
        type: 'date',
        value: midnight,
        show: (row) => new Date(midnight(row)).toISOString().slice(0, 19),
      };
    }
    case 'checkbox':
      return { type: 'bool', value: (row) => held(row) === 1 };
    case 'number':
    case 'decimal':
      return { type: 'int', value: (row) => held(row) ?? 0 };
    default:
      return { type: 'string', value: (row) => held(row) ?? '' };
  }
}
