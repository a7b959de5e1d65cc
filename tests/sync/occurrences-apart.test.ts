/**
 * @file Occurrences of a series in SuperOffice that Outlook cannot have within it, because they stand on the day of their neighbour
 * or beyond it: each is an appointment of its own there, linked with its row, through everything that people do to it and to its series.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Computer } from '../support/computers.ts';
import { type SeriesWorld, startSeriesWorld } from '../support/series-world.ts';

let world: SeriesWorld;
let desk: Computer;
let folder: string;
let first: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'apart-'));
  world = await startSeriesWorld();
  desk = await world.computer(join(folder, 'desk.sqlite'));
  await desk.run();
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const titles = ['Runde', 'Extra', 'Rat'];
/** Series, and appointments that do not repeat: each counts once. */
const masters = () => world.outlook.list().filter(({ title }) => titles.includes(title));
const single = () => masters().filter(({ type }) => type === 'singleInstance');
const series = () => masters().filter(({ type }) => type === 'seriesMaster');

/** Everything that is under way is done, both sides show the same, and nobody has anything left to do. */
async function settled(): Promise<readonly string[]> {
  for (let run = 0; run < 3; run += 1) {
    expect(await desk.run()).toMatchObject({ outcome: 'ok', held: 0, parked: 0 });
  }
  return await world.settled(desk, ...titles);
}

/** Where a row is moved to, an hour long. */
function move(
  row: number,
  start: string,
  end = start.replace(/T../, (hour) => `T${String(Number(hour.slice(1)) + 1).padStart(2, '0')}`),
): void {
  world.superOffice.changeAppointment({ id: row, start, end, zone: 'Europe/Berlin' });
}

/** Tuesdays at ten from 1 December, eight times; the third is on the day of the fourth. */
async function withOneApart(): Promise<void> {
  first = world.makeInSuperOffice('Runde');
  await settled();
  move(first + 2, '2026-12-22T14:00:00');
  const shown = await settled();
  expect(shown).toHaveLength(8);
  expect(shown).toContain('2026-12-22T14:00 Runde');
  expect([series().length, single().length]).toEqual([1, 1]);
}

const newest = () => desk.store.tables.activity.list({ filter: 'all', search: '', before: null, limit: 20 }).entries;

describe.each([
  ['on the day of its neighbour', '2026-12-22T14:00:00'],
  ['on the day of its neighbour, before it', '2026-12-22T07:00:00'],
  ['beyond its neighbour', '2026-12-24T14:00:00'],
  ['far beyond', '2027-01-20T09:00:00'],
  ['before the one before it', '2026-12-07T09:00:00'],
])('a row that is moved to where it is %s', (_, place) => {
  test('is an appointment of its own in Outlook, and the activity says why', async () => {
    first = world.makeInSuperOffice('Runde');
    await settled();
    move(first + 2, place);
    const shown = await settled();
    expect(shown).toHaveLength(8);
    expect(shown).toContain(`${place.slice(0, 16)} Runde`);
    expect([series().length, single().length]).toEqual([1, 1]);
    expect(newest().filter(({ reason }) => reason?.kind === 'apart')).toMatchObject([
      { action: 'create', side: 'calendar', outcome: 'done', title: 'Runde' },
    ]);
  });

  test('is one when the series is copied for the first time', async () => {
    first = world.makeInSuperOffice('Runde');
    move(first + 2, place);
    const shown = await settled();
    expect(shown).toHaveLength(8);
    expect([series().length, single().length]).toEqual([1, 1]);
  });
});

test('two rows that are on one day with a third are two appointments', async () => {
  first = world.makeInSuperOffice('Runde');
  await settled();
  move(first + 2, '2026-12-22T14:00:00');
  move(first + 1, '2026-12-22T16:00:00');
  expect(await settled()).toHaveLength(8);
  expect([series().length, single().length]).toEqual([1, 2]);
});

test('rows that change places stay in the series as far as they can', async () => {
  first = world.makeInSuperOffice('Runde');
  await settled();
  move(first + 2, '2026-12-22T10:00:00');
  move(first + 3, '2026-12-15T10:00:00');
  expect(await settled()).toHaveLength(8);
  expect(masters().length).toBeLessThanOrEqual(2);
});

