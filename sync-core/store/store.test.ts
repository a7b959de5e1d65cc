/** @file Tests of the store: what it answers, what it outlives, and what it says when the disk fails it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunReport } from '../engine/report.ts';
import { meeting, quiet, stillClock } from '../engine/testing/scene.ts';
import type { ItemId, ItemVersion } from '../model/side.ts';
import type { Instant, LocalDate } from '../model/time.ts';
import type { ActivityDraft, ActivityQuery } from './activity.ts';
import { prepare } from './database.ts';
import { asStoreError, StoreError } from './errors.ts';
import { first as createTables } from './migrations/0001-first.ts';
import { remembered } from './migrations/0002-remembered.ts';
import { places } from './migrations/0003-places.ts';
import { undo } from './migrations/0004-undo.ts';
import { coverage, type Link } from './records.ts';
import { openStore, type Store } from './store.ts';

let folder: string;
let clock: ReturnType<typeof stillClock>;
let stores: Store[];
const day = 24 * 3_600_000;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  clock = stillClock();
  stores = [];
});
afterEach(() => {
  for (const store of stores) store.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = () => join(folder, 'inner', 'store.sqlite');
async function open(at = file()): Promise<Store> {
  const store = await openStore({ file: at, clock, log: quiet });
  stores.push(store);
  return store;
}

const accounts = { crm: 'superoffice:Cust70001:12', calendar: 'microsoft365:tenant:me' };
const seen = {
  form: { kind: 'single' as const },
  protection: { edit: true as const, remove: true as const },
  editedAt: '2026-11-20T08:00:00Z' as Instant,
  categories: [],
};
function link(id: string, over: Partial<Link> = {}): Link {
  const one = { version: 'v1' as ItemVersion, replaced: null, agreed: meeting(), seen };
  const sides = { crm: { ...one, id: `c-${id}` as ItemId }, calendar: { ...one, id: `k-${id}` as ItemId } };
  return {
    id,
    kind: 'appointment',
    state: 'linked',
    why: null,
    origin: 'crm',
    incarnation: 0,
    footing: 'sound',
    sides,
    ...over,
  };
}
const links = (store: Store) => store.tables.links.table('appointment', accounts);

const draft: ActivityDraft = {
  kind: 'appointment',
  title: 'Forecast 100 %',
  when: '2026-12-01T09:00:00Z',
  action: 'update',
  side: 'calendar',
  outcome: 'done',
  reason: null,
  changes: [{ field: 'title', before: 'a', after: 'b' }],
  items: { crm: { id: '5001' } },
};
const all: ActivityQuery = { filter: 'all', search: '', before: null, limit: 50 };

describe('links', () => {
  test('are found by either item, and come back as they were put', async () => {
    const store = await open();
    links(store).insert(link('a'));
    expect(links(store).byItem('crm', 'c-a' as ItemId)).toEqual(link('a'));
    expect(links(store).byItem('calendar', 'k-a' as ItemId)).toEqual(link('a'));
    expect(links(store).byItem('calendar', 'c-a' as ItemId)).toBeUndefined();
  });

  test('of other accounts are not seen', async () => {
    const store = await open();
    links(store).insert(link('a'));
    const others = store.tables.links.table('appointment', { ...accounts, crm: 'superoffice:Cust70001:99' });
    expect(others.byItem('crm', 'c-a' as ItemId)).toBeUndefined();
    expect(store.tables.links.accounts()).toHaveLength(2);
  });

  test('never join an item twice', async () => {
    const store = await open();
    links(store).insert(link('a'));
    expect(() => store.tables.transaction(() => links(store).insert(link('b', { sides: link('a').sides })))).toThrow();
    expect(links(store).countLinked()).toBe(1);
  });

  test('outlive the process', async () => {
    const first = await open();
    links(first).insert(link('a'));
    first.close();
    stores = [];
    expect(links(await open()).byId('a')).toEqual(link('a'));
  });

  test('within a window are found however far a whole day reaches in other zones, unless known to be gone', async () => {
    const store = await open();
    const span = { kind: 'allDay', firstDay: '2026-12-01' as LocalDate, lastDay: '2026-12-02' as LocalDate } as const;
    const crm = { id: 'c' as ItemId, version: 'v' as ItemVersion, replaced: null, agreed: meeting({ span }), seen };
    links(store).insert(link('a', { sides: { crm } }));
    const within = (from: string, until: string) =>
      links(store).idsWithin('crm', { from: from as Instant, until: until as Instant });
    expect(within('2026-11-30T09:00:00Z', '2026-11-30T11:00:00Z')).toEqual(['c']);
    expect(within('2026-12-03T11:00:00Z', '2026-12-03T12:00:00Z')).toEqual(['c']);
    expect(within('2026-12-03T13:00:00Z', '2026-12-04T12:00:00Z')).toEqual([]);
    links(store).setSide('a', 'crm', { ...crm, gone: true });
    expect(within('2026-11-30T09:00:00Z', '2026-11-30T11:00:00Z')).toEqual([]);
    expect(links(store).byId('a')?.sides.crm?.gone).toBe(true);
    expect(coverage(meeting({ span }))).toEqual({ starts: '2026-11-30T10:00:00Z', ends: '2026-12-03T12:00:00Z' });
  });

  test('that were detached keep only the side that is left', async () => {
    const store = await open();
    links(store).insert(link('a'));
    links(store).detach('a', { kind: 'kept' }, 'crm');
    expect(links(store).byId('a')).toMatchObject({ state: 'detached', why: { kind: 'kept' } });
    expect(links(store).byItem('crm', 'c-a' as ItemId)).toBeUndefined();
    expect(store.counts().linked.appointment).toBe(0);
  });
});

describe('activity', () => {
  test('is listed newest first, page by page', async () => {
    const store = await open();
    const ids = Array.from({ length: 5 }, () => store.tables.activity.add('run', draft));
    const first = store.activity({ ...all, limit: 2 });
    expect(first.entries.map(({ id }) => id)).toEqual([ids[4], ids[3]]);
    expect(first.more).toBe(true);
    const last = store.activity({ ...all, before: ids[1] ?? 0 });
    expect(last.entries.map(({ id }) => id)).toEqual([ids[0]]);
    expect(last.more).toBe(false);
    expect(store.activityEntry(ids[0] ?? 0)).toEqual({
      ...draft,
      id: ids[0],
      at: '2026-11-23T08:00:00.000Z',
      runId: 'run',
      undo: 'none',
    });
  });

  test('is searched by what titles say, also by signs that SQL knows', async () => {
    const store = await open();
    store.tables.activity.add('run', draft);
    store.tables.activity.add('run', { ...draft, title: null });
    store.tables.activity.add('run', { ...draft, title: 'Forecast 1000' });
    const found = (search: string) => store.activity({ ...all, search }).entries.map(({ title }) => title);
    expect(found('forecast')).toEqual(['Forecast 1000', 'Forecast 100 %']);
    expect(found('100 %')).toEqual(['Forecast 100 %']);
    expect(found('_')).toEqual([]);
  });

  test('is narrowed to what the user asks for; held entries only while they wait', async () => {
    const store = await open();
    const { activity, waiting } = store.tables;
    activity.add('run', draft);
    activity.add('run', { ...draft, outcome: 'parked' });
    activity.add('run', { ...draft, outcome: 'leftOut' });
    activity.add('run', { ...draft, outcome: 'held' });
    const held = activity.add('run', { ...draft, outcome: 'held' });
    waiting.hold('appointment', { link: 'a', crm: null, calendar: null }, { ask: 'manyRemovals' }, held);
    const count = (filter: ActivityQuery['filter']) => store.activity({ ...all, filter }).entries.length;
    expect([count('all'), count('changed'), count('failed'), count('leftOut'), count('needsYou')]).toEqual([
      5, 1, 1, 1, 1,
    ]);
    expect(store.counts()).toMatchObject({ held: 1, parked: 0 });
    const row = waiting.heldByEntry(held);
    waiting.decide(row?.id ?? 0, 'apply');
    expect(count('needsYou')).toBe(0);
    expect(waiting.due('appointment', 0, 10)).toMatchObject([{ pair: { link: 'a' } }]);
    expect(waiting.held('appointment', 'a')).toMatchObject([{ question: { ask: 'manyRemovals' }, decision: 'apply' }]);
  });

  test('of more than thirty days ago goes, but for what the user must still decide', async () => {
    const store = await open();
    const { activity, waiting } = store.tables;
    activity.add('run', draft);
    const held = activity.add('run', { ...draft, outcome: 'held' });
    waiting.hold('appointment', { link: 'a', crm: null, calendar: null }, { ask: 'manyRemovals' }, held);
    for (let days = 0; days < 31; days++) {
      store.tables.prune();
      clock.advance(day);
    }
    const fresh = activity.add('run', draft);
    store.tables.prune();
    expect(store.activity(all).entries.map(({ id }) => id)).toEqual([fresh, held]);
  });

  test('does not go at once when the clock jumps a year ahead, or is set back', async () => {
    const store = await open();
    const live = (days: number) => {
      for (let n = 0; n < days; n++) {
        clock.advance(day);
        store.tables.prune();
      }
      return store.activity(all).entries.length;
    };
    live(10);
    store.tables.activity.add('run', draft);
    clock.advance(365 * day);
    expect(live(1)).toBe(1);
    expect(live(5)).toBe(1);
    clock.advance(-365 * day);
    expect(live(7)).toBe(1);
    expect(live(5)).toBe(1);
    expect(live(25)).toBe(0);
  });

  test('goes a week after a clock that jumped ahead has turned out to be right', async () => {
    const store = await open();
    store.tables.prune();
    store.tables.activity.add('run', draft);
    clock.advance(60 * day);
    store.tables.prune();
    expect(store.activity(all).entries).toHaveLength(1);
    for (let days = 0; days < 8; days++) {
      clock.advance(day);
      store.tables.prune();
    }
    expect(store.activity(all).entries).toHaveLength(0);
  });

  test('is kept to a number of entries', async () => {
    const store = await open();
    for (let n = 0; n < 10; n++) store.tables.activity.add('run', draft);
    store.tables.activity.prune(0, 4);
    expect(store.activity(all).entries).toHaveLength(4);
  });
});

describe('waiting pairs', () => {
  test('can wait for several answers and be parked at once; an answer is due when the pause is over', async () => {
    const store = await open();
    const { waiting } = store.tables;
    const pair = { link: 'a', crm: null, calendar: null };
    waiting.hold('appointment', pair, { ask: 'manyChanges', side: 'crm' }, 1);
    waiting.hold('appointment', pair, { ask: 'manyChanges', side: 'calendar' }, 2);
    const rest = { incarnation: 0, attempts: 1, missedAt: null, doubtedAt: null, entry: null };
    waiting.park('appointment', pair, { ...rest, nextAt: clock.now() + 1000 });
    expect(store.counts()).toMatchObject({ held: 2, parked: 1 });
    expect(waiting.heldByEntry(2)?.question).toEqual({ ask: 'manyChanges', side: 'calendar' });
    waiting.decide(waiting.heldByEntry(1)?.id ?? 0, 'restore');
    expect(store.counts().held).toBe(1);
    expect(waiting.due('appointment', 0, 10)).toEqual([]);
    clock.advance(1000);
    expect(waiting.due('appointment', 0, 10)).toHaveLength(2);
    waiting.unpark('appointment', 'a');
    waiting.hold('appointment', pair, { ask: 'manyChanges', side: 'crm' }, 3);
    expect(waiting.held('appointment', 'a').map(({ entry, decision }) => [entry, decision])).toEqual([
      [3, null],
      [2, null],
    ]);
    waiting.remove('appointment', 'a');
    expect(waiting.waits('appointment', 'a')).toBe(false);
  });

  test('are due when their pause is over', async () => {
    const store = await open();
    const { waiting } = store.tables;
    const pair = { link: null, crm: '1' as ItemId, calendar: null };
    waiting.park('appointment', pair, {
      incarnation: 2,
      attempts: 3,
      nextAt: clock.now() + 1000,
      missedAt: null,
      doubtedAt: null,
      entry: null,
    });
    expect(waiting.due('appointment', 0, 10)).toEqual([]);
    expect(store.nextRetryAt()).toBe(clock.now() + 1000);
    clock.advance(1000);
    expect(waiting.due('appointment', 0, 10)).toMatchObject([{ pair }]);
    expect(waiting.parked('appointment', 'crm:1')).toEqual({
      incarnation: 2,
      attempts: 3,
      missedAt: null,
      doubtedAt: null,
      entry: null,
    });
  });

  test('are not left waiting for as long as the clock was set back', async () => {
    const store = await open();
    const { waiting } = store.tables;
    const pair = { link: null, crm: '1' as ItemId, calendar: null };
    const rest = { incarnation: 0, attempts: 1, missedAt: null, doubtedAt: null, entry: null };
    waiting.park('appointment', pair, { ...rest, nextAt: clock.now() + 300_000 });
    clock.advance(-7 * 86_400_000);
    expect(waiting.due('appointment', 0, 10)).toMatchObject([{ pair }]);
  });
});

describe('reports', () => {
  const side = { created: 0, updated: 0, removed: 0 };
  const report = (runId: string, over: Partial<RunReport> = {}): RunReport => ({
    runId,
    trigger: 'timer',
    dryRun: false,
    startedAt: new Date(clock.now()).toISOString(),
    finishedAt: new Date(clock.now()).toISOString(),
    outcome: 'ok',
    written: { crm: { ...side }, calendar: { ...side } },
    read: { crm: 0, calendar: 0 },
    adopted: 0,
    leftOut: {},
    conflicts: 0,
    held: 0,
    parked: 0,
    linked: 0,
    ...over,
  });

  test('fill the chart by days of the user, without gaps', async () => {
    const store = await open();
    const { runs } = store.tables;
    runs.add(report('a', { written: { crm: { ...side, created: 2 }, calendar: side } }));
    clock.advance(15 * 3_600_000 + 30 * 60_000);
    runs.add(report('b', { written: { crm: side, calendar: { ...side, updated: 1, removed: 1 } } }));
    runs.add(report('c', { held: 3 }));
    runs.add(report('dry', { dryRun: true, written: { crm: { ...side, created: 9 }, calendar: side } }));
    // 00:30 on the 24th in Oslo.
    expect(store.history(3, 'Europe/Oslo')).toEqual([
      { day: '2026-11-22', crm: 0, calendar: 0, held: 0 },
      { day: '2026-11-23', crm: 2, calendar: 0, held: 0 },
      { day: '2026-11-24', crm: 0, calendar: 2, held: 3 },
    ]);
  });

  test('tell of the last run and of the last success', async () => {
    const store = await open();
    const { runs } = store.tables;
    expect([store.lastReport(), store.lastSuccessAt()]).toEqual([undefined, null]);
    runs.add(report('a'));
    const success = new Date(clock.now()).toISOString();
    clock.advance(day);
    runs.add(report('b', { outcome: 'failed', problem: { code: 'offline' } }));
    expect(store.lastReport()).toMatchObject({ runId: 'b', problem: { code: 'offline' } });
    expect(store.lastSuccessAt()).toBe(success);
  });
});

test('forgetting the links keeps what was done', async () => {
  const store = await open();
  links(store).insert(link('a'));
  const entry = store.tables.activity.add('run', draft);
  const pair = { link: 'a', crm: null, calendar: null };
  store.tables.waiting.park('appointment', pair, {
    incarnation: 0,
    attempts: 1,
    nextAt: 0,
    entry,
    missedAt: null,
    doubtedAt: null,
  });
  expect(store.counts().parked).toBe(1);
  store.forgetLinks();
  expect(store.counts()).toMatchObject({ linked: { appointment: 0 }, parked: 0 });
  expect(store.tables.links.accounts()).toEqual([]);
  expect(store.activity(all).entries).toHaveLength(1);
});

test('what is under way in a run leaves nothing in the file', async () => {
  const store = await open();
  store.tables.staging.putItem(
    'crm',
    { ...seen, id: '1' as ItemId, version: 'v' as ItemVersion, fields: meeting({ title: 'Never on disk' }) },
    null,
    'fingerprint',
  );
  store.close();
  stores = [];
  expect(readFileSync(file()).includes('Never on disk')).toBe(false);
});

describe('remembered facts', () => {
  const later = () => clock.now() + day;

  test('are there for whoever opens the store next, each account its own', async () => {
    const store = await open();
    store.remembered('one').set('account', { zone: 'Europe/Oslo' }, later());
    store.close();
    stores = [];
    const again = await open();
    expect(again.remembered('one').get('account')).toEqual({ zone: 'Europe/Oslo' });
    expect(again.remembered('two').get('account')).toBeUndefined();
    expect(again.remembered('one').get('place')).toBeUndefined();
  });

  test('stay the same object until they are set again', async () => {
    const facts = (await open()).remembered('one');
    facts.set('account', { zone: 'Europe/Oslo' }, later());
    const first = facts.get('account');
    expect(facts.get('account')).toBe(first);
    facts.set('account', { zone: 'Europe/Oslo' }, later());
    expect(facts.get('account')).not.toBe(first);
  });

  test('hold as long as was said, and not before they were made', async () => {
    const facts = (await open()).remembered('one');
    facts.set('account', 1, clock.now() + day);
    clock.advance(-1);
    expect(facts.get('account')).toBeUndefined();
    clock.advance(day);
    expect(facts.get('account')).toBe(1);
    clock.advance(1);
    expect(facts.get('account')).toBeUndefined();
  });

  test('are forgotten for one account, or with the links', async () => {
    const store = await open();
    const [one, two] = [store.remembered('one'), store.remembered('two')];
    for (const facts of [one, two]) facts.set('account', 1, later());
    one.forget();
    expect([one.get('account'), two.get('account')]).toEqual([undefined, 1]);
    store.forgetLinks();
    expect(two.get('account')).toBeUndefined();
  });

  test('that are damaged are unknown', async () => {
    const store = await open();
    store.remembered('one').set('account', 1, later());
    store.close();
    stores = [];
    const db = new Database(file());
    db.exec("UPDATE remembered SET value = '{'");
    db.close();
    expect((await open()).remembered('one').get('account')).toBeUndefined();
  });
});

describe('a migration', () => {
  const options = () => ({ file: join(folder, 'old.sqlite'), now: () => clock.now(), log: quiet });
  const first = 'CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT)';

  test('brings an old file to the new shape, and keeps a whole copy of the old one', async () => {
    const old = await prepare(options(), [first]);
    old.exec("INSERT INTO things (name) VALUES ('kept')");
    old.close();
    const migrated = await prepare(options(), [first, 'ALTER TABLE things ADD COLUMN colour TEXT']);
    expect(migrated.prepare('SELECT name, colour FROM things').get()).toEqual({ name: 'kept', colour: null });
    expect(migrated.pragma('user_version', { simple: true })).toBe(2);
    migrated.close();
    const backup = new Database(join(folder, 'old.sqlite.before-2'), { readonly: true });
    expect(backup.prepare('SELECT * FROM things').get()).toEqual({ id: 1, name: 'kept' });
    backup.close();
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  test('keeps what waits, and gives a held deletion its question', async () => {
    const old = await prepare(options(), [createTables, remembered, places, undo]);
    const row =
      "INSERT INTO waiting (kind, pair, link, state, decision, attempts, next_at_ms, entry, since) VALUES ('appointment'";
    old.exec(`${row}, 'a', 'a', 'held', 'apply', 0, NULL, 7, '2026-11-20T08:00:00Z')`);
    old.exec(`${row}, 'b', 'b', 'held', NULL, 0, NULL, 8, '2026-11-20T08:00:00Z')`);
    old.exec(`${row}, 'c', 'c', 'parked', NULL, 3, ${clock.now()}, 9, '2026-11-20T08:00:00Z')`);
    old.close();
    const { waiting } = (await open(options().file)).tables;
    const pair = (name: string) => ({ link: name, crm: null, calendar: null });
    const question = { ask: 'manyRemovals' };
    expect(waiting.heldByEntry(7)).toMatchObject({ pair: pair('a'), question, decision: 'apply', entry: 7 });
    expect(waiting.heldByEntry(8)).toMatchObject({ pair: pair('b'), question, decision: null });
    expect(waiting.parked('appointment', 'c')).toEqual({
      incarnation: 0,
      attempts: 3,
      missedAt: null,
      doubtedAt: null,
      entry: 9,
    });
    expect(waiting.due('appointment', 0, 10).map((one) => one.pair.link)).toEqual(['a', 'c']);
  });

  test('that fails in the middle changes nothing', async () => {
    (await prepare(options(), [first])).close();
    await expect(prepare(options(), [first, 'CREATE TABLE more (id INTEGER); SELECT nonsense'])).rejects.toThrow();
    const still = await prepare(options(), [first]);
    expect(still.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'more'").pluck().get()).toBe(0);
    still.close();
  });

  test('is refused for a file that a newer program has written', async () => {
    (await prepare(options(), [first, first.replace('things', 'others')])).close();
    await expect(prepare(options(), [first])).rejects.toMatchObject({ code: 'storeReadOnly' });
  });
});

describe('a file that fails', () => {
  test('because it is no database is set aside under another name, and a new one is made', async () => {
    const first = await open();
    first.close();
    stores = [];
    writeFileSync(file(), 'this is no database, and it is long enough to be looked at as one'.repeat(100));
    const store = await open();
    expect(store.setAside).toMatch(/store\.sqlite\.damaged-2026-11-23T08-00-00/);
    expect(readFileSync(store.setAside ?? '', 'utf8')).toContain('this is no database');
    expect(store.counts().linked.appointment).toBe(0);
  });

  test('because pages are missing is set aside too', async () => {
    const first = await open();
    for (let n = 0; n < 200; n++) links(first).insert(link(`link-${n}`));
    first.close();
    stores = [];
    truncateSync(file(), 20_480);
    const store = await open();
    expect(store.setAside).not.toBeNull();
    expect(links(store).countLinked()).toBe(0);
  });

  test('because rows are not what their table allows is set aside too', async () => {
    const first = await open();
    links(first).insert(link('a'));
    first.close();
    stores = [];
    const db = new Database(file());
    // Such a file opens and answers without a word: only the check notices.
    db.pragma('ignore_check_constraints = ON');
    db.exec("UPDATE links SET state = 'nonsense'");
    db.close();
    const store = await open();
    expect(store.setAside).not.toBeNull();
    expect(links(store).countLinked()).toBe(0);
  });

  test('because its place cannot be written to is said so', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    await expect(open(join(folder, 'a-file', 'store.sqlite'))).rejects.toMatchObject({ code: 'storeReadOnly' });
    await expect(open(folder)).rejects.toMatchObject({ code: 'storeReadOnly' });
  });

  test('because the disk is full is said so, and what was there is still there', async () => {
    const db = await prepare({ file: join(folder, 'full.sqlite'), now: () => 0, log: quiet }, [
      'CREATE TABLE t (x TEXT)',
    ]);
    db.exec("INSERT INTO t VALUES ('before')");
    db.pragma('max_page_count = 4');
    const fill = db.transaction(() => {
      for (let n = 0; n < 1000; n++) db.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(1000));
    });
    let problem: StoreError | undefined;
    try {
      fill();
    } catch (error) {
      problem = asStoreError(error);
    }
    expect(problem?.code).toBe('diskFull');
    expect(db.prepare('SELECT x FROM t').pluck().all()).toEqual(['before']);
    db.close();
  });

  test('is told apart from a mistake of the program', () => {
    expect(asStoreError(new Error('x'))).toBeUndefined();
    expect(asStoreError(new Database.SqliteError('constraint', 'SQLITE_CONSTRAINT_UNIQUE'))).toBeUndefined();
    expect(asStoreError(new StoreError('diskFull', 'x'))?.code).toBe('diskFull');
  });
});

test.skipIf(process.platform === 'win32')('its files and its backups can be read by their owner alone', async () => {
  const at = join(folder, 'store.sqlite');
  const given = { file: at, now: () => clock.now(), log: quiet };
  (await prepare(given, ['CREATE TABLE one (id INTEGER)'])).close();
  const db = await prepare(given, ['CREATE TABLE one (id INTEGER)', 'CREATE TABLE two (id INTEGER)']);
  const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
  db.close();
  expect(modes.length).toBeGreaterThan(1);
  expect(new Set(modes)).toEqual(new Set([0o600]));
});

test('every statement can be counted', async () => {
  const statements: string[] = [];
  const store = await openStore({
    file: ':memory:',
    clock,
    log: quiet,
    onStatement: (sql) => void statements.push(sql),
  });
  stores.push(store);
  statements.length = 0;
  store.lastReport();
  expect(statements).toHaveLength(1);
});
