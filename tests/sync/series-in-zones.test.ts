/**
 * @file Series where the database, the user of SuperOffice and the mailbox have clocks that are far apart and change on different days,
 * and series of whole days: each occurrence is at the same moment, or on the same date, on both sides.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let stage: Stage;

const superOffice = () => stage.sandbox.superoffice.control;
const outlook = () => stage.sandbox.microsoft365.control;
/** The window of the runs, less the days at its ends. */
const shownIn = { from: '2026-11-25T00:00:00Z', to: '2027-05-15T00:00:00Z' };

/** The moment that a wall-clock time of a zone is, by the platform's own calendar rather than by the product's. */
function momentOf(wall: string, zone: string): string {
  const guess = Date.parse(`${wall}Z`);
  const shown = (moment: number) =>
    Date.parse(`${new Date(moment).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`);
  const first = guess - (shown(guess) - guess);
  return new Date(first - (shown(first) - guess)).toISOString();
}

const inSuperOffice = (title: string) =>
  superOffice()
    .list()
    .filter((row) => row.title === title && row.start < '2027-05-14')
    .map(({ allDay, start, end, zone, location }) =>
      `${[start, end].map((at) => (allDay ? at : momentOf(at, zone))).join(' ')} ${location}`.trim(),
    )
    .toSorted();
const inOutlook = (title: string) =>
  outlook()
    .list(shownIn)
    .filter((event) => event.title === title && event.start < '2027-05-14')
    .map(({ allDay, start, end, startsAt, endsAt, location }) =>
      `${(allDay ? [start, end] : [startsAt, endsAt]).join(' ')} ${location}`.trim(),
    )
    .toSorted();

/** @returns what both show. */
async function settled(title: string): Promise<readonly string[]> {
  expect(await stage.run()).toMatchObject({ outcome: 'ok', held: 0, parked: 0 });
  expect(writesOf(await stage.run())).toEqual(nothing);
  expect(inOutlook(title)).toEqual(inSuperOffice(title));
  expect(
    outlook()
      .list()
      .filter((event) => event.title === title),
  ).toHaveLength(1);
  return inOutlook(title);
}

const rowsOf = (title: string) =>
  superOffice()
    .list()
    .filter((row) => row.title === title)
    .toSorted((one, other) => (one.start < other.start ? -1 : 1));

afterEach(async () => {
  expect(outlook().mails()).toEqual([]);
  expect(superOffice().mails()).toEqual([]);
  await stage.close();
});

const farApart = [
  { base: 'Pacific/Auckland', user: 'America/Los_Angeles', mailbox: 'America/Los_Angeles' },
  { base: 'America/Los_Angeles', user: 'Pacific/Auckland', mailbox: 'Pacific/Auckland' },
  { base: 'Pacific/Auckland', user: 'America/Los_Angeles', mailbox: 'Europe/Berlin' },
] as const;
const clocks = ['base', 'user'] as const;

