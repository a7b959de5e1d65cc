/**
 * @file Proof before an occurrence is taken for removed (G1.1): everything that makes rows of a SuperOffice series disappear and is
 * no deletion, seen by a run and by a question for the series; and what is removed in earnest.
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ItemAnswer } from '../../sync-core/connectors/connector.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import { type Diary, never } from './superoffice/diary.ts';
import { open } from './superoffice/watched.ts';

const seriesId = 'rule:71' as ItemId;
const mondaysAndThursdays = {
  Pattern: 'Weekly',
  WeekPattern: { Weekdays: 'Monday, Thursday', Cycle: 1 },
  RecurrenceEndType: 'Counter',
  RecurrenceCounter: 6,
};

/** A linked series of six rows, read when no copy of the database could show it otherwise. */
async function withSeries(switches: Record<string, string | number | boolean> = {}) {
  const diary = open({ appointments: () => [], switches });
  const start = { title: 'Runde', start: '2026-11-30T10:00:00', end: '2026-11-30T11:00:00', zone: 'Europe/Berlin' };
  const { id: firstRow } = diary.control.createAppointment({ ...start, rule: mondaysAndThursdays });
  diary.clock.advance(120_000);
  const { cursor } = await diary.read(null);
  expect([...diary.memory.keys()]).toEqual([seriesId]);
  const rows = Array.from({ length: 6 }, (_, index) => firstRow + index);
  diary.clock.advance(120_000);
  return { diary, rows, firstRow, cursor };
}

/** As the engine asks for what it has linked. */
async function asked(diary: Diary): Promise<ItemAnswer | undefined> {
  return (await diary.face.get([seriesId], never, diary.requestFor(null).known)).get(seriesId);
}

type Answer = (url: string, method: string, real: Response) => Response | undefined | Promise<Response | undefined>;

function answering(diary: Diary, answer: Answer): void {
  const { fetch } = diary.ports;
  diary.ports.fetch = async (url, init) => {
    const real = await fetch(url, init);
    return (await answer(url, init?.method ?? 'GET', real)) ?? real;
  };
}

const listed = z.looseObject({ value: z.array(z.looseObject({ appointmentId: z.int() })) });
const bulk = z.array(z.looseObject({ AppointmentId: z.int() }));
const headersOf = (real: Response) => ({ date: real.headers.get('date') ?? '' });

/** The listing leaves rows out. */
function unlist(diary: Diary, rows: readonly number[]): void {
  answering(diary, async (url, _method, real) => {
    if (!/\/Appointment\?/.test(url)) return undefined;
    const body = listed.parse(await real.json());
    const value = body.value.filter(({ appointmentId }) => !rows.includes(appointmentId));
    return Response.json({ ...body, value }, { headers: headersOf(real) });
  });
}

const denied = { Error: true, ErrorType: 'SoSentryException', ErrorMessage: 'You have no rights to this' };

/** The rows are there, and neither listed nor read any more. */
function loseRights(diary: Diary, rows: readonly number[]): void {
  unlist(diary, rows);
  answering(diary, async (url, _method, real) => {
    const headers = headersOf(real);
    const one = /\/Appointment\/(\d+)$/.exec(url)?.[1];
    if (one !== undefined && rows.includes(Number(one))) return Response.json(denied, { status: 403, headers });
    if (/GetAppointmentRecords$/.test(url)) return Response.json(denied, { status: 403, headers });
    if (!/GetAppointmentList$/.test(url)) return undefined;
    return Response.json(
      bulk.parse(await real.json()).filter(({ AppointmentId }) => !rows.includes(AppointmentId)),
      { headers },
    );
  });
}

/** A colleague has them now. */
function giveAway(diary: Diary, rows: readonly number[]): void {
  unlist(diary, rows);
  answering(diary, async (url, method, real) => {
    const one = /\/Appointment\/(\d+)$/.exec(url)?.[1];
    if (method !== 'GET' || one === undefined || !rows.includes(Number(one))) return undefined;
    const body = z.looseObject({ Associate: z.looseObject({}) }).parse(await real.json());
    const Associate = { ...body.Associate, AssociateId: 13 };
    return Response.json({ ...body, Associate }, { headers: headersOf(real) });
  });
}

