/** @file What stands in the calendar of a series that is being written, and where its single occurrences are. Pure. */
import type { Appointment } from '../../model/appointment.ts';
import type { ItemId } from '../../model/side.ts';
import type { LocalDate } from '../../model/time.ts';
import type { RemoteAppointment } from '../connector.ts';
import { graphEvent } from './event-schemas.ts';
import { readEvent } from './read-event.ts';
import { daysOf, readSeries, type SeriesZones } from './read-series.ts';
import { type GraphSeries, graphSeries } from './recurrence-schemas.ts';

/** Where a single occurrence is written to; a plain one has no version of its own. */
export interface OccurrencePlace {
  readonly id: string;
  readonly etag?: string;
  /** As it stands there by itself; absent: as its series shows it. */
  readonly item?: RemoteAppointment;
}

export interface SeriesState {
  readonly item: RemoteAppointment;
  /** Who may read the series and its plain occurrences; that of `item` is the strictest of all. */
  readonly visibility: Appointment['visibility'];
  /** Those that are known: all changed ones, and plain ones as far as they were asked for. */
  readonly places: ReadonlyMap<LocalDate, OccurrencePlace>;
}

export interface SeriesQuestion {
  readonly id: ItemId;
  /** Days whose plain occurrences will be written. */
  readonly days: readonly LocalDate[];
}

/** @returns the state from an answer to a POST or PATCH of an event of which no occurrence is changed or removed. */
export function stateOfAnswer(body: unknown, zones: SeriesZones): SeriesState | undefined {
  const whole = { exceptionOccurrences: [], cancelledOccurrences: [], ...(body as object) };
  return stateOf(whole, graphSeries.safeParse(whole).data, zones);
}

/** @returns the state from an event and, of a series, all that makes it; undefined for what is no event. */
export function stateOf(body: unknown, series: GraphSeries | undefined, zones: SeriesZones): SeriesState | undefined {
  const event = graphEvent.safeParse(body);
  if (!event.success) return undefined;
  const own = readEvent(event.data, zones.mailbox, zones.forUnknown);
  const { visibility } = own.fields;
  if (event.data.type !== 'seriesMaster') return { item: own, visibility, places: new Map() };
  const item = series && readSeries(series, zones);
  return series && item && { item, visibility, places: placesOf(series, zones) };
}

function placesOf(series: GraphSeries, zones: SeriesZones): ReadonlyMap<LocalDate, OccurrencePlace> {
  const days = daysOf(series, zones);
  return new Map(
    series.exceptionOccurrences.flatMap((event) => {
      const day = days?.dayOf(event.originalStart);
      const item = readEvent(event, zones.mailbox, zones.forUnknown);
      return day === undefined ? [] : [[day, { id: event.id, etag: event['@odata.etag'], item }] as const];
    }),
  );
}
