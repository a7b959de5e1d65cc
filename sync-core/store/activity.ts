/**
 * @file The activity list: what was done to which item and why others were left out. Entries are only ever added; old ones
 * are pruned. Who writes an entry leaves out title and values of private items (G4.2); those of an item that turns private later
 * are taken out then.
 */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { type ActivityEntry, activityEntry } from '../engine/report.ts';
import { type LeftOutCode, leftOutCode } from '../model/reason.ts';
import { type ItemId, type ItemKind, type Side, side } from '../model/side.ts';
import { foldCase } from './fold-case.ts';
import { type AccountKeys, itemId } from './records.ts';

/** What the window's list can be narrowed to. `needsYou`: held operations that still wait for a decision. */
export type ActivityFilter = 'all' | 'needsYou' | 'changed' | 'leftOut' | 'failed';

export interface ActivityQuery {
  readonly filter: ActivityFilter;
  /** Part of a title, whatever its case; empty: any. */
  readonly search: string;
  /** Only entries older than this one; null from the newest. */
  readonly before: number | null;
  readonly limit: number;
}

export interface ActivityPage {
  /** Newest first. */
  readonly entries: readonly ActivityEntry[];
  readonly more: boolean;
}

/** Writes of one day, for the chart of the overview. */
export interface HistoryDay {
  /** `2026-11-22`, in the zone that was asked for. */
  readonly day: string;
  readonly crm: number;
  readonly calendar: number;
  readonly held: number;
}

/** By what a person would look for an item that is left out. */
export interface LeftOutWords {
  /** null for a private item. */
  readonly title: string | null;
  readonly when: string | null;
  readonly webUrl?: string;
}

export type ActivityDraft = Omit<ActivityEntry, 'id' | 'at' | 'runId' | 'undo'>;

const where: Readonly<Record<ActivityFilter, string>> = {
  all: '1',
  needsYou: "outcome = 'held' AND id IN (SELECT entry FROM waiting WHERE state = 'held' AND decision IS NULL)",
  changed: "outcome IN ('done', 'conflict', 'undone')",
  leftOut: "outcome IN ('leftOut', 'refused')",
  failed: "outcome IN ('parked', 'notUndone')",
};

/** An undo itself is never taken back; neither is what was begun and has no outcome. */
const columns = `id, at, run, kind, title, starts, action, side, outcome, reason, changes, items, coalesce(
  (SELECT CASE WHEN o.undoes IS NOT NULL OR o.state <> 'done' THEN 'none' WHEN o.undone = 1 THEN 'done' ELSE 'possible' END
   FROM operations o WHERE o.entry = activity.id), 'none') AS undo`;

const row = z.object({
  id: z.int(),
  at: z.string(),
  run: z.string(),
  kind: z.string(),
  title: z.string().nullable(),
  starts: z.string().nullable(),
  action: z.string(),
  side: z.string(),
  outcome: z.string(),
  reason: z.string().nullable(),
  changes: z.string(),
  items: z.string(),
  undo: z.string(),
});

const leftOutRow = z.object({ code: z.string(), title: z.string().nullable(), starts: z.string().nullable() });

function toEntry(raw: unknown): ActivityEntry {
  const { run, starts, reason, changes, items, ...plain } = row.parse(raw);
  return activityEntry.parse({
    ...plain,
    runId: run,
    when: starts,
    reason: reason === null ? null : JSON.parse(reason),
    changes: JSON.parse(changes),
    items: JSON.parse(items),
  });
}

