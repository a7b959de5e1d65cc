/**
 * @file The archives of persons, companies and time zones.
 */
import type { Switches } from '../../kit/switches.ts';
import { zoneName } from '../api/lists.ts';
import { personOfUser } from '../tenant/load-persons.ts';
import type { Company, Person } from '../tenant/person-rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { type Zone, zones } from '../time/zones.ts';
import type { Provider } from './column.ts';
import { companyColumns, companyNameOf, joined, personColumns } from './person-columns.ts';

export function personProvider(tenant: Tenant, switches: Switches): Provider<Person> {
  const showsDeleted = switches.flag('archiveShowsDeletedPersons');
  return {
    entityName: 'person',
    entityOf: entityOfPerson,
    ...(switches.flag('archiveShowsRetired') ? {} : { usualEntities: new Set(['person']) }),
    primaryKey: (row) => row.personId,
    /** Users are persons too; rooms are not. */
    rows: function* ({ caller: { asOf } }) {
      for (const person of tenant.persons.values(asOf)) if (showsDeleted || person.deleted === 0) yield person;
      for (const user of tenant.users.values()) if (!user.isRoom) yield personOfUser(user);
    },
    columns: {
      ...personColumns(tenant),
      ...joined<Person, Company>(
        companyColumns(tenant),
        (row) => tenant.companies.get(row.contactId),
        'personContact/',
      ),
      'personContact/contactId': { type: 'int', value: (row) => row.contactId },
      'personContact/name': { type: 'string', value: (row) => companyNameOf(tenant, row) },
    },
  };
}

export function entityOfPerson({ retired }: Person): string {
  return retired ? 'retiredPerson' : 'person';
}

export function companyProvider(tenant: Tenant): Provider<Company> {
  return {
    entityName: 'contact',
    primaryKey: (row) => row.contactId,
    rows: function* ({ caller: { asOf } }) {
      for (const company of tenant.companies.values(asOf)) if (company.deleted === 0) yield company;
    },
    columns: companyColumns(tenant),
  };
}

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
