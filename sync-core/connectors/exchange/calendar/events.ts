/** @file Events of an Exchange calendar by their ids, series with all that makes them; our mark on them, and those made with a mark. */
import type { ItemId } from '../../../model/side.ts';
import type { LocalDate, ZoneId } from '../../../model/time.ts';
import type { CreationMark, ItemAnswer, RemoteAppointment } from '../../connector.ts';
import { ConnectorError, Nonsense, NotFound, RightMissing } from '../../errors.ts';
import type { Json } from '../../outlook/calendar.ts';
import { graphEvent } from '../../outlook/event-schemas.ts';
import { readEvent, unreadableEvent } from '../../outlook/read-event.ts';
import { daysOf, readSeries, type SeriesZones } from '../../outlook/read-series.ts';
import { graphSeries } from '../../outlook/recurrence-schemas.ts';
import {
  type EwsMailbox,
  failWhereNothingIsUnderstood,
  findMarked,
  type MarkedItem,
  madeWith,
  readEach,
  type Told,
} from '../items.ts';
import { itemIdOf } from '../properties.ts';
import { childOf, childrenOf, textOf, type XmlNode } from '../soap/xml.ts';
import type { ServerZones } from '../zones/server-zones.ts';
import { type ItemZones, nameToAskFor } from './item-zone.ts';
import { eventOf, wholeCalendarItem } from './read-item.ts';

const system = 'exchange';

export interface EwsCalendar extends EwsMailbox {
  /** The user's zone; asked for once, then known. @throws UnknownZone and others */
  zone(signal: AbortSignal): Promise<ZoneId>;
  /** What the user has said to be the zone of events whose own nobody knows. */
  zoneForUnknown(): ZoneId | undefined;
  readonly serverZones: ServerZones;
}

export async function zonesOf(calendar: EwsCalendar, signal: AbortSignal): Promise<SeriesZones> {
  return { mailbox: await calendar.zone(signal), forUnknown: calendar.zoneForUnknown() };
}

/**
 * Events in Graph's words, not validated; a series with its changed and removed occurrences.
 * @returns by place in the list. @throws ConnectorError what concerns the whole account
 */
export async function tellEvents(
  calendar: EwsCalendar,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly (Json | ConnectorError)[]> {
  if (ids.length === 0) return [];
  const zones = await zonesOf(calendar, signal);
  const refs = ids.map((id) => itemIdOf(id));
  const told = await readEach(calendar, refs, wholeCalendarItem, signal);
  const changed = told.flatMap((item) => (item instanceof ConnectorError ? [] : changedOccurrences(item)));
  const refsOfChanged = changed.map(({ id }) => itemIdOf(id));
  const toldOfChanged = await readEach(calendar, refsOfChanged, wholeCalendarItem, signal);
  const exceptions = new Map<string, Told>(changed.map(({ id }, place) => [id, toldOfChanged[place] as Told]));
  const names = [...told, ...toldOfChanged].flatMap((item) =>
    item instanceof ConnectorError ? [] : (nameToAskFor(item) ?? []),
  );
  const definitions = await calendar.serverZones.definitionsOf(names, signal);
  const known = { ...zones, definitions };
  return told.map((item) => (item instanceof ConnectorError ? item : wholeEvent(item, exceptions, known)));
}

interface ChangedOccurrence {
  readonly id: string;
  readonly originalStart: string | undefined;
}

function changedOccurrences(item: XmlNode): readonly ChangedOccurrence[] {
  return childrenOf(childOf(item, 'ModifiedOccurrences'), 'Occurrence').flatMap((occurrence) => {
    const id = childOf(occurrence, 'ItemId')?.attributes['Id'];
    return id === undefined ? [] : [{ id, originalStart: textOf(occurrence, 'OriginalStart') }];
  });
}

/** One changed occurrence that cannot be read makes the series one that cannot. */
function wholeEvent(
  item: XmlNode,
  exceptions: ReadonlyMap<string, Told>,
  zones: SeriesZones & ItemZones,
): Json | ConnectorError {
  const event = eventOf(item, zones);
  if (event['type'] !== 'seriesMaster') return event;
  const own: Json[] = [];
  for (const { id, originalStart } of changedOccurrences(item)) {
    const told = exceptions.get(id);
    if (told === undefined || told instanceof ConnectorError)
      return new Nonsense('an occurrence of a series cannot be read', { system, cause: told });
    own.push({ ...eventOf(told, zones), type: 'exception', seriesMasterId: event['id'], originalStart });
  }
  const series = { ...event, exceptionOccurrences: own };
  return { ...series, cancelledOccurrences: cancelledDays(item, series, zones) };
}

/** As Graph tells them: with the day at the end. */
function cancelledDays(item: XmlNode, event: Json, zones: SeriesZones): readonly string[] {
  const series = graphSeries.safeParse(event).data;
  const days = series && daysOf(series, zones);
  return childrenOf(childOf(item, 'DeletedOccurrences'), 'DeletedOccurrence').flatMap((deleted) => {
    const start = textOf(deleted, 'Start');
    const day: LocalDate | undefined = start === undefined ? undefined : days?.dayOf(start);
    return day === undefined ? [] : [`OID.${day}`];
  });
}

/** @param event as `tellEvents` tells it. @returns undefined for what is not understood, or is another event */
export function itemOf(event: Json, id: string, zones: SeriesZones): RemoteAppointment | undefined {
  if (event['id'] !== id) return undefined;
  if (event['type'] === 'seriesMaster') {
    const series = graphSeries.safeParse(event).data;
    return series && readSeries(series, zones);
  }
  const single = graphEvent.safeParse(event).data;
  return single && readEvent(single, zones.mailbox, zones.forUnknown);
}

/** See `AppointmentFace.get`. */
export async function readItems(
  calendar: EwsCalendar,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, ItemAnswer>> {
  if (ids.length === 0) return new Map();
  const zones = await zonesOf(calendar, signal);
  const told = await tellEvents(calendar, ids, signal);
  failWhereNothingIsUnderstood(told);
  return new Map(ids.map((id, place) => [id, answerOf(told[place] as Json | ConnectorError, id, zones)]));
}

function answerOf(told: Json | ConnectorError, id: ItemId, zones: SeriesZones): ItemAnswer {
  if (told instanceof NotFound) return 'gone';
  if (told instanceof RightMissing) return 'noAccess';
  if (told instanceof ConnectorError) return unreadableEvent(id, undefined);
  return itemOf(told, id, zones) ?? unreadableEvent(id, told);
}

/** The events that were created with these marks, by key. See `AppointmentFace.findCreated`. */
export async function findCreated(
  calendar: EwsCalendar,
  marks: readonly CreationMark[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RemoteAppointment>> {
  const found = await findMarked(
    calendar,
    'calendar',
    marks.map(({ marker }) => marker),
    signal,
  );
  const made = marks.flatMap((mark) => {
    const item = madeWith(found, mark, false);
    return item === undefined ? [] : [[mark.key, item] as const];
  });
  const items = await readItems(
    calendar,
    made.map(([, { id }]) => id as ItemId),
    signal,
  );
  return new Map(
    made.flatMap(([key, { id }]: readonly [string, MarkedItem]) => {
      const item = items.get(id as ItemId);
      if (typeof item === 'object' && 'unreadable' in item)
        calendar.ports.log.warn('an event that was asked for by its mark is in an unknown form', { system });
      return typeof item === 'object' && !('unreadable' in item) ? [[key, item] as const] : [];
    }),
  );
}
