/**
 * @file The story of a person's appointments through the whole engine: real connectors, real store, both sandbox servers.
 * Whatever happens in a story: the next run writes nothing, nobody gets mail, and nobody is invited.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import type { Engine } from '../../sync-core/engine/engine.ts';
import type { RunReport } from '../../sync-core/engine/report.ts';
import { countingRandom, writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Side } from '../../sync-core/model/side.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { openStore, type Store } from '../../sync-core/store/store.ts';
import { plainSubject } from '../support/plain-subject.ts';
import { clockOf, connectAccounts, quiet } from '../support/sandbox-accounts.ts';

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };

let sandbox: Sandbox;
let store: Store;
let engine: Engine;
let requests: Record<Side, number>;
let servers: ReturnType<typeof createManualClock>;

async function begin(size: NonNullable<SandboxOptions<'superoffice'>['size']>): Promise<void> {
  servers = createManualClock(Date.parse('2026-11-23T08:00:00Z'));
  const clock = clockOf(servers);
  sandbox = await startSandbox({ size, today: '2026-11-23', listen: false, clock: servers });
  store = await openStore({ file: ':memory:', clock, log: quiet });
  requests = { crm: 0, calendar: 0 };
  const connectors = connectAccounts({
    superOffice: sandbox.superoffice,
    microsoft365: sandbox.microsoft365,
    clock,
    random: () => 0.5,
    onRequest(side) {
      requests[side] += 1;
    },
  });
  // As the application is: it leaves word that it was here, and is told whether anybody was before.
  const installation = { id: 'this-computer', name: 'This computer' };
  const common = { store, connectors, clock, log: quiet, installation };
  engine = createEngine({ ...common, random: countingRandom(), onEvent: () => undefined });
}

beforeEach(() => begin('small'));
afterEach(async () => {
  expect(writesOf(await run()), 'the run after the last').toEqual(nothing);
  expect(sandbox.superoffice.control.mails()).toEqual([]);
  expect(sandbox.microsoft365.control.mails()).toEqual([]);
  const written = [...sandbox.superoffice.control.journal(), ...sandbox.microsoft365.control.journal()];
  for (const { requestBody } of written) {
    expect(JSON.stringify(requestBody) ?? '').not.toMatch(/"(attendees|participants)":\[\{/i);
  }
  store.close();
  await sandbox.close();
});

/** Five minutes after the last. */
async function run(preferences: Partial<Preferences> = {}): Promise<RunReport> {
  servers.advance(5 * 60_000);
  requests = { crm: 0, calendar: 0 };
  return await engine.run({
    trigger: 'timer',
    preferences: { ...plainSubject, ...preferences },
    signal: new AbortController().signal,
  });
}

function inCrm(title: string) {
  return sandbox.superoffice.control.list().filter((row) => row.title === title);
}
function inCalendar(title: string) {
  return sandbox.microsoft365.control.list().filter((event) => event.title === title);
}
function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return item;
}

describe('a first run', () => {
  test('copies every kind of appointment to where it is missing, and says why others are left out', async () => {
    const report = await run();
    // Two of them are to-dos.
    expect(report).toMatchObject({ outcome: 'ok', parked: 0, held: 0, adopted: 6 });
    expect(only(inCalendar('Quartalsgespräch'))).toMatchObject({
      location: 'Raum Elbe',
      categories: ['SuperOffice Appointment'],
      guests: [],
    });
    expect(only(inCalendar('Zahnarzt')).private).toBe(true);
    expect(only(inCalendar('SMM Hamburg'))).toMatchObject({ allDay: true, start: '2026-12-07', end: '2026-12-09' });
    expect(only(inCrm('Kundetur Lofoten'))).toMatchObject({ allDay: true });
    expect(inCrm('Elternabend')).toEqual([]);
    expect(inCrm('Newsletter kick-off')).toEqual([]);
    expect(report.leftOut).toMatchObject({ privateOff: 1, declined: 2, cancelled: 2 });
    expect(report.leftOut.seriesNotUnderstood).toBeUndefined();
    only(inCalendar('Vertriebsrunde'));
  });

  test('asks little of both systems, and a run with nothing to do almost nothing', async () => {
    await begin('sample');
    const first = await run();
    expect(first.outcome).toBe('ok');
    const asked = { ...requests };
    const linked = store.counts().linked.appointment;
    expect(linked).toBeGreaterThan(500);
    const { crm, calendar } = first.written;
    expect(asked.calendar).toBeLessThan(60 + calendar.created / 2);
    expect(asked.crm).toBeLessThan(60 + 2 * crm.created);
    await run();
    const report = await run();
    expect(writesOf(report)).toEqual(nothing);
    expect(requests.crm).toBeLessThanOrEqual(2);
    expect(requests.calendar).toBeLessThanOrEqual(2);
  });
});

