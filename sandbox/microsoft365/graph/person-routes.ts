/**
 * @file The person and what belongs to the mailbox besides its calendar: settings, categories and time zones.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { GraphError, invalidQuery, invalidValue, itemNotFound, unreadableBody } from '../graph-error.ts';
import type { Directory } from '../sign-in/directory.ts';
import { ianaZoneNames, windowsZoneNames } from '../zones.ts';
import { callOfRequest, demandScope, type GraphCall, sendJson } from './gate.ts';
import { readQueryOptions } from './query-options.ts';

const colours = ['none', ...Array.from({ length: 25 }, (_, index) => `preset${index}`)];

export function personRoutes(app: FastifyInstance, kit: Kit, directory: Directory): void {
  const context = (path: string) => `${kit.address('graph')}/v1.0/$metadata#${path}`;
  app.get('/v1.0/me', (request, reply) => {
    const call = callOfRequest(request);
    demandScope(call, 'User.Read', 'User.ReadWrite');
    const user = directory.user(call.userName);
    if (!user) throw itemNotFound();
    return answer(request, reply, context('users/$entity'), {
      businessPhones: [],
      displayName: user.displayName,
      givenName: user.displayName.split(' ')[0] ?? '',
      jobTitle: null,
      mail: user.userName,
      mobilePhone: null,
      officeLocation: null,
      preferredLanguage: null,
      surname: user.displayName.split(' ').slice(1).join(' '),
      userPrincipalName: user.userName,
      id: user.objectId,
    });
  });
  app.get('/v1.0/me/mailboxSettings', (request, reply) => {
    const call = callOfRequest(request);
    demandScope(call, 'MailboxSettings.ReadWrite', 'MailboxSettings.Read');
    return answer(request, reply, null, settingsOf(call));
  });
  categoryRoutes(app, kit, context);
  for (const path of ['supportedTimeZones', 'supportedTimeZones()']) {
    app.get(`/v1.0/me/outlook/${path}`, (_request, reply) => sendZones(reply, context, windowsZoneNames));
  }
}

/** Zones in the standard that the last segment names; the router cannot hold such a path. */
export function sendZonesOfStandard(reply: FastifyReply, kit: Kit, path: string): FastifyReply | null {
  const match =
    /^\/v1\.0\/me\/outlook\/supportedTimeZones\(TimeZoneStandard=microsoft\.graph\.timeZoneStandard'(\w+)'\)$/i.exec(
      decodeURIComponent(path),
    );
  if (!match) return null;
  const standard = match[1]?.toLowerCase();
  if (standard !== 'iana' && standard !== 'windows') throw invalidQuery(`'${match[1]}' is not a time zone standard.`);
  const context = (end: string) => `${kit.address('graph')}/v1.0/$metadata#${end}`;
  return sendZones(reply, context, standard === 'iana' ? ianaZoneNames : windowsZoneNames);
}

function sendZones(reply: FastifyReply, context: (path: string) => string, names: readonly string[]): FastifyReply {
  const zones = [...names, ...(names.includes('UTC') ? [] : ['UTC'])];
  return sendJson(reply, {
    '@odata.context': context('Collection(microsoft.graph.timeZoneInformation)'),
    value: zones.map((alias) => ({ alias, displayName: alias })),
  });
}

function categoryRoutes(app: FastifyInstance, kit: Kit, context: (path: string) => string): void {
  app.get('/v1.0/me/outlook/masterCategories', (request, reply) => {
    const call = callOfRequest(request);
    demandScope(call, 'MailboxSettings.ReadWrite', 'MailboxSettings.Read');
    readQueryOptions(request.query, []);
    return sendJson(reply, {
      '@odata.context': context('users/outlook/masterCategories'),
      value: call.mailbox.categories,
    });
  });
  app.post('/v1.0/me/outlook/masterCategories', (request, reply) => {
    const call = callOfRequest(request);
    demandScope(call, 'MailboxSettings.ReadWrite');
    const { displayName, color } = readCategory(request.body);
    const known = call.mailbox.categories.some((each) => each.displayName.toLowerCase() === displayName.toLowerCase());
    if (known) throw new GraphError(409, 'ErrorCategoryAlreadyExists', `The category '${displayName}' exists already.`);
    const category = { id: kit.ids.uuid(), displayName, color };
    call.mailbox.categories = [...call.mailbox.categories, category];
    return sendJson(reply.code(201), {
      '@odata.context': context('users/outlook/masterCategories/$entity'),
      ...category,
    });
  });
}

/** One object, with what was selected of it. */
function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  context: string | null,
  whole: Readonly<Record<string, unknown>>,
): FastifyReply {
  const { select } = readQueryOptions(request.query, ['$select']);
  for (const name of select ?? []) {
    if (!(name in whole)) throw invalidQuery(`Could not find a property named '${name}'.`);
  }
  const entries = Object.entries(whole).filter(([name]) => select === null || name === 'id' || select.includes(name));
  return sendJson(reply, {
    ...(context === null ? {} : { '@odata.context': context }),
    ...Object.fromEntries(entries),
  });
}

function settingsOf({ mailbox }: GraphCall): Readonly<Record<string, unknown>> {
  return {
    archiveFolder: null,
    timeZone: mailbox.zone,
    dateFormat: 'yyyy-MM-dd',
    timeFormat: 'HH:mm',
    userPurpose: 'user',
    language: { locale: 'en-GB', displayName: 'English (United Kingdom)' },
    workingHours: {
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      startTime: '08:00:00.0000000',
      endTime: '17:00:00.0000000',
      timeZone: { name: mailbox.zone },
    },
  };
}

/** @throws GraphError 400 */
function readCategory(body: unknown): { displayName: string; color: string } {
  if (typeof body !== 'object' || body === null) throw unreadableBody('A category is a JSON object.');
  const { displayName, color = 'none', '@odata.type': _type, ...rest } = body as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw unreadableBody(`The property '${unknown}' does not exist on a category.`);
  if (typeof displayName !== 'string' || displayName.trim() === '')
    throw invalidValue('A category needs a displayName.');
  if (typeof color !== 'string' || !colours.includes(color)) throw invalidValue(`'${String(color)}' is not a colour.`);
  return { displayName, color };
}
