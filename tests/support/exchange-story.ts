/** @file SuperOffice and an Exchange Server with the whole engine between them, in process and with time in hand. */
import { expect } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type { SampleZones } from '../../sandbox/sample/sample-world.ts';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import type { RunReport } from '../../sync-core/engine/report.ts';
import { countingRandom } from '../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { openStore } from '../../sync-core/store/store.ts';
import { checkJournal } from './contract-checker.ts';
import { createExchangeChecker } from './exchange-contract.ts';
import { plainSubject } from './plain-subject.ts';
import { clockOf, connectAccounts, quiet } from './sandbox-accounts.ts';

const checker = createExchangeChecker();

export interface ExchangeStory {
  readonly sandbox: Sandbox<'superoffice' | 'exchange'>;
  /** Requests to Exchange in the last run. */
  readonly asked: number;
  /** Five minutes after the last. */
  run(preferences?: Partial<Preferences>): Promise<RunReport>;
  advance(milliseconds: number): void;
  /** The database is lost: whoever runs next knows nothing. */
  forget(): Promise<void>;
  /** Ends it. Nobody was mailed, every write said that nobody is to be, and all that went over the wire is what the schemas say. */
  close(): Promise<void>;
}

/** On Monday, 23 November 2026, with the small sample world. @param zones where database, user and mailbox live, if not as usual */
export async function openExchangeStory(zones?: SampleZones): Promise<ExchangeStory> {
  const servers = createManualClock(Date.parse('2026-11-23T08:00:00Z'));
  const clock = clockOf(servers);
  const systems = ['superoffice', 'exchange'] as const;
  const sandbox = await startSandbox({
    systems,
    size: 'small',
    today: '2026-11-23',
    listen: false,
    clock: servers,
    ...(zones === undefined ? {} : { zones }),
  });
  let asked = 0;
  const connectors = connectAccounts({
    superOffice: sandbox.superoffice,
    exchange: sandbox.exchange,
    clock,
    random: () => 0.5,
    onRequest(side) {
      if (side === 'calendar') asked += 1;
    },
  });
  const installation = { id: 'this-computer', name: 'This computer' };
  async function open() {
    const store = await openStore({ file: ':memory:', clock, log: quiet });
    const common = { store, connectors, clock, log: quiet, installation };
    return { store, engine: createEngine({ ...common, random: countingRandom(), onEvent: () => undefined }) };
  }
  let { store, engine } = await open();
  return {
    sandbox,
    get asked() {
      return asked;
    },
    async run(preferences = {}) {
      servers.advance(5 * 60_000);
      asked = 0;
      return await engine.run({
        trigger: 'timer',
        preferences: { ...plainSubject, ...preferences },
        signal: new AbortController().signal,
      });
    },
    advance: (milliseconds) => servers.advance(milliseconds),
    async forget() {
      store.close();
      ({ store, engine } = await open());
    },
    async close() {
      expect([...sandbox.superoffice.control.mails(), ...sandbox.exchange.control.mails()]).toEqual([]);
      const journal = sandbox.exchange.control.journal();
      for (const { requestBody } of journal) expect(String(requestBody)).not.toMatch(/SendMeeting\w+="(?!SendToNone")/);
      const answered = journal.filter((entry) => entry.status !== null);
      expect(checkJournal(checker, answered).violations).toEqual([]);
      store.close();
      await sandbox.close();
    },
  };
}
