/** @file The calendar itself: the one folder of events that each person here has, read, and changed by what programs leave on it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Kit } from '../../kit/kit.ts';
import { GraphError, invalidQuery, itemNotFound, notInSandbox, unreadableBody } from '../graph-error.ts';
import { demandPropertyIds, extendedPropertiesInput } from '../mailbox/event-input.ts';
import { expandProperties } from './event-query.ts';
import { callOfRequest, demandScope, type GraphCall, sendJson } from './gate.ts';
import { type QueryOptions, readQueryOptions } from './query-options.ts';

export function calendarRoutes(app: FastifyInstance, kit: Kit): void {
  const context = (path: string) => `${kit.address('graph')}/v1.0/$metadata#${path}`;
  app.get('/v1.0/me/calendar', (request, reply) => {
    const call = enter(request, false);
    return answer(
      call,
      reply,
      context('users/calendar/$entity'),
      readQueryOptions(request.query, ['$select', '$expand']),
    );
  });
  app.patch('/v1.0/me/calendar', (request, reply) => {
    const call = enter(request, true);
    const properties = readChange(request.body);
    if (kit.switches.text('calendarIfMatch') === 'honoured') demandVersion(call, request);
    call.mailbox.calendar.setExtended(properties);
    return answer(call, reply, context('users/calendar/$entity'), readQueryOptions(request.query, []));
  });
  app.get('/v1.0/me/calendars', (request, reply) => {
    readQueryOptions(request.query, ['$top', '$skip', '$count']);
    return sendJson(reply, {
      '@odata.context': context('users/calendars'),
      value: [calendarOf(enter(request, false))],
    });
  });
  app.get('/v1.0/me/calendars/:calendarId', (request, reply) => {
    const call = enter(request, false);
    if ((request.params as { calendarId: string }).calendarId !== call.mailbox.calendar.id) throw itemNotFound();
    return answer(
      call,
      reply,
      context('users/calendars/$entity'),
      readQueryOptions(request.query, ['$select', '$expand']),
    );
  });
}

function enter(request: FastifyRequest, writes: boolean): GraphCall {
  const call = callOfRequest(request);
  demandScope(call, 'Calendars.ReadWrite', ...(writes ? [] : ['Calendars.Read']));
  return call;
}

/** With what was selected and expanded. @throws GraphError 400 */
function answer(
  call: GraphCall,
  reply: FastifyReply,
  context: string,
  { select, expand }: Pick<QueryOptions, 'select' | 'expand'>,
): FastifyReply {
  const whole = calendarOf(call);
  for (const name of select ?? []) {
    if (!(name in whole)) throw invalidQuery(`Could not find a property named '${name}'.`);
  }
  const entries = Object.entries(whole).filter(([name]) => select === null || name === 'id' || select.includes(name));
  const expanded = expand.map((expansion) => {
    if (expansion.name === 'singleValueExtendedProperties')
      return expandProperties(call.mailbox.calendar.extended, expansion);
    throw notInSandbox(`the expansion of '${expansion.name}' of calendars`);
  });
  return sendJson(reply, Object.assign({ '@odata.context': context }, Object.fromEntries(entries), ...expanded));
}

function calendarOf({ mailbox }: GraphCall): Readonly<Record<string, unknown>> {
  const { calendar } = mailbox;
  return {
    id: calendar.id,
    name: 'Calendar',
    color: 'auto',
    hexColor: '',
    isDefaultCalendar: true,
    changeKey: mailbox.ids.changeKey(calendar.revision),
    canShare: true,
    canViewPrivateItems: true,
    canEdit: true,
    allowedOnlineMeetingProviders: ['teamsForBusiness'],
    defaultOnlineMeetingProvider: 'teamsForBusiness',
    isTallyingResponses: true,
    isRemovable: false,
    owner: mailbox.owner,
  };
}

const writable = new Set(['name', 'color', 'isDefaultCalendar']);
const change = z.object({ singleValueExtendedProperties: extendedPropertiesInput });

/** @throws GraphError 400 for what calendars do not have; 501 for what the sandbox does not change on them */
function readChange(body: unknown): z.output<typeof extendedPropertiesInput> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw unreadableBody('The request needs a JSON object of type microsoft.graph.calendar as its body.');
  }
  for (const name of Object.keys(body)) {
    if (writable.has(name)) throw notInSandbox(`changing ${name} of calendars`);
    if (name === 'singleValueExtendedProperties' || name === '@odata.type') continue;
    throw unreadableBody(`The property '${name}' does not exist on the type of microsoft.graph.calendar.`);
  }
  const parsed = change.safeParse(body);
  if (!parsed.success) throw unreadableBody('The extended properties cannot be converted to their type.');
  const { singleValueExtendedProperties } = parsed.data;
  demandPropertyIds(singleValueExtendedProperties);
  return singleValueExtendedProperties;
}

function demandVersion({ mailbox }: GraphCall, request: FastifyRequest): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined || wanted === '*' || wanted === `W/"${mailbox.ids.changeKey(mailbox.calendar.revision)}"`)
    return;
  throw new GraphError(
    412,
    'ErrorIrresolvableConflict',
    'The change key passed in the request does not match the current change key for the item.',
  );
}
