/** @file How far each account's change list was read, and under which preferences. */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { Cursor } from '../connectors/connector.ts';
import type { ItemKind, Side } from '../model/side.ts';

export interface SavedCursor {
  readonly cursor: Cursor;
  /**
   * The preferences that decide which items are worth a look, as text: when the question changes, the answers so far are no
   * basis to go on from.
   */
  readonly question: string;
}

export function openCursors(db: Database, now: () => number) {
  const sql = {
    get: db.prepare<[string, string, string]>(
      'SELECT cursor, question FROM cursors WHERE kind = ? AND side = ? AND account = ?',
    ),
    save: db.prepare(
      `INSERT INTO cursors (kind, side, account, cursor, question, saved_at)
       VALUES (@kind, @side, @account, @cursor, @question, @at)
       ON CONFLICT (kind, side, account) DO UPDATE
         SET cursor = excluded.cursor, question = excluded.question, saved_at = excluded.saved_at`,
    ),
    remove: db.prepare<[string, string, string]>('DELETE FROM cursors WHERE kind = ? AND side = ? AND account = ?'),
    forget: db.prepare('DELETE FROM cursors'),
  };
  const row = z.object({ cursor: z.custom<Cursor>((value) => typeof value === 'string'), question: z.string() });
  return {
    get(kind: ItemKind, one: Side, account: string): SavedCursor | undefined {
      const raw = sql.get.get(kind, one, account);
      if (raw === undefined) return undefined;
      return row.parse(raw);
    },
    save(kind: ItemKind, one: Side, account: string, saved: SavedCursor): void {
      sql.save.run({
        kind,
        side: one,
        account,
        cursor: saved.cursor,
        question: saved.question,
        at: new Date(now()).toISOString(),
      });
    },
    remove: (kind: ItemKind, one: Side, account: string): void => void sql.remove.run(kind, one, account),
    forget: () => void sql.forget.run(),
  };
}
