/**
 * @file A person's appointments, tasks and persons between SuperOffice and an Exchange Server, through the whole engine: real
 * connectors, real store, both sandbox servers. It is one story, told from test to test; at its end a further run writes nothing, nobody was mailed, and all that went over
 * the wire is what the schemas say.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunReport } from '../../sync-core/engine/report.ts';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { type ExchangeStory, openExchangeStory } from '../support/exchange-story.ts';
import { only } from '../support/google-story.ts';

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };

let story: ExchangeStory;
let first: RunReport;
const run = () => story.run();

beforeAll(async () => {
  story = await openExchangeStory();
  first = await run();
  await run();
});

afterAll(async () => {
  expect(writesOf(await run()), 'the run after the last').toEqual(nothing);
  await story.close();
});

const office = () => story.sandbox.superoffice.control;
const exchange = () => story.sandbox.exchange.control;
const inCrm = (title: string) =>
  office()
    .list()
    .filter((row) => row.title === title);
const inCalendar = (title: string) =>
  exchange()
    .list()
    .filter((event) => event.title === title);

test('a first run copies everything to where it is missing; then nothing is written, for one request to each kind', async () => {
  expect(first).toMatchObject({ outcome: 'ok', parked: 0, held: 0 });
  expect(only(inCalendar('Quartalsgespräch'))).toMatchObject({ location: 'Raum Elbe' });
  expect(only(inCalendar('Zahnarzt'))).toMatchObject({ private: true });
  expect(only(inCrm('Kundetur Lofoten'))).toMatchObject({ allDay: true });
  only(inCalendar('Vertriebsrunde'));
  expect(writesOf(await run())).toEqual(nothing);
  expect(story.asked).toBeLessThanOrEqual(3);
});

test('an edit on either side goes to the other', async () => {
  const row = only(inCrm('Quartalsgespräch'));
  office().changeAppointment({ id: row.id, body: '<p>Bitte <b>pünktlich</b></p>' });
  exchange().changeEvent({ id: only(inCalendar('Angebote schreiben')).id, title: 'Angebote fertig schreiben' });
  expect(writesOf(await run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~1 -0' });
  expect(only(inCalendar('Quartalsgespräch')).body).toContain('<strong>pünktlich</strong>');
  only(inCrm('Angebote fertig schreiben'));
});

test('a row that is moved to the day of its neighbour is an appointment of its own, and the series goes on', async () => {
  const rule = { Pattern: 'Weekly', WeekPattern: { Weekdays: 'Tuesday', Cycle: 1 } };
  const times = { start: '2026-12-01T10:00:00', end: '2026-12-01T10:30:00', zone: 'Europe/Berlin' };
  const counted = { ...rule, RecurrenceEndType: 'Counter', RecurrenceCounter: 4 };
  const { id } = office().createAppointment({ title: 'Apart', ...times, rule: counted });
  await run();
  office().changeAppointment({
    id: id + 1,
    start: '2026-12-15T14:00:00',
    end: '2026-12-15T15:00:00',
    zone: 'Europe/Berlin',
  });
  expect(await run()).toMatchObject({ outcome: 'ok', parked: 0 });
  expect(await run()).toMatchObject({ outcome: 'ok', parked: 0 });
  const types = inCalendar('Apart').map(({ type, start }) => `${type} ${start.slice(0, 16)}`);
  expect(types.toSorted()).toEqual(['seriesMaster 2026-12-01T10:00', 'singleInstance 2026-12-15T14:00']);
  exchange().changeEvent({
    id: inCalendar('Apart').find(({ type }) => type === 'singleInstance')?.id ?? '',
    location: 'Turm',
  });
  await run();
  expect(
    inCrm('Apart')
      .map(({ start, location }) => `${start.slice(0, 16)} ${location}`.trim())
      .toSorted(),
  ).toEqual(['2026-12-01T10:00', '2026-12-15T10:00', '2026-12-15T14:00 Turm', '2026-12-22T10:00']);
  office().deleteAppointment({ id, reach: 'thisAndForward' });
  await run();
  expect(inCalendar('Apart')).toEqual([]);
});

test('an edit of one occurrence, and one that is taken out, go to its rows, and the other way round', async () => {
  const { id } = exchange().createSeries({
    title: 'Wochenrunde',
    start: '2026-12-01T10:00:00',
    end: '2026-12-01T11:00:00',
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
    ends: { count: 4 },
  });
  await run();
  expect(inCrm('Wochenrunde')).toHaveLength(4);
  exchange().changeOccurrence({ id, day: '2026-12-08', change: { title: 'Ausnahme' } });
  exchange().cancelOccurrence({ id, day: '2026-12-15' });
  await run();
  expect(inCrm('Wochenrunde')).toHaveLength(2);
  office().changeAppointment({ id: only(inCrm('Ausnahme')).id, title: 'Ausnahme der Ausnahme' });
  await run();
  const from = { from: '2026-12-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
  expect(
    exchange()
      .occurrences({ id, ...from })
      .map(({ title }) => title),
  ).toEqual(['Wochenrunde', 'Ausnahme der Ausnahme', 'Wochenrunde']);
});

test('what is deleted on one side is deleted on the other', async () => {
  exchange().deleteEvent({ id: only(inCalendar('Angebote fertig schreiben')).id });
  office().deleteAppointment({ id: only(inCrm('Quartalsgespräch')).id });
  await run();
  expect(inCrm('Angebote fertig schreiben')).toEqual([]);
  await run();
  expect(inCalendar('Quartalsgespräch')).toEqual([]);
});

test('a task goes to and fro, and is done where it was ticked off', async () => {
  exchange().createTask({ title: 'Angebot prüfen', due: '2026-12-01' });
  await run();
  exchange().changeTask({ id: only(tasksThere('Angebot prüfen')).id, status: 'Completed' });
  expect(writesOf(await run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
});

test('a lost database, and a state that is not known any more, double and delete nothing', async () => {
  const count = () => [office().list().length, exchange().list().length, exchange().tasks().length];
  const before = count();
  exchange().expireCursors();
  expect(writesOf(await run())).toEqual(nothing);
  await story.forget();
  expect(writesOf(await run())).toEqual(nothing);
  expect(count()).toEqual(before);
});

const tasksThere = (title: string) =>
  exchange()
    .tasks()
    .filter((one) => one.title === title);
