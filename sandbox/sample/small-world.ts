/** @file A handful of appointments with every kind once, for tests that want to name what they look at. */
import type { Temporal } from 'temporal-polyfill';
import { draft } from './appointment-draft.ts';
import { typeIds } from './tenant.ts';
import type { SampleAppointment } from './world.ts';
import type { AddressBook } from './year.ts';

type Given = Pick<SampleAppointment, 'key' | 'on' | 'title'> & Partial<SampleAppointment>;

type At = (days: number, start: string, end: string, given: Given) => SampleAppointment;

/** What can become of a meeting, who may change it, and how it shows. */
function meetings(at: At): SampleAppointment[] {
  const colleague = 'ingrid.solberg@nordlicht.example';
  return [
    at(4, '10:00', '10:30', {
      key: 'crm-declined',
      on: 'crm',
      title: 'Budsjettmøte',
      bookedBy: 23,
      response: 'declined',
    }),
    at(4, '10:30', '11:00', {
      ...{
        key: 'crm-cancelled',
        on: 'crm',
        title: 'Quartalsfeier',
        bookedBy: 15,
        response: 'accepted',
        cancelled: true,
      },
    }),
    at(4, '11:00', '11:30', { key: 'crm-read-only', on: 'crm', title: 'Revision Los 2', readOnly: true }),
    at(4, '11:30', '12:00', {
      ...{ key: 'crm-online', on: 'crm', title: 'Demo Bergen', importance: 'high' },
      joinUrl: 'https://video.nordlicht.example/join/7?room=bergen&lang=no',
    }),
    at(4, '13:00', '13:30', {
      ...{ key: 'both-mailed', on: 'both', title: 'Opplæring CRM', bookedBy: 15, organiser: colleague },
      ...{ response: 'accepted', uid: 'cc6f2a3e-booking@superoffice.example' },
    }),
    at(4, '14:00', '14:30', {
      ...{ key: 'calendar-unanswered', on: 'calendar', title: 'Verksted Tromsø' },
      ...{ organiser: colleague, response: 'notResponded' },
    }),
    at(4, '14:30', '15:00', {
      ...{ key: 'calendar-cancelled', on: 'calendar', title: 'Avlyst: Regnskap' },
      ...{ organiser: colleague, response: 'accepted', cancelled: true },
    }),
    at(4, '15:00', '15:30', {
      ...{
        key: 'calendar-room',
        on: 'calendar',
        title: 'Vorbesprechung Messe',
        rooms: ['raum.elbe@nordlicht.example'],
      },
      joinUrl: 'https://teams.example/l/meetup-join/19%3ameeting?context=%7b%22Tid%22%7d',
    }),
    at(4, '15:30', '16:00', {
      key: 'calendar-elsewhere',
      on: 'calendar',
      title: 'Hjemmekontor',
      showAs: 'workingElsewhere',
    }),
    at(4, '16:00', '16:30', {
      key: 'calendar-away',
      on: 'calendar',
      title: 'Zug nach Kiel',
      showAs: 'oof',
      importance: 'low',
    }),
  ];
}

