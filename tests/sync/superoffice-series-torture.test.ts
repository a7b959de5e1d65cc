/** @file Series in the SuperOffice connector: generated rules, writes that are cut off anywhere, and time that goes by. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { isReadable, type RemoteAppointment } from '../../sync-core/connectors/connector.ts';
import { Conflict } from '../../sync-core/connectors/errors.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import { occurrencesWithin } from '../../sync-core/model/occurrences.ts';
import type { Recurrence, RecurrenceRule } from '../../sync-core/model/recurrence.ts';
import { patternDays } from '../../sync-core/model/recurrence-days.ts';
import type { Instant, LocalDate, Period } from '../../sync-core/model/time.ts';
import { type Diary, never } from './superoffice/diary.ts';
import { appointment, itemOf, timed } from './superoffice/samples.ts';
import { open } from './superoffice/watched.ts';

const none = () => [];
const berlin = 'Europe/Berlin' as never;
const weekly: RecurrenceRule = {
  frequency: 'weekly',
  interval: 1,
  byDay: [],
  byMonthDay: [],
  byMonth: [],
  bySetPosition: [],
  weekStart: 'MO',
  end: { kind: 'count', count: 6 },
};
const ruled = (rule: Partial<RecurrenceRule>, more: Partial<Recurrence> = {}): Recurrence => ({
  ...{ pattern: { kind: 'rule', rule: { ...weekly, ...rule } }, cancelled: [], changed: [] },
  ...more,
});

function shown(fields: Appointment, period: Period) {
  return occurrencesWithin(fields, period, berlin)
    .map(({ fields: { span, title } }) => `${JSON.stringify({ ...span, zone: '' })} ${title}`)
    .toSorted();
}

async function reread(diary: Diary, item: RemoteAppointment): Promise<RemoteAppointment> {
  const found = (await diary.face.get([item.id], never)).get(item.id);
  if (!isReadable(found)) throw new Error(`${item.id}: ${JSON.stringify(found)}`);
  return found;
}

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const end = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map((count) => ({ kind: 'count', count }) as const),
  fc.constant({ kind: 'never' } as const),
);
const rules: fc.Arbitrary<Partial<RecurrenceRule>> = fc.oneof(
  fc.record({ frequency: fc.constant('daily' as const), interval: fc.integer({ min: 5, max: 20 }), end }),
  fc.record({
    frequency: fc.constant('weekly' as const),
    interval: fc.integer({ min: 1, max: 4 }),
    byDay: fc
      .subarray([...weekdays], { minLength: 1, maxLength: 3 })
      .map((days) => days.map((day) => ({ day, nth: null }))),
    end,
  }),
  fc.record({
    frequency: fc.constant('monthly' as const),
    interval: fc.integer({ min: 1, max: 3 }),
    byMonthDay: fc.constantFrom([1], [15], [28], [29], [30], [31], [-1], [5, 20]),
    end,
  }),
  fc.record({
    frequency: fc.constant('monthly' as const),
    byDay: fc.record({ day: fc.constantFrom(...weekdays), nth: fc.constantFrom(1, 2, 3, 4, -1) }).map((one) => [one]),
    end,
  }),
  fc.record({ frequency: fc.constant('yearly' as const), interval: fc.integer({ min: 1, max: 2 }), end }),
);

/** A series whose first occurrence is the first day of its pattern, with some of its days cancelled, moved or renamed. */
const stories = fc
  .record({
    rule: rules,
    from: fc.integer({ min: 0, max: 60 }),
    hour: fc.integer({ min: 0, max: 22 }),
    zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Sydney'),
    marks: fc.array(fc.constantFrom('none', 'none', 'cancelled', 'moved', 'renamed'), { minLength: 6, maxLength: 6 }),
  })
  .map(({ rule, from, hour, zone, marks }): Appointment => {
    const begin = Temporal.PlainDate.from('2026-11-24').add({ days: from });
    const { pattern } = ruled(rule);
    const days = patternDays(pattern, begin.toString() as LocalDate, '2027-05-10' as LocalDate);
    const first = Temporal.PlainDate.from(days[0] ?? begin);
    const at = (day: string, plus: number) =>
      Temporal.PlainDate.from(day)
        .toPlainDateTime({ hour })
        .add({ hours: plus })
        .toZonedDateTime(zone)
        .toInstant()
        .toString();
    const marked = (mark: string) => days.slice(1, 7).filter((_, index) => marks[index] === mark);
    const changed = [
      ...marked('moved').map((day) => ({ day, change: { span: timed(at(day, 1), at(day, 3), zone as never) } })),
      ...marked('renamed').map((day) => ({ day, change: { title: 'Anders' } })),
    ].toSorted((one, other) => (one.day < other.day ? -1 : 1));
    return appointment({
      span: timed(at(first.toString(), 0), at(first.toString(), 1), zone as never),
      recurrence: { pattern, cancelled: marked('cancelled'), changed },
    });
  })
  .filter((fields) => fields.recurrence !== null);

