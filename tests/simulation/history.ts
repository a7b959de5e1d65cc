/** @file Plays one random history to its calm end, and checks what must be true then. The same seed plays the same history. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import type { RunReport } from '../../sync-core/engine/report.ts';
import type { Side } from '../../sync-core/model/side.ts';
import { defaultPreferences } from '../../sync-core/preferences/schema.ts';
import { openStore } from '../../sync-core/store/store.ts';
import { type Chance, chanceOf } from './chance.ts';
import { type Life, lifeOf, mortalConnector, mortalStore } from './crash.ts';
import { type Kept, Ledger } from './ledger.ts';
import type { SimulatedWorld, Words } from './world.ts';

export const beginning = Date.parse('2026-11-23T08:00:00Z');
const day = 24 * 3_600_000;
const mostItems = 12;
/** In memory where the machine has such a place: a history opens its file some twenty times. */
const placeForFiles = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const forever = Number.POSITIVE_INFINITY;

export interface HistoryOptions {
  readonly seed: number;
  readonly world: (chance: Chance) => SimulatedWorld;
  /** Things that users do before the calm. */
  readonly actions: number;
}

/** What a history was about, for its replay. */
export interface Told {
  readonly story: readonly string[];
  readonly runs: number;
  readonly crashes: number;
}

