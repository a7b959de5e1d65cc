/**
 * @file A series of Graph, with its changed and its removed occurrences, as one appointment (docs/adr/0010). Pure.
 *
 * [Note: the version of a series] Whether the etag of a series changes with its occurrences is not known. Its version here is
 * made of that etag and of all that stands beside it, so that it changes in any case; `etagOf` is what Graph itself compares.
 */
import { Temporal } from 'temporal-polyfill';
import { v5 } from 'uuid';
import type { Appointment } from '../../model/appointment.ts';
import { firstDayOf, plannedSpan } from '../../model/occurrences.ts';
import { changeFields, type OccurrenceChange, type Recurrence } from '../../model/recurrence.ts';
import { patternDays } from '../../model/recurrence-days.ts';
import type { ItemVersion } from '../../model/side.ts';
import type { LocalDate, Span, ZoneId } from '../../model/time.ts';
import type { ItemProtection, RemoteAppointment } from '../connector.ts';
import type { GraphEvent } from './event-schemas.ts';
import { readEvent } from './read-event.ts';
import { readRule } from './read-recurrence.ts';
import type { GraphException, GraphInstance, GraphSeries } from './recurrence-schemas.ts';
import { differing, firstPatternDay } from './sayable-series.ts';
import { zoneOfName } from './windows-zones.ts';

/** Chosen once: another one would make every series look changed. */
const versionSpace = '5b7c1f0e-7a57-5b0c-9a35-2f7d0f5b9c11';
const mark = '#';

/** What zones are taken for that are not named, or by no known name. */
export interface SeriesZones {
  readonly mailbox: ZoneId;
  /** What the user has said to be the zone of events whose own nobody knows; undefined: such a series is left out. */
  readonly forUnknown: ZoneId | undefined;
}

/** @returns undefined for a series with a changed occurrence of which nobody knows which one it is. */
export function readSeries(series: GraphSeries, zones: SeriesZones): RemoteAppointment | undefined {
  const read = (event: GraphEvent) => readEvent(event, zones.mailbox, zones.forUnknown);
  const master = read(series);
  const exceptions = series.exceptionOccurrences.map((event) => ({ event, item: read(event) }));
  const days = daysOf(series, zones);
  if (days && exceptions.some(({ event }) => days.dayOf(event.originalStart) === undefined)) return undefined;
  const fields = fieldsOf(series, master, exceptions, days);
  const unfit = master.unfit ?? (days === undefined ? 'unknownZone' : undefined);
  const { unfit: _unfit, ...rest } = master;
  return {
    ...rest,
    version: versionOf(series),
    fields,
    protection: protectionOf([master, ...exceptions.map(({ item }) => item)]),
    ...(unfit ? { unfit } : {}),
    editedAt:
      [master, ...exceptions.map(({ item }) => item)]
        .map(({ editedAt }) => editedAt)
        .toSorted()
        .at(-1) ?? master.editedAt,
  };
}

interface Exception {
  readonly event: GraphException;
  readonly item: RemoteAppointment;
}

/** How moments of a series become its days. */
export interface SeriesDays {
  readonly zone: ZoneId;
  /** The day that an occurrence was meant to begin on. */
  dayOf(originalStart: string): LocalDate | undefined;
}

/** @returns undefined where the zone in which the series repeats has no known name. */
export function daysOf(series: GraphSeries, zones: SeriesZones): SeriesDays | undefined {
  const name = series.recurrence.range.recurrenceTimeZone ?? '';
  const named = zoneOfName(name === '' ? (series.originalStartTimeZone ?? '') : name);
  const zone = named ?? (series.isAllDay || name === '' ? zones.mailbox : zones.forUnknown);
  if (zone === undefined) return undefined;
  const pattern: Recurrence['pattern'] = { kind: 'rule', rule: readRule(series.recurrence) };
  const { startDate } = series.recurrence.range;
  const isPlanned = (day: LocalDate) => patternDays(pattern, startDate, day, day).length > 0;
  return { zone, dayOf: (originalStart) => dayAt(originalStart, zone, series.isAllDay, isPlanned) };
}

/**
 * The original start is a moment, also where occurrences are whole days. Which zone it is a midnight of is not always told
 * truly for these: it is a midnight somewhere, so that the nearest one is meant.
 */
