/** @file Single events by their ids: what they are now, our mark on them, and the one that was created with a mark. */
import { Temporal } from 'temporal-polyfill';
import type { ItemId } from '../../model/side.ts';
import type { Instant, ZoneId } from '../../model/time.ts';
import { type CreationMark, type ItemAnswer, isReadable, type RemoteAppointment, type Window } from '../connector.ts';
import { Nonsense } from '../errors.ts';
import { parseEvent } from '../outlook/calendar.ts';
import { eventProperties, type GraphEvent, graphEvent } from '../outlook/event-schemas.ts';
import { readEvent, unreadableEvent } from '../outlook/read-event.ts';
import { readSeries, type SeriesZones } from '../outlook/read-series.ts';
import { type GraphSeries, graphSeries, seriesQuery } from '../outlook/recurrence-schemas.ts';
import type { Log } from '../ports.ts';
import { type BatchPorts, sendParts } from './batch.ts';
import { tellsCancelled, withCancelledDays } from './cancelled-days.ts';
import { type Graph, preferences } from './graph.ts';
import { changeRow, listPage, markedEvent } from './graph-schemas.ts';
import { listPages } from './list-pages.ts';
import { expandMarker, filterByMarker, markerAmong } from './marker.ts';
import { readParts, unexpected } from './read-parts.ts';

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
function parseMarked(row: unknown) {
  const parsed = markedEvent.safeParse(row);
  if (!parsed.success) throw new Nonsense('an event is in an unknown form', { system, cause: parsed.error });
  return parsed.data;
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
  const pathOf = (id: ItemId) => `${eventPath(id)}?${series.has(id) ? seriesQuery : `$select=${eventProperties}`}`;
  const halfRead: ItemId[] = [];
  for await (const { id, reading } of readParts(mailbox, ids, pathOf, signal)) {
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

/** It is no item by itself: what is news about it is told of its series. */
function isOccurrence(body: unknown): boolean {
  const type = changeRow.safeParse(body).data?.type;
  return type === 'occurrence' || type === 'exception';
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
  // An occurrence that was changed beyond the window goes on under another id, and left the listing under the old one.
  if (isOccurrence(body)) return 'gone';
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
  for await (const { id, reading } of readParts(mailbox, unseen, (id) => `${eventPath(id)}?${query}`, signal)) {
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
    events.push(...rows.map((row) => parseEvent(row, system)));
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
  const event = original(
    page.data.value.map((row) => parseEvent(row, system)),
    mark,
  );
  return event && (await wholeItem(mailbox, event, signal));
}
