/** @file The table's rows of persons: which of them become contacts, what of them, and what comes back. */
import { expect } from 'vitest';
import type { PersonsWanted } from '../../../sync-core/connectors/connector.ts';
import { createSceneOf, someone } from '../../../sync-core/engine/testing/scene.ts';
import type { Person } from '../../../sync-core/model/person.ts';
import type { LocalDate } from '../../../sync-core/model/time.ts';
import type { Direction, Preferences } from '../../../sync-core/preferences/schema.ts';
import { directions } from './arrivals.ts';
import type { Rows } from './row.ts';

/** Somebody who is chosen in the CRM, and a run with these preferences. */
async function synchronised(preferences: Partial<Preferences>, person: Partial<Person> = {}) {
  const scene = await createSceneOf<Person>('person');
  const asked: PersonsWanted[] = [];
  const { connector } = scene.crm;
  const { contacts } = connector;
  if (contacts === undefined) throw new Error('a scene of persons without persons');
  Object.assign(connector, {
    persons: (wanted: PersonsWanted) => {
      asked.push(wanted);
      return contacts;
    },
  });
  scene.crm.create(someone(person));
  expect((await scene.run(preferences)).outcome).toBe('ok');
  return {
    contacts: () => scene.calendar.items(),
    persons: () => scene.crm.items(),
    wanted: asked[0],
    edit: (patch: Partial<Person>) => {
      for (const { id } of scene.calendar.items()) scene.calendar.edit(id, patch);
    },
    run: async () => await scene.run(preferences),
  };
}

async function expectContact(preferences: Partial<Preferences>, isThere: boolean): Promise<void> {
  const { contacts, persons, run } = await synchronised(preferences);
  expect(contacts()).toHaveLength(isThere ? 1 : 0);
  expect((await run()).written.crm).toEqual({ created: 0, updated: 0, removed: 0 });
  expect(persons()).toHaveLength(1);
}

/** Persons go out of the CRM, or not at all. */
const goesOut = (direction: Direction) => direction === 'twoWay' || direction === 'crmToCalendar';

/** What the CRM is asked for its persons with. */
async function expectWanted(preferences: Partial<Preferences>, part: Partial<PersonsWanted>): Promise<void> {
  expect((await synchronised(preferences)).wanted).toMatchObject(part);
}

const birthday = '1984-06-09' as LocalDate;

const fieldCases = (id: `crm.fields.${'jobTitle' | 'title' | 'department'}`, field: keyof PersonsWanted) =>
  ['', 'SuperOffice:2'].map((value) => ({
    value,
    shows: value === '' ? 'the usual field is read' : 'that field is read',
    seen: () => expectWanted({ [id]: value }, { [field]: value }),
  }));

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
    said: { label: 'Persons', standard: true },
    later: 'stays',
    cases: [true, false].map((value) => ({
      value,
      shows: value ? 'a chosen person becomes a contact' : 'nobody does',
      seen: () => expectContact({ 'kinds.person': value }, value),
    })),
  },
  'direction.person': {
    said: { label: 'Direction for persons', standard: 'asAbove' },
    later: 'stays',
    cases: [
      ...directions.map((value) => ({
        value,
        shows: goesOut(value) ? 'persons go out, whatever stands above' : 'nobody goes any way, whatever stands above',
        seen: () =>
          expectContact({ 'direction.person': value, direction: goesOut(value) ? 'none' : 'twoWay' }, goesOut(value)),
      })),
      {
        value: 'asAbove',
        shows: 'persons go out unless what stands above stops them',
        async seen() {
          for (const direction of directions) await expectContact({ direction }, goesOut(direction));
        },
      },
    ],
  },
  'crm.fields.jobTitle': {
    said: { label: 'Job title field', standard: '' },
    later: 'follows',
    cases: fieldCases('crm.fields.jobTitle', 'jobTitle'),
  },
  'crm.fields.title': {
    said: { label: 'Title field', standard: '' },
    later: 'follows',
    cases: fieldCases('crm.fields.title', 'title'),
  },
  'crm.fields.department': {
    said: { label: 'Department field', standard: '' },
    later: 'follows',
    cases: fieldCases('crm.fields.department', 'department'),
  },
  'crm.persons.selections': {
    said: { label: 'Static selections', standard: [] },
    later: 'follows',
    cases: [[], [3], [3, 12]].map((value) => ({
      value,
      shows: value.length === 0 ? 'no selection is read' : 'the members of these are read',
      seen: () => expectWanted({ 'crm.persons.selections': value }, { selections: value }),
    })),
  },
  'crm.persons.takeEditsBack': {
    said: { label: 'Take edits of contacts back', standard: false },
    later: 'stays',
    cases: [true, false].map((value) => ({
      value,
      shows: value ? 'an edit of the contact is one of the person' : 'an edit of the contact stays in the address book',
      async seen() {
        const { edit, run, persons: inCrm, contacts } = await synchronised({ 'crm.persons.takeEditsBack': value });
        edit({ jobTitle: 'Einkauf' });
        await run();
        expect(inCrm().map(({ fields }) => fields.jobTitle)).toEqual([value ? 'Einkauf' : '']);
        expect(contacts().map(({ fields }) => fields.jobTitle)).toEqual(['Einkauf']);
      },
    })),
  },
  'crm.personalPhoneFirst': {
    said: { label: 'Use personal phone numbers as primary', standard: true },
    later: 'follows',
    cases: [true, false].map((value) => ({
      value,
      shows: value ? 'a person’s own number comes first' : 'the company’s number comes first',
      seen: () => expectWanted({ 'crm.personalPhoneFirst': value }, { personalPhoneFirst: value }),
    })),
  },
  'crm.birthdays': {
    said: { label: 'Synchronize contact birthdays', standard: true },
    later: 'follows',
    cases: [true, false].map((value) => ({
      value,
      shows: value ? 'the birthday is there' : 'no birthday is written',
      async seen() {
        const { contacts } = await synchronised({ 'crm.birthdays': value }, { birthday });
        expect(contacts().map(({ fields }) => fields.birthday)).toEqual([value ? birthday : null]);
      },
    })),
  },
  'crm.outgoing.personCategory': {
    said: { label: 'Person', standard: 'SuperOffice Person' },
    later: 'stays',
    cases: ['SuperOffice Person', 'Kunde', ''].map((value) => ({
      value,
      shows: value === '' ? 'no category' : `${value} is put on`,
      async seen() {
        const { contacts } = await synchronised({ 'crm.outgoing.personCategory': value });
        expect(contacts().map(({ categories }) => categories)).toEqual([value === '' ? [] : [value]]);
      },
    })),
  },
};
