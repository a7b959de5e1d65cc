/**
 * @file Whole days through the whole engine: a date is a date on both sides, whatever zones the CRM's database, its user and
 * the mailbox live in, and whatever SuperOffice makes of the times of an all-day entry.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { nothing, openStage, type Stage, type StageOptions } from '../support/stage.ts';

let s: Stage;
afterEach(async () => {
  expect(writesOf(await s.run()), 'the run after the last').toEqual(nothing);
  await s.close();
});

async function begin(options: StageOptions): Promise<void> {
  s = await openStage(options);
  expect((await s.run()).outcome).toBe('ok');
}

const inCrm = (title: string) => only(s.sandbox.superoffice.control.list().filter((one) => one.title === title));
const inCalendar = (title: string) => only(s.sandbox.microsoft365.control.list().filter((one) => one.title === title));

function only<T>([item, ...more]: readonly T[]): T {
  if (item === undefined || more.length > 0) throw new Error(`${more.length + (item === undefined ? 0 : 1)} items`);
  return item;
}

const tenants: readonly NonNullable<StageOptions['zones']>[] = [
  { base: 'Europe/Oslo', user: 'Europe/Oslo', mailbox: 'W. Europe Standard Time' },
  { base: 'America/New_York', user: 'Europe/Oslo', mailbox: 'AUS Eastern Standard Time' },
  { base: 'Pacific/Auckland', user: 'America/Los_Angeles', mailbox: 'Pacific Standard Time' },
  { base: 'America/Los_Angeles', user: 'Pacific/Auckland', mailbox: 'UTC' },
];
const servers: readonly NonNullable<NonNullable<StageOptions['switches']>['superoffice']>[] = [
  { allDayTimes: 'kept' },
  { allDayTimes: 'officeHours' },
  { allDayTimes: 'midnight' },
  { allDayTimes: 'midnight', allDayZone: 'base' },
  { timeZones: false },
];
const worlds = tenants.flatMap((zones) => servers.map((superoffice) => ({ zones, superoffice })));

describe.each(worlds)('$zones.base, $zones.user, $zones.mailbox; $superoffice', ({ zones, superoffice: server }) => {
  test('one day and several are the same dates on the other side, before and after edits', async () => {
    // Without the feature all users live in the database's zone.
    const user = server['timeZones'] === false ? zones.base : zones.user;
    await begin({ zones: { ...zones, ...(user === undefined ? {} : { user }) }, switches: { superoffice: server } });
    const { superoffice, microsoft365 } = s.sandbox;
    // As the user's own diary shows the days, unless the server keeps them by the database's clock.
    const inCrmDays = (title: string) => {
      const { start, end, allDay, daysInBase } = inCrm(title);
      return server['allDayZone'] === 'base' ? { ...daysInBase, allDay } : { start, end, allDay };
    };
    const day = { start: '2027-03-28', end: '2027-03-28', allDay: true };
    const days = { start: '2026-12-31', end: '2027-01-02', allDay: true };
    superoffice.control.createAppointment({ title: 'Day of the CRM', ...day });
    superoffice.control.createAppointment({ title: 'Days of the CRM', ...days });
    microsoft365.control.createEvent({ title: 'Day of Outlook', ...day });
    microsoft365.control.createEvent({ title: 'Days of Outlook', ...days });
    expect(writesOf(await s.run())).toEqual({ crm: '+2 ~0 -0', calendar: '+2 ~0 -0' });
    for (const [title, dates] of [
      ['Day of Outlook', day],
      ['Days of Outlook', days],
    ] as const) {
      expect(inCalendar(title)).toMatchObject(dates);
      expect(inCrmDays(title)).toMatchObject(dates);
    }
    for (const title of ['Day of the CRM', 'Days of the CRM'])
      expect(inCalendar(title)).toMatchObject(inCrmDays(title));
    if (server['allDayZone'] !== 'base') expect(inCrmDays('Day of the CRM')).toEqual(day);

    superoffice.control.changeAppointment({ id: inCrm('Day of Outlook').id, location: 'Hall 3' });
    microsoft365.control.changeEvent({ id: inCalendar('Days of the CRM').id, start: '2027-02-27', end: '2027-03-01' });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~1 -0' });
    expect(inCalendar('Day of Outlook')).toMatchObject({ ...day, location: 'Hall 3' });
    expect(inCrmDays('Days of the CRM')).toMatchObject({ start: '2027-02-27', end: '2027-03-01' });
  });
});

describe('an entry of the CRM that another program wrote', () => {
  test('with midnights of the database’s zone has the dates of that zone', async () => {
    await begin({
      zones: { base: 'America/New_York', user: 'Europe/Oslo', mailbox: 'W. Europe Standard Time' },
      switches: { superoffice: { allDayTimes: 'midnight', allDayZone: 'base' } },
    });
    s.sandbox.superoffice.control.createAppointment({
      title: 'Batch',
      start: '2027-01-12',
      end: '2027-01-13',
      allDay: true,
    });
    await s.run();
    expect(inCalendar('Batch')).toMatchObject({ start: '2027-01-12', end: '2027-01-13' });
  });
});

describe('an appointment that becomes whole days, and back', () => {
  test.each(['crm', 'calendar'] as const)('in the %s', async (side) => {
    await begin({ zones: { base: 'America/New_York', user: 'Europe/Oslo', mailbox: 'AUS Eastern Standard Time' } });
    const { superoffice, microsoft365 } = s.sandbox;
    const days = { start: '2027-02-02', end: '2027-02-03', allDay: true };
    const hours = { start: '2027-02-02T09:00:00', end: '2027-02-02T10:00:00', zone: 'Europe/Oslo', allDay: false };
    const change = (words: typeof days | typeof hours) =>
      side === 'crm'
        ? superoffice.control.changeAppointment({ id: inCrm('Forecast Q1').id, ...words })
        : microsoft365.control.changeEvent({ id: inCalendar('Forecast Q1').id, ...words });
    change(days);
    await s.run();
    expect([inCrm('Forecast Q1'), inCalendar('Forecast Q1')]).toMatchObject([days, days]);
    change(hours);
    await s.run();
    expect(inCrm('Forecast Q1')).toMatchObject({ start: '2027-02-02T09:00:00', allDay: false });
    expect(inCalendar('Forecast Q1')).toMatchObject({ startsAt: '2027-02-02T08:00:00.000Z', allDay: false });
  });
});

describe('with “Synchronize all-day events” off', () => {
  const off = { preferences: { 'calendar.allDay': false } };

  test('what is linked goes on, both ways; new ones of the calendar stay there, those of the CRM are copied', async () => {
    await begin({});
    const { superoffice, microsoft365 } = s.sandbox;
    microsoft365.control.changeEvent({ id: inCalendar('Kundetur Lofoten').id, start: '2026-12-15', end: '2026-12-16' });
    superoffice.control.changeAppointment({ id: inCrm('Urlaub').id, location: 'Sylt' });
    microsoft365.control.changeEvent({
      id: inCalendar('Prognose & Ausblick').id,
      start: '2026-12-03',
      end: '2026-12-03',
      allDay: true,
    });
    microsoft365.control.createEvent({ title: 'New day', start: '2026-12-18', end: '2026-12-18', allDay: true });
    superoffice.control.createAppointment({
      title: 'Day of the CRM',
      start: '2026-12-18',
      end: '2026-12-18',
      allDay: true,
    });
    const report = await s.run(off);
    expect(writesOf(report)).toEqual({ crm: '+0 ~2 -0', calendar: '+1 ~1 -0' });
    expect(report.leftOut).toMatchObject({ allDayOff: 1 });
    expect(inCrm('Kundetur Lofoten')).toMatchObject({ start: '2026-12-15', end: '2026-12-16' });
    expect(inCrm('Prognose & Ausblick')).toMatchObject({ start: '2026-12-03', allDay: true });
    expect(writesOf(await s.run(off))).toEqual(nothing);
    // Switched on again, what was left out comes.
    expect(writesOf(await s.run())).toEqual({ crm: '+1 ~0 -0', calendar: '+0 ~0 -0' });
  });
});
