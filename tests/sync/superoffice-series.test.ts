/** @file Series in the SuperOffice connector, against the practice SuperOffice: whatever that does where nothing is told of it. */
import { describe, expect, it } from 'vitest';
import { isReadable, type RemoteAppointment } from '../../sync-core/connectors/connector.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import { occurrencesWithin } from '../../sync-core/model/occurrences.ts';
import type { Recurrence, RecurrenceRule } from '../../sync-core/model/recurrence.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import type { LocalDate, Period } from '../../sync-core/model/time.ts';
import { type Diary, never } from './superoffice/diary.ts';
import { allDay, appointment, itemOf, timed } from './superoffice/samples.ts';
import { open } from './superoffice/watched.ts';

const none = () => [];
const date = (text: string) => text as LocalDate;
const plain: RecurrenceRule = {
  frequency: 'weekly',
  interval: 1,
  byDay: [],
  byMonthDay: [],
  byMonth: [],
  bySetPosition: [],
  weekStart: 'MO',
  end: { kind: 'count', count: 6 },
};

function ruled(rule: Partial<RecurrenceRule> = {}, more: Partial<Recurrence> = {}): Recurrence {
  return { pattern: { kind: 'rule', rule: { ...plain, ...rule } }, cancelled: [], changed: [], ...more };
}

/** Wednesdays at ten in Berlin from 25 November 2026, six times. */
function series(recurrence: Recurrence = ruled(), more: Partial<Appointment> = {}): Appointment {
  return appointment({ recurrence, ...more });
}

/** What a person sees of it, occurrence by occurrence. */
function shown(fields: Appointment, period: Period) {
  return occurrencesWithin(fields, period, 'Europe/Berlin' as never).map(
    ({ fields: { span, recurrence: _, ...words } }) => ({
      ...words,
      when: span.kind === 'timed' ? `${span.start}/${span.end}` : `${span.firstDay}/${span.lastDay}`,
    }),
  );
}

function starts(fields: Appointment, period: Period): readonly string[] {
  return shown(fields, period).map(({ when }) => when.slice(0, 16));
}

function expectAsWanted(diary: Diary, item: RemoteAppointment, wanted: Appointment): void {
  expect(shown(item.fields, diary.window)).toEqual(shown(diary.face.express(wanted, diary.window), diary.window));
}

function rowsOf(diary: Diary) {
  return diary.control.list().filter(({ kind }) => kind === 'appointment');
}

async function readAgain(diary: Diary, id: ItemId): Promise<RemoteAppointment> {
  const found = (await diary.face.get([id], never)).get(id);
  if (!isReadable(found)) throw new Error(`${id}: ${JSON.stringify(found)}`);
  return found;
}

const start = { title: 'Runde', start: '2026-11-30T10:00:00', end: '2026-11-30T11:00:00', zone: 'Europe/Berlin' };
const mondaysAndThursdays = {
  Pattern: 'Weekly',
  WeekPattern: { Weekdays: 'Monday, Thursday', Cycle: 1 },
  RecurrenceEndType: 'Counter',
  RecurrenceCounter: 6,
};

async function withSeries(
  switches: Record<string, string | number | boolean> = {},
  rule: object = mondaysAndThursdays,
) {
  const diary = open({ appointments: none, switches });
  const { id } = diary.control.createAppointment({ ...start, rule: { ...rule } });
  diary.clock.advance(120_000);
  const { changed: all, cursor } = await diary.read(null);
  const changed = all.filter(({ unfit }) => unfit === undefined);
  const item = changed.find((one) => one.form.kind === 'series');
  return { diary, firstRow: id, changed, cursor, item };
}

