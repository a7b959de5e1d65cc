/**
 * @file Series in Microsoft 365: what a person does there is read as one appointment, and what is written there shows the same
 * occurrences at the same moments. Whatever of Graph is not confirmed is played both ways. After every test: nobody was mailed,
 * and all that went over the wire is what Graph's contract says.
 */
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type { SandboxUser } from '../../sandbox/kit/system.ts';
import type {
  Connector,
  CreationMark,
  Cursor,
  KnownItems,
  RemoteAppointment,
  Window,
  WriteOperation,
  WriteOutcome,
} from '../../sync-core/connectors/connector.ts';
import { createMicrosoft365Connector } from '../../sync-core/connectors/microsoft365/connector.ts';
import type { Fetch } from '../../sync-core/connectors/ports.ts';
import { rememberInMemory } from '../../sync-core/connectors/testing/remember-in-memory.ts';
import { type Appointment, appointment } from '../../sync-core/model/appointment.ts';
import { occurrencesWithin } from '../../sync-core/model/occurrences.ts';
import type { Recurrence, RecurrenceRule } from '../../sync-core/model/recurrence.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import type { Instant, LocalDate } from '../../sync-core/model/time.ts';
import { anySeries } from '../support/any-series.ts';
import { type ContractChecker, checkJournal } from '../support/contract-checker.ts';
import { createGraphChecker } from '../support/graph-contract.ts';

const never = new AbortController().signal;
const quiet = () => undefined;
const window: Window = { from: '2026-11-16T00:00:00Z' as Instant, until: '2027-05-22T00:00:00Z' as Instant };
const knowingNothing: KnownItems = { versionOf: () => undefined, idsWithin: () => [] };
const date = (text: string) => text as LocalDate;

let checker: ContractChecker;
let sandbox: Sandbox<'microsoft365'>;
let user: SandboxUser;
let clock: ReturnType<typeof createManualClock>;
let connector: Connector;
let visited: string[];
/** What happens to a request on its way; null: it arrives. */
let onTheWay: (url: string, init: RequestInit) => Response | null | Promise<Response | null>;

const server = () => sandbox.microsoft365;
const control = () => server().control;

beforeAll(async () => {
  checker = await createGraphChecker();
});

beforeEach(async () => {
  clock = createManualClock(Date.parse('2026-11-23T08:00:00Z'));
  sandbox = await startSandbox({ systems: ['microsoft365'], size: 'small', today: '2026-11-23', listen: false, clock });
  for (const event of control().list()) control().deleteEvent({ id: event.id });
  user = server().describe().users[0] as SandboxUser;
  visited = [];
  onTheWay = () => null;
  const fetch: Fetch = async (url, init) => {
    visited.push(url);
    return (await onTheWay(url, init)) ?? server().fetch(url, init);
  };
  connector = createMicrosoft365Connector({
    apiUrl: `${server().describe().addresses['graph']}/v1.0`,
    ports: {
      fetch,
      tokens: { accessToken: async () => user.accessToken },
      clock: {
        now: () => clock.now(),
        sleep: async (milliseconds: number, signal: AbortSignal) => {
          signal.throwIfAborted();
          clock.advance(milliseconds);
        },
      },
      random: () => 0.5,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      remembered: rememberInMemory(() => clock.now()),
    },
  });
  await connector.facts(never);
});

afterEach(async () => {
  expect(control().mails()).toEqual([]);
  const journal = control()
    .journal()
    .filter((entry) => entry.status !== null || entry.requestBody !== null);
  expect(checkJournal(checker, journal).violations).toEqual([]);
  await sandbox.close();
});

interface Told {
  readonly changed: readonly RemoteAppointment[];
  readonly gone: readonly ItemId[];
  readonly unreadable: readonly ItemId[];
  readonly cursor: Cursor;
}

async function changes(cursor: Cursor | null = null, known: KnownItems = knowingNothing): Promise<Told> {
  const told = { changed: [] as RemoteAppointment[], gone: [] as ItemId[], unreadable: [] as ItemId[] };
  let next: Cursor | undefined;
  for await (const page of connector.appointments.changes({ cursor, window, known, signal: never })) {
    told.changed.push(...page.changed);
    told.gone.push(...page.gone.map(({ id }) => id));
    told.unreadable.push(...(page.unreadable ?? []).map(({ id }) => id));
    next = page.cursor ?? next;
  }
  return { ...told, cursor: next as Cursor };
}

