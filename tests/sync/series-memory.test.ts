/**
 * @file Series that nobody remembers, with the real connectors: a memory that is lost, of yesterday, another computer's, or of another
 * calendar; and series that people copy. Each is known again with its exceptions, and none is doubled.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { type Computer, copyDatabase } from '../support/computers.ts';
import { nothing, type SeriesWorld, startSeriesWorld } from '../support/series-world.ts';

const week = 7 * 86_400_000;

let world: SeriesWorld;
let desk: Computer;
let folder: string;
let file: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'series-memory-'));
  file = join(folder, 'synchronizer.sqlite');
  world = await startSeriesWorld();
  desk = await world.computer(file);
  await desk.run();
});
afterEach(async () => {
  for (const control of [world.outlook, world.superOffice]) expect(control.mails()).toEqual([]);
  await world.close();
  rmSync(folder, { recursive: true });
});

const laptop = () => world.computer(join(folder, 'laptop.sqlite'));
const events = (...titles: readonly string[]) => world.outlook.list().filter(({ title }) => titles.includes(title));
function eventOf(title: string): string {
  const [event, ...others] = events(title);
  if (event === undefined || others.length > 0) throw new Error(`${others.length} too many, or none: ${title}`);
  return event.id;
}
/** How many series of that title SuperOffice has. */
const rulesOf = (title: string) =>
  new Set(world.superOffice.list().flatMap((row) => (row.title === title ? [row.ruleId] : []))).size;

/** One occurrence edited, one removed, one moved. */
function makeExceptions(id: string): void {
  world.outlook.changeOccurrence({ id, day: '2026-12-08', change: { location: 'Raum 4' } });
  world.outlook.cancelOccurrence({ id, day: '2026-12-15' });
  const place = { start: '2026-12-23T14:00:00', end: '2026-12-23T15:00:00', zone: 'Europe/Berlin' };
  world.outlook.changeOccurrence({ id, day: '2026-12-22', change: place });
}

/** Begun long before the window, without end: SuperOffice holds what lies in the window. */
const makeOld = (title: string) =>
  world.outlook.createSeries({
    title,
    start: '2019-06-04T10:00:00',
    end: '2019-06-04T10:30:00',
    zone: 'Europe/Berlin',
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
    ends: null,
  }).id;

const makers = {
  'made in Outlook': (title: string) => world.makeInOutlook(title),
  'made in Outlook, without end': (title: string) => world.makeInOutlook(title, null),
  'made in Outlook years ago': (title: string) => makeOld(title),
  'made in SuperOffice': (title: string) => world.makeInSuperOffice(title),
} as const;
const kinds = Object.keys(makers) as (keyof typeof makers)[];

/** On both sides, with exceptions. */
async function linked(kind: keyof typeof makers): Promise<readonly string[]> {
  makers[kind]('Runde');
  await desk.run();
  makeExceptions(eventOf('Runde'));
  await desk.run();
  return await world.settled(desk, 'Runde');
}

describe('a lost database', () => {
  test.each(kinds)('finds a series that was %s, exceptions and all', async (kind) => {
    const before = await linked(kind);
    const other = await laptop();
    expect(writesOf(await other.run())).toEqual(nothing);
    expect(await world.settled(other, 'Runde')).toEqual(before);
    expect(other.store.counts().linked).toEqual(desk.store.counts().linked);
  });

  const edits = {
    'the title in SuperOffice': () =>
      world.superOffice.changeAppointment({
        id: world.row('2026-12-01T10:00'),
        reach: 'thisAndForward',
        title: 'Kreis',
      }),
    'an occurrence in SuperOffice': () =>
      world.superOffice.changeAppointment({ id: world.row('2026-12-23T14:00'), location: 'Im CRM' }),
    'the title in Outlook': () => world.outlook.changeSeries({ id: eventOf('Runde'), change: { title: 'Kreis' } }),
    'the rule in Outlook': () =>
      world.outlook.changeSeries({
        id: eventOf('Runde'),
        pattern: { type: 'weekly', interval: 2, daysOfWeek: ['tuesday'] },
        change: {},
      }),
  } as const;
  test.each(
    (['made in Outlook', 'made in SuperOffice'] as const).flatMap((kind) =>
      (Object.keys(edits) as (keyof typeof edits)[]).map((what) => [kind, what] as const),
    ),
  )('finds a series that was %s when %s was changed meanwhile', async (kind, what) => {
    await linked(kind);
    edits[what]();
    const other = await laptop();
    for (let runs = 0; runs < 2; runs += 1) await other.run();
    await world.settled(other, 'Runde', 'Kreis');
    expect(events('Runde', 'Kreis')).toHaveLength(1);
    expect(rulesOf('Runde') + rulesOf('Kreis')).toBe(1);
  });

  test('leaves a series alone that was begun in the middle: a single appointment with its key takes nothing along', async () => {
    const id = world.makeInOutlook('Runde');
    await desk.run();
    for (const { id: row, start } of world.superOffice.list().filter(({ title }) => title === 'Runde'))
      if (!start.startsWith('2026-12-01')) world.superOffice.deleteAppointment({ id: row });
    world.superOffice.changeAppointment({
      id: world.row('2026-12-01T10:00'),
      reach: 'stopRecurrence',
      location: 'Begonnen',
    });
    const other = await laptop();
    for (let runs = 0; runs < 2; runs += 1) await other.run();
    expect(await world.settled(other, 'Runde')).toHaveLength(8);
    expect(eventOf('Runde')).toBe(id);
  });
});

