/**
 * @file Both sandbox servers with the small world, the real connectors, engine and store, and one clock that is moved by
 * hand: the stage for stories in which something goes wrong. Whatever does, `inOrder` tells whether all came right.
 */
import { expect } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type { SystemName } from '../../sandbox/kit/system.ts';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import type { EngineEvent, HeldDecision, RunReport, UndoReport } from '../../sync-core/engine/report.ts';
import { countingRandom, writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Side } from '../../sync-core/model/side.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { openStore, type Store } from '../../sync-core/store/store.ts';
import { plainSubject } from './plain-subject.ts';
import { clockOf, connectAccounts, quiet, type SandboxAccounts } from './sandbox-accounts.ts';

const start = Date.parse('2026-11-23T08:00:00Z');
export const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };

export interface Stage {
  readonly sandbox: Sandbox;
  readonly store: Store;
  readonly servers: ReturnType<typeof createManualClock>;
  readonly events: EngineEvent[];
  /** What stands between connectors and servers; may be set at any time. */
  readonly hooks: { -readonly [K in 'onRequest' | 'onAnswer' | 'onToken']?: SandboxAccounts[K] | undefined };
  /** Requests so far. */
  readonly requests: Record<Side, number>;
  /** Five minutes after the last one, unless something else is said. */
  run(options?: {
    readonly after?: number;
    readonly preferences?: Partial<Preferences>;
    readonly signal?: AbortSignal;
  }): Promise<RunReport>;
  /** Takes back what a run did. */
  undo(runId: string): Promise<UndoReport>;
  /** The person answers questions of the activity list. */
  decide(entryIds: readonly number[], decision: HeldDecision): void;
  /** The process was ended: whoever runs next knows only what the store has kept. */
  startAgain(): void;
  inCrm(title: string): readonly { readonly id: number }[];
  inCalendar(title: string): readonly { readonly id: string }[];
  /** Both sides hold what they held at first, each once, and a run has nothing to do. */
  inOrder(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** Rows of SuperOffice's archive pages. */
  readonly pageSize?: number;
  readonly zones?: NonNullable<SandboxOptions<SystemName>['zones']>;
  readonly switches?: NonNullable<SandboxOptions<SystemName>['switches']>;
  /** What the program writes into its log. */
  readonly log?: Log;
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { pageSize, zones, switches, log = quiet } = options;
  const servers = createManualClock(start);
  const clock = clockOf(servers);
  const sandbox = await startSandbox({
    size: 'small',
    today: '2026-11-23',
    listen: false,
    clock: servers,
    ...(zones ? { zones } : {}),
    ...(switches ? { switches } : {}),
  });
  const store = await openStore({ file: ':memory:', clock, log });
  const events: EngineEvent[] = [];
  const hooks: Stage['hooks'] = {};
  const requests: Record<Side, number> = { crm: 0, calendar: 0 };
  const random = countingRandom();
  const connect = () =>
    createEngine({
      store,
      connectors: connectAccounts({
        superOffice: sandbox.superoffice,
        microsoft365: sandbox.microsoft365,
        clock,
        random: () => 0.5,
        log,
        ...(pageSize === undefined ? {} : { pageSize }),
        remembered: (side) => store.remembered(side),
        onRequest(side) {
          requests[side] += 1;
          hooks.onRequest?.(side);
        },
        onAnswer: async (side, request, real) => (await hooks.onAnswer?.(side, request, real)) ?? real,
        onToken: (side, tokens) => ({
          accessToken: (signal, rejected) => (hooks.onToken?.(side, tokens) ?? tokens).accessToken(signal, rejected),
        }),
      }),
      clock,
      random,
      log,
      onEvent: (event) => void events.push(event),
    });
  let engine = connect();
  const crmTitles = () => {
    const rows = sandbox.superoffice.control.list();
    // A series is one appointment, however many rows it has.
    return rows
      .filter(({ ruleId }, index) => ruleId === 0 || rows.findIndex((row) => row.ruleId === ruleId) === index)
      .map(({ title }) => title);
  };
  const calendarTitles = () => sandbox.microsoft365.control.list().map(({ title }) => title);
  const before = { crm: crmTitles(), calendar: calendarTitles() };

  const stage: Stage = {
    sandbox,
    store,
    servers,
    events,
    hooks,
    requests,
    async run({ after = 5 * 60_000, preferences = {}, signal = new AbortController().signal } = {}) {
      servers.advance(after);
      return await engine.run({ trigger: 'timer', preferences: { ...plainSubject, ...preferences }, signal });
    },
    undo: async (runId) => await engine.undo({ runId }, new AbortController().signal),
    decide(entryIds, decision) {
      engine.decideHeld(entryIds, decision);
    },
    startAgain() {
      engine = connect();
    },
    inCrm: (title) => sandbox.superoffice.control.list().filter((row) => row.title === title),
    inCalendar: (title) => sandbox.microsoft365.control.list().filter((event) => event.title === title),
    async inOrder() {
      const { crm, calendar } = { crm: crmTitles(), calendar: calendarTitles() };
      for (const title of before.crm) expect(crm, 'lost in the CRM').toContain(title);
      for (const title of before.calendar) expect(calendar, 'lost in the calendar').toContain(title);
      const report = await stage.run();
      expect(report).toMatchObject({ outcome: 'ok', held: 0, parked: 0 });
      expect(writesOf(report), 'a run has something to do').toEqual(nothing);
      const copies = (titles: readonly string[], title: string) => titles.filter((one) => one === title).length;
      for (const title of new Set([...before.crm, ...before.calendar])) {
        const most = Math.max(1, copies(before.crm, title), copies(before.calendar, title));
        expect(copies(crm, title), `${title} in the CRM`).toBeLessThanOrEqual(most);
        expect(copies(calendar, title), `${title} in the calendar`).toBeLessThanOrEqual(most);
      }
      for (const { control } of [sandbox.superoffice, sandbox.microsoft365]) {
        expect(control.mails()).toEqual([]);
        for (const { requestBody } of control.journal())
          expect(JSON.stringify(requestBody) ?? '').not.toMatch(/"(attendees|participants)":\[\{/i);
      }
    },
    async close() {
      store.close();
      await sandbox.close();
    },
  };
  return stage;
}
