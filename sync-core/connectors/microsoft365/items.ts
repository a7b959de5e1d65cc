/** @file Single events by their ids: what they are now, our mark on them, and the one that was created with a mark. */
import { Temporal } from 'temporal-polyfill';
import type { ItemId } from '../../model/side.ts';
import type { Instant, ZoneId } from '../../model/time.ts';
import { type CreationMark, type ItemAnswer, isReadable, type RemoteAppointment, type Window } from '../connector.ts';
import { type ConnectorError, Nonsense, Rejected } from '../errors.ts';
import type { Log } from '../ports.ts';
import { type BatchPorts, type PartAnswer, type PartFailure, sendParts } from './batch.ts';
import { tellsCancelled, withCancelledDays } from './cancelled-days.ts';
import { errorCode, explainGraph, type Graph, preferences } from './graph.ts';
import { changeRow, eventProperties, type GraphEvent, graphEvent, listPage, markedEvent } from './graph-schemas.ts';
import { expandMarker, filterByMarker, markerAmong } from './marker.ts';
import { readEvent, unreadableEvent } from './read-event.ts';
import { readSeries, type SeriesZones } from './read-series.ts';
import { type GraphSeries, graphSeries, seriesQuery } from './recurrence-schemas.ts';

const system = 'microsoft365';

export interface Mailbox {
  readonly graph: Graph;
  readonly ports: BatchPorts;
  /** The user's zone; asked for once, then known. @throws UnknownZone and others */
  zone(signal: AbortSignal): Promise<ZoneId>;
  /** What the user has said to be the zone of events whose own nobody knows. */
  zoneForUnknown(): ZoneId | undefined;
}

export function eventPath(id: string): string {
  return `/me/events/${encodeURIComponent(id)}`;
}

/** @throws Nonsense */
export function parseEvent(body: unknown): GraphEvent {
  const parsed = graphEvent.safeParse(body);
  if (!parsed.success) throw new Nonsense('an event is in an unknown form', { system, cause: parsed.error });
  return parsed.data;
}

/** @throws Nonsense */
function parseMarked(row: unknown) {
  const parsed = markedEvent.safeParse(row);
  if (!parsed.success) throw new Nonsense('an event is in an unknown form', { system, cause: parsed.error });
  return parsed.data;
}

/** What an answer means that is neither the item nor "not found" nor "not allowed". */
function unexpected({ status, body }: PartAnswer): ConnectorError {
  return explainGraph(status, body) ?? new Rejected(`status ${status}`, { system, status });
}

/** Graph's own words for an item that is not there; any other 404 only says that an address leads nowhere. */
const noSuchItem = /^(ErrorItemNotFound|ItemNotFound|ErrorInvalidImmutableId)$/i;

/** Whether an answer says that the very item does not exist. */
export function isItemNotFound(status: number, body: unknown): boolean {
  return status === 404 && noSuchItem.test(errorCode(body) ?? '');
}

type Reading =
  | { readonly body: unknown }
  | 'gone'
  | 'noAccess'
  /** Nothing that could be understood. */
  | { readonly odd: ConnectorError };

function readingOf(part: PartAnswer | PartFailure): Reading {
  if ('error' in part) return { odd: part.error };
  if (part.status === 200) return { body: part.body };
  const error = unexpected(part);
  if (isItemNotFound(part.status, part.body)) return 'gone';
  if (part.status === 403 && error.kind === 'rejected') return 'noAccess';
  return { odd: error };
}

/**
 * One answer for each id. What is odd about one is that one's matter, unless it concerns the account or befalls them all.
 * @throws ConnectorError
 */
async function* readParts(
  mailbox: Mailbox,
  ids: readonly ItemId[],
  queryOf: (id: ItemId) => string,
  signal: AbortSignal,
): AsyncGenerator<{ readonly id: ItemId; readonly reading: Reading }> {
  const requests = ids.map((id) => ({ method: 'GET', path: `${eventPath(id)}?${queryOf(id)}` }) as const);
  let understood = false;
  let odd: ConnectorError | undefined;
  for await (const part of sendParts(mailbox.graph, mailbox.ports, requests, signal)) {
    const id = ids[part.index] as ItemId;
    const reading = readingOf(part);
    if (typeof reading === 'object' && 'odd' in reading) {
      odd = reading.odd;
      if (odd.kind === 'authExpired' || odd.kind === 'appNotApproved') throw odd;
    } else understood = true;
    yield { id, reading };
  }
  if (odd !== undefined && !understood) throw odd;
}

/**
 * Reads items one by one, twenty to a request; `gone` only for those that Graph says it does not have.
 * @param series those of them that are known to be series: whatever else turns out to be one is asked for once more.
 */
