/** @file What was last seen of the lease in an account, so that a quiet run need not look. */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { LeaseRecord } from '../connectors/connector.ts';
import { instant } from '../model/time.ts';

export interface LeaseMemory {
  /** The installation that looked; a copied file tells of another computer's. */
  readonly installation: string;
  /** By the clock of this computer, milliseconds since 1970. */
  readonly lookedAt: number;
  readonly record: LeaseRecord | null;
  /** Since when this very record was seen, by the clock of this computer. */
  readonly since: number;
}

const record = z.object({ holder: z.string(), name: z.string(), renewedAt: instant });
const row = z.object({ installation: z.string(), lookedAt: z.int(), record: z.string().nullable(), since: z.int() });

export function openLeaseMemory(db: Database) {
  const sql = {
    get: db.prepare<[string]>(
      'SELECT installation, looked_at_ms AS lookedAt, record, since_ms AS since FROM lease WHERE account = ?',
    ),
    set: db.prepare(
      `INSERT INTO lease (account, installation, looked_at_ms, record, since_ms)
       VALUES (@account, @installation, @lookedAt, @record, @since)
       ON CONFLICT (account) DO UPDATE SET installation = excluded.installation, looked_at_ms = excluded.looked_at_ms,
         record = excluded.record, since_ms = excluded.since_ms`,
    ),
    forget: db.prepare('DELETE FROM lease'),
  };
  return {
    get(account: string): LeaseMemory | undefined {
      const raw = sql.get.get(account);
      if (raw === undefined) return undefined;
      const { record: kept, ...rest } = row.parse(raw);
      return { ...rest, record: kept === null ? null : record.parse(JSON.parse(kept)) };
    },
    set(account: string, memory: LeaseMemory): void {
      sql.set.run({
        account,
        installation: memory.installation,
        lookedAt: Math.floor(memory.lookedAt),
        record: memory.record === null ? null : JSON.stringify(memory.record),
        since: Math.floor(memory.since),
      });
    },
    forget: (): void => void sql.forget.run(),
  };
}
