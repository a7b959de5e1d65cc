/** @file The three writes of Calendar. None of them writes to anybody: `sendUpdates` is always `none`. */
import type { EventRow } from './event-schemas.ts';
import type { GoogleCalendar } from './events.ts';
import type { EventBody } from './write-event.ts';

/** Of every write: the calendar, and that nobody is written to. */
const quiet = { calendarId: 'primary', sendUpdates: 'none' } as const;

/** Labels are looked at only by those who say that they know them, and taken away where none is named. */
function labelVersion(body: EventBody) {
  return body.eventLabelId === undefined ? {} : { eventLabelVersion: 1 };
}

/** @returns the event as Calendar tells it. @throws ConnectorError */
export async function insertEvent({ session }: GoogleCalendar, body: EventBody, signal: AbortSignal): Promise<unknown> {
  const insert = { ...quiet, ...labelVersion(body), requestBody: body };
  // The id is ours: a second one with it is refused.
  const traits = { repeat: 'idempotent' } as const;
  return (await session.ask((options) => session.calendar.events.insert(insert, options), signal, traits)).body;
}

/** @param etag null: whatever stands there. @throws ConnectorError */
export async function patchEvent(
  { session }: GoogleCalendar,
  eventId: string,
  etag: string | null,
  body: EventBody,
  signal: AbortSignal,
): Promise<unknown> {
  const patch = { ...quiet, ...labelVersion(body), eventId, requestBody: body };
  const traits = etag === null ? {} : { headers: { 'if-match': etag } };
  return (await session.ask((options) => session.calendar.events.patch(patch, options), signal, traits)).body;
}

/** @param etag null: whatever stands there. @throws ConnectorError: NotFound where it is gone already */
export async function deleteEvent(
  { session }: GoogleCalendar,
  eventId: string,
  etag: EventRow['etag'] | null,
  signal: AbortSignal,
): Promise<void> {
  const traits = etag ? { headers: { 'if-match': etag } } : {};
  await session.ask((options) => session.calendar.events.delete({ ...quiet, eventId }, options), signal, traits);
}
