/**
 * @file The archives of selections, of the table of their static members, and of members with their companies and persons.
 */
import type { Switches } from '../../kit/switches.ts';
import { denied } from '../appointment/rights.ts';
import { memberCount, membershipTime } from '../selection/entity.ts';
import {
  type MemberRow,
  mayReadSelection,
  readableSelections,
  shownMembers,
  staticMembers,
} from '../selection/members.ts';
import type { Company, Person, Selection } from '../tenant/person-rows.ts';
import type { User } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { ArchiveContext, Column, Provider } from './column.ts';
import { companyColumns, joined, personColumns } from './person-columns.ts';

const kinds = { static: 0, dynamic: 1, combined: 2 } as const;
const kindNames = { static: 'Static', dynamic: 'Dynamic', combined: 'Combined' } as const;
const contactTable = 5;

export function findSelectionProvider(tenant: Tenant, switches: Switches): Provider<Selection> {
  const associate = (idOf: (row: Selection) => number): Column<Selection> => ({
    type: 'associate',
    value: idOf,
    show: (row) => tenant.users.get(idOf(row))?.initials ?? '',
  });
  return {
    entityName: 'selection',
    primaryKey: (row) => row.id,
    rows: ({ caller: { user, asOf } }) => readableSelections(tenant, user, asOf),
    columns: {
      selectionId: { type: 'int', value: (row) => row.id },
      name: { type: 'string', value: (row) => row.name },
      type: { type: 'list', value: () => 0, show: () => '' },
      kind: { type: 'list', value: (row) => kinds[row.kind], show: (row) => kindNames[row.kind] },
      targetTableNumber: { type: 'list', value: () => contactTable, show: () => 'Company/contact' },
      combinationType: { type: 'list', value: () => 0, show: () => '' },
      associateId: associate((row) => row.owner),
      done: { type: 'bool', value: () => false },
      memberCount: { type: 'int', value: (row) => memberCount(row, switches) },
      updatedDate: { type: 'utc', value: (row) => row.updated },
      updatedBy: associate((row) => row.updatedBy),
      registeredDate: { type: 'utc', value: (row) => row.created },
      registeredBy: associate((row) => row.owner),
      lastMembershipChange: { type: 'utc', value: (row) => membershipTime(row, switches) },
      lastMembershipChangeBy: associate((row) => row.membersChangedBy),
    },
  };
}

const memberColumns = {
  selectionId: { type: 'int', value: (row: MemberRow) => row.selectionId, sortable: false },
  selectionMemberId: { type: 'int', value: (row: MemberRow) => row.id, sortable: false },
  contactId: { type: 'int', value: (row: MemberRow) => row.contactId },
  personId: { type: 'int', value: (row: MemberRow) => row.personId },
} as const satisfies Record<string, Column<MemberRow>>;

/** The table of members as it is: persons of the recycle bin and former employees included. */
export function memberProvider(tenant: Tenant, switches: Switches, filter: string): Provider<MemberRow> {
  return {
    entityName: 'selectionMember',
    primaryKey: (row) => row.id,
    rows: function* (context) {
      for (const selection of selectionsIn(tenant, switches, filter, context)) yield* staticMembers(selection);
    },
    columns: {
      ...memberColumns,
      targetTableNumber: { type: 'int', value: () => contactTable },
      targetRecordId: { type: 'int', value: (row) => row.contactId },
    },
  };
}

/** Members with the columns of their company and their person side by side. */
export function contactPersonProvider(tenant: Tenant, switches: Switches, filter: string): Provider<MemberRow> {
  const showsDeleted = switches.flag('archiveShowsDeletedPersons');
  const company = (row: MemberRow): Company | undefined => tenant.companies.get(row.contactId);
  const person = (row: MemberRow): Person | undefined => tenant.persons.get(row.personId);
  return {
    entityName: 'staticPerson',
    entityOf: ({ isStatic, personId }) => {
      if (isStatic) return personId === 0 ? 'staticContact' : 'staticPerson';
      return personId === 0 ? 'contact' : 'person';
    },
    primaryKey: (row) => row.id || row.personId,
    rows: function* (context) {
      for (const selection of selectionsIn(tenant, switches, filter, context)) {
        for (const member of shownMembers(tenant, selection)) {
          if (showsDeleted || !person(member)?.deleted) yield member;
        }
      }
    },
    columns: {
      ...joined<MemberRow, Company>(companyColumns(tenant), company),
      ...joined<MemberRow, Person>(personColumns(tenant), person),
      ...memberColumns,
      selectionMemberId: { ...memberColumns.selectionMemberId, filterable: false },
    },
  };
}

/**
 * The selections that a filter names and the caller may read; all of those when it names none.
 * @throws Refusal for one that the caller may not read, as the switch `unreadableMembers` has it
 */
function selectionsIn(
  tenant: Tenant,
  switches: Switches,
  filter: string,
  { caller: { user, asOf } }: ArchiveContext,
): Selection[] {
  const named = [...filter.matchAll(/\bselectionId\s*(?:=|eq\b|equals\b)\s*(\d+)/gi)].map(([, id]) => Number(id));
  if (switches.text('unreadableMembers') === 'refused') refuseUnreadable(tenant, named, user, switches);
  const readable = readableSelections(tenant, user, asOf);
  return named.length === 0 ? readable : readable.filter(({ id }) => named.includes(id));
}

function refuseUnreadable(tenant: Tenant, named: readonly number[], user: User, switches: Switches): void {
  for (const id of named) {
    const selection = tenant.selections.get(id);
    if (selection && !mayReadSelection(selection, user)) throw denied(switches, `You may not read selection ${id}.`);
  }
}