describe('afterwards', () => {
  beforeEach(async () => {
    await run();
  });

  test('an edit on either side goes to the other, with its formatting', async () => {
    const row = only(inCrm('Quartalsgespräch'));
    sandbox.superoffice.control.changeAppointment({
      id: row.id,
      body: '<p>Bitte <b>pünktlich</b></p>',
      location: 'Raum Weser',
    });
    expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    const event = only(inCalendar('Quartalsgespräch'));
    expect(event.body).toContain('<strong>pünktlich</strong>');
    expect(event.location).toBe('Raum Weser');
    sandbox.microsoft365.control.changeEvent({ id: event.id, title: 'Quartalsgespräch II', categories: ['Kunde'] });
    expect(writesOf(await run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(only(inCrm('Quartalsgespräch II'))).toMatchObject({ id: row.id, location: 'Raum Weser' });
  });

  test('a move keeps the moment, whatever zones the two calendars are in', async () => {
    const event = only(inCalendar('Prognose & Ausblick'));
    sandbox.microsoft365.control.changeEvent({
      id: event.id,
      start: '2026-12-03T18:00:00',
      end: '2026-12-03T19:00:00',
      zone: 'Asia/Tokyo',
    });
    await run();
    expect(only(inCrm('Prognose & Ausblick'))).toMatchObject({ start: '2026-12-03T10:00:00', zone: 'Europe/Berlin' });
  });

  test('a deletion on either side goes to the other', async () => {
    sandbox.superoffice.control.deleteAppointment({ id: only(inCrm('Forecast Q1')).id });
    expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -1' });
    expect(inCalendar('Forecast Q1')).toEqual([]);
    sandbox.microsoft365.control.deleteEvent({ id: only(inCalendar('Angebote schreiben')).id });
    expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -1', calendar: '+0 ~0 -0' });
    expect(inCrm('Angebote schreiben')).toEqual([]);
  });

  test('a copy that is deleted before any change list has shown it is a deletion too, on a second look', async () => {
    sandbox.microsoft365.control.deleteEvent({ id: only(inCalendar('Angebote schreiben')).id });
    expect(writesOf(await run())).toEqual(nothing);
    expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -1', calendar: '+0 ~0 -0' });
    expect(inCrm('Angebote schreiben')).toEqual([]);
  });

  test('of two edits of one field the later one stays, and the other is kept', async () => {
    sandbox.superoffice.control.changeAppointment({ id: only(inCrm('Forecast Q1')).id, title: 'Forecast Q2' });
    servers.advance(60_000);
    sandbox.microsoft365.control.changeEvent({ id: only(inCalendar('Forecast Q1')).id, title: 'Forecast Q3' });
    const report = await run();
    expect(report.conflicts).toBe(1);
    only(inCrm('Forecast Q3'));
    only(inCalendar('Forecast Q3'));
    const [entry] = store.activity({ filter: 'changed', search: 'Forecast', before: null, limit: 1 }).entries;
    expect(entry?.changes).toMatchObject([{ field: 'title', lost: 'Forecast Q2' }]);
  });

  test('a meeting with guests is not changed from the CRM: the change is put back, with the reason', async () => {
    const row = only(inCrm('Proposal walk-through'));
    sandbox.superoffice.control.changeAppointment({ id: row.id, title: 'Mine now' });
    await run();
    only(inCrm('Proposal walk-through'));
    const [entry] = store.activity({ filter: 'leftOut', search: '', before: null, limit: 1 }).entries;
    expect(entry).toMatchObject({ outcome: 'refused', reason: { kind: 'protected', code: 'hasGuests' } });
  });

  test('a meeting with guests is not deleted either: the link ends', async () => {
    sandbox.superoffice.control.deleteAppointment({ id: only(inCrm('Proposal walk-through')).id });
    expect(writesOf(await run())).toEqual(nothing);
    only(inCalendar('Proposal walk-through'));
  });

  test('a lost memory is found again: nothing is created', async () => {
    const linked = store.counts().linked.appointment;
    store.forgetLinks();
    const report = await run();
    expect(writesOf(report)).toEqual(nothing);
    expect(store.counts().linked.appointment).toBe(linked);
  });

  test('a lost memory leaves the reminders of what is past as they are', async () => {
    const past = {
      start: '2026-11-20T09:00:00',
      end: '2026-11-20T10:00:00',
      zone: 'Europe/Berlin',
      reminderMinutes: 30,
    };
    sandbox.superoffice.control.createAppointment({ title: 'Past in the CRM', ...past });
    sandbox.microsoft365.control.createEvent({ title: 'Past in the calendar', ...past });
    await run();
    store.forgetLinks();
    expect(writesOf(await run())).toEqual(nothing);
    expect(only(inCrm('Past in the CRM')).reminderMinutes).toBe(30);
    expect(only(inCalendar('Past in the calendar')).reminderMinutes).toBe(30);
  });

  test('an expired change list deletes nothing', async () => {
    sandbox.microsoft365.control.expireCursors();
    sandbox.superoffice.control.expireCursors();
    const report = await run();
    expect(report.outcome).toBe('ok');
    expect(writesOf(report)).toEqual(nothing);
  });

  test('a wider window brings in what is new, a narrower one takes nothing away', async () => {
    sandbox.superoffice.control.createAppointment({
      title: 'Far ahead',
      start: '2027-09-01T10:00:00',
      end: '2027-09-01T11:00:00',
    });
    expect(writesOf(await run())).toEqual(nothing);
    expect(writesOf(await run({ 'window.futureDays': 365 }))).toEqual({ crm: '+0 ~0 -0', calendar: '+1 ~0 -0' });
    expect(writesOf(await run({ 'window.futureDays': 30 }))).toEqual(nothing);
    only(inCalendar('Far ahead'));
  });
});

describe('taking back', () => {
  const undo = (runId: string) => {
    servers.advance(60_000);
    requests = { crm: 0, calendar: 0 };
    return engine.undo({ runId }, new AbortController().signal);
  };

  test('a first run takes away what it created, and no run copies it again', async () => {
    const before = [...sandbox.superoffice.control.list(), ...sandbox.microsoft365.control.list()].length;
    const first = await run();
    const created = first.written.crm.created + first.written.calendar.created;
    expect(await undo(first.runId)).toEqual({ undone: created, refused: [] });
    expect(requests.calendar).toBeLessThan(20);
    expect([...sandbox.superoffice.control.list(), ...sandbox.microsoft365.control.list()]).toHaveLength(before);
    expect(writesOf(await run())).toEqual(nothing);
    sandbox.microsoft365.control.expireCursors();
    sandbox.superoffice.control.expireCursors();
    expect(writesOf(await run())).toEqual(nothing);
  });

  test('an edit, a deletion and a conflict leaves each side with what it had, and the later edits of others alone', async () => {
    await run();
    sandbox.superoffice.control.changeAppointment({
      id: only(inCrm('Quartalsgespräch')).id,
      body: '<p>Bitte <b>pünktlich</b></p>',
      location: 'Raum Weser',
    });
    sandbox.superoffice.control.deleteAppointment({ id: only(inCrm('Forecast Q1')).id });
    const event = only(inCalendar('Angebote schreiben'));
    sandbox.superoffice.control.changeAppointment({ id: only(inCrm('Angebote schreiben')).id, location: 'Büro' });
    servers.advance(60_000);
    sandbox.microsoft365.control.changeEvent({ id: event.id, location: 'Zu Hause' });
    const second = await run();
    expect(second.conflicts).toBe(1);
    expect(await undo(second.runId)).toEqual({ undone: 3, refused: [] });
    expect(only(inCalendar('Quartalsgespräch')).location).toBe('Raum Elbe');
    expect(only(inCrm('Quartalsgespräch')).location).toBe('Raum Weser');
    only(inCalendar('Forecast Q1'));
    expect(inCrm('Forecast Q1')).toEqual([]);
    expect(only(inCrm('Angebote schreiben')).location).toBe('Büro');
    expect(only(inCalendar('Angebote schreiben')).location).toBe('Zu Hause');
    expect(writesOf(await run())).toEqual(nothing);
    expect(await undo(second.runId)).toEqual({ undone: 0, refused: [] });
  });

  test('a meeting that has guests by now is left alone', async () => {
    const first = await run();
    const event = only(inCalendar('Quartalsgespräch'));
    sandbox.microsoft365.control.changeEvent({ id: event.id, guests: ['kunde@example.com'] });
    const report = await undo(first.runId);
    expect(report.refused).toMatchObject([{ code: 'protected' }]);
    only(inCalendar('Quartalsgespräch'));
  });
});
