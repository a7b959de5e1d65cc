/**
 * @file What a single occurrence of a series has of its own, between SuperOffice and Microsoft 365: being done, its importance, where
 * one joins it, and who may read it. After every story both sides agree, the next run writes nothing, and nobody was mailed.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

const title = 'Stand-up';
const ticked = 'SuperOffice Appointment (done)';
const from = '2026-11-01T00:00:00Z';

let stage: Stage;
let preferences: Partial<Preferences>;
const crm = () => stage.sandbox.superoffice.control;
const calendar = () => stage.sandbox.microsoft365.control;
const run = () => stage.run({ preferences });

beforeEach(async () => {
  preferences = {};
  stage = await openStage();
  await run();
});

afterEach(async () => {
  expect(writesOf(await run())).toEqual(nothing);
  expect([...crm().mails(), ...calendar().mails()]).toEqual([]);
  await stage.close();
});

/** Tuesdays at ten in Oslo from 1 December 2026. */
function inOutlook(
  ends: { readonly count: number } | null = { count: 5 },
  more: { readonly categories?: string[] } = {},
) {
  return calendar().createSeries({
    title,
    start: '2026-12-01T10:00:00',
    end: '2026-12-01T10:30:00',
    zone: 'Europe/Oslo',
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
    ends,
    ...more,
  }).id;
}

const rows = () =>
  crm()
    .list()
    .filter((row) => row.title.startsWith(title))
    .toSorted((one, other) => (one.start < other.start ? -1 : 1));
function row(day: string) {
  const found = rows().find(({ start }) => start.startsWith(day));
  if (!found) throw new Error(`no row on ${day}`);
  return found;
}
function changeRow(day: string, words: Omit<Parameters<ReturnType<typeof crm>['changeAppointment']>[0], 'id'>): void {
  stage.servers.advance(5000);
  crm().changeAppointment({ id: row(day).id, ...words });
}
const occurrences = (id: string, to = '2027-06-01T00:00:00Z') => calendar().occurrences({ id, from, to });
function occurrence(id: string, day: string) {
  const found = occurrences(id).find((one) => one.day === day);
  if (!found) throw new Error(`no occurrence on ${day}`);
  return found;
}
function master(id: string) {
  const found = calendar()
    .list()
    .find((one) => one.id === id);
  if (!found) throw new Error('no series');
  return found;
}
const completed = () => rows().flatMap(({ start, completed: isDone }) => (isDone ? [start.slice(0, 10)] : []));
const done = (id: string) =>
  occurrences(id).flatMap(({ day, categories }) => (categories.includes(ticked) ? [day] : []));

describe('ticked off', () => {
  test('in the CRM, one occurrence shows it in the calendar, and the series does not; opened again, none does', async () => {
    const id = inOutlook(null, { categories: ['Team'] });
    await run();
    changeRow('2026-12-08', { completed: true });
    expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    expect(done(id)).toEqual(['2026-12-08']);
    expect(occurrence(id, '2026-12-08').categories).toEqual(['Team', ticked]);
    expect(master(id).categories).toEqual(['Team']);
    changeRow('2026-12-08', { completed: false });
    await run();
    expect(done(id)).toEqual([]);
    expect(occurrence(id, '2026-12-08').categories).toEqual(['Team']);
  });

  test('in the calendar, one occurrence completes its row alone', async () => {
    const id = inOutlook();
    await run();
    calendar().changeOccurrence({ id, day: '2026-12-15', change: { categories: ['Mine (done)'] } });
    await run();
    expect(completed()).toEqual(['2026-12-15']);
    calendar().changeOccurrence({ id, day: '2026-12-15', change: { categories: [] } });
    await run();
    expect(completed()).toEqual([]);
  });

  test('one after the other, the last included: the series itself is never what is done', async () => {
    const id = inOutlook({ count: 3 });
    await run();
    for (const day of ['2026-12-01', '2026-12-08', '2026-12-15']) {
      changeRow(day, { completed: true });
      await run();
      expect(done(id)).toEqual(completed());
    }
    expect(master(id).categories).toEqual([]);
    calendar().changeSeries({ id, ends: { count: 4 }, change: {} });
    await run();
    expect(completed()).toEqual(['2026-12-01', '2026-12-08', '2026-12-15']);
    expect(row('2026-12-22').completed).toBe(false);
  });

  test('on both sides at once, both stay', async () => {
    const id = inOutlook();
    await run();
    changeRow('2026-12-08', { completed: true });
    calendar().changeOccurrence({ id, day: '2026-12-22', change: { categories: [ticked] } });
    await run();
    expect(completed()).toEqual(['2026-12-08', '2026-12-22']);
    expect(done(id)).toEqual(['2026-12-08', '2026-12-22']);
  });

  test('rows of a series that the CRM made are done in its copy', async () => {
    crm().createAppointment({
      title,
      start: '2026-12-01T10:00:00',
      end: '2026-12-01T10:30:00',
      rule: {
        Pattern: 'Weekly',
        WeekPattern: { Weekdays: 'Tuesday', Cycle: 1 },
        RecurrenceEndType: 'Counter',
        RecurrenceCounter: 4,
      },
    });
    changeRow('2026-12-08', { completed: true });
    expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -0', calendar: '+1 ~0 -0' });
    const [event] = calendar()
      .list()
      .filter((one) => one.title === title);
    expect(done(event?.id ?? '')).toEqual(['2026-12-08']);
    expect(event?.categories).toEqual(['SuperOffice Appointment']);
    const names = calendar()
      .categories()
      .map(({ displayName }) => displayName);
    expect(names).toContain(ticked);
  });

  test('the whole series in the calendar: all rows; one that is opened in the CRM is open there, and no other', async () => {
    const id = inOutlook();
    await run();
    calendar().changeEvent({ id, categories: [ticked] });
    await run();
    expect(completed()).toHaveLength(5);
    expect(writesOf(await run())).toEqual(nothing);
    changeRow('2026-12-15', { completed: false });
    expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    expect(done(id)).toEqual(['2026-12-01', '2026-12-08', '2026-12-22', '2026-12-29']);
    calendar().changeEvent({ id, start: '2026-12-01T11:00:00', end: '2026-12-01T11:30:00', zone: 'Europe/Oslo' });
    await run();
    expect(completed()).toEqual(['2026-12-01', '2026-12-08', '2026-12-22', '2026-12-29']);
    expect(rows().every(({ start }) => start.endsWith('T11:00:00'))).toBe(true);
  });

  test('rows stay so when the series gets another title, place or time, the first of them too', async () => {
    const id = inOutlook();
    await run();
    for (const day of ['2026-12-01', '2026-12-15']) changeRow(day, { completed: true });
    await run();
    calendar().changeEvent({ id, title: `${title} of all`, location: 'Raum Elbe' });
    await run();
    expect(completed()).toEqual(['2026-12-01', '2026-12-15']);
    expect(rows().map((one) => one.location)).toEqual(rows().map(() => 'Raum Elbe'));
    calendar().changeEvent({ id, start: '2026-12-01T11:00:00', end: '2026-12-01T11:30:00', zone: 'Europe/Oslo' });
    await run();
    expect(completed()).toEqual(['2026-12-01', '2026-12-15']);
    expect(done(id)).toEqual(['2026-12-01', '2026-12-15']);
  });

  test('without a category for what comes out of the CRM: told to nobody, and never taken back', async () => {
    preferences = { 'crm.outgoing.appointmentCategory': '' };
    const id = inOutlook();
    await run();
    changeRow('2026-12-08', { completed: true });
    expect(writesOf(await run())).toEqual(nothing);
    calendar().changeEvent({ id, start: '2026-12-01T11:00:00', end: '2026-12-01T11:30:00', zone: 'Europe/Oslo' });
    await run();
    expect(completed()).toEqual(['2026-12-08']);
    expect(occurrence(id, '2026-12-08').categories).toEqual([]);
  });
});

