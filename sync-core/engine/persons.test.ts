/** @file Tests of what the engine does with persons: they go out of the CRM, and nothing there is ever made or removed for them. */
import { describe, expect, test } from 'vitest';
import type { PersonFace, Picture, PictureVersion } from '../connectors/connector.ts';
import type { Person } from '../model/person.ts';
import type { LocalDate } from '../model/time.ts';
import { createSceneOf, type Scene, someone, writesOf } from './testing/scene.ts';

const scene = async (): Promise<Scene<Person>> => await createSceneOf<Person>('person');
const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };
const only = (s: Scene<Person>, side: 'crm' | 'calendar') => {
  const [item, ...more] = s[side].items();
  if (item === undefined || more.length > 0) throw new Error(`${s[side].items().length} items`);
  return item;
};

describe('a person', () => {
  test('becomes a contact with the category of its kind, and a run after that writes nothing', async () => {
    const s = await scene();
    s.crm.create(someone({ emails: ['j.reuter@hafenbau.example'], birthday: '1984-06-09' as LocalDate }));
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+1 ~0 -0' });
    expect(only(s, 'calendar').fields).toEqual(only(s, 'crm').fields);
    expect(only(s, 'calendar').categories).toEqual(['SuperOffice Person']);
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('is told of with the person’s name', async () => {
    const s = await scene();
    s.crm.create(someone());
    await s.run();
    expect(s.entries()[0]).toMatchObject({ kind: 'person', title: 'Jonas Reuter', when: null, action: 'create' });
  });

  test('of the calendar system is the user’s own and is left alone', async () => {
    const s = await scene();
    s.calendar.create(someone({ givenName: 'Ada' }));
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(report.leftOut).toEqual({ notFromCrm: 1 });
  });

  test('that stands there already is linked, and given what the CRM knows', async () => {
    const s = await scene();
    s.crm.create(someone({ jobTitle: 'Buyer' }));
    s.calendar.create(someone({ mobilePhone: '+49 1' }));
    const report = await s.run();
    expect(report.adopted).toBe(1);
    expect(s.calendar.items()).toHaveLength(1);
    expect(only(s, 'calendar').fields).toMatchObject({ jobTitle: 'Buyer' });
  });

  test('that is chosen when the contact has long been there is linked with it, and not doubled', async () => {
    const s = await scene();
    s.calendar.create(someone({ mobilePhone: '+49 1' }));
    s.calendar.create(someone({ givenName: 'Ada' }));
    expect((await s.run()).leftOut).toEqual({ notFromCrm: 2 });
    await s.run();
    s.crm.create(someone({ surname: 'REUTER', jobTitle: 'Buyer' }));
    const report = await s.run();
    expect(report.adopted).toBe(1);
    expect(s.calendar.items()).toHaveLength(2);
    expect(s.calendar.items()[0]?.fields).toMatchObject({ jobTitle: 'Buyer' });
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('is linked with the namesake who has one of the same e-mail addresses', async () => {
    const s = await scene();
    s.calendar.create(someone({ emails: ['private@home.example'] }));
    const contact = s.calendar.create(someone({ emails: ['other@x.example', 'J.Reuter@Hafenbau.example'] }));
    s.crm.create(someone({ emails: ['j.reuter@hafenbau.example'], jobTitle: 'Buyer' }));
    expect((await s.run()).adopted).toBe(1);
    expect(s.calendar.items()).toHaveLength(2);
    expect(s.calendar.item(contact)?.fields.jobTitle).toBe('Buyer');
  });

  test('who may or may not be a namesake with other addresses is shown, and neither is touched', async () => {
    const s = await scene();
    const contact = s.calendar.create(someone({ emails: ['private@home.example'] }));
    s.crm.create(someone({ emails: ['j.reuter@hafenbau.example'] }));
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(report.leftOut).toEqual({ ambiguousMatch: 2 });
    s.calendar.edit(contact, { emails: ['private@home.example', 'j.reuter@hafenbau.example'] });
    expect((await s.run()).adopted).toBe(1);
    expect(s.calendar.items()).toHaveLength(1);
  });

  test('of whom there are two, and two contacts of that name without an address, is shown and not guessed', async () => {
    const s = await scene();
    for (const jobTitle of ['one', 'two']) {
      s.crm.create(someone({ jobTitle }));
      s.calendar.create(someone({ department: jobTitle }));
    }
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(report.leftOut).toEqual({ ambiguousMatch: 4 });
  });

  test('changes there when it changes in the CRM, and an edit of the contact stays until then', async () => {
    const s = await scene();
    s.crm.create(someone({ jobTitle: 'Buyer' }));
    await s.run();
    s.calendar.edit(only(s, 'calendar').id, { jobTitle: 'Friend' });
    expect(writesOf(await s.run())).toEqual(nothing);
    s.crm.edit(only(s, 'crm').id, { mobilePhone: '+49 2' });
    await s.run();
    expect(only(s, 'calendar').fields).toMatchObject({ mobilePhone: '+49 2' });
    s.crm.edit(only(s, 'crm').id, { jobTitle: 'Head of buying' });
    await s.run();
    expect(only(s, 'calendar').fields.jobTitle).toBe('Head of buying');
  });

  test('takes edits back where the user wants that, and nothing is made or removed in the CRM for it', async () => {
    const s = await scene();
    const wanted = { 'crm.persons.takeEditsBack': true };
    s.crm.create(someone({ jobTitle: 'Buyer' }));
    await s.run(wanted);
    s.calendar.edit(only(s, 'calendar').id, { jobTitle: 'Head of buying' });
    s.calendar.create(someone({ givenName: 'Ada' }));
    expect(writesOf(await s.run(wanted))).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(only(s, 'crm').fields.jobTitle).toBe('Head of buying');
    for (const { id } of s.calendar.items()) s.calendar.remove(id);
    expect(writesOf(await s.run(wanted))).toEqual(nothing);
    expect(s.crm.items()).toHaveLength(1);
  });

  test('whose contact the user has removed stays away, until it is changed in the CRM', async () => {
    const s = await scene();
    s.crm.create(someone());
    s.crm.create(someone({ givenName: 'Ada' }));
    await s.run();
    const [jonas] = s.calendar.items();
    if (jonas === undefined) throw new Error('nobody');
    s.calendar.remove(jonas.id);
    for (let runs = 0; runs < 3; runs++) expect(writesOf(await s.run())).toEqual(nothing);
    expect(s.calendar.items()).toHaveLength(1);
  });

  test('that is chosen no more takes its contact along', async () => {
    const s = await scene();
    for (const givenName of ['Ada', 'Bo', 'Cy']) s.crm.create(someone({ givenName }));
    await s.run();
    const [first] = s.crm.items();
    if (first === undefined) throw new Error('nobody');
    s.crm.remove(first.id);
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -1' });
  });

  test.each([
    ['the user has edited', { edited: true }],
    ['the user had before', { edited: false }],
  ])('that is chosen no more leaves a contact that %s, without the category', async (_what, { edited }) => {
    const s = await scene();
    if (!edited) s.calendar.create(someone(), { categories: ['Friends', 'SuperOffice Person'] });
    s.crm.create(someone());
    s.crm.create(someone({ givenName: 'Ada' }));
    await s.run();
    const jonas = () => s.calendar.items().find(({ fields }) => fields.givenName === 'Jonas');
    const id = jonas()?.id;
    if (id === undefined) throw new Error('nobody');
    if (edited) s.calendar.edit(id, { homePhone: '+49 3' });
    for (const item of s.crm.items()) if (item.fields.givenName === 'Jonas') s.crm.remove(item.id);
    await s.run();
    await s.run();
    expect(jonas()?.categories).toEqual(edited ? [] : ['Friends']);
    s.calendar.edit(id, { homePhone: '+49 4' });
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('has no birthday where the user does not want any, and one that is there stays', async () => {
    const s = await scene();
    const birthday = '1984-06-09' as LocalDate;
    s.crm.create(someone({ birthday }));
    await s.run({ 'crm.birthdays': false });
    expect(only(s, 'calendar').fields.birthday).toBeNull();
    s.calendar.edit(only(s, 'calendar').id, { birthday: '1990-01-01' as LocalDate });
    s.crm.edit(only(s, 'crm').id, { birthday: null });
    await s.run({ 'crm.birthdays': false });
    expect(only(s, 'calendar').fields.birthday).toBe('1990-01-01');
  });

  test.each(['none', 'calendarToCrm'] as const)('stays where it is in the direction %s', async (direction) => {
    const s = await scene();
    s.crm.create(someone());
    expect(writesOf(await s.run({ direction }))).toEqual(nothing);
  });

  test('is given its picture, another one when that changes, and none when it is gone', async () => {
    const shown: (Picture | null | undefined)[] = [];
    const s = await createSceneOf<Person>('person', {
      calendar: { onWrite: (operation) => void (operation.do !== 'remove' && shown.push(operation.picture)) },
    });
    const face = { mediaType: 'image/png', content: new Uint8Array([1]) } as const;
    Object.assign(s.crm.connector.contacts ?? {}, {
      pictures: async (ids: readonly string[]) => new Map(ids.map((id) => [id, face])),
    });
    const id = s.crm.create(someone(), { picture: 'one' as PictureVersion });
    await s.run();
    s.crm.edit(id, {}, { picture: 'two' as PictureVersion });
    await s.run();
    expect(shown).toEqual([face, face]);
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test.each([
    ['failed', 4],
    ['refused', 2],
  ] as const)('whose picture is %s is given it %i times, with its changes and by itself', async (fate, times) => {
    const s = await scene();
    const face = { mediaType: 'image/png', content: new Uint8Array([1]) } as const;
    Object.assign(s.crm.connector.contacts ?? {}, {
      pictures: async (ids: readonly string[]) => new Map(ids.map((id) => [id, face])),
    });
    const contacts = s.calendar.connector.contacts as PersonFace;
    let given = 0;
    const half: PersonFace['write'] = async function* (operations, window, signal) {
      for await (const outcome of contacts.write(operations, window, signal)) {
        const operation = operations[outcome.index];
        const hasPicture = operation !== undefined && operation.do !== 'remove' && operation.picture !== undefined;
        if (hasPicture) given += 1;
        const isFirst = given % 2 === 1;
        yield hasPicture && isFirst && (outcome.result === 'created' || outcome.result === 'updated')
          ? { ...outcome, picture: fate }
          : outcome;
      }
    };
    Object.assign(s.calendar.connector, { contacts: { ...contacts, write: half } });
    const id = s.crm.create(someone(), { picture: 'one' as PictureVersion });
    await s.run();
    await s.run();
    s.crm.edit(id, { jobTitle: 'Buyer' }, { picture: 'two' as PictureVersion });
    await s.run();
    await s.run();
    expect(given).toBe(times);
    expect(writesOf(await s.run())).toEqual(nothing);
  });
});

test('persons of a selection that cannot be read stay, and the report names it', async () => {
  const s = await scene();
  s.crm.create(someone());
  await s.run();
  const face = s.crm.connector.contacts;
  if (face === undefined) throw new Error('no persons');
  const { changes } = face;
  async function* closed(request: Parameters<typeof changes>[0]): ReturnType<typeof changes> {
    for await (const page of changes.call(face, request)) yield { ...page, closed: ['58'] };
  }
  Object.assign(face, { changes: closed });
  expect(await s.run()).toMatchObject({ outcome: 'partly', closed: ['58'] });
  expect(s.calendar.items()).toHaveLength(1);
});
