/**
 * @file What changed in the calendar since the cursor.
 *
 * The list is asked for without bounds of time: a token keeps the bounds of its first request, and an event that is moved beyond
 * them would be missed. What the list does not say of itself is found out here:
 * - Time moves on and unchanged events come into the requested window: that stretch is listed once.
 * - A series and its changed occurrences are rows of their own: a series of which any is news is read whole.
 * - A first list says nothing about what is missing: what is known is asked for by its id.
 */
import { z } from 'zod';
import { occurrencesWithin } from '../../model/occurrences.ts';
import type { ItemId } from '../../model/side.ts';
import { type Instant, instant, type ZoneId } from '../../model/time.ts';
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
import { sideBySide } from '../http/side-by-side.ts';
import type { EventRow } from './event-schemas.ts';
import { atOnce, type GoogleCalendar, itemOfRow, listPages, readEventBody, readItems } from './events.ts';
import { isLease } from './lease.ts';

const system = 'google';

const cursorSchema = z.object({
  v: z.literal(1),
  token: z.string().min(1),
  /** The window that was asked for last: what of it has been told already. */
  toldFrom: instant,
  toldUntil: instant,
});
type CursorContent = z.infer<typeof cursorSchema>;

interface Round {
  readonly calendar: GoogleCalendar;
  readonly request: ChangesRequest;
  readonly zone: ZoneId;
  readonly seen: Set<string>;
  /** Rows of series that came, by the id of their series; a row of the series itself is among them. */
  readonly series: Map<ItemId, EventRow[]>;
}

/** See `AppointmentFace.changes`. */
export async function* listChanges(
  calendar: GoogleCalendar,
  request: ChangesRequest,
): AsyncGenerator<ChangePage, void> {
  const zone = await calendar.account.zone(request.signal);
  const round: Round = { calendar, request, zone, seen: new Set(), series: new Map() };
  const cursor = request.cursor === null ? undefined : readCursor(cursorSchema, request.cursor, system);
  const token = cursor === undefined ? yield* wholeRound(round) : yield* nextRound(round, cursor);
  const { from: toldFrom, until: toldUntil } = request.window;
  const next: CursorContent = { v: 1, token, toldFrom, toldUntil };
  yield { changed: [], gone: [], cursor: JSON.stringify(next) as Cursor };
}

/** Everything there is; exceptions come beside their series, so that none has to be asked for. */
async function* wholeRound(round: Round): AsyncGenerator<ChangePage, string> {
  const { request } = round;
  const token = yield* takeList(round, {});
  for (const [id, rows] of round.series) {
    const master = rows.find((row) => row.id === id && row.status !== 'cancelled');
    if (master === undefined) continue;
    const exceptions = rows.filter((row) => row.id !== id);
    yield pageOf(round, [await itemOfRow(round.calendar, master, request.signal, exceptions)]);
  }
  const missing = [...request.known.idsWithin(request.window)].filter((id) => !round.seen.has(id));
  yield await settle(round, missing);
  return token;
}

async function* nextRound(round: Round, cursor: CursorContent): AsyncGenerator<ChangePage, string> {
  const { request } = round;
  const token = yield* takeList(round, { syncToken: cursor.token });
  yield* takeSeries(round, [...round.series.keys()]);
  yield await settle(
    round,
    [...(request.known.createdSince ?? [])].filter((id) => !round.seen.has(id)),
  );
  for (const { from: timeMin, until: timeMax } of untold(request.window, cursor)) {
    const told = new Set(round.series.keys());
    yield* takeList(round, { timeMin, timeMax }, false);
    // Time alone changes nothing about a series that is known.
    const fresh = [...round.series.keys()].filter((id) => !told.has(id) && request.known.versionOf(id) === undefined);
    yield* takeSeries(round, fresh);
  }
  return token;
}

