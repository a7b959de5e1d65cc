/**
 * @file The Microsoft 365 connector against the sandbox, in process and with time in hand. After every test: nobody was
 * mailed, and all that went over the wire is what Graph's contract says.
 */
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type { SandboxUser } from '../../sandbox/kit/system.ts';
import type {
  ChangePage,
  Connector,
  CreationMark,
  Cursor,
  KnownItems,
  RemoteAppointment,
  Window,
  WriteOperation,
  WriteOutcome,
} from '../../sync-core/connectors/connector.ts';
import { AuthExpired, CursorExpired, Nonsense, UnknownZone } from '../../sync-core/connectors/errors.ts';
import { createMicrosoft365Connector } from '../../sync-core/connectors/microsoft365/connector.ts';
import type { Fetch } from '../../sync-core/connectors/ports.ts';
import { type MemoryOfFacts, rememberInMemory } from '../../sync-core/connectors/testing/remember-in-memory.ts';
import { type Appointment, appointment } from '../../sync-core/model/appointment.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import { type Instant, toInstant } from '../../sync-core/model/time.ts';
import { type ContractChecker, checkJournal } from '../support/contract-checker.ts';
import { createGraphChecker } from '../support/graph-contract.ts';

const start = Date.parse('2026-11-23T08:00:00Z');
const never = new AbortController().signal;
const quiet = () => undefined;

let checker: ContractChecker;
let sandbox: Sandbox<'microsoft365'>;
let user: SandboxUser;
let clock: ReturnType<typeof createManualClock>;
let connector: Connector;
let remembered: MemoryOfFacts;
/** The program is started again: all that it knows is what it kept. */
let startAgain: () => void;
/** What stands between connector and server, for tests that change answers on their way. */
let between: (answer: Response, url: string) => Promise<Response>;
let visited: string[];

const server = () => sandbox.microsoft365;
const graphUrl = () => `${server().describe().addresses['graph']}/v1.0`;

beforeAll(async () => {
  checker = await createGraphChecker();
});

beforeEach(async () => {
  clock = createManualClock(start);
  sandbox = await startSandbox({ systems: ['microsoft365'], size: 'small', today: '2026-11-23', listen: false, clock });
  user = server().describe().users[0] as SandboxUser;
  between = async (answer) => answer;
  visited = [];
  const fetch: Fetch = async (url, init) => {
    visited.push(url);
    return between(await server().fetch(url, init), url);
  };
  remembered = rememberInMemory(() => clock.now());
  const options = {
    apiUrl: graphUrl(),
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
      remembered,
    },
  };
  startAgain = () => {
    connector = createMicrosoft365Connector(options);
  };
  startAgain();
});

afterEach(async () => {
  expect(server().control.mails()).toEqual([]);
  // Of a connection that was cut at once, nothing was read that could be checked.
  const journal = server()
    .control.journal()
    .filter((entry) => entry.status !== null || entry.requestBody !== null);
  const report = checkJournal(checker, journal);
  expect(report.violations).toEqual([]);
  await sandbox.close();
});

