/** @file How far each account's change list was read, and under which preferences. */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { Cursor } from '../connectors/connector.ts';
import type { ItemKind, Side } from '../model/side.ts';
import type { Instant } from '../model/time.ts';
import { instant } from '../model/time.ts';

/** What a listing was asked for; when the question changes, the answers so far are no basis to go on from. */
export const listingScope = z.object({
  /** The preferences that decide which items are worth a look, as text. */
  question: z.string(),
  from: instant,
  until: instant,
});
export interface ListingScope {
  readonly question: string;
  readonly from: Instant;
  readonly until: Instant;
}

export interface SavedCursor {
  readonly cursor: Cursor;
  readonly scope: ListingScope;
}

export function openCursors(db: Database, now: () => number) {
  const sql = {
    get: db.prepare<[string, string, string]>(
      'SELECT cursor, scope FROM cursors WHERE kind = ? AND side = ? AND account = ?',
    ),
    save: db.prepare(
      `INSERT INTO cursors (kind, side, account, cursor, scope, saved_at)
       VALUES (@kind, @side, @account, @cursor, @scope, @at)
       ON CONFLICT (kind, side, account) DO UPDATE
         SET cursor = excluded.cursor, scope = excluded.scope, saved_at = excluded.saved_at`,
    ),
    forget: db.prepare('DELETE FROM cursors'),
  };
  const row = z.object({ cursor: z.custom<Cursor>((value) => typeof value === 'string'), scope: z.string() });
  return {
    get(kind: ItemKind, one: Side, account: string): SavedCursor | undefined {
      const raw = sql.get.get(kind, one, account);
      if (raw === undefined) return undefined;
      const { cursor, scope } = row.parse(raw);
      return { cursor, scope: listingScope.parse(JSON.parse(scope)) };
    },
    save(kind: ItemKind, one: Side, account: string, saved: SavedCursor): void {
      sql.save.run({
        kind,
        side: one,
        account,
        cursor: saved.cursor,
        scope: JSON.stringify(saved.scope),
        at: new Date(now()).toISOString(),
      });
    },
    forget: () => void sql.forget.run(),
  };
}