describe.each(farApart.flatMap((zones) => clocks.map((seriesClock) => ({ ...zones, seriesClock }))))(
  'with a database in $base, a user in $user and a mailbox in $mailbox (rows by the clock of the $seriesClock)',
  (where) => {
    const { base, user, mailbox, seriesClock } = where;
    const begin = async () => {
      stage = await openStage({ zones: { base, user, mailbox }, switches: { superoffice: { seriesClock } } });
      expect(await stage.run()).toMatchObject({ outcome: 'ok' });
    };

    test.each(['00:30', '22:30'])(
      'a series at %s from Outlook goes over all changes of the clock, and back',
      async (at) => {
        await begin();
        const { id } = outlook().createSeries({
          title: 'Weekly',
          start: `2027-02-02T${at}:00`,
          end: `2027-02-02T${at}:00`.replace(':00:00', ':45:00').replace(':30:00', ':55:00'),
          zone: mailbox,
          pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
          ends: { count: 12 },
        });
        const all = await settled('Weekly');
        expect(all.map((line) => line.slice(0, 24))).toEqual(
          Array.from({ length: 12 }, (_, week) => {
            const day = new Date(Date.UTC(2027, 1, 2 + 7 * week)).toISOString().slice(0, 10);
            return momentOf(`${day}T${at}:00`, mailbox);
          }),
        );
        const [, second, third] = rowsOf('Weekly');
        superOffice().changeAppointment({ id: second?.id ?? 0, location: 'Zimmer 2' });
        superOffice().deleteAppointment({ id: third?.id ?? 0 });
        expect(await settled('Weekly')).toHaveLength(11);
        outlook().cancelOccurrence({ id, day: '2027-04-13' });
        expect(await settled('Weekly')).toHaveLength(10);
      },
    );

    test('a series from SuperOffice goes over all changes of the clock, and back', async () => {
      await begin();
      superOffice().createAppointment({
        title: 'Runde',
        start: '2027-02-02T16:30:00',
        end: '2027-02-02T17:15:00',
        zone: user,
        rule: {
          Pattern: 'Weekly',
          WeekPattern: { Weekdays: 'Tuesday, Friday', Cycle: 1 },
          RecurrenceEndType: 'Counter',
          RecurrenceCounter: 24,
        },
      });
      const before = await settled('Runde');
      expect(before.length).toBeGreaterThan(20);
      const [series] = outlook()
        .list()
        .filter(({ title }) => title === 'Runde');
      outlook().changeSeries({ id: series?.id ?? '', change: { location: 'Raum 5' } });
      expect(await settled('Runde')).toEqual(before.map((line) => `${line} Raum 5`));
    });
  },
);

describe.each([{ base: 'Europe/Berlin', user: 'Europe/Berlin', mailbox: 'Europe/Berlin' }, ...farApart])(
  'whole days with a database in $base, a user in $user and a mailbox in $mailbox',
  (zones) => {
    test.each([1, 2])('of a series of %i days a time are the same dates, both ways', async (length) => {
      stage = await openStage({ zones });
      expect(await stage.run()).toMatchObject({ outcome: 'ok' });
      const lastDay = `2026-12-0${1 + length - 1}`;
      superOffice().createAppointment({
        title: 'Messe in Wochen',
        start: '2026-12-01',
        end: lastDay,
        allDay: true,
        rule: {
          Pattern: 'Weekly',
          WeekPattern: { Weekdays: 'Tuesday', Cycle: 1 },
          RecurrenceEndType: 'Counter',
          RecurrenceCounter: 20,
        },
      });
      const { id } = outlook().createSeries({
        title: 'Urlaub am Meer',
        start: '2026-12-04',
        end: `2026-12-0${4 + length - 1}`,
        allDay: true,
        zone: zones.mailbox,
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['friday'] },
        ends: { count: 20 },
      });
      const messe = await settled('Messe in Wochen');
      const urlaub = await settled('Urlaub am Meer');
      expect([messe.length, urlaub.length]).toEqual([20, 20]);
      expect(urlaub.map((line) => line.slice(0, 10))).toEqual(
        Array.from({ length: 20 }, (_, week) => new Date(Date.UTC(2026, 11, 4 + 7 * week)).toISOString().slice(0, 10)),
      );
      const [, second, third] = rowsOf('Urlaub am Meer');
      superOffice().changeAppointment({ id: second?.id ?? 0, location: 'Strand' });
      superOffice().deleteAppointment({ id: third?.id ?? 0 });
      expect(await settled('Urlaub am Meer')).toHaveLength(19);
      outlook().cancelOccurrence({ id, day: '2027-01-01' });
      expect(await settled('Urlaub am Meer')).toHaveLength(18);
      const [copy] = outlook()
        .list()
        .filter(({ title }) => title === 'Messe in Wochen');
      outlook().changeSeries({ id: copy?.id ?? '', change: { location: 'Halle 3' } });
      expect(await settled('Messe in Wochen')).toEqual(messe.map((line) => `${line} Halle 3`));
    });
  },
);