/** The person in another program, or somebody else: without the connector. */
async function outlook(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await server().fetch(`${graphUrl()}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${user.accessToken}`,
      prefer: 'IdType="ImmutableId"',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

const eventPath = (id: string) => `/me/events/${encodeURIComponent(id)}`;

/** Change lists are changed on their way to the connector. */
function replaced(change: (body: Record<string, unknown>) => void) {
  return async (answer: Response, url: string) => {
    if (!url.includes('calendarView')) return answer;
    const body = (await answer.json()) as Record<string, unknown>;
    change(body);
    return Response.json(body, { status: answer.status });
  };
}

/** An hour of tomorrow in UTC, by another program. */
async function inOutlook(over: Record<string, unknown> = {}): Promise<ItemId> {
  const event = await outlook('POST', '/me/events', {
    subject: 'From Outlook',
    start: { dateTime: '2026-11-24T12:00:00', timeZone: 'UTC' },
    end: { dateTime: '2026-11-24T13:00:00', timeZone: 'UTC' },
    ...over,
  });
  return String(event['id']) as ItemId;
}

function anAppointment(over: Record<string, unknown> = {}): Appointment {
  return appointment.parse({
    title: 'Besprechung – Angebot',
    body: '<p>Bitte <strong>vorher</strong> anrufen.</p>',
    location: 'Raum Elbe',
    span: { kind: 'timed', start: '2026-12-01T09:00:00Z', end: '2026-12-01T10:00:00Z', zone: 'Europe/Berlin' },
    availability: 'busy',
    reminderMinutes: 30,
    visibility: 'public',
    ...over,
  });
}

let marks = 0;
function aMark(): CreationMark {
  marks += 1;
  return {
    key: `018f6f0e-7c3a-7000-8000-${String(marks).padStart(12, '0')}`,
    marker: `superoffice:Cust1:12:${marks}`,
  };
}

const create = (fields: Appointment, mark = aMark()): WriteOperation => ({
  do: 'create',
  mark,
  fields,
  categories: ['SuperOffice Appointment'],
});

async function write(...operations: readonly WriteOperation[]): Promise<readonly WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  for await (const outcome of connector.appointments.write(operations, theWindow(), never)) outcomes.push(outcome);
  return outcomes.toSorted((one, other) => one.index - other.index);
}

function itemOf(outcome: WriteOutcome | undefined): RemoteAppointment {
  if (!outcome || !('item' in outcome)) throw new Error(`No item: ${JSON.stringify(outcome)}`);
  return outcome.item;
}

const created = async (fields: Appointment, mark?: CreationMark) => itemOf((await write(create(fields, mark)))[0]);

function day(offset: number): Instant {
  return toInstant(Temporal.Instant.fromEpochMilliseconds(clock.now()).add({ hours: 24 * offset }));
}
const theWindow = (past = 7, future = 180): Window => ({ from: day(-past), until: day(future) });

/** What an engine would know after having linked these items. */
function knowing(...items: readonly RemoteAppointment[]): KnownItems {
  const byId = new Map(items.map((item) => [item.id, item]));
  return { versionOf: (id) => byId.get(id)?.version, idsWithin: () => byId.keys() };
}

interface Told {
  readonly changed: readonly RemoteAppointment[];
  readonly gone: readonly string[];
  readonly cursor: Cursor;
  readonly requests: number;
}

async function changes(cursor: Cursor | null, known = knowing(), window = theWindow()): Promise<Told> {
  const pages: ChangePage[] = [];
  const before = visited.length;
  for await (const page of connector.appointments.changes({ cursor, window, known, signal: never })) pages.push(page);
  const last = pages.at(-1)?.cursor;
  if (last === undefined) throw new Error('No cursor at the end');
  return {
    changed: pages.flatMap((page) => page.changed),
    gone: pages.flatMap((page) => page.gone.map(({ id }) => id)),
    cursor: last,
    requests: visited.length - before,
  };
}

const titles = (told: Told) => told.changed.map((item) => item.fields.title);

describe('the account', () => {
  test('is named once and for all, with its time zone, and asked for once an hour', async () => {
    const facts = await connector.facts(never);
    expect(facts).toMatchObject({ userName: user.userName, displayName: user.displayName, canBePrivate: true });
    expect(facts.accountKey).toMatch(/^microsoft365:.+/);
    expect(facts.zone).toBe('Europe/Berlin');
    const asked = visited.length;
    await connector.facts(never);
    expect(visited.length).toBe(asked);
    clock.advance(3_600_001);
    await connector.facts(never);
    expect(visited.length).toBe(2 * asked);
  });

  test('is known to a program that was started again, and read anew when it is an hour old', async () => {
    const facts = await connector.facts(never);
    const asked = visited.length;
    startAgain();
    expect(await connector.facts(never)).toEqual(facts);
    expect(visited.length).toBe(asked);
    clock.advance(3_600_000);
    startAgain();
    expect(await connector.facts(never)).toEqual(facts);
    expect(visited.length).toBe(2 * asked);
  });

  test.each(['no object', { accountKey: '', zone: 'Nowhere/None' }, { userName: 'somebody' }])(
    'is read anew where what was kept is damaged: %j',
    async (value) => {
      const facts = await connector.facts(never);
      const asked = visited.length;
      const fact = remembered.facts.get('mailbox');
      if (fact) fact.value = value;
      startAgain();
      expect(await connector.facts(never)).toEqual(facts);
      expect(visited.length).toBe(2 * asked);
    },
  );

  test('is not believed any more when the sign-in is refused', async () => {
    await connector.facts(never);
    between = async () => new Response('{}', { status: 401 });
    await expect(changes(null)).rejects.toThrow(AuthExpired);
    expect(remembered.facts.size).toBe(0);
  });

  test('costs a quiet run nothing in a program that was started again', async () => {
    const { cursor } = await changes(null);
    const living = await changes(cursor);
    startAgain();
    const again = await changes(living.cursor);
    expect([again.requests, again.changed.length]).toEqual([living.requests, living.changed.length]);
    expect(again.requests).toBe(1);
  });

  test('with a time zone of unknown meaning stops everything', async () => {
    between = async (answer, url) =>
      url.endsWith('/mailboxSettings') ? Response.json({ timeZone: 'tzone://Microsoft/Custom' }) : answer;
    await expect(connector.facts(never)).rejects.toThrow(UnknownZone);
    await expect(changes(null)).rejects.toThrow(UnknownZone);
  });
});

describe('what changed', () => {
  test('a first listing tells of every event in the window once, and of a series as a whole', async () => {
    const { from, until } = theWindow();
    const view = await outlook('GET', `/me/calendarView?startDateTime=${from}&endDateTime=${until}&$top=1000`);
    const rows = view['value'] as { id: string; type: string; seriesMasterId: string | null }[];
    const told = await changes(null);
    const expected = new Set(
      rows.map((row) => (row.type === 'singleInstance' ? row.id : (row.seriesMasterId ?? row.id))),
    );
    expect(new Set(told.changed.map((item) => item.id as string))).toEqual(expected);
    expect(told.changed.filter((item) => item.form.kind === 'occurrence')).toEqual([]);
    expect(told.changed.filter((item) => item.form.kind === 'series').length).toBeGreaterThan(0);
    expect(told.gone).toEqual([]);
  });

  test('a run with nothing to do costs one request', async () => {
    const { cursor } = await changes(null);
    const told = await changes(cursor);
    expect(told).toMatchObject({ changed: [], gone: [], requests: 1 });
  });

  test('a long list comes page by page and whole', async () => {
    const operations = Array.from({ length: 450 }, (_, index) => create(anAppointment({ title: `Number ${index}` })));
    await write(...operations);
    const told = await changes(null);
    const numbered = new Set(titles(told).filter((title) => title.startsWith('Number ')));
    expect(numbered.size).toBe(450);
    expect(told.requests).toBeGreaterThan(2);
  });

  test('what another program creates, changes and removes is told; what we wrote is not', async () => {
    const ours = await created(anAppointment());
    const id = await inOutlook();
    const first = await changes(null, knowing(ours));
    expect(titles(first)).toContain('From Outlook');
    expect(first.changed.map((item) => item.id)).not.toContain(ours.id);
    const theirs = first.changed.find((item) => item.id === id) as RemoteAppointment;
    await outlook('PATCH', eventPath(id), { subject: 'Edited' });
    const second = await changes(first.cursor, knowing(ours, theirs));
    expect(titles(second)).toEqual(expect.arrayContaining(['Edited']));
    await outlook('DELETE', eventPath(id));
    const third = await changes(second.cursor, knowing(ours, theirs));
    expect(third.gone).toEqual([id]);
    expect(third.changed).toEqual([]);
  });

  test.each(['removed', 'nulls'])(
    'an event that left the window (%s) is told as moved, not as gone',
    async (leftWindow) => {
      server().control.set('leftWindow', leftWindow);
      const ours = await created(anAppointment());
      const { cursor } = await changes(null, knowing(ours));
      const far = { dateTime: '2028-06-01T09:00:00', timeZone: 'UTC' };
      await outlook('PATCH', eventPath(ours.id), { start: far, end: { ...far, dateTime: '2028-06-01T10:00:00' } });
      const told = await changes(cursor, knowing(ours));
      expect(told.gone).toEqual([]);
      expect(told.changed.map((item) => item.fields.span)).toEqual([
        expect.objectContaining({ start: '2028-06-01T09:00:00Z' }),
      ]);
    },
  );

  test('a first listing asks for what is linked and does not show: removed is gone, moved away is not', async () => {
    const [removed, moved] = [await created(anAppointment()), await created(anAppointment())];
    await outlook('DELETE', eventPath(removed.id));
    const far = { dateTime: '2028-06-01T09:00:00', timeZone: 'UTC' };
    await outlook('PATCH', eventPath(moved.id), { start: far, end: { ...far, dateTime: '2028-06-01T10:00:00' } });
    const told = await changes(null, knowing(removed, moved));
    expect(told.gone).toEqual([removed.id]);
    expect(told.changed.map((item) => item.id)).toContain(moved.id);
  });

  test.each(['SyncStateNotFound', 'syncStateInvalid', 'resyncRequired', 'badRequest'])(
    'a cursor that the server forgot (%s) is said to be so',
    async (code) => {
      server().control.set('expiredCursor', code);
      const { cursor } = await changes(null);
      server().control.expireCursors();
      await expect(changes(cursor)).rejects.toThrow(CursorExpired);
      await expect(changes('{"v":0}' as Cursor)).rejects.toThrow(CursorExpired);
    },
  );

  test('an event that time brings into the window is told when it comes, without a new round', async () => {
    const later = { dateTime: '2027-06-15T09:00:00', timeZone: 'UTC' };
    await inOutlook({ subject: 'In summer', start: later, end: { ...later, dateTime: '2027-06-15T10:00:00' } });
    const first = await changes(null);
    expect(titles(first)).not.toContain('In summer');
    clock.advance(30 * 86_400_000);
    const second = await changes(first.cursor);
    expect(titles(second)).toEqual(['In summer']);
    const third = await changes(second.cursor);
    expect(third).toMatchObject({ changed: [], requests: 1 });
  });

  test('a window that the round does not hold begins a new one, which goes on to tell of changes in it', async () => {
    const long = { dateTime: '2026-09-01T09:00:00', timeZone: 'UTC' };
    const id = await inOutlook({ subject: 'Long ago', start: long, end: { ...long, dateTime: '2026-09-01T10:00:00' } });
    const first = await changes(null);
    const second = await changes(first.cursor, knowing(), theWindow(120, 120));
    expect(titles(first)).not.toContain('Long ago');
    expect(titles(second)).toContain('Long ago');
    await outlook('PATCH', eventPath(id), { subject: 'Still long ago' });
    expect(titles(await changes(second.cursor, knowing(), theWindow(120, 120)))).toEqual(['Still long ago']);
  });

  test('when only an occurrence changed, its series is told', async () => {
    const first = await changes(null);
    const series = first.changed.find((item) => item.form.kind === 'series') as RemoteAppointment;
    const { from, until } = theWindow(0, 90);
    const instances = await outlook(
      'GET',
      `${eventPath(series.id)}/instances?startDateTime=${from}&endDateTime=${until}`,
    );
    const [occurrence] = instances['value'] as { id: string }[];
    await outlook('PATCH', eventPath(occurrence?.id ?? ''), { subject: 'Only this time' });
    between = replaced((body) => {
      const rows = body['value'] as { type?: string }[];
      body['value'] = rows.filter((row) => row.type !== 'seriesMaster');
    });
    const told = await changes(first.cursor);
    expect(told.changed.map((item) => item.form.kind)).toEqual(['series']);
    expect(told.gone).toEqual([]);
  });
});

describe('answers that are not what they should be', () => {
  test('a link to another server is not followed', async () => {
    between = replaced((body) => {
      delete body['@odata.deltaLink'];
      body['@odata.nextLink'] = 'https://evil.example/v1.0/me/calendarView/delta?$skiptoken=1';
    });
    await expect(changes(null)).rejects.toThrow(Nonsense);
    expect(visited.filter((url) => url.includes('evil.example'))).toEqual([]);
  });

  test('a list that neither goes on nor ends proves nothing', async () => {
    between = replaced((body) => {
      delete body['@odata.nextLink'];
      delete body['@odata.deltaLink'];
    });
    await expect(changes(null)).rejects.toThrow(Nonsense);
  });

  test.each(['html', 'truncated', 'shape'] as const)(
    'nonsense (%s) is an error and no smaller calendar',
    async (body) => {
      const ours = await created(anAppointment());
      server().control.fault({ path: 'calendarView', effect: { kind: 'nonsense', body } });
      await expect(changes(null, knowing(ours))).rejects.toThrow(Nonsense);
      server().control.clearJournal();
    },
  );

  test('one event that cannot be read is left alone, and the others are told', async () => {
    await inOutlook({ subject: 'Readable' });
    const odd = await inOutlook({ subject: 'Odd' });
    between = replaced((body) => {
      for (const row of body['value'] as Record<string, unknown>[]) if (row['id'] === odd) row['start'] = 'soon';
    });
    const told = await changes(null, knowing({ id: odd } as RemoteAppointment));
    expect(titles(told)).toContain('Readable');
    expect(titles(told)).not.toContain('Odd');
    expect(told.gone).toEqual([]);
  });
});

describe('writing', () => {
  test.each([
    ['an hour', {}],
    ['whole days', { span: { kind: 'allDay', firstDay: '2026-12-24', lastDay: '2026-12-26' } }],
    ['a private one without a reminder', { visibility: 'private', reminderMinutes: null }],
    [
      'one in India',
      { span: { kind: 'timed', start: '2026-12-01T03:45:00Z', end: '2026-12-01T04:45:00Z', zone: 'Asia/Kolkata' } },
    ],
    [
      'one in the hour that happens twice',
      { span: { kind: 'timed', start: '2027-10-31T01:30:00Z', end: '2027-10-31T02:30:00Z', zone: 'Europe/Berlin' } },
    ],
    ['an empty one', { body: '', location: '', title: '' }],
    ['one that is out of office', { availability: 'outOfOffice' }],
    ['one with a long title', { title: 'x'.repeat(300) }],
  ])('%s is read back as what Graph would make of it', async (_, over) => {
    const fields = anAppointment(over);
    const item = await created(fields);
    const { span, ...others } = connector.appointments.express(fields, theWindow());
    expect(item.fields).toMatchObject(others);
    const { zone: _zone, ...moments } = { zone: undefined, ...span };
    expect(item.fields.span).toMatchObject(moments);
    expect(item.categories).toEqual(['SuperOffice Appointment']);
    const read = await connector.appointments.get([item.id], never);
    expect(read.get(item.id)).toEqual(item);
  });

  test('many are created in batches of twenty, each once, whatever is throttled', async () => {
    server().control.set('batchThrottleEvery', 7);
    const operations = Array.from({ length: 45 }, (_, index) => create(anAppointment({ title: `Number ${index}` })));
    await connector.facts(never);
    const before = visited.length;
    const outcomes = await write(...operations);
    expect(outcomes.map(({ result }) => result)).toEqual(operations.map(() => 'created'));
    expect(visited.length - before).toBeLessThan(10);
    expect(
      titles(await changes(null))
        .filter((title) => title.startsWith('Number '))
        .toSorted(),
    ).toEqual(operations.map((_, index) => `Number ${index}`).toSorted());
  });

  test.each(['dropBefore', 'dropAfter'] as const)('a lost answer (%s) makes no second event', async (kind) => {
    server().control.fault({ path: 'batch', effect: { kind } });
    const [outcome] = await write(create(anAppointment({ title: 'Once' })));
    expect(itemOf(outcome).fields.title).toBe('Once');
    expect(titles(await changes(null)).filter((title) => title === 'Once')).toEqual(['Once']);
  });

  test.each(['conflict', 'existing200', 'existing201'])(
    'the same mark again gives the first event (%s)',
    async (answer) => {
      server().control.set('repeatedTransaction', answer);
      const mark = aMark();
      const first = await created(anAppointment(), mark);
      const [again] = await write(create(anAppointment({ title: 'Another' }), mark));
      expect(again?.result).toBe(answer === 'existing201' ? 'created' : 'existed');
      expect(itemOf(again)).toEqual(first);
      // A POST that is answered with 200 is unconfirmed of Graph, and not in its contract.
      if (answer === 'existing200') server().control.clearJournal();
    },
  );

  test('a change carries its fields only, and a version', async () => {
    const item = await created(anAppointment());
    const patch = { title: 'Moved to Friday', reminderMinutes: null };
    const [outcome] = await write({ do: 'update', id: item.id, version: item.version, patch, current: item.fields });
    expect(outcome?.result).toBe('updated');
    expect(itemOf(outcome).fields).toEqual({ ...item.fields, ...patch });
    expect(itemOf(outcome).version).not.toBe(item.version);
  });

  test('an hour becomes a whole day and an hour again', async () => {
    const item = await created(anAppointment());
    const { span } = anAppointment({ span: { kind: 'allDay', firstDay: '2026-12-02', lastDay: '2026-12-02' } });
    const update = (of: RemoteAppointment, to: Appointment['span']): WriteOperation => ({
      do: 'update',
      id: of.id,
      version: of.version,
      patch: { span: to },
      current: of.fields,
    });
    const whole = itemOf((await write(update(item, span)))[0]);
    expect(whole.fields.span).toEqual(span);
    const timed = itemOf((await write(update(whole, item.fields.span)))[0]);
    expect(timed.fields.span).toEqual(item.fields.span);
  });

  test('a change or a removal of what somebody else changed is a conflict, and leaves it', async () => {
    const item = await created(anAppointment());
    await outlook('PATCH', eventPath(item.id), { subject: 'By somebody else' });
    const { id, version, fields: current } = item;
    const outcomes = await write(
      { do: 'update', id, version, patch: { title: 'Ours' }, current },
      { do: 'remove', id, version, current },
    );
    expect(outcomes).toMatchObject([
      { result: 'failed', error: { kind: 'conflict' } },
      { result: 'failed', error: { kind: 'conflict' } },
    ]);
    expect((await outlook('GET', eventPath(id)))['subject']).toBe('By somebody else');
  });

  test('a change whose answer was lost is known to be done', async () => {
    const item = await created(anAppointment());
    server().control.fault({ path: 'batch', effect: { kind: 'dropAfter' } });
    const patch = { title: 'Done' };
    const [outcome] = await write({ do: 'update', id: item.id, version: item.version, patch, current: item.fields });
    expect(outcome?.result).toBe('updated');
    expect(itemOf(outcome).fields.title).toBe('Done');
  });

  test('a removal is one, also the second time', async () => {
    const { id, version, fields } = await created(anAppointment());
    expect(await write({ do: 'remove', id, version, current: fields })).toEqual([{ index: 0, result: 'removed' }]);
    expect(await write({ do: 'remove', id, version, current: fields })).toEqual([{ index: 0, result: 'removed' }]);
    expect((await connector.appointments.get([id], never)).get(id)).toBe('gone');
  });

  test('a change of what is gone says so', async () => {
    const { id, version, fields: current } = await created(anAppointment());
    await outlook('DELETE', eventPath(id));
    const outcomes = await write({ do: 'update', id, version, patch: { title: 'x' }, current });
    expect(outcomes).toMatchObject([{ result: 'failed', error: { kind: 'notFound' } }]);
  });
});

describe('our mark', () => {
  test('is found on the items that carry it', async () => {
    const mark = aMark();
    const ours = await created(anAppointment(), mark);
    const theirs = await inOutlook();
    expect([...((await connector.appointments.markers?.([ours.id, theirs], theWindow(), never)) ?? [])]).toEqual([
      [ours.id, mark.marker],
    ]);
  });

  test('on many items is read by a listing, and alone on those that the listing does not show', async () => {
    const marks = Array.from({ length: 45 }, aMark);
    const outcomes = await write(...marks.map((mark) => create(anAppointment(), mark)));
    const ours = outcomes.map(itemOf);
    const later = aMark();
    const span = { kind: 'allDay', firstDay: '2036-12-01', lastDay: '2036-12-01' };
    const outside = await created(anAppointment({ span }), later);
    server().control.clearJournal();
    const ids = [...ours.map((item) => item.id), outside.id];
    const found = await connector.appointments.markers?.(ids, theWindow(), never);
    expect(found).toEqual(
      new Map([...ours.map((item, index) => [item.id, marks[index]?.marker] as const), [outside.id, later.marker]]),
    );
    expect(
      server()
        .control.journal()
        .filter((entry) => entry.inBatch === undefined),
    ).toHaveLength(2);
  });

  test('finds the item that was created with it, and not a copy that somebody made', async () => {
    const mark = { ...aMark(), marker: "superoffice:O'Brien & Co:12:1" };
    expect(await connector.appointments.findCreated([mark], never)).toEqual(new Map());
    const copied = {
      singleValueExtendedProperties: [
        { id: 'String {3f1d8a52-6c0e-4e8b-9a57-1b2f4d7c6e90} Name SynchronizerMarker', value: mark.marker },
      ],
    };
    await inOutlook(copied);
    const ours = await created(anAppointment(), mark);
    expect(await connector.appointments.findCreated([mark], never)).toEqual(new Map([[mark.key, ours]]));
  });

  test('of many creations is looked for in batches; what does not exist is not in the answer', async () => {
    const marks = Array.from({ length: 45 }, aMark);
    const outcomes = await write(...marks.slice(0, 42).map((mark) => create(anAppointment(), mark)));
    server().control.clearJournal();
    const found = await connector.appointments.findCreated(marks, never);
    expect([...found.values()].map(({ id }) => id).toSorted()).toEqual(
      outcomes.map((one) => itemOf(one).id).toSorted(),
    );
    expect(marks.map(({ key }) => found.has(key))).toEqual(marks.map((_, at) => at < 42));
    const sent = server()
      .control.journal()
      .filter((entry) => entry.inBatch === undefined);
    expect(sent).toHaveLength(3);
  });
});