describe('a series that a person made in SuperOffice', () => {
  it('is one item with its rule', async () => {
    const { changed, item } = await withSeries();
    expect(changed).toHaveLength(1);
    expect(item).toMatchObject({
      id: 'rule:71',
      form: { kind: 'series', seriesId: 'rule:71' },
      protection: { edit: true, remove: true },
      fields: {
        title: 'Runde',
        recurrence: {
          pattern: {
            rule: {
              ...{ frequency: 'weekly', interval: 1, end: { kind: 'count', count: 6 } },
              byDay: [
                { day: 'MO', nth: null },
                { day: 'TH', nth: null },
              ],
            },
          },
          cancelled: [],
          changed: [],
        },
      },
    });
  });

  it.each([
    ['ofMoved', 'each known by its planned day'],
    ['none', 'each known by what is left'],
  ])('has cancelled, moved and changed occurrences (original_start_date: %s, %s)', async (originalStartDate) => {
    const { diary, firstRow, cursor } = await withSeries({ originalStartDate });
    const { control } = diary;
    control.deleteAppointment({ id: firstRow + 1 });
    control.changeAppointment({ id: firstRow + 2, start: '2026-12-08T15:00:00', end: '2026-12-08T16:30:00' });
    control.changeAppointment({ id: firstRow + 4, title: 'Runde mit Gast' });
    diary.clock.advance(120_000);
    const { changed } = await diary.read(cursor);
    expect(changed).toHaveLength(1);
    expect(changed[0]?.fields.recurrence).toMatchObject({
      cancelled: ['2026-12-03'],
      changed: [
        { day: '2026-12-07', change: { span: { start: '2026-12-08T14:00:00Z', end: '2026-12-08T15:30:00Z' } } },
        { day: '2026-12-14', change: { title: 'Runde mit Gast' } },
      ],
    });
  });

  it('has an occurrence on the day of a removed one, known by its planned start', async () => {
    const { diary, firstRow, cursor } = await withSeries();
    diary.control.deleteAppointment({ id: firstRow + 1 });
    diary.control.changeAppointment({ id: firstRow + 2, start: '2026-12-03T15:00:00', end: '2026-12-03T16:00:00' });
    diary.clock.advance(120_000);
    const { changed } = await diary.read(cursor);
    expect(changed[0]?.fields.recurrence).toMatchObject({
      cancelled: ['2026-12-03'],
      changed: [{ day: '2026-12-07', change: { span: { start: '2026-12-03T14:00:00Z' } } }],
    });
  });

  it('costs one request in a quiet run, and a few when a hundred rows change at once', async () => {
    const daily = {
      Pattern: 'Daily',
      DayPattern: { Pattern: 'EveryCyclicDay', Cycle: 1 },
      RecurrenceEndType: 'Counter',
    };
    const { diary, firstRow, cursor } = await withSeries({}, { ...daily, RecurrenceCounter: 120 });
    let next = cursor;
    const quiet = await diary.requests(async () => {
      next = (await diary.read(next)).cursor;
    });
    expect(quiet).toHaveLength(1);
    diary.control.changeAppointment({ id: firstRow, title: 'Anders', reach: 'thisAndForward' });
    diary.clock.advance(120_000);
    const busy = await diary.requests(async () => {
      const { changed } = await diary.read(next);
      expect(changed.map((one) => one.fields.title)).toEqual(['Anders']);
    });
    // The listing, the rows of the rule, two bulk reads, and the rule.
    expect(busy).toHaveLength(5);
  });

  it('gets other contents by "this and all that follow": the old one ends, a new one begins', async () => {
    const { diary, firstRow, cursor } = await withSeries();
    diary.control.changeAppointment({ id: firstRow + 3, title: 'Neu', reach: 'thisAndForward' });
    diary.clock.advance(120_000);
    const { changed } = await diary.read(cursor);
    const byId = new Map(changed.map((one) => [String(one.id), starts(one.fields, diary.window).length]));
    expect(byId).toEqual(
      new Map([
        ['rule:71', 3],
        ['rule:72', 3],
      ]),
    );
  });

  it('that stops repeating is gone, and a single appointment is there', async () => {
    const { diary, firstRow, cursor } = await withSeries();
    diary.control.changeAppointment({ id: firstRow, reach: 'stopRecurrence', location: 'Raum 1' });
    diary.clock.advance(120_000);
    const { changed, gone } = await diary.read(cursor);
    expect(changed.map((one) => [one.id, one.form.kind])).toEqual([[String(firstRow), 'single']]);
    expect(gone).toEqual(['rule:71']);
  });

  it('a single appointment that is made to repeat is gone, and the series is there', async () => {
    const diary = open({ appointments: none });
    const { id } = diary.control.createAppointment(start);
    diary.clock.advance(120_000);
    const { cursor } = await diary.read(null);
    diary.control.changeAppointment({ id, rule: mondaysAndThursdays });
    diary.clock.advance(120_000);
    const { changed, gone } = await diary.read(cursor);
    expect([changed.map((one) => one.id), gone]).toEqual([['rule:71'], [String(id)]]);
  });

  it('of listed days is read row by row, and each row is written alone', async () => {
    const Dates = ['2026-11-30', '2026-12-02', '2026-12-09'].map((day) => ({ Date: `${day}T00:00:00+01:00` }));
    const { diary, changed, cursor } = await withSeries(
      { seriesRowByRest: 'thisAndForward' },
      { Pattern: 'Custom', Dates },
    );
    expect(changed.map((one) => [one.id.slice(0, 4), one.form.kind])).toEqual(Array(3).fill(['row:', 'single']));
    const [, second] = changed;
    if (!second) throw new Error('no second row');
    const item = itemOf(await diary.update(second, { title: 'Eigen' }));
    expect(item.id).toBe(second.id);
    expect(rowsOf(diary).map((row) => row.title)).toEqual(['Runde', 'Eigen', 'Runde']);
    // Rows have the rule that they are of: one of them gets no other.
    expect(await diary.update(item, { recurrence: ruled() })).toMatchObject({
      result: 'failed',
      error: { kind: 'rejected', details: { code: 'seriesNotTaken' } },
    });
    expect(rowsOf(diary).map((row) => row.title)).toEqual(['Runde', 'Eigen', 'Runde']);
    await diary.remove(item);
    diary.memory.delete(item.id);
    expect(rowsOf(diary)).toHaveLength(2);
    diary.control.deleteAppointment({ id: Number(changed[0]?.id.slice(4)) });
    diary.clock.advance(120_000);
    expect((await diary.read(cursor)).gone).toEqual([changed[0]?.id]);
  });
});

