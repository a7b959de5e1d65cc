/** @file An event as Calendar answers it. */
import { type Calendar, etagOf } from './calendar.ts';
import type { EventRecord } from './event-record.ts';
import { writeMoment } from './moments.ts';

export interface Telling {
  /** In which zone moments are told; null: the calendar's. */
  readonly zone: string | null;
  /** More attendees than this are left out; null: none are. */
  readonly maxAttendees: number | null;
  /** What deleted events still tell. */
  readonly deleted: 'idOnly' | 'whole';
}

export const plainly: Telling = { zone: null, maxAttendees: null, deleted: 'whole' };

export function eventEtag(calendar: Calendar, event: EventRecord): string {
  return etagOf([calendar.id, event.id, event.revision]);
}

export function renderEvent(calendar: Calendar, event: EventRecord, telling: Telling): Record<string, unknown> {
  const zone = telling.zone ?? calendar.zone;
  const etag = eventEtag(calendar, event);
  const moment = (each: EventRecord['start']) => writeMoment(each, zone, calendar.zone);
  const { occurrenceOf } = event;
  const occurrence = occurrenceOf
    ? { recurringEventId: occurrenceOf.series, originalStartTime: moment(occurrenceOf.originalStart) }
    : {};
  if (event.status === 'cancelled' && (telling.deleted === 'idOnly' || occurrenceOf)) {
    return { kind: 'calendar#event', etag, id: event.id, status: 'cancelled', ...occurrence };
  }
  const { attendees, ...fields } = event.fields;
  return {
    kind: 'calendar#event',
    etag,
    id: event.id,
    status: event.status,
    htmlLink: `https://www.google.com/calendar/event?eid=${Buffer.from(event.id).toString('base64url')}`,
    created: new Date(event.created).toISOString(),
    updated: new Date(event.updated).toISOString(),
    creator: person(calendar, event.organizer),
    organizer: person(calendar, event.organizer),
    ...fields,
    ...attendeesOf(calendar, attendees ?? [], telling.maxAttendees),
    start: moment(event.start),
    end: moment(event.end),
    ...occurrence,
    iCalUID: event.iCalUID,
    sequence: event.sequence,
    reminders: fields.reminders ?? { useDefault: true },
    eventType: fields.eventType ?? 'default',
    ...(event.locked ? { locked: true } : {}),
  };
}

function person(calendar: Calendar, email: string) {
  return { email, ...(email === calendar.id ? { self: true } : {}) };
}

/** Beyond the most there is only the owner's own entry. */
function attendeesOf(calendar: Calendar, attendees: readonly { readonly email: string }[], most: number | null) {
  if (attendees.length === 0) return {};
  const told = attendees.map((each) => ({
    responseStatus: 'needsAction',
    ...each,
    ...(each.email === calendar.id ? { self: true } : {}),
  }));
  if (most === null || told.length <= most) return { attendees: told };
  return { attendees: told.filter((each) => each.email === calendar.id), attendeesOmitted: true };
}
