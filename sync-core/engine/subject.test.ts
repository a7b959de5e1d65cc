/** @file Tests of what the calendar's subject is made of over several runs, and of what comes back when it is edited there. */
import { describe, expect, test } from 'vitest';
import type { Surroundings } from '../model/surroundings.ts';
import type { Preferences } from '../preferences/schema.ts';
import { createScene, meeting, type Scene, writesOf } from './testing/scene.ts';

const about: Surroundings = {
  type: { en: 'Meeting', no: 'Møte' },
  company: 'Hafenbau GmbH',
  department: 'Werk Nord',
  person: 'Jonas Reuter',
  project: '',
  sale: '',
};
const tail = 'Hafenbau GmbH * Werk Nord * Jonas Reuter';
const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };
const plain: Partial<Preferences> = { 'crm.subject.parts': ['title'] };
const only = <T>([one, ...more]: readonly T[]): T => {
  if (one === undefined || more.length > 0) throw new Error(`${more.length + (one === undefined ? 0 : 1)} items`);
  return one;
};
const crmItem = (s: Scene) => only(s.crm.items());
const calendarItem = (s: Scene) => only(s.calendar.items());
const titles = (s: Scene) => [crmItem(s).fields.title, calendarItem(s).fields.title];

async function synchronised(over: Partial<Surroundings> = {}): Promise<Scene> {
  const s = await createScene();
  s.crm.create(meeting({ title: 'Abnahme' }), { surroundings: { ...about, ...over } });
  await s.run();
  return s;
}

async function expectQuiet(s: Scene, preferences: Parameters<Scene['run']>[0] = {}): Promise<void> {
  expect(writesOf(await s.run(preferences))).toEqual(nothing);
}

describe('a subject', () => {
  test('is built of what the CRM knows, and a run after a run writes nothing', async () => {
    const s = await synchronised();
    expect(titles(s)).toEqual(['Abnahme', `Meeting * Abnahme * ${tail}`]);
    await expectQuiet(s);
  });
  test('has its type in the chosen language', async () => {
    const s = await createScene();
    s.crm.create(meeting({ title: 'Abnahme' }), { surroundings: about });
    await s.run({ 'crm.subject.language': 'no' });
    expect(calendarItem(s).fields.title).toBe(`Møte * Abnahme * ${tail}`);
  });
  test("has its type in the mailbox's language where the CRM does not tell the user's", async () => {
    const s = await createScene({ calendar: { facts: { language: 'no' } } });
    s.crm.create(meeting({ title: 'Abnahme' }), { surroundings: about });
    await s.run();
    expect(calendarItem(s).fields.title).toBe(`Møte * Abnahme * ${tail}`);
  });
  test('follows the title of the CRM', async () => {
    const s = await synchronised();
    s.crm.edit(crmItem(s).id, { title: 'Begehung' });
    await s.run();
    expect(titles(s)).toEqual(['Begehung', `Meeting * Begehung * ${tail}`]);
    await expectQuiet(s);
  });
  test('follows another company of the same activity', async () => {
    const s = await synchronised();
    s.crm.edit(crmItem(s).id, {}, { surroundings: { ...about, company: 'Nordbau', department: '' } });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    expect(titles(s)).toEqual(['Abnahme', 'Meeting * Abnahme * Nordbau * Jonas Reuter']);
    await expectQuiet(s);
  });
  test('is left alone when something changes that it is not made of', async () => {
    const s = await synchronised();
    s.crm.edit(crmItem(s).id, {}, { surroundings: { ...about, project: 'Kai 4' } });
    await expectQuiet(s);
  });
  test('takes in another name of the company when the item is carried for another reason', async () => {
    const s = await synchronised();
    s.crm.edit(crmItem(s).id, { location: 'Tor 3' }, { surroundings: { ...about, company: 'Hafenbau SE' } });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    expect(calendarItem(s).fields).toMatchObject({
      title: 'Meeting * Abnahme * Hafenbau SE * Werk Nord * Jonas Reuter',
      location: 'Tor 3',
    });
  });
  test('of something made in the calendar stays as its user wrote it', async () => {
    const s = await createScene();
    s.calendar.create(meeting({ title: 'Lunch' }));
    await s.run();
    s.crm.edit(crmItem(s).id, { location: 'Tor 3' }, { surroundings: about });
    await s.run();
    s.crm.edit(crmItem(s).id, { location: 'Tor 4' });
    await s.run();
    expect(titles(s)).toEqual(['Lunch', `Meeting * Lunch * ${tail}`]);
  });
  test('whose calendar is not to be written now is built as soon as it may be', async () => {
    const s = await synchronised();
    s.crm.edit(crmItem(s).id, {}, { surroundings: { ...about, company: 'Nordbau', department: '' } });
    await expectQuiet(s, { direction: 'calendarToCrm' });
    await s.run();
    expect(titles(s)).toEqual(['Abnahme', 'Meeting * Abnahme * Nordbau * Jonas Reuter']);
  });
});

