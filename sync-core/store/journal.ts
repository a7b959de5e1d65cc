/**
 * @file The journal: every write as an intent before it is done, and with its outcome afterwards. An intent without an
 * outcome is a question that the next run asks first. Settled rows are the way back for the retention time.
 */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { type ItemFields, itemFields } from '../model/item.ts';
import { type ItemId, type ItemKind, itemKind, type Side } from '../model/side.ts';
import { type Operation, operation, type PairKey, pairName } from './operation.ts';
import { type AccountKeys, itemId } from './records.ts';

export interface JournalledOperation {
  readonly id: number;
  readonly operation: Operation;
}

/** What is known of an operation once it is done. */
export interface Deed {
  /** The activity entry that tells of it; null: nobody is told. */
  readonly entry: number | null;
  /** The id of what was created. */
  readonly item?: ItemId;
  /** What the written item showed afterwards. */
  readonly echo?: ItemFields;
}

/** An operation that was done, as the way back sees it. */
export interface DoneOperation extends JournalledOperation {
  readonly kind: ItemKind;
  /** The account that was written. */
  readonly account: string;
  readonly item: ItemId | null;
  readonly echo: ItemFields | null;
  /** It was taken back already. */
  readonly undone: boolean;
}

/** An undo that was begun and has no outcome. */
export interface OpenUndo extends JournalledOperation {
  /** The activity entry of what it takes back. */
  readonly entry: number;
  /** Milliseconds since 1970. */
  readonly begunAt: number;
}

/** How much is kept; whatever has no outcome yet is kept in any case. */
export interface JournalBounds {
  /** Milliseconds since 1970. */
  readonly olderThan: number;
  /** Of before-images, the newest first. */
  readonly mostBytes: number;
  /** Rows dropped at once. */
  readonly bite?: number;
}

const row = z.object({ id: z.int(), work: z.string() });
const doneRow = row.extend({
  kind: itemKind,
  account: z.string(),
  item: itemId.nullable(),
  echo: z.string().nullable(),
  undone: z.int(),
});
const openUndoRow = row.extend({ entry: z.int(), begunAt: z.string() });

function toOperation(raw: unknown): JournalledOperation {
  const { id, work } = row.parse(raw);
  return { id, operation: operation.parse(JSON.parse(work)) };
}

