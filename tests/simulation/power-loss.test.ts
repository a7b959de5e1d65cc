/**
 * @file The end at any moment: the process dies between any two statements of the store, or the power fails and takes with
 * it whatever had not reached the disk. The store opens again, knows every write that was begun, and nothing is done twice.
 */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import { type Call, MemorySystem } from '../../sync-core/engine/testing/memory-system.ts';
import { keptByCrm, meeting, quiet, type StillClock, stillClock } from '../../sync-core/engine/testing/scene.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import { openStore } from '../../sync-core/store/store.ts';
import { plainSubject } from '../support/plain-subject.ts';
import { chanceOf } from './chance.ts';

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'power-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
let processes = 0;

class Died extends Error {}
const signal = new AbortController().signal;
const patient = 120_000;

/** Both systems and their user; `onWrite` is called when a write has taken effect and its answer is still on the way. */
class World {
  readonly clock: StillClock = stillClock();
  readonly file = join(folder, `store-${++files}.sqlite`);
  onWrite: () => void = () => undefined;
  readonly crm: MemorySystem;
  readonly calendar: MemorySystem;
  readonly #ids: Record<string, ItemId> = {};

  constructor() {
    const now = () => this.clock.now();
    let written = 0;
    const mishap = (call: Call) => {
      // Asked before the write: the one before has taken effect.
      if (['create', 'update', 'remove'].includes(call) && written++ > 0) this.onWrite();
      return undefined;
    };
    this.crm = new MemorySystem({ system: 'superoffice', now, keep: keptByCrm, withoutMarkers: true, mishap });
    this.calendar = new MemorySystem({ system: 'microsoft365', now, mishap });
  }

  fill(): void {
    for (const title of ['A', 'B', 'C', 'D', 'E']) this.#ids[title] = this.crm.create(meeting({ title }));
  }

  /** Something of everything: edits on either side, both sides, a deletion, what is new. */
  change(): void {
    const { crm, calendar } = this;
    const copyOf = (title: string) => calendar.items().find(({ fields }) => fields.title === title)?.id as ItemId;
    const idOf = (title: string) => this.#ids[title] as ItemId;
    crm.edit(idOf('A'), { location: 'Room 4' });
    calendar.edit(copyOf('B'), { body: '<p>Agenda</p>' });
    crm.remove(idOf('C'));
    calendar.edit(copyOf('D'), { location: 'Room 5' });
    crm.edit(idOf('D'), { location: 'Room 6' });
    crm.create(meeting({ title: 'F' }));
    crm.create(meeting({ title: 'G' }));
    calendar.create(meeting({ title: 'H' }));
  }

  async device(file = this.file, onStatement?: (sql: string) => void) {
    const { clock } = this;
    const store = await openStore({ file, clock, log: quiet, ...(onStatement && { onStatement }) });
    const connectors = { crm: this.crm.connector, calendar: this.calendar.connector };
    // A process that was started again does not draw the same numbers.
    const chance = chanceOf(++processes);
    const random = () => chance.next();
    const engine = createEngine({ store, connectors, clock, random, log: quiet, onEvent: () => undefined });
    const run = () => {
      clock.advance(3_600_000);
      return engine.run({ trigger: 'timer', preferences: plainSubject, signal });
    };
    return { store, engine, run };
  }

  titles() {
    const of = (system: MemorySystem) =>
      system
        .items()
        .map(({ fields }) => fields.title)
        .toSorted();
    return { crm: of(this.crm), calendar: of(this.calendar) };
  }

  shown() {
    const of = (system: MemorySystem) =>
      system
        .items()
        .map(({ fields: { title, location, body } }) => `${title}|${location}|${body}`)
        .toSorted();
    return { crm: of(this.crm), calendar: of(this.calendar) };
  }
}

async function filled(): Promise<World> {
  const world = new World();
  world.fill();
  const { store, run } = await world.device();
  await run();
  store.close();
  return world;
}

/** What is dying: a run that has much to do, or the undo of one. */
const deeds = {
  run: {
    ready: async () => {
      const world = await filled();
      world.change();
      return world;
    },
    act: async ({ run }: Awaited<ReturnType<World['device']>>) => void (await run()),
    async check(world: World) {
      const { crm, calendar } = world.shown();
      expect(crm).toEqual(['A|Room 4|', 'B||<p>Agenda</p>', 'D|Room 6|', 'E||', 'F||', 'G||', 'H||']);
      expect(calendar).toEqual(crm);
    },
  },
  undo: {
    ready: async () => {
      const world = await filled();
      world.change();
      const { store, run } = await world.device();
      await run();
      store.close();
      return world;
    },
    act: async ({ store, engine }: Awaited<ReturnType<World['device']>>) => {
      const runId = store.lastReport()?.runId;
      if (runId !== undefined) await engine.undo({ runId }, signal);
    },
    async check(world: World, device: Awaited<ReturnType<World['device']>>) {
      // Whatever the end left over is taken back now, and all of it exactly once.
      const runs = new Set(
        device.store
          .activity({ filter: 'changed', search: '', before: null, limit: 200 })
          .entries.flatMap(({ undo, runId }) => (undo === 'possible' ? [runId] : [])),
      );
      const [second] = [...runs];
      if (second !== undefined && runs.size > 1) await device.engine.undo({ runId: second }, signal);
      const { crm, calendar } = world.shown();
      expect(crm).toEqual(['A|Room 4|', 'B||', 'D|Room 6|', 'E||', 'F||', 'G||']);
      expect(calendar).toEqual(['A||', 'B||<p>Agenda</p>', 'C||', 'D|Room 5|', 'E||', 'H||']);
    },
  },
} as const;

