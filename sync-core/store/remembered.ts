/** @file The accounts' slowly changing facts: kept as JSON for as long as whoever read them says. */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { type Remembered, silenceFact } from '../connectors/ports.ts';

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    context.addIssue('not JSON');
    return z.NEVER;
  }
});
const row = z.object({ value: json, setAt: z.int(), until: z.int() });
type Fact = z.output<typeof row>;

/** @param now milliseconds since 1970. */
export function openRemembered(db: Database, now: () => number) {
  const sql = {
    get: db.prepare<[string, string]>(
      'SELECT value, set_at_ms AS setAt, until_ms AS until FROM remembered WHERE account = ? AND name = ?',
    ),
    set: db.prepare(
      `INSERT INTO remembered (account, name, value, set_at_ms, until_ms) VALUES (@account, @name, @value, @setAt, @until)
       ON CONFLICT (account, name) DO UPDATE
         SET value = excluded.value, set_at_ms = excluded.set_at_ms, until_ms = excluded.until_ms`,
    ),
    forgetAccount: db.prepare<[string]>(`DELETE FROM remembered WHERE account = ? AND name <> '${silenceFact}'`),
    forget: db.prepare(`DELETE FROM remembered WHERE name <> '${silenceFact}'`),
    prune: db.prepare<[number]>('DELETE FROM remembered WHERE until_ms <= ?'),
  };
  /** What the file holds, by account and name: facts are asked for with every item. Null: nothing of use. */
  const read = new Map<string, Map<string, Fact | null>>();

  function readFact(account: string, name: string): Fact | null {
    const raw = sql.get.get(account, name);
    return row.safeParse(raw).data ?? null;
  }

  return {
    /** @param account whose facts: a text that is another one for every other account. */
    of(account: string): Remembered {
      const facts = () => {
        const known = read.get(account) ?? new Map<string, Fact | null>();
        read.set(account, known);
        return known;
      };
      return {
        get(name) {
          let fact = facts().get(name);
          if (fact === undefined) {
            fact = readFact(account, name);
            facts().set(name, fact);
          }
          // A clock that was set back says nothing about the age of what it has seen.
          return fact !== null && fact.setAt <= now() && now() < fact.until ? fact.value : undefined;
        },
        set(name, value, until) {
          sql.set.run({
            account,
            name,
            value: JSON.stringify(value),
            setAt: Math.floor(now()),
            until: Math.floor(until),
          });
          facts().set(name, readFact(account, name));
        },
        forget() {
          sql.forgetAccount.run(account);
          read.delete(account);
        },
      };
    },
    forget(): void {
      sql.forget.run();
      read.clear();
    },
    /** Drops what no longer holds, of accounts that nobody uses any more too. */
    prune: (): void => void sql.prune.run(now()),
  };
}
