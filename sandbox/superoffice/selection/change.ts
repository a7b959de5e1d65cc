/**
 * @file Members of a static selection that come and go.
 */
import { badRequest } from '../errors.ts';
import type { Selection, SelectionMember } from '../tenant/person-rows.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** Person 0 is a company alone. */
export type MemberPair = Pick<SelectionMember, 'contactId' | 'personId'>;

/** Members that are in it already stay as they are. @throws Refusal (400) for what there is not, and for a selection that is not static */
export function withMembers(tenant: Tenant, selection: Selection, pairs: readonly MemberPair[], by: number): Selection {
  checkStatic(selection);
  const there = new Set(selection.members.map(keyOf));
  const added: SelectionMember[] = [];
  for (const pair of pairs) {
    const whole = checked(tenant, pair);
    if (there.has(keyOf(whole))) continue;
    there.add(keyOf(whole));
    added.push({ id: tenant.nextMemberId(), ...whole });
  }
  return added.length === 0 ? selection : changed(tenant, selection, [...selection.members, ...added], by);
}

/** @throws Refusal (400) for a selection that is not static */
export function withoutMembers(
  tenant: Tenant,
  selection: Selection,
  pairs: readonly MemberPair[],
  by: number,
): Selection {
  checkStatic(selection);
  const leaving = new Set(pairs.map(keyOf));
  const members = selection.members.filter((member) => !leaving.has(keyOf(member)));
  return members.length === selection.members.length ? selection : changed(tenant, selection, members, by);
}

function changed(tenant: Tenant, selection: Selection, members: readonly SelectionMember[], by: number): Selection {
  return { ...selection, members, membersChanged: tenant.now(), membersChangedBy: by };
}

function keyOf({ contactId, personId }: MemberPair): string {
  return personId === 0 ? `company ${contactId}` : `person ${personId}`;
}

function checkStatic({ id, kind }: Selection): void {
  if (kind !== 'static') throw badRequest(`Selection ${id} is not static: its members cannot be set.`);
}

function checked(tenant: Tenant, { contactId, personId }: MemberPair): MemberPair {
  if (personId === 0) {
    if (!tenant.companies.get(contactId)) throw badRequest(`Contact id ${contactId} not found`);
    return { contactId, personId };
  }
  const person = tenant.persons.get(personId);
  if (!person) throw badRequest(`Person id ${personId} not found`);
  if (contactId !== 0 && contactId !== person.contactId)
    throw badRequest(`Person id ${personId} does not belong to contact id ${contactId}`);
  return { contactId: person.contactId, personId };
}
