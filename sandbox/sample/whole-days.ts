/** @file What lasts whole days in the sample year (public holidays, vacation, fairs, birthdays), and the weekly series. */
import Holidays from 'date-holidays';
import { Temporal } from 'temporal-polyfill';
import { draft } from './appointment-draft.ts';
import { daysBetween } from './day-plan.ts';
import { createSampleRandom } from './random.ts';
import { typeIds } from './tenant.ts';
import type { SampleAppointment } from './world.ts';

/** The days that the sample year covers, on both sides of today. */
export const daysBack = 182;
export const daysAhead = 182;

interface Holiday {
  readonly date: string;
  readonly name: string;
  readonly country: 'DE' | 'NO';
}

/** Public holidays of Bremen and of Norway inside the sample year. */
function publicHolidays(today: Temporal.PlainDate): Holiday[] {
  const first = today.subtract({ days: daysBack });
  const last = today.add({ days: daysAhead });
  const calendars = [
    { country: 'DE' as const, calendar: new Holidays('DE', 'HB') },
    { country: 'NO' as const, calendar: new Holidays('NO', { languages: ['no'] }) },
  ];
  const years = Array.from({ length: last.year - first.year + 1 }, (_, index) => first.year + index);
  return calendars.flatMap(({ country, calendar }) =>
    years
      .flatMap((year) => calendar.getHolidays(year))
      .filter((holiday) => holiday.type === 'public')
      .map((holiday) => ({ date: holiday.date.slice(0, 10), name: holiday.name, country }))
      .filter(({ date }) => date >= first.toString() && date <= last.toString()),
  );
}

/** First and last day of the main user's vacations: one behind, one at the turn of the season, one ahead. */
function vacations(today: Temporal.PlainDate): readonly (readonly [Temporal.PlainDate, Temporal.PlainDate])[] {
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  return [
    [monday.subtract({ weeks: 17 }), monday.subtract({ weeks: 16 }).add({ days: 4 })],
    [monday.add({ weeks: 5 }), monday.add({ weeks: 5, days: 4 })],
    [monday.add({ weeks: 19 }), monday.add({ weeks: 19, days: 4 })],
  ];
}

/** Days on which the main user does not work: weekends, German holidays and vacation. */
export function freeDays(today: Temporal.PlainDate): ReadonlySet<string> {
  const away = vacations(today).flatMap(([first, last]) => daysBetween(first, last).map(String));
  const german = publicHolidays(today)
    .filter(({ country }) => country === 'DE')
    .map(({ date }) => date);
  const weekends = daysBetween(today.subtract({ days: daysBack }), today.add({ days: daysAhead }))
    .filter((day) => day.dayOfWeek > 5)
    .map(String);
  return new Set([...away, ...german, ...weekends]);
}

function wholeDays(
  given: Pick<SampleAppointment, 'key' | 'on' | 'title'> & Partial<SampleAppointment>,
  first: Temporal.PlainDate,
  last = first,
): SampleAppointment {
  return draft({ allDay: true, free: true, ...given, start: first.toString(), end: last.toString() });
}

function holidayEvents(today: Temporal.PlainDate): SampleAppointment[] {
  return publicHolidays(today).map(({ date, name, country }, index) =>
    wholeDays(
      {
        key: `holiday-${index}`,
        on: 'calendar',
        title: country === 'NO' ? `${name} (Norge)` : name,
        location: country === 'NO' ? 'Norge' : 'Bremen',
        categories: [country === 'NO' ? 'Helligdag' : 'Feiertag'],
      },
      Temporal.PlainDate.from(date),
    ),
  );
}

function vacationEvents(today: Temporal.PlainDate): SampleAppointment[] {
  const sides = ['crm', 'both', 'calendar'] as const;
  return vacations(today).map(([first, last], index) =>
    wholeDays(
      { key: `vacation-${index}`, on: sides[index] ?? 'crm', title: 'Urlaub', typeId: typeIds.vacation },
      first,
      last,
    ),
  );
}

