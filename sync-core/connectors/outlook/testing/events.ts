/** @file Events as Graph answers them, and appointments, for tests to vary. */
import type { Appointment } from '../../../model/appointment.ts';
import { appointment } from '../../../model/appointment.ts';
import type { GraphEvent } from '../event-schemas.ts';

/** Ten to eleven in Oslo on a winter's day. */
export function anEvent(over: Partial<GraphEvent> = {}): GraphEvent {
  return {
    '@odata.etag': 'W/"key-1"',
    id: 'AAMk-1',
    type: 'singleInstance',
    subject: 'Visit at Fjord Foods',
    body: { contentType: 'html', content: '<html><head><style>p{}</style></head><body><p>Agenda</p></body></html>' },
    location: { displayName: 'Oslo' },
    start: { dateTime: '2026-12-01T09:00:00.0000000', timeZone: 'UTC' },
    end: { dateTime: '2026-12-01T10:00:00.0000000', timeZone: 'UTC' },
    isAllDay: false,
    originalStartTimeZone: 'W. Europe Standard Time',
    showAs: 'busy',
    sensitivity: 'normal',
    importance: 'normal',
    isReminderOn: true,
    reminderMinutesBeforeStart: 15,
    isCancelled: false,
    isOrganizer: true,
    attendees: [],
    responseStatus: { response: 'organizer' },
    categories: ['Green'],
    lastModifiedDateTime: '2026-11-20T08:30:15.1234567Z',
    webLink: 'https://outlook.office365.com/owa/?itemid=AAMk-1',
    ...over,
  };
}

export function anAppointment(over: Readonly<Record<string, unknown>> = {}): Appointment {
  return appointment.parse({
    title: 'Visit at Fjord Foods',
    body: '<p>Agenda</p>',
    location: 'Oslo',
    span: { kind: 'timed', start: '2026-12-01T09:00:00Z', end: '2026-12-01T10:00:00Z', zone: 'Europe/Berlin' },
    availability: 'busy',
    reminderMinutes: 15,
    visibility: 'public',
    ...over,
  });
}