describe('a subject that is edited in the calendar', () => {
  test.each([
    ['gives its title back', `Meeting * Begehung * ${tail}`, 'Begehung'],
    ['is the title where nothing of what was built is left', 'Urlaub', 'Urlaub'],
    ['gives its title back without the parts that are left', 'Begehung * Jonas Reuter', 'Begehung'],
  ])('%s', async (_, subject, title) => {
    const s = await synchronised();
    s.calendar.edit(calendarItem(s).id, { title: subject });
    await s.run();
    expect(titles(s)).toEqual([title, subject]);
    await expectQuiet(s);
  });
  test('changes nothing in the CRM when only a part is taken away', async () => {
    const s = await synchronised();
    s.calendar.edit(calendarItem(s).id, { title: 'Meeting * Abnahme' });
    await expectQuiet(s);
    s.crm.edit(crmItem(s).id, { location: 'Tor 3' });
    await s.run();
    expect(titles(s)).toEqual(['Abnahme', 'Meeting * Abnahme']);
  });
  test('gives its title back though the preference and the company have changed since', async () => {
    const s = await synchronised();
    s.calendar.edit(calendarItem(s).id, { title: `Meeting * Begehung * ${tail}` });
    s.crm.edit(crmItem(s).id, {}, { surroundings: { ...about, company: 'Nordbau' } });
    await s.run({ 'crm.subject.parts': ['person', 'title'], 'conflict.rule': 'calendar' });
    expect(crmItem(s).fields.title).toBe('Begehung');
  });
  test('is put back as it was when the CRM may not be written', async () => {
    const s = await createScene();
    const protection = { edit: false, remove: false, why: 'noRight' } as const;
    s.crm.create(meeting({ title: 'Abnahme' }), { surroundings: about, protection });
    await s.run();
    s.calendar.edit(calendarItem(s).id, { title: 'Mine' });
    await s.run({ 'crm.subject.parts': ['title', 'company'] });
    expect(titles(s)).toEqual(['Abnahme', `Meeting * Abnahme * ${tail}`]);
    await expectQuiet(s, { 'crm.subject.parts': ['title', 'company'] });
  });
  test('is told with both subjects when the CRM has another title too and the user is to say', async () => {
    const s = await synchronised();
    s.calendar.edit(calendarItem(s).id, { title: `Meeting * A * ${tail}` });
    s.crm.edit(crmItem(s).id, { title: 'B' });
    await s.run({ 'conflict.rule': 'ask' });
    expect(s.entries()[0]).toMatchObject({
      outcome: 'held',
      changes: [
        {
          field: 'title',
          before: `Meeting * Abnahme * ${tail}`,
          both: { crm: 'B', calendar: `Meeting * A * ${tail}` },
        },
      ],
    });
  });
});

