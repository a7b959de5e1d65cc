/** @file What tests do with persons, companies and selections of the CRM, as an administrator would. No request. */
import type { Kit } from '../kit/kit.ts';
import type { SampleSelection } from '../sample/world.ts';
import { badRequest, notFound } from './errors.ts';
import { putPicture } from './person/picture.ts';
import { storeCompany, storePerson } from './person/save.ts';
import { type MemberPair, withMembers, withoutMembers } from './selection/change.ts';
import { blankPerson } from './tenant/load-persons.ts';
import {
  type AddressRow,
  type Company,
  elementsOf,
  type FieldValues,
  noAddress,
  type Person,
  type Picture,
  type Selection,
} from './tenant/person-rows.ts';
import type { Tenant } from './tenant/tenant.ts';

/** What is absent stays as it is, or is empty with a new person. */
export interface PersonWords {
  readonly contactId?: number;
  readonly firstName?: string;
  readonly middleName?: string;
  readonly lastName?: string;
  readonly mrMrs?: string;
  readonly jobTitle?: string;
  /** `1984-06-09`, the year 0002 where only the day is known; null: none. */
  readonly birthday?: string | null;
  readonly emails?: readonly string[];
  readonly officePhones?: readonly string[];
  readonly mobilePhones?: readonly string[];
  readonly privatePhones?: readonly string[];
  readonly otherPhones?: readonly string[];
  readonly faxes?: readonly string[];
  readonly urls?: readonly string[];
  readonly address?: Partial<AddressRow>;
  readonly retired?: boolean;
  readonly description?: string;
  /** By `SuperOffice:3`; those that are not named stay. */
  readonly fields?: FieldValues;
  /** Only administrators may change the person. */
  readonly isReadOnly?: boolean;
}

export interface CompanyWords {
  readonly name?: string;
  readonly department?: string;
  readonly phones?: readonly string[];
  readonly faxes?: readonly string[];
  readonly emails?: readonly string[];
  readonly urls?: readonly string[];
  readonly street?: Partial<AddressRow>;
  readonly postal?: Partial<AddressRow>;
  readonly fields?: FieldValues;
}

interface OnePerson {
  readonly personId: number;
}

interface OneSelection {
  readonly id: number;
}

interface Members extends OneSelection {
  /** By person id; of companies alone by `contactIds`. */
  readonly personIds?: readonly number[];
  readonly contactIds?: readonly number[];
}

const mainUser = 12;

