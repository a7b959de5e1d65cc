/**
 * @file What changed in the calendar since the cursor.
 *
 * Graph's change list is bound to a fixed window that is named when a round begins. Ours reaches further ahead than what is
 * asked for, so that time can pass without a new round. What such a list does not say of itself is found out here:
 * - Time moves on and unchanged events come into the requested window: that stretch is listed once.
 * - Rows of a series say that something about it is news, be it the series or an occurrence of it, and not all that it is: each
 *   such series is asked for once, twenty to a request.
 * - An event that is said to be removed may only have left the window, and a first round says nothing at all about what is
 *   missing: both are asked for by id, and only "not found" counts as gone (G1.1, G1.2).
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Appointment } from '../../model/appointment.ts';
import { occurrencesWithin } from '../../model/occurrences.ts';
import type { ItemId, ItemVersion } from '../../model/side.ts';
import { type Instant, instant, toInstant, type ZoneId } from '../../model/time.ts';
import {
  type ChangePage,
  type ChangesRequest,
  type Cursor,
  type GoneItem,
  isReadable,
  type RemoteAppointment,
  type UnreadableItem,
  type Window,
} from '../connector.ts';
import { readCursor } from '../cursor-form.ts';
import { Nonsense } from '../errors.ts';
import { withQuery } from '../http/query.ts';
import { eventProperties, graphEvent } from '../outlook/event-schemas.ts';
import { readEvent, unreadableEvent } from '../outlook/read-event.ts';
import { zoneTableVersion } from '../outlook/windows-zones.ts';
import type { Log } from '../ports.ts';
import { preferences } from './graph.ts';
import type { ChangeRow } from './graph-schemas.ts';
import { type Mailbox, readItems } from './items.ts';
import { listPages } from './list-pages.ts';

const system = 'microsoft365';
const daysAhead = 60;
const pageSize = 200;
const pagePreferences = `${preferences}, odata.maxpagesize=${pageSize}`;

const cursorSchema = z.object({
  v: z.literal(1),
  /** The fixed window of the round. */
  from: instant,
  until: instant,
  /** The window that was asked for last: what of it has been told already. */
  toldFrom: instant,
  toldUntil: instant,
  link: z.string(),
  /** Another table of zones knows others: what was left out for its zone must be told of once more. */
  zones: z.literal(zoneTableVersion),
});
type CursorContent = z.infer<typeof cursorSchema>;

function later(moment: Instant, days: number): Instant {
  return toInstant(Temporal.Instant.from(moment).add({ hours: 24 * days }));
}

/** Moments in the model's form sort as texts. */
function firstOf(...moments: readonly Instant[]): Instant {
  return moments.toSorted()[0] as Instant;
}

function lastOf(...moments: readonly Instant[]): Instant {
  return moments.toSorted().at(-1) as Instant;
}

function inside(window: Window, fixed: { readonly from: Instant; readonly until: Instant }): boolean {
  return fixed.from <= window.from && window.until <= fixed.until;
}

/** Of a series: whether one of its occurrences does. */
function touches(fields: Appointment, window: Window, zone: ZoneId): boolean {
  return occurrencesWithin(fields, window, zone).length > 0;
}

/** What one listing has come across so far. */
interface Round {
  readonly seen: Set<string>;
  /** Series of which something came: what they are now is asked for, with their occurrences. */
  readonly series: Set<ItemId>;
  /** Said or believed to be gone. */
  readonly doubtful: Set<ItemId>;
  /** Said to be gone, or to have left the window, by a row of its own. */
  readonly said: Set<ItemId>;
  /** Said to be gone by a row of its own, or not listed where everything is. */
  readonly missed: Set<ItemId>;
  /** In an unknown form, as far as they are not told of yet. */
  readonly unreadable: UnreadableItem[];
}

interface Listing {
  readonly mailbox: Mailbox;
  readonly log: Log;
  readonly request: ChangesRequest;
  readonly zone: ZoneId;
  readonly round: Round;
}

function isNews(listing: Listing, item: RemoteAppointment): boolean {
  const { known, window } = listing.request;
  const version = known.versionOf(item.id);
  if (version !== undefined) return version !== item.version;
  return touches(item.fields, window, listing.zone);
}

function isRemoved(row: ChangeRow): boolean {
  return row['@removed'] !== undefined && row['@removed'] !== null;
}

const seriesTypes: readonly unknown[] = ['seriesMaster', 'occurrence', 'exception'];

/** Its rows say that something about the series is news, and not all that it is. */
function takeSeries({ round }: Listing, { id, type, seriesMasterId }: ChangeRow): void {
  const series = (type === 'seriesMaster' ? id : seriesMasterId) as ItemId | null | undefined;
  if (!series) return;
  round.seen.add(series);
  round.series.add(series);
}

/** @returns the appointment that a row tells news of, if it does. */
function takeRow(listing: Listing, row: ChangeRow): RemoteAppointment | undefined {
  const { round, request, log } = listing;
  const id = row.id as ItemId;
  if (isRemoved(row) || !row.type) {
    round.doubtful.add(id);
    round.said.add(id);
    if (isRemoved(row)) round.missed.add(id);
    return undefined;
  }
  round.seen.add(id);
  if (seriesTypes.includes(row.type)) {
    takeSeries(listing, row);
    return undefined;
  }
  // Most rows of a first round are known and unchanged: they are not worth reading.
  const version = request.known.versionOf(id);
  if (version !== undefined && version === (row['@odata.etag'] as ItemVersion | undefined)) return undefined;
  const event = graphEvent.safeParse(row);
  if (!event.success) {
    log.warn('an event is in an unknown form and is left alone', { system, id, issues: issuesOf(event.error) });
    round.unreadable.push(unreadableEvent(id, row));
    return undefined;
  }
  const item = readEvent(event.data, listing.zone, listing.mailbox.zoneForUnknown());
  return isNews(listing, item) ? item : undefined;
}

