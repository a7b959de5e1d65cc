/**
 * @file Who may read a selection, and who is in it.
 */
import type { Person, Selection } from '../tenant/person-rows.ts';
import type { User } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** A member as the archives show it. Of a dynamic selection it has no row of its own, and 0 as its id. */
export interface MemberRow {
  readonly selectionId: number;
  readonly id: number;
  readonly contactId: number;
  /** 0: a company alone. */
  readonly personId: number;
  readonly isStatic: boolean;
}

export function mayReadSelection(selection: Selection, user: User): boolean {
  return selection.visibleFor === 'all' || selection.owner === user.associateId;
}

export function mayChangeSelection(selection: Selection, user: User): boolean {
  return selection.owner === user.associateId || user.isAdministrator;
}

export function readableSelections(tenant: Tenant, user: User, asOf: number | null): Selection[] {
  return [...tenant.selections.values(asOf)].filter((selection) => mayReadSelection(selection, user));
}

/** The rows of the table of members; a selection that is not static has none. */
export function staticMembers({ id: selectionId, members }: Selection): MemberRow[] {
  return members.map((member) => ({ ...member, selectionId, isStatic: true }));
}

/**
 * The members as the selection's own page lists them: of any kind of selection, and for a company alone the persons that the selection
 * wants of it.
 */
export function shownMembers(tenant: Tenant, selection: Selection): MemberRow[] {
  if (selection.kind !== 'static') return found(tenant, selection);
  const ofCompany = personsByCompany(tenant, selection);
  return staticMembers(selection).flatMap((member) => {
    const persons = member.personId === 0 ? (ofCompany.get(member.contactId) ?? []) : [];
    const wanted = selection.includePerson === 0 ? persons.slice(0, 1) : persons;
    return wanted.length === 0 ? [member] : wanted.map(({ personId }) => ({ ...member, personId }));
  });
}

/** Found anew at each reading: former employees and the recycle bin are not in it. */
function found(tenant: Tenant, { id: selectionId, country }: Selection): MemberRow[] {
  return activePersons(tenant)
    .filter((person) => country === undefined || person.country === country)
    .map(({ contactId, personId }) => ({ selectionId, id: 0, contactId, personId, isStatic: false }));
}

function personsByCompany(tenant: Tenant, { includePerson, members }: Selection): ReadonlyMap<number, Person[]> {
  const wanted = new Set(members.filter(({ personId }) => personId === 0).map(({ contactId }) => contactId));
  if (includePerson === 2 || wanted.size === 0) return new Map();
  return Map.groupBy(
    activePersons(tenant).filter(({ contactId }) => wanted.has(contactId)),
    ({ contactId }) => contactId,
  );
}

function activePersons(tenant: Tenant): Person[] {
  return [...tenant.persons.values()].filter((person) => !person.retired && person.deleted === 0);
}