export async function readItems(
  mailbox: Mailbox,
  ids: readonly ItemId[],
  signal: AbortSignal,
  series: ReadonlySet<string> = new Set(),
): Promise<ReadonlyMap<ItemId, ItemAnswer>> {
  const found = new Map<ItemId, ItemAnswer>();
  if (ids.length === 0) return found;
  const zone = await mailbox.zone(signal);
  const queryOf = (id: ItemId) => (series.has(id) ? seriesQuery : `$select=${eventProperties}`);
  const halfRead: ItemId[] = [];
  for await (const { id, reading } of readParts(mailbox, ids, queryOf, signal)) {
    if (typeof reading === 'string') found.set(id, reading);
    else if ('odd' in reading) found.set(id, unreadableEvent(id, undefined));
    else if (!series.has(id) && isSeries(reading.body)) halfRead.push(id);
    else found.set(id, await readOrNot(mailbox, id, reading.body, zone, signal));
  }
  const rest = await readItems(mailbox, halfRead, signal, new Set(halfRead));
  return new Map([...found, ...rest]);
}

function isSeries(body: unknown): boolean {
  return changeRow.safeParse(body).data?.type === 'seriesMaster';
}

/** An answer for another item than the one that was asked for says nothing about it. */
async function readOrNot(
  mailbox: Mailbox,
  id: ItemId,
  body: unknown,
  zone: ZoneId,
  signal: AbortSignal,
): Promise<ItemAnswer> {
  if (isSeries(body)) {
    const zones = { mailbox: zone, forUnknown: mailbox.zoneForUnknown() };
    const series = await wholeSeries(mailbox, body, zones, signal);
    const item = series?.id === id ? readSeries(series, zones) : undefined;
    return item ?? unreadableEvent(id, body);
  }
  const event = graphEvent.safeParse(body);
  if (!event.success || event.data.id !== id) return unreadableEvent(id, body);
  return readEvent(event.data, zone, mailbox.zoneForUnknown());
}

/** @returns the series with all that was removed of it, or undefined for what is none. */
export async function wholeSeries(
  mailbox: Mailbox,
  body: unknown,
  zones: SeriesZones,
  signal: AbortSignal,
): Promise<GraphSeries | undefined> {
  const series = graphSeries.safeParse(body).data;
  if (series === undefined || tellsCancelled(series)) return series;
  const { graph, ports } = mailbox;
  return withCancelledDays(series, zones, ports.clock.now(), async (query) => {
    const all: unknown[] = [];
    const url = graph.url(`${eventPath(series.id)}${query}`);
    for await (const { rows } of listPages(graph, url, preferences, signal)) all.push(...rows);
    return all;
  });
}

/** The item of an event that came without the occurrences of a series. @throws Nonsense and others */
async function wholeItem(mailbox: Mailbox, event: GraphEvent, signal: AbortSignal): Promise<RemoteAppointment> {
  if (event.type !== 'seriesMaster') return readEvent(event, await mailbox.zone(signal), mailbox.zoneForUnknown());
  const id = event.id as ItemId;
  const item = (await readItems(mailbox, [id], signal, new Set([id]))).get(id);
  if (!isReadable(item)) throw new Nonsense('a series is in an unknown form, or gone', { system });
  return item;
}

/** Beyond so many items a listing of their time costs fewer requests of the mailbox's quota than asking for each. */
const mostMarkersOneByOne = 40;
const listedAtOnce = 1000;

/** Starts are compared without their zones: a day more on each side holds whatever the window touches. */
function startsWithin(window: Window): string {
  const widened = (moment: Instant, hours: number) =>
    Temporal.Instant.from(moment).add({ hours }).toString().slice(0, 19);
  return `start/dateTime ge '${widened(window.from, -48)}' and start/dateTime lt '${widened(window.until, 48)}'`;
}

/** Adds the marks of everything that starts in the window; answers which events were seen. */
async function listMarkers(
  { graph }: Mailbox,
  window: Window,
  found: Map<ItemId, string>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  const query = `$select=id&$expand=${encodeURIComponent(expandMarker)}&$filter=${encodeURIComponent(startsWithin(window))}&$top=${listedAtOnce}`;
  for await (const { rows } of listPages(graph, graph.url(`/me/events?${query}`), preferences, signal)) {
    for (const row of rows) {
      const { id, singleValueExtendedProperties } = parseMarked(row);
      seen.add(id);
      const marker = markerAmong(singleValueExtendedProperties);
      if (marker !== undefined) found.set(id as ItemId, marker);
    }
  }
  return seen;
}