describe('a restored database', () => {
  test.each([
    'the rule in Outlook',
    'occurrences on both sides',
    'the whole series deleted',
    'this and all that follow',
    'three weeks',
  ] as const)('does nothing over: %s, since then', async (what) => {
    world.makeInOutlook('Andere', 3);
    await linked(what === 'three weeks' ? 'made in Outlook, without end' : 'made in Outlook');
    const id = eventOf('Runde');
    const backup = join(folder, 'backup.sqlite');
    await copyDatabase(file, backup);
    if (what === 'the rule in Outlook')
      world.outlook.changeSeries({ id, pattern: { type: 'weekly', interval: 2, daysOfWeek: ['tuesday'] }, change: {} });
    if (what === 'occurrences on both sides') {
      world.outlook.restoreOccurrence({ id, day: '2026-12-15' });
      world.superOffice.changeAppointment({ id: world.row('2026-12-23T14:00'), location: 'Im CRM' });
    }
    if (what === 'the whole series deleted') world.outlook.deleteEvent({ id });
    if (what === 'this and all that follow')
      world.outlook.changeFollowing({ id, day: '2027-01-05', change: { location: 'Anderswo' } });
    if (what === 'three weeks') world.advance(3 * week);
    for (let runs = 0; runs < 2; runs += 1) await desk.run();
    const before = await world.settled(desk, 'Runde');
    const restored = await world.computer(backup);
    for (let runs = 0; runs < 2; runs += 1) await restored.run();
    expect(await world.settled(restored, 'Runde')).toEqual(before);
    expect(restored.store.counts()).toMatchObject({ held: 0, parked: 0 });
  });
});

describe('two computers', () => {
  test('that make their first run together make each series once', async () => {
    makeExceptions(world.makeInOutlook('Aus Outlook', null));
    world.makeInSuperOffice('Aus SuperOffice');
    const other = await laptop();
    await Promise.all([desk.run(), other.run()]);
    for (let runs = 0; runs < 3; runs += 1) {
      await other.run();
      await desk.run();
    }
    await world.settled(desk, 'Aus Outlook', 'Aus SuperOffice');
    await world.settled(other, 'Aus Outlook', 'Aus SuperOffice');
    expect([rulesOf('Aus Outlook'), rulesOf('Aus SuperOffice')]).toEqual([1, 1]);
    expect(events('Aus Outlook', 'Aus SuperOffice')).toHaveLength(2);
  });

  test('with windows of their own do not pull at one series', async () => {
    world.makeInOutlook('Runde', null);
    await desk.run();
    const other = await laptop();
    const wide = { 'window.pastDays': 30, 'window.futureDays': 365 } as const;
    await other.run(wide);
    for (let weeks = 0; weeks < 3; weeks += 1) {
      world.advance(week);
      expect(writesOf(await desk.run())).toEqual(nothing);
      expect(writesOf(await other.run(wide))).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
      expect(writesOf(await desk.run())).toEqual(nothing);
    }
    expect(rulesOf('Runde')).toBe(1);
  });
});

