/** @file Events by their ids and in lists, and the items that they are. */
import type { ItemId } from '../../model/side.ts';
import type { CreationMark, ItemAnswer, RemoteAppointment } from '../connector.ts';
import { AuthExpired, ConnectorError, Nonsense, NotFound } from '../errors.ts';
import { sideBySide } from '../http/side-by-side.ts';
import type { ConnectorPorts } from '../ports.ts';
import type { GoogleAccount } from './account.ts';
import { type EventRow, eventPage, eventRow, type GoogleEvent, googleEvent } from './event-schemas.ts';
import type { LabelKeeper } from './labels.ts';
import { idOfMark, markerOf } from './marker.ts';
import { type EventSurroundings, readEvent, unreadableEvent } from './read-event.ts';
import { readSeries, type SeriesRows } from './read-series.ts';
import type { GoogleSession } from './session.ts';

const system = 'google';
/** The most that a list gives at once. */
const pageSize = 2500;
/** So many requests are under way at once; Calendar has no other batch that is worth it, as each of its parts counts. */
export const atOnce = 4;
/** Beyond so many events a list of all costs fewer requests than asking for each. */
const mostOneByOne = 100;

/** Everything that reading and writing events needs. */
export interface GoogleCalendar {
  readonly session: GoogleSession;
  readonly account: GoogleAccount;
  readonly labels: LabelKeeper;
  readonly log: ConnectorPorts['log'];
}

type ListParameters = Omit<
  NonNullable<Parameters<GoogleSession['calendar']['events']['list']>[0]>,
  'calendarId' | 'pageToken' | 'auth' | 'maxResults'
>;

/** Every page of a list of events. @returns the token for what changes from now on. @throws Nonsense and others */
export async function* listPages(
  { session }: GoogleCalendar,
  parameters: ListParameters,
  signal: AbortSignal,
): AsyncGenerator<readonly EventRow[], string | undefined> {
  const asked = new Set<string>();
  for (let pageToken: string | undefined; ; ) {
    const page = { ...parameters, calendarId: 'primary', maxResults: pageSize, ...(pageToken ? { pageToken } : {}) };
    const { body } = await session.ask((options) => session.calendar.events.list(page, options), signal);
    const read = eventPage.safeParse(body);
    if (!read.success) throw new Nonsense('a list is in an unknown form', { system, cause: read.error });
    yield read.data.items.map(rowOf);
    pageToken = read.data.nextPageToken;
    if (pageToken === undefined) return read.data.nextSyncToken;
    if (asked.has(pageToken)) throw new Nonsense('a list goes in circles', { system });
    asked.add(pageToken);
  }
}

/** @throws Nonsense for a row of which not even the id can be told */
function rowOf(item: unknown): EventRow {
  const row = eventRow.safeParse(item);
  if (!row.success) throw new Nonsense('a row of a list is in an unknown form', { system, cause: row.error });
  return { ...row.data, whole: item };
}

/** What readings of these events need to know beside them. @throws ConnectorError */
export async function surroundingsOf(
  { account, labels }: GoogleCalendar,
  events: readonly GoogleEvent[],
  signal: AbortSignal,
): Promise<EventSurroundings> {
  const [zone, defaultReminder] = [await account.zone(signal), await account.defaultReminder(signal)];
  return { zone, defaultReminder, labels: await labels.namesFor(events, signal) };
}