describe('another preference', () => {
  test('leaves what is synchronised as it is until the item changes, and keeps what the user wrote', async () => {
    const s = await synchronised();
    const parts: Partial<Preferences> = { 'crm.subject.parts': ['title', 'company'] };
    await expectQuiet(s, parts);
    s.calendar.edit(calendarItem(s).id, { title: `Meeting * Begehung * ${tail}` });
    await s.run(parts);
    expect(titles(s)).toEqual(['Begehung', `Meeting * Begehung * ${tail}`]);
    s.crm.edit(crmItem(s).id, { location: 'Tor 3' });
    await s.run(parts);
    expect(titles(s)).toEqual(['Begehung', 'Begehung * Hafenbau GmbH']);
    await expectQuiet(s, parts);
  });
});

describe('an item that stands on both sides already', () => {
  test.each([
    ['its plain title', 'Abnahme'],
    ['the subject that would be built', `Meeting * Abnahme * ${tail}`],
  ])('is recognised by %s, and nothing is written', async (_, title) => {
    const s = await createScene();
    s.crm.create(meeting({ title: 'Abnahme' }), { surroundings: about });
    s.calendar.create(meeting({ title }));
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(report.adopted).toBe(1);
    await expectQuiet(s);
    s.calendar.edit(calendarItem(s).id, { title: title.replace('Abnahme', 'Begehung') });
    await s.run();
    expect(titles(s)).toEqual(['Begehung', title.replace('Abnahme', 'Begehung')]);
  });
  test('is recognised once, by the subject rather than by the title', async () => {
    const s = await createScene();
    s.crm.create(meeting({ title: 'Abnahme' }), { surroundings: about });
    s.calendar.create(meeting({ title: `Meeting * Abnahme * ${tail}` }));
    const other = s.calendar.create(meeting({ title: 'Abnahme' }));
    await s.run();
    expect(s.crm.items().map(({ fields }) => fields.title)).toEqual(['Abnahme', 'Abnahme']);
    expect(s.calendar.item(other)?.fields.title).toBe('Abnahme');
    await expectQuiet(s);
  });
  test('is recognised by its mark when the memory is lost, whatever became of its subject', async () => {
    const s = await synchronised();
    s.calendar.edit(calendarItem(s).id, { title: `Meeting * Begehung * ${tail}` });
    const again = await createScene({ besides: s });
    await again.run({ 'conflict.rule': 'calendar' });
    expect(titles(s)).toEqual(['Begehung', `Meeting * Begehung * ${tail}`]);
    await expectQuiet(again);
  });
  test('is left as the user wrote it in the calendar until its title changes in the CRM', async () => {
    const s = await createScene();
    s.crm.create(meeting({ title: 'Abnahme' }), { surroundings: about });
    s.calendar.create(meeting({ title: 'Abnahme' }));
    await s.run();
    s.crm.edit(crmItem(s).id, { location: 'Tor 3' });
    await s.run();
    expect(calendarItem(s).fields.title).toBe('Abnahme');
    s.crm.edit(crmItem(s).id, { title: 'Begehung' });
    await s.run();
    expect(calendarItem(s).fields.title).toBe(`Meeting * Begehung * ${tail}`);
  });
});

test('what is made again in the CRM of a changed calendar item has its title, not its subject', async () => {
  const s = await synchronised();
  s.crm.remove(crmItem(s).id);
  s.calendar.edit(calendarItem(s).id, { location: 'Tor 3' });
  await s.run();
  expect(crmItem(s).fields).toMatchObject({ title: 'Abnahme', location: 'Tor 3' });
  await expectQuiet(s);
});

test('with the title alone, both sides have the same words', async () => {
  const s = await createScene();
  s.crm.create(meeting({ title: 'Abnahme' }), { surroundings: about });
  await s.run(plain);
  expect(titles(s)).toEqual(['Abnahme', 'Abnahme']);
});