export function openActivity(db: Database, now: () => number) {
  const list = (filter: ActivityFilter) =>
    db.prepare<[number, string, number]>(
      `SELECT ${columns} FROM activity
       WHERE id < ? AND instr(fold(title), ?) > 0 AND ${where[filter]} ORDER BY id DESC LIMIT ?`,
    );
  const listAnyTitle = (filter: ActivityFilter) =>
    db.prepare<[number, number]>(
      `SELECT ${columns} FROM activity
       WHERE id < ? AND ${where[filter]} ORDER BY id DESC LIMIT ?`,
    );
  const byFilter = <T>(make: (filter: ActivityFilter) => T): Readonly<Record<ActivityFilter, T>> => ({
    all: make('all'),
    needsYou: make('needsYou'),
    changed: make('changed'),
    leftOut: make('leftOut'),
    failed: make('failed'),
  });
  const sql = {
    add: db.prepare(
      `INSERT INTO activity (at, run, kind, title, starts, action, side, outcome, reason, changes, items)
       VALUES (@at, @run, @kind, @title, @when, @action, @side, @outcome, @reason, @changes, @items)`,
    ),
    one: db.prepare<[number]>(`SELECT ${columns} FROM activity WHERE id = ?`),
    hide: db.prepare<[Side, string]>(
      `UPDATE activity SET title = NULL, changes = '[]'
       WHERE title IS NOT NULL AND items ->> ('$.' || ? || '.id') = ?`,
    ),
    deedsOf: db
      .prepare<[string]>(
        `SELECT id FROM activity WHERE run = ? AND action IN ('create', 'update', 'remove')
           AND outcome IN ('done', 'conflict', 'refused', 'undone') ORDER BY id DESC`,
      )
      .pluck(),
    searched: byFilter(list),
    listed: byFilter(listAnyTitle),
    pruneAge: db.prepare<[string, number]>(
      `DELETE FROM activity WHERE id IN (SELECT id FROM activity WHERE at < ?
         AND id NOT IN (SELECT entry FROM waiting WHERE entry IS NOT NULL) ORDER BY id LIMIT ?)`,
    ),
    pruneSize: db.prepare<[number]>(
      `DELETE FROM activity WHERE id <= (SELECT max(id) FROM activity) - ?
         AND id NOT IN (SELECT entry FROM waiting WHERE entry IS NOT NULL)`,
    ),
    leftOut: db.prepare<[string, string, string, string]>(
      'SELECT code, title, starts FROM left_out WHERE kind = ? AND side = ? AND account = ? AND item = ?',
    ),
    setLeftOut: db.prepare(
      `INSERT INTO left_out (kind, side, account, item, code, since, title, starts, web_url)
       VALUES (@kind, @side, @account, @item, @code, @since, @title, @starts, @webUrl)
       ON CONFLICT (kind, side, account, item) DO UPDATE SET code = excluded.code, since = excluded.since,
         title = excluded.title, starts = excluded.starts, web_url = excluded.web_url, entry = NULL`,
    ),
    renameLeftOut: db.prepare(
      `UPDATE left_out SET title = @title, starts = @starts, web_url = @webUrl
       WHERE kind = @kind AND side = @side AND account = @account AND item = @item`,
    ),
    setLeftOutEntry: db.prepare<[number, string, string, string, string]>(
      'UPDATE left_out SET entry = ? WHERE kind = ? AND side = ? AND account = ? AND item = ?',
    ),
    clearLeftOut: db.prepare<[string, string, string, string]>(
      'DELETE FROM left_out WHERE kind = ? AND side = ? AND account = ? AND item = ?',
    ),
    leftOutFor: db.prepare<[string, string, string, string]>(
      `SELECT side, item, starts, title FROM left_out
       WHERE kind = ? AND code = ? AND account IN (?, ?) ORDER BY side, item`,
    ),
    leftOutCounts: db.prepare('SELECT side, code, count(*) AS items FROM left_out WHERE kind = ? GROUP BY side, code'),
    forgetLeftOut: db.prepare('DELETE FROM left_out'),
  };
  const at = () => new Date(now()).toISOString();

  return {
    add(run: string, draft: ActivityDraft): number {
      const { lastInsertRowid } = sql.add.run({
        at: at(),
        run,
        kind: draft.kind,
        title: draft.title,
        when: draft.when,
        action: draft.action,
        side: draft.side,
        outcome: draft.outcome,
        reason: draft.reason === null ? null : JSON.stringify(draft.reason),
        changes: JSON.stringify(draft.changes),
        items: JSON.stringify(draft.items),
      });
      return Number(lastInsertRowid);
    },
    entry(id: number): ActivityEntry | undefined {
      const raw = sql.one.get(id);
      return raw === undefined ? undefined : toEntry(raw);
    },
    /** An item has become private: what was told of it while it was open is no longer shown. */
    hide: (one: Side, item: ItemId): void => void sql.hide.run(one, item),
    /** What a run did, or took back, newest first. */
    deedsOf: (run: string): readonly number[] => z.array(z.int()).parse(sql.deedsOf.all(run)),
    list(query: ActivityQuery): ActivityPage {
      const before = query.before ?? Number.MAX_SAFE_INTEGER;
      const search = foldCase(query.search);
      const raw =
        search === ''
          ? sql.listed[query.filter].all(before, query.limit + 1)
          : sql.searched[query.filter].all(before, search, query.limit + 1);
      return { entries: raw.slice(0, query.limit).map(toEntry), more: raw.length > query.limit };
    },
    /** Drops what is older, and what is too much, in small bites; entries that the user must still decide on stay. */
    prune(olderThan: number, keep: number, bite = 5000): void {
      sql.pruneAge.run(new Date(olderThan).toISOString(), bite);
      sql.pruneSize.run(keep);
    },
    /**
     * Remembers why an item does not take part, and by what it can be looked up.
     * @param title null for a private item.
     * @returns whether the reason is news.
     */
    noteLeftOut(
      kind: ItemKind,
      one: Side,
      accounts: AccountKeys,
      item: ItemId,
      code: LeftOutCode,
      { title, when, webUrl }: LeftOutWords,
    ): boolean {
      const raw = sql.leftOut.get(kind, one, accounts[one], item);
      const row = { kind, side: one, account: accounts[one], item, title, starts: when, webUrl: webUrl ?? null };
      const known = raw === undefined ? undefined : leftOutRow.parse(raw);
      if (title === null && known !== undefined && known.title !== null) sql.hide.run(one, item);
      if (known?.code !== code) {
        sql.setLeftOut.run({ ...row, code, since: at() });
        return true;
      }
      if (known.title !== title || known.starts !== when) sql.renameLeftOut.run(row);
      return false;
    },
    /** The entry that told why this item does not take part. */
    toldLeftOut: (kind: ItemKind, one: Side, accounts: AccountKeys, item: ItemId, entry: number): void =>
      void sql.setLeftOutEntry.run(entry, kind, one, accounts[one], item),
    /** Why an item does not take part, as far as that is remembered. */
    whyLeftOut(kind: ItemKind, one: Side, accounts: AccountKeys, item: ItemId): string | undefined {
      const raw = sql.leftOut.get(kind, one, accounts[one], item);
      return raw === undefined ? undefined : leftOutRow.parse(raw).code;
    },
    clearLeftOut: (kind: ItemKind, one: Side, accounts: AccountKeys, item: ItemId): void =>
      void sql.clearLeftOut.run(kind, one, accounts[one], item),
    /** The items that do not take part for this reason. */
    leftOutFor: (kind: ItemKind, accounts: AccountKeys, code: LeftOutCode) =>
      z
        .array(z.object({ side, item: itemId, starts: z.string().nullable(), title: z.string().nullable() }))
        .parse(sql.leftOutFor.all(kind, code, accounts.crm, accounts.calendar)),
    leftOutCounts: (kind: ItemKind) =>
      z.array(z.object({ side, code: leftOutCode, items: z.int() })).parse(sql.leftOutCounts.all(kind)),
    forgetLeftOut: () => void sql.forgetLeftOut.run(),
  };
}
