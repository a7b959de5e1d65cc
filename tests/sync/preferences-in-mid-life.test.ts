/**
 * @file Preferences that are changed when appointments are linked already, through the whole engine: what is synchronised stays as
 * it is, goes on both ways, and is neither taken away nor made again; only what is new is met by the new choice, and what is left
 * out is told with its reason.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { LeftOutCode } from '../../sync-core/model/reason.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
const title = 'Linked before';
const time = { start: '2026-12-08T09:00:00', end: '2026-12-08T10:00:00' };
const visit = 7;

beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  for (const { control } of [stage.sandbox.superoffice, stage.sandbox.microsoft365])
    expect(control.mails()).toEqual([]);
  await stage.close();
});

const crm = () => stage.sandbox.superoffice.control;
const calendar = () => stage.sandbox.microsoft365.control;
const run = (chosen: Partial<Preferences> = {}) =>
  stage.run({ preferences: { 'crm.subject.parts': ['title'], ...chosen } });
const rows = (name = title) =>
  crm()
    .list()
    .filter((one) => one.title.startsWith(name));
const events = (name = title) =>
  calendar()
    .list()
    .filter((one) => one.title.startsWith(name));
const row = (name = title) => only(rows(name));
const event = (name = title) => only(events(name));

function only<T>([item, ...more]: readonly T[]): T {
  if (item === undefined || more.length > 0) throw new Error(`${more.length + (item === undefined ? 0 : 1)} items`);
  return item;
}

const reasons = (code: LeftOutCode) =>
  stage.store
    .activity({ filter: 'all', search: '', before: null, limit: 200 })
    .entries.filter(({ reason }) => reason?.kind === 'leftOut' && reason.code === code);

/** An edit on each side arrives, and then all is quiet. */
async function expectToGoOn(chosen: Partial<Preferences>): Promise<void> {
  expect(writesOf(await run(chosen)), 'the change of a preference alone').toEqual(nothing);
  crm().changeAppointment({ id: row().id, location: 'Raum Alster' });
  expect((await run(chosen)).outcome).toBe('ok');
  expect(event().location).toBe('Raum Alster');
  calendar().changeEvent({ id: event().id, location: 'Raum Elbe' });
  expect((await run(chosen)).outcome).toBe('ok');
  expect(row().location).toBe('Raum Elbe');
  expect(writesOf(await run(chosen)), 'the run after the last').toEqual(nothing);
}

type Words = Pick<
  Partial<EventCreation>,
  'start' | 'end' | 'allDay' | 'showAs' | 'private' | 'body' | 'categories' | 'reminderMinutes'
>;
type EventCreation = Parameters<ReturnType<typeof calendar>['createEvent']>[0];
const make = (name: string, words: Words = {}) => calendar().createEvent({ title: name, ...time, ...words });

describe('what a preference leaves out', () => {
  const whole = { start: '2026-12-08', end: '2026-12-08', allDay: true };
  const scopes: readonly [keyof Preferences, LeftOutCode, Words][] = [
    ['calendar.allDay', 'allDayOff', whole],
    ['calendar.free', 'freeOff', { showAs: 'free' }],
    ['calendar.private', 'privateOff', { private: true }],
  ];

  test.each(scopes)(
    '%s switched off leaves what is linked as it is, and new ones with the reason',
    async (id, code, words) => {
      const on = { [id]: true };
      const off = { [id]: false };
      make(title, words);
      await run(on);
      await expectToGoOn(off);
      make('New one', words);
      expect((await run(off)).leftOut).toMatchObject({ [code]: 1 });
      expect(rows('New one')).toEqual([]);
      expect(reasons(code)).toHaveLength(1);
      expect(reasons(code)).toMatchObject([{ side: 'calendar', outcome: 'leftOut' }]);
      // What is told once is not told with every run.
      await run(off);
      expect(reasons(code)).toHaveLength(1);
      await run(on);
      row('New one');
      expect(writesOf(await run(on))).toEqual(nothing);
    },
  );

  test.each(scopes)('%s switched off does not take away what becomes such a one later', async (id, _code, words) => {
    const off = { [id]: false };
    make(title);
    await run(off);
    calendar().changeEvent({ id: event().id, ...words });
    await run(off);
    expect(row()).toMatchObject({
      allDay: words.allDay === true,
      free: words.showAs === 'free',
      private: words.private === true,
    });
    await expectToGoOn(off);
  });

  test('the types that are synchronised: others stay linked, and new ones of them stay where they are, with the reason', async () => {
    crm().createAppointment({ title, ...time, typeId: visit });
    await run();
    const other = { 'crm.types': [visit + 1000] };
    await expectToGoOn(other);
    crm().createAppointment({ title: 'New one', ...time, typeId: visit });
    expect((await run(other)).leftOut).toMatchObject({ typeNotSelected: 1 });
    expect(events('New one')).toEqual([]);
    expect(reasons('typeNotSelected').filter((one) => one.title === 'New one')).toMatchObject([{ side: 'crm' }]);
    await run({ 'crm.types': [visit] });
    event('New one');
    expect(writesOf(await run({ 'crm.types': [visit] }))).toEqual(nothing);
  });

  test('the type of what is linked may become one that is not synchronised', async () => {
    const chosen = { 'crm.types': [visit] };
    crm().createAppointment({ title, ...time, typeId: visit });
    await run(chosen);
    crm().changeAppointment({ id: row().id, typeId: 6 });
    await expectToGoOn(chosen);
  });

  test('what comes from the calendar is linked whatever type it gets', async () => {
    const chosen = { 'crm.types': [visit] };
    make(title);
    await run(chosen);
    expect(row().typeId).not.toBe(visit);
    await expectToGoOn(chosen);
    crm().deleteAppointment({ id: row().id });
    await run(chosen);
    await run(chosen);
    expect(events()).toEqual([]);
  });
});

