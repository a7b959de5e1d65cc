/**
 * @file Events: making, reading, listing, changing and deleting them, under each of the paths that lead to a calendar.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { GraphError, itemNotFound } from '../graph-error.ts';
import {
  type CalendarItem,
  eventsOf,
  exceptionsOf,
  findItem,
  idOf,
  instancesOf,
  itemsInSpan,
  typeOf,
} from '../mailbox/calendar-item.ts';
import { contentAfter, createEvent, removeItem, writeContent } from '../mailbox/change-event.ts';
import { readEventInput } from '../mailbox/event-input.ts';
import type { EventRecord } from '../mailbox/event-record.ts';
import { type MeetingMail, mailsOfChange, mailsOfCreation, mailsOfDeletion } from '../mailbox/meeting-mails.ts';
import type { SeriesRules } from '../mailbox/series-rules.ts';
import type { WriteRules } from '../mailbox/write-event.ts';
import { answerItem, queryItems } from './event-query.ts';
import { callOfRequest, demandScope, type GraphCall, sendJson } from './gate.ts';
import { ListPages } from './list-pages.ts';
import { readQueryOptions, readSpan } from './query-options.ts';
import { etagOf } from './render-event.ts';

const one = ['$select', '$expand'];
const many = [...one, '$filter', '$orderby', '$top', '$skip', '$count'];

type EventRequest = FastifyRequest<{ Params: { calendarId?: string; eventId: string } }>;

/** Paths under which events, views and change lists are reached. */
export const calendarPaths = ['/v1.0/me', '/v1.0/me/calendar', '/v1.0/me/calendars/:calendarId'] as const;

export function eventRoutes(app: FastifyInstance, kit: Kit): void {
  const routes = new EventRoutes(kit);
  for (const path of calendarPaths) {
    app.get(`${path}/events`, routes.list);
    app.post(`${path}/events`, routes.create);
    app.get(`${path}/events/:eventId`, routes.read);
    app.patch(`${path}/events/:eventId`, routes.change);
    app.delete(`${path}/events/:eventId`, routes.remove);
    app.get(`${path}/events/:eventId/instances`, routes.instances);
    app.get(`${path}/calendarView`, routes.view);
  }
  app.post('/v1.0/me/events/:eventId/permanentDelete', routes.remove);
}

/** The rules for writing as the switches have them. */
export function writeRules(kit: Kit): WriteRules {
  return {
    defaultReminderMinutes: kit.switches.number('defaultReminderMinutes'),
    windowsNames: kit.switches.text('originalZoneNames') === 'windows',
    withoutSummerTime: kit.switches
      .text('zonesWithoutSummerTime')
      .split(',')
      .map((name) => name.trim()),
    series: seriesRules(kit),
  };
}

function seriesRules(kit: Kit): SeriesRules {
  return {
    versionWithOccurrences: kit.switches.text('seriesVersion') === 'withOccurrences',
    newOccurrenceIds: kit.switches.text('occurrenceIds') === 'regenerated',
    outliving: kit.switches.text('outlivingExceptions') as SeriesRules['outliving'],
    editReaches: kit.switches.text('seriesEditReaches') as SeriesRules['editReaches'],
    offPattern: kit.switches.text('startOffPattern') as SeriesRules['offPattern'],
  };
}

/** @throws GraphError 404 for a calendar that is not there */
export function demandCalendar(call: GraphCall, request: FastifyRequest): void {
  const asked = (request.params as { calendarId?: string }).calendarId;
  if (asked !== undefined && asked !== call.mailbox.calendar.id) throw itemNotFound();
}

class EventRoutes {
  readonly #kit: Kit;
  readonly #pages: ListPages;
  #writes = 0;

  constructor(kit: Kit) {
    this.#kit = kit;
    this.#pages = new ListPages(kit.address);
  }

  readonly create = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const input = readEventInput(request.body);
    const known = input.transactionId ? call.mailbox.transaction(input.transactionId) : null;
    if (known) return this.#repeated(call, reply, known.record);
    const record = createEvent(call.mailbox, input, writeRules(this.#kit));
    this.#mail(request, mailsOfCreation(record));
    const item = { record, occurrence: null };
    reply.header('location', this.#addressOf(call, item));
    return this.#answer(call, reply.code(201), item);
  };

  readonly list = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const options = readQueryOptions(request.query, many);
    return this.#pages.send(call, request, reply, options, () => queryItems(call, () => eventsOf(call.view), options));
  };

  readonly read = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const options = readQueryOptions(request.query, one);
    const item = this.#find(call, request);
    return sendJson(reply.header('etag', etagOf(call.mailbox, item.record)), {
      '@odata.context': this.#context(call, '/$entity'),
      ...answerItem(call, item, options),
    });
  };