/** Nothing more happens by itself. */
async function expectCalm(world: World, { run }: Awaited<ReturnType<World['device']>>): Promise<void> {
  for (let n = 0; n < 3; n++) {
    world.clock.advance(24 * 3_600_000);
    await run();
  }
  const before = world.crm.writes.length + world.calendar.writes.length;
  await run();
  expect(world.crm.writes.length + world.calendar.writes.length).toBe(before);
}

/** Every write that reached a system is known to the journal. */
function expectIntents(world: World, file: string): void {
  const db = new Database(file);
  const known = new Set(db.prepare("SELECT coalesce(key, item || ':' || action) FROM operations").pluck().all());
  db.close();
  for (const write of [...world.crm.writes, ...world.calendar.writes]) {
    expect(known).toContain(write.do === 'create' ? write.mark.key : `${write.id}:${write.do}`);
  }
}

describe.each(['run', 'undo'] as const)('the process that dies in a(n) %s', (name) => {
  const deed = deeds[name];

  async function statementsOf(): Promise<number> {
    const world = await deed.ready();
    let statements = 0;
    const device = await world.device(world.file, () => {
      statements += 1;
    });
    statements = 0;
    await deed.act(device);
    device.store.close();
    return statements;
  }

  test(
    'between any two statements leaves nothing lost and nothing twice',
    async () => {
      const statements = await statementsOf();
      expect(statements).toBeGreaterThan(100);
      for (let last = 0; last < statements; last += 5) {
        const world = await deed.ready();
        let left = Number.POSITIVE_INFINITY;
        const dying = await world.device(world.file, () => {
          left -= 1;
          if (left < 0) throw new Died();
        });
        left = last;
        await deed.act(dying).catch((error: unknown) => {
          if (!(error instanceof Died)) throw error;
        });
        dying.store.close();
        expectIntents(world, world.file);
        const device = await world.device();
        expect(device.store.setAside).toBe(null);
        await device.run();
        await expectCalm(world, device);
        await deed.check(world, device);
        device.store.close();
      }
    },
    patient,
  );

  test.each(['least', 'commit', 'anywhere'] as const)(
    'by a power failure leaves every intent on the disk (log cut: %s)',
    async (where) => {
      const chance = chanceOf(7);
      for (let writes = 1; ; writes++) {
        const world = await deed.ready();
        const saved = await dieAtWrite(world, deed, writes);
        if (saved === undefined) break;
        const cuts = cutsOf(`${saved.file}-wal`, saved.onDisk, chance.int(1000));
        truncateSync(`${saved.file}-wal`, chance.pick(cuts[where]));
        expectIntents(world, saved.file);
        const device = await world.device(saved.file);
        expect(device.store.setAside).toBe(null);
        await device.run();
        await expectCalm(world, device);
        await deed.check(world, device);
        device.store.close();
      }
    },
    patient,
  );
});

/**
 * The process ends when so many writes have taken effect.
 * @returns a copy of the store as it was in that moment, and how much of its log had reached the disk for certain; undefined
 * when there were not so many.
 */
async function dieAtWrite(world: World, deed: (typeof deeds)[keyof typeof deeds], writes: number) {
  const log = `${world.file}-wal`;
  let dead = false;
  let waiting = false;
  let onDisk = 0;
  let saved: string | undefined;
  const dying = await world.device(world.file, (sql) => {
    if (dead) throw new Died();
    if (sql.includes('synchronous = FULL')) waiting = true;
    if (!waiting || !sql.includes('synchronous = NORMAL')) return;
    // The commit before this statement has waited for the disk.
    waiting = false;
    if (existsSync(log)) onDisk = statSync(log).size;
  });
  onDisk = 0;
  let left = writes;
  world.onWrite = () => {
    left -= 1;
    if (left !== 0) return;
    saved = join(folder, `saved-${++files}.sqlite`);
    copyFileSync(world.file, saved);
    copyFileSync(log, `${saved}-wal`);
    dead = true;
    throw new Died();
  };
  await deed.act(dying).catch((error: unknown) => {
    if (!(error instanceof Died)) throw error;
  });
  world.onWrite = () => undefined;
  dead = false;
  dying.store.close();
  return saved === undefined ? undefined : { file: saved, onDisk };
}

const logHead = 32;
const frameHead = 24;

/** Where the log may have been cut: behind what had to be there, at the end of each later commit, or anywhere between. */
function cutsOf(log: string, onDisk: number, anywhere: number) {
  const bytes = readFileSync(log);
  const frame = frameHead + bytes.readUInt32BE(8);
  const commit: number[] = [onDisk];
  for (let at = logHead; at + frame <= bytes.length; at += frame) {
    // A frame that ends a commit says how large the file is then.
    if (bytes.readUInt32BE(at + 4) > 0 && at + frame > onDisk) commit.push(at + frame);
  }
  const byte = onDisk + Math.floor(((bytes.length - onDisk) * anywhere) / 1000);
  return { least: [onDisk], commit, anywhere: [byte] };
}
