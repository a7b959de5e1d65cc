/**
 * @file Private appointments through the whole engine: private on both sides from the first request that carries their words,
 * never open for a moment, and their words in nothing that a person or a log is shown.
 */
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { createWords } from '../../locales/index.ts';
import { questionsText, reportText } from '../../main/command-line/results.ts';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Side } from '../../sync-core/model/side.ts';
import type { SentRequest } from '../support/sandbox-accounts.ts';
import { nothing, openStage, type Stage, type StageOptions } from '../support/stage.ts';

let s: Stage;
/** Requests that went out, with what they carried. */
let sent: { readonly side: Side; readonly body: string }[];
afterEach(() => s.close());

const on = { preferences: { 'calendar.private': true } } as const;

async function begin(options: StageOptions = {}): Promise<void> {
  s = await openStage(options);
  sent = [];
  s.hooks.onAnswer = async (side, request, real) => {
    if (request.method !== 'GET') sent.push({ side, body: request.body ?? '' });
    return await (answer?.(side, request, real) ?? real);
  };
  answer = undefined;
  expect((await s.run(on)).outcome).toBe('ok');
}

/** Stands in for a server's answer. */
let answer: ((side: Side, request: SentRequest, real: Response) => Promise<Response> | Response) | undefined;

const inCrm = (title: string) => only(s.sandbox.superoffice.control.list().filter((one) => one.title === title));
const inCalendar = (title: string) => only(s.sandbox.microsoft365.control.list().filter((one) => one.title === title));

function only<T>([item, ...more]: readonly T[]): T {
  if (item === undefined || more.length > 0) throw new Error(`${more.length + (item === undefined ? 0 : 1)} items`);
  return item;
}

/** As SuperOffice is told that an entry is its owner's alone. */
const inCrmAlone = ['"Private":"PrivateUser"', '"VisibleFor":[{"VisibleId":12,"Visibility":"Associate"}]'];

const at = { start: '2026-12-09T10:00:00', end: '2026-12-09T11:00:00' };

describe('a private appointment', () => {
  test('is private in the very request that carries its words, both ways', async () => {
    await begin();
    s.sandbox.superoffice.control.createAppointment({ title: 'Zahnklinik', private: true, ...at });
    s.sandbox.microsoft365.control.createEvent({ title: 'Elternsprechtag', private: true, ...at });
    sent.length = 0;
    await s.run(on);
    const withWords = sent.filter(({ body }) => /Zahnklinik|Elternsprechtag/.test(body));
    expect(withWords.map(({ side }) => side).toSorted()).toEqual(['calendar', 'crm']);
    for (const { side, body } of withWords)
      for (const mark of side === 'crm' ? inCrmAlone : ['"sensitivity":"private"']) expect(body).toContain(mark);
    expect(inCrm('Elternsprechtag').visibleFor).toBe('owner');
    expect(inCalendar('Zahnklinik').sensitivity).toBe('private');
    expect(writesOf(await s.run(on))).toEqual(nothing);
  });

  test.each(['crm', 'calendar'] as const)(
    'that is made so later, with other words, is closed in the same request (%s)',
    async (side) => {
      await begin();
      sent.length = 0;
      if (side === 'crm')
        s.sandbox.superoffice.control.changeAppointment({
          id: inCrm('Forecast Q1').id,
          title: 'Kündigung',
          private: true,
        });
      else
        s.sandbox.microsoft365.control.changeEvent({
          id: inCalendar('Forecast Q1').id,
          title: 'Kündigung',
          private: true,
        });
      await s.run();
      expect(sent.filter(({ body }) => body.includes('Kündigung'))).toHaveLength(1);
      expect([inCrm('Kündigung').visibleFor, inCalendar('Kündigung').sensitivity]).toEqual(['owner', 'private']);
      expect(writesOf(await s.run())).toEqual(nothing);
      // And is opened again.
      if (side === 'crm')
        s.sandbox.superoffice.control.changeAppointment({ id: inCrm('Kündigung').id, private: false });
      else s.sandbox.microsoft365.control.changeEvent({ id: inCalendar('Kündigung').id, private: false });
      await s.run();
      expect([inCrm('Kündigung').visibleFor, inCalendar('Kündigung').sensitivity]).toEqual(['all', 'normal']);
    },
  );

  test.each(['crm', 'calendar'] as const)(
    'that is made so later is no longer named in what was told of it before (%s)',
    async (side) => {
      await begin();
      const { superoffice, microsoft365 } = s.sandbox;
      superoffice.control.changeAppointment({
        id: inCrm('Forecast Q1').id,
        title: 'Wechsel zu Nordwind',
        location: 'Hafen',
      });
      microsoft365.control.createEvent({ title: 'Nordwind, Vertrag', free: true, ...at });
      await s.run({ preferences: { 'calendar.free': false } });
      const told = () =>
        JSON.stringify(s.store.activity({ filter: 'all', search: '', before: null, limit: 1000 }).entries);
      expect(told().match(/Nordwind/g)?.length).toBeGreaterThan(1);
      if (side === 'crm') superoffice.control.changeAppointment({ id: inCrm('Wechsel zu Nordwind').id, private: true });
      else microsoft365.control.changeEvent({ id: inCalendar('Wechsel zu Nordwind').id, private: true });
      microsoft365.control.changeEvent({ id: inCalendar('Nordwind, Vertrag').id, private: true });
      await s.run({ preferences: { 'calendar.free': false } });
      expect(told()).not.toMatch(/Nordwind|Hafen/);
      expect(s.store.standings('Nordwind', 10)).toEqual([]);
    },
  );

  test('of the calendar stays there while private ones are not synchronised; one of the CRM is copied', async () => {
    await begin();
    s.sandbox.microsoft365.control.createEvent({ title: 'Elternsprechtag', private: true, ...at });
    s.sandbox.superoffice.control.createAppointment({ title: 'Zahnklinik', private: true, ...at });
    const report = await s.run();
    expect(report.leftOut).toMatchObject({ privateOff: 1 });
    expect(writesOf(report)).toEqual({ crm: '+0 ~0 -0', calendar: '+1 ~0 -0' });
    expect(s.inCrm('Elternsprechtag')).toEqual([]);
  });
});

