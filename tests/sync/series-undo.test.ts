/**
 * @file Taking back what was done to series, with the real connectors: all occurrences and exceptions are as they were, also when weeks
 * have gone by since, and what was taken back stays so.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Computer } from '../support/computers.ts';
import { nothing, type SeriesWorld, startSeriesWorld } from '../support/series-world.ts';

const never = new AbortController().signal;
const week = 7 * 86_400_000;
const wide = { 'window.pastDays': 30, 'window.futureDays': 365 } as const;

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

const latest = () => desk.store.activity({ filter: 'all', search: 'Runde', before: null, limit: 1 }).entries[0];
const takeBack = (entry = latest()?.id ?? 0) => desk.engine.undo({ entries: [entry] }, never);
const done = { undone: 1, refused: [] };
const quiet = async () => {
  expect(writesOf(await desk.run())).toEqual(nothing);
  expect(writesOf(await desk.run())).toEqual(nothing);
};
const event = () => world.outlook.list().find(({ title }) => title === 'Runde')?.id ?? '';
const rows = () => world.superOffice.list().flatMap(({ title, start }) => (title === 'Runde' ? [start] : []));

interface Hand {
  make(title: string): void;
  /** One occurrence edited, one removed, one moved. */
  change(): void;
  changeRule(): void;
  remove(): void;
  /** What the program writes. */
  copy(): readonly string[];
  own(): readonly string[];
}

const hands: Readonly<Record<'Outlook' | 'SuperOffice', Hand>> = {
  Outlook: {
    make: (title) => void world.makeInOutlook(title),
    change() {
      world.outlook.changeOccurrence({ id: event(), day: '2026-12-08', change: { location: 'Raum 4' } });
      world.outlook.cancelOccurrence({ id: event(), day: '2026-12-15' });
      const place = { start: '2026-12-23T14:00:00', end: '2026-12-23T15:00:00', zone: 'Europe/Berlin' };
      world.outlook.changeOccurrence({ id: event(), day: '2026-12-22', change: place });
    },
    changeRule: () =>
      void world.outlook.changeSeries({
        id: event(),
        pattern: { type: 'weekly', interval: 2, daysOfWeek: ['thursday'] },
        change: { start: '2026-12-03T10:00:00', end: '2026-12-03T10:30:00', zone: 'Europe/Berlin' },
      }),
    remove: () => world.outlook.deleteEvent({ id: event() }),
    copy: () => world.inSuperOffice('Runde'),
    own: () => world.inOutlook('Runde'),
  },
  SuperOffice: {
    make: (title) => void world.makeInSuperOffice(title),
    change() {
      world.superOffice.changeAppointment({ id: world.row('2026-12-08T10:00'), location: 'Raum 4' });
      world.superOffice.deleteAppointment({ id: world.row('2026-12-15T10:00') });
      const place = { start: '2026-12-23T14:00:00', end: '2026-12-23T15:00:00', zone: 'Europe/Berlin' };
      world.superOffice.changeAppointment({ id: world.row('2026-12-22T10:00'), ...place });
    },
    changeRule: () =>
      world.superOffice.changeAppointment({
        id: world.row('2026-12-01T10:00'),
        reach: 'thisAndForward',
        rule: {
          Pattern: 'Weekly',
          WeekPattern: { Weekdays: 'Thursday', Cycle: 2 },
          RecurrenceEndType: 'Counter',
          RecurrenceCounter: 8,
        },
      }),
    remove: () => world.superOffice.deleteAppointment({ id: world.row('2026-12-01T10:00'), reach: 'thisAndForward' }),
    copy: () => world.inOutlook('Runde'),
    own: () => world.inSuperOffice('Runde'),
  },
};

describe.each(['Outlook', 'SuperOffice'] as const)('what came of a series of %s', (name) => {
  const hand = hands[name];
  async function linked(withExceptions: boolean): Promise<readonly string[]> {
    hand.make('Runde');
    if (withExceptions) hand.change();
    await desk.run();
    return await world.settled(desk, 'Runde');
  }

  test('its copy goes, the series stays', async () => {
    const before = await linked(true);
    expect(await takeBack()).toEqual(done);
    expect([hand.own(), hand.copy()]).toEqual([before, []]);
    await quiet();
    expect(hand.own()).toEqual(before);
  });

  test('the copy has its occurrences as they were', async () => {
    const before = await linked(false);
    hand.change();
    await desk.run();
    const after = await world.settled(desk, 'Runde');
    expect(after).toHaveLength(before.length - 1);
    expect(await takeBack()).toEqual(done);
    expect([hand.own(), hand.copy()]).toEqual([after, before]);
    await quiet();
    expect([hand.own(), hand.copy()]).toEqual([after, before]);
  });

  test('the copy has its rule as it was, with its exceptions', async () => {
    const before = await linked(true);
    hand.changeRule();
    for (let runs = 0; runs < 2; runs += 1) await desk.run();
    const after = await world.settled(desk, 'Runde');
    expect(await takeBack()).toEqual(done);
    expect([hand.own(), hand.copy()]).toEqual([after, before]);
    await quiet();
    expect([hand.own(), hand.copy()]).toEqual([after, before]);
  });

  test('the copy that was deleted is there again, with its exceptions', async () => {
    world.makeInOutlook('Andere', 3);
    const before = await linked(true);
    hand.remove();
    await desk.run();
    expect(await world.settled(desk, 'Runde')).toEqual([]);
    expect(await takeBack()).toEqual(done);
    expect([hand.own(), hand.copy()]).toEqual([[], before]);
    await quiet();
    expect([hand.own(), hand.copy()]).toEqual([[], before]);
  });

  test('an occurrence that was changed since is not overwritten, and that is said', async () => {
    await linked(false);
    hand.change();
    await desk.run();
    const entry = latest()?.id;
    hands[name === 'Outlook' ? 'SuperOffice' : 'Outlook'].remove();
    hand.changeRule();
    const before = [hand.own(), hand.copy()];
    expect(await takeBack(entry)).toEqual({ undone: 0, refused: [{ entry, code: expect.any(String) }] });
    expect([hand.own(), hand.copy()]).toEqual(before);
    expect(latest()).toMatchObject({ outcome: 'notUndone', title: 'Runde' });
  });

  test('a whole run is taken back: rule, occurrences and other series', async () => {
    const before = await linked(true);
    hand.make('Andere');
    hand.changeRule();
    await desk.run();
    const { runId = '' } = latest() ?? {};
    const report = await desk.engine.undo({ runId }, never);
    expect(report).toEqual({ undone: 2, refused: [] });
    expect(hand.copy()).toEqual(before);
    expect([world.inOutlook('Andere'), world.inSuperOffice('Andere')].map(({ length }) => length).toSorted()).toEqual([
      0, 8,
    ]);
    await quiet();
  });
});

