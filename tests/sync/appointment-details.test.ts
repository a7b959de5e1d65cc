/**
 * @file What an appointment says beside its words and its time, through the whole engine in both directions: free or busy,
 * reminder, place, online meeting, importance, categories, done. Each survives what the other side cannot hold.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
let chosen: Partial<Preferences>;
const run = () => stage.run({ preferences: { 'crm.subject.parts': ['title'], ...chosen } });
const time = { start: '2026-12-08T09:00:00', end: '2026-12-08T10:00:00' };
const past = { start: '2026-11-20T09:00:00', end: '2026-11-20T10:00:00' };
const title = 'Under test';

beforeEach(async () => {
  chosen = {};
  stage = await openStage();
});
afterEach(async () => {
  expect(writesOf(await run()), 'the run after the last').toEqual(nothing);
  for (const { control } of [stage.sandbox.superoffice, stage.sandbox.microsoft365]) {
    expect(control.mails()).toEqual([]);
    for (const { requestBody } of control.journal())
      expect(JSON.stringify(requestBody) ?? '').not.toMatch(/"(attendees|participants)":\[\{/i);
  }
  await stage.close();
});

const crm = () => stage.sandbox.superoffice.control;
const calendar = () => stage.sandbox.microsoft365.control;
const row = () =>
  only(
    crm()
      .list()
      .filter((one) => one.title.startsWith(title)),
  );
const event = () =>
  only(
    calendar()
      .list()
      .filter((one) => one.title.startsWith(title)),
  );

function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return item;
}

/** As for a user without that right. */
function refuse(path: RegExp, method: string): void {
  stage.hooks.onAnswer = async (_side, request, real) =>
    path.test(request.url) && request.method === method
      ? Response.json({ error: { code: 'ErrorAccessDenied' } }, { status: 403, headers: real.headers })
      : real;
}

type Words = Omit<Parameters<ReturnType<typeof crm>['createAppointment']>[0], 'title'>;
type EventWords = Omit<Parameters<ReturnType<typeof calendar>['createEvent']>[0], 'title' | 'start' | 'end'>;

async function fromCrm(words: Words = {}): Promise<void> {
  crm().createAppointment({ title, ...time, ...words });
  expect((await run()).outcome).toBe('ok');
}
async function fromCalendar(words: EventWords = {}): Promise<void> {
  calendar().createEvent({ title, ...time, ...words });
  expect((await run()).outcome).toBe('ok');
}

describe('free or busy', () => {
  test.each(['tentative', 'busy', 'oof', 'workingElsewhere'] as const)(
    '%s in the calendar is busy in the CRM, and survives every other edit there',
    async (showAs) => {
      await fromCalendar({ showAs });
      expect(row().free).toBe(false);
      for (const words of [{ title: `${title} II` }, { location: 'Raum 4' }, { reminderMinutes: 5 }, { free: false }]) {
        crm().changeAppointment({ id: row().id, ...words });
        await run();
        expect(event().showAs).toBe(showAs);
      }
    },
  );

  test('free goes both ways, and busy comes back', async () => {
    await fromCalendar({ showAs: 'workingElsewhere' });
    crm().changeAppointment({ id: row().id, free: true });
    await run();
    expect(event().showAs).toBe('free');
    crm().changeAppointment({ id: row().id, free: false });
    await run();
    expect(event().showAs).toBe('busy');
    calendar().changeEvent({ id: event().id, showAs: 'free' });
    await run();
    expect(row().free).toBe(true);
    calendar().changeEvent({ id: event().id, showAs: 'oof' });
    await run();
    expect(row().free).toBe(false);
  });

  test('from one kind of busy to another nothing is written to the CRM', async () => {
    await fromCalendar({ showAs: 'tentative' });
    calendar().changeEvent({ id: event().id, showAs: 'oof' });
    expect(writesOf(await run())).toEqual(nothing);
    expect(event().showAs).toBe('oof');
  });
});

