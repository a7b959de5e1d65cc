/** @file `/calendar/v3/calendars/{calendarId}/events`: reading and writing events. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import type { Calendar } from '../calendar/calendar.ts';
import { type EventFields, readFields } from '../calendar/event-fields.ts';
import type { EventRecord } from '../calendar/event-record.ts';
import { mailGuests, mailParameters } from '../calendar/guest-mails.ts';
import { isZone } from '../calendar/moments.ts';
import { eventEtag, renderEvent, type Telling } from '../calendar/render-event.ts';
import { changeEvent, deleteEvent, insertEvent, newRecord, type WriteRules } from '../calendar/write-event.ts';
import { GoogleError } from '../google-error.ts';
import { calendarScopes, demandScope } from './gate.ts';
import { type Parameters, readParameters } from './parameters.ts';

export type CalendarOf = (request: FastifyRequest) => Calendar;

const base = '/calendar/v3/calendars/:calendarId/events';
const bodyParameters = [
  'conferenceDataVersion',
  'eventLabelVersion',
  'maxAttendees',
  'supportsAttachments',
  'alwaysIncludeEmail',
];
const readScopes = [
  ...calendarScopes.all,
  ...calendarScopes.readAll,
  ...calendarScopes.events,
  ...calendarScopes.readEvents,
];
const writeScopes = [...calendarScopes.all, ...calendarScopes.events];

/** What is not confirmed of writes, and what the parameters of a request say. */
export function writeRules(kit: Kit, parameters: Parameters | null): WriteRules {
  const { switches } = kit;
  return {
    labels: parameters?.oneOf('eventLabelVersion', ['0', '1']) === '1' && switches.flag('eventLabels'),
    conferences: parameters === null || parameters.oneOf('conferenceDataVersion', ['0', '1']) === '1',
    exceptions: switches.text('exceptionsAfterRuleChange') === 'dropped' ? 'dropped' : 'orphaned',
    revivable: switches.flag('deletedRevivable'),
    remindersTold: switches.flag('reminderChangesListed'),
    newId: () => kit.ids.hex(26),
  };
}

export function eventRoutes(app: FastifyInstance, kit: Kit, calendarOf: CalendarOf): void {
  const fieldsOf = (request: FastifyRequest): EventFields =>
    readFields(request.body, kit.switches.text('unknownFields') === 'ignored' ? 'ignored' : 'refused');
  const answer = (reply: FastifyReply, calendar: Calendar, event: EventRecord, telling: Telling) =>
    reply.header('etag', eventEtag(calendar, event)).send(renderEvent(calendar, event, telling));

  app.get(`${base}/:eventId`, (request, reply) => {
    demandScope(request, ...readScopes);
    const parameters = readParameters(request, ['timeZone', 'maxAttendees', 'alwaysIncludeEmail']);
    const calendar = calendarOf(request);
    const event = found(calendar, request, request.sandbox.asOf);
    if (request.headers['if-none-match'] === eventEtag(calendar, event)) return reply.code(304).send();
    return answer(reply, calendar, event, tellingOf(parameters));
  });

  app.post(base, (request, reply) => {
    demandScope(request, ...writeScopes);
    const parameters = readParameters(request, [...bodyParameters, ...mailParameters]);
    const calendar = calendarOf(request);
    const event = insertEvent(calendar, fieldsOf(request), writeRules(kit, parameters));
    mailGuests(kit, request, parameters, calendar, event);
    return answer(reply, calendar, event, tellingOf(parameters));
  });

  app.post(`${base}/import`, (request, reply) => {
    demandScope(request, ...writeScopes);
    const parameters = readParameters(request, bodyParameters);
    const calendar = calendarOf(request);
    const event = imported(calendar, fieldsOf(request), writeRules(kit, parameters));
    return answer(reply, calendar, event, tellingOf(parameters));
  });

  for (const method of ['PATCH', 'PUT'] as const) {
    app.route({
      method,
      url: `${base}/:eventId`,
      handler: (request, reply) => {
        demandScope(request, ...writeScopes);
        const parameters = readParameters(request, [...bodyParameters, ...mailParameters]);
        const calendar = calendarOf(request);
        const old = found(calendar, request);
        const rules = writeRules(kit, parameters);
        const event = changeEvent(calendar, old, fieldsOf(request), method, ifMatchOf(request), rules);
        mailGuests(kit, request, parameters, calendar, event);
        return answer(reply, calendar, event, tellingOf(parameters));
      },
    });
  }

  app.delete(`${base}/:eventId`, (request, reply) => {
    demandScope(request, ...writeScopes);
    const parameters = readParameters(request, mailParameters);
    const calendar = calendarOf(request);
    const old = found(calendar, request);
    deleteEvent(calendar, old, ifMatchOf(request), kit.switches.text('deletedSeriesRows') === 'withExceptions');
    mailGuests(kit, request, parameters, calendar, old);
    return reply.code(204).send();
  });
}

/** An event from elsewhere: known by its iCalUID, and nobody is written to. */
function imported(calendar: Calendar, body: EventFields, rules: WriteRules): EventRecord {
  if (!body.iCalUID) throw new GoogleError(400, 'required', 'Missing iCalUID.');
  const before = calendar.withUid(body.iCalUID);
  const id = before?.id ?? rules.newId();
  const next = newRecord(calendar, { ...body, id }, rules);
  return calendar.put(before ? { ...next, created: before.created, sequence: before.sequence + 1 } : next);
}

function found(calendar: Calendar, request: FastifyRequest, asOf: number | null = null): EventRecord {
  const event = calendar.find((request.params as { eventId: string }).eventId, asOf);
  if (!event) throw new GoogleError(404, 'notFound', 'Not Found');
  return event;
}

function ifMatchOf(request: FastifyRequest): string | null {
  return request.headers['if-match'] ?? null;
}

/** @throws GoogleError 400 for a zone that is none */
export function tellingOf(parameters: Parameters): Telling {
  const zone = parameters.text('timeZone');
  if (zone !== null && !isZone(zone)) throw new GoogleError(400, 'invalid', 'Invalid time zone.', 'timeZone');
  return { zone, maxAttendees: parameters.count('maxAttendees', 1_000_000), deleted: 'whole' };
}
