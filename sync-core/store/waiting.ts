/**
 * @file Pairs that something stands in the way of: `parked` ones are tried again after growing pauses, `held` ones wait
 * for the user. Neither keeps anything else from going on.
 */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { ItemKind } from '../model/side.ts';
import { type PairKey, pairName } from './operation.ts';
import { itemId } from './records.ts';

export interface WaitingPair {
  readonly id: number;
  readonly pair: PairKey;
  readonly state: 'parked' | 'held';
  /** The user said yes. */
  readonly approved: boolean;
  /** How many times the item was created on the other side. */
  readonly incarnation: number;
  readonly attempts: number;
  /** The activity entry that tells of it. */
  readonly entry: number | null;
}

const row = z.object({
  id: z.int(),
  link: z.string().nullable(),
  crm: itemId.nullable(),
  calendar: itemId.nullable(),
  state: z.enum(['parked', 'held']),
  decision: z.string().nullable(),
  incarnation: z.int(),
  attempts: z.int(),
  entry: z.int().nullable(),
});

function toPair(raw: unknown): WaitingPair {
  const { id, link, crm, calendar, state, decision, incarnation, attempts, entry } = row.parse(raw);
  return { id, pair: { link, crm, calendar }, state, approved: decision === 'apply', incarnation, attempts, entry };
}

const columns = 'id, link, crm, calendar, state, decision, incarnation, attempts, entry';

export function openWaiting(db: Database, now: () => number) {
  const sql = {
    byPair: db.prepare<[string, string]>(`SELECT ${columns} FROM waiting WHERE kind = ? AND pair = ?`),
    byEntry: db.prepare<[number]>(`SELECT ${columns} FROM waiting WHERE entry = ? AND state = 'held'`),
    due: db.prepare<[string, number, number, number]>(
      `SELECT ${columns} FROM waiting WHERE kind = ? AND id > ?
         AND ((state = 'parked' AND next_at_ms <= ?) OR decision = 'apply') ORDER BY id LIMIT ?`,
    ),
    alone: db.prepare<[string]>(
      `SELECT ${columns} FROM waiting WHERE kind = ? AND state = 'parked' AND link IS NULL
         AND (crm IS NULL OR calendar IS NULL) ORDER BY id`,
    ),
    put: db.prepare(
      `INSERT INTO waiting (kind, pair, link, crm, calendar, state, incarnation, attempts, next_at_ms, entry, since)
       VALUES (@kind, @pair, @link, @crm, @calendar, @state, @incarnation, @attempts, @nextAt, @entry, @at)
       ON CONFLICT (kind, pair) DO UPDATE SET link = excluded.link, crm = excluded.crm, calendar = excluded.calendar,
         state = excluded.state, incarnation = excluded.incarnation, attempts = excluded.attempts,
         next_at_ms = excluded.next_at_ms, entry = excluded.entry, decision = NULL`,
    ),
    decide: db.prepare<[number]>("UPDATE waiting SET decision = 'apply' WHERE id = ? AND state = 'held'"),
    remove: db.prepare<[string, string]>('DELETE FROM waiting WHERE kind = ? AND pair = ?'),
    count: db.prepare('SELECT state, count(*) AS pairs FROM waiting WHERE decision IS NULL GROUP BY state'),
    nextDue: db.prepare("SELECT min(next_at_ms) FROM waiting WHERE state = 'parked'").pluck(),
    forget: db.prepare('DELETE FROM waiting'),
  };

  return {
    byPair(kind: ItemKind, pair: string): WaitingPair | undefined {
      const raw = sql.byPair.get(kind, pair);
      return raw === undefined ? undefined : toPair(raw);
    },
    /** @param entry id of the activity entry that tells of the held pair. */
    heldByEntry(entry: number): WaitingPair | undefined {
      const raw = sql.byEntry.get(entry);
      return raw === undefined ? undefined : toPair(raw);
    },
    /** Parked items that are not linked, whether their pause is over or not. */
    alone: (kind: ItemKind): readonly WaitingPair[] => sql.alone.all(kind).map(toPair),
    /** Parked pairs whose pause is over, and held ones that the user approved. */
    due: (kind: ItemKind, after: number, limit: number): readonly WaitingPair[] =>
      sql.due.all(kind, after, now(), limit).map(toPair),
    park(
      kind: ItemKind,
      pair: PairKey,
      rest: { incarnation: number; attempts: number; nextAt: number; entry: number | null },
    ): void {
      sql.put.run({ kind, pair: pairName(pair), ...pair, state: 'parked', ...rest, at: new Date(now()).toISOString() });
    },
    hold(kind: ItemKind, pair: PairKey, entry: number): void {
      sql.put.run({
        kind,
        pair: pairName(pair),
        ...pair,
        state: 'held',
        incarnation: 0,
        attempts: 0,
        nextAt: null,
        entry,
        at: new Date(now()).toISOString(),
      });
    },
    approve: (id: number): void => void sql.decide.run(id),
    remove: (kind: ItemKind, pair: string): void => void sql.remove.run(kind, pair),
    counts(): { readonly held: number; readonly parked: number } {
      const counts = { held: 0, parked: 0 };
      const rows = z.array(z.object({ state: z.enum(['parked', 'held']), pairs: z.int() })).parse(sql.count.all());
      for (const { state, pairs } of rows) counts[state] = pairs;
      return counts;
    },
    /** When the first parked pair is due, milliseconds since 1970; null when none is parked. */
    nextDueAt: (): number | null =>
      z
        .number()
        .nullable()
        .parse(sql.nextDue.get() ?? null),
    forget: (): void => void sql.forget.run(),
  };
}
