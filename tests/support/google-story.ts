/**
 * @file SuperOffice and Google Calendar with the whole engine between them, in process and with time in hand.
 */
import { expect } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import type { RunReport } from '../../sync-core/engine/report.ts';
import { countingRandom, writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Side } from '../../sync-core/model/side.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { openStore, type Store } from '../../sync-core/store/store.ts';
import { checkJournal } from './contract-checker.ts';
import { createGoogleChecker } from './google-contract.ts';
import { plainSubject } from './plain-subject.ts';
import { clockOf, connectAccounts, quiet } from './sandbox-accounts.ts';

const checker = createGoogleChecker();

/** An event as Calendar tells it. */
export interface ToldEvent {
  readonly id: string;
  readonly status: string;
  readonly recurringEventId?: string;
  readonly start: { readonly dateTime?: string; readonly date?: string };
  readonly [property: string]: unknown;
}

export interface GoogleStory {
  readonly sandbox: Sandbox<'superoffice' | 'google'>;
  readonly store: Store;
  /** Of the last run. */
  readonly requests: Readonly<Record<Side, number>>;
  /** Five minutes after the last, or as many as are said. */
  run(preferences?: Partial<Preferences>, minutes?: number): Promise<RunReport>;
  /** Shows what a run would do. */
  preview(preferences?: Partial<Preferences>): Promise<RunReport>;
  inCrm(title: string): ReturnType<Sandbox<'superoffice'>['superoffice']['control']['list']>;
  inCalendar(title: string): readonly ToldEvent[];
  /** The owner changes an event, or an occurrence, in Google's own program. */
  change(id: string, event: Readonly<Record<string, unknown>>): void;
  advance(milliseconds: number): void;
  /** The database is lost: whoever runs next knows nothing. */
  forget(): Promise<void>;
  /**
   * Ends it. A further run writes nothing, nobody was mailed, every write said that nobody is to be, and all that went over the
   * wire is what Google's descriptions say.
   */
  close(preferences?: Partial<Preferences>): Promise<void>;
}

/** On Monday, 23 November 2026. @param switches of the practice Google */
export async function openGoogleStory(
  size: NonNullable<SandboxOptions<'superoffice'>['size']> = 'small',
  switches: Readonly<Record<string, string | number | boolean>> = {},
): Promise<GoogleStory> {
  const servers = createManualClock(Date.parse('2026-11-23T08:00:00Z'));
  const clock = clockOf(servers);
  const systems = ['superoffice', 'google'] as const;
  const sandbox = await startSandbox({ systems, size, today: '2026-11-23', listen: false, clock: servers });
  for (const [name, value] of Object.entries(switches)) sandbox.google.control.set(name, value);
  const requests = { crm: 0, calendar: 0 };
  const connectors = connectAccounts({
    superOffice: sandbox.superoffice,
    google: sandbox.google,
    clock,
    random: () => 0.5,
    onRequest(side) {
      requests[side] += 1;
    },
  });
  const installation = { id: 'this-computer', name: 'This computer' };
  async function open() {
    const store = await openStore({ file: ':memory:', clock, log: quiet });
    const common = { store, connectors, clock, log: quiet, installation };
    return { store, engine: createEngine({ ...common, random: countingRandom(), onEvent: () => undefined }) };
  }
  let { store, engine } = await open();

  async function run(preferences: Partial<Preferences> = {}, minutes = 5, dryRun = false): Promise<RunReport> {
    servers.advance(minutes * 60_000);
    Object.assign(requests, { crm: 0, calendar: 0 });
    return await engine.run({
      trigger: 'timer',
      dryRun,
      preferences: { ...plainSubject, ...preferences },
      signal: new AbortController().signal,
    });
  }

  return {
    sandbox,
    get store() {
      return store;
    },
    requests,
    run: (preferences, minutes) => run(preferences, minutes),
    preview: (preferences) => run(preferences, 5, true),
    inCrm: (title) => sandbox.superoffice.control.list().filter((row) => row.title === title),
    inCalendar: (title) =>
      (sandbox.google.control.list() as readonly ToldEvent[]).filter((event) => event['summary'] === title),
    change(id, event) {
      sandbox.google.control.changeEvent({ id, change: { ...event } });
    },
    advance: (milliseconds) => servers.advance(milliseconds),
    async forget() {
      store.close();
      ({ store, engine } = await open());
    },
    async close(preferences) {
      expect(writesOf(await run(preferences)), 'the run after the last').toEqual({
        crm: '+0 ~0 -0',
        calendar: '+0 ~0 -0',
      });
      expect([...sandbox.superoffice.control.mails(), ...sandbox.google.control.mails()]).toEqual([]);
      const journal = sandbox.google.control.journal();
      for (const { method, path, requestBody } of journal) {
        expect(JSON.stringify(requestBody) ?? '').not.toMatch(/"attendees"/);
        if (method !== 'GET' && path.includes('/events')) expect(path).toContain('sendUpdates=none');
      }
      expect(
        checkJournal(
          checker,
          journal.filter((entry) => entry.status !== null),
        ).violations,
      ).toEqual([]);
      store.close();
      await sandbox.close();
    },
  };
}

/** @throws Error unless there is exactly one */
export function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return item;
}