describe('another calendar', () => {
  test.each(kinds)('that has a series which was %s too, and is to be left alone, gives nothing back', async (kind) => {
    const before = await linked(kind);
    world.outlook.replaceCalendar();
    makeExceptions(
      kind === 'made in Outlook years ago'
        ? makeOld('Runde')
        : world.makeInOutlook('Runde', kind.endsWith('without end') ? null : 8),
    );
    expect((await desk.run()).problem?.code).toBe('otherFolder');
    desk.store.relink('leave');
    expect(writesOf(await desk.run())).toEqual(nothing);
    expect(writesOf(await desk.run())).toEqual(nothing);
    expect(world.inSuperOffice('Runde')).toEqual(before);
    expect(rulesOf('Runde')).toBe(1);
  });

  test.each(kinds)('that has a series which was %s too, and is to be matched, is linked with it', async (kind) => {
    const before = await linked(kind);
    world.outlook.replaceCalendar();
    makeExceptions(
      kind === 'made in Outlook years ago'
        ? makeOld('Runde')
        : world.makeInOutlook('Runde', kind.endsWith('without end') ? null : 8),
    );
    await desk.run();
    desk.store.relink('rematch');
    for (let runs = 0; runs < 2; runs += 1) await desk.run();
    expect(await world.settled(desk, 'Runde')).toEqual(before);
    expect([rulesOf('Runde'), events('Runde').length]).toEqual([1, 1]);
  });

  test('that is empty gets each series as it was', async () => {
    const before = await linked('made in Outlook');
    world.outlook.replaceCalendar();
    await desk.run();
    desk.store.relink('rematch');
    for (let runs = 0; runs < 2; runs += 1) await desk.run();
    expect(await world.settled(desk, 'Runde')).toEqual(before);
  });
});

describe('what a person copies', () => {
  test.each(['desk', 'laptop'] as const)('is a series of its own (%s)', async (who) => {
    const before = await linked('made in SuperOffice');
    const copy = world.outlook.copyEvent({ id: eventOf('Runde') });
    const computer = who === 'desk' ? desk : await laptop();
    expect(writesOf(await computer.run())).toEqual({ crm: '+1 ~0 -0', calendar: '+0 ~0 -0' });
    expect(await world.settled(computer, 'Runde')).toHaveLength(2 * before.length);
    world.outlook.changeSeries({ id: copy.id, change: { title: 'Kopie' } });
    await computer.run();
    await world.settled(computer, 'Kopie');
    expect(await world.settled(computer, 'Runde')).toEqual(before);
  });

  /** On Thursday. */
  async function copyOccurrence(): Promise<string> {
    await linked('made in SuperOffice');
    const inDecember = { from: '2026-12-02T00:00:00Z', to: '2027-01-01T00:00:00Z' };
    const [occurrence] = world.outlook.occurrences({ id: eventOf('Runde'), ...inDecember });
    const series = eventOf('Runde');
    const copy = world.outlook.copyEvent({ id: occurrence?.id ?? '' });
    const place = { start: '2026-12-10T08:00:00', end: '2026-12-10T09:00:00', zone: 'Europe/Berlin' };
    world.outlook.changeEvent({ id: copy.id, ...place });
    return series;
  }

  test.each(['desk', 'laptop'] as const)('of one occurrence is an appointment of its own (%s)', async (who) => {
    await copyOccurrence();
    const computer = who === 'desk' ? desk : await laptop();
    expect(writesOf(await computer.run())).toEqual({ crm: '+1 ~0 -0', calendar: '+0 ~0 -0' });
    expect(await world.settled(computer, 'Runde')).toContain('2026-12-10T08:00 Runde Raum 4');
    expect(world.inOutlook('Runde')).toHaveLength(8);
  });

  test('of one occurrence takes nothing of its series along, where nobody remembers and the series is gone', async () => {
    const series = await copyOccurrence();
    const before = world.inSuperOffice('Runde');
    world.outlook.deleteEvent({ id: series });
    const other = await laptop();
    for (let runs = 0; runs < 2; runs += 1) expect(writesOf(await other.run())).toEqual(nothing);
    expect(world.inSuperOffice('Runde')).toEqual(before);
    expect(world.inOutlook('Runde')).toEqual(['2026-12-10T08:00 Runde Raum 4']);
    const { entries } = other.store.activity({ filter: 'all', search: 'Runde', before: null, limit: 10 });
    expect(entries.flatMap(({ reason }) => reason ?? [])).toEqual([
      { kind: 'leftOut', code: 'ambiguousMatch' },
      { kind: 'leftOut', code: 'ambiguousMatch' },
    ]);
    // Once one of the two is gone, it is told what the other is.
    world.outlook.deleteEvent({ id: events('Runde')[0]?.id ?? '' });
    for (let runs = 0; runs < 2; runs += 1) await other.run();
    expect(await world.settled(other, 'Runde')).toEqual(before);
  });
});