describe('of one occurrence', () => {
  test('importance and the place to join it go both ways, and leave the others alone', async () => {
    const id = inOutlook();
    await run();
    changeRow('2026-12-08', { importance: 'high', joinUrl: 'https://join.example/1' });
    calendar().changeOccurrence({ id, day: '2026-12-15', change: { importance: 'low', showAs: 'free' } });
    await run();
    expect(occurrences(id).map(({ day, importance, text }) => [day, importance, text.trim()])).toEqual([
      ['2026-12-01', 'normal', ''],
      ['2026-12-08', 'high', '→ https://join.example/1'],
      ['2026-12-15', 'low', ''],
      ['2026-12-22', 'normal', ''],
      ['2026-12-29', 'normal', ''],
    ]);
    expect(rows().map(({ importance, joinUrl, free }) => [importance, joinUrl, free])).toEqual([
      ['normal', '', false],
      ['high', 'https://join.example/1', false],
      ['low', '', true],
      ['normal', '', false],
      ['normal', '', false],
    ]);
  });
});

describe('private', () => {
  test('a series that the CRM closes is closed in the calendar with its changed occurrences', async () => {
    const id = inOutlook();
    calendar().changeOccurrence({ id, day: '2026-12-08', change: { title: `${title}: salaries` } });
    await run();
    for (const { start } of rows()) changeRow(start.slice(0, 10), { private: true });
    await run();
    expect(master(id).private).toBe(true);
    expect(occurrences(id).map((one) => one.private)).toEqual([true, true, true, true, true]);
    for (const { start } of rows()) changeRow(start.slice(0, 10), { private: false });
    await run();
    expect(occurrences(id).map((one) => one.private)).toEqual([false, false, false, false, false]);
  });

  test('words that the CRM keeps to its user are read by nobody else in the calendar, though its series is open', async () => {
    preferences = { 'calendar.private': true };
    const id = inOutlook();
    calendar().changeOccurrence({ id, day: '2026-12-08', change: { private: true, title: `${title}: doctor` } });
    await run();
    expect(rows().map((one) => one.private)).toEqual([true, true, true, true, true]);
    changeRow('2026-12-15', { title: `${title}: notice` });
    await run();
    expect(occurrences(id).map(({ title: shown, private: isPrivate }) => [shown, isPrivate])).toEqual([
      [title, false],
      [`${title}: doctor`, true],
      [`${title}: notice`, true],
      [title, false],
      [title, false],
    ]);
  });
});

describe('removed', () => {
  test('the occurrence that was edited last, in the calendar, is gone in the CRM after one run', async () => {
    const id = inOutlook();
    await run();
    stage.servers.advance(60_000);
    calendar().changeOccurrence({ id, day: '2026-12-15', change: { location: 'Raum Elbe' } });
    await run();
    calendar().cancelOccurrence({ id, day: '2026-12-15' });
    expect(writesOf(await run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(rows().map(({ start }) => start.slice(0, 10))).toEqual([
      '2026-12-01',
      '2026-12-08',
      '2026-12-22',
      '2026-12-29',
    ]);
  });

  test('the row that was saved last, in the CRM, is gone in the calendar after one run', async () => {
    const id = inOutlook();
    await run();
    changeRow('2026-12-15', { location: 'Raum Elbe' });
    await run();
    stage.servers.advance(60_000);
    crm().deleteAppointment({ id: row('2026-12-15').id });
    expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    expect(occurrences(id).map(({ day }) => day)).toEqual(['2026-12-01', '2026-12-08', '2026-12-22', '2026-12-29']);
  });
});
