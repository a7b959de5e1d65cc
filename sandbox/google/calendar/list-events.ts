/** @file Lists of events: filters, pages, and what has changed since a token. */
import { createHash } from 'node:crypto';
import { GoogleError } from '../google-error.ts';
import { type Calendar, isWithin } from './calendar.ts';
import { type EventRecord, isSeries } from './event-record.ts';
import { instantOf } from './moments.ts';
import { occurrencesOf } from './series.ts';

export interface EventQuery {
  readonly maxResults: number;
  readonly pageToken: string | null;
  readonly syncToken: string | null;
  readonly singleEvents: boolean;
  /** null: not said. */
  readonly showDeleted: boolean | null;
  /** Milliseconds since 1970, like all times here. */
  readonly timeMin: number | null;
  readonly timeMax: number | null;
  readonly updatedMin: number | null;
  readonly orderBy: 'startTime' | 'updated' | null;
  readonly iCalUID: string | null;
  readonly q: string | null;
  readonly eventTypes: readonly string[];
  /** `key=value` */
  readonly privateProperties: readonly string[];
  readonly sharedProperties: readonly string[];
}

export interface EventPage {
  readonly events: readonly EventRecord[];
  readonly nextPageToken: string | null;
  readonly nextSyncToken: string | null;
}

export interface ListRules {
  /** Tokens of an older generation are no longer known. */
  readonly generation: number;
  readonly updatedMinDays: number;
  readonly anyProperty: boolean;
  readonly asOf: number | null;
}

/** By what the list is in order; for those that are alike in it, the order of changes, and the start. */
type Place = readonly [by: number, listed: number, start: number];

interface Token {
  readonly kind: 'page' | 'sync';
  readonly calendar: string;
  readonly generation: number;
  /** Which parameters it belongs to. */
  readonly query: string;
  /** Changes after this revision. */
  readonly since: number;
  /** Changes up to this revision; a page's round ends there. */
  readonly until: number;
  /** Where the page before ended: a row that was changed since leaves the round, and the others do not move up for it. */
  readonly after: Place | null;
  /** timeMin and timeMax of the first request, which the token keeps. */
  readonly span: readonly [number | null, number | null];
}

/** @throws GoogleError 400 for parameters that do not go together, 410 for tokens and times that are too old */
export function listEvents(calendar: Calendar, query: EventQuery, rules: ListRules): EventPage {
  demandFitting(query);
  const page = query.pageToken === null ? null : readToken(calendar, query.pageToken, 'page', query, rules);
  const sync = query.syncToken === null ? null : readToken(calendar, query.syncToken, 'sync', query, rules);
  demandRecent(calendar, query, rules);
  const since = page?.since ?? sync?.until ?? -1;
  const until = page?.until ?? Math.max(since, shownRevision(calendar, rules));
  const span = page?.span ?? sync?.span ?? [query.timeMin, query.timeMax];
  const after = page?.after ?? null;
  const incremental = since >= 0;
  const found = fitting(calendar, { ...query, timeMin: span[0], timeMax: span[1] }, incremental, since, until, rules);
  const left = found.filter(({ place }) => after === null || inOrder(after, place) < 0);
  const rows = left.slice(0, query.maxResults);
  const token = { calendar: calendar.id, generation: rules.generation, query: fingerprint(query), since, until, span };
  const last = rows.at(-1);
  const next = last !== undefined && left.length > rows.length ? last.place : null;
  const restricted = syncForbidden(query).length > 0 || query.singleEvents;
  return {
    events: rows.map(({ event }) => event),
    nextPageToken: next === null ? null : writeToken({ ...token, kind: 'page', after: next }),
    nextSyncToken:
      next !== null || (restricted && !incremental) ? null : writeToken({ ...token, kind: 'sync', after: null }),
  };
}