describe('what a single row of a series says by itself', () => {
  it('is private: the whole series is, so that nothing of it is open elsewhere', async () => {
    const { diary, firstRow, cursor } = await withSeries();
    diary.control.changeAppointment({ id: firstRow + 3, private: true });
    diary.clock.advance(120_000);
    const { changed } = await diary.read(cursor);
    expect(changed).toHaveLength(1);
    expect(changed[0]?.fields.visibility).toBe('private');
  });

  it('is importance, a join address or being done: the series has what most rows have, and is never done as a whole', async () => {
    const { diary, firstRow, cursor } = await withSeries();
    const own = { importance: 'high', joinUrl: 'https://meet.example/1', completed: true } as const;
    diary.control.changeAppointment({ id: firstRow + 3, ...own });
    diary.clock.advance(120_000);
    const one = await diary.read(cursor);
    expect(one.changed).toMatchObject([{ fields: { importance: 'normal', joinUrl: '', done: false } }]);
    expect(one.changed[0]?.fields.recurrence?.changed).toEqual([
      { day: '2026-12-10', change: { importance: 'high', joinUrl: own.joinUrl, done: true } },
    ]);
    for (const row of [0, 1, 2, 4, 5]) diary.control.changeAppointment({ id: firstRow + row, ...own });
    diary.clock.advance(120_000);
    const all = await diary.read(one.cursor);
    expect(all.changed).toMatchObject([{ fields: { importance: 'high', joinUrl: own.joinUrl, done: false } }]);
    const changes = all.changed[0]?.fields.recurrence?.changed ?? [];
    expect(changes.map(({ change }) => change)).toEqual(rowsOf(diary).map(() => ({ done: true })));
  });

  it('is a booking with a guest: the whole series is read, and never written', async () => {
    const { diary, firstRow, cursor } = await withSeries();
    diary.control.changeAppointment({ id: firstRow + 3, guests: ['guest@kunde.example'] });
    diary.clock.advance(120_000);
    const { changed } = await diary.read(cursor);
    expect(changed).toHaveLength(1);
    expect(changed[0]).toMatchObject({ form: { kind: 'series' }, protection: { edit: false, remove: false } });
  });
});

/** Those that another way of the server could spoil. */
const shapes: readonly [string, Appointment][] = [
  [
    'the 31st',
    series(ruled({ frequency: 'monthly', byMonthDay: [31], end: { kind: 'count', count: 3 } }), {
      span: timed('2026-12-31T09:00:00Z', '2026-12-31T10:00:00Z'),
    }),
  ],
  [
    'listed days',
    series({
      pattern: { kind: 'dates', days: [date('2026-11-25'), date('2026-11-27'), date('2027-01-08')] },
      cancelled: [],
      changed: [],
    }),
  ],
  [
    'by the clock of New York',
    series(ruled({ end: { kind: 'never' } }), {
      span: timed('2026-11-25T15:00:00Z', '2026-11-25T16:00:00Z', 'America/New_York' as never),
    }),
  ],
  [
    'with exceptions',
    series(
      ruled(
        {},
        {
          cancelled: [date('2026-12-09')],
          changed: [
            { day: date('2026-12-02'), change: { title: 'Anders', location: '' } },
            { day: date('2026-12-16'), change: { span: timed('2026-12-17T12:00:00Z', '2026-12-17T13:00:00Z') } },
          ],
        },
      ),
    ),
  ],
];
const plainShapes: readonly [string, Appointment][] = [
  ['every third day', series(ruled({ frequency: 'daily', interval: 3 }))],
  [
    'each week on three days',
    series(ruled({ byDay: (['MO', 'WE', 'FR'] as const).map((day) => ({ day, nth: null })) })),
  ],
  ['the 25th', series(ruled({ frequency: 'monthly', byMonthDay: [25], end: { kind: 'count', count: 4 } }))],
  ['the last Wednesday', series(ruled({ frequency: 'monthly', byDay: [{ day: 'WE', nth: -1 }] }))],
  ['each year', series(ruled({ frequency: 'yearly', end: { kind: 'never' } }))],
  ['for ever', series(ruled({ end: { kind: 'never' } }))],
  [
    'the first and third Wednesday',
    series(
      ruled({
        frequency: 'monthly',
        byDay: [
          { day: 'WE', nth: 1 },
          { day: 'WE', nth: 3 },
        ],
      }),
      {
        span: timed('2026-12-02T09:00:00Z', '2026-12-02T10:00:00Z'),
      },
    ),
  ],
  ['whole days', series(ruled({ byDay: [{ day: 'SA', nth: null }] }), { span: allDay('2026-11-28', '2026-11-29') })],
];