describe('what a preference adds', () => {
  test('another outgoing category goes to what is new; "done" is found and taken off under the former name too', async () => {
    crm().set('completedEditable', true);
    crm().createAppointment({ title, ...time, completed: true });
    await run();
    const chosen = { 'crm.outgoing.appointmentCategory': 'Kunde' };
    await expectToGoOn(chosen);
    expect(event().categories).toEqual(['SuperOffice Appointment', 'SuperOffice Appointment (done)']);
    expect(row().completed).toBe(true);
    crm().changeAppointment({ id: row().id, completed: false });
    await run(chosen);
    expect(event().categories).toEqual(['SuperOffice Appointment']);
    crm().createAppointment({ title: 'New one', ...time });
    await run(chosen);
    expect(event('New one').categories).toEqual(['Kunde']);
    expect(writesOf(await run(chosen))).toEqual(nothing);
  });

  test('no outgoing category any more: what is done stays done on both sides', async () => {
    crm().set('completedEditable', true);
    crm().createAppointment({ title, ...time, completed: true });
    await run();
    const chosen = { 'crm.outgoing.appointmentCategory': '' };
    await expectToGoOn(chosen);
    expect(row().completed).toBe(true);
    crm().createAppointment({ title: 'New one', ...time, completed: true });
    await run(chosen);
    expect(event('New one').categories).toEqual([]);
    expect(writesOf(await run(chosen))).toEqual(nothing);
    expect(row('New one').completed).toBe(true);
  });

  test('another incoming type, or a category as type, goes to what is new', async () => {
    make(title, { categories: ['Visit'] });
    await run();
    const { typeId } = row();
    const chosen = { 'crm.incoming.categoryAsType': true, 'crm.incoming.appointmentType': 6 };
    await expectToGoOn(chosen);
    expect(row().typeId).toBe(typeId);
    make('New one', { categories: ['Visit'] });
    make('Another one');
    await run(chosen);
    expect([row('New one').typeId, row('Another one').typeId]).toEqual([visit, 6]);
    // A category that changes later is no edit of the type.
    calendar().changeEvent({ id: event('New one').id, categories: ['Kunde'] });
    await run(chosen);
    expect(row('New one').typeId).toBe(visit);
  });

  test('persons linked by their addresses are looked for in what is new alone', async () => {
    const [{ personId, email } = { personId: 0, email: '' }] = crm()
      .persons()
      .filter(
        (one, _index, all) => one.email !== '' && all.filter(({ email: same }) => same === one.email).length === 1,
      );
    make(title, { body: `<p>${email}</p>` });
    await run();
    expect(row().personId).toBe(0);
    const chosen = { 'crm.linkPersonByEmail': true };
    await expectToGoOn(chosen);
    expect(row().personId).toBe(0);
    make('New one', { body: `<p>${email}</p>` });
    await run(chosen);
    expect(row('New one').personId).toBe(personId);
    await expectToGoOn({ 'crm.linkPersonByEmail': false });
    expect(row('New one').personId).toBe(personId);
  });

  test.each(['crm.participantsInText', 'calendar.participantsInText'] as const)(
    '%s switched to and fro writes to nothing that is linked, and nobody’s words change',
    async (id) => {
      await run({ [id]: false });
      const words = () =>
        [crm().list(), calendar().list()].flatMap((all) => all.map(({ title: name, body }) => [name, body]));
      const before = words();
      for (const wanted of [true, false, true]) expect(writesOf(await run({ [id]: wanted }))).toEqual(nothing);
      expect(words()).toEqual(before);
    },
  );

  test.each([
    ['crm.reminders', () => crm().createAppointment({ title, ...time, reminderMinutes: 30 })],
    ['calendar.reminders', () => make(title, { reminderMinutes: 30 })],
  ] as const)('%s switched off leaves the reminders of what is linked as they are', async (id, create) => {
    create();
    await run({ [id]: true });
    await expectToGoOn({ [id]: false });
    expect([row().reminderMinutes, event().reminderMinutes]).toEqual([30, 30]);
    await expectToGoOn({ [id]: true });
    expect([row().reminderMinutes, event().reminderMinutes]).toEqual([30, 30]);
  });
});