/** How far a copy of the calendar has come that answers: what it does not show yet comes with the next list of changes. */
function shownRevision(calendar: Calendar, { asOf }: ListRules): number {
  return asOf === null ? calendar.revision : Math.max(0, ...calendar.events(asOf).map(({ listed }) => listed));
}

function inOrder(one: Place, other: Place): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

/** Parameters that no list of changes can have. timeMin and timeMax may restrict the first request of one. */
function syncForbidden(query: EventQuery): readonly string[] {
  return [
    query.iCalUID === null ? [] : ['iCalUID'],
    query.orderBy === null ? [] : ['orderBy'],
    query.q === null ? [] : ['q'],
    query.updatedMin === null ? [] : ['updatedMin'],
    query.privateProperties.length === 0 ? [] : ['privateExtendedProperty'],
    query.sharedProperties.length === 0 ? [] : ['sharedExtendedProperty'],
  ].flat();
}

function demandFitting(query: EventQuery): void {
  const bad = (message: string, name: string) => new GoogleError(400, 'badRequest', message, name);
  if (query.syncToken !== null) {
    const spans = [query.timeMin === null ? [] : ['timeMin'], query.timeMax === null ? [] : ['timeMax']].flat();
    const [wrong] = [...syncForbidden(query), ...spans];
    if (wrong !== undefined) throw bad(`Sync token cannot be used with ${wrong}.`, wrong);
    if (query.showDeleted === false) throw bad('Sync token needs deleted events to be shown.', 'showDeleted');
  }
  if (query.orderBy === 'startTime' && !query.singleEvents) {
    throw bad('The requested ordering is not available for the particular query.', 'orderBy');
  }
  if (query.timeMin !== null && query.timeMax !== null && query.timeMin >= query.timeMax) {
    throw new GoogleError(400, 'timeRangeEmpty', 'The specified time range is empty.', 'timeMax');
  }
  if (query.singleEvents && query.timeMax === null) {
    throw bad('The sandbox tells single occurrences up to a timeMax only.', 'timeMax');
  }
}

function demandRecent(calendar: Calendar, { updatedMin }: EventQuery, { updatedMinDays }: ListRules): void {
  if (updatedMin === null || updatedMin >= calendar.now() - updatedMinDays * 86_400_000) return;
  throw new GoogleError(
    410,
    'updatedMinTooLongAgo',
    'The requested minimum modification time lies too far in the past.',
    'updatedMin',
  );
}

function fitting(
  calendar: Calendar,
  query: EventQuery,
  incremental: boolean,
  since: number,
  until: number,
  rules: ListRules,
): readonly { readonly event: EventRecord; readonly place: Place }[] {
  const kept = calendar.events(rules.asOf).filter((event) => event.listed > since && event.listed <= until);
  const living = kept.filter((event) => isShown(calendar, event, query, incremental));
  const each = query.singleEvents ? living.flatMap((event) => expanded(calendar, event, query, rules.asOf)) : living;
  const startOf = (event: EventRecord) => instantOf(event.start, calendar.zone);
  const byOf = (event: EventRecord): number => {
    if (query.orderBy === 'updated') return event.updated;
    return query.orderBy === 'startTime' || query.singleEvents ? startOf(event) : event.listed;
  };
  return each
    .filter((event) => matches(calendar, event, query, rules))
    .map((event) => ({ event, place: [byOf(event), event.listed, startOf(event)] as const }))
    .sort((one, other) => inOrder(one.place, other.place));
}

function isShown(calendar: Calendar, event: EventRecord, query: EventQuery, incremental: boolean): boolean {
  if (event.status !== 'cancelled' || incremental || query.showDeleted === true || query.updatedMin !== null)
    return true;
  if (event.occurrenceOf === null || query.singleEvents) return false;
  return calendar.find(event.occurrenceOf.series)?.status !== 'cancelled';
}