describe.each<[string, (rows: readonly number[]) => readonly number[]]>([
  ['all rows', (rows) => rows],
  ['the first row', (rows) => rows.slice(0, 1)],
  ['a row in the middle', (rows) => rows.slice(3, 4)],
  ['the last rows', (rows) => rows.slice(4)],
])('of %s', (_which, chosen) => {
  it.each([
    ['the rights are lost', loseRights, 'noAccess'],
    ['the owner is somebody else', giveAway, 'noAccess'],
    ['the listing is short', unlist, { unreadable: true, id: seriesId }],
  ] as const)('%s: the series waits, and has no fewer occurrences', async (_why, hide, answer) => {
    const { diary, rows, firstRow, cursor } = await withSeries({ seriesRowByRest: 'refused' });
    // Something else happens in the series, so that it is looked at.
    diary.control.changeAppointment({ id: firstRow + 1, title: 'Anders' });
    diary.clock.advance(120_000);
    hide(diary, chosen(rows));
    const read = await diary.read(cursor);
    expect([read.changed, read.gone, read.unreadable]).toEqual([[], [], [seriesId]]);
    if (typeof answer === 'string') expect(await asked(diary)).toBe(answer);
    else expect(await asked(diary)).toMatchObject(answer);
  });
});

it('rows whose contents are not given with the others are no removed occurrences', async () => {
  const { diary, firstRow, cursor } = await withSeries();
  diary.control.changeAppointment({ id: firstRow, title: 'Anders' });
  diary.clock.advance(120_000);
  answering(diary, async (url, _method, real) =>
    /GetAppointmentList$/.test(url)
      ? Response.json(
          bulk.parse(await real.json()).filter(({ AppointmentId }) => AppointmentId !== firstRow + 2),
          { headers: headersOf(real) },
        )
      : undefined,
  );
  expect(await diary.read(cursor)).toMatchObject({ changed: [], gone: [], unreadable: [seriesId] });
  expect(await asked(diary)).toMatchObject({ unreadable: true });
});

it.each([
  ['may not be read', async () => Response.json(denied, { status: 403 })],
  [
    'is in an unknown form',
    async (real: Response) =>
      Response.json({ ...z.looseObject({}).parse(await real.json()), Recurrence: { Pattern: 7 } }),
  ],
  [
    'is told to be another one',
    async (real: Response) => {
      const body = z.looseObject({ Recurrence: z.looseObject({}) }).parse(await real.json());
      return Response.json({ ...body, Recurrence: { ...body.Recurrence, RecurrenceId: 72 } });
    },
  ],
])('a series whose rule %s waits, and is not taken for a list of its days', async (_why, answer) => {
  const { diary, firstRow, cursor } = await withSeries();
  diary.control.changeAppointment({ id: firstRow + 2, title: 'Anders' });
  diary.clock.advance(120_000);
  answering(diary, async (url, method, real) =>
    method === 'GET' && url.endsWith(`/Appointment/${firstRow}`) ? await answer(real) : undefined,
  );
  expect(await diary.read(cursor)).toMatchObject({ changed: [], gone: [], unreadable: [seriesId] });
  expect(await asked(diary)).toMatchObject({ unreadable: true, title: 'Runde', start: '2026-11-30T09:00:00Z' });
  diary.memory.clear();
  const { changed, unreadable } = await diary.read(null);
  expect([changed.filter(({ unfit }) => unfit === undefined), unreadable]).toEqual([[], [seriesId]]);
});

it('a series that cannot be read because one of its rows is private shows no title while it waits', async () => {
  const { diary, firstRow } = await withSeries();
  diary.control.changeAppointment({ id: firstRow + 2, private: true });
  diary.clock.advance(120_000);
  answering(diary, (url, method) =>
    method === 'GET' && url.endsWith(`/Appointment/${firstRow}`) ? Response.json(denied, { status: 403 }) : undefined,
  );
  expect(await asked(diary)).toMatchObject({ unreadable: true, isPublic: false });
});

