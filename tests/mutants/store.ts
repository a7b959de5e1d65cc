/** @file Promises of the store, broken one by one. */
import type { Mutant } from './mutant.ts';

const store = 'sync-core/store/store.test.ts';
const runs = 'sync-core/engine/run.test.ts';
const simulation = 'tests/simulation/fast';

export const storeMutants: readonly Mutant[] = [
  {
    name: 'no-intent',
    file: 'sync-core/store/journal.ts',
    find: "@action, 'intended', @item",
    replace: "@action, 'done', @item",
    breaks: 'a write is not in the journal as a question before it is done',
    seenBy: [store, runs, 'sync-core/engine/recover.test.ts'],
  },
  {
    name: 'open-questions-pruned',
    file: 'sync-core/store/journal.ts',
    find: "WHERE state <> 'intended' AND created_at < ?",
    replace: 'WHERE created_at < ?',
    breaks: 'the journal forgets old writes whose outcome nobody knows',
    seenBy: [store],
  },
  {
    name: 'links-not-atomic',
    file: 'sync-core/store/store.ts',
    find: 'const transaction = <T>(work: () => T): T => db.transaction(work).immediate();',
    replace: 'const transaction = <T>(work: () => T): T => work();',
    breaks: 'link, journal and activity are not written all or nothing',
    seenBy: [store, runs, simulation],
  },
  {
    name: 'damage-goes-unseen',
    file: 'sync-core/store/database.ts',
    find: "if (verdict !== 'ok') throw new StoreError('storeDamaged', 'the integrity check failed');",
    replace: "if (verdict === '') throw new StoreError('storeDamaged', 'the integrity check failed');",
    breaks: 'a damaged store is used',
    seenBy: [store],
  },
  {
    name: 'no-backup-before-a-migration',
    file: 'sync-core/store/database.ts',
    find: 'if (version > 0 && version < steps.length) await backUp(',
    replace: 'if (version > steps.length) await backUp(',
    breaks: 'the store gets a new shape without a copy of the old one',
    seenBy: [store],
  },
  {
    name: 'newer-store-overwritten',
    file: 'sync-core/store/database.ts',
    find: '  if (version > steps.length) {',
    replace: '  if (version > steps.length + 1000) {',
    breaks: 'a store of a newer version of the program is written to',
    seenBy: [store],
  },
  {
    name: 'store-open-to-all',
    file: 'sync-core/store/database.ts',
    find: 'const ownerOnly = 0o600;',
    replace: 'const ownerOnly = 0o644;',
    breaks: 'other users of the computer can read the store',
    seenBy: [store],
  },
  {
    name: 'forgotten-links-stay-parked',
    file: 'sync-core/store/store.ts',
    find: '      waiting.forget();\n',
    replace: '',
    breaks: '"reset and match again" leaves what waits behind, with links that are gone',
    seenBy: [store, runs],
  },
];