export function personOperations({ tenant, kit }: { readonly tenant: Tenant; readonly kit: Kit }) {
  const person = (id: number): Person => {
    const found = tenant.persons.get(id);
    if (!found) throw notFound('Person', id);
    return found;
  };
  const selection = (id: number): Selection => {
    const found = tenant.selections.get(id);
    if (!found) throw notFound('Selection', id);
    return found;
  };
  const put = (before: Person, after: Person) => storePerson(tenant, kit.switches, before, after, mainUser);
  const touch = (row: Selection) => tenant.putSelection({ ...row, updated: tenant.now(), updatedBy: mainUser });
  return {
    createPerson: (words: PersonWords & { readonly contactId: number }): OnePerson => {
      const company = companyOf(tenant, words.contactId);
      const personId = tenant.nextPersonId();
      const made = { ...blankPerson, personId, country: company.country, created: tenant.now(), updated: tenant.now() };
      tenant.putPerson({ ...over(made, words), updatedBy: mainUser });
      return { personId };
    },
    /** Also retires, and moves to another company. */
    changePerson: ({ personId, ...words }: PersonWords & OnePerson): void => {
      if (words.contactId !== undefined) companyOf(tenant, words.contactId);
      const before = person(personId);
      const after = over(before, words);
      put(before, after);
      if (after.contactId === before.contactId) return;
      const destination = after.contactId;
      tenant.noteMerge({ table: 6, operation: 'move', source: personId, destination, associateId: mainUser });
    },
    /** To the recycle bin; the person stays a member of selections. */
    deletePerson: ({ personId }: OnePerson): void => {
      put(person(personId), { ...person(personId), deleted: tenant.now() });
    },
    undeletePerson: ({ personId }: OnePerson): void => {
      put(person(personId), { ...person(personId), deleted: 0 });
    },
    /** For good: out of all selections too. */
    erasePerson: ({ personId }: OnePerson): void => erase(tenant, person(personId)),
    /** One person becomes part of another, who takes its place in selections. */
    mergePersons: ({ source, destination }: { readonly source: number; readonly destination: number }): void => {
      const [gone, stays] = [person(source), person(destination)];
      for (const row of [...tenant.selections.values()]) {
        if (!row.members.some(({ personId }) => personId === source)) continue;
        tenant.putSelection(withMembers(tenant, row, [pairOf(stays)], mainUser));
      }
      erase(tenant, gone);
      tenant.noteMerge({ table: 6, operation: 'merge', source, destination, associateId: mainUser });
    },
    /** @param argument.base64 null: none */
    setPicture: ({
      personId,
      base64,
      type,
    }: OnePerson & { readonly base64: string | null; readonly type?: Picture['type'] }): void => {
      person(personId);
      if (base64 === null) tenant.pictures.delete(personId);
      else putPicture(tenant, kit.switches, personId, { type: type ?? 'image/png', base64 });
    },
    changeCompany: ({ contactId, ...words }: CompanyWords & { readonly contactId: number }): void => {
      const before = companyOf(tenant, contactId);
      storeCompany(tenant, kit.switches, before, companyOver(before, words), mainUser);
    },
    /** Of the main user, for all, static and empty where nothing else is said. */
    createSelection: (
      words: Partial<Omit<SampleSelection, 'id' | 'members'>> & { readonly name: string } & Omit<Members, 'id'>,
    ): OneSelection => {
      const { personIds: _persons, contactIds: _companies, ...more } = words;
      const id = tenant.nextSelectionId();
      const now = tenant.now();
      const stamps = {
        created: now,
        updated: now,
        updatedBy: mainUser,
        membersChanged: now,
        membersChangedBy: mainUser,
      };
      const usual = { kind: 'static', owner: mainUser, visibleFor: 'all', includePerson: 2, members: [] } as const;
      const made: Selection = { ...usual, ...more, ...stamps, id };
      const pairs = pairsOf(tenant, { ...words, id });
      tenant.putSelection(pairs.length === 0 ? made : withMembers(tenant, made, pairs, mainUser));
      return { id };
    },
    /** Renames it, gives it to somebody else, closes it to others (`visibleFor: 'owner'`) or opens it. */
    changeSelection: ({
      id,
      ...words
    }: OneSelection & Partial<Pick<SampleSelection, 'name' | 'owner' | 'visibleFor' | 'includePerson'>>): void =>
      touch({ ...selection(id), ...words }),
    deleteSelection: ({ id }: OneSelection): void => tenant.removeSelection(selection(id).id),
    addMembers: (argument: Members): void =>
      tenant.putSelection(withMembers(tenant, selection(argument.id), pairsOf(tenant, argument), mainUser)),
    removeMembers: (argument: Members): void =>
      tenant.putSelection(withoutMembers(tenant, selection(argument.id), pairsOf(tenant, argument), mainUser)),
    selections: (): readonly Selection[] => [...tenant.selections.values()],
    person: ({ personId }: OnePerson): Person => person(personId),
    company: ({ contactId }: { readonly contactId: number }): Company => companyOf(tenant, contactId),
  };
}

function companyOf(tenant: Tenant, id: number): Company {
  const found = tenant.companies.get(id);
  if (!found) throw notFound('Contact', id);
  return found;
}

function pairOf({ contactId, personId }: Person): MemberPair {
  return { contactId, personId };
}

function pairsOf(tenant: Tenant, { personIds = [], contactIds = [] }: Members): MemberPair[] {
  const persons = personIds.map((personId) => {
    const found = tenant.persons.get(personId);
    if (!found) throw badRequest(`Person id ${personId} not found`);
    return pairOf(found);
  });
  return [...persons, ...contactIds.map((contactId) => ({ contactId, personId: 0 }))];
}

function erase(tenant: Tenant, gone: Person): void {
  for (const row of [...tenant.selections.values()]) {
    if (!row.members.some(({ personId }) => personId === gone.personId)) continue;
    tenant.putSelection(withoutMembers(tenant, row, [pairOf(gone)], mainUser));
  }
  tenant.erasePerson(gone.personId);
}

const elementFields = [
  ...['emails', 'officePhones', 'mobilePhones', 'privatePhones', 'otherPhones', 'faxes', 'urls', 'phones'],
] as const;

/** Lists of texts as lists of elements; what is not named is not in it. */
function elementsIn(words: PersonWords | CompanyWords): Record<string, unknown> {
  const named = Object.entries(words).filter(([, value]) => value !== undefined);
  const isList = ([name]: readonly [string, unknown]) => elementFields.some((field) => field === name);
  return Object.fromEntries(
    named.map(([name, value]) => [name, isList([name, value]) ? elementsOf(...(value as readonly string[])) : value]),
  );
}

function over(before: Person, words: PersonWords): Person {
  const { address = before.address, fields = {} } = words;
  return {
    ...before,
    ...elementsIn(words),
    address: { ...noAddress, ...address },
    fields: { ...before.fields, ...fields },
  };
}

function companyOver(before: Company, words: CompanyWords): Company {
  const { street = before.street, postal = before.postal, fields = {} } = words;
  return {
    ...before,
    ...elementsIn(words),
    street: { ...noAddress, ...street },
    postal: { ...noAddress, ...postal },
    fields: { ...before.fields, ...fields },
  };
}