/** The plain occurrences of a series within the span; anything else is itself. */
export function expanded(
  calendar: Calendar,
  event: EventRecord,
  { timeMin, timeMax }: Pick<EventQuery, 'timeMin' | 'timeMax'>,
  asOf: number | null,
) {
  if (!isSeries(event)) return [event];
  if (event.status === 'cancelled') return [];
  const own = new Set(calendar.exceptionsOf(event.id, asOf).map((each) => each.id));
  return occurrencesOf(event, calendar.zone, timeMin ?? -8.64e15, timeMax ?? 8.64e15)
    .flatMap(({ start }) => calendar.plainOccurrence(event, start) ?? [])
    .filter((occurrence) => !own.has(occurrence.id));
}

function matches(calendar: Calendar, event: EventRecord, query: EventQuery, rules: ListRules): boolean {
  const { fields } = event;
  if (query.eventTypes.length > 0 && !query.eventTypes.includes(fields.eventType ?? 'default')) return false;
  if (query.iCalUID !== null && event.iCalUID !== query.iCalUID) return false;
  if (query.updatedMin !== null && event.updated < query.updatedMin) return false;
  if (!hasProperties(fields.extendedProperties?.private, query.privateProperties, rules.anyProperty)) return false;
  if (!hasProperties(fields.extendedProperties?.shared, query.sharedProperties, rules.anyProperty)) return false;
  const words = [fields.summary, fields.description, fields.location].join(' ').toLowerCase();
  if (query.q !== null && !words.includes(query.q.toLowerCase())) return false;
  return event.status === 'cancelled' || isInSpan(calendar, event, query);
}

/** A series is, when one of its occurrences is. */
function isInSpan(calendar: Calendar, event: EventRecord, { timeMin, timeMax }: EventQuery): boolean {
  const [from, to] = [timeMin ?? -8.64e15, timeMax ?? 8.64e15];
  if (from === -8.64e15 && to === 8.64e15) return true;
  if (!isSeries(event)) return isWithin(event, calendar.zone, from, to);
  const last = Math.min(to, Math.max(from, instantOf(event.start, calendar.zone)) + 5 * 366 * 86_400_000);
  return occurrencesOf(event, calendar.zone, from, last).length > 0;
}

function hasProperties(
  has: Readonly<Record<string, string | null>> | null | undefined,
  wanted: readonly string[],
  any: boolean,
): boolean {
  if (wanted.length === 0) return true;
  const is = (each: string) => {
    const at = each.indexOf('=');
    return at > 0 && has?.[each.slice(0, at)] === each.slice(at + 1);
  };
  return any ? wanted.some(is) : wanted.every(is);
}

/** Everything that has to be the same in all requests of one list, and of those that follow its token. */
function fingerprint(query: EventQuery): string {
  const { singleEvents, eventTypes, iCalUID, orderBy, q, privateProperties, sharedProperties, updatedMin } = query;
  const own = [
    singleEvents,
    [...eventTypes].sort(),
    iCalUID,
    orderBy,
    q,
    privateProperties,
    sharedProperties,
    updatedMin,
  ];
  return createHash('sha256').update(JSON.stringify(own)).digest('base64url').slice(0, 12);
}

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function readToken(calendar: Calendar, text: string, kind: Token['kind'], query: EventQuery, rules: ListRules): Token {
  const token = parsedToken(text);
  if (token?.calendar !== calendar.id || token.kind !== kind || token.generation !== rules.generation) {
    if (kind === 'page') throw new GoogleError(400, 'invalid', 'Invalid page token value.', 'pageToken');
    throw new GoogleError(
      410,
      'fullSyncRequired',
      'Sync token is no longer valid, a full sync is required.',
      'syncToken',
    );
  }
  if (token.query !== fingerprint(query)) {
    throw new GoogleError(400, 'badRequest', 'The parameters are not those of the token.', `${kind}Token`);
  }
  return token;
}

function parsedToken(text: string): Token | null {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Token;
  } catch {
    return null;
  }
}
