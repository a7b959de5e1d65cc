/**
 * @file The journal: every write as an intent before it is done, and with its outcome afterwards. An intent without an
 * outcome is a question that the next run asks first. Settled rows are the way back for the retention time.
 */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { ItemId, ItemKind } from '../model/side.ts';
import { type Operation, operation, pairName } from './operation.ts';
import type { AccountKeys } from './records.ts';

export interface JournalledOperation {
  readonly id: number;
  readonly operation: Operation;
}

export function openJournal(db: Database, now: () => number) {
  const sql = {
    intend: db.prepare(
      `INSERT INTO operations (run, kind, pair, link, side, account, action, state, item, key, work, created_at)
       VALUES (@run, @kind, @pair, @link, @side, @account, @action, 'intended', @item, @key, @work, @at)`,
    ),
    settle: db.prepare<[string, string | null, string | null, string, number]>(
      'UPDATE operations SET state = ?, item = coalesce(?, item), error = ?, settled_at = ? WHERE id = ?',
    ),
    open: db.prepare<[string, string, number, number]>(
      `SELECT id, work FROM operations WHERE state = 'intended' AND kind = ? AND side = ? AND id > ? ORDER BY id LIMIT ?`,
    ),
    openOfPair: db
      .prepare<[string, string]>("SELECT count(*) FROM operations WHERE state = 'intended' AND kind = ? AND pair = ?")
      .pluck(),
    forget: db.prepare<[string]>(
      "UPDATE operations SET state = 'failed', error = 'forgotten', settled_at = ? WHERE state = 'intended'",
    ),
    prune: db.prepare<[string, number]>(
      `DELETE FROM operations WHERE id IN
         (SELECT id FROM operations WHERE state <> 'intended' AND created_at < ? ORDER BY id LIMIT ?)`,
    ),
  };
  const at = () => new Date(now()).toISOString();
  const row = z.object({ id: z.int(), work: z.string() });

  return {
    intend(run: string, kind: ItemKind, accounts: AccountKeys, planned: Operation): number {
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
        work: JSON.stringify(planned),
        at: at(),
      });
      return Number(lastInsertRowid);
    },
    /** @param item the id of what was created. */
    done: (id: number, item: ItemId | null): void => void sql.settle.run('done', item, null, at(), id),
    failed: (id: number, error: string): void => void sql.settle.run('failed', null, error, at(), id),
    /** Intents whose outcome is not known, oldest first. */
    open(kind: ItemKind, one: Operation['side'], after: number, limit: number): readonly JournalledOperation[] {
      return sql.open.all(kind, one, after, limit).map((raw) => {
        const { id, work } = row.parse(raw);
        return { id, operation: operation.parse(JSON.parse(work)) };
      });
    },
    /** How many intents of this pair have no outcome yet. */
    openOfPair: (kind: ItemKind, pair: string): number => z.int().parse(sql.openOfPair.get(kind, pair)),
    forget: (): void => void sql.forget.run(at()),
    prune: (olderThan: number, bite = 2000): void => void sql.prune.run(new Date(olderThan).toISOString(), bite),
  };
}
