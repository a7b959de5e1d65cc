/** @file Single events by their ids: what they are now, our mark on them, and the one that was created with a mark. */
import { Temporal } from 'temporal-polyfill';
import type { ItemId } from '../../model/side.ts';
import type { Instant, ZoneId } from '../../model/time.ts';
import type { CreationMark, RemoteAppointment, Window } from '../connector.ts';
import { Nonsense, Rejected } from '../errors.ts';
import type { Log } from '../ports.ts';
import { type BatchPorts, type PartAnswer, sendParts } from './batch.ts';
import { explainGraph, type Graph, preferences } from './graph.ts';
import { eventProperties, type GraphEvent, graphEvent, listPage } from './graph-schemas.ts';
import { expandMarker, filterByMarker, markerAmong } from './marker.ts';
import { readEvent } from './read-event.ts';

const system = 'microsoft365';

export interface Mailbox {
  readonly graph: Graph;
  readonly ports: BatchPorts;
  /** The user's zone; asked for once, then known. @throws UnknownZone and others */
  zone(signal: AbortSignal): Promise<ZoneId>;
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
  const parsed = graphEvent.pick({ id: true, singleValueExtendedProperties: true }).safeParse(row);
  if (!parsed.success) throw new Nonsense('an event is in an unknown form', { system, cause: parsed.error });
  return parsed.data;
}

/** @throws what an answer means that is neither the item nor "not found" nor "not allowed". */
function unexpected(answer: PartAnswer): Error {
  const { status, body } = answer;
  return explainGraph(status, body) ?? new Rejected(`status ${status}`, { system, status });
}

async function* readParts(
  mailbox: Mailbox,
  ids: readonly ItemId[],
  query: string,
  signal: AbortSignal,
): AsyncGenerator<{ readonly id: ItemId; readonly event: GraphEvent | 'gone' | 'noAccess' }> {
  const requests = ids.map((id) => ({ method: 'GET', path: `${eventPath(id)}?${query}` }) as const);
  for await (const part of sendParts(mailbox.graph, mailbox.ports, requests, signal)) {
    const id = ids[part.index] as ItemId;
    if ('error' in part) throw part.error;
    if (part.status === 200) yield { id, event: parseEvent(part.body) };
    else if (part.status === 404 && explainGraph(404, part.body)?.kind === 'notFound') yield { id, event: 'gone' };
    else if (part.status === 403 && explainGraph(403, part.body)?.kind === 'rejected') yield { id, event: 'noAccess' };
    else throw unexpected(part);
  }
}

/** Reads items one by one, twenty to a request; `gone` only for those that Graph says it does not have. */
export async function readItems(
  mailbox: Mailbox,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, RemoteAppointment | 'gone' | 'noAccess'>> {
  const found = new Map<ItemId, RemoteAppointment | 'gone' | 'noAccess'>();
  if (ids.length === 0) return found;
  const zone = await mailbox.zone(signal);
  for await (const { id, event } of readParts(mailbox, ids, `$select=${eventProperties}`, signal))
    found.set(id, typeof event === 'string' ? event : readEvent(event, zone));
  return found;
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
  const query = `$select=${eventProperties}&$expand=${encodeURIComponent(expandMarker)}`;
  for await (const { id, event } of readParts(mailbox, unseen, query, signal)) {
    const marker = typeof event === 'string' ? undefined : markerAmong(event.singleValueExtendedProperties);
    if (marker !== undefined) found.set(id, marker);
  }
  return found;
}

/** Every page of a list. @throws Nonsense when a page is in an unknown form, or leads elsewhere. */
export async function* listPages(graph: Graph, first: string, prefer: string, signal: AbortSignal) {
  for (let url: string | undefined = first; url !== undefined; ) {
    const answer = await graph.send({ method: 'GET', url, headers: { prefer }, repeat: 'idempotent' }, signal);
    const page = listPage.safeParse(answer.body);
    if (!page.success) throw new Nonsense('a list is in an unknown form', { system, cause: page.error });
    const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = page.data;
    if (next !== undefined && delta !== undefined) throw new Nonsense('a page goes on and ends', { system });
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
  return found && readEvent(found, await mailbox.zone(signal));
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
  return event && readEvent(event, await mailbox.zone(signal));
}