function dayAt(
  originalStart: string,
  zone: ZoneId,
  wholeDays: boolean,
  isPlanned: (day: LocalDate) => boolean,
): LocalDate | undefined {
  const told = Temporal.Instant.from(originalStart).toZonedDateTimeISO(zone).toPlainDateTime();
  const day = (wholeDays ? told.add({ hours: 12 }) : told).toPlainDate();
  const near = [day, day.add({ days: 1 }), day.subtract({ days: 1 })].map((one) => one.toString() as LocalDate);
  return near.find((one) => isPlanned(one));
}

function fieldsOf(
  series: GraphSeries,
  master: RemoteAppointment,
  exceptions: readonly Exception[],
  days: SeriesDays | undefined,
): Appointment {
  const pattern: Recurrence['pattern'] = { kind: 'rule', rule: readRule(series.recurrence) };
  const plain = { ...master.fields, span: spanOf(master.fields.span, days?.zone, pattern) };
  const placed = exceptions.flatMap(({ event, item }) => {
    const day = days?.dayOf(event.originalStart);
    return day === undefined ? [] : [{ day, item }];
  });
  const cancelled = new Set<LocalDate>([
    ...(series.cancelledOccurrences ?? []).map((text) => text.slice(-10) as LocalDate),
    // Called off by its organiser, or not attended: it does not take place for this user.
    ...placed.filter(({ item }) => item.unfit === 'cancelled' || item.unfit === 'declined').map(({ day }) => day),
  ]);
  const changed = placed
    .filter(({ day }) => !cancelled.has(day))
    .map(({ day, item }) => ({ day, change: differing(plain, day, changeOf(item.fields)) }))
    .filter(({ change }) => Object.keys(change).length > 0)
    .toSorted((one, other) => (one.day < other.day ? -1 : 1));
  return {
    ...plain,
    // What is private of it keeps the whole of it private: occurrences have no say of their own elsewhere.
    visibility: exceptions.some(({ item }) => item.fields.visibility === 'private') ? 'private' : plain.visibility,
    recurrence: { pattern, cancelled: plannedAmong(cancelled, pattern, plain.span), changed },
  };
}

/** In the zone in which the series repeats, and from its first occurrence on. */
function spanOf(span: Span, zone: ZoneId | undefined, pattern: Recurrence['pattern']): Span {
  const own = span.kind === 'timed' && zone !== undefined ? { ...span, zone } : span;
  const begins = firstDayOf(own);
  return plannedSpan(own, firstPatternDay(pattern, begins) ?? begins);
}

function plannedAmong(days: ReadonlySet<LocalDate>, pattern: Recurrence['pattern'], span: Span): readonly LocalDate[] {
  const sorted = [...days].toSorted();
  const [from, until] = [sorted[0], sorted.at(-1)];
  if (from === undefined || until === undefined) return [];
  const planned = new Set(patternDays(pattern, firstDayOf(span), until, from));
  return sorted.filter((day) => planned.has(day));
}

function changeOf(fields: Appointment): OccurrenceChange {
  return Object.fromEntries(changeFields.map((field) => [field, fields[field]]));
}

/** A guest of one occurrence is mailed when the series changes. */
function protectionOf(items: readonly RemoteAppointment[]): ItemProtection {
  const protections = items.map(({ protection }) => protection);
  return protections.find(({ edit, remove }) => !(edit && remove)) ?? { edit: true, remove: true };
}

function versionOf({ '@odata.etag': etag, exceptionOccurrences, cancelledOccurrences }: GraphSeries): ItemVersion {
  const beside = [
    ...exceptionOccurrences.map((event) => `${event.originalStart} ${event['@odata.etag']}`),
    ...(cancelledOccurrences ?? []).map((text) => text.slice(-10)),
  ];
  if (beside.length === 0) return etag as ItemVersion;
  return `${etag}${mark}${v5(beside.toSorted().join('\n'), versionSpace)}` as ItemVersion;
}

/** The etag within a version, for `If-Match`. */
export function etagOf(version: ItemVersion): string {
  return version.split(mark)[0] as string;
}

/** The day of one of the rows of a series' occurrences. */
export function dayOfInstance(days: SeriesDays, instance: GraphInstance): LocalDate | undefined {
  const { originalStart, start } = instance;
  return days.dayOf(originalStart ?? `${start.dateTime.slice(0, 19)}Z`);
}
