/**
 * @file Proof before a deletion (G1.1, G1.2), from the attacker's side: everything that could look like a deletion and is none,
 * with real connectors and servers that lie, lag, hide and fail. What is deleted in earnest is deleted.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Side } from '../../sync-core/model/side.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let s: Stage;
/** What stood in both calendars when all was well. */
let whole: Record<Side, readonly string[]>;

const titles = (): Record<Side, readonly string[]> => ({
  crm: s.sandbox.superoffice.control
    .list()
    .map(({ title }) => title)
    .toSorted(),
  calendar: s.sandbox.microsoft365.control
    .list()
    .map(({ title }) => title)
    .toSorted(),
});

beforeEach(async () => {
  s = await openStage();
  await s.run();
  await s.run();
  whole = titles();
});
afterEach(() => s.close());

const listing: Readonly<Record<Side, RegExp>> = {
  crm: /\/v1\/Appointment\?/,
  calendar: /calendarView/,
};
const list = z.looseObject({ value: z.array(z.unknown()) });
const batch = z.object({ responses: z.array(z.looseObject({ id: z.string(), status: z.int() })) });

/** Everything in the window is listed by the next run. */
function listAnew(): void {
  s.sandbox.microsoft365.control.expireCursors();
  s.sandbox.superoffice.control.expireCursors();
}

/** Changes what the listings of a side say. */
function rewriteListing(side: Side, change: (rows: readonly unknown[]) => readonly unknown[]): void {
  s.hooks.onAnswer = async (one, { url }, real) => {
    if (one !== side || !listing[side].test(url) || !real.ok) return real;
    const body = list.parse(await real.json());
    return Response.json({ ...body, value: change(body.value) }, { headers: { date: real.headers.get('date') ?? '' } });
  };
}

/** Single items are answered with this, and listings are empty. */
function hideEverything(side: Side, answer: { readonly status: number; readonly body: unknown }): void {
  s.hooks.onAnswer = async (one, { url, method, body }, real) => {
    if (one !== side) return real;
    const headers = { date: real.headers.get('date') ?? '' };
    if (listing[side].test(url) && real.ok) {
      return Response.json({ ...list.parse(await real.json()), value: [] }, { headers });
    }
    if (side === 'crm') {
      const single = /\/Appointment\/\d+$/.test(url);
      const bulk = /GetAppointmentList$/.test(url);
      if (bulk) return Response.json([], { headers });
      return single ? Response.json(answer.body, { status: answer.status, headers }) : real;
    }
    if (!/\$batch$/.test(url) || !/"GET"/.test(body ?? '') || method !== 'POST') return real;
    const { responses } = batch.parse(await real.json());
    return Response.json({ responses: responses.map(({ id }) => ({ id, status: answer.status, body: answer.body })) });
  };
}

/** However often it is tried: nothing is removed, and once all is well again nothing has to be put right. */
async function deletesNothing(preferences: Partial<Preferences> = {}): Promise<void> {
  for (let n = 0; n < 3; n++) {
    listAnew();
    const { written, held } = await s.run({ preferences });
    expect(written.crm.removed + written.calendar.removed).toBe(0);
    // Nor is the user asked about deletions that nobody made.
    expect(held).toBe(0);
  }
  expect(titles()).toEqual(whole);
  s.hooks.onAnswer = undefined;
  // What was set aside meanwhile comes up again.
  for (let n = 0; n < 3; n++) await s.run({ after: 2 * 3_600_000 });
  expect(titles()).toEqual(whole);
  await s.inOrder();
}

describe.each(['crm', 'calendar'] as const)('a reading of the %s', (side) => {
  test('that comes empty deletes nothing', async () => {
    rewriteListing(side, () => []);
    await deletesNothing();
  });

  test('that is short of half its rows deletes nothing', async () => {
    rewriteListing(side, (rows) => rows.slice(Math.ceil(rows.length / 2)));
    await deletesNothing();
  });

  test('that repeats its rows deletes and doubles nothing', async () => {
    if (side === 'crm') return;
    rewriteListing(side, (rows) => [...rows, ...rows]);
    await deletesNothing();
  });

  test('that fails deletes nothing', async () => {
    s.hooks.onAnswer = async (one, { url }, real) =>
      one === side && listing[side].test(url) ? Response.json({}, { status: 400 }) : real;
    await deletesNothing();
  });

  test.each([
    [
      'the rights to all of them',
      403,
      { Error: true, ErrorType: 'SoSentryException', error: { code: 'ErrorAccessDenied' } },
    ],
    ['the way to the server, by a gateway', 404, {}],
    ['the mailbox, which is being moved', 404, { error: { code: 'ResourceNotFound' } }],
  ])('that has lost %s deletes nothing', async (_, status, body) => {
    hideEverything(side, { status, body });
    await deletesNothing();
  });

  test('where everything is really not found is asked about, and not carried over', async () => {
    const body =
      side === 'crm'
        ? { Error: true, ErrorType: 'SoNotFoundException', ErrorMessage: 'gone' }
        : { error: { code: 'ErrorItemNotFound', message: 'gone' } };
    hideEverything(side, { status: 404, body });
    for (let n = 0; n < 4; n++) {
      listAnew();
      const { written } = await s.run({ after: 3_600_000 });
      expect(written.crm.removed + written.calendar.removed).toBe(0);
    }
    expect(titles()).toEqual(whole);
    expect(s.store.counts().held).toBeGreaterThan(5);
  });
});