/** @throws an assertion error that says what is wrong; its message ends with the story. */
export async function playHistory(options: HistoryOptions): Promise<Told> {
  const folder = mkdtempSync(join(placeForFiles, 'history-'));
  const chance = chanceOf(options.seed);
  const world = options.world(chance);
  const players = new Players(world, chance);
  const device = new Device(join(folder, 'store.sqlite'), world, chance);
  try {
    for (let done = 0; done < options.actions; ) {
      for (let n = chance.int(4); n > 0 && done < options.actions; n--, done++) players.act();
      if (chance.happens(0.4)) world.sides[chance.pick(['crm', 'calendar'] as const)].disturb(chance);
      world.onStep = () => {
        if (chance.happens(0.03)) players.act();
      };
      players.story.push(await device.run(chance.happens(0.3) ? chance.int(400) : forever));
      world.onStep = () => undefined;
      players.ledger.settle(world, device, device.last?.outcome === 'ok');
      world.clock.advance((1 + chance.int(60)) * 60_000);
    }
    await calmDown(world, device, players);
    return { story: players.story, runs: device.runs, crashes: device.crashes };
  } catch (error) {
    if (error instanceof Error) error.message += `\n  seed ${options.seed}\n  ${players.story.join('\n  ')}`;
    throw error;
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function calmDown(world: SimulatedWorld, device: Device, players: Players): Promise<void> {
  for (const side of Object.values(world.sides)) side.calm();
  let quiet = false;
  for (let n = 0; n < 12 && !quiet; n++) {
    world.clock.advance(1.1 * day);
    device.approveHeld = true;
    players.story.push(await device.run(forever));
    quiet = isQuiet(device.last);
  }
  players.story.push('calm');
  players.ledger.settle(world, device, true);
  expect(quiet, `it does not become quiet: ${JSON.stringify(device.last)}`).toBe(true);
  players.ledger.check(world);
  const before = { crm: world.sides.crm.requests(), calendar: world.sides.calendar.requests() };
  world.clock.advance(60_000);
  await device.run(forever);
  expect(isQuiet(device.last), `the run after the last still writes: ${JSON.stringify(device.last)}`).toBe(true);
  for (const side of ['crm', 'calendar'] as const) {
    const asked = world.sides[side].requests() - before[side];
    expect(asked, `requests of a quiet run to the ${side}`).toBeLessThanOrEqual(4);
  }
  expect(world.offences()).toEqual([]);
}

function isQuiet(report: RunReport | undefined): boolean {
  if (report === undefined || report.outcome !== 'ok' || report.parked > 0 || report.held > 0) return false;
  return [report.written.crm, report.written.calendar].every((one) => one.created + one.updated + one.removed === 0);
}

/** The installation: a file, and a process that is started anew for each run. */
class Device implements Kept {
  runs = 0;
  crashes = 0;
  approveHeld = false;
  last: RunReport | undefined;
  readonly #file: string;
  readonly #world: SimulatedWorld;
  readonly #chance: Chance;

  constructor(file: string, world: SimulatedWorld, chance: Chance) {
    this.#file = file;
    this.#world = world;
    this.#chance = chance;
  }

  /** @returns the run in a line. */
  async run(steps: number): Promise<string> {
    const { sides, clock } = this.#world;
    const life: Life = lifeOf(steps);
    const store = await openStore({ file: this.#file, clock, log: quiet });
    expect(store.setAside, 'the store was damaged').toBe(null);
    const engine = createEngine({
      store: mortalStore(store, life),
      connectors: {
        crm: mortalConnector(sides.crm.connector, life),
        calendar: mortalConnector(sides.calendar.connector, life),
      },
      clock,
      random: () => this.#chance.next(),
      log: quiet,
      onEvent: () => undefined,
    });
    if (this.approveHeld) {
      const held = store.activity({ filter: 'needsYou', search: '', before: null, limit: 200 }).entries;
      engine.decideHeld(
        held.map(({ id }) => id),
        'apply',
      );
    }
    const report = await engine.run({
      trigger: 'timer',
      preferences: defaultPreferences,
      signal: new AbortController().signal,
    });
    store.close();
    this.runs += 1;
    this.last = report;
    expect(life.over ? 'internal' : report.problem?.code).not.toBe(life.over ? null : 'internal');
    if (life.over) this.crashes += 1;
    return life.over ? `run dies after ${steps} steps` : describe(report);
  }

  holds(value: string): boolean {
    return this.#journalHas(value);
  }

  overruled(value: string): boolean {
    return this.#journalHas(`"lost":"${value}`);
  }

  #journalHas(text: string): boolean {
    const db = new Database(this.#file, { readonly: true });
    try {
      return Number(db.prepare('SELECT count(*) FROM operations WHERE instr(work, ?) > 0').pluck().get(text)) > 0;
    } finally {
      db.close();
    }
  }
}

function describe({ outcome, problem, written, held, parked }: RunReport): string {
  const line = (side: Side) => {
    const { created, updated, removed } = written[side];
    return `${side} +${created} ~${updated} -${removed}`;
  };
  const rest = held + parked > 0 ? `, ${held} held, ${parked} parked` : '';
  return `run: ${outcome}${problem === undefined ? '' : ` (${problem.code})`}, ${line('crm')}, ${line('calendar')}${rest}`;
}

/** The person, at both calendars. */
class Players {
  readonly ledger = new Ledger();
  readonly #world: SimulatedWorld;
  readonly #chance: Chance;
  #value = 0;
  #names = 0;

  constructor(world: SimulatedWorld, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  get story(): string[] {
    return this.ledger.story;
  }

  act(): void {
    const chance = this.#chance;
    const side = chance.pick(['crm', 'calendar'] as const);
    const items = this.#world.sides[side].list();
    if (items.length === 0 || (items.length < mostItems && chance.happens(0.35))) this.#create(side);
    else if (chance.happens(0.2)) this.#remove(side);
    else this.#edit(side);
  }

  #create(side: Side): void {
    this.#names += 1;
    const name = `#${this.#names}`;
    const words: Words = {
      title: `${name} ${this.#next()}`,
      body: this.#next(),
      location: this.#next(),
      start: this.#moment(),
    };
    const isPrivate = side === 'calendar' && this.#chance.happens(0.1);
    this.ledger.created(side, words, isPrivate);
    this.#world.sides[side].create(words, isPrivate);
  }

  #edit(side: Side): void {
    const chance = this.#chance;
    const item = chance.pick(this.#world.sides[side].list());
    const field = chance.pick(['title', 'body', 'location', 'start'] as const);
    const name = item.title.split(' ')[0];
    const value = field === 'title' ? `${name} ${this.#next()}` : field === 'start' ? this.#moment() : this.#next();
    const words: Partial<Words> = { [field]: value };
    this.ledger.edited(side, item, words);
    this.#world.sides[side].edit(item.id, words);
  }

  #remove(side: Side): void {
    const item = this.#chance.pick(this.#world.sides[side].list());
    this.ledger.removed(side, item);
    this.#world.sides[side].remove(item.id);
  }

  #next(): string {
    this.#value += 1;
    return `v${this.#value}v`;
  }

  /** A time that nobody chose before, inside the window for as long as a history lasts. */
  #moment(): string {
    this.#value += 1;
    return new Date(beginning + 30 * day + this.#value * 45 * 60_000).toISOString().replace('.000Z', 'Z');
  }
}

const discard = () => undefined;
const quiet: Log = { debug: discard, info: discard, warn: discard, error: discard };
