/** @file The table's rows of persons: which of them become contacts, what of them, and what comes back. */
import { expect } from 'vitest';
import type { Direction } from '../../../sync-core/preferences/schema.ts';
import { directions } from './arrivals.ts';
import type { Rows } from './row.ts';
import type { World } from './world.ts';

/** Static selections of the sample; the second has some members of the first. */
const selections = { few: 51, more: 52, many: 53 } as const;
const chosen = { 'crm.persons.selections': [selections.few] };

/** The contacts after a run. */
async function contactsOf(world: World) {
  await world.sync();
  return world.calendar.contacts();
}

async function expectContacts(world: World, areThere: boolean): Promise<void> {
  const persons = world.crm.persons().length;
  expect((await contactsOf(world)).length > 0).toBe(areThere);
  expect(world.crm.persons()).toHaveLength(persons);
}

/** Persons go out of the CRM, or not at all. */
const goesOut = (direction: Direction) => direction === 'twoWay' || direction === 'crmToCalendar';

type Contact = ReturnType<World['calendar']['contacts']>[number];

/** Somebody with a role and of a company in a region. */
const inRegion = (contacts: readonly Contact[]) => contacts.find(({ surname }) => surname === 'Hirsch');

function fieldCases(part: 'jobTitle' | 'title' | 'department', field: string, values: readonly [string, string]) {
  return ['', field].map((value, place) => ({
    value,
    beside: chosen,
    shows: value === '' ? 'the usual field is told' : 'that field is told',
    async seen(world: World) {
      expect(inRegion(await contactsOf(world))?.[part]).toBe(values[place]);
    },
  }));
}

export const persons: Rows<
  | 'kinds.person'
  | 'direction.person'
  | 'crm.fields.jobTitle'
  | 'crm.fields.title'
  | 'crm.fields.department'
  | 'crm.persons.selections'
  | 'crm.persons.takeEditsBack'
  | 'crm.personalPhoneFirst'
  | 'crm.birthdays'
  | 'crm.outgoing.personCategory'
> = {
  'kinds.person': {
    said: { label: 'Person', standard: true },
    later: 'stays',
    cases: [true, false].map((value) => ({
      value,
      beside: chosen,
      shows: value ? 'chosen persons become contacts' : 'nobody does',
      seen: (world: World) => expectContacts(world, value),
    })),
  },
  'direction.person': {
    said: { label: 'Direction for persons', standard: 'asAbove' },
    later: 'stays',
    cases: [
      ...directions.map((value) => ({
        value,
        beside: { ...chosen, direction: goesOut(value) ? ('none' as const) : ('twoWay' as const) },
        shows: goesOut(value) ? 'persons go out, whatever stands above' : 'nobody goes any way, whatever stands above',
        seen: (world: World) => expectContacts(world, goesOut(value)),
      })),
      ...directions.map((direction) => ({
        value: 'asAbove' as const,
        beside: { ...chosen, direction },
        shows: `persons go out unless what stands above stops them: ${direction}`,
        seen: (world: World) => expectContacts(world, goesOut(direction)),
      })),
    ],
  },
  'crm.fields.jobTitle': {
    said: { label: 'Job title field', standard: '' },
    later: 'follows',
    cases: fieldCases('jobTitle', 'person:SuperOffice:2', ['Technische Leitung', 'Geschäftsführung']),
  },
  'crm.fields.title': {
    said: { label: 'Title field', standard: '' },
    later: 'follows',
    cases: fieldCases('title', 'person:SuperOffice:2', ['Herr', 'Geschäftsführung']),
  },
  'crm.fields.department': {
    said: { label: 'Department field', standard: '' },
    later: 'follows',
    cases: fieldCases('department', 'contact:SuperOffice:1', ['', 'Bremerhaven']),
  },
  'crm.persons.selections': {
    said: { label: 'Static selection(s)', standard: [] },
    later: 'follows',
    cases: [
      {
        value: [],
        shows: 'nobody becomes a contact',
        seen: (world) => expectContacts(world, false),
      },
      {
        value: [selections.few],
        shows: 'its members become contacts',
        async seen(world) {
          expect(await contactsOf(world)).toHaveLength(6);
        },
      },
      {
        value: [selections.few, selections.more],
        shows: 'the members of both become contacts, each once',
        async seen(world) {
          const names = (await contactsOf(world)).map(({ name }) => name);
          expect(names.length).toBeGreaterThan(6);
          expect(new Set(names).size).toBe(names.length);
        },
      },
    ],
  },
  'crm.persons.takeEditsBack': {
    said: { label: 'Take edits of contacts back', standard: false },
    later: 'stays',
    cases: [true, false].map((value) => ({
      value,
      beside: chosen,
      shows: value ? 'an edit of the contact is one of the person' : 'an edit of the contact stays in the address book',
      async seen(world: World) {
        const contact = inRegion(await contactsOf(world));
        if (contact === undefined) throw new Error('nobody of that name');
        const { id, jobTitle, emails } = contact;
        const known = world.crm.persons().find(({ email }) => email !== '' && emails.includes(email));
        const role = () => world.crm.person({ personId: known?.personId ?? 0 }).jobTitle;
        expect(role()).toBe(jobTitle);
        world.calendar.changeContact({ id, jobTitle: 'Einkauf' });
        await world.sync();
        expect(inRegion(world.calendar.contacts())?.jobTitle).toBe('Einkauf');
        expect(role()).toBe(value ? 'Einkauf' : jobTitle);
      },
    })),
  },
  'crm.personalPhoneFirst': {
    said: { label: 'Use personal phone numbers as primary', standard: true },
    later: 'follows',
    cases: [true, false].map((value) => ({
      value,
      beside: chosen,
      shows: value ? 'a person’s own number comes first' : 'the company’s number comes first',
      async seen(world: World) {
        const inOrder = () =>
          world.calendar
            .contacts()
            .toSorted((one, other) => one.id.localeCompare(other.id))
            .map(({ businessPhones }) => [...businessPhones]);
        await world.sync();
        const before = inOrder();
        expect(before.some(({ length }) => length === 2)).toBe(true);
        world.choose({ 'crm.personalPhoneFirst': !value });
        await world.sync();
        expect(inOrder()).toEqual(before.map((numbers) => numbers.toReversed()));
      },
    })),
  },
  'crm.birthdays': {
    said: { label: 'Synchronize contact birthdays', standard: true },
    later: 'follows',
    cases: [true, false].map((value) => ({
      value,
      beside: { 'crm.persons.selections': [selections.many] },
      shows: value ? 'birthdays are there' : 'no birthday is written',
      async seen(world: World) {
        expect((await contactsOf(world)).some(({ hasBirthday }) => hasBirthday)).toBe(value);
      },
    })),
  },
  'crm.outgoing.personCategory': {
    said: { label: 'Person', standard: 'SuperOffice Person' },
    later: 'stays',
    needs: 'contactCategories',
    cases: ['SuperOffice Person', 'Kunde', ''].map((value) => ({
      value,
      beside: chosen,
      shows: value === '' ? 'no category' : `${value} is put on`,
      async seen(world: World) {
        const categories = (await contactsOf(world)).map((contact) => contact.categories);
        expect(categories).toEqual(categories.map(() => (value === '' ? [] : [value])));
        expect(categories).not.toEqual([]);
      },
    })),
  },
};
