/**
 * @file Series while weeks go by, with the real connectors: those without end go on as far as the window, and nothing else becomes of
 * it: neither what one side alone decided, nor what a direction or an answer left as it was, is done over.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Computer } from '../support/computers.ts';
import { nothing, type SeriesWorld, startSeriesWorld } from '../support/series-world.ts';

const week = 7 * 86_400_000;
const wide = { 'window.pastDays': 30, 'window.futureDays': 365 } as const;
const ask = { 'conflict.rule': 'ask' } as const;

let world: SeriesWorld;
let desk: Computer;
let id: string;

beforeEach(async () => {
  world = await startSeriesWorld();
  desk = await world.computer();
  id = world.makeInOutlook('Runde', null);
  await desk.run();
  await world.settled(desk, 'Runde');
});
afterEach(async () => {
  for (const control of [world.outlook, world.superOffice]) expect(control.mails()).toEqual([]);
  await world.close();
});

const rows = () => world.superOffice.list().filter(({ title }) => title === 'Runde');
const shown = () => ({ crm: world.inSuperOffice('Runde'), calendar: world.inOutlook('Runde') });

const acts = {
  'an occurrence edited in Outlook': () =>
    world.outlook.changeOccurrence({ id, day: '2026-12-29', change: { location: 'Raum 9' } }),
  'the rule changed in Outlook': () =>
    world.outlook.changeSeries({
      id,
      pattern: { type: 'weekly', interval: 2, daysOfWeek: ['tuesday'] },
      change: {},
    }),
  'the series ended in Outlook': () => world.outlook.removeFollowing({ id, day: '2027-01-12' }),
  'an occurrence edited in SuperOffice': () =>
    world.superOffice.changeAppointment({ id: world.row('2026-12-29T10:00'), location: 'Im CRM' }),
  'an occurrence deleted in SuperOffice': () =>
    world.superOffice.deleteAppointment({ id: world.row('2026-12-29T10:00') }),
  'the series ended in SuperOffice': () =>
    world.superOffice.deleteAppointment({ id: world.row('2027-01-12T10:00'), reach: 'thisAndForward' }),
} as const;

describe('what a direction keeps from going across', () => {
  test.each([
    ['crmToCalendar', 'an occurrence edited in Outlook'],
    ['crmToCalendar', 'the rule changed in Outlook'],
    ['crmToCalendar', 'the series ended in Outlook'],
    ['calendarToCrm', 'an occurrence edited in SuperOffice'],
    ['calendarToCrm', 'an occurrence deleted in SuperOffice'],
    ['calendarToCrm', 'the series ended in SuperOffice'],
    ['none', 'an occurrence edited in SuperOffice'],
    ['none', 'the rule changed in Outlook'],
  ] as const)('%s: %s stays, three weeks later too, and goes across in both directions', async (direction, what) => {
    acts[what]();
    const before = shown();
    await desk.run({ direction });
    world.advance(3 * week);
    await desk.run({ direction });
    expect(writesOf(await desk.run({ direction }))).toEqual(nothing);
    expect(shown()).toEqual(before);
    await desk.run();
    await desk.run();
    expect(await world.settled(desk, 'Runde')).toEqual(what.endsWith('SuperOffice') ? before.crm : before.calendar);
  });

  test('is done over by a change of the same occurrence at its source alone', async () => {
    acts['an occurrence edited in SuperOffice']();
    world.outlook.changeOccurrence({ id, day: '2026-12-15', change: { location: 'Raum 9' } });
    await desk.run({ direction: 'calendarToCrm' });
    expect(shown().crm).toEqual(
      expect.arrayContaining(['2026-12-15T10:00 Runde Raum 9', '2026-12-29T10:00 Runde Im CRM']),
    );
    world.outlook.changeOccurrence({ id, day: '2026-12-29', change: { location: 'Raum 5' } });
    await desk.run({ direction: 'calendarToCrm' });
    expect(await world.settled(desk, 'Runde')).toContain('2026-12-29T10:00 Runde Raum 5');
  });
});

describe('an answer', () => {
  async function asked(): Promise<number> {
    const report = await desk.run(ask);
    expect(report.held).toBe(1);
    expect(writesOf(report)).toEqual(nothing);
    const { entries } = desk.store.activity({ filter: 'all', search: '', before: null, limit: 1 });
    return entries[0]?.id ?? 0;
  }

  test('that leaves each side its own words of an occurrence holds when the series goes on', async () => {
    acts['an occurrence edited in Outlook']();
    acts['an occurrence edited in SuperOffice']();
    const before = shown();
    desk.engine.decideHeld([await asked()], 'keep');
    await desk.run(ask);
    const last = rows().at(-1)?.start;
    world.advance(3 * week);
    expect(writesOf(await desk.run(ask))).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(writesOf(await desk.run(ask))).toEqual(nothing);
    expect(rows().at(-1)?.start).not.toBe(last);
    expect(shown()).toEqual(before);
  });

  test.each(['crm', 'calendar', 'keep'] as const)('to two rules (%s) holds from then on', async (answer) => {
    acts['the rule changed in Outlook']();
    world.superOffice.changeAppointment({
      id: world.row('2026-12-01T10:00'),
      reach: 'thisAndForward',
      rule: {
        Pattern: 'Daily',
        DayPattern: { Type: 'EveryDay', Cycle: 1 },
        RecurrenceEndType: 'Counter',
        RecurrenceCounter: 5,
      },
    });
    const before = shown();
    const entry = await asked();
    const [change] =
      desk.store.activity({ filter: 'all', search: '', before: null, limit: 1 }).entries[0]?.changes ?? [];
    expect(change?.both).toEqual({
      crm: 'RRULE:FREQ=DAILY;COUNT=5',
      calendar: 'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU',
    });
    desk.engine.decideHeld([entry], answer);
    for (let runs = 0; runs < 3; runs += 1) await desk.run(ask);
    world.advance(3 * week);
    await desk.run(ask);
    expect(writesOf(await desk.run(ask))).toEqual(nothing);
    expect(shown().crm).toEqual(answer === 'calendar' ? before.calendar : before.crm);
    expect(shown().calendar).toEqual(answer === 'crm' ? before.crm : before.calendar);
  });
});

describe('a window', () => {
  test('that grew and shrinks again takes nothing away, and doubles nothing', async () => {
    await desk.run(wide);
    await world.settled(desk, 'Runde');
    const far = rows().map(({ start }) => start);
    expect(far.length).toBeGreaterThan(50);
    world.advance(3 * week);
    expect(writesOf(await desk.run())).toEqual(nothing);
    world.outlook.changeOccurrence({ id, day: '2027-09-07', change: { location: 'Weit weg' } });
    await desk.run();
    expect(rows().find(({ start }) => start.startsWith('2027-09-07'))?.location).toBe('Weit weg');
    expect(rows().map(({ start }) => start)).toEqual(far);
    expect(writesOf(await desk.run(wide))).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(rows()).toHaveLength(far.length + 3);
  });

  test('that a series has left costs nothing, and nothing becomes of it', async () => {
    world.outlook.removeFollowing({ id, day: '2026-12-22' });
    await desk.run();
    const before = rows();
    world.advance(10 * week);
    await desk.run();
    expect(writesOf(await desk.run())).toEqual(nothing);
    expect(writesOf(await desk.run({ 'window.pastDays': 120 }))).toEqual(nothing);
    expect(rows()).toEqual(before);
  });

  test('asks nothing about a series that has become one appointment', async () => {
    await desk.run();
    const usual = { ...desk.requests };
    world.outlook.makeSingle({ id });
    await desk.run();
    world.advance(3 * week);
    await desk.run();
    await desk.run();
    expect(desk.requests).toEqual(usual);
  });

  test.each([
    ['the series ended in SuperOffice', 6],
    ['the series ended in Outlook', 6],
    ['an occurrence deleted in SuperOffice', 23],
  ] as const)('that moves on brings nothing back: %s', async (what, left) => {
    acts[what]();
    world.advance(3 * week);
    await desk.run();
    await desk.run();
    expect(await world.settled(desk, 'Runde')).toHaveLength(left);
    world.advance(3 * week);
    await desk.run();
    expect(shown().crm).toHaveLength(left);
  });
});