function fairEvents(today: Temporal.PlainDate): SampleAppointment[] {
  const tuesday = today.subtract({ days: today.dayOfWeek - 2 });
  const fairs = [
    ['SMM Hamburg', 'Messegelände Hamburg', -11, 3, 'crm'],
    ['Nor-Fishing', 'Trondheim Spektrum', -6, 2, 'crm'],
    ['Europort', 'Rotterdam Ahoy', 3, 3, 'both'],
    ['Hannover Messe', 'Messegelände Hannover', 21, 2, 'crm'],
    ['Reise Oslo: strategisamling', 'Oslo', 9, 1, 'calendar'],
    ['Kundetur Lofoten', 'Svolvær', 14, 2, 'calendar'],
  ] as const;
  return fairs.map(([title, location, weeks, moreDays, on], index) => {
    const first = tuesday.add({ weeks });
    return wholeDays(
      {
        key: `fair-${index}`,
        on,
        title,
        location,
        free: on === 'calendar',
        typeId: typeIds.fair,
        reminderMinutes: 1440,
      },
      first,
      first.add({ days: moreDays }),
    );
  });
}

/** Birthdays, home-office days and month ends: single whole days, half of them only in the calendar. */
function singleDays(seed: number, today: Temporal.PlainDate, count: number): SampleAppointment[] {
  const random = createSampleRandom(seed, 'single days');
  const working = daysBetween(today.subtract({ days: daysBack }), today.add({ days: daysAhead })).filter(
    (day) => day.dayOfWeek <= 5,
  );
  const subjects = [
    ['Home-Office', 'calendar', typeIds.planning],
    ['Geburtstag Ingrid', 'calendar', typeIds.private],
    ['Monatsabschluss', 'crm', typeIds.planning],
    ['Frist: Ausschreibung Küstenwache', 'crm', typeIds.planning],
    ['Inventur Lager Bremerhaven', 'both', typeIds.internal],
    ['Kampanjestart Nord', 'crm', typeIds.planning],
  ] as const;
  return random
    .shuffled(working)
    .slice(0, count)
    .sort(Temporal.PlainDate.compare)
    .map((day, index) => {
      const [title, on, typeId] = subjects[index % subjects.length] ?? subjects[0];
      return wholeDays({ key: `day-${index}`, on, title, typeId, free: random.percent(70) }, day);
    });
}

/** A handful of weekly series before nine o'clock; one began long ago, one has yet to begin. */
function weeklySeries(today: Temporal.PlainDate): SampleAppointment[] {
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const series = [
    ['Vertriebsrunde', 0, '08:30', '08:55', -20, 40, { on: 'crm' }],
    ['Pipeline Review', 3, '08:15', '08:45', -8, 26, { on: 'crm', typeId: typeIds.planning }],
    ['Norsk kurs', 1, '08:00', '08:45', -10, 20, { on: 'calendar', free: true }],
    [
      'One-to-one Ingrid',
      2,
      '08:30',
      '09:00',
      -12,
      30,
      { on: 'calendar', organiser: 'ingrid.solberg@nordlicht.example', response: 'accepted', zone: 'Europe/Oslo' },
    ],
    ['Yoga', 4, '07:15', '08:00', -4, 24, { on: 'calendar', private: true }],
    ['Projektstart Fjord: Jour fixe', 4, '08:15', '08:45', 6, 12, { on: 'crm' }],
  ] as const;
  return series.map(([title, weekday, start, end, weeks, weekly, more], index) => {
    const day = monday.add({ weeks }).add({ days: weekday });
    return draft({
      key: `series-${index}`,
      title,
      start: `${day}T${start}:00`,
      end: `${day}T${end}:00`,
      weekly,
      reminderMinutes: 15,
      ...more,
    });
  });
}

/** Everything of the sample year that is not a timed single appointment. */
export function createWholeDaysAndSeries(seed: number, today: Temporal.PlainDate): SampleAppointment[] {
  return [
    ...holidayEvents(today),
    ...vacationEvents(today),
    ...fairEvents(today),
    ...singleDays(seed, today, 42),
    ...weeklySeries(today),
  ];
}
