/**
 * @file Whom a series is about, through the whole engine and both sandbox servers: below the text of the series and of its single
 * occurrences, and as the CRM's own person. As for single appointments, nothing of it grows, and nobody is mailed or invited.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

const title = 'Kickoff';
const colleague = 15;
const begins = '2026-12-01T10:00:00';
const ends = '2026-12-01T10:30:00';
const rule = {
  Pattern: 'Weekly',
  WeekPattern: { Weekdays: 'Tuesday', Cycle: 1 },
  RecurrenceEndType: 'Counter',
  RecurrenceCounter: 4,
};
const tuesdays = {
  title,
  start: begins,
  end: ends,
  zone: 'Europe/Oslo',
  pattern: { type: 'weekly' as const, interval: 1, daysOfWeek: ['tuesday' as const] },
  ends: { count: 4 },
};

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
  for (const { requestBody } of calendar().journal())
    expect(JSON.stringify(requestBody) ?? '').not.toContain('"attendees":[{');
  for (const { requestBody } of crm().journal())
    expect(JSON.stringify(requestBody) ?? '').not.toContain('"SendEmail":true');
  expect([...crm().mails(), ...calendar().mails()]).toEqual([]);
  await stage.close();
});

const rows = () =>
  crm()
    .list()
    .filter((row) => row.title === title && row.associateId === mine())
    .toSorted((one, other) => (one.start < other.start ? -1 : 1));
const mine = () => crm().list()[0]?.associateId;
function event() {
  const [found, ...more] = calendar()
    .list()
    .filter((one) => one.title === title);
  if (!found || more.length > 0) throw new Error(`${more.length} more of it, or none`);
  return found;
}
const texts = () =>
  calendar()
    .occurrences({ id: event().id, from: '2026-11-01T00:00:00Z', to: '2027-02-01T00:00:00Z' })
    .map(({ body }) => body);
const blocks = (text: string) => text.match(/--- Added by Synchronizer ---/g)?.length ?? 0;

async function expectQuiet(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) expect(writesOf(await run())).toEqual(nothing);
}

describe('participants of a series in the CRM', () => {
  test('stand below its text in the calendar, follow a change, and never grow', async () => {
    const { id } = crm().createAppointment({
      ...{ title, start: begins, end: ends, rule, body: '<p>Agenda</p>' },
      participants: [colleague],
    });
    await run();
    expect(texts()).toHaveLength(4);
    for (const text of texts()) expect([blocks(text), text.includes('Ingrid Solberg')]).toEqual([1, true]);
    await expectQuiet(6);
    stage.servers.advance(5000);
    crm().changeAppointment({ id, body: '<p>Other agenda</p>', reach: 'thisAndForward' });
    await run();
    for (const text of texts()) expect([blocks(text), text.includes('Other agenda')]).toEqual([1, true]);
    await expectQuiet(3);
  });
});

describe('guests of a series in the calendar', () => {
  test('stand below the text of every row where the user wants it, and never grow', async () => {
    preferences = { 'calendar.participantsInText': true };
    const { id } = calendar().createSeries({ ...tuesdays, body: '<p>Agenda</p>', guests: ['kari@fjordfoods.example'] });
    calendar().changeOccurrence({ id, day: '2026-12-08', change: { body: '<p>Of its own</p>' } });
    await run();
    expect(rows().map(({ body }) => [blocks(body), body.includes('kari@fjordfoods.example')])).toEqual(
      rows().map(() => [1, true]),
    );
    expect(rows()).toHaveLength(4);
    expect(rows()[1]?.body).toContain('Of its own');
    await expectQuiet(6);
    calendar().changeSeries({ id, change: { guests: ['ola@fjordfoods.example'] } });
    await run();
    expect(rows().map(({ body }) => [blocks(body), body.includes('ola@'), body.includes('kari@')])).toEqual(
      rows().map(() => [1, true, false]),
    );
    await expectQuiet(3);
  });

  test('a text that the calendar changes keeps what stands below those of its rows', async () => {
    preferences = { 'calendar.participantsInText': true };
    const { id } = calendar().createSeries({ ...tuesdays, body: '<p>Agenda</p>', guests: ['kari@fjordfoods.example'] });
    await run();
    calendar().changeOccurrence({ id, day: '2026-12-15', change: { body: '<p>Of its own</p>' } });
    await run();
    expect(rows().map(({ body }) => blocks(body))).toEqual([1, 1, 1, 1]);
    expect(rows()[2]?.body).toContain('Of its own');
    calendar().changeSeries({
      id,
      change: { start: '2026-12-01T11:00:00', end: '2026-12-01T11:30:00', zone: 'Europe/Oslo' },
    });
    await run();
    expect(rows().map(({ body }) => blocks(body))).toEqual([1, 1, 1, 1]);
    await expectQuiet(3);
  });
});

describe('a series that the calendar hosts online', () => {
  test('keeps its address to itself when the CRM writes its text', async () => {
    const { id } = calendar().createSeries({ ...tuesdays, body: '<p>Agenda</p>' });
    calendar().changeEvent({ id, joinUrl: 'https://teams.example/own' });
    await run();
    expect(rows().map(({ joinUrl }) => joinUrl)).toEqual(rows().map(() => 'https://teams.example/own'));
    stage.servers.advance(5000);
    crm().changeAppointment({ id: rows()[0]?.id ?? 0, body: '<p>Other agenda</p>', reach: 'thisAndForward' });
    await run();
    expect(event().body).toContain('Other agenda');
    expect(event().body).not.toContain('teams.example');
    await expectQuiet(3);
  });
});

describe('e-mail addresses in the text of a series', () => {
  test('link its rows with the person and the company, as those of an appointment', async () => {
    preferences = { 'crm.linkPersonByEmail': true };
    const known = crm()
      .list()
      .find(({ personId, contactId }) => personId > 0 && contactId > 0);
    const email = crm()
      .persons()
      .find(({ personId }) => personId === known?.personId)?.email;
    calendar().createSeries({ ...tuesdays, body: `<p>With ${email}</p>` });
    await run();
    expect(rows().map(({ personId, contactId }) => [personId, contactId])).toEqual(
      rows().map(() => [known?.personId, known?.contactId]),
    );
    expect(rows()).toHaveLength(4);
    await expectQuiet(2);
  });
});
