/**
 * @file What changed in the calendar since the cursor.
 *
 * The state that Exchange gives out covers the whole folder, whatever the window: a first round lists all of it by ids and times,
 * and only what lies in the window, and every series, is read. What the list does not say of itself is found out here:
 * - Time moves on and unchanged events come into the window: that stretch is looked at once, as a view of the calendar.
 * - An event that is said to be gone may be back, and one that is linked and not listed may be anywhere: both are asked for by
 *   id, and only "not found" counts as gone (G1.1, G1.2).
 */
import { AppointmentSchema, BasePropertySet, PropertySet } from 'ews-javascript-api';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { occurrencesWithin } from '../../../model/occurrences.ts';
import type { ItemId } from '../../../model/side.ts';
import { type Instant, instant, type ZoneId } from '../../../model/time.ts';
import {
  type ChangePage,
  type ChangesRequest,
  type Cursor,
  type GoneItem,
  isReadable,
  type RemoteAppointment,
  type UnreadableItem,
  type Window,
} from '../../connector.ts';
import { readCursor } from '../../cursor-form.ts';
import { Nonsense } from '../../errors.ts';
import { zoneTableVersion } from '../../outlook/windows-zones.ts';
import { type FolderRow, listFolder } from '../folder-changes.ts';
import { textOf } from '../soap/xml.ts';
import { type EwsCalendar, readItems } from './events.ts';
import { momentOf } from './moments.ts';
import { idsInView } from './view.ts';

const system = 'exchange';

/** By name, and by their clocks, which the platform knows. */
const knownZones = `${zoneTableVersion} ${process.versions['tz']}`;

const cursorSchema = z.object({
  v: z.literal(1),
  state: z.string().min(1),
  /** The window that was asked for last: what of it has been told already. */
  toldFrom: instant,
  toldUntil: instant,
  /** Whoever knows other zones reads others: what was left out for its zone must be told of once more. */
  zones: z.literal(knownZones),
});
type CursorContent = z.infer<typeof cursorSchema>;

/** What one listing has come across so far. */
interface Round {
  readonly seen: Set<string>;
  /** Said or believed to be gone. */
  readonly doubtful: Set<ItemId>;
  /** Said to be gone by a row of its own. */
  readonly said: Set<ItemId>;
}

interface Listing {
  readonly calendar: EwsCalendar;
  readonly request: ChangesRequest;
  readonly zone: ZoneId;
  readonly round: Round;
}

function touches({ fields }: RemoteAppointment, window: Window, zone: ZoneId): boolean {
  return occurrencesWithin(fields, window, zone).length > 0;
}

function isNews({ request: { known, window }, zone }: Listing, item: RemoteAppointment): boolean {
  const version = known.versionOf(item.id);
  return version === undefined ? touches(item, window, zone) : version !== item.version;
}

/** Whether a row is worth reading: not for what is known as it is, nor for what lies outside of the window and is not known. */
function isWorthReading({ request: { known, window } }: Listing, { id, changeKey, item }: FolderRow): boolean {
  // Whether the version of a series changes with its occurrences is not known.
  if (textOf(item, 'CalendarItemType') === 'RecurringMaster') return true;
  const version = known.versionOf(id as ItemId);
  if (version !== undefined) return version !== changeKey;
  const [start, end] = [momentOf(textOf(item, 'Start')), momentOf(textOf(item, 'End'))];
  // Nobody knows when: what it is will be seen.
  if (start === undefined || end === undefined) return true;
  return isNear(start, end, window);
}

/** Whole days are midnights of wherever they were written: a day more on each side holds them all. */
function isNear(start: Temporal.Instant, end: Temporal.Instant, { from, until }: Window): boolean {
  const [first, last] = [Temporal.Instant.from(from), Temporal.Instant.from(until)];
  const before = Temporal.Instant.compare(end.add({ hours: 24 }), first) < 0;
  const after = Temporal.Instant.compare(start.subtract({ hours: 24 }), last) > 0;
  return !before && !after;
}

