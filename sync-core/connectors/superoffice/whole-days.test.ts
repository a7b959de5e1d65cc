import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type Instant, type LocalDate, plusDays, type ZoneId } from '../../model/time.ts';
import { momentOf, wallTimeOf } from '../../model/wall-clock.ts';
import { daysBetween, momentsOfDays } from './whole-days.ts';

const hours = { start: '08:00', end: '16:00' };
const zone = (name: string) => name as ZoneId;
const at = (moment: string) => moment as Instant;
const days = (firstDay: string, lastDay: string) =>
  ({ kind: 'allDay', firstDay: firstDay as LocalDate, lastDay: lastDay as LocalDate }) as const;

const oslo = zone('Europe/Oslo');
const sydney = zone('Australia/Sydney');
const newYork = zone('America/New_York');

describe('the dates of an all-day entry', () => {
  it.each([
    ['office hours', '2026-12-07T07:00:00Z', '2026-12-09T15:00:00Z', days('2026-12-07', '2026-12-09')],
    ['other office hours', '2026-12-07T08:30:00Z', '2026-12-07T16:30:00Z', days('2026-12-07', '2026-12-07')],
    ['midnight to the last minute', '2026-12-06T23:00:00Z', '2026-12-09T22:59:00Z', days('2026-12-07', '2026-12-09')],
    ['no duration', '2026-12-06T23:00:00Z', '2026-12-06T23:00:00Z', days('2026-12-07', '2026-12-07')],
  ])('in the user’s zone: %s', (_, start, end, expected) => {
    expect(daysBetween(at(start), at(end), [oslo, newYork], hours)).toEqual(expected);
  });

  it.each([
    ['midnights of the database', '2026-12-07T05:00:00Z', '2026-12-08T04:59:00Z', days('2026-12-07', '2026-12-07')],
    ['office hours of the database', '2026-12-07T13:00:00Z', '2026-12-08T21:00:00Z', days('2026-12-07', '2026-12-08')],
  ])('in the database’s zone, where they look whole there alone: %s', (_, start, end, expected) => {
    expect(daysBetween(at(start), at(end), [oslo, newYork], hours)).toEqual(expected);
    expect(daysBetween(at(start), at(end), [sydney, newYork], hours)).toEqual(expected);
  });

  it.each([
    // Office hours of Sydney, and midnights of Tokyo, read in Oslo: neither is named anywhere.
    ['2026-12-06T21:00:00Z', '2026-12-07T05:00:00Z', days('2026-12-07', '2026-12-07')],
    ['2026-12-06T15:00:00Z', '2026-12-08T14:59:00Z', days('2026-12-07', '2026-12-08')],
  ])('in a zone that nobody named: the days on which most of it lies', (start, end, expected) => {
    expect(daysBetween(at(start), at(end), [oslo], hours)).toEqual(expected);
  });
});

const everyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone')).map(zone);
const someDays = fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 30 })).map(([from, more]) => {
  const first = Temporal.PlainDate.from('2024-01-01').add({ days: from });
  return days(first.toString(), first.add({ days: more }).toString());
});

/** What servers may make of the times: see the sandbox's switches `allDayTimes` and `allDayZone`. */
const servers = {
  kept: (moment: Instant) => moment,
  midnight: (moment: Instant, there: ZoneId, isEnd: boolean) => {
    const time = isEnd ? '23:59' : '00:00';
    return momentOf(wallTimeOf(moment, there).toPlainDate().toPlainDateTime(time), there);
  },
  officeHours: (moment: Instant, there: ZoneId, isEnd: boolean) => {
    const time = isEnd ? hours.end : hours.start;
    return momentOf(wallTimeOf(moment, there).toPlainDate().toPlainDateTime(time), there);
  },
} as const;

describe.each(Object.entries(servers))('whole days at a server by which times are: %s', (_name, normalise) => {
  it.each(['user', 'base'] as const)(
    'come back as the same dates, whatever zones user and database are in (%s)',
    (whose) => {
      fc.assert(
        fc.property(someDays, everyZone, everyZone, (written, own, base) => {
          const { start, end } = momentsOfDays(written, own, base, hours);
          const there = whose === 'user' ? own : base;
          // A day that has no hour of its own in the database's zone (Niue and Kiritimati) is not kept by such a server.
          fc.pre(whose === 'user' || wallTimeOf(end, base).toPlainDate().toString() === written.lastDay);
          const [from, to] = [normalise(start, there, false), normalise(end, there, true)];
          expect(daysBetween(from, to, [own, base], hours)).toEqual(written);
        }),
        { numRuns: 400 },
      );
    },
  );
});

describe.each([
  ['Australia/Sydney', 'America/St_Johns'],
  ['America/Los_Angeles', 'Pacific/Auckland'],
  ['Pacific/Auckland', 'America/Los_Angeles'],
  ['Asia/Tokyo', 'Europe/Oslo'],
  ['Etc/UTC', 'Pacific/Auckland'],
])('rows of whole days by the clock of a database in %s, for somebody in %s', (there, here) => {
  const [base, own] = [zone(there), zone(here)];

  it('are on their date the whole year, whenever they were written', () => {
    for (const written of ['2026-01-15', '2026-04-20', '2026-07-15', '2026-10-20']) {
      const { start, end } = momentsOfDays(days(written, written), own, base, hours);
      for (const other of ['2026-01-15', '2026-04-20', '2026-07-15', '2026-10-20']) {
        const byTheClock = (moment: Instant) =>
          momentOf(Temporal.PlainDate.from(other).toPlainDateTime(wallTimeOf(moment, base).toPlainTime()), base);
        const shown = [start, end].map((moment) => wallTimeOf(byTheClock(moment), own).toPlainDate().toString());
        expect(shown).toEqual([other, other]);
      }
    }
  });

  it.each([0, 1, 2])(
    'are the same dates with %i days after the first, also where the clocks are changed between',
    (more) => {
      const dates = (from: string) => days(from, plusDays(from as LocalDate, more));
      const everyDay = Array.from({ length: 365 }, (_, place) => plusDays('2026-01-01' as LocalDate, place));
      for (const written of ['2026-01-15', '2026-07-15']) {
        const { start, end } = momentsOfDays(dates(written), own, base, hours);
        const byTheClock = (day: LocalDate, moment: Instant) =>
          momentOf(Temporal.PlainDate.from(day).toPlainDateTime(wallTimeOf(moment, base).toPlainTime()), base);
        const read = everyDay.map((first) =>
          daysBetween(byTheClock(first, start), byTheClock(plusDays(first, more), end), [own, base], hours),
        );
        expect(read).toEqual(everyDay.map(dates));
      }
    },
  );
});