  readonly change = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const input = readEventInput(request.body);
    const item = this.#find(call, request);
    this.#demandEtag(call, item, request);
    const rules = writeRules(this.#kit);
    const content = contentAfter(item, input, rules);
    const before = exceptionsOf(call.mailbox, item.record);
    const mails = mailsOfChange(item.record, content, this.#kit.switches.flag('silentPatchMails'));
    const changed = writeContent(call.mailbox, item, content, rules.series);
    const lost = before.filter((each) => call.mailbox.record(each.number) === null);
    this.#mail(request, [...mails, ...lost.flatMap(mailsOfDeletion)]);
    return this.#answer(call, reply, changed);
  };

  readonly remove = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const item = this.#find(call, request);
    this.#demandEtag(call, item, request);
    const changed = item.occurrence ? [] : exceptionsOf(call.mailbox, item.record);
    removeItem(call.mailbox, item, writeRules(this.#kit).series);
    this.#mail(request, [item.record, ...changed].flatMap(mailsOfDeletion));
    return reply.code(204).send();
  };

  readonly instances = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const options = readQueryOptions(request.query, many);
    const { from, to } = readSpan(options.all);
    const item = this.#find(call, request);
    if (typeOf(item) !== 'seriesMaster') {
      throw new GraphError(400, 'ErrorInvalidRequest', 'Only a series has instances.');
    }
    const all = () => instancesOf(call.view, item.record, from, to);
    return this.#pages.send(call, request, reply, options, () => queryItems(call, all, options));
  };

  readonly view = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const options = readQueryOptions(request.query, many);
    const { from, to } = readSpan(options.all);
    const all = () => itemsInSpan(call.view, from, to);
    return this.#pages.send(call, request, reply, options, () => queryItems(call, all, options));
  };

  #enter(request: FastifyRequest, writes: boolean): GraphCall {
    const call = callOfRequest(request);
    demandScope(call, 'Calendars.ReadWrite', ...(writes ? [] : ['Calendars.Read']));
    demandCalendar(call, request);
    return call;
  }

  #find(call: GraphCall, request: FastifyRequest): CalendarItem {
    return findItem(call.mailbox, call.view, (request as EventRequest).params.eventId);
  }

  /** The original refuses now and then though nothing changed; a switch says how often. */
  #demandEtag(call: GraphCall, item: CalendarItem, request: FastifyRequest): void {
    const wanted = request.headers['if-match'];
    this.#writes += 1;
    const every = this.#kit.switches.number('spuriousConflictEvery');
    const spurious = every > 0 && this.#writes % every === 0;
    const differs = wanted !== undefined && wanted !== '*' && wanted !== etagOf(call.mailbox, item.record);
    if (spurious || differs) {
      throw new GraphError(
        412,
        'ErrorIrresolvableConflict',
        'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
      );
    }
  }

  #repeated(call: GraphCall, reply: FastifyReply, record: EventRecord | null): FastifyReply {
    const answer = this.#kit.switches.text('repeatedTransaction');
    if (answer === 'conflict' || record === null) {
      throw new GraphError(409, 'ErrorDuplicateTransactionId', 'An event with this transaction id was created before.');
    }
    const item = { record, occurrence: null };
    reply.header('location', this.#addressOf(call, item));
    return this.#answer(call, reply.code(answer === 'existing200' ? 200 : 201), item);
  }

  #answer(call: GraphCall, reply: FastifyReply, item: CalendarItem): FastifyReply {
    return sendJson(reply.header('etag', etagOf(call.mailbox, item.record)), {
      '@odata.context': this.#context(call, '/$entity'),
      ...answerItem(call, item, { select: null, expand: [] }),
    });
  }

  #addressOf(call: GraphCall, item: CalendarItem): string {
    const id = idOf(call.mailbox, item, call.preferences.idForm);
    return `${this.#kit.address('graph')}/v1.0/users('${encodeURIComponent(call.userName)}')/events('${encodeURIComponent(id)}')`;
  }

  #context(call: GraphCall, end: string): string {
    return `${this.#kit.address('graph')}/v1.0/$metadata#users('${encodeURIComponent(call.userName)}')/events${end}`;
  }

  #mail(request: FastifyRequest, mails: readonly MeetingMail[]): void {
    const cause = `${request.method} ${request.url.split('?')[0]}`;
    for (const mail of mails) this.#kit.mail({ ...mail, cause });
  }
}
