/**
 * @file With which account, and which calendar in it, the links of each side were made; and what a run found there instead,
 * until the user has said what is to become of the links.
 */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { AccountFacts } from '../connectors/connector.ts';
import { type Side, side } from '../model/side.ts';

/** Where one side's items are. `folder` is null where the system has none, or it was never asked for. */
export interface Place {
  readonly account: string;
  readonly folder: string | null;
}

export function placeOf({ accountKey, folder }: Pick<AccountFacts, 'accountKey' | 'folder'>): Place {
  return { account: accountKey, folder: folder ?? null };
}

const row = z
  .object({
    account: z.string(),
    folder: z.string().nullable(),
    otherAccount: z.string().nullable(),
    otherFolder: z.string().nullable(),
  })
  .transform(({ account, folder, otherAccount, otherFolder }) => ({
    linked: { account, folder },
    other: otherAccount === null ? null : { account: otherAccount, folder: otherFolder },
  }));

export function openPlaces(db: Database) {
  const sql = {
    get: db.prepare<[string]>(
      `SELECT account, folder, other_account AS otherAccount, other_folder AS otherFolder FROM places WHERE side = ?`,
    ),
    set: db.prepare(
      `INSERT INTO places (side, account, folder) VALUES (@side, @account, @folder)
       ON CONFLICT (side) DO UPDATE
         SET account = excluded.account, folder = excluded.folder, other_account = NULL, other_folder = NULL`,
    ),
    setOther: db.prepare<[string | null, string | null, string]>(
      'UPDATE places SET other_account = ?, other_folder = ? WHERE side = ?',
    ),
    forget: db.prepare('DELETE FROM places'),
  };
  return {
    /** `other`: what was found in its place by the last run that looked. */
    get(one: Side): { readonly linked: Place; readonly other: Place | null } | undefined {
      const raw = sql.get.get(one);
      return raw === undefined ? undefined : row.parse(raw);
    },
    /** The links of this side are made there from now on; whatever else was found is no longer in question. */
    set: (one: Side, place: Place): void => void sql.set.run({ side: one, ...place }),
    /** @param place null: what was found is what it was before. */
    setOther: (one: Side, place: Place | null): void =>
      void sql.setOther.run(place?.account ?? null, place?.folder ?? null, one),
    /** The sides where something else was found. */
    replaced: (): readonly Side[] =>
      side.options.filter((one) => {
        const raw = sql.get.get(one);
        return raw !== undefined && row.parse(raw).other !== null;
      }),
    forget: (): void => void sql.forget.run(),
  };
}