/** Our mark on each of the items that has one and still exists. What a listing of the window does not show is read alone. */
export async function readMarkers(
  mailbox: Mailbox,
  ids: readonly ItemId[],
  window: Window,
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, string>> {
  const found = new Map<ItemId, string>();
  const seen = ids.length > mostMarkersOneByOne ? await listMarkers(mailbox, window, found, signal) : new Set<string>();
  const unseen = ids.filter((id) => !seen.has(id));
  const query = `$select=id&$expand=${encodeURIComponent(expandMarker)}`;
  for await (const { id, reading } of readParts(mailbox, unseen, () => query, signal)) {
    if (typeof reading === 'string') continue;
    // Whether it is a copy of ours decides what becomes of others: not knowing that, nothing can be matched.
    if ('odd' in reading) throw reading.odd;
    const event = parseMarked(reading.body);
    if (event.id !== id) throw new Nonsense('another event was answered than was asked for', { system });
    const marker = markerAmong(event.singleValueExtendedProperties);
    if (marker !== undefined) found.set(id, marker);
  }
  return found;
}

/** So many pages in a row may bring nothing that was not on an earlier one; more is a list that never ends. */
const mostPagesWithoutNews = 20;

/** Every page of a list. @throws Nonsense when a page is in an unknown form, leads elsewhere, or in circles. */
export async function* listPages(graph: Graph, first: string, prefer: string, signal: AbortSignal) {
  const asked = new Set<string>();
  const seen = new Set<string>();
  let withoutNews = 0;
  for (let url: string | undefined = first; url !== undefined; ) {
    if (asked.has(url) || withoutNews > mostPagesWithoutNews) throw new Nonsense('a list goes in circles', { system });
    asked.add(url);
    const answer = await graph.send({ method: 'GET', url, headers: { prefer }, repeat: 'idempotent' }, signal);
    const page = listPage.safeParse(answer.body);
    if (!page.success) throw new Nonsense('a list is in an unknown form', { system, cause: page.error });
    const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = page.data;
    if (next !== undefined && delta !== undefined) throw new Nonsense('a page goes on and ends', { system });
    const before = seen.size;
    for (const { id } of value) seen.add(id);
    withoutNews = seen.size > before ? 0 : withoutNews + 1;
    url = next === undefined ? undefined : graph.ownLink(next);
    yield { rows: value, deltaLink: delta === undefined ? undefined : graph.ownLink(delta) };
  }
}

/** What is asked for the events that carry a marker; copies of copies have never been seen to be more than a few. */
function markedEvents(mark: CreationMark): string {
  return `/me/events?$filter=${encodeURIComponent(filterByMarker(mark.marker))}&$select=${eventProperties}&$top=50`;
}

/**
 * A copy that a person made carries the marker too, but not the transaction id; where Graph does not tell that id, the oldest
 * one is the original.
 */
function original(events: readonly GraphEvent[], mark: CreationMark): GraphEvent | undefined {
  const sameKey = events.find((event) => event.transactionId?.toLowerCase() === mark.key.toLowerCase());
  return sameKey ?? events.toSorted((one, other) => moment(one) - moment(other))[0];
}

function moment(event: GraphEvent): number {
  return Date.parse(event.createdDateTime ?? event.lastModifiedDateTime);
}

/** The event that was created with this mark. @throws Nonsense and others */
export async function findByMark(
  mailbox: Mailbox,
  mark: CreationMark,
  signal: AbortSignal,
): Promise<RemoteAppointment | undefined> {
  const { graph } = mailbox;
  const events: GraphEvent[] = [];
  for await (const { rows } of listPages(graph, graph.url(markedEvents(mark)), preferences, signal))
    events.push(...rows.map(parseEvent));
  const found = original(events, mark);
  return found && (await wholeItem(mailbox, found, signal));
}

/** The events that were created with these marks, by key, twenty to a request. See `AppointmentFace.findCreated`. */
export async function findByMarks(
  mailbox: Mailbox,
  marks: readonly CreationMark[],
  log: Log,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RemoteAppointment>> {
  const found = new Map<string, RemoteAppointment>();
  const requests = marks.map((mark) => ({ method: 'GET', path: markedEvents(mark) }) as const);
  for await (const part of sendParts(mailbox.graph, mailbox.ports, requests, signal)) {
    const mark = marks[part.index] as CreationMark;
    if ('error' in part) throw part.error;
    if (part.status !== 200) throw unexpected(part);
    try {
      const item = await firstOf(mailbox, mark, part.body, signal);
      if (item) found.set(mark.key, item);
    } catch (error) {
      if (!(error instanceof Nonsense)) throw error;
      log.warn('an event that was asked for by its mark is in an unknown form', { system });
    }
  }
  return found;
}

/** @param body the first page of the marker's events. @throws Nonsense and others */
async function firstOf(mailbox: Mailbox, mark: CreationMark, body: unknown, signal: AbortSignal) {
  const page = listPage.safeParse(body);
  if (!page.success) throw new Nonsense('a list is in an unknown form', { system, cause: page.error });
  if (page.data['@odata.nextLink'] !== undefined) return await findByMark(mailbox, mark, signal);
  const event = original(page.data.value.map(parseEvent), mark);
  return event && (await wholeItem(mailbox, event, signal));
}
