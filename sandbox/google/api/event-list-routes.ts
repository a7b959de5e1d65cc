/** @file Lists of events and of a series' occurrences. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { type Calendar, etagOf, isWithin } from '../calendar/calendar.ts';
import { type EventRecord, isSeries } from '../calendar/event-record.ts';
import { type EventPage, type EventQuery, expanded, type ListRules, listEvents } from '../calendar/list-events.ts';
import { instantOf } from '../calendar/moments.ts';
import { renderEvent, type Telling } from '../calendar/render-event.ts';
import { GoogleError } from '../google-error.ts';
import { type CalendarOf, tellingOf } from './event-routes.ts';
import { calendarScopes, demandScope } from './gate.ts';
import { type Parameters, readParameters } from './parameters.ts';

const base = '/calendar/v3/calendars/:calendarId/events';
const shared = [
  'alwaysIncludeEmail',
  'maxAttendees',
  'maxResults',
  'pageToken',
  'showDeleted',
  'timeMax',
  'timeMin',
  'timeZone',
];
const listParameters = [
  ...shared,
  'eventTypes',
  'iCalUID',
  'orderBy',
  'privateExtendedProperty',
  'q',
  'sharedExtendedProperty',
  'showHiddenInvitations',
  'singleEvents',
  'syncToken',
  'updatedMin',
];
const types = ['default', 'birthday', 'focusTime', 'fromGmail', 'outOfOffice', 'workingLocation'];
const mostResults = 2500;
const readScopes = [
  ...calendarScopes.all,
  ...calendarScopes.readAll,
  ...calendarScopes.events,
  ...calendarScopes.readEvents,
];

export function eventListRoutes(
  app: FastifyInstance,
  kit: Kit,
  calendarOf: CalendarOf,
  generation: () => number,
): void {
  app.get(base, (request, reply) => {
    demandScope(request, ...readScopes);
    const parameters = readParameters(request, listParameters);
    const calendar = calendarOf(request);
    const rules: ListRules = {
      generation: generation(),
      updatedMinDays: kit.switches.number('updatedMinDays'),
      anyProperty: kit.switches.text('severalProperties') === 'any',
      asOf: request.sandbox.asOf,
    };
    const deleted = kit.switches.text('deletedRows') === 'whole' ? 'whole' : 'idOnly';
    return sendPage(reply, calendar, listEvents(calendar, queryOf(parameters), rules), {
      ...tellingOf(parameters),
      deleted,
    });
  });

  app.get(`${base}/:eventId/instances`, (request, reply) => {
    demandScope(request, ...readScopes);
    const parameters = readParameters(request, [...shared, 'originalStart']);
    const calendar = calendarOf(request);
    const series = calendar.find((request.params as { eventId: string }).eventId, request.sandbox.asOf);
    if (!series || !isSeries(series)) throw new GoogleError(404, 'notFound', 'Not Found');
    return sendPage(reply, calendar, instancesOf(calendar, series, parameters, request), tellingOf(parameters));
  });
}

function queryOf(parameters: Parameters): EventQuery {
  const wrong = parameters.texts('eventTypes').find((type) => !types.includes(type));
  if (wrong !== undefined) throw new GoogleError(400, 'invalidParameter', `Invalid value for: ${wrong}`, 'eventTypes');
  return {
    maxResults: Math.min(parameters.count('maxResults', 1_000_000) ?? 250, mostResults),
    pageToken: parameters.text('pageToken'),
    syncToken: parameters.text('syncToken'),
    singleEvents: parameters.flag('singleEvents') ?? false,
    showDeleted: parameters.flag('showDeleted'),
    timeMin: parameters.moment('timeMin'),
    timeMax: parameters.moment('timeMax'),
    updatedMin: parameters.moment('updatedMin'),
    orderBy: parameters.oneOf('orderBy', ['startTime', 'updated']),
    iCalUID: parameters.text('iCalUID'),
    q: parameters.text('q'),
    eventTypes: parameters.texts('eventTypes'),
    privateProperties: parameters.texts('privateExtendedProperty'),
    sharedProperties: parameters.texts('sharedExtendedProperty'),
  };
}

/** Pages are counted; an endless series is told for two years after today, or until `timeMax`. */
function instancesOf(
  calendar: Calendar,
  series: EventRecord,
  parameters: Parameters,
  request: FastifyRequest,
): EventPage {
  const [timeMin, timeMax] = [parameters.moment('timeMin'), parameters.moment('timeMax')];
  const last = timeMax ?? calendar.now() + 2 * 366 * 86_400_000;
  const plain = expanded(calendar, series, { timeMin, timeMax: last }, request.sandbox.asOf);
  const own = calendar
    .exceptionsOf(series.id, request.sandbox.asOf)
    .filter((each) => each.status !== 'cancelled' || parameters.flag('showDeleted') === true)
    .filter((each) => isWithin(each, calendar.zone, timeMin ?? -8.64e15, last));
  const at = (each: EventRecord) => instantOf(each.start, calendar.zone);
  const all = [...plain, ...own].sort((one, other) => at(one) - at(other));
  const wanted = parameters.moment('originalStart');
  const fitting = wanted === null ? all : all.filter((each) => at(each) === wanted);
  const offset = Number(parameters.text('pageToken') ?? 0);
  if (!Number.isInteger(offset)) throw new GoogleError(400, 'invalid', 'Invalid page token value.', 'pageToken');
  const end = offset + Math.min(parameters.count('maxResults', 1_000_000) ?? 250, mostResults);
  return {
    events: fitting.slice(offset, end),
    nextPageToken: end < fitting.length ? String(end) : null,
    nextSyncToken: null,
  };
}

function sendPage(reply: FastifyReply, calendar: Calendar, page: EventPage, telling: Telling): FastifyReply {
  const { summary, description, defaultReminders } = calendar.settings;
  const etag = etagOf([calendar.id, 'events', calendar.revision]);
  return reply.header('etag', etag).send({
    kind: 'calendar#events',
    etag,
    summary,
    description,
    updated: new Date(Math.max(0, ...calendar.events().map((event) => event.updated))).toISOString(),
    timeZone: telling.zone ?? calendar.zone,
    accessRole: 'owner',
    defaultReminders,
    ...(page.nextPageToken === null ? {} : { nextPageToken: page.nextPageToken }),
    ...(page.nextSyncToken === null ? {} : { nextSyncToken: page.nextSyncToken }),
    items: page.events.map((event) => renderEvent(calendar, event, telling)),
  });
}