describe.each<[string, object]>([
  ['as it most likely is', {}],
  ['otherwise', { seriesDays: 'pattern', firstRowForward: 'newRule', resavedSeries: 'remade', seriesEnd: 'count' }],
])('generated series, where SuperOffice is %s', (_name, switches) => {
  it('come back as they were expressed, and as they were changed', async () => {
    const diary = open({ appointments: none, switches: { callsPerSecond: 0, ...switches } });
    await fc.assert(
      fc.asyncProperty(stories, stories, async (fields, other) => {
        fc.pre(shown(fields, diary.window).length > 0 && shown(other, diary.window).length > 0);
        const item = itemOf(await diary.create(fields));
        expect(shown(item.fields, diary.window)).toEqual(shown(diary.face.express(fields, diary.window), diary.window));
        const read = await reread(diary, item);
        const { span, recurrence } = other;
        const after = itemOf(await diary.update(read, { span, recurrence }));
        const wanted = diary.face.express({ ...read.fields, span, recurrence }, diary.window);
        expect(shown(after.fields, diary.window)).toEqual(shown(wanted, diary.window));
        await diary.remove(await reread(diary, after));
      }),
      { numRuns: 12, seed: 42 },
    );
  }, 120_000);
});

const wanted = ruled(
  {},
  {
    cancelled: ['2026-12-09' as LocalDate],
    changed: [
      { day: '2026-12-02' as LocalDate, change: { title: 'Anders' } },
      { day: '2026-12-16' as LocalDate, change: { location: 'Raum 9' } },
    ],
  },
);

describe('a write that is cut off', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])('after request %i is finished by doing the same again', async (skip) => {
    const diary = open({ appointments: none });
    const fields = appointment({ recurrence: wanted });
    const key = '0b7d7f0a-51c9-5d6f-8b1e-6d2c8d2b7a10';
    await diary.connector.facts(never);
    diary.control.fault({ path: 'Appointment', skip, times: 30, effect: { kind: 'dropAfter' } });
    const first = await diary.create(fields, key).catch(() => undefined);
    diary.control.clearFaults();
    diary.clock.advance(600_000);
    const found = (await diary.face.findCreated([{ key, marker: '' }], never)).get(key);
    const item = found ?? itemOf(await diary.create(fields, key));
    expect(first?.result === 'created' ? item.id : undefined).toBe(
      first?.result === 'created' ? itemOf(first).id : undefined,
    );
    const { span, recurrence } = fields;
    const after = itemOf(await diary.update(item, { span, recurrence }));
    expect(shown(after.fields, diary.window)).toEqual(shown(fields, diary.window));
    expect(diary.control.list().filter((row) => row.kind === 'appointment')).toHaveLength(5);
  });

  it('is not repeated over what somebody else has changed', async () => {
    const diary = open({ appointments: none });
    const item = itemOf(await diary.create(appointment({ recurrence: ruled({}) })));
    const rows = diary.control.list().filter((row) => row.kind === 'appointment');
    diary.control.changeAppointment({ id: rows[2]?.id ?? 0, title: 'Von Hand' });
    const outcome = await diary.update(item, { title: 'Unser' });
    expect(outcome).toMatchObject({ result: 'failed', error: expect.any(Conflict) });
    expect(diary.control.list().filter((row) => row.title === 'Von Hand')).toHaveLength(1);
  });
});