/** Reads what a page names, and settles what was doubtful. */
async function told(listing: Listing, ids: readonly ItemId[]): Promise<ChangePage> {
  const { calendar, request, round } = listing;
  const changed: RemoteAppointment[] = [];
  const gone: GoneItem[] = [];
  const unreadable: UnreadableItem[] = [];
  for (const [id, item] of await readItems(calendar, ids, request.signal)) {
    if (item === 'gone') gone.push({ id, proof: round.said.has(id) ? 'tombstone' : 'notFound' });
    else if (item === 'noAccess') continue;
    else if (!isReadable(item)) unreadable.push(item);
    else if (isNews(listing, item)) changed.push(item);
  }
  return { changed, gone, unreadable };
}

function isEmpty({ changed, gone, unreadable = [] }: ChangePage): boolean {
  return changed.length + gone.length + unreadable.length === 0;
}

/** @returns the state that the next round goes on from. */
async function* take(listing: Listing, state: string | null): AsyncGenerator<ChangePage, string> {
  const { calendar, request, round } = listing;
  const { AppointmentType, Start, End } = AppointmentSchema;
  const properties = new PropertySet(BasePropertySet.IdOnly, [Start, End, AppointmentType]);
  let last: string | undefined;
  for await (const page of listFolder(calendar, 'calendar', state, request.signal, properties)) {
    last = page.state;
    for (const { what, id } of page.rows) {
      if (what === 'there') round.seen.add(id);
      else {
        round.doubtful.add(id as ItemId);
        round.said.add(id as ItemId);
      }
    }
    const isEvent = ({ what, item }: FolderRow) => what === 'there' && item.name === 'CalendarItem';
    const due = page.rows.filter((row) => isEvent(row) && isWorthReading(listing, row));
    const news = await told(
      listing,
      due.map(({ id }) => id as ItemId),
    );
    if (!isEmpty(news)) yield news;
  }
  if (last === undefined) throw new Nonsense('a list of changes is empty', { system });
  return last;
}

/** Moments in the model's form sort as texts. */
function firstOf(...moments: readonly Instant[]): Instant {
  return moments.toSorted()[0] as Instant;
}

function lastOf(...moments: readonly Instant[]): Instant {
  return moments.toSorted().at(-1) as Instant;
}

/** The stretches of the requested window that have not been told of before. */
function untold(window: Window, { toldFrom, toldUntil }: CursorContent): readonly Window[] {
  const stretches = [
    { from: window.from, until: firstOf(toldFrom, window.until) },
    { from: lastOf(toldUntil, window.from), until: window.until },
  ];
  return stretches.filter(({ from, until }) => from < until);
}

async function* wholeRound(listing: Listing): AsyncGenerator<ChangePage, string> {
  const { request, round } = listing;
  const state = yield* take(listing, null);
  for (const id of request.known.idsWithin(request.window)) if (!round.seen.has(id)) round.doubtful.add(id);
  return state;
}

async function* nextRound(listing: Listing, cursor: CursorContent): AsyncGenerator<ChangePage, string> {
  const { calendar, request, round } = listing;
  const state = yield* take(listing, cursor.state);
  for (const id of request.known.createdSince ?? []) if (!round.seen.has(id)) round.doubtful.add(id);
  for (const stretch of untold(request.window, cursor)) {
    const ids = await idsInView(calendar, stretch, request.signal);
    // Time alone changes nothing about what is known.
    const news = [...ids].filter((id) => !round.seen.has(id) && request.known.versionOf(id) === undefined);
    for (const id of news) round.seen.add(id);
    const page = await told(listing, news);
    if (!isEmpty(page)) yield page;
  }
  return state;
}

/** See `AppointmentFace.changes`. */
export async function* listChanges(calendar: EwsCalendar, request: ChangesRequest): AsyncGenerator<ChangePage, void> {
  const cursor = request.cursor === null ? undefined : readCursor(cursorSchema, request.cursor, system);
  const zone = await calendar.zone(request.signal);
  const round: Round = { seen: new Set(), doubtful: new Set(), said: new Set() };
  const listing: Listing = { calendar, request, zone, round };
  const state = cursor === undefined ? yield* wholeRound(listing) : yield* nextRound(listing, cursor);
  const { from: toldFrom, until: toldUntil } = request.window;
  const content: CursorContent = { v: 1, state, toldFrom, toldUntil, zones: knownZones };
  yield { ...(await told(listing, [...round.doubtful])), cursor: JSON.stringify(content) as Cursor };
}