describe('what SuperOffice holds of a series without end', () => {
  const begun = () =>
    world.outlook.createSeries({
      title: 'Runde',
      start: '2026-11-03T10:00:00',
      end: '2026-11-03T10:30:00',
      zone: 'Europe/Berlin',
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
      ends: null,
    }).id;

  async function heldWide(): Promise<readonly string[]> {
    world.makeInOutlook('Andere', 3);
    begun();
    for (let runs = 0; runs < 2; runs += 1) await desk.run(wide);
    expect(rows().length).toBeGreaterThan(52);
    return rows();
  }

  test.each<[string, () => void]>([
    ['deleted', () => world.outlook.deleteEvent({ id: event() })],
    ['shortened', () => void world.outlook.removeFollowing({ id: event(), day: '2026-12-15' })],
    ['made single', () => void world.outlook.makeSingle({ id: event() })],
  ])('is there again to its last row when it was %s, whatever the window is', async (_name, act) => {
    const before = await heldWide();
    act();
    for (let runs = 0; runs < 2; runs += 1) await desk.run(wide);
    expect(rows().length).toBeLessThan(10);
    expect(await takeBack()).toEqual(done);
    expect(rows()).toEqual(before);
    for (let runs = 0; runs < 2; runs += 1) expect(writesOf(await desk.run(wide))).toEqual(nothing);
    expect(rows()).toEqual(before);
  });

  test.each([4, 7, 9, 12])('is there again when the undo is cut off after %i requests', async (requests) => {
    const before = await heldWide();
    world.outlook.removeFollowing({ id: event(), day: '2026-12-15' });
    for (let runs = 0; runs < 2; runs += 1) await desk.run(wide);
    world.superOffice.fault({ skip: requests, times: 10_000, effect: { kind: 'dropAfter' } });
    await takeBack();
    world.superOffice.clearFaults();
    for (let runs = 0; runs < 3; runs += 1) await desk.run(wide);
    expect(rows()).toEqual(before);
    expect(desk.store.counts()).toMatchObject({ held: 0, parked: 0 });
    expect(writesOf(await desk.run(wide))).toEqual(nothing);
    expect(world.inOutlook('Runde').at(-1)).toBe('2026-12-08T10:00 Runde');
  });

  test('an occurrence is as it was although the series has gone on since, and stays so', async () => {
    const id = begun();
    await desk.run();
    world.outlook.changeOccurrence({ id, day: '2026-12-29', change: { location: 'Raum 4' } });
    await desk.run();
    const entry = latest()?.id;
    world.advance(2 * week);
    await desk.run();
    const held = rows();
    expect(await takeBack(entry)).toEqual(done);
    expect(rows()).toEqual(held);
    expect(world.inSuperOffice('Runde').some((line) => line.includes('Raum'))).toBe(false);
    world.advance(2 * week);
    expect(writesOf(await desk.run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    await quiet();
    expect(rows()).toHaveLength(held.length + 2);
    expect(world.inSuperOffice('Runde').some((line) => line.includes('Raum'))).toBe(false);
    expect(world.inOutlook('Runde')).toContain('2026-12-29T10:00 Runde Raum 4');
  });

  test('a rule is as it was, and is not overwritten when days come near', async () => {
    const id = begun();
    await desk.run();
    const before = world.inSuperOffice('Runde');
    world.outlook.changeSeries({ id, pattern: { type: 'weekly', interval: 2, daysOfWeek: ['tuesday'] }, change: {} });
    await desk.run();
    expect(await takeBack()).toEqual(done);
    world.advance(3 * week);
    await quiet();
    expect(world.inSuperOffice('Runde')).toEqual(before);
    await desk.run();
    // The calendar and the task list are asked once each.
    expect(desk.requests).toEqual({ crm: 2, calendar: 2 });
  });
});
