/** @file An installation: a database, a clock that may be wrong, and a process that is started anew for each run. */

import type { Log } from '../../sync-core/connectors/ports.ts';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import type { Engine, UndoWhat } from '../../sync-core/engine/engine.ts';
import type { ActivityEntry, HeldDecision, RunReport, UndoReport } from '../../sync-core/engine/report.ts';
import type { Side } from '../../sync-core/model/side.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import type { Store } from '../../sync-core/store/store.ts';
import { chanceOf } from './chance.ts';
import { forever, Life, mortalClock, mortalConnector, mortalTables } from './crash.ts';
import { type Memory, quiet } from './memory.ts';
import type { RunStep } from './script.ts';
import type { SimulatedClock, SimulatedSide } from './world.ts';

export interface Ran {
  readonly report: RunReport;
  readonly died: boolean;
  /** What the process was at when it died. */
  readonly at: string;
  /** Where in the program something failed that should not. */
  readonly stack: string;
  /** New in the activity list, newest first. */
  readonly entries: readonly ActivityEntry[];
}

/** What an installation needs of the world. */
interface Ground {
  readonly clock: SimulatedClock;
  readonly sides: Readonly<Record<Side, Pick<SimulatedSide, 'connector'>>>;
}

export class Device {
  /** Minutes that its clock is ahead of the servers'. */
  ahead = 0;
  readonly memory: Memory;
  readonly #number: number;
  readonly #world: Ground;
  readonly #life = new Life();
  #mortal: { readonly store: Store; readonly tables: Store['tables'] } | undefined;
  /** The newest entry that was told. */
  #lastEntry = 0;
  #small = 5_000_000;

  constructor(number: number, memory: Memory, world: Ground) {
    this.#number = number;
    this.memory = memory;
    this.#world = world;
  }

  async run(step: RunStep, preferences: Preferences): Promise<Ran> {
    const { sides } = this.#world;
    const chance = chanceOf(step.luck + 1);
    const signal = this.#life.begin(step.dies ?? forever, step.stops ?? forever);
    let stack = '';
    const note: Log['warn'] = (message, facts) => {
      stack ||= String(facts?.['stack'] ?? '') || (facts?.['code'] === 'internal' ? message : '');
    };
    const store = await this.#open();
    const engine = createEngine({
      store: { ...store, tables: this.#tablesOf(store) },
      installation: this.#installation,
      connectors: {
        crm: mortalConnector(sides.crm.connector(this.#number), this.#life),
        calendar: mortalConnector(sides.calendar.connector(this.#number), this.#life),
      },
      clock: mortalClock(this.#clock, this.#life),
      random: () => chance.next(),
      log: { ...quiet, warn: note, error: note },
      onEvent: () => undefined,
    });
    const report = await engine.run({ trigger: 'timer', preferences, signal });
    const entries = this.#newEntries(store);
    this.memory.leave();
    return { report, died: this.#life.over, at: this.#life.last, stack, entries };
  }

  /** What waits for the person's word, oldest first. */
  async questions(): Promise<readonly ActivityEntry[]> {
    return await this.#with((_engine, store) =>
      store.activity({ filter: 'needsYou', search: '', before: null, limit: 200 }).entries.toReversed(),
    );
  }

  /** The person answers: the n-th of the answers that fit. @returns the answer. */
  async decide(entry: ActivityEntry, answer: number): Promise<HeldDecision> {
    const isConflict = entry.reason?.kind === 'ask' && entry.reason.code === 'conflict';
    const fitting = isConflict ? (['crm', 'calendar', 'keep'] as const) : (['apply', 'keep', 'restore'] as const);
    const decision = fitting[answer % fitting.length] ?? 'keep';
    await this.#with((engine) => engine.decideHeld([entry.id], decision));
    return decision;
  }

  /** Deeds that can be taken back, oldest first. @param filter `all`: also what put back a change on the wrong side of a meeting. */
  async deeds(filter: 'changed' | 'all' = 'changed'): Promise<readonly ActivityEntry[]> {
    return await this.#with((_engine, store) =>
      store
        .activity({ filter, search: '', before: null, limit: 40 })
        .entries.filter(({ undo }) => undo === 'possible')
        .toReversed(),
    );
  }

  async undo(what: UndoWhat): Promise<UndoReport> {
    return await this.#with((engine) => engine.undo(what, new AbortController().signal));
  }

  async takeOver(): Promise<void> {
    await this.#with((engine) => engine.takeOver(new AbortController().signal));
  }

  /** A process that does one thing and lives as long as it takes. */
  async #with<T>(work: (engine: Engine, store: Store) => T | Promise<T>): Promise<T> {
    const store = await this.#open();
    const { crm, calendar } = this.#world.sides;
    const chance = chanceOf(++this.#small);
    const engine = createEngine({
      store,
      installation: this.#installation,
      connectors: { crm: crm.connector(this.#number), calendar: calendar.connector(this.#number) },
      clock: this.#clock,
      random: () => chance.next(),
      log: quiet,
      onEvent: () => undefined,
    });
    const result = await work(engine, store);
    this.memory.leave();
    return result;
  }

  get #installation() {
    return { id: `device-${this.#number}`, name: `Computer ${this.#number}` };
  }

  /** Its database is another one from now on. */
  forgot(): void {
    this.#lastEntry = 0;
  }

  get #clock() {
    const { clock } = this.#world;
    return {
      now: () => clock.now() + this.ahead * 60_000,
      sleep: (milliseconds: number, signal: AbortSignal) => clock.sleep(milliseconds, signal),
    };
  }

  #open(): Promise<Store> {
    return this.memory.open(this.#clock);
  }

  #tablesOf(store: Store): Store['tables'] {
    if (this.#mortal?.store !== store) this.#mortal = { store, tables: mortalTables(store.tables, this.#life) };
    return this.#mortal.tables;
  }

  #newEntries(store: Store): readonly ActivityEntry[] {
    const { entries } = store.activity({ filter: 'all', search: '', before: null, limit: 40 });
    const fresh = entries.filter(({ id }) => id > this.#lastEntry);
    this.#lastEntry = Math.max(this.#lastEntry, entries[0]?.id ?? 0);
    return fresh;
  }
}