export function openJournal(db: Database, now: () => number) {
  const sql = {
    intend: db.prepare(
      `INSERT INTO operations (run, kind, pair, link, side, account, action, state, item, key, work, bytes, undoes, created_at)
       VALUES (@run, @kind, @pair, @link, @side, @account, @action, 'intended', @item, @key, @work, @bytes, @undoes, @at)`,
    ),
    done: db.prepare(
      `UPDATE operations SET state = 'done', item = coalesce(@item, item), entry = @entry, echo = @echo,
         bytes = bytes + @bytes, settled_at = @at WHERE id = @id`,
    ),
    setUndone: db.prepare<[number]>(
      'UPDATE operations SET undone = 1 WHERE id = (SELECT undoes FROM operations WHERE id = ?)',
    ),
    failed: db.prepare<[string, string, number]>(
      "UPDATE operations SET state = 'failed', error = ?, settled_at = ? WHERE id = ?",
    ),
    open: db.prepare<[string, string, number, number]>(
      `SELECT id, work FROM operations
       WHERE state = 'intended' AND undoes IS NULL AND kind = ? AND side = ? AND id > ? ORDER BY id LIMIT ?`,
    ),
    openUndos: db.prepare<[string, string, number, number]>(
      `SELECT u.id, u.work, u.created_at AS begunAt, o.entry FROM operations u JOIN operations o ON o.id = u.undoes
       WHERE u.state = 'intended' AND u.kind = ? AND u.side = ? AND u.id > ? ORDER BY u.id LIMIT ?`,
    ),
    byEntry: db.prepare<[number]>(
      "SELECT id, work, kind, account, item, echo, undone FROM operations WHERE entry = ? AND state = 'done'",
    ),
    removedSince: db
      .prepare<[string, string, string, string]>(
        `SELECT DISTINCT item FROM operations WHERE created_at >= ? AND kind = ? AND side = ? AND account = ?
           AND action = 'remove' AND state = 'done' AND item IS NOT NULL`,
      )
      .pluck(),
    inDoubt: db.prepare<[string, string, string]>(
      `SELECT id, work FROM (SELECT id, work, state FROM operations WHERE kind = ? AND pair = ? AND side = ?
           AND action IN ('create', 'update') AND undoes IS NULL ORDER BY id DESC LIMIT 1) WHERE state = 'failed'`,
    ),
    tried: db.prepare<[string, string]>(
      `SELECT 1 FROM (SELECT state FROM operations WHERE kind = ? AND pair = ? AND action = 'create' ORDER BY id DESC LIMIT 1)
       WHERE state <> 'done'`,
    ),
    openOfPair: db
      .prepare<[string, string]>("SELECT count(*) FROM operations WHERE state = 'intended' AND kind = ? AND pair = ?")
      .pluck(),
    forget: db.prepare<[string]>(
      "UPDATE operations SET state = 'failed', error = 'forgotten', settled_at = ? WHERE state = 'intended'",
    ),
    pruneAge: db.prepare<[string, number]>(
      `DELETE FROM operations WHERE id IN (SELECT id FROM operations WHERE state <> 'intended' AND created_at < ?
         AND id NOT IN (SELECT undoes FROM operations WHERE state = 'intended' AND undoes IS NOT NULL)
         ORDER BY id LIMIT ?)`,
    ),
    pruneSize: db.prepare<[number, number]>(
      `DELETE FROM operations WHERE id IN (SELECT id FROM
         (SELECT id, sum(bytes) OVER (ORDER BY id DESC) AS total FROM operations WHERE state IN ('done', 'failed'))
         WHERE total > ? AND id NOT IN (SELECT undoes FROM operations WHERE state = 'intended' AND undoes IS NOT NULL)
         ORDER BY id LIMIT ?)`,
    ),
  };
  const at = () => new Date(now()).toISOString();

  return {
    intend(run: string, kind: ItemKind, accounts: AccountKeys, planned: Operation): number {
      const work = JSON.stringify(planned);
      const { lastInsertRowid } = sql.intend.run({
        run,
        kind,
        pair: pairName(planned.pair),
        link: planned.pair.link,
        side: planned.side,
        account: accounts[planned.side],
        action: planned.work.do,
        item: planned.target?.id ?? null,
        key: planned.work.do === 'create' ? planned.work.mark.key : null,
        work,
        bytes: Buffer.byteLength(work),
        undoes: planned.undoes ?? null,
        at: at(),
      });
      return Number(lastInsertRowid);
    },
    /** Items of this side that we have removed. @param since milliseconds since 1970. */
    removedSince: (kind: ItemKind, side: Side, account: string, since: number): readonly ItemId[] =>
      z.array(itemId).parse(sql.removedSince.all(new Date(since).toISOString(), kind, side, account)),
    /** What it takes back, if anything, is taken back from now on. */
    done(id: number, { entry, item, echo }: Deed): void {
      const shown = echo === undefined ? null : JSON.stringify(echo);
      const bytes = shown === null ? 0 : Buffer.byteLength(shown);
      sql.done.run({ id, entry, item: item ?? null, echo: shown, bytes, at: at() });
      sql.setUndone.run(id);
    },
    failed: (id: number, error: string): void => void sql.failed.run(error, at(), id),
    /** Intents whose outcome is not known, oldest first; those of an undo apart. */
    open: (kind: ItemKind, one: Operation['side'], after: number, limit: number): readonly JournalledOperation[] =>
      sql.open.all(kind, one, after, limit).map(toOperation),
    openUndos: (kind: ItemKind, one: Operation['side'], after: number, limit: number): readonly OpenUndo[] =>
      sql.openUndos.all(kind, one, after, limit).map((raw) => {
        const { entry, begunAt } = openUndoRow.parse(raw);
        return { ...toOperation(raw), entry, begunAt: Date.parse(begunAt) };
      }),
    /** What was done and told of by this entry of the activity list, as long as it is kept. */
    byEntry(entry: number): DoneOperation | undefined {
      const raw = sql.byEntry.get(entry);
      if (raw === undefined) return undefined;
      const { kind, account, item, echo, undone } = doneRow.parse(raw);
      const shown = echo === null ? null : itemFields.parse(JSON.parse(echo));
      return { ...toOperation(raw), kind, account, item, echo: shown, undone: undone === 1 };
    },
    /** Whether the last creation that was begun for this pair is not known to have been done. */
    wasTried: (kind: ItemKind, pair: PairKey): boolean => sql.tried.get(kind, pairName(pair)) !== undefined,
    /** The last creation or update for a pair, if nobody was told that it was done; it may have been. */
    inDoubt(kind: ItemKind, pair: PairKey, side: Side): JournalledOperation | undefined {
      const raw = sql.inDoubt.get(kind, pairName(pair), side);
      return raw === undefined ? undefined : toOperation(raw);
    },
    /** How many intents of this pair have no outcome yet. */
    openOfPair: (kind: ItemKind, pair: string): number => z.int().parse(sql.openOfPair.get(kind, pair)),
    forget: (): void => void sql.forget.run(at()),
    /** Drops what is older, and the oldest of what is too much, in bites. */
    prune({ olderThan, mostBytes, bite = 2000 }: JournalBounds): void {
      sql.pruneAge.run(new Date(olderThan).toISOString(), bite);
      sql.pruneSize.run(mostBytes, bite);
    },
  };
}
