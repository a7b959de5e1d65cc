/**
 * @file What one run has read and means to do, outside of memory: temporary tables that SQLite keeps in a file of its own
 * and that are gone with the connection. Nothing here outlives a run or touches what is remembered.
 */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { GoneItem, RemoteItem } from '../connectors/connector.ts';
import { type ItemId, type Side, side } from '../model/side.ts';
import { type Operation, type OperationAction, operation, type PairKey, pairName } from './operation.ts';
import { itemId, remoteItem } from './records.ts';

export type StagedItem =
  | { readonly state: 'present'; readonly item: RemoteItem }
  | { readonly state: 'gone'; readonly proof: GoneItem['proof'] };

/** A pair to be decided on in this run. */
export interface StagedPair {
  readonly seq: number;
  readonly pair: PairKey;
  /** What is remembered of the sides may be behind: both are asked before anything is decided. */
  readonly reread: boolean;
  /** How often it was tried in this run. */
  readonly attempts: number;
}

const shape = `
CREATE TEMP TABLE IF NOT EXISTS staged (
  side        TEXT NOT NULL,
  item        TEXT NOT NULL,
  gone        TEXT CHECK (gone IN ('tombstone', 'notFound')),
  link        TEXT,
  fingerprint TEXT,
  paired      INTEGER NOT NULL DEFAULT 0,
  data        TEXT,
  PRIMARY KEY (side, item)
) STRICT;
CREATE INDEX IF NOT EXISTS temp.staged_free ON staged (fingerprint, side) WHERE paired = 0 AND fingerprint IS NOT NULL;
CREATE TEMP TABLE IF NOT EXISTS pairs (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  link     TEXT,
  crm      TEXT,
  calendar TEXT,
  reread   INTEGER NOT NULL,
  attempts INTEGER NOT NULL
) STRICT;
CREATE TEMP TABLE IF NOT EXISTS planned (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  side     TEXT NOT NULL,
  action   TEXT NOT NULL,
  pair     TEXT NOT NULL,
  guarded  INTEGER NOT NULL,
  counts   INTEGER NOT NULL,
  behind   INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  work     TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS temp.planned_by_pair ON planned (pair);
CREATE INDEX IF NOT EXISTS temp.planned_by_action ON planned (action, side);
`;

const pairRow = z.object({
  seq: z.int(),
  link: z.string().nullable(),
  crm: itemId.nullable(),
  calendar: itemId.nullable(),
  reread: z.int(),
  attempts: z.int(),
});
const stagedRow = z.object({ gone: z.enum(['tombstone', 'notFound']).nullable(), data: z.string().nullable() });
const plannedRow = z.object({ seq: z.int(), counts: z.int(), behind: z.int(), attempts: z.int(), work: z.string() });

export interface PlannedOperation {
  readonly seq: number;
  /** Whether the guard counts it among those that it may hold back. */
  readonly counts: boolean;
  /** A change of the pair is left over even when all that is planned is done. */
  readonly behind: boolean;
  readonly attempts: number;
  readonly operation: Operation;
}

export interface PlanFacts {
  /** Nobody agreed to it yet, and it may have to wait for somebody who does. */
  readonly guarded: boolean;
  readonly counts: boolean;
  readonly behind: boolean;
  /** How often the pair was tried in this run before. */
  readonly attempts: number;
}