/** Tells of all but series, whose rows are put by. @param isRound a list that goes on with a token afterwards. */
async function* takeList(
  round: Round,
  parameters: Parameters<typeof listPages>[1],
  isRound = true,
): AsyncGenerator<ChangePage, string> {
  const { calendar, request } = round;
  const pages = listPages(calendar, parameters, request.signal);
  for (;;) {
    const { done, value } = await pages.next();
    if (done) {
      if (value === undefined && isRound) throw new Nonsense('the list ends without a way to go on', { system });
      return value ?? '';
    }
    const items: (RemoteAppointment | UnreadableItem)[] = [];
    const gone: GoneItem[] = [];
    for (const row of value) {
      const told = takeRow(round, row);
      if (told === 'gone') gone.push({ id: row.id as ItemId, proof: 'tombstone' });
      else if (told === 'news') items.push(await itemOfRow(calendar, row, request.signal));
    }
    const page = pageOf(round, items, gone);
    if (page.changed.length + page.gone.length + (page.unreadable?.length ?? 0) > 0) yield page;
  }
}

/** @returns whether the row is news by itself; those of series are put by. */
function takeRow(round: Round, row: EventRow): 'news' | 'gone' | 'nothing' {
  const { known } = round.request;
  const id = row.id as ItemId;
  if (isLease(id)) return 'nothing';
  const series = row.recurringEventId ?? ((row.recurrence ?? []).length > 0 ? row.id : undefined);
  if (series !== undefined) {
    round.seen.add(series);
    const rows = round.series.get(series as ItemId) ?? [];
    round.series.set(series as ItemId, [...rows, row]);
    return 'nothing';
  }
  round.seen.add(id);
  if (row.status === 'cancelled') {
    round.series.delete(id);
    return known.versionOf(id) === undefined ? 'nothing' : 'gone';
  }
  // Most rows of a whole list are known and unchanged: they are not worth reading.
  const version = known.versionOf(id);
  return version !== undefined && version === row.etag ? 'nothing' : 'news';
}

function pageOf(
  round: Round,
  items: readonly (RemoteAppointment | UnreadableItem)[],
  gone: readonly GoneItem[] = [],
): ChangePage {
  const readable = items.filter((item) => isReadable(item));
  const unreadable = items.filter((item) => 'unreadable' in item);
  return { changed: readable.filter((item) => isNews(round, item)), gone, unreadable };
}

function isNews({ request: { known, window }, zone }: Round, item: RemoteAppointment): boolean {
  const version = known.versionOf(item.id);
  if (version !== undefined) return version !== item.version;
  return occurrencesWithin(item.fields, window, zone).length > 0;
}

/** Series of which something came: what they are now is asked for, whole. */
async function* takeSeries(round: Round, ids: readonly ItemId[]): AsyncGenerator<ChangePage> {
  const { calendar, request } = round;
  const read = async (id: ItemId) => {
    const own = round.series.get(id)?.find((row) => row.id === id);
    const row = own ?? (await readEventBody(calendar, id, request.signal));
    const isGone = row === undefined || row.status === 'cancelled';
    return { id, row, item: isGone ? undefined : await itemOfRow(calendar, row, request.signal) };
  };
  for await (const { id, row, item } of sideBySide(atOnce, ids, read)) {
    if (item !== undefined) yield pageOf(round, [item]);
    else if (request.known.versionOf(id) !== undefined)
      yield { changed: [], gone: [{ id, proof: row === undefined ? 'notFound' : 'tombstone' }] };
  }
}

/** What should be there and was not told of, as Calendar has it now. */
async function settle(round: Round, ids: readonly ItemId[]): Promise<ChangePage> {
  const { calendar, request } = round;
  const items: (RemoteAppointment | UnreadableItem)[] = [];
  const gone: GoneItem[] = [];
  for (const [id, answer] of await readItems(calendar, ids, request.signal)) {
    if (answer === 'gone') gone.push({ id, proof: 'notFound' });
    else if (answer !== 'noAccess') items.push(answer);
  }
  return pageOf(round, items, gone);
}

/** The stretches of the requested window that have not been told of before. Moments in the model's form sort as texts. */
function untold(window: Window, told: CursorContent): readonly Window[] {
  const first = (one: Instant, other: Instant) => (one < other ? one : other);
  const last = (one: Instant, other: Instant) => (one < other ? other : one);
  const stretches = [
    { from: window.from, until: first(told.toldFrom, window.until) },
    { from: last(told.toldUntil, window.from), until: window.until },
  ];
  return stretches.filter(({ from, until }) => from < until);
}