describe('a copy of the data that lags behind', () => {
  test.each(['crm', 'calendar'] as const)(
    'of the %s does not know what was just made there: its original stays',
    async (side) => {
      const plain = { start: '2026-12-02T10:00:00', end: '2026-12-02T11:00:00' };
      if (side === 'calendar') s.sandbox.superoffice.control.createAppointment({ title: 'New here', ...plain });
      else s.sandbox.microsoft365.control.createEvent({ title: 'New here', zone: 'Europe/Berlin', ...plain });
      expect((await s.run()).outcome).toBe('ok');
      const system = side === 'crm' ? s.sandbox.superoffice : s.sandbox.microsoft365;
      // Every reading of the next run is of a state before the copy was made.
      system.control.fault({
        method: 'GET',
        path: 'vents|ppointment|delta',
        times: 500,
        effect: { kind: 'stale', milliseconds: 100_000 },
      });
      listAnew();
      const report = await s.run({ after: 60_000 });
      expect(report.written.crm.removed + report.written.calendar.removed).toBe(0);
      system.control.clearFaults();
      await s.run({ after: 10 * 60_000 });
      await s.run({ after: 10 * 60_000 });
      expect(s.inCrm('New here')).toHaveLength(1);
      expect(s.inCalendar('New here')).toHaveLength(1);
    },
  );
});

describe('what leaves the synchronisation', () => {
  test.each<[string, Partial<Preferences>]>([
    ['a window of two days', { 'window.pastDays': 0, 'window.futureDays': 2 }],
    ['no window at all', { 'window.pastDays': 0, 'window.futureDays': 0 }],
    ['another type of appointment', { 'crm.types': [9999] }],
    [
      'no private, free or all-day events',
      { 'calendar.private': false, 'calendar.free': false, 'calendar.allDay': false },
    ],
    ['another category', { 'crm.outgoing.appointmentCategory': 'Other' }],
    ['no appointments', { 'kinds.appointment': false }],
  ])('by %s stays on both sides', async (_, preferences) => {
    await deletesNothing(preferences);
  });

  test('by time stays on both sides, where it was moved to', async () => {
    const [row] = s.inCrm('Quartalsgespräch');
    s.sandbox.superoffice.control.changeAppointment({
      id: row?.id ?? 0,
      start: '2028-02-01T09:00:00',
      end: '2028-02-01T10:00:00',
    });
    const [event] = s.inCalendar('Angebote schreiben');
    s.sandbox.microsoft365.control.changeEvent({
      id: event?.id ?? '',
      start: '2025-02-03T09:00:00',
      end: '2025-02-03T10:00:00',
      zone: 'Europe/Berlin',
    });
    await deletesNothing();
    expect(s.sandbox.microsoft365.control.list().find(({ title }) => title === 'Quartalsgespräch')?.start).toMatch(
      /^2028/,
    );
    expect(s.sandbox.superoffice.control.list().find(({ title }) => title === 'Angebote schreiben')?.start).toMatch(
      /^2025/,
    );
  });

  test('by the passing of time stays on both sides', async () => {
    const report = await s.run({ after: 300 * 24 * 3_600_000 });
    expect(report.written.crm.removed + report.written.calendar.removed).toBe(0);
    expect(titles()).toEqual(whole);
  });

  test('by becoming private, or losing its category, stays on both sides', async () => {
    const [event] = s.inCalendar('Angebote schreiben');
    s.sandbox.microsoft365.control.changeEvent({ id: event?.id ?? '', private: true, categories: [] });
    await deletesNothing();
  });
});

describe('what is deleted in earnest', () => {
  test('goes at once where the system says so itself, and after a second look where it is only missing', async () => {
    const [row] = s.inCrm('Forecast Q1');
    s.sandbox.superoffice.control.deleteAppointment({ id: row?.id ?? 0 });
    const [event] = s.inCalendar('Quartalsgespräch');
    s.sandbox.microsoft365.control.deleteEvent({ id: event?.id ?? '' });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -1', calendar: '+0 ~0 -1' });
    const [other] = s.inCalendar('Angebote schreiben');
    s.sandbox.microsoft365.control.deleteEvent({ id: other?.id ?? '' });
    listAnew();
    expect(writesOf(await s.run())).toEqual(nothing);
    await s.run();
    await s.run();
    expect(s.inCrm('Angebote schreiben')).toEqual([]);
  });

  test('many at once are asked about, also when they are noticed one by one', async () => {
    await s.close();
    s = await openStage();
    await s.run();
    whole = titles();
    // Of the copies that were just made no change list has told yet: they are only missing. The others are said to be gone.
    for (const { id } of s.sandbox.microsoft365.control.list()) s.sandbox.microsoft365.control.deleteEvent({ id });
    for (let n = 0; n < 4; n++) {
      const { written } = await s.run({ after: 20 * 60_000 });
      expect(written.crm.removed).toBe(0);
    }
    expect(titles().crm).toEqual(whole.crm);
    expect(s.store.counts().held).toBeGreaterThan(5);
  });
});