export function openStaging(db: Database) {
  db.exec(shape);
  const sql = {
    clear: ['staged', 'pairs', 'planned'].map((table) => db.prepare(`DELETE FROM temp.${table}`)),
    put: db.prepare(
      `INSERT INTO temp.staged (side, item, gone, link, fingerprint, data)
       VALUES (@side, @item, @gone, @link, @fingerprint, @data)
       ON CONFLICT (side, item) DO UPDATE SET gone = excluded.gone, link = excluded.link,
         fingerprint = excluded.fingerprint, data = excluded.data`,
    ),
    clearSide: db.prepare<[string]>('DELETE FROM temp.staged WHERE side = ?'),
    drop: db.prepare<[string, string]>('DELETE FROM temp.staged WHERE side = ? AND item = ?'),
    get: db.prepare<[string, string]>('SELECT gone, data FROM temp.staged WHERE side = ? AND item = ?'),
    free: db
      .prepare<[string, string, number]>(
        `SELECT item FROM temp.staged WHERE side = ? AND item > ? AND paired = 0 AND fingerprint IS NOT NULL
         ORDER BY item LIMIT ?`,
      )
      .pluck(),
    shared: db
      .prepare<[string, number]>(
        `SELECT fingerprint FROM temp.staged WHERE paired = 0 AND fingerprint > ?
         GROUP BY fingerprint HAVING count(DISTINCT side) = 2 ORDER BY fingerprint LIMIT ?`,
      )
      .pluck(),
    group: db.prepare<[string]>(
      `SELECT side, data FROM temp.staged WHERE paired = 0 AND fingerprint = ? ORDER BY side, item`,
    ),
    setFingerprint: db.prepare<[string, string, string, string]>(
      'UPDATE temp.staged SET fingerprint = ? WHERE side = ? AND item = ? AND fingerprint = ? AND paired = 0',
    ),
    isFree: db
      .prepare<[string, string]>(
        'SELECT count(*) FROM temp.staged WHERE side = ? AND item = ? AND paired = 0 AND gone IS NULL AND link IS NULL',
      )
      .pluck(),
    unpaired: db
      .prepare<[string, string, number]>(
        `SELECT item FROM temp.staged WHERE side = ? AND item > ? AND paired = 0 AND gone IS NULL AND link IS NULL
         ORDER BY item LIMIT ?`,
      )
      .pluck(),
    setPaired: db.prepare<[string, string]>('UPDATE temp.staged SET paired = 1 WHERE side = ? AND item = ?'),
    addPair: db.prepare(
      `INSERT INTO temp.pairs (link, crm, calendar, reread, attempts)
       VALUES (@link, @crm, @calendar, @reread, @attempts)`,
    ),
    linkedOnes: db
      .prepare('SELECT DISTINCT link FROM temp.staged WHERE link IS NOT NULL AND paired = 0 ORDER BY link')
      .pluck(),
    missing: db
      .prepare<[string, number]>(
        'SELECT link FROM temp.staged WHERE side = ? AND gone IS NOT NULL AND link IS NOT NULL ORDER BY link LIMIT ?',
      )
      .pluck(),
    missingDetached: db
      .prepare<[string]>(
        `SELECT s.link FROM temp.staged s JOIN links l ON l.id = s.link
         WHERE s.side = ? AND s.gone IS NOT NULL AND l.state = 'detached' ORDER BY s.link`,
      )
      .pluck(),
    closeLinked: db.prepare('UPDATE temp.staged SET paired = 1 WHERE link IS NOT NULL'),
    singles: db.prepare<[string]>(
      `INSERT INTO temp.pairs (crm, calendar, reread, attempts)
       SELECT CASE side WHEN 'crm' THEN item END, CASE side WHEN 'calendar' THEN item END, 0, 0
       FROM temp.staged WHERE side = ? AND paired = 0 AND gone IS NULL AND link IS NULL ORDER BY item`,
    ),
    closeSingles: db.prepare<[string]>('UPDATE temp.staged SET paired = 1 WHERE side = ?'),
    pairs: db.prepare<[number, number, number]>(
      `SELECT seq, link, crm, calendar, reread, attempts FROM temp.pairs
       WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
    ),
    countPairs: db.prepare<[number]>('SELECT count(*) FROM temp.pairs WHERE seq > ?').pluck(),
    lastPair: db.prepare('SELECT coalesce(max(seq), 0) FROM temp.pairs').pluck(),
    plan: db.prepare(
      `INSERT INTO temp.planned (side, action, pair, guarded, counts, behind, attempts, work)
       VALUES (@side, @action, @pair, @guarded, @counts, @behind, @attempts, @work)`,
    ),
    planned: db.prepare<[string, string, number, number]>(
      'SELECT seq, counts, behind, attempts, work FROM temp.planned WHERE action = ? AND side = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    countPlanned: db.prepare('SELECT count(*) FROM temp.planned').pluck(),
    plannedOfPair: db.prepare<[string]>('SELECT count(*) FROM temp.planned WHERE pair = ?').pluck(),
    countGuarded: db
      .prepare<[string, string]>(
        `SELECT count(*) FROM temp.planned WHERE action = ? AND side IN (SELECT value FROM json_each(?))
           AND guarded = 1 AND counts = 1`,
      )
      .pluck(),
    guarded: db.prepare<[string, string, number, number]>(
      `SELECT seq, counts, behind, attempts, work FROM temp.planned
       WHERE action = ? AND side IN (SELECT value FROM json_each(?)) AND guarded = 1 AND seq > ? ORDER BY seq LIMIT ?`,
    ),
    dropPlanned: db.prepare<[number]>('DELETE FROM temp.planned WHERE seq = ?'),
    clearPlanned: db.prepare('DELETE FROM temp.planned'),
  };
  const count = (value: unknown) => z.int().parse(value);
  const toPlanned = (raw: unknown): PlannedOperation => {
    const { seq, counts, behind, attempts, work } = plannedRow.parse(raw);
    const facts = { counts: counts === 1, behind: behind === 1, attempts };
    return { seq, ...facts, operation: operation.parse(JSON.parse(work)) };
  };

  return {
    clear(): void {
      for (const statement of sql.clear) statement.run();
    },
    /** @param fingerprint null for an item that must not be matched by content. */
    putItem(one: Side, item: RemoteItem, link: string | null, fingerprint: string | null): void {
      sql.put.run({ side: one, item: item.id, gone: null, link, fingerprint, data: JSON.stringify(item) });
    },
    putGone(one: Side, { id, proof }: GoneItem, link: string): void {
      sql.put.run({ side: one, item: id, gone: proof, link, fingerprint: null, data: null });
    },
    /** Forgets what was read of this side, because it is read anew from the beginning. */
    clearSide: (one: Side): void => void sql.clearSide.run(one),
    drop: (one: Side, id: ItemId): void => void sql.drop.run(one, id),
    get(one: Side, id: ItemId): StagedItem | undefined {
      const raw = sql.get.get(one, id);
      if (raw === undefined) return undefined;
      const { gone, data } = stagedRow.parse(raw);
      if (gone !== null) return { state: 'gone', proof: gone };
      return { state: 'present', item: remoteItem.parse(JSON.parse(data ?? '')) };
    },
    /** Ids of items that may be matched and are not linked and not paired yet. */
    free: (one: Side, after: string, limit: number): readonly ItemId[] =>
      z.array(itemId).parse(sql.free.all(one, after, limit)),
    /** Whether it was read and is in no pair and no link; it may be one that must not be matched by content. */
    isFree: (one: Side, id: ItemId): boolean => count(sql.isFree.get(one, id)) === 1,
    /** Ids of all items that are not linked and not paired yet, those too that must not be matched by content. */
    unpaired: (one: Side, after: string, limit: number): readonly ItemId[] =>
      z.array(itemId).parse(sql.unpaired.all(one, after, limit)),
    /** Fingerprints that free items of both sides have. */
    sharedFingerprints: (after: string, limit: number): readonly string[] =>
      z.array(z.string()).parse(sql.shared.all(after, limit)),
    group(fingerprint: string): Readonly<Record<Side, readonly RemoteItem[]>> {
      const group: Record<Side, RemoteItem[]> = { crm: [], calendar: [] };
      const rows = z.array(z.object({ side, data: z.string() })).parse(sql.group.all(fingerprint));
      for (const row of rows) group[row.side].push(remoteItem.parse(JSON.parse(row.data)));
      return group;
    },
    /** From now on the item is looked for by another one; nothing happens where it had not the one that is named. */
    setFingerprint: (one: Side, id: ItemId, before: string, now: string): void =>
      void sql.setFingerprint.run(now, one, id, before),
    /** Takes an item out of matching without making a pair of it. */
    setAside: (one: Side, id: ItemId): void => void sql.setPaired.run(one, id),
    addPair(pair: PairKey, rest: { reread: boolean; attempts: number }): void {
      sql.addPair.run({ ...pair, reread: rest.reread ? 1 : 0, attempts: rest.attempts });
      if (pair.crm !== null) sql.setPaired.run('crm', pair.crm);
      if (pair.calendar !== null) sql.setPaired.run('calendar', pair.calendar);
    },
    /** Links of which something was read and that are in no pair yet. */
    touchedLinks: (): readonly string[] => z.array(z.string()).parse(sql.linkedOnes.all()),
    /** Links whose item of this side is said to be gone. */
    missing: (one: Side, limit: number): readonly string[] => z.array(z.string()).parse(sql.missing.all(one, limit)),
    /** Of those the ones that go their own way. */
    missingDetached: (one: Side): readonly string[] => z.array(z.string()).parse(sql.missingDetached.all(one)),
    closeLinked: (): void => void sql.closeLinked.run(),
    /** Makes a pair of each item that is still alone. */
    pairSingles(one: Side): void {
      sql.singles.run(one);
      sql.closeSingles.run(one);
    },
    /** @param until the last one to be given, whatever the limit. */
    pairs: (after: number, limit: number, until = Number.MAX_SAFE_INTEGER): readonly StagedPair[] =>
      sql.pairs.all(after, until, limit).map((raw) => {
        const { seq, reread, attempts, ...pair } = pairRow.parse(raw);
        return { seq, pair, reread: reread === 1, attempts };
      }),
    countPairs: (after: number): number => count(sql.countPairs.get(after)),
    lastPair: (): number => count(sql.lastPair.get()),
    plan(planned: Operation, facts: PlanFacts): void {
      sql.plan.run({
        side: planned.side,
        action: planned.work.do,
        pair: pairName(planned.pair),
        guarded: facts.guarded ? 1 : 0,
        counts: facts.counts ? 1 : 0,
        behind: facts.behind ? 1 : 0,
        attempts: facts.attempts,
        work: JSON.stringify(planned),
      });
    },
    planned: (action: OperationAction, one: Side, after: number, limit: number): readonly PlannedOperation[] =>
      sql.planned.all(action, one, after, limit).map(toPlanned),
    countPlanned: (): number => count(sql.countPlanned.get()),
    /** What is still to be done about a pair in this round. */
    plannedOfPair: (pair: string): number => count(sql.plannedOfPair.get(pair)),
    /** How many of those that nobody has agreed to count. */
    countGuarded: (action: OperationAction, on: readonly Side[]): number =>
      count(sql.countGuarded.get(action, JSON.stringify(on))),
    /** What nobody has agreed to. */
    guarded: (
      action: OperationAction,
      on: readonly Side[],
      after: number,
      limit: number,
    ): readonly PlannedOperation[] => sql.guarded.all(action, JSON.stringify(on), after, limit).map(toPlanned),
    dropPlanned: (seq: number): void => void sql.dropPlanned.run(seq),
    clearPlanned: (): void => void sql.clearPlanned.run(),
  };
}
