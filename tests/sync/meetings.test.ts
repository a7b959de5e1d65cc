/**
 * @file Meetings of every kind through the whole engine: real connectors, real store, both sandbox servers. Whatever is done
 * to them, nobody gets mail, nobody is invited, no answer is given, and the next run writes nothing.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActivityEntry } from '../../sync-core/engine/report.ts';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
const preferences = { 'crm.subject.parts': ['title' as const] };
const run = () => stage.run({ preferences });

beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  expect(writesOf(await run()), 'the run after the last').toEqual(nothing);
  for (const { control } of [stage.sandbox.superoffice, stage.sandbox.microsoft365]) {
    expect(control.mails()).toEqual([]);
    for (const { path, requestBody } of control.journal()) {
      expect(path).not.toMatch(/\/(Accept|Reject|SetSeen|accept|decline|tentativelyAccept|cancel|forward)$/);
      expect(JSON.stringify(requestBody) ?? '').not.toMatch(/"(attendees|participants)":\[\{/i);
    }
  }
  await stage.close();
});

const crm = () => stage.sandbox.superoffice.control;
const calendar = () => stage.sandbox.microsoft365.control;
const inCrm = (title: string) =>
  crm()
    .list()
    .filter((row) => row.title === title);
const inCalendar = (title: string) =>
  calendar()
    .list()
    .filter((event) => event.title === title);

function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return item;
}

function lastEntry(): ActivityEntry | undefined {
  return stage.store.activity({ filter: 'all', search: '', before: null, limit: 1 }).entries[0];
}

describe('a first run', () => {
  test('copies what the user answered or not, each as free or busy as it is, and leaves out what takes no place', async () => {
    const report = await run();
    expect(report).toMatchObject({ outcome: 'ok', parked: 0, held: 0 });
    for (const title of ['Proposal walk-through', 'Rammeavtale – forhandling', 'Nettdemo', 'Verksted Tromsø'])
      only(inCrm(title));
    expect(only(inCalendar('Befaring'))).toMatchObject({ showAs: 'tentative', guests: [], organiser: null });
    expect(only(inCalendar('Team call'))).toMatchObject({ showAs: 'busy', guests: [] });
    expect(only(inCalendar('Salgsmøte'))).toMatchObject({ guests: [] });
    for (const title of ['Budsjettmøte', 'Quartalsfeier']) expect(inCalendar(title)).toEqual([]);
    for (const title of ['Newsletter kick-off', 'Avlyst: Regnskap']) expect(inCrm(title)).toEqual([]);
    expect(report.leftOut).toMatchObject({ declined: 2, cancelled: 2 });
  });

  test('links the invitation that SuperOffice mailed with the user’s own row, whatever its subject says', async () => {
    const invitation = only(inCalendar('Opplæring CRM'));
    calendar().changeEvent({ id: invitation.id, title: '!!! Opplæring' });
    await run();
    expect(inCrm('!!! Opplæring')).toEqual([]);
    expect(inCalendar('Opplæring CRM')).toEqual([]);
    only(inCrm('Opplæring CRM'));
  });
});

describe('only the owner’s side changes a meeting', () => {
  beforeEach(async () => {
    await run();
  });

  const copies = [
    ['with guests', 'Proposal walk-through', 'hasGuests'],
    ['with a room', 'Vorbesprechung Messe', 'hasGuests'],
    ['of others', 'Rammeavtale – forhandling', 'organisedByOthers'],
    ['of others without an answer', 'Verksted Tromsø', 'organisedByOthers'],
  ] as const;
  test.each(copies)('a calendar meeting %s: its copy is put back once, with the reason', async (_kind, title, why) => {
    const row = only(inCrm(title));
    const before = only(inCalendar(title));
    crm().changeAppointment({ id: row.id, title: 'Mine now', location: 'Elsewhere', start: '2026-12-10T09:00:00' });
    expect(writesOf(await run())).toEqual({ ...nothing, crm: '+0 ~1 -0' });
    expect(only(inCrm(title))).toMatchObject({ location: row.location, start: row.start, end: row.end });
    expect(only(inCalendar(title))).toEqual(before);
    expect(lastEntry()).toMatchObject({ outcome: 'refused', side: 'crm', reason: { kind: 'protected', code: why } });
  });

  const bookings = [
    ['with colleagues', 'Pipeline', 'bookingWithColleagues'],
    ['with a room', 'Salgsmøte', 'bookingWithColleagues'],
    ['of a colleague', 'Team call', 'bookingOfOthers'],
    ['of a colleague without an answer', 'Befaring', 'bookingOfOthers'],
    ['that may only be read', 'Revision Los 2', 'noRight'],
  ] as const;
  test.each(bookings)('a CRM item %s: its copy is put back once, with the reason', async (_kind, title, why) => {
    const row = only(inCrm(title));
    const event = only(inCalendar(title));
    calendar().changeEvent({ id: event.id, title: 'Mine now', location: 'Elsewhere' });
    expect(writesOf(await run())).toEqual({ ...nothing, calendar: '+0 ~1 -0' });
    expect(only(inCalendar(title)).location).toBe(event.location);
    expect(only(inCrm(title))).toEqual(row);
    expect(lastEntry()).toMatchObject({
      outcome: 'refused',
      side: 'calendar',
      reason: { kind: 'protected', code: why },
    });
    calendar().changeEvent({ id: event.id, location: 'Once more' });
    expect(writesOf(await run())).toEqual({ ...nothing, calendar: '+0 ~1 -0' });
  });

  test('what the user settles for themselves stays on the copy: reminder, free or busy, importance, done', async () => {
    const row = only(inCrm('Rammeavtale – forhandling'));
    crm().changeAppointment({ id: row.id, reminderMinutes: 60, free: true, importance: 'high', completed: true });
    const event = only(inCalendar('Team call'));
    calendar().changeEvent({ id: event.id, reminderMinutes: 45, showAs: 'free', importance: 'low' });
    expect(writesOf(await run())).toEqual(nothing);
    expect(only(inCrm('Rammeavtale – forhandling'))).toMatchObject({
      ...{ reminderMinutes: 60, free: true, importance: 'high', completed: true },
    });
    expect(only(inCalendar('Team call'))).toMatchObject({ reminderMinutes: 45, showAs: 'free', importance: 'low' });
  });

  test('a copy that the user makes private is not opened again', async () => {
    crm().changeAppointment({ id: only(inCrm('Rammeavtale – forhandling')).id, private: true });
    expect(writesOf(await run())).toEqual(nothing);
    expect(only(inCrm('Rammeavtale – forhandling')).private).toBe(true);
  });

  test('the owner’s own changes come across', async () => {
    calendar().changeEvent({ id: only(inCalendar('Proposal walk-through')).id, location: 'Raum Weser' });
    const [mother] = crm()
      .list({ user: 15 })
      .filter(({ title }) => title === 'Team call');
    crm().changeAppointment({ id: mother?.id ?? 0, location: 'Rom Fjord', user: 15 });
    expect(writesOf(await run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~1 -0' });
    expect(only(inCrm('Proposal walk-through')).location).toBe('Raum Weser');
    expect(only(inCalendar('Team call')).location).toBe('Rom Fjord');
  });

  test('a copy that is made a booking by adding colleagues starts no loop', async () => {
    const row = only(inCrm('Proposal walk-through'));
    crm().changeAppointment({ id: row.id, participants: [15, 17], title: 'Now a booking' });
    expect(writesOf(await run())).toEqual(nothing);
    only(inCalendar('Proposal walk-through'));
    crm().changeAppointment({ id: row.id, location: 'Raum Weser' });
    expect(writesOf(await run())).toEqual(nothing);
  });

  test.each(['Proposal walk-through', 'Rammeavtale – forhandling'])(
    'the copy of "%s" that is deleted in the CRM ends the link, and the meeting stays',
    async (title) => {
      crm().deleteAppointment({ id: only(inCrm(title)).id });
      expect(writesOf(await run())).toEqual(nothing);
      only(inCalendar(title));
      expect(lastEntry()).toMatchObject({ action: 'unlink', outcome: 'refused' });
    },
  );

  test.each(['Pipeline', 'Team call', 'Revision Los 2'])(
    'the copy of "%s" that is deleted in the calendar ends the link, and the booking stays',
    async (title) => {
      calendar().deleteEvent({ id: only(inCalendar(title)).id });
      await run();
      expect(writesOf(await run())).toEqual(nothing);
      only(inCrm(title));
      expect(inCalendar(title)).toEqual([]);
    },
  );
});

describe('a meeting that takes no place any more', () => {
  beforeEach(async () => {
    await run();
  });

  test.each([
    ['called off', { cancelled: true }],
    ['declined', { response: 'declined' as const }],
  ])('in the calendar, %s: its copy goes', async (_how, change) => {
    calendar().changeEvent({ id: only(inCalendar('Rammeavtale – forhandling')).id, ...change });
    expect(writesOf(await run())).toEqual({ ...nothing, crm: '+0 ~0 -1' });
    expect(inCrm('Rammeavtale – forhandling')).toEqual([]);
    only(inCalendar('Rammeavtale – forhandling'));
  });

  test('called off by the colleague who booked it: its copy goes', async () => {
    const [mother] = crm()
      .list({ user: 15 })
      .filter(({ title }) => title === 'Team call');
    crm().deleteAppointment({ id: mother?.id ?? 0, user: 15 });
    expect(writesOf(await run())).toEqual({ ...nothing, calendar: '+0 ~0 -1' });
  });

  test('declined in the CRM: its copy goes; accepted instead it is busy', async () => {
    crm().answerInvitation({ id: only(inCrm('Befaring')).id, answer: 'accept' });
    expect(writesOf(await run())).toEqual({ ...nothing, calendar: '+0 ~1 -0' });
    expect(only(inCalendar('Befaring')).showAs).toBe('busy');
    crm().answerInvitation({ id: only(inCrm('Befaring')).id, answer: 'decline' });
    expect(writesOf(await run())).toEqual({ ...nothing, calendar: '+0 ~0 -1' });
  });

  test('a copy that somebody has changed meanwhile stays, and the reason is told', async () => {
    const row = only(inCrm('Rammeavtale – forhandling'));
    calendar().changeEvent({ id: only(inCalendar('Rammeavtale – forhandling')).id, cancelled: true });
    crm().changeAppointment({ id: row.id, body: '<p>What I noted</p>' });
    const report = await run();
    expect(writesOf(report)).toEqual(nothing);
    expect(report.leftOut).toMatchObject({ cancelled: 1 });
    expect(only(inCrm('Rammeavtale – forhandling')).body).toContain('What I noted');
  });
});

describe.each([
  { archiveHidesUnanswered: true, archiveKnowsUnanswered: true },
  { archiveHidesUnanswered: false, archiveKnowsUnanswered: true },
  { archiveHidesUnanswered: false, archiveKnowsUnanswered: false },
])('bookings that the user has not accepted, by archives with %o', (switches) => {
  beforeEach(async () => {
    await stage.close();
    stage = await openStage({ switches: { superoffice: switches } });
    await run();
  });

  test('are copied as tentative', () => {
    expect(only(inCalendar('Befaring'))).toMatchObject({ showAs: 'tentative', guests: [] });
  });

  test('lose their copy when they are declined', async () => {
    crm().answerInvitation({ id: only(inCrm('Befaring')).id, answer: 'decline' });
    expect(writesOf(await run())).toEqual({ ...nothing, calendar: '+0 ~0 -1' });
    expect(inCalendar('Befaring')).toEqual([]);
  });
});

describe('archives that hide what the user has not accepted, and cannot be told not to', () => {
  beforeEach(async () => {
    await stage.close();
    const switches = { archiveHidesUnanswered: true, archiveKnowsUnanswered: false };
    stage = await openStage({ switches: { superoffice: switches } });
  });

  test('are refused once; all that was accepted is copied, and a quiet run costs no request more', async () => {
    expect(await run()).toMatchObject({ outcome: 'ok', parked: 0 });
    expect(inCalendar('Befaring')).toEqual([]);
    only(inCalendar('Quartalsgespräch'));
    await run();
    const asked: string[] = [];
    stage.hooks.onAnswer = async (side, { url }, real) => {
      if (side === 'crm' && url.includes('currentAssociate')) asked.push(`${real.status}`);
      return real;
    };
    stage.startAgain();
    expect(writesOf(await run())).toEqual(nothing);
    expect(asked).toEqual(['200']);
  });

  test('take nothing away: what is accepted and then declined goes because it is asked for by itself', async () => {
    crm().answerInvitation({ id: only(inCrm('Befaring')).id, answer: 'accept' });
    await run();
    only(inCalendar('Befaring'));
    crm().answerInvitation({ id: only(inCrm('Befaring')).id, answer: 'decline' });
    await run();
    await run();
    expect(inCalendar('Befaring')).toEqual([]);
    only(inCalendar('Quartalsgespräch'));
  });
});
