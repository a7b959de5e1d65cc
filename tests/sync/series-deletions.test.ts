/** @file Deleted series, with the real connectors: how many at once need the user's word, and what an edit of an occurrence is worth. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Computer } from '../support/computers.ts';
import { nothing, type SeriesWorld, startSeriesWorld } from '../support/series-world.ts';

let world: SeriesWorld;
let desk: Computer;

beforeEach(async () => {
  world = await startSeriesWorld();
  desk = await world.computer();
  await desk.run();
});
afterEach(async () => {
  for (const control of [world.outlook, world.superOffice]) expect(control.mails()).toEqual([]);
  await world.close();
});

const firstRow = (title: string) => world.superOffice.list().find((row) => row.title === title)?.id ?? 0;
const removeSeries = {
  Outlook: (title: string) =>
    world.outlook.deleteEvent({ id: world.outlook.list().find((one) => one.title === title)?.id ?? '' }),
  SuperOffice: (title: string) => world.superOffice.deleteAppointment({ id: firstRow(title), reach: 'thisAndForward' }),
} as const;
const places = ['Outlook', 'SuperOffice'] as const;

describe.each(places)('deleted in %s', (where) => {
  test('one series goes unasked, however many occurrences it has', async () => {
    world.outlook.createSeries({
      title: 'Täglich',
      start: '2026-12-01T10:00:00',
      end: '2026-12-01T10:30:00',
      zone: 'Europe/Berlin',
      pattern: { type: 'daily', interval: 1 },
      ends: { count: 150 },
    });
    await desk.run();
    expect(await world.settled(desk, 'Täglich')).toHaveLength(150);
    removeSeries[where]('Täglich');
    const report = await desk.run();
    expect(report).toMatchObject({ outcome: 'ok', held: 0 });
    expect(await world.settled(desk, 'Täglich')).toEqual([]);
  });

  test('a dozen of series waits for the user, as a dozen of appointments would', async () => {
    const titles = Array.from({ length: 14 }, (_, index) => `Reihe ${index}`);
    for (const title of titles) world.makeInOutlook(title, 3);
    await desk.run();
    await desk.run();
    const gone = titles.slice(0, 12);
    for (const title of gone) removeSeries[where](title);
    const report = await desk.run();
    expect(report.held).toBe(12);
    expect(writesOf(report)).toEqual(nothing);
    const { entries } = desk.store.activity({ filter: 'all', search: 'Reihe', before: null, limit: 12 });
    expect(new Set(entries.map(({ outcome, title }) => `${outcome} ${title}`))).toEqual(
      new Set(gone.map((title) => `held ${title}`)),
    );
    const [first, second, ...others] = entries.map(({ id }) => id);
    desk.engine.decideHeld([first ?? 0], 'restore');
    desk.engine.decideHeld([second ?? 0], 'keep');
    desk.engine.decideHeld(others, 'apply');
    for (let runs = 0; runs < 2; runs += 1) await desk.run();
    expect(desk.store.counts()).toMatchObject({ held: 0, parked: 0 });
    const [restored, kept] = entries.map(({ title }) => title ?? '');
    expect(await world.settled(desk, restored ?? '')).toHaveLength(3);
    const shown = [world.inOutlook(kept ?? ''), world.inSuperOffice(kept ?? '')].map(({ length }) => length);
    expect(shown.toSorted()).toEqual([0, 3]);
    expect(await world.settled(desk, ...gone.filter((title) => title !== restored && title !== kept))).toEqual([]);
  });
});

test.each(places)(
  'a series that is deleted in %s while an occurrence of it is edited on the other side stays',
  async (where) => {
    world.makeInOutlook('Runde');
    await desk.run();
    const id = world.outlook.list().find(({ title }) => title === 'Runde')?.id ?? '';
    if (where === 'Outlook')
      world.superOffice.changeAppointment({ id: world.row('2026-12-29T10:00'), location: 'Raum 9' });
    else world.outlook.changeOccurrence({ id, day: '2026-12-29', change: { location: 'Raum 9' } });
    removeSeries[where]('Runde');
    for (let runs = 0; runs < 2; runs += 1) await desk.run();
    const shown = await world.settled(desk, 'Runde');
    expect(shown).toHaveLength(8);
    expect(shown).toContain('2026-12-29T10:00 Runde Raum 9');
  },
);