it('a row that somebody saves while we write is not overwritten', async () => {
  const diary = open({ appointments: none });
  const item = itemOf(await diary.create(appointment({ recurrence: ruled({}) })));
  diary.clock.advance(120_000);
  const read = await reread(diary, item);
  const second = diary.control.list().filter((row) => row.kind === 'appointment')[1]?.id ?? 0;
  const { fetch } = diary.ports;
  diary.ports.fetch = (url, init) => {
    if (url.endsWith(`/Appointment/${second}`)) diary.control.changeAppointment({ id: second, location: 'Von Hand' });
    return fetch(url, init);
  };
  const changed = [{ day: '2026-12-02' as LocalDate, change: { title: 'Unser' } }];
  const outcome = await diary.update(read, { recurrence: ruled({}, { changed }) });
  expect(outcome).toMatchObject({ result: 'failed', error: expect.any(Conflict) });
  expect(diary.control.list().find((row) => row.id === second)).toMatchObject({ location: 'Von Hand', title: 'Plan' });
});

it('every change of a row says how far it reaches, and that nobody is to be mailed', async () => {
  const diary = open({ appointments: none });
  const requests = await diary.requests(async () => {
    const item = itemOf(await diary.create(appointment({ recurrence: wanted })));
    await diary.remove(itemOf(await diary.update(item, { location: 'Raum 3' })));
  });
  const writes = requests.filter(({ path }) => /\/(Save|Delete)$/.test(path)).map(({ requestBody }) => requestBody);
  expect(writes.length).toBeGreaterThan(3);
  for (const body of writes) {
    expect(body).toMatchObject({
      SendEmailToParticipants: false,
      UpdateMode: expect.stringMatching(/^(OnlyThis|ThisAndForward)$/),
    });
  }
});

describe('an endless series', () => {
  it('reaches as far as the window, and farther when days have gone by, without new rows for the old days', async () => {
    const diary = open({ appointments: none });
    const fields = appointment({ recurrence: ruled({ end: { kind: 'never' } }) });
    const item = itemOf(await diary.create(fields));
    const before = diary.control.list().filter((row) => row.kind === 'appointment');
    diary.clock.advance(21 * 24 * 3_600_000);
    const read = await reread(diary, item);
    const window: Period = { from: '2026-12-06T23:00:00Z' as Instant, until: '2027-06-12T22:00:00Z' as Instant };
    const { span, recurrence } = fields;
    const operation = {
      do: 'update',
      id: read.id,
      version: read.version,
      patch: { span, recurrence },
      current: read.fields,
    } as const;
    for await (const outcome of diary.face.write([operation], window, never)) {
      expect(shown(itemOf(outcome).fields, window)).toEqual(shown(fields, window));
    }
    const after = diary.control.list().filter((row) => row.kind === 'appointment');
    expect(after).toHaveLength(before.length + 3);
    expect(before.every(({ id, start }) => after.some((row) => row.id === id && row.start === start))).toBe(true);
  });
});

it('what one occurrence costs does not depend on how many there are', async () => {
  const diary = open({ appointments: none });
  const daily = ruled({ frequency: 'daily', end: { kind: 'count', count: 90 } });
  const item = itemOf(await diary.create(appointment({ recurrence: daily })));
  diary.clock.advance(120_000);
  const read = await reread(diary, item);
  const changed = [{ day: '2026-12-02' as LocalDate, change: { title: 'Anders' } }];
  const requests = await diary.requests(() => diary.update(read, { recurrence: { ...daily, changed } }));
  // Three times the rows, their contents and the rule; the row, and its save.
  expect(requests.length).toBeLessThanOrEqual(11);
  expect(requests.filter(({ path }) => path.endsWith('/Save'))).toHaveLength(1);
});
