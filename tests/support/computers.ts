/**
 * @file Several computers of one person: each with a store of its own, all with the same two sandbox servers. For stories in
 * which memories are lost, copied or of yesterday.
 */
import { readdirSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import type { Engine, Installation } from '../../sync-core/engine/engine.ts';
import type { RunReport } from '../../sync-core/engine/report.ts';
import { countingRandom } from '../../sync-core/engine/testing/scene.ts';
import type { Side } from '../../sync-core/model/side.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { openStore, type Store } from '../../sync-core/store/store.ts';
import { plainSubject } from './plain-subject.ts';
import { clockOf, connectAccounts, quiet } from './sandbox-accounts.ts';

export interface Computer {
  readonly store: Store;
  readonly engine: Engine;
  readonly requests: Record<Side, number>;
  /** Five minutes later. */
  run(preferences?: Partial<Preferences>): Promise<RunReport>;
}

export interface Computers {
  readonly sandbox: Sandbox;
  /** @param file of its store; `:memory:` when absent */
  computer(file?: string, installation?: Installation): Promise<Computer>;
  advance(milliseconds: number): void;
  close(): Promise<void>;
}

export async function startComputers(): Promise<Computers> {
  const servers = createManualClock(Date.parse('2026-11-23T08:00:00Z'));
  const clock = clockOf(servers);
  const sandbox = await startSandbox({ size: 'small', today: '2026-11-23', listen: false, clock: servers });
  const stores: Store[] = [];
  return {
    sandbox,
    async computer(file = ':memory:', installation) {
      const store = await openStore({ file, clock, log: quiet });
      stores.push(store);
      const requests = { crm: 0, calendar: 0 };
      const engine = createEngine({
        store,
        connectors: connectAccounts({
          superOffice: sandbox.superoffice,
          microsoft365: sandbox.microsoft365,
          clock,
          random: () => 0.5,
          onRequest(side) {
            requests[side] += 1;
          },
        }),
        clock,
        random: countingRandom(stores.length),
        log: quiet,
        ...(installation === undefined ? {} : { installation }),
        onEvent: () => undefined,
      });
      return {
        store,
        engine,
        requests,
        async run(preferences = {}) {
          servers.advance(5 * 60_000);
          Object.assign(requests, { crm: 0, calendar: 0 });
          return await engine.run({
            trigger: 'timer',
            preferences: { ...plainSubject, ...preferences },
            signal: new AbortController().signal,
          });
        },
      };
    },
    advance: (milliseconds) => servers.advance(milliseconds),
    async close() {
      for (const store of stores) store.close();
      await sandbox.close();
    },
  };
}

/** All files of a database, as they are now, under another name; as a backup program copies a folder. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const folder = dirname(from);
  rmSync(to, { force: true });
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(basename(from)) || name.endsWith('-shm')) continue;
    await copyFile(join(folder, name), to + name.slice(basename(from).length));
  }
}
