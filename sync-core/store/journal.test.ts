/** @file Tests of the journal: what is kept as the way back, for how long, and what the activity list says of it. */
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { meeting, quiet, stillClock } from '../engine/testing/scene.ts';
import type { ItemId, ItemVersion } from '../model/side.ts';
import type { Instant } from '../model/time.ts';
import type { ActivityDraft } from './activity.ts';
import { prepare } from './database.ts';
import { first } from './migrations/0001-first.ts';
import { remembered } from './migrations/0002-remembered.ts';
import { places } from './migrations/0003-places.ts';
import { undo } from './migrations/0004-undo.ts';
import type { Operation } from './operation.ts';
import { openStore, type Store } from './store.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const clock = stillClock();
async function scene(onStatement?: (sql: string) => void): Promise<Store> {
  const store = await openStore({ file: ':memory:', clock, log: quiet, ...(onStatement && { onStatement }) });
  open.push(store);
  return store;
}

const accounts = { crm: 'superoffice:Cust70001:12', calendar: 'microsoft365:tenant:me' };
const kind = 'appointment';
const draft: ActivityDraft = {
  kind,
  title: 'Forecast',
  when: '2026-12-01T09:00:00Z',
  action: 'remove',
  side: 'calendar',
  outcome: 'done',
  reason: null,
  changes: [],
  items: {},
};

function removal(id: string, over: Partial<Operation> = {}): Operation {
  const target = {
    id: id as ItemId,
    version: 'v1' as ItemVersion,
    fields: meeting(),
    form: { kind: 'single' as const },
    protection: { edit: true as const, remove: true as const },
    editedAt: '2026-11-20T08:00:00Z' as Instant,
    categories: [],
  };
  const pair = { link: id, crm: null, calendar: id as ItemId };
  return { pair, side: 'calendar', work: { do: 'remove' }, target, source: null, entry: draft, ...over };
}

function intend({ tables }: Store, operation: Operation): number {
  return tables.journal.intend('run', kind, accounts, operation);
}

/** @returns the entry of an operation that was done. */
function carryOut(store: Store, operation: Operation): number {
  const entry = store.tables.activity.add('run', draft);
  store.tables.journal.done(intend(store, operation), { entry, echo: meeting({ title: 'As it is now' }) });
  return entry;
}

const never = { olderThan: 0, mostBytes: Number.MAX_SAFE_INTEGER };

describe('an operation', () => {
  test('is found by the entry that tells of it, with what it did away with and what was made of it', async () => {
    const store = await scene();
    const entry = carryOut(store, removal('a'));
    expect(store.tables.journal.byEntry(entry)).toMatchObject({
      operation: removal('a'),
      account: accounts.calendar,
      item: 'a',
      echo: { title: 'As it is now' },
      undone: false,
    });
    expect(store.tables.journal.byEntry(entry + 1)).toBeUndefined();
  });

  test('can be taken back once, and what took it back cannot', async () => {
    const store = await scene();
    const entry = carryOut(store, removal('a'));
    const told = store.tables.activity.add('run', { ...draft, outcome: 'leftOut' });
    const undone = () => [entry, told].map((id) => store.activityEntry(id)?.undo);
    expect(undone()).toEqual(['possible', 'none']);
    const undoes = store.tables.journal.byEntry(entry)?.id;
    if (undoes === undefined) throw new Error('not found');
    const begun = intend(store, removal('b', { undoes }));
    expect(undone()).toEqual(['possible', 'none']);
    expect(store.tables.journal.open(kind, 'calendar', 0, 10)).toEqual([]);
    expect(store.tables.journal.openUndos(kind, 'calendar', 0, 10)).toMatchObject([
      { id: begun, entry, begunAt: clock.now() },
    ]);
    const second = store.tables.activity.add('undo', { ...draft, outcome: 'undone' });
    store.tables.journal.done(begun, { entry: second });
    expect(undone()).toEqual(['done', 'none']);
    expect(store.activityEntry(second)?.undo).toBe('none');
    expect(store.tables.journal.byEntry(entry)?.undone).toBe(true);
  });

  test('that is not done is no way back', async () => {
    const store = await scene();
    const failed = intend(store, removal('a'));
    store.tables.journal.failed(failed, 'conflict');
    intend(store, removal('b'));
    const entries = [1, 2, 3].map((id) => store.tables.journal.byEntry(id));
    expect(entries).toEqual([undefined, undefined, undefined]);
  });
});