/** Where a form differs, without what stands there. */
function issuesOf(error: z.ZodError): readonly string[] {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`);
}

async function* take(listing: Listing, url: string): AsyncGenerator<ChangePage, string | undefined> {
  const { mailbox, request } = listing;
  let deltaLink: string | undefined;
  for await (const page of listPages(mailbox.graph, url, pagePreferences, request.signal)) {
    deltaLink = page.deltaLink;
    const changed = page.rows.map((row) => takeRow(listing, row)).filter((item) => item !== undefined);
    const unreadable = listing.round.unreadable.splice(0);
    if (changed.length > 0 || unreadable.length > 0) yield { changed, gone: [], unreadable };
  }
  return deltaLink;
}

async function* takeChanges(listing: Listing, url: string): AsyncGenerator<ChangePage, string> {
  const deltaLink = yield* take(listing, url);
  if (deltaLink === undefined) throw new Nonsense('the change list ends without a way to go on', { system });
  return deltaLink;
}

/** The stretches of the requested window that have not been told of before. */
function untold(window: Window, told: CursorContent): readonly Window[] {
  const stretches = [
    { from: window.from, until: firstOf(told.toldFrom, window.until) },
    { from: lastOf(told.toldUntil, window.from), until: window.until },
  ];
  return stretches.filter(({ from, until }) => from < until);
}

/** What is doubtful, and the series of which something was told, as Graph has them now. */
async function settleDoubts(listing: Listing, fixed: Window): Promise<ChangePage> {
  const { mailbox, request, round, zone } = listing;
  const ids = [...new Set([...round.doubtful, ...round.series])];
  const items = await readItems(mailbox, ids, request.signal, round.series);
  const changed: RemoteAppointment[] = [];
  const gone: GoneItem[] = [];
  const unreadable: UnreadableItem[] = [];
  for (const [id, item] of items) {
    if (item === 'gone') gone.push({ id, proof: round.said.has(id) ? 'tombstone' : 'notFound' });
    else if (item === 'noAccess') continue;
    else if (!isReadable(item)) unreadable.push(item);
    else if (isNews(listing, item)) changed.push(item);
    // It has not left the window, and is not as it was either: one of the two answers is from an old copy.
    else if (round.missed.has(id) && touches(item.fields, fixed, zone)) gone.push({ id, proof: 'notFound' });
  }
  return { changed, gone, unreadable };
}

function listUrl(mailbox: Mailbox, path: string, window: Window, more: Readonly<Record<string, string | number>> = {}) {
  const times = { startDateTime: window.from, endDateTime: window.until };
  return withQuery(mailbox.graph.url(path), { ...times, ...more });
}

/** A listing from the start: whatever is linked in the window and does not show is asked for. */
async function* wholeRound(listing: Listing): AsyncGenerator<ChangePage, CursorContent> {
  const { mailbox, request, round } = listing;
  const { from, until } = request.window;
  const fixed = { from, until: later(until, daysAhead) };
  const link = yield* takeChanges(listing, listUrl(mailbox, '/me/calendarView/delta', fixed));
  for (const id of request.known.idsWithin(request.window)) {
    if (round.seen.has(id)) continue;
    round.doubtful.add(id);
    round.missed.add(id);
  }
  return { v: 1, ...fixed, toldFrom: from, toldUntil: until, link, zones: zoneTableVersion };
}

async function* nextRound(listing: Listing, cursor: CursorContent): AsyncGenerator<ChangePage, CursorContent> {
  const { mailbox, request } = listing;
  const { from, until } = request.window;
  const link = yield* takeChanges(listing, mailbox.graph.ownLink(cursor.link));
  for (const id of request.known.createdSince ?? []) if (!listing.round.seen.has(id)) listing.round.doubtful.add(id);
  for (const stretch of untold(request.window, cursor)) {
    const told = new Set(listing.round.series);
    yield* take(listing, listUrl(mailbox, '/me/calendarView', stretch, { $select: eventProperties, $top: pageSize }));
    // Time alone changes nothing about a series that is known.
    for (const id of listing.round.series)
      if (!told.has(id) && request.known.versionOf(id) !== undefined) listing.round.series.delete(id);
  }
  return { ...cursor, toldFrom: from, toldUntil: until, link };
}

/** See `AppointmentFace.changes`. A cursor whose round no longer holds the requested window begins a new one. */
export async function* listChanges(
  mailbox: Mailbox,
  log: Log,
  request: ChangesRequest,
): AsyncGenerator<ChangePage, void> {
  const zone = await mailbox.zone(request.signal);
  const round: Round = {
    seen: new Set(),
    series: new Set(),
    doubtful: new Set(),
    said: new Set(),
    missed: new Set(),
    unreadable: [],
  };
  const listing: Listing = { mailbox, log, request, zone, round };
  const cursor = request.cursor === null ? undefined : readCursor(cursorSchema, request.cursor, system);
  const content =
    cursor && inside(request.window, cursor) ? yield* nextRound(listing, cursor) : yield* wholeRound(listing);
  yield { ...(await settleDoubts(listing, content)), cursor: JSON.stringify(content) as Cursor };
}