describe('finer kinds of private', () => {
  test('an entry for its owner’s group is private in the calendar, and stays its group’s through edits from there', async () => {
    await begin();
    s.sandbox.superoffice.control.createAppointment({ title: 'Gehaltsrunde', private: 'group', ...at });
    await s.run();
    const event = inCalendar('Gehaltsrunde');
    expect(event.sensitivity).toBe('private');
    s.sandbox.microsoft365.control.changeEvent({ id: event.id, title: 'Gehaltsrunde 2', location: 'Raum 9' });
    await s.run();
    expect(inCrm('Gehaltsrunde 2')).toMatchObject({ visibleFor: 'group', location: 'Raum 9' });
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test.each(['confidential', 'personal'] as const)(
    'an event that is %s is its owner’s alone in the CRM, and stays %s through edits from there',
    async (sensitivity) => {
      await begin();
      s.sandbox.microsoft365.control.createEvent({ title: 'Betriebsrat', sensitivity, ...at });
      await s.run(on);
      expect(inCrm('Betriebsrat').visibleFor).toBe('owner');
      s.sandbox.superoffice.control.changeAppointment({
        id: inCrm('Betriebsrat').id,
        title: 'Betriebsrat II',
        start: '2026-12-10T10:00:00',
        end: '2026-12-10T11:00:00',
      });
      await s.run(on);
      expect(inCalendar('Betriebsrat II')).toMatchObject({ sensitivity, start: '2026-12-10T10:00:00' });
      expect(writesOf(await s.run(on))).toEqual(nothing);
    },
  );
});

describe('a user without the licence for confidential activities', () => {
  /** The server tells of the licence, or does not, whatever is true. */
  const tellLicence =
    (has: boolean) =>
    async (_side: Side, { url }: SentRequest, real: Response) => {
      if (!url.includes('User/currentPrincipal')) return real;
      const principal: unknown = await real.json();
      if (typeof principal !== 'object' || principal === null) throw new Error('no principal');
      return Response.json({ ...principal, Licenses: has ? [{ Name: 'visible-for' }] : [] }, { headers: real.headers });
    };
  const hours = (count: number) => ({ after: count * 3_600_000, ...on });
  const reasonShown = () =>
    only(s.store.activity({ filter: 'all', search: '', before: null, limit: 1 }).entries).reason;

  test('gets nothing private into the CRM, is told why, and gets it when the licence is there', async () => {
    await begin();
    answer = tellLicence(false);
    await s.run(hours(7));
    s.sandbox.microsoft365.control.createEvent({ title: 'Elternsprechtag', private: true, ...at });
    sent.length = 0;
    expect((await s.run(on)).leftOut).toMatchObject({ privateNotAccepted: 1 });
    expect(sent.filter(({ body }) => body.includes('Elternsprechtag'))).toEqual([]);
    expect(reasonShown()).toEqual({ kind: 'leftOut', code: 'privateNotAccepted' });
    answer = undefined;
    await s.run(hours(7));
    expect(inCrm('Elternsprechtag').visibleFor).toBe('owner');
  });

  test('whose server leaves such an entry open: it is withdrawn, told of, and not tried again with every run', async () => {
    s = await openStage();
    const { sandbox } = s;
    const users = sandbox.world.users.map((user) => ({ ...user, confidentialActivities: false }));
    sandbox.superoffice.load({ ...sandbox.world, users });
    s.startAgain();
    sent = [];
    s.hooks.onAnswer = async (side, request, real) => {
      if (request.method !== 'GET') sent.push({ side, body: request.body ?? '' });
      return await tellLicence(true)(side, request, real);
    };
    await s.run();
    sandbox.microsoft365.control.createEvent({ title: 'Elternsprechtag', private: true, ...at });
    sandbox.microsoft365.control.createEvent({ title: 'Chorprobe', private: true, ...at });
    await s.run(on);
    expect(s.inCrm('Elternsprechtag')).toEqual([]);
    expect(reasonShown()).toEqual({ kind: 'leftOut', code: 'privateNotAccepted' });
    sent.length = 0;
    for (let run = 0; run < 3; run++) await s.run({ ...on, after: 30 * 60_000 });
    expect(sent.filter(({ side, body }) => side === 'crm' && /Elternsprechtag|Chorprobe/.test(body))).toEqual([]);
    expect(s.inCrm('Chorprobe')).toEqual([]);
  });
});

describe('private appointments of others', () => {
  test('are not in the calendar, and ours are closed to colleagues', async () => {
    await begin();
    const { superoffice, microsoft365 } = s.sandbox;
    superoffice.control.createAppointment({ user: 15, title: 'Ingrids Arzt', private: true, ...at });
    microsoft365.control.createEvent({ title: 'Elternsprechtag', private: true, ...at });
    await s.run(on);
    expect(s.inCalendar('Ingrids Arzt')).toEqual([]);
    const { addresses, users } = superoffice.describe();
    const colleague = users.find(({ userName }) => userName.startsWith('ingrid'));
    const seen = await superoffice.fetch(
      `${addresses['api']}/Cust70001/api/v1/Appointment/${inCrm('Elternsprechtag').id}`,
      {
        headers: { authorization: `Bearer ${colleague?.accessToken}`, accept: 'application/json' },
        signal: new AbortController().signal,
      },
    );
    expect(await seen.json()).toMatchObject({ Title: '', Agenda: '', Location: '' });
  });
});

/** Words that tell something, each only in private appointments. */
const telling = /Scheidung|Sorgerecht|Kanzlei|Brandt|Tumor|Onkologie/i;
const words = { title: 'Scheidung: Anwalt', body: '<p>Sorgerecht, Unterlagen</p>', location: 'Kanzlei Brandt' };

describe('the words of private appointments', () => {
  test('are in no log, event, report, list or answer, whatever goes wrong', async () => {
    const shown: string[] = [];
    const note = (...what: unknown[]) =>
      shown.push(inspect(what, { depth: 12, maxStringLength: null, maxArrayLength: null }));
    const log: Log = { debug: note, info: note, warn: note, error: note };
    await begin({ log });
    const { superoffice, microsoft365 } = s.sandbox;
    const run = async (options: Parameters<Stage['run']>[0] = on) => {
      const report = await s.run(options);
      shown.push(JSON.stringify(report), reportText(report, createWords('en'), 'microsoft365'));
      return report;
    };
    const crm = superoffice.control.createAppointment({ ...words, private: true, ...at });
    const event = microsoft365.control.createEvent({
      ...words,
      title: 'Tumor-Nachsorge',
      location: 'Onkologie',
      private: true,
      ...at,
    });

    // Servers that quote what they refuse, that fail after they acted, and whose answers nobody understands.
    answer = (_side, { body }, real) =>
      telling.test(body ?? '')
        ? Response.json({ error: { code: 'Bad', message: body }, ErrorMessage: body }, { status: 400 })
        : real;
    expect((await run()).outcome).not.toBe('ok');
    // Series, one of whose occurrences has words of its own, and a meeting with guests.
    const weekly = { Pattern: 'Weekly', WeekPattern: { Weekdays: 'Wednesday', Cycle: 1 } };
    const rule = { ...weekly, RecurrenceEndType: 'Counter', RecurrenceCounter: 3 };
    const series = superoffice.control.createAppointment({
      ...words,
      title: 'Sorgerecht: Reihe',
      private: true,
      ...at,
      rule,
    });
    superoffice.control.changeAppointment({ id: series.id + 1, title: 'Sorgerecht: Termin beim Jugendamt' });
    microsoft365.control.createEvent({ title: 'Onkologie: Reihe', private: true, ...at, weekly: 3 });
    microsoft365.control.createEvent({
      title: 'Tumor-Konsil',
      private: true,
      ...at,
      guests: ['brandt@kanzlei.example'],
    });
    await run();

    answer = (_side, { body }, real) => (telling.test(body ?? '') ? new Response(body, { status: 500 }) : real);
    await run({ ...on, after: 3_600_000 });
    answer = async (_side, _request, real) => {
      const text = await real.text();
      const odd = text
        .replaceAll('"singleInstance"', '"Tumor"')
        .replaceAll('"PrivateUser"', '"Scheidung"')
        .replaceAll('"showAs":"busy"', '"showAs":"Tumor"');
      return new Response(odd || null, { status: real.status, headers: real.headers });
    };
    microsoft365.control.changeEvent({ id: event.id, body: '<p>Onkologie, Etage 3</p>' });
    superoffice.control.changeAppointment({ id: crm.id, body: '<p>Sorgerecht, Termin</p>' });
    await run({ ...on, after: 3_600_000 });
    answer = undefined;
    for (let again = 0; again < 3; again++) await run({ ...on, after: 4 * 3_600_000 });
    expect([inCrm('Tumor-Nachsorge').visibleFor, inCalendar(words.title).sensitivity]).toEqual(['owner', 'private']);

    // Questions, conflicts, edits, taking back.
    superoffice.control.changeAppointment({ id: crm.id, title: 'Scheidung II', location: 'Kanzlei 2' });
    microsoft365.control.changeEvent({ id: inCalendar(words.title).id, title: 'Scheidung III' });
    const asked = { preferences: { ...on.preferences, 'conflict.rule': 'ask' as const } };
    expect((await run(asked)).held).toBe(1);
    microsoft365.control.changeEvent({
      id: event.id,
      title: 'Tumor: Befund',
      start: '2026-12-11T10:00:00',
      end: '2026-12-11T11:00:00',
    });
    superoffice.control.deleteAppointment({ id: crm.id });
    const last = await run();
    await run();
    expect(last.outcome).toBe('ok');

    const { entries } = s.store.activity({ filter: 'all', search: '', before: null, limit: 1000 });
    const found = ['Scheidung', 'Tumor', 'Kanzlei'].flatMap((title) => [...s.store.standings(title, 50)]);
    expect(found).toEqual([]);
    shown.push(
      JSON.stringify(entries),
      questionsText(
        entries.filter(({ outcome }) => outcome === 'held'),
        createWords('en'),
        'en',
      ),
    );
    shown.push(JSON.stringify(s.events));
    expect(entries.filter(({ title }) => title === null).length).toBeGreaterThan(4);
    expect(shown.filter((text) => telling.test(text))).toEqual([]);
    expect(shown.length).toBeGreaterThan(20);
  });
});
