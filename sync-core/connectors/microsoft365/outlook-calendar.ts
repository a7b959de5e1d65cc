/** @file The calendar of a mailbox, reached by Graph: what is to be done to events goes out in batches. */

import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { zoneId } from '../../model/time.ts';
import { momentOf } from '../../model/wall-clock.ts';
import { AuthExpired, Conflict } from '../errors.ts';
import type { EventAnswer, EventRequest, Json, OutlookCalendar } from '../outlook/calendar.ts';
import { expressAppointment } from '../outlook/express-appointment.ts';
import { nameWithSameClocks } from '../outlook/same-clocks.ts';
import { type PartAnswer, type PartFailure, type PartRequest, sendParts } from './batch.ts';
import { eventPath, findByMark, type Mailbox, readItems } from './items.ts';
import { isItemNotFound, unexpected } from './read-parts.ts';
import { readStates } from './read-states.ts';

const system = 'microsoft365';

export function createOutlookCalendar(mailbox: Mailbox): OutlookCalendar {
  return {
    system,
    express: expressAppointment,
    zone: (signal) => mailbox.zone(signal),
    zoneForUnknown: () => mailbox.zoneForUnknown(),
    read: (ids, signal) => readItems(mailbox, ids, signal),
    findByMark: (mark, signal) => findByMark(mailbox, mark, signal),
    readStates: (questions, signal) => readStates(mailbox, questions, signal),
    async *send(requests, signal) {
      const parts = requests.map(partOf);
      for await (const part of sendParts(mailbox.graph, mailbox.ports, parts, signal)) {
        yield answerOf(requests[part.index] as EventRequest, part);
      }
    },
  };
}

function partOf(request: EventRequest): PartRequest {
  if (request.do === 'create') return { method: 'POST', path: '/me/events', body: inWindowsZone(request.event) };
  const { id, version } = request;
  const target = { path: eventPath(id), ...(version === undefined ? {} : { headers: { 'If-Match': version } }) };
  return request.do === 'remove'
    ? { method: 'DELETE', ...target }
    : { method: 'PATCH', ...target, body: inWindowsZone(request.event) };
}

const timeIn = z.looseObject({ dateTime: z.string(), timeZone: zoneId });
const seriesIn = z.looseObject({
  start: timeIn,
  end: timeIn,
  recurrence: z.looseObject({ range: z.looseObject({ recurrenceTimeZone: zoneId }) }),
});

/**
 * A series in a zone that Windows has no name for, which Graph may keep by the name of one with other clocks: it is written by that of one
 * with the same clocks, as far as there is one.
 */
function inWindowsZone(event: Json): Json {
  const series = seriesIn.safeParse(event).data;
  if (series === undefined) return event;
  const { start, end, recurrence } = series;
  const from = momentOf(Temporal.PlainDateTime.from(start.dateTime), start.timeZone);
  const name = nameWithSameClocks(recurrence.range.recurrenceTimeZone, from);
  if (name === undefined) return event;
  return {
    ...event,
    start: { ...start, timeZone: name },
    end: { ...end, timeZone: name },
    recurrence: { ...recurrence, range: { ...recurrence.range, recurrenceTimeZone: name } },
  };
}

/** @throws AuthExpired */
function answerOf(request: EventRequest, part: PartAnswer | PartFailure): EventAnswer {
  const { index } = part;
  if ('error' in part) return { index, result: 'lost', error: part.error };
  const { status, body, repeated } = part;
  if (status >= 200 && status < 300) {
    const event = body === null || body === '' ? undefined : body;
    // "Created" would be 201: this one was there already.
    return { index, result: 'done', event, ...(request.do === 'create' && status === 200 ? { wasThere: true } : {}) };
  }
  const isUsed = request.do === 'create' && status === 409;
  const error = isUsed ? new Conflict('the transaction id was used before', { system, status }) : unexpected(part);
  if (error instanceof AuthExpired) throw error;
  return { index, result: 'refused', error, isGone: isItemNotFound(status, body), isUsed, repeated };
}
