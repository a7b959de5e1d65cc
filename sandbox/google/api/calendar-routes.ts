/** @file The calendar itself: its entry in the list, its properties and labels; the person's settings; the colours. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Calendar, etagOf } from '../calendar/calendar.ts';
import { isZone } from '../calendar/moments.ts';
import { GoogleError } from '../google-error.ts';
import type { CalendarOf } from './event-routes.ts';
import { calendarScopes, demandScope } from './gate.ts';
import { readParameters } from './parameters.ts';

const root = '/calendar/v3';
const text = z.string().optional();
const label = z.strictObject({
  id: z.uuid().optional(),
  name: z.string().max(50),
  backgroundColor: z.string().regex(/^#[0-9a-f]{6}$/i),
});
const changes = z.strictObject({
  kind: text,
  etag: text,
  id: text,
  summary: text,
  description: text,
  location: text,
  timeZone: text,
  dataOwner: text,
  autoAcceptInvitations: z.boolean().optional(),
  conferenceProperties: z.record(z.string(), z.unknown()).optional(),
  labelProperties: z.strictObject({ eventLabels: z.array(label).max(200) }).optional(),
});

/** Background colours of events by `colorId`. */
const eventColours = [
  'a4bdfc',
  '7ae7bf',
  'dbadff',
  'ff887c',
  'fbd75b',
  'ffb878',
  '46d6db',
  'e1e1e1',
  '5484ed',
  '51b749',
  'dc2127',
];
const { all, readAll } = calendarScopes;

export function calendarRoutes(app: FastifyInstance, calendarOf: CalendarOf, newId: () => string): void {
  const withEtag = (reply: FastifyReply, body: { etag: string }) => reply.header('etag', body.etag).send(body);

  app.get(`${root}/users/me/calendarList`, (request, reply) => {
    demandScope(request, ...all, ...readAll, ...calendarScopes.list);
    readParameters(request, ['maxResults', 'minAccessRole', 'pageToken', 'showDeleted', 'showHidden']);
    const entry = entryOf(calendarOf(request));
    return withEtag(reply, { ...{ kind: 'calendar#calendarList', etag: etagOf([entry.etag]) }, ...{ items: [entry] } });
  });
  app.get(`${root}/users/me/calendarList/:calendarId`, (request, reply) => {
    demandScope(request, ...all, ...readAll, ...calendarScopes.list);
    readParameters(request, []);
    return withEtag(reply, entryOf(calendarOf(request)));
  });
  app.get(`${root}/calendars/:calendarId`, (request, reply) => {
    demandScope(request, ...all, ...readAll, ...calendarScopes.calendars, ...calendarScopes.readCalendars);
    readParameters(request, []);
    return withEtag(reply, resourceOf(calendarOf(request)));
  });
  for (const method of ['PATCH', 'PUT'] as const) {
    app.route({
      method,
      url: `${root}/calendars/:calendarId`,
      handler: (request, reply) => {
        demandScope(request, ...all, ...calendarScopes.calendars);
        readParameters(request, []);
        const calendar = calendarOf(request);
        const match = request.headers['if-match'];
        if (match !== undefined && match !== '*' && match !== resourceOf(calendar).etag) {
          throw new GoogleError(412, 'conditionNotMet', 'Precondition Failed', 'If-Match');
        }
        change(calendar, request.body, method === 'PUT', newId);
        return withEtag(reply, resourceOf(calendar));
      },
    });
  }
  app.get(`${root}/users/me/settings/:setting`, (request, reply) => {
    demandScope(request, ...all, ...readAll, ...calendarScopes.settings);
    readParameters(request, []);
    const { setting } = request.params as { setting: string };
    const value = settingsOf(calendarOf(request))[setting];
    if (value === undefined) throw new GoogleError(404, 'notFound', 'Not Found');
    return withEtag(reply, {
      ...{ kind: 'calendar#setting', etag: etagOf([setting, value]) },
      ...{ id: setting, value },
    });
  });
  app.get(`${root}/colors`, (request, reply) => {
    demandScope(request, ...all, ...readAll, ...calendarScopes.events, ...calendarScopes.readEvents);
    readParameters(request, []);
    const event = eventColours.map((colour, index) => [index + 1, { background: `#${colour}`, foreground: '#1d1d1d' }]);
    const calendar = { 1: { background: '#ac725e', foreground: '#1d1d1d' } };
    return reply.send({
      kind: 'calendar#colors',
      updated: '2012-02-14T00:00:00.000Z',
      calendar,
      event: Object.fromEntries(event),
    });
  });
}

function settingsOf(calendar: Calendar): Readonly<Record<string, string>> {
  return { timezone: calendar.zone, locale: 'en', weekStart: '1', format24HourTime: 'true', defaultEventLength: '60' };
}

function entryOf(calendar: Calendar) {
  const { summary, description, zone, defaultReminders, revision } = calendar.settings;
  return {
    kind: 'calendar#calendarListEntry',
    etag: etagOf([calendar.id, 'entry', revision]),
    id: calendar.id,
    summary,
    description,
    timeZone: zone,
    colorId: '14',
    backgroundColor: '#9fe1e7',
    foregroundColor: '#000000',
    selected: true,
    accessRole: 'owner',
    defaultReminders,
    primary: true,
  };
}

function resourceOf(calendar: Calendar) {
  const { summary, description, location, zone, labels, revision } = calendar.settings;
  return {
    kind: 'calendar#calendar',
    etag: etagOf([calendar.id, revision]),
    id: calendar.id,
    summary,
    description,
    location,
    timeZone: zone,
    labelProperties: { eventLabels: labels },
  };
}

/** The list of labels is replaced whole. @throws GoogleError 400 */
function change(calendar: Calendar, body: unknown, replaces: boolean, newId: () => string): void {
  const read = changes.safeParse(body);
  if (!read.success)
    throw new GoogleError(400, 'invalid', `Invalid value for: ${read.error.issues[0]?.path.join('.')}`);
  const { summary, description, location, timeZone, labelProperties } = read.data;
  if (timeZone !== undefined && !isZone(timeZone)) throw new GoogleError(400, 'invalid', 'Invalid value for: timeZone');
  if (replaces && summary === undefined) throw new GoogleError(400, 'required', 'Missing summary.');
  const labels = labelProperties?.eventLabels.map((each) => ({ ...each, id: each.id ?? newId() }));
  calendar.change({
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? (replaces ? { description: '' } : {}) : { description }),
    ...(location === undefined ? (replaces ? { location: '' } : {}) : { location }),
    ...(timeZone === undefined ? {} : { zone: timeZone }),
    ...(labels === undefined ? (replaces ? { labels: [] } : {}) : { labels }),
  });
}
