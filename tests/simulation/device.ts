/** @file An installation: a database, a clock that may be wrong, and a process that is started anew for each run. */

import type { Log } from '../../sync-core/connectors/ports.ts';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import type { ActivityEntry, RunReport } from '../../sync-core/engine/report.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import type { Store } from '../../sync-core/store/store.ts';
import { chanceOf } from './chance.ts';
import { forever, Life, mortalClock, mortalConnector, mortalTables } from './crash.ts';
import { type Memory, quiet } from './memory.ts';
import type { RunStep } from './script.ts';
import type { SimulatedWorld } from './world.ts';

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

export class Device {
  /** Minutes that its clock is ahead of the servers'. */
  ahead = 0;
  readonly memory: Memory;
  readonly #number: number;
  readonly #world: SimulatedWorld;
  readonly #life = new Life();
  #mortal: { readonly store: Store; readonly tables: Store['tables'] } | undefined;
  /** The newest entry that was told. */
  #lastEntry = 0;

  constructor(number: number, memory: Memory, world: SimulatedWorld) {
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

  /** The person approves of all that waits for a word. */
  async approveAll(): Promise<void> {
    const store = await this.#open();
    const held = store.activity({ filter: 'needsYou', search: '', before: null, limit: 200 }).entries;
    const engine = createEngine({
      store,
      connectors: {
        crm: this.#world.sides.crm.connector(this.#number),
        calendar: this.#world.sides.calendar.connector(this.#number),
      },
      clock: this.#clock,
      random: () => 0.5,
      log: quiet,
      onEvent: () => undefined,
    });
    engine.decideHeld(
      held.map(({ id }) => id),
      'apply',
    );
    this.memory.leave();
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