/** Each switch that nobody knows the truth of, both ways. */
const worlds: readonly (readonly [string, Record<string, string>])[] = [
  ['as it most likely is', {}],
  ['where the first row gets a new rule', { firstRowForward: 'newRule' }],
  ['where changed rows are kept', { resavedSeries: 'kept' }],
  ['where rows are made anew', { resavedSeries: 'remade' }],
  ['where the pattern decides', { seriesDays: 'pattern' }],
  ['where the user’s clock counts', { seriesClock: 'user' }],
  ['where dates are not converted', { recurrenceDates: 'asWritten' }],
  ['where the end is told by count', { seriesEnd: 'count' }],
  ['where the end is told by date', { seriesEnd: 'date' }],
  ['where a short month has its last day', { monthWithoutDay: 'lastDay' }],
  ['where no planned start is told', { originalStartDate: 'none' }],
  ['where all planned starts are told', { originalStartDate: 'ofAll' }],
  ['where a UID brings no rule', { uidWithRecurrence: 'single' }],
  ['where a UID forbids a rule', { uidWithRecurrence: 'refused' }],
];

describe.each(worlds)('a series that we write, %s', (name, switches) => {
  const write = async (fields: Appointment) => {
    const diary = open({ appointments: none, switches });
    const item = itemOf(await diary.create(fields));
    expectAsWanted(diary, item, fields);
    diary.clock.advance(120_000);
    const fresh = await readAgain(diary, item.id);
    expectAsWanted(diary, fresh, fields);
    return { diary, item: fresh };
  };

  it.each(name === worlds[0]?.[0] ? [...shapes, ...plainShapes] : shapes)(
    'comes back as it was meant: %s',
    async (_what, fields) => {
      await write(fields);
    },
  );

  const change = async (fields: Appointment, patch: Partial<Appointment>) => {
    const { diary, item } = await write(fields);
    const after = itemOf(await diary.update(item, patch));
    expectAsWanted(diary, after, { ...item.fields, ...patch });
    diary.clock.advance(120_000);
    expectAsWanted(diary, await readAgain(diary, after.id), { ...item.fields, ...patch });
    return { diary, after };
  };

  it('is changed as a whole, and what was changed by itself stays so', async () => {
    const changed = [{ day: date('2026-12-02'), change: { title: 'Anders' } }];
    await change(series(ruled({}, { changed })), { location: 'Raum 9', body: '<p>Neu</p>' });
  });

  it('gets and loses exceptions, and back what was cancelled', async () => {
    const { diary, after } = await change(series(), {
      recurrence: ruled(
        {},
        {
          cancelled: [date('2026-12-09')],
          changed: [{ day: date('2026-12-16'), change: { title: 'Anders' } }],
        },
      ),
    });
    const fields = itemOf(await diary.update(after, { recurrence: ruled() }));
    expect(starts(fields.fields, diary.window)).toHaveLength(6);
  });

  it('gets another rule, becomes shorter and longer', async () => {
    await change(series(), {
      recurrence: ruled({ byDay: [{ day: 'FR', nth: null }] }),
      span: timed('2026-11-27T09:00:00Z', '2026-11-27T10:00:00Z'),
    });
    await change(series(), { recurrence: ruled({ end: { kind: 'count', count: 2 } }) });
    await change(series(), { recurrence: ruled({ end: { kind: 'count', count: 9 } }) });
  });

  it('becomes single, and a single one repeats', async () => {
    const { diary, item } = await write(series());
    const single = itemOf(await diary.update(item, { recurrence: null, title: 'Einmal' }));
    expect([single.form.kind, single.fields.title, rowsOf(diary).length]).toEqual(['single', 'Einmal', 1]);
    diary.clock.advance(120_000);
    const again = itemOf(await diary.update(await readAgain(diary, single.id), { recurrence: ruled() }));
    expect(again.form.kind).toBe('series');
    expect(starts(again.fields, diary.window)).toHaveLength(6);
  });

  it('goes away as a whole', async () => {
    const { diary, item } = await write(series());
    expect(await diary.remove(item)).toMatchObject({ result: 'removed' });
    expect(rowsOf(diary)).toEqual([]);
  });
});