describe('one that stands apart', () => {
  beforeEach(withOneApart);

  test('is edited in Outlook: its row alone is, and the series stays', async () => {
    const [one] = single();
    world.outlook.changeEvent({
      id: one?.id ?? '',
      title: 'Extra',
      start: '2026-12-22T15:00:00',
      end: '2026-12-22T16:00:00',
      zone: 'Europe/Berlin',
    });
    const shown = await settled();
    expect(shown).toContain('2026-12-22T15:00 Extra');
    expect(shown).toHaveLength(8);
  });

  test('is edited in SuperOffice', async () => {
    world.superOffice.changeAppointment({ id: first + 2, title: 'Extra', location: 'Raum 9' });
    expect(await settled()).toContain('2026-12-22T14:00 Extra Raum 9');
    expect([series().length, single().length]).toEqual([1, 1]);
  });

  test('is moved to where the series could have it: it stays an appointment of its own', async () => {
    move(first + 2, '2026-12-16T14:00:00');
    expect(await settled()).toContain('2026-12-16T14:00 Runde');
    expect([series().length, single().length]).toEqual([1, 1]);
  });

  test('is put back in its place: it is a part of the series again', async () => {
    move(first + 2, '2026-12-15T10:00:00', '2026-12-15T10:30:00');
    const shown = await settled();
    expect(shown).toContain('2026-12-15T10:00 Runde');
    expect(shown).toHaveLength(8);
    expect([series().length, single().length]).toEqual([1, 0]);
  });

  test('is deleted in Outlook: its row goes, and no other', async () => {
    world.outlook.deleteEvent({ id: single()[0]?.id ?? '' });
    expect(await settled()).toHaveLength(7);
    expect([series().length, single().length]).toEqual([1, 0]);
  });

  test('is deleted in SuperOffice', async () => {
    world.superOffice.deleteAppointment({ id: first + 2 });
    expect(await settled()).toHaveLength(7);
    expect([series().length, single().length]).toEqual([1, 0]);
  });

  test('stays when its series is deleted in Outlook', async () => {
    world.outlook.deleteEvent({ id: series()[0]?.id ?? '' });
    expect(await settled()).toEqual(['2026-12-22T14:00 Runde']);
    expect([series().length, single().length]).toEqual([0, 1]);
  });

  test('goes when the whole series is deleted in SuperOffice', async () => {
    world.superOffice.deleteAppointment({ id: first, reach: 'thisAndForward' });
    expect(await settled()).toEqual([]);
  });

  test('is as it was after a lost database, and nothing is doubled', async () => {
    desk = await world.computer(join(folder, 'new.sqlite'));
    expect(await settled()).toHaveLength(8);
    expect([series().length, single().length]).toEqual([1, 1]);
  });

  test('is as it was when the database is lost and it was edited in Outlook meanwhile', async () => {
    world.outlook.changeEvent({ id: single()[0]?.id ?? '', title: 'Extra' });
    desk = await world.computer(join(folder, 'new.sqlite'));
    expect(await settled()).toHaveLength(8);
    expect([series().length, single().length]).toEqual([1, 1]);
  });

  test('is not deleted once more when its deletion in SuperOffice is taken back', async () => {
    world.outlook.deleteEvent({ id: single()[0]?.id ?? '' });
    const { runId } = await desk.run();
    expect(world.inSuperOffice(...titles)).toHaveLength(7);
    expect(await desk.engine.undo({ runId }, new AbortController().signal)).toMatchObject({ refused: [] });
    for (let run = 0; run < 3; run += 1) expect(await desk.run()).toMatchObject({ outcome: 'ok', parked: 0 });
    expect(world.inSuperOffice(...titles)).toContain('2026-12-22T14:00 Runde');
    expect(world.inSuperOffice(...titles)).toHaveLength(8);
  });

  describe.each(['reset', 'kept', 'remade'])('while a series that is saved again has its rows %s', (resavedSeries) => {
    beforeEach(() => world.superOffice.set('resavedSeries', resavedSeries));

    test('keeps its words and its place when the series is renamed in Outlook', async () => {
      world.outlook.changeSeries({ id: series()[0]?.id ?? '', change: { title: 'Rat', location: 'Saal' } });
      const shown = await settled();
      expect(shown).toContain('2026-12-22T14:00 Runde');
      expect(shown.filter((line) => line.endsWith(' Rat Saal'))).toHaveLength(7);
    });

    test('is one of the series again when Outlook brings its day back with another hour', async () => {
      const change = { start: '2026-12-01T16:00:00', end: '2026-12-01T16:30:00', zone: 'Europe/Berlin' };
      world.outlook.changeSeries({ id: series()[0]?.id ?? '', change });
      const shown = await settled();
      expect(shown).toContain('2026-12-15T16:00 Runde');
      expect(shown).toHaveLength(8);
      expect([series().length, single().length]).toEqual([1, 0]);
    });

    test('keeps its place when the series is on another day of the week in Outlook', async () => {
      const change = { start: '2026-12-02T10:00:00', end: '2026-12-02T10:30:00', zone: 'Europe/Berlin' };
      const pattern = { type: 'weekly' as const, interval: 1, daysOfWeek: ['wednesday' as const] };
      world.outlook.changeSeries({ id: series()[0]?.id ?? '', change, pattern });
      const shown = await settled();
      expect(shown).toContain('2026-12-22T14:00 Runde');
      expect(new Set(shown).size).toBe(shown.length);
    });

    test('stays when the series ends before it in Outlook', async () => {
      world.outlook.changeSeries({ id: series()[0]?.id ?? '', ends: { lastDay: '2026-12-10' } });
      expect(await settled()).toEqual(['2026-12-01T10:00 Runde', '2026-12-08T10:00 Runde', '2026-12-22T14:00 Runde']);
    });

    test('stays one when an occurrence of the series is cancelled in Outlook', async () => {
      world.outlook.cancelOccurrence({ id: series()[0]?.id ?? '', day: '2026-12-29' });
      expect(await settled()).toHaveLength(7);
      expect([series().length, single().length]).toEqual([1, 1]);
    });

    test('is neither lost nor doubled when "this and all that follow" is changed in SuperOffice', async () => {
      world.superOffice.changeAppointment({ id: first + 1, title: 'Rat', reach: 'thisAndForward' });
      const shown = await settled();
      expect(shown).toHaveLength(8);
      expect(new Set(shown).size).toBe(8);
    });
  });
});