describe('what a copy of the database shows that lags behind', () => {
  it('is nobody’s deletion', async () => {
    const { diary, rows, firstRow, cursor } = await withSeries();
    diary.control.changeAppointment({ id: firstRow, title: 'Anders' });
    diary.clock.advance(120_000);
    const late = rows.slice(4);
    unlist(diary, late);
    const notFound = { Error: true, ErrorType: 'SoNotFoundException', ErrorMessage: 'not found' };
    answering(diary, (url, method, real) => {
      const one = /\/Appointment\/(\d+)$/.exec(url)?.[1];
      return method === 'GET' && late.includes(Number(one))
        ? Response.json(notFound, { status: 404, headers: headersOf(real) })
        : undefined;
    });
    expect(await diary.read(cursor)).toMatchObject({ changed: [], gone: [], unreadable: [] });
    expect(await asked(diary)).toMatchObject({ unreadable: true });
  });
});

describe('what was removed in earnest', () => {
  const lookUps = (journal: readonly { readonly method: string }[]) =>
    journal.filter(({ method }) => method === 'PATCH').length;

  it('is one occurrence: it alone is asked for', async () => {
    const { diary, firstRow, cursor } = await withSeries();
    diary.control.deleteAppointment({ id: firstRow + 3 });
    diary.clock.advance(120_000);
    const journal = await diary.requests(async () => {
      const { changed } = await diary.read(cursor);
      expect(changed[0]?.fields.recurrence?.cancelled).toEqual(['2026-12-10']);
    });
    expect(lookUps(journal)).toBe(1);
  });

  it.each(['date', 'count'])('is the end: the rule tells it, by %s, and no row is asked for', async (seriesEnd) => {
    const { diary, firstRow, cursor } = await withSeries({ seriesEnd });
    diary.control.deleteAppointment({ id: firstRow + 3, reach: 'thisAndForward' });
    diary.clock.advance(120_000);
    const journal = await diary.requests(async () => {
      const { changed } = await diary.read(cursor);
      expect(changed[0]?.fields.recurrence).toMatchObject({ cancelled: [], pattern: { kind: 'rule' } });
    });
    expect(lookUps(journal)).toBe(0);
    expect(await asked(diary)).toMatchObject({ form: { kind: 'series' } });
  });

  it.each(['onlyThis', 'thisAndForward', 'refused'])(
    'is every row, and each is asked for (a row by REST: %s)',
    async (seriesRowByRest) => {
      const { diary, rows, firstRow, cursor } = await withSeries({ seriesRowByRest });
      diary.control.deleteAppointment({ id: firstRow, reach: 'thisAndForward' });
      expect(await asked(diary)).toBe('gone');
      const journal = await diary.requests(async () => {
        expect(await diary.read(cursor)).toMatchObject({ changed: [], gone: [seriesId], unreadable: [] });
      });
      expect(lookUps(journal)).toBe(rows.length);
    },
  );

  it('is nothing of it when one row is left that may not be read', async () => {
    const { diary, rows, firstRow, cursor } = await withSeries();
    for (const row of rows.slice(0, 5)) diary.control.deleteAppointment({ id: row });
    loseRights(diary, [firstRow + 5]);
    expect(await diary.read(cursor)).toMatchObject({ changed: [], gone: [], unreadable: [seriesId] });
    expect(await asked(diary)).toBe('noAccess');
  });

  it('is a series that nobody knows any more: it is asked for by its rule', async () => {
    const { diary, rows, firstRow } = await withSeries();
    diary.memory.clear();
    unlist(diary, rows);
    expect(await asked(diary)).toBe('noAccess');
    diary.control.deleteAppointment({ id: firstRow, reach: 'thisAndForward' });
    expect(await asked(diary)).toBe('gone');
  });
});

it('a row that was taken out of the series is no removed one that has to be proved', async () => {
  const { diary, firstRow, cursor } = await withSeries();
  diary.control.changeAppointment({ id: firstRow + 3, title: 'Neu', reach: 'thisAndForward' });
  diary.clock.advance(120_000);
  const { changed, unreadable } = await diary.read(cursor);
  expect([changed.map(({ id }) => id).toSorted(), unreadable]).toEqual([['rule:71', 'rule:72'], []]);
});