/** @returns the event as it came; undefined when Calendar says that it does not exist (any more). @throws ConnectorError */
export async function readEventBody(
  { session }: GoogleCalendar,
  eventId: string,
  signal: AbortSignal,
): Promise<EventRow | undefined> {
  try {
    const get = { calendarId: 'primary', eventId };
    const { body } = await session.ask((options) => session.calendar.events.get(get, options), signal);
    const row = rowOf(body);
    if (row.id !== eventId) throw new Nonsense('another event was answered than was asked for', { system });
    return row;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** All events that belong to a series: they share one identifier, which is asked for. @throws ConnectorError */
export async function readExceptions(
  calendar: GoogleCalendar,
  master: GoogleEvent,
  signal: AbortSignal,
): Promise<readonly EventRow[]> {
  const rows: EventRow[] = [];
  const parameters = { iCalUID: master.iCalUID ?? `${master.id}@google.com`, showDeleted: true };
  for await (const page of listPages(calendar, parameters, signal)) rows.push(...page);
  return rows.filter(({ recurringEventId }) => recurringEventId === master.id);
}

/** @param row as it came, not cancelled. @param exceptions of a series, where they are known already. */
export async function itemOfRow(
  calendar: GoogleCalendar,
  row: EventRow,
  signal: AbortSignal,
  exceptions?: readonly EventRow[],
): Promise<Exclude<ItemAnswer, 'gone' | 'noAccess'>> {
  const event = googleEvent.safeParse(row.whole);
  const id = row.id as ItemId;
  if (!event.success) {
    const issues = event.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`);
    calendar.log.warn('an event is in an unknown form and is left alone', { system, id, issues });
    return unreadableEvent(id, row.whole);
  }
  const around = await surroundingsOf(calendar, [event.data], signal);
  if ((event.data.recurrence ?? []).length === 0) return readEvent(event.data, around);
  const rows = { master: event.data, exceptions: exceptions ?? (await readExceptions(calendar, event.data, signal)) };
  return readSeries(rows, await surroundingsOf(calendar, eventsOf(rows), signal));
}

function eventsOf({ master, exceptions }: SeriesRows): readonly GoogleEvent[] {
  return [master, ...exceptions.flatMap((row) => googleEvent.safeParse(row.whole).data ?? [])];
}

/** The events with these ids as they came, by id; undefined for those that do not exist, an error for what stays one item's. */
async function readRows(
  calendar: GoogleCalendar,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, EventRow | ConnectorError | undefined>> {
  const found = new Map<ItemId, EventRow | ConnectorError | undefined>();
  if (ids.length > mostOneByOne) {
    const wanted = new Set<string>(ids);
    for await (const page of listPages(calendar, { showDeleted: true }, signal))
      for (const row of page) if (wanted.has(row.id)) found.set(row.id as ItemId, row);
  }
  const unseen = ids.filter((id) => !found.has(id));
  const answers = sideBySide(atOnce, unseen, async (id) => ({ id, row: await rowOrOwnError(calendar, id, signal) }));
  for await (const { id, row } of answers) found.set(id, row);
  return found;
}

/** What is refused of one event is that one's matter. */
async function rowOrOwnError(calendar: GoogleCalendar, id: ItemId, signal: AbortSignal) {
  try {
    return await readEventBody(calendar, id, signal);
  } catch (error) {
    if (error instanceof ConnectorError && (error.kind === 'rejected' || error.kind === 'nonsense')) return error;
    throw error;
  }
}

/** See `AppointmentFace.get`. */
export async function readItems(
  calendar: GoogleCalendar,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, ItemAnswer>> {
  const found = new Map<ItemId, ItemAnswer>();
  for (const [id, row] of await readRows(calendar, ids, signal)) {
    if (row === undefined) found.set(id, 'gone');
    else if (row instanceof ConnectorError) found.set(id, refusedItem(id, row));
    else if (row.status === 'cancelled') found.set(id, 'gone');
    else found.set(id, await itemOfRow(calendar, row, signal));
  }
  return found;
}

function refusedItem(id: ItemId, error: ConnectorError): ItemAnswer {
  return error.details.status === 403 ? 'noAccess' : unreadableEvent(id, undefined);
}

/** See `AppointmentFace.markers`. @throws Nonsense where it cannot be known whether an event is a copy of ours */
export async function readMarkers(
  calendar: GoogleCalendar,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, string>> {
  const found = new Map<ItemId, string>();
  for (const [id, row] of await readRows(calendar, ids, signal)) {
    if (row instanceof ConnectorError) throw row;
    const event = googleEvent.safeParse(row?.whole).data;
    const marker = event && markerOf(event);
    if (marker !== undefined) found.set(id, marker);
  }
  return found;
}

/** See `AppointmentFace.findCreated`: the id of what we create is made of its key. */
export async function findCreated(
  calendar: GoogleCalendar,
  marks: readonly CreationMark[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RemoteAppointment>> {
  const keys = new Map(marks.map((mark) => [idOfMark(mark), mark.key]));
  const found = new Map<string, RemoteAppointment>();
  for (const [id, item] of await readItems(calendar, [...keys.keys()], signal)) {
    const key = keys.get(id);
    if (key !== undefined && typeof item === 'object' && !('unreadable' in item)) found.set(key, item);
  }
  return found;
}

/** Whether an error is about the account rather than about one item. */
export function concernsAccount(error: unknown): boolean {
  if (!(error instanceof ConnectorError)) return true;
  return error instanceof AuthExpired || !['rejected', 'nonsense', 'conflict', 'notFound'].includes(error.kind);
}