describe('pruning', () => {
  test('drops what is older, and never what has no outcome, nor what an open undo takes back', async () => {
    const store = await scene();
    const old = carryOut(store, removal('old'));
    const wanted = carryOut(store, removal('wanted'));
    const undoes = store.tables.journal.byEntry(wanted)?.id;
    intend(store, removal('open'));
    if (undoes !== undefined) intend(store, removal('undo', { undoes }));
    clock.advance(1000);
    const young = carryOut(store, removal('young'));
    store.tables.journal.prune({ ...never, olderThan: clock.now() - 500 });
    const kept = [old, wanted, young].map((entry) => store.tables.journal.byEntry(entry)?.operation.target?.id);
    expect(kept).toEqual([undefined, 'wanted', 'young']);
    expect(store.tables.journal.open(kind, 'calendar', 0, 10)).toHaveLength(1);
    expect(store.activityEntry(old)?.undo).toBe('none');
  });

  test('drops the oldest of what is too much, and never what has no outcome', async () => {
    const store = await scene();
    intend(store, removal('open'));
    const entries = Array.from({ length: 20 }, (_, n) => carryOut(store, removal(`item ${n}`)));
    const kept = () => entries.map((entry) => store.tables.journal.byEntry(entry) !== undefined).filter(Boolean).length;
    const one = Buffer.byteLength(JSON.stringify(removal('item 0'))) + Buffer.byteLength(JSON.stringify(meeting()));
    store.tables.journal.prune({ ...never, mostBytes: 10.5 * one, bite: 4 });
    expect(kept()).toBe(16);
    for (let n = 0; n < 5; n++) store.tables.journal.prune({ ...never, mostBytes: 10.5 * one, bite: 4 });
    expect(kept()).toBe(10);
    expect(store.tables.journal.byEntry(entries.at(-1) ?? 0)).toBeDefined();
    store.tables.journal.prune({ ...never, mostBytes: 0 });
    expect(kept()).toBe(0);
    expect(store.tables.journal.open(kind, 'calendar', 0, 10)).toHaveLength(1);
  });
});

test('the activity list finds the way back of each entry by an index', async () => {
  const statements: string[] = [];
  const store = await scene((sql) => void statements.push(sql));
  for (let n = 0; n < 60; n++) carryOut(store, removal(`item ${n}`));
  statements.length = 0;
  const { entries } = store.activity({ filter: 'all', search: '', before: null, limit: 50 });
  expect(entries.every(({ undo: one }) => one === 'possible')).toBe(true);
  expect(statements).toHaveLength(1);
  const db = new Database(':memory:');
  open.push(db);
  for (const sql of [first, remembered, places, undo]) db.exec(sql);
  const plan = db.prepare('EXPLAIN QUERY PLAN SELECT 1 FROM operations o WHERE o.entry = ?').all(1);
  expect(JSON.stringify(plan)).toContain('operations_by_entry');
});

test('what was done before entries were known stays, and is no way back', async () => {
  const options = { file: ':memory:', now: () => clock.now(), log: quiet };
  const db = await prepare(options, [first, remembered, places]);
  open.push(db);
  db.exec(`INSERT INTO operations (run, kind, pair, side, account, action, state, work, created_at)
           VALUES ('r', 'appointment', 'p', 'crm', 'a', 'remove', 'done', '{}', '2026-11-20T08:00:00Z')`);
  db.exec(undo);
  expect(db.prepare('SELECT entry, undone, bytes FROM operations').all()).toEqual([
    { entry: null, undone: 0, bytes: 2 },
  ]);
});

test('titles are found whatever their case, in every alphabet', async () => {
  const store = await scene();
  for (const title of ['Ærlig ØKONOMI', 'STRASSE 5', 'Übergabe', 'Ομάδας'])
    store.tables.activity.add('run', { ...draft, title });
  const found = (search: string) =>
    store.activity({ filter: 'all', search, before: null, limit: 50 }).entries.map(({ title }) => title);
  expect(found('økonomi')).toEqual(['Ærlig ØKONOMI']);
  expect(found('straße')).toEqual(['STRASSE 5']);
  expect(found(' ÜBERgabe ')).toEqual(['Übergabe']);
  expect(found('ΟΜΆΔΑΣ')).toEqual(['Ομάδας']);
  expect(found('100 %')).toEqual([]);
});