describe('a reminder', () => {
  test.each([null, 0, 15, 10_080])(
    'of %s minutes is the same on both sides, and no default slips in',
    async (minutes) => {
      await fromCrm({ reminderMinutes: minutes });
      expect(event().reminderMinutes).toBe(minutes);
      calendar().deleteEvent({ id: event().id });
      await run();
      await run();
      await fromCalendar({ reminderMinutes: minutes });
      expect(row().reminderMinutes).toBe(minutes);
    },
  );

  test('goes and comes with every edit', async () => {
    await fromCrm({ reminderMinutes: 15 });
    for (const minutes of [null, 30, 0, null, 5]) {
      calendar().changeEvent({ id: event().id, reminderMinutes: minutes });
      await run();
      expect(row().reminderMinutes).toBe(minutes);
      crm().changeAppointment({ id: row().id, reminderMinutes: minutes === null ? 45 : null });
      await run();
      expect(event().reminderMinutes).toBe(minutes === null ? 45 : null);
    }
  });

  test('of what is past does not go off on the other side after a first run', async () => {
    crm().createAppointment({ title, ...past, reminderMinutes: 30 });
    await run();
    expect(event().reminderMinutes).toBeNull();
    expect(row().reminderMinutes).toBe(30);
  });

  test('whose time has passed before its appointment begins does not go off on the other side', async () => {
    const dayBefore = 1440;
    const soon = { start: '2026-11-23T15:00:00', end: '2026-11-23T16:00:00' };
    crm().createAppointment({ title, ...soon, reminderMinutes: dayBefore });
    calendar().createEvent({ title: 'The other way', ...soon, reminderMinutes: dayBefore });
    await run();
    expect(event().reminderMinutes).toBeNull();
    const other = () =>
      only(
        crm()
          .list()
          .filter((one) => one.title === 'The other way'),
      );
    expect(other().reminderMinutes).toBeNull();
    // One that is still to come is carried, and one that has passed does not take its place.
    crm().changeAppointment({ id: row().id, reminderMinutes: 15 });
    await run();
    expect(event().reminderMinutes).toBe(15);
    crm().changeAppointment({ id: row().id, reminderMinutes: dayBefore });
    await run();
    expect(event().reminderMinutes).toBe(15);
    expect(row().reminderMinutes).toBe(dayBefore);
  });

  test.each([
    ['crm.reminders', 'SuperOffice', () => fromCrm({ reminderMinutes: 30 }), () => event().reminderMinutes],
    ['calendar.reminders', 'the calendar', () => fromCalendar({ reminderMinutes: 30 }), () => row().reminderMinutes],
  ] as const)('is not carried with %s off, which leaves those of %s as they are', async (id, _side, create, copied) => {
    chosen = { [id]: false };
    await create();
    expect(copied()).toBeNull();
  });
});

describe('a place', () => {
  const long = `Kaistraße 1, ${'Halle '.repeat(60)}Ende`;

  test('longer than the CRM’s field is whole in the calendar, and stays so', async () => {
    await fromCalendar({ location: long });
    expect(row().location.length).toBeLessThanOrEqual(254);
    crm().changeAppointment({ id: row().id, title: `${title} II` });
    await run();
    expect(event().location).toBe(long);
  });
});

describe('the address of an online meeting', () => {
  const address = 'https://video.example/join/7?room=a&lang=no';

  test('of the CRM can be clicked in the calendar, and comes back as it was', async () => {
    await fromCrm({ joinUrl: address, body: '<p>Agenda</p>' });
    expect(event().body).toContain(`<a href="${address.replaceAll('&', '&amp;')}">`);
    calendar().changeEvent({ id: event().id, body: event().body.replace('Agenda', 'New agenda') });
    await run();
    expect(row()).toMatchObject({ joinUrl: address, body: '<p>New agenda</p>' });
    crm().changeAppointment({ id: row().id, body: '<p>Last agenda</p>' });
    await run();
    expect(event().body).toContain('Last agenda');
    expect(event().body.match(/→/g)).toHaveLength(1);
    crm().changeAppointment({ id: row().id, joinUrl: 'https://video.example/join/8' });
    await run();
    expect(event().body).toContain('join/8');
    expect(event().body).not.toContain('join/7');
    crm().changeAppointment({ id: row().id, joinUrl: '' });
    await run();
    expect(event().body).not.toContain('→');
  });

  test('of the calendar’s own meeting goes to the CRM’s field for it, and not into the text', async () => {
    await fromCalendar({ joinUrl: address });
    expect(row()).toMatchObject({ joinUrl: address, body: '' });
    crm().changeAppointment({ id: row().id, body: '<p>Noted</p>' });
    await run();
    expect(event()).toMatchObject({ joinUrl: address });
    expect(event().body).not.toContain('→');
  });

  test('that no browser opens is none', async () => {
    await fromCrm({ joinUrl: 'javascript:alert(1)' });
    expect(event().body).not.toContain('javascript');
    expect(row().joinUrl).toBe('javascript:alert(1)');
  });
});

describe('importance', () => {
  test.each(['low', 'normal', 'high'] as const)('%s is a priority of that name, both ways', async (importance) => {
    await fromCrm({ importance });
    expect(event().importance).toBe(importance);
    for (const other of ['high', 'low', 'normal'] as const) {
      calendar().changeEvent({ id: event().id, importance: other });
      await run();
      expect(row().importance).toBe(other);
    }
    crm().changeAppointment({ id: row().id, importance });
    await run();
    expect(event().importance).toBe(importance);
  });

  test('is kept in the calendar where the CRM’s list of priorities cannot be read', async () => {
    refuse(/List\/Priority/, 'GET');
    await fromCalendar({ importance: 'high' });
    crm().changeAppointment({ id: row().id, title: `${title} II` });
    await run();
    expect(event().importance).toBe('high');
  });
});