/** One appointment of each kind, on the days round `today`; the keys say what kind it is. */
export function createOneOfEach(today: Temporal.PlainDate, book: AddressBook): SampleAppointment[] {
  const [person, other] = book.persons;
  if (person === undefined || other === undefined) throw new RangeError('the small world needs two persons');
  const customer = { contactId: person.contactId, personId: person.personId };
  const monday = today.add({ days: 8 - today.dayOfWeek });
  const daysSinceWork = today.dayOfWeek === 1 ? 3 : Math.max(1, today.dayOfWeek - 5);
  const lastWorkingDay = today.subtract({ days: daysSinceWork });
  const on = (days: number): string => monday.add({ days }).toString();
  const at = (days: number, start: string, end: string, given: Given): SampleAppointment =>
    draft({ start: `${on(days)}T${start}:00`, end: `${on(days)}T${end}:00`, reminderMinutes: 15, ...given });
  const whole = (first: number, last: number, given: Given): SampleAppointment =>
    draft({ start: on(first), end: on(last), allDay: true, free: true, ...given });
  const mail = person.email;
  return [
    at(0, '09:00', '09:45', { key: 'crm-own', on: 'crm', title: 'Forecast Q1' }),
    at(0, '10:00', '11:30', {
      key: 'crm-customer',
      on: 'crm',
      title: 'Quartalsgespräch',
      body: '<p>Ziele:</p><ul><li>Angebot</li><li>Liefertermin</li></ul>',
      location: 'Raum Elbe',
      typeId: typeIds.external,
      ...customer,
    }),
    at(0, '13:00', '13:15', { key: 'crm-phone', on: 'crm', title: 'Rückruf', typeId: typeIds.phoneOut, ...customer }),
    at(0, '14:00', '15:00', { key: 'crm-booked', on: 'crm', title: 'Pipeline', bookedAssociates: [15, 17] }),
    at(0, '16:00', '16:30', { key: 'crm-room', on: 'crm', title: 'Salgsmøte', bookedAssociates: [21, 31] }),
    at(1, '09:00', '10:00', {
      key: 'crm-booked-by',
      on: 'crm',
      title: 'Team call',
      bookedBy: 15,
      response: 'accepted',
    }),
    at(1, '10:30', '11:00', {
      key: 'crm-invitation',
      on: 'crm',
      title: 'Befaring',
      bookedBy: 23,
      response: 'notResponded',
    }),
    at(1, '12:00', '13:00', {
      key: 'crm-private',
      on: 'crm',
      title: 'Zahnarzt',
      private: true,
      typeId: typeIds.private,
    }),
    at(1, '14:00', '15:00', { key: 'crm-free', on: 'crm', title: 'Angebote schreiben', free: true }),
    draft({
      key: 'crm-completed',
      on: 'crm',
      title: 'Abnahme Los 3',
      start: `${lastWorkingDay}T09:00:00`,
      end: `${lastWorkingDay}T10:00:00`,
      completed: true,
      ...customer,
    }),
    at(1, '10:00', '10:45', {
      key: 'crm-other-zone',
      on: 'crm',
      title: 'Video call New York',
      zone: 'America/New_York',
      reminderMinutes: null,
    }),
    whole(2, 2, { key: 'crm-all-day', on: 'crm', title: 'Monatsabschluss' }),
    whole(7, 9, { key: 'crm-days', on: 'crm', title: 'SMM Hamburg', typeId: typeIds.fair, free: false }),
    at(-7, '08:30', '08:55', { key: 'crm-series', on: 'crm', title: 'Vertriebsrunde', weekly: 10 }),
    at(3, '09:00', '10:00', { key: 'calendar-own', on: 'calendar', title: 'Prognose & Ausblick', location: 'Büro' }),
    at(3, '10:30', '11:30', {
      key: 'calendar-guests',
      on: 'calendar',
      title: 'Proposal walk-through',
      guests: [mail, other.email],
      categories: ['Kunde'],
    }),
    at(3, '13:00', '14:00', {
      key: 'calendar-invited',
      on: 'calendar',
      title: 'Rammeavtale – forhandling',
      organiser: mail,
      response: 'accepted',
    }),
    at(3, '14:30', '15:00', {
      key: 'calendar-tentative',
      on: 'calendar',
      title: 'Nettdemo',
      organiser: mail,
      response: 'tentative',
    }),
    at(3, '15:30', '16:00', {
      key: 'calendar-declined',
      on: 'calendar',
      title: 'Newsletter kick-off',
      organiser: 'oliver.grant@nordlicht.example',
      response: 'declined',
    }),
    ...meetings(at),
    at(4, '09:00', '09:30', { key: 'calendar-private', on: 'calendar', title: 'Elternabend', private: true }),
    whole(4, 4, { key: 'calendar-holiday', on: 'calendar', title: 'Feiertag', categories: ['Feiertag'] }),
    whole(10, 12, { key: 'calendar-days', on: 'calendar', title: 'Kundetur Lofoten', location: 'Svolvær' }),
    at(1, '08:00', '08:45', { key: 'calendar-series', on: 'calendar', title: 'Norsk kurs', weekly: 8, free: true }),
    at(8, '09:00', '10:00', {
      key: 'both-customer',
      on: 'both',
      title: 'Angebotsbesprechung',
      body: '<p>Bitte die <b>Preisliste</b> mitbringen.</p>',
      location: 'Raum Elbe',
      typeId: typeIds.external,
      ...customer,
    }),
    at(8, '11:00', '12:00', { key: 'both-zone', on: 'both', title: 'Call London', zone: 'Europe/London' }),
    whole(14, 15, { key: 'both-days', on: 'both', title: 'Urlaub', typeId: typeIds.vacation }),
  ];
}
