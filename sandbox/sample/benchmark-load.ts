/** @file Many plain appointments inside the usual window, for benchmarks: quarter of an hour each, one after the other. */
import type { Temporal } from 'temporal-polyfill';
import { draft } from './appointment-draft.ts';
import { typeIds } from './tenant.ts';
import type { SampleAppointment } from './world.ts';
import type { AddressBook } from './year.ts';

const minutesEach = 15;
const firstMinute = 6 * 60;
const windowStart = -7;
const windowDays = 187;
const mostInOneDay = (24 * 60 - firstMinute) / minutesEach;

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;
}

/** Where each stands, repeated: one in eight on both sides, three in eight only in the calendar. */
const sides: readonly SampleAppointment['on'][] = [
  'crm',
  'calendar',
  'crm',
  'both',
  'crm',
  'calendar',
  'crm',
  'calendar',
];

/**
 * Single appointments from 7 days back to 179 days ahead, none at the same time as another.
 * @throws RangeError when there are more than the window holds.
 */
export function createBenchmarkLoad(today: Temporal.PlainDate, book: AddressBook, count: number): SampleAppointment[] {
  const perDay = Math.ceil(count / windowDays);
  if (perDay >= mostInOneDay) throw new RangeError(`${count} appointments do not fit into ${windowDays} days`);
  const days = Array.from({ length: windowDays }, (_, index) => today.add({ days: windowStart + index }).toString());
  return Array.from({ length: count }, (_, index) => {
    const day = days[index % windowDays];
    const minute = firstMinute + Math.floor(index / windowDays) * minutesEach;
    const on = sides[index % sides.length] ?? 'crm';
    const person = on === 'calendar' ? undefined : book.persons[index % book.persons.length];
    return draft({
      key: `load-${index}`,
      on,
      title: `Kundengespräch ${index + 1}`,
      body: index % 3 === 0 ? `<p>Vorgang <b>${index + 1}</b></p><ul><li>Angebot</li><li>Termin</li></ul>` : '',
      location: index % 2 === 0 ? 'Raum Elbe' : '',
      start: `${day}T${clock(minute)}`,
      end: `${day}T${clock(minute + minutesEach)}`,
      reminderMinutes: index % 4 === 0 ? null : 15,
      typeId: typeIds.external,
      contactId: person?.contactId ?? null,
      personId: person?.personId ?? null,
    });
  });
}
