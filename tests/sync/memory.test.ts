/**
 * @file A memory that is lost, damaged, of yesterday or another computer's, with the real connectors and both sandbox servers:
 * the next run knows everything again and creates nothing.
 */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { copyFile, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { type Computer, type Computers, copyDatabase, startComputers } from '../support/computers.ts';

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };

let world: Computers;
let folder: string;
let file: string;
let desk: Computer;

const inCrm = (title: string) => world.sandbox.superoffice.control.list().filter((row) => row.title === title);
const inCalendar = (title: string) => world.sandbox.microsoft365.control.list().filter((row) => row.title === title);
function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return item;
}
const sizes = () => ({
  crm: world.sandbox.superoffice.control.list().length,
  calendar: world.sandbox.microsoft365.control.list().length,
});
const renameInCrm = (from: string, to: string) =>
  void world.sandbox.superoffice.control.changeAppointment({ id: only(inCrm(from)).id, title: to });
const renameInCalendar = (from: string, to: string) =>
  void world.sandbox.microsoft365.control.changeEvent({ id: only(inCalendar(from)).id, title: to });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'memory-'));
  file = join(folder, 'synchronizer.sqlite');
  world = await startComputers();
  desk = await world.computer(file);
  expect((await desk.run()).outcome).toBe('ok');
  await desk.run();
});
afterEach(async () => {
  expect(world.sandbox.superoffice.control.mails()).toEqual([]);
  expect(world.sandbox.microsoft365.control.mails()).toEqual([]);
  await world.close();
  rmSync(folder, { recursive: true });
});

/** Knows everything that was linked before, and a second run has nothing to do. */
async function expectToKnowAll(computer: Computer): Promise<void> {
  const before = sizes();
  const report = await computer.run();
  expect(report).toMatchObject({ outcome: 'ok', parked: 0, held: 0 });
  expect(writesOf(report)).toEqual(nothing);
  expect(computer.store.counts().linked.appointment).toBe(desk.store.counts().linked.appointment);
  expect(sizes()).toEqual(before);
  expect(writesOf(await computer.run())).toEqual(nothing);
}

describe('a database that is', () => {
  test('gone is made anew by the first run', async () => {
    await expectToKnowAll(await world.computer(join(folder, 'another.sqlite')));
  });

  const damages: Readonly<Record<string, (copy: string) => Promise<void> | void>> = {
    'full of random bytes': async (copy) => {
      const bytes = await open(copy, 'r+');
      for (let at = 0; at < 40_000; at += 512) await bytes.write(Buffer.alloc(300, (at / 512) * 37), 0, 300, at);
      await bytes.close();
    },
    'cut in the middle': (copy) => truncateSync(copy, 20_000),
    'of no length': (copy) => truncateSync(copy, 0),
    'no database at all': (copy) => writeFileSync(copy, 'this is no database'),
    'without what was written last': (copy) => rm(`${copy}-wal`, { force: true }),
    'beside the last words of another one': async (copy) => {
      const other = await world.computer(join(folder, 'other.sqlite'));
      await other.run();
      await copyFile(join(folder, 'other.sqlite-wal'), `${copy}-wal`);
    },
  };

  test.each(Object.keys(damages))('%s costs nothing but the memory', async (name) => {
    const copy = join(folder, 'damaged.sqlite');
    await copyDatabase(file, copy);
    await damages[name]?.(copy);
    await expectToKnowAll(await world.computer(copy));
  });

  test('copied to a second computer knows there what it knew here', async () => {
    const copy = join(folder, 'copied.sqlite');
    await copyDatabase(file, copy);
    const laptop = await world.computer(copy);
    await expectToKnowAll(laptop);
    renameInCrm('Forecast Q1', 'Forecast Q2');
    await laptop.run();
    expect(inCalendar('Forecast Q2')).toHaveLength(1);
    expect(writesOf(await desk.run())).toEqual(nothing);
  });
});