function knowing(...items: readonly RemoteAppointment[]): KnownItems {
  const versions = new Map(items.map(({ id, version }) => [id, version]));
  return { versionOf: (id) => versions.get(id), idsWithin: () => versions.keys() };
}

async function writeOne(operation: WriteOperation): Promise<WriteOutcome> {
  const outcomes: WriteOutcome[] = [];
  for await (const outcome of connector.appointments.write([operation], window, never)) outcomes.push(outcome);
  expect(outcomes).toHaveLength(1);
  return outcomes[0] as WriteOutcome;
}

function itemOf(outcome: WriteOutcome): RemoteAppointment {
  if (!('item' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.item;
}

let marks = 0;
function newMark(): CreationMark {
  marks += 1;
  return { key: `018f6f0e-7c3a-7000-8000-${String(marks).padStart(12, '0')}`, marker: `superoffice:Cust1:${marks}` };
}

const create = async (fields: Appointment, mark = newMark()) =>
  writeOne({ do: 'create', mark, fields, categories: [], doneCategory: 'CRM (done)' });
const update = async ({ id, version, fields: current }: RemoteAppointment, patch: Partial<Appointment>) =>
  writeOne({ do: 'update', id, version, patch, current, doneCategory: 'CRM (done)' });

const noRule: RecurrenceRule = {
  frequency: 'daily',
  interval: 1,
  byDay: [],
  byMonthDay: [],
  byMonth: [],
  bySetPosition: [],
  weekStart: 'MO',
  end: { kind: 'never' },
};
const tuesdays: RecurrenceRule = { ...noRule, frequency: 'weekly', byDay: [{ day: 'TU', nth: null }] };

/** Tuesdays from ten to half past ten in Berlin. */
function series(over: Partial<Recurrence> = {}, fields: Partial<Appointment> = {}): Appointment {
  return appointment.parse({
    title: 'Forecast',
    body: '<p>Numbers</p>',
    location: 'Raum Elbe',
    span: { kind: 'timed', start: '2026-11-24T09:00:00Z', end: '2026-11-24T09:30:00Z', zone: 'Europe/Berlin' },
    availability: 'busy',
    reminderMinutes: 15,
    visibility: 'public',
    recurrence: {
      pattern: { kind: 'rule', rule: { ...tuesdays, end: { kind: 'count', count: 8 } } },
      cancelled: [],
      changed: [],
      ...over,
    },
    ...fields,
  });
}

const moved = (day: string, hour = '09') =>
  ({
    kind: 'timed',
    start: `${day}T${hour}:00:00Z`,
    end: `${day}T${hour}:30:00Z`,
    zone: 'Europe/Berlin',
  }) as unknown as Appointment['span'];

/** Half an hour on that day, by the clock of Berlin. */
/** What Outlook shows of an event. */
function shown(id: string): readonly string[] {
  return control()
    .occurrences({ id, from: '2026-11-01T00:00:00Z', to: '2028-01-01T00:00:00Z' })
    .map(({ start, title }) => `${start.slice(0, 16)} ${title}`);
}

function inOutlook(over: Partial<Parameters<ReturnType<typeof control>['createSeries']>[0]> = {}): ItemId {
  return control().createSeries({
    title: 'Budget',
    start: '2026-11-24T10:00:00',
    end: '2026-11-24T10:30:00',
    zone: 'Europe/Berlin',
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
    ends: { count: 8 },
    ...over,
  }).id as ItemId;
}

async function read(id: string): Promise<RemoteAppointment> {
  const item = (await connector.appointments.get([id as ItemId], never)).get(id as ItemId);
  if (typeof item !== 'object' || 'unreadable' in item) throw new Error(String(item));
  return item;
}

/** Both ways in which Graph may count versions and tell of changes. */
const ways = [
  {
    seriesVersion: 'own',
    seriesRows: 'whole',
    cancelledOccurrenceRow: false,
    occurrenceIds: 'regenerated',
    outlivingExceptions: 'none',
    seriesEditReaches: 'unchanged',
  },
  {
    seriesVersion: 'withOccurrences',
    seriesRows: 'itself',
    cancelledOccurrenceRow: true,
    occurrenceIds: 'kept',
    outlivingExceptions: 'all',
    seriesEditReaches: 'plain',
  },
  {
    seriesVersion: 'own',
    seriesRows: 'occurrences',
    cancelledOccurrenceRow: true,
    occurrenceIds: 'regenerated',
    outlivingExceptions: 'rangeOnly',
    seriesEditReaches: 'all',
  },
];

function play(way: (typeof ways)[number]): void {
  for (const [name, value] of Object.entries(way)) control().set(name, value);
}

describe.each(ways)('reading, with %j', (way) => {
  beforeEach(() => play(way));

  test('a series with a moved, an edited and a removed occurrence is one appointment', async () => {
    const id = inOutlook();
    control().changeOccurrence({
      id,
      day: '2026-12-01',
      change: { start: '2026-12-02T09:00:00', end: '2026-12-02T09:30:00', zone: 'Europe/Berlin' },
    });
    control().changeOccurrence({ id, day: '2026-12-08', change: { title: 'Special', location: 'Oslo' } });
    control().cancelOccurrence({ id, day: '2026-12-15' });
    const { changed } = await changes();
    expect(changed).toHaveLength(1);
    expect(changed[0]?.form).toEqual({ kind: 'series', seriesId: id });
    expect(changed[0]?.fields.recurrence).toEqual({
      pattern: { kind: 'rule', rule: { ...tuesdays, end: { kind: 'count', count: 8 } } },
      cancelled: ['2026-12-15'],
      changed: [
        {
          day: '2026-12-01',
          change: {
            span: { kind: 'timed', start: '2026-12-02T08:00:00Z', end: '2026-12-02T08:30:00Z', zone: 'Europe/Berlin' },
          },
        },
        { day: '2026-12-08', change: { title: 'Special', location: 'Oslo' } },
      ],
    });
  });

  test.each([
    [
      'edits one occurrence',
      (id: ItemId) => void control().changeOccurrence({ id, day: '2026-12-01', change: { title: 'A' } }),
    ],
    [
      'edits a changed occurrence again',
      (id: ItemId) => void control().changeOccurrence({ id, day: '2026-12-22', change: { title: 'B' } }),
    ],
    ['removes one occurrence', (id: ItemId) => control().cancelOccurrence({ id, day: '2026-12-08' })],
    ['removes a changed occurrence', (id: ItemId) => control().cancelOccurrence({ id, day: '2026-12-22' })],
    ['puts a removed occurrence back', (id: ItemId) => control().restoreOccurrence({ id, day: '2026-12-29' })],
    ['puts a changed occurrence back', (id: ItemId) => control().restoreOccurrence({ id, day: '2026-12-22' })],
    ['ends the series earlier', (id: ItemId) => void control().removeFollowing({ id, day: '2027-01-05' })],
    ['changes the title of the series', (id: ItemId) => void control().changeSeries({ id, change: { title: 'C' } })],
  ])('when somebody %s, the series is told with another version, in two requests', async (_name, act) => {
    const id = inOutlook();
    control().changeOccurrence({ id, day: '2026-12-22', change: { location: 'Oslo' } });
    control().cancelOccurrence({ id, day: '2026-12-29' });
    const first = await changes();
    const before = first.changed[0] as RemoteAppointment;
    act(id);
    visited = [];
    const told = await changes(first.cursor, knowing(before));
    expect(visited).toHaveLength(2);
    expect(told.changed.map((item) => item.id)).toEqual([id]);
    expect(told.changed[0]?.version).not.toBe(before.version);
    expect(told.changed[0]).toEqual(await read(id));
    visited = [];
    expect((await changes(told.cursor, knowing(told.changed[0] as RemoteAppointment))).changed).toEqual([]);
    expect(visited).toHaveLength(1);
  });

  test('a series that becomes a single appointment is told as one', async () => {
    const id = inOutlook();
    control().cancelOccurrence({ id, day: '2026-12-29' });
    const first = await changes();
    control().makeSingle({ id });
    const told = await changes(first.cursor, knowing(...first.changed));
    expect(told.changed).toMatchObject([{ id, form: { kind: 'single' }, fields: { recurrence: null } }]);
  });

  test('"this and all following" is two series', async () => {
    const id = inOutlook();
    const first = await changes();
    const following = control().changeFollowing({ id, day: '2026-12-15', change: { title: 'From now on' } });
    const told = await changes(first.cursor, knowing(...first.changed));
    expect(told.changed.map((item) => item.id).sort()).toEqual([id, following.id].sort());
    const shownNow = told.changed
      .flatMap(({ fields }) => occurrencesWithin(fields, window))
      .map(({ day, fields }) => `${day} ${fields.title}`);
    expect(shownNow.sort()).toEqual([
      ...['2026-11-24', '2026-12-01', '2026-12-08'].map((day) => `${day} Budget`),
      ...['2026-12-15', '2026-12-22', '2026-12-29', '2027-01-05', '2027-01-12'].map((day) => `${day} From now on`),
    ]);
  });
});

describe('reading', () => {
  test('a series that began long before the window, and one that begins behind it', async () => {
    const old = inOutlook({ start: '2021-03-02T10:00:00', end: '2021-03-02T10:30:00', ends: null });
    inOutlook({ start: '2027-06-01T10:00:00', end: '2027-06-01T10:30:00' });
    expect((await changes()).changed.map(({ id }) => id)).toEqual([old]);
  });

  test('whole days, by authors east and west of Greenwich', async () => {
    for (const zone of ['Asia/Tokyo', 'America/Los_Angeles', 'UTC']) {
      const id = inOutlook({
        start: '2026-11-24',
        end: '2026-11-24',
        allDay: true,
        zone,
        pattern: { type: 'daily', interval: 1 },
      });
      control().changeOccurrence({ id, day: '2026-11-26', change: { title: 'Third day' } });
      control().cancelOccurrence({ id, day: '2026-11-27' });
      const { fields } = await read(id);
      expect(fields.span).toEqual({ kind: 'allDay', firstDay: '2026-11-24', lastDay: '2026-11-24' });
      expect(fields.recurrence).toMatchObject({
        cancelled: ['2026-11-27'],
        changed: [{ day: '2026-11-26', change: { title: 'Third day' } }],
      });
    }
  });

  test('a zone without a known meaning holds the series', async () => {
    const id = inOutlook();
    onTheWay = async (url, init) => {
      const answer = await server().fetch(url, init);
      return new Response(
        (await answer.text()).replaceAll(
          '"recurrenceTimeZone":"W. Europe Standard Time"',
          '"recurrenceTimeZone":"Customized Time Zone"',
        ),
        { status: answer.status, headers: { 'content-type': 'application/json' } },
      );
    };
    expect((await read(id)).unfit).toBe('unknownZone');
  });

  test('guests of one occurrence protect the whole series', async () => {
    const id = inOutlook();
    control().changeOccurrence({ id, day: '2026-12-01', change: { guests: ['kari@fjordfoods.example'] } });
    expect((await read(id)).protection).toEqual({ edit: false, remove: false, why: 'hasGuests' });
  });

  test('a private occurrence makes the series private', async () => {
    const id = inOutlook();
    const { value } = (await (
      await server().fetch(
        `${server().describe().addresses['graph']}/v1.0/me/events/${encodeURIComponent(id)}/instances?startDateTime=2026-11-20&endDateTime=2026-12-10`,
        { headers: { authorization: `Bearer ${user.accessToken}` } },
      )
    ).json()) as { value: { id: string }[] };
    await server().fetch(
      `${server().describe().addresses['graph']}/v1.0/me/events/${encodeURIComponent(value[1]?.id ?? '')}`,
      {
        method: 'PATCH',
        headers: { authorization: `Bearer ${user.accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ sensitivity: 'private' }),
      },
    );
    expect((await read(id)).fields.visibility).toBe('private');
  });

  test('many series cost one more request for twenty of them', async () => {
    for (let count = 0; count < 21; count += 1) inOutlook({ title: `Series ${count}`, ends: { count: 2 } });
    visited = [];
    expect((await changes()).changed).toHaveLength(21);
    expect(visited).toHaveLength(3);
  });
});

describe.each(ways)('writing, with %j', (way) => {
  beforeEach(() => play(way));

  test('a plain series is one request, and read as it was written', async () => {
    visited = [];
    const item = itemOf(await create(series()));
    expect(visited).toHaveLength(1);
    expect(item.fields).toEqual(connector.appointments.express(series(), window));
    expect(await read(item.id)).toEqual(item);
  });

  test('an endless one, too', async () => {
    const endless = series({ pattern: { kind: 'rule', rule: tuesdays } });
    expect(itemOf(await create(endless)).fields.recurrence).toEqual(endless.recurrence);
  });

  const special = () =>
    series({
      cancelled: [date('2026-12-15')],
      changed: [
        { day: date('2026-12-01'), change: { span: moved('2026-12-03') } },
        { day: date('2026-12-08'), change: { title: 'Special', reminderMinutes: null } },
      ],
    });

  test('a series with occurrences of its own shows them', async () => {
    const item = itemOf(await create(special()));
    expect(item.fields).toEqual(special());
    expect(shown(item.id).slice(0, 4)).toEqual([
      '2026-11-24T10:00 Forecast',
      '2026-12-03T10:00 Forecast',
      '2026-12-08T10:00 Special',
      '2026-12-22T10:00 Forecast',
    ]);
    expect(await read(item.id)).toEqual(item);
  });

  test.each<[string, () => Partial<Appointment>]>([
    ['another title', () => ({ title: 'Renamed' })],
    [
      'one occurrence more that is its own',
      () => ({
        recurrence: series({
          ...special().recurrence,
          changed: [
            ...(special().recurrence?.changed ?? []),
            { day: date('2027-01-05'), change: { location: 'Oslo' } },
          ],
        }).recurrence,
      }),
    ],
    [
      'one removed more',
      () => ({
        recurrence: series({ ...special().recurrence, cancelled: [date('2026-12-15'), date('2026-12-29')] }).recurrence,
      }),
    ],
    [
      'a changed one removed',
      () => ({
        recurrence: series({
          cancelled: [date('2026-12-08'), date('2026-12-15')],
          changed: special().recurrence?.changed.slice(0, 1) ?? [],
        }).recurrence,
      }),
    ],
    [
      'a changed one plain again',
      () => ({
        recurrence: series({ cancelled: [date('2026-12-15')], changed: special().recurrence?.changed.slice(1) ?? [] })
          .recurrence,
      }),
    ],
    ['a removed one back', () => ({ recurrence: series({ changed: special().recurrence?.changed ?? [] }).recurrence })],
    ['all plain again', () => ({ recurrence: series().recurrence })],
    ['another hour', () => ({ span: moved('2026-11-24', '12') })],
    [
      'other days',
      () => ({
        span: moved('2026-11-25'),
        recurrence: series({
          pattern: {
            kind: 'rule',
            rule: { ...tuesdays, byDay: [{ day: 'WE', nth: null }], end: { kind: 'count', count: 8 } },
          },
          cancelled: [date('2026-12-16')],
          changed: [{ day: date('2026-12-09'), change: { title: 'Special' } }],
        }).recurrence,
      }),
    ],
    [
      'a later end',
      () => ({
        recurrence: {
          ...special().recurrence,
          pattern: { kind: 'rule', rule: { ...tuesdays, end: { kind: 'count', count: 12 } } },
        } as Recurrence,
      }),
    ],
  ])('%s: what is wanted stands there, and the same again is nothing', async (_name, patch) => {
    const before = itemOf(await create(special()));
    const after = itemOf(await update(before, patch()));
    expect(after.fields).toEqual(connector.appointments.express({ ...before.fields, ...patch() }, window));
    expect(await read(after.id)).toEqual(after);
    const writes = control()
      .journal()
      .filter(({ method, path }) => method !== 'GET' && !path.includes('$batch')).length;
    expect(itemOf(await update(after, patch())).fields).toEqual(after.fields);
    expect(
      control()
        .journal()
        .filter(({ method, path }) => method !== 'GET' && !path.includes('$batch')),
    ).toHaveLength(writes);
  });

  test('a series becomes a single appointment, its first', async () => {
    const item = itemOf(await create(special()));
    const single = itemOf(await update(item, { recurrence: null }));
    expect(single).toMatchObject({ id: item.id, form: { kind: 'single' }, fields: { ...special(), recurrence: null } });
    expect(await read(item.id)).toEqual(single);
  });

  test('a single appointment becomes a series', async () => {
    const single = itemOf(await create(series({}, { recurrence: null })));
    const item = itemOf(await update(single, { recurrence: special().recurrence }));
    expect(item.id).toBe(single.id);
    expect(item.fields).toEqual(special());
  });

  test('an edit that came in between is not written over', async () => {
    const item = itemOf(await create(special()));
    control().changeOccurrence({ id: item.id, day: '2026-12-22', change: { title: 'Mine' } });
    for (const patch of [{ title: 'Ours' }, { recurrence: series().recurrence }])
      expect(await update(item, patch)).toMatchObject({ result: 'failed', error: { kind: 'conflict' } });
    const { id, version, fields: current } = item;
    expect(await writeOne({ do: 'remove', id, version, current })).toMatchObject({
      result: 'failed',
      error: { kind: 'conflict' },
    });
    expect(shown(item.id)).toContain('2026-12-22T10:00 Mine');
  });

  test('a series is removed with all that belongs to it', async () => {
    const { id, version, fields: current } = itemOf(await create(special()));
    expect(await writeOne({ do: 'remove', id, version, current })).toEqual({ index: 0, result: 'removed' });
    expect(control().list()).toEqual([]);
    expect(await writeOne({ do: 'remove', id, version, current })).toEqual({ index: 0, result: 'removed' });
  });
});

describe('when removed occurrences are not told', () => {
  test('they are found by what is left, and written all the same', async () => {
    control().set('cancelledOccurrences', 'absent');
    const id = inOutlook();
    control().changeOccurrence({ id, day: '2026-12-22', change: { title: 'Special' } });
    control().cancelOccurrence({ id, day: '2026-12-15' });
    const before = await read(id);
    expect(before.fields.recurrence).toMatchObject({ cancelled: ['2026-12-15'], changed: [{ day: '2026-12-22' }] });
    const wanted = { ...(before.fields.recurrence as Recurrence), cancelled: [date('2026-12-15'), date('2026-12-29')] };
    expect(itemOf(await update(before, { recurrence: wanted })).fields.recurrence).toEqual(wanted);
    control().cancelOccurrence({ id, day: '2027-01-05' });
    expect((await read(id)).version).not.toBe(before.version);
  });

  test('they are found to the end of a series that lasts for years, and take place again', async () => {
    control().set('cancelledOccurrences', 'absent');
    const rule = { ...noRule, frequency: 'yearly', byMonth: [12], byMonthDay: [1] } as const;
    const pattern = { kind: 'rule', rule: { ...rule, end: { kind: 'count', count: 6 } } } as const;
    const { id } = itemOf(await create(series({ pattern })));
    control().cancelOccurrence({ id, day: '2031-12-01' });
    const before = await read(id);
    expect(before.fields.recurrence?.cancelled).toEqual(['2031-12-01']);
    const all = { ...(before.fields.recurrence as Recurrence), cancelled: [] };
    expect(itemOf(await update(before, { recurrence: all })).fields.recurrence).toEqual(all);
  });
});

describe('what Graph cannot say', () => {
  test('days without a rule are a pattern with the others cancelled', async () => {
    const days = ['2026-11-24', '2026-12-03', '2026-12-08', '2027-01-05'].map(date);
    const item = itemOf(await create(series({ pattern: { kind: 'dates', days } })));
    expect(shown(item.id).map((line) => line.slice(0, 10))).toEqual(days);
    expect(item.fields).toEqual(connector.appointments.express(series({ pattern: { kind: 'dates', days } }), window));
    expect(await read(item.id)).toEqual(item);
  });

  test('an occurrence beyond its neighbour is refused in these words, and nothing is written', async () => {
    const crossing = series({ changed: [{ day: date('2026-12-01'), change: { span: moved('2026-12-09') } }] });
    const refused = {
      result: 'failed',
      error: { kind: 'rejected', details: { code: 'ErrorOccurrenceCrossingBoundary' } },
    };
    expect(connector.appointments.express(crossing, window).recurrence).toBeNull();
    expect(await create(crossing)).toMatchObject(refused);
    expect(control().list()).toEqual([]);
    const item = itemOf(await create(series()));
    expect(await update(item, { recurrence: crossing.recurrence })).toMatchObject(refused);
    expect(await read(item.id)).toEqual(item);
  });

  test('a series that has no occurrence by the clock of its zone is refused as that, and nothing is written', async () => {
    // Midnight of 1 April in Berlin: a rule for each 31 March has no day from there to its end.
    const rule = { ...noRule, frequency: 'yearly', byMonth: [3], byMonthDay: [31] } as const;
    const pattern = { kind: 'rule', rule: { ...rule, end: { kind: 'until', lastDay: date('2027-06-30') } } } as const;
    const empty = series({ pattern }, { span: moved('2027-03-31', '22') });
    const refused = { result: 'failed', error: { kind: 'rejected', details: { code: 'noOccurrence' } } };
    expect(await create(empty)).toMatchObject(refused);
    expect(control().list()).toEqual([]);
    const item = itemOf(await create(series()));
    expect(await update(item, { span: empty.span, recurrence: empty.recurrence })).toMatchObject(refused);
    expect(await read(item.id)).toEqual(item);
  });

  test.each(['windows', 'asSent'])(
    'a series in a zone for which Windows has a name with other clocks is at its moments, one that is moved too (%s)',
    async (names) => {
      control().set('originalZoneNames', names);
      const zone = 'America/Vancouver';
      const at = (day: string, hour: number) =>
        ({ kind: 'timed', start: `${day}T${hour}:00:00Z`, end: `${day}T${hour}:30:00Z`, zone }) as Appointment['span'];
      const change = { day: date('2026-12-01'), change: { span: at('2026-12-01', 20) } };
      const item = itemOf(await create(series({ changed: [change] }, { span: at('2026-11-24', 17) })));
      const { recurrence } = series({
        changed: [change, { day: date('2026-12-08'), change: { span: at('2026-12-08', 19) } }],
      });
      itemOf(await update(item, { recurrence }));
      const starts = control()
        .occurrences({ id: item.id, from: '2026-11-01T00:00:00Z', to: '2026-12-16T00:00:00Z' })
        .map(({ startsAt }) => startsAt.slice(5, 16));
      expect(starts).toEqual(['11-24T17:00', '12-01T20:00', '12-08T19:00', '12-15T17:00']);
    },
  );

  test('such a series is at its moments throughout the changes of other clocks', async () => {
    const span = { kind: 'timed', zone: 'America/Vancouver' } as const;
    const at = { ...span, start: '2026-11-24T17:00:00Z', end: '2026-11-24T17:30:00Z' } as Appointment['span'];
    const rule = { ...noRule, frequency: 'weekly', byDay: [{ day: 'TU', nth: null }] } as const;
    const pattern = { kind: 'rule', rule: { ...rule, end: { kind: 'count', count: 24 } } } as const;
    const item = itemOf(await create(series({ pattern }, { span: at })));
    const shown = control().occurrences({ id: item.id, from: '2026-11-01T00:00:00Z', to: '2027-05-16T00:00:00Z' });
    expect(shown).toHaveLength(24);
    expect(new Set(shown.map(({ startsAt }) => startsAt.slice(11, 16)))).toEqual(new Set(['17:00']));
    expect(await read(item.id)).toEqual(item);
  });

  test('occurrences that make room for each other get there', async () => {
    const item = itemOf(await create(series()));
    const changed = ['2026-12-01', '2026-12-08', '2026-12-15'].map((day, place) => ({
      day: date(day),
      change: { span: moved(['2026-12-09', '2026-12-16', '2026-12-18'][place] as string) },
    }));
    expect(
      itemOf(await update(item, { recurrence: series({ changed }).recurrence })).fields.recurrence?.changed,
    ).toEqual(changed);
  });
});

describe('a write that is cut off', () => {
  const wanted = series({
    cancelled: [date('2026-12-15')],
    changed: [
      { day: date('2026-12-01'), change: { title: 'First' } },
      { day: date('2026-12-22'), change: { span: moved('2026-12-23') } },
    ],
  });

  const noConnection = { kind: expect.stringMatching(/^(offline|unavailable)$/) };

  /** The connection is gone from the n-th request on. */
  const cutAfter = (requests: number) => {
    let left = requests;
    onTheWay = () => {
      left -= 1;
      if (left < 0) throw new TypeError('fetch failed');
      return null;
    };
  };

  test.each([1, 2, 3])(
    'a creation after request %i is finished by the same again, and makes no second series',
    async (requests) => {
      const mark = newMark();
      cutAfter(requests);
      await expect(create(wanted, mark)).rejects.toMatchObject(noConnection);
      onTheWay = () => null;
      const item = itemOf(await create(wanted, mark));
      const same = requests < 3 ? item : await read(item.id);
      expect(same.fields).toEqual(wanted);
      expect(control().list()).toHaveLength(1);
      expect((await connector.appointments.findCreated([mark], never)).get(mark.key)).toEqual(item);
    },
  );

  test.each([1, 2, 3, 4])(
    'a change of rule and occurrences after request %i is finished by the same again',
    async (requests) => {
      const before = itemOf(await create(wanted));
      const after = {
        ...wanted.recurrence,
        pattern: { kind: 'rule', rule: { ...tuesdays, interval: 2 } },
        cancelled: [date('2026-12-22')],
        changed: [{ day: date('2026-12-08'), change: { title: 'Second' } }],
      } as Recurrence;
      cutAfter(requests);
      await expect(update(before, { recurrence: after })).rejects.toMatchObject(noConnection);
      onTheWay = () => null;
      const item = itemOf(await update(await read(before.id), { recurrence: after }));
      expect(item.fields.recurrence).toEqual(after);
    },
  );

  test('a creation of which some occurrences were refused for a while is finished by the same again', async () => {
    const mark = newMark();
    const half = {
      ...wanted,
      recurrence: {
        ...(wanted.recurrence as Recurrence),
        cancelled: [],
        changed: wanted.recurrence?.changed.slice(1) ?? [],
      },
    };
    await create(half, mark);
    expect(itemOf(await create(wanted, mark)).fields).toEqual(wanted);
    control().cancelOccurrence({ id: control().list()[0]?.id ?? '', day: '2027-01-05' });
    const existed = await create({ ...wanted, title: wanted.title }, mark);
    expect(existed).toMatchObject({
      result: 'existed',
      item: { fields: { recurrence: { cancelled: ['2026-12-15', '2027-01-05'] } } },
    });
  });

  test('by a refusal leaves the question open, and is finished later', async () => {
    onTheWay = async (url, init) => {
      if (!String(init.body).includes('"subject":"First"')) return null;
      const answer = await server().fetch(url, init);
      const refused = { status: 403, body: { error: { code: 'ErrorAccessDenied', message: 'no' } }, headers: {} };
      const { responses } = (await answer.json()) as { responses: { id: string }[] };
      return Response.json({ responses: responses.map(({ id }) => ({ id, ...refused })) });
    };
    const mark = newMark();
    expect(await create(wanted, mark)).toMatchObject({
      result: 'failed',
      error: { kind: 'unavailable', details: { code: 'ErrorAccessDenied' } },
    });
    onTheWay = () => null;
    expect(itemOf(await create(wanted, mark)).fields).toEqual(wanted);
  });

  test('answers that are lost are asked for again, and nothing is done twice', async () => {
    let lost = 0;
    onTheWay = async (url, init) => {
      if (!url.includes('$batch') || lost >= 3) return null;
      lost += 1;
      await server().fetch(url, init);
      throw new TypeError('fetch failed');
    };
    const item = itemOf(await create(wanted));
    expect(item.fields).toEqual(wanted);
    expect(control().list()).toHaveLength(1);
  });

  test('refusals that mean nothing are tried again once something is written', async () => {
    control().set('batchThrottleEvery', 3);
    const item = itemOf(await create(wanted));
    control().set('spuriousConflictEvery', 3);
    const plain = await update(item, { recurrence: series().recurrence });
    const settled =
      plain.result === 'failed' ? await update(await read(item.id), { recurrence: series().recurrence }) : plain;
    expect(itemOf(settled).fields.recurrence).toEqual(series().recurrence);
  });
});

describe('what it costs', () => {
  test('an occurrence removed from a series is three requests, and ten such series are no more', async () => {
    const items: RemoteAppointment[] = [];
    for (let count = 0; count < 6; count += 1)
      items.push(itemOf(await create(series({}, { title: `Series ${count}` }))));
    const operations = items.map(
      ({ id, version, fields: current }): WriteOperation => ({
        do: 'update',
        id,
        version,
        current,
        patch: { recurrence: series({ cancelled: [date('2026-12-15')] }).recurrence },
      }),
    );
    visited = [];
    const outcomes: WriteOutcome[] = [];
    for await (const outcome of connector.appointments.write(operations, window, never)) outcomes.push(outcome);
    expect(outcomes.map(({ result }) => result)).toEqual(items.map(() => 'updated'));
    expect(visited).toHaveLength(3);
  });

  test('what was written comes back unchanged, for one request', async () => {
    const first = await changes();
    const item = itemOf(await create(series({ cancelled: [date('2026-12-15')] })));
    visited = [];
    const told = await changes(first.cursor, knowing(item));
    expect(told.changed).toEqual([]);
    expect(visited).toHaveLength(2);
  });
});

describe('there and back', () => {
  test.each(ways)('what is written is read as it was expressed, with %j', async (way) => {
    play(way);
    await fc.assert(
      fc.asyncProperty(anySeries, anySeries, async (one, other) => {
        const made = itemOf(await create(one));
        expect(made.fields).toEqual(connector.appointments.express(one, window));
        expect(await read(made.id)).toEqual(made);
        const { span, recurrence } = other;
        const changed = itemOf(await update(made, { span, recurrence }));
        expect(changed.fields).toEqual(connector.appointments.express(other, window));
        expect(shownWithin(changed.fields)).toEqual(shownWithin(other));
        control().deleteEvent({ id: made.id });
      }),
      { numRuns: 15 },
    );
  });
});

function shownWithin(fields: Appointment): readonly unknown[] {
  return occurrencesWithin(fields, window).map(({ span, fields: { visibility: _, ...words } }) => ({ ...words, span }));
}