describe('categories', () => {
  test('ours stands beside those of the user, and is in the list of categories with a colour', async () => {
    await fromCrm();
    expect(event().categories).toEqual(['SuperOffice Appointment']);
    calendar().changeEvent({ id: event().id, categories: ['Kunde', 'SuperOffice Appointment', 'Blå'] });
    crm().changeAppointment({ id: row().id, location: 'Raum 4' });
    await run();
    expect(event().categories).toEqual(['Kunde', 'SuperOffice Appointment', 'Blå']);
    const list = calendar().categories();
    expect(list.filter(({ displayName }) => displayName === 'SuperOffice Appointment')).toMatchObject([
      { color: 'preset7' },
    ]);
    expect(list.some(({ displayName }) => displayName === 'Kunde')).toBe(true);
  });

  test('none is put on where none is wanted, and one that the user took off stays off', async () => {
    await fromCrm();
    calendar().changeEvent({ id: event().id, categories: [] });
    crm().changeAppointment({ id: row().id, location: 'Raum 4' });
    await run();
    expect(event().categories).toEqual([]);
    chosen = { 'crm.outgoing.appointmentCategory': '' };
    crm().createAppointment({ title: 'Without', ...time, completed: true });
    await run();
    const [without] = calendar()
      .list()
      .filter((one) => one.title === 'Without');
    expect(without?.categories).toEqual([]);
  });

  test('a mailbox whose list of categories is closed takes the appointment all the same', async () => {
    refuse(/masterCategories/, 'POST');
    await fromCrm();
    expect(event().categories).toEqual(['SuperOffice Appointment']);
  });

  test.each([
    ['by its English name', ['Something', 'visit'], 7],
    ['by its name in another language, with other spaces and letters', [' KUNDEN BESUCH '], 7],
    ['that no type has: the user’s default type', ['Kunde'], 1],
  ])('one of the calendar gives the type %s', async (_how, categories, typeId) => {
    chosen = { 'crm.incoming.categoryAsType': true };
    await fromCalendar({ categories });
    expect(row().typeId === typeId || (typeId === 1 && row().typeId !== 7)).toBe(true);
    expect(event().categories).toEqual(categories);
  });

  test('the chosen type is given where none is named, and one that the tenant has lost is passed over', async () => {
    chosen = { 'crm.incoming.categoryAsType': true, 'crm.incoming.appointmentType': 6 };
    await fromCalendar({ categories: ['Kunde'] });
    expect(row().typeId).toBe(6);
    chosen = { 'crm.incoming.appointmentType': 987 };
    calendar().createEvent({ title: 'Lost type', ...time });
    expect(await run()).toMatchObject({ outcome: 'ok', parked: 0 });
  });

  test('is not looked at unless that is wanted', async () => {
    await fromCalendar({ categories: ['Visit'] });
    expect(row().typeId).not.toBe(7);
  });
});

describe.each([false, true])('done, in a CRM that lets what is done be edited: %s', (editable) => {
  beforeEach(() => {
    crm().set('completedEditable', editable);
  });
  const doneCategory = 'SuperOffice Appointment (done)';

  test('is a category beside ours and the user’s, and never in the subject', async () => {
    await fromCrm({ completed: true });
    expect(event()).toMatchObject({ title, categories: ['SuperOffice Appointment', doneCategory] });
    crm().changeAppointment({ id: row().id, completed: false });
    await run();
    expect(event().categories).toEqual(['SuperOffice Appointment']);
    calendar().changeEvent({ id: event().id, categories: ['Kunde', 'SuperOffice Appointment'] });
    crm().changeAppointment({ id: row().id, completed: true });
    await run();
    expect(event().categories).toEqual(['Kunde', 'SuperOffice Appointment', doneCategory]);
  });

  test('ticked off by its category in the calendar is done in the CRM, and open again without it', async () => {
    await fromCalendar({ categories: ['Kunde'] });
    calendar().changeEvent({ id: event().id, categories: ['Kunde', doneCategory] });
    await run();
    expect(row().completed).toBe(true);
    calendar().changeEvent({ id: event().id, categories: ['Kunde'], title: `${title} II`, location: 'Raum 4' });
    await run();
    expect(row()).toMatchObject({ completed: false, title: `${title} II`, location: 'Raum 4' });
  });

  test.each([1, 2, 3])('stays done when the run was ended after write %i of an edit', async (after) => {
    await fromCrm({ completed: true });
    calendar().changeEvent({ id: event().id, title: `${title} II`, location: 'Raum 4' });
    let writes = 0;
    stage.hooks.onAnswer = async (side, { method }, real) => {
      if (side === 'crm' && method === 'PATCH' && real.ok) writes += 1;
      if (writes >= after) throw new TypeError('the line is cut');
      return real;
    };
    stage.hooks.onRequest = () => {
      if (writes >= after) throw new TypeError('the line is cut');
    };
    await run();
    stage.hooks.onAnswer = undefined;
    stage.hooks.onRequest = undefined;
    stage.startAgain();
    await run();
    await run();
    expect(row()).toMatchObject({ title: `${title} II`, location: 'Raum 4', completed: true });
    expect(event().categories).toContain(doneCategory);
  });

  test('takes edits from the calendar, and stays done', async () => {
    await fromCrm({ completed: true });
    calendar().changeEvent({ id: event().id, title: `${title} II` });
    expect(await run()).toMatchObject({ outcome: 'ok', parked: 0 });
    expect(row()).toMatchObject({ title: `${title} II`, completed: true });
    expect(event().categories).toContain(doneCategory);
  });
});
