/**
 * @file The archives of persons, companies and time zones.
 */
import { companyFullName, personOfUser, userOfPerson } from '../api/carriers.ts';
import { zoneName } from '../api/lists.ts';
import type { Company, Person } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { type Zone, zones } from '../time/zones.ts';
import type { Provider } from './column.ts';

/** The company of the users is not among those that they deal with. */
function ownCompany(tenant: Tenant, { personId }: Person): string {
  return userOfPerson(tenant, personId) === undefined ? '' : tenant.companyName;
}

export const personProvider: Provider<Person> = {
  entityName: 'person',
  primaryKey: (row) => row.personId,
  /** Users are persons too; rooms are not. */
  rows: function* ({ tenant }) {
    yield* tenant.persons.values();
    for (const user of tenant.users.values()) if (!user.isRoom) yield personOfUser(user);
  },
  columns: {
    personId: { type: 'int', value: (row) => row.personId },
    contactId: { type: 'int', value: (row) => row.contactId },
    firstName: { type: 'string', value: (row) => row.firstName },
    lastName: { type: 'string', value: (row) => row.lastName },
    fullName: { type: 'string', value: (row) => `${row.firstName} ${row.lastName}` },
    mrMrs: { type: 'string', value: (row) => row.mrMrs },
    title: { type: 'string', value: (row) => row.jobTitle },
    retired: { type: 'bool', value: () => false },
    'email/emailAddress': { type: 'string', value: (row) => row.email },
    'personDirectPhone/formattedNumber': { type: 'string', value: (row) => row.direct },
    'personMobilePhone/formattedNumber': { type: 'string', value: (row) => row.mobile },
    'personContact/contactId': { type: 'int', value: (row) => row.contactId },
    'personContact/name': {
      type: 'string',
      value: (row, { tenant }) => tenant.companies.get(row.contactId)?.name ?? ownCompany(tenant, row),
    },
    'personContact/department': {
      type: 'string',
      value: (row, { tenant }) => tenant.companies.get(row.contactId)?.department ?? '',
    },
    personUpdatedDate: { type: 'utc', value: (row) => row.updated },
    personRegisteredDate: { type: 'utc', value: (row) => row.created },
  },
};

export const companyProvider: Provider<Company> = {
  entityName: 'contact',
  primaryKey: (row) => row.contactId,
  rows: ({ tenant }) => tenant.companies.values(),
  columns: {
    contactId: { type: 'int', value: (row) => row.contactId },
    name: { type: 'string', value: (row) => row.name },
    department: { type: 'string', value: (row) => row.department },
    nameDepartment: { type: 'string', value: companyFullName },
    updatedDate: { type: 'utc', value: (row) => row.updated },
    registeredDate: { type: 'utc', value: (row) => row.created },
  },
};

export const zoneProvider: Provider<Zone> = {
  entityName: 'timezone',
  primaryKey: (row) => row.id,
  rows: () => zones,
  columns: {
    id: { type: 'int', value: (row) => row.id },
    timeZone: { type: 'string', value: (row) => row.code },
    country: { type: 'string', value: (row) => row.country },
    region: { type: 'string', value: (row) => row.region },
    offset: { type: 'int', value: (row, { tenant }) => row.offsetAt(tenant.now()) / 60_000 },
    isActive: { type: 'bool', value: () => true },
    name: { type: 'string', value: zoneName },
  },
};

export interface ParticipantRow {
  readonly id: number;
  readonly entity: string;
  readonly associateId: number;
  readonly personId: number;
  readonly contactId: number;
  readonly name: string;
  readonly email: string;
}

/** The participants of one appointment as an archive. */
export function participantProvider(rows: readonly ParticipantRow[]): Provider<ParticipantRow> {
  return {
    entityName: 'associate',
    primaryKey: (row) => row.id,
    rows: () => rows,
    columns: {
      associateId: { type: 'int', value: (row) => row.associateId },
      personId: { type: 'int', value: (row) => row.personId },
      contactId: { type: 'int', value: (row) => row.contactId },
      name: { type: 'string', value: (row) => row.name },
      emailAddress: { type: 'string', value: (row) => row.email },
      entityType: { type: 'string', value: (row) => row.entity },
    },
  };
}