describe('while nobody remembered', () => {
  test('a copy in the CRM was edited: it is known by its key, and its original follows', async () => {
    renameInCrm('Prognose & Ausblick', 'Prognose, überarbeitet');
    const before = sizes();
    const laptop = await world.computer();
    const report = await laptop.run();
    expect(writesOf(report)).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    expect(inCalendar('Prognose, überarbeitet')).toHaveLength(1);
    expect(sizes()).toEqual(before);
    expect(writesOf(await laptop.run())).toEqual(nothing);
  });

  test('a copy in the calendar was edited: it is known by its marker, and its original follows', async () => {
    renameInCalendar('Forecast Q1', 'Forecast, überarbeitet');
    const before = sizes();
    const laptop = await world.computer();
    expect(writesOf(await laptop.run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(inCrm('Forecast, überarbeitet')).toHaveLength(1);
    expect(sizes()).toEqual(before);
    expect(writesOf(await laptop.run())).toEqual(nothing);
  });

  test('originals and copies were deleted: what is left is copied once, not twice', async () => {
    world.sandbox.superoffice.control.deleteAppointment({ id: only(inCrm('Prognose & Ausblick')).id });
    world.sandbox.microsoft365.control.deleteEvent({ id: only(inCalendar('Forecast Q1')).id });
    const laptop = await world.computer();
    await laptop.run();
    // The key of what is gone is used up there, and the next one is taken after a pause.
    world.advance(10 * 60_000);
    await laptop.run();
    expect(inCrm('Prognose & Ausblick')).toHaveLength(1);
    expect(inCalendar('Forecast Q1')).toHaveLength(1);
    expect(writesOf(await laptop.run())).toEqual(nothing);
  });

  test('people copied an item, marker and all: the copies are new, the original stays what it is', async () => {
    const { control } = world.sandbox.microsoft365;
    const made = only(inCalendar('Forecast Q1')).id;
    const first = control.copyEvent({ id: made });
    control.copyEvent({ id: made });
    control.changeEvent({ id: first.id, title: 'Forecast, Kopie' });
    const original = only(inCrm('Forecast Q1')).id;
    const laptop = await world.computer();
    expect(writesOf(await laptop.run())).toEqual({ crm: '+2 ~0 -0', calendar: '+0 ~0 -0' });
    expect(inCrm('Forecast, Kopie')).toHaveLength(1);
    expect(inCrm('Forecast Q1').map(({ id }) => id)).toContain(original);
    expect(inCrm('Forecast Q1')).toHaveLength(2);
    expect(writesOf(await laptop.run())).toEqual(nothing);
    expect(writesOf(await (await world.computer()).run())).toEqual(nothing);
  });
});

describe('copies that people make', () => {
  test('become items of their own, and live on when the original is deleted', async () => {
    const { control } = world.sandbox.microsoft365;
    const copy = control.copyEvent({ id: only(inCalendar('Forecast Q1')).id });
    control.changeEvent({ id: copy.id, title: 'Forecast, Kopie' });
    expect(writesOf(await desk.run())).toEqual({ crm: '+1 ~0 -0', calendar: '+0 ~0 -0' });
    world.sandbox.superoffice.control.deleteAppointment({ id: only(inCrm('Forecast Q1')).id });
    expect(writesOf(await desk.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -1' });
    expect(inCalendar('Forecast, Kopie')).toHaveLength(1);
    expect(inCrm('Forecast, Kopie')).toHaveLength(1);
    const laptop = await world.computer();
    expect(writesOf(await laptop.run())).toEqual(nothing);
    expect(inCrm('Forecast Q1')).toEqual([]);
  });
});

describe('a backup that is restored', () => {
  const backup = () => join(folder, 'backup.sqlite');
  beforeEach(() => copyDatabase(file, backup()));

  test('with cursors that are still accepted goes on from them', async () => {
    const laptop = await world.computer(backup());
    expect(writesOf(await laptop.run())).toEqual(nothing);
    expect(laptop.requests.calendar).toBeLessThan(7);
    await expectToKnowAll(laptop);
  });

  test('with cursors that have expired reads everything once, and deletes nothing wrongly', async () => {
    world.sandbox.microsoft365.control.expireCursors();
    await expectToKnowAll(await world.computer(backup()));
  });

  test('after everything that people do has been done since: nothing is doubled, undone or deleted wrongly', async () => {
    const { control } = world.sandbox.microsoft365;
    renameInCrm('Forecast Q1', 'Forecast, im CRM');
    renameInCalendar('Prognose & Ausblick', 'Prognose, im Kalender');
    world.sandbox.superoffice.control.deleteAppointment({ id: only(inCrm('Rückruf')).id });
    control.deleteEvent({ id: only(inCalendar('Kundetur Lofoten')).id });
    control.createEvent({
      title: 'Neu',
      start: '2026-12-02T09:00:00',
      end: '2026-12-02T10:00:00',
      zone: 'Europe/Berlin',
    });
    await desk.run();
    renameInCrm('Neu', 'Neu, im CRM');
    const laptop = await world.computer(backup());
    const report = await laptop.run();
    expect(writesOf(report)).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    for (const title of ['Forecast, im CRM', 'Prognose, im Kalender', 'Neu, im CRM']) {
      expect(inCrm(title)).toHaveLength(1);
      expect(inCalendar(title)).toHaveLength(1);
    }
    for (const title of ['Rückruf', 'Kundetur Lofoten', 'Neu']) {
      expect(inCrm(title)).toEqual([]);
      expect(inCalendar(title)).toEqual([]);
    }
    expect(laptop.store.counts()).toMatchObject({ held: 0, parked: 0 });
    expect(writesOf(await laptop.run())).toEqual(nothing);
  });
});

describe('two computers at the same time', () => {
  test('copy each item once, also when both make their first run together', async () => {
    const { control } = world.sandbox.microsoft365;
    for (let n = 0; n < 5; n += 1) {
      const when = { start: `2026-12-03T1${n}:00:00`, end: `2026-12-03T1${n}:30:00`, zone: 'Europe/Berlin' };
      control.createEvent({ title: `Kalender ${n}`, ...when });
      world.sandbox.superoffice.control.createAppointment({ title: `CRM ${n}`, ...when });
    }
    const laptop = await world.computer();
    await Promise.all([desk.run(), laptop.run()]);
    for (let rounds = 0; rounds < 3; rounds += 1) {
      await laptop.run();
      await desk.run();
    }
    for (let n = 0; n < 5; n += 1) {
      for (const title of [`Kalender ${n}`, `CRM ${n}`]) {
        expect(inCrm(title)).toHaveLength(1);
        expect(inCalendar(title)).toHaveLength(1);
      }
    }
    expect(writesOf(await laptop.run())).toEqual(nothing);
    expect(writesOf(await desk.run())).toEqual(nothing);
  });

  test('carry edits and deletions once, whoever is first', async () => {
    const laptop = await world.computer();
    await laptop.run();
    renameInCrm('Forecast Q1', 'Forecast, im CRM');
    world.sandbox.microsoft365.control.deleteEvent({ id: only(inCalendar('Kundetur Lofoten')).id });
    await Promise.all([desk.run(), laptop.run()]);
    await desk.run();
    expect(inCalendar('Forecast, im CRM')).toHaveLength(1);
    expect(inCrm('Kundetur Lofoten')).toEqual([]);
    expect(writesOf(await laptop.run())).toEqual(nothing);
    expect(writesOf(await desk.run())).toEqual(nothing);
  });
});
