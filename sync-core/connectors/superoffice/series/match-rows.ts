import { firstDayOf, plannedSpans } from '../../../model/occurrences.ts';
import { type Instant, type LocalDate, plusDays, type Span, sameSpan, type ZoneId } from '../../../model/time.ts';
import { wallTimeOf } from '../../../model/wall-clock.ts';
import type { RemoteAppointment } from '../../connector.ts';

/** A row of a series, with what the archive says of it. */
export interface SeriesRow {
  readonly rowId: number;
  readonly updated: Instant | undefined;
  /** When it was meant to begin, where that is told; it is told of moved rows at the least, or of none. */
  readonly planned: Instant | undefined;
  /** The row as an appointment by itself. */
  readonly item: RemoteAppointment;
}

export interface MatchHints {
  readonly places: ReadonlyMap<LocalDate, Span>;
  readonly days: ReadonlyMap<number, LocalDate>;
}

export interface Match {
  readonly byDay: ReadonlyMap<LocalDate, SeriesRow>;
  /** Rows for which there is no day. */
  readonly left: readonly SeriesRow[];
}

/** @returns the zone in which the days of a series are days; undefined for whole days. */
export function zoneOf(span: Span): ZoneId | undefined {
  return span.kind === 'timed' ? span.zone : undefined;
}

/** @returns the day on which a span begins, for somebody in the zone. */
export function dayIn(span: Span, zone: ZoneId | undefined): LocalDate {
  return span.kind === 'timed' && zone !== undefined ? dayOfMoment(span.start, zone) : firstDayOf(span);
}

function dayOfMoment(moment: Instant, zone: ZoneId): LocalDate {
  return wallTimeOf(moment, zone).toPlainDate().toString() as LocalDate;
}

export function inTimeOrder(rows: readonly SeriesRow[]): readonly SeriesRow[] {
  const key = ({ item: { fields } }: SeriesRow) =>
    fields.span.kind === 'timed' ? fields.span.start : fields.span.firstDay;
  return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.rowId - b.rowId));
}

/**
 * @param first when the series takes place first; it says the time of day.
 * @param days in order, each once.
 * @param hints what is known beside: where occurrences are to be, and for which days the rows stood so far. With them, a row
 * for which there is no sign goes to no day that is not near.
 */
export function matchRows(
  rows: readonly SeriesRow[],
  days: readonly LocalDate[],
  first: Span,
  hints?: MatchHints,
): Match {
  const zone = zoneOf(first);
  const free = new Set(days);
  const byDay = new Map<LocalDate, SeriesRow>();
  const place = (row: SeriesRow, day: LocalDate | undefined): boolean => {
    if (day === undefined || !free.delete(day)) return false;
    byDay.set(day, row);
    return true;
  };
  const byPlace = new Map([...(hints?.places ?? [])].map(([day, span]) => [placeOf(span), day]));
  const planned = plannedSpans(first);
  const isPlanned = ({ item: { fields } }: SeriesRow, day: LocalDate) => {
    const span = planned(day);
    return (
      span.kind === fields.span.kind &&
      (span.kind === 'timed' && fields.span.kind === 'timed'
        ? span.start === fields.span.start
        : sameSpan(span, fields.span))
    );
  };
  const passes: readonly ((row: SeriesRow) => LocalDate | undefined)[] = [
    (row) => (row.planned === undefined ? undefined : plannedFor(row.planned, first, planned)),
    ({ rowId }) => hints?.days.get(rowId),
    ({ item: { fields } }) => byPlace.get(placeOf(fields.span)),
    (row) => {
      const day = dayIn(row.item.fields.span, zone);
      return free.has(day) && isPlanned(row, day) ? day : undefined;
    },
    (row) => dayIn(row.item.fields.span, zone),
    (row) =>
      hints ? closeBy(row.item.fields.span, first, planned, free) : nearest(dayIn(row.item.fields.span, zone), free),
  ];
  const left = passes.reduce((rest, dayFor) => rest.filter((row) => !place(row, dayFor(row))), inTimeOrder(rows));
  const isTold = hints !== undefined || (first.kind === 'timed' && rows.some((row) => row.planned !== undefined));
  return { byDay: isTold ? byDay : inOrder(byDay), left };
}

/** Where nothing tells for which days rows stand (of whole days nothing is believed), none of them has passed another. */
function inOrder(byDay: ReadonlyMap<LocalDate, SeriesRow>): ReadonlyMap<LocalDate, SeriesRow> {
  const days = [...byDay.keys()].toSorted();
  return new Map(inTimeOrder([...byDay.values()]).map((row, place) => [days[place] as LocalDate, row]));
}

/** The day whose time is nearest: where the clocks of the database change on another day, its time is not that of the series. */
function plannedFor(moment: Instant, first: Span, plannedOn: (day: LocalDate) => Span): LocalDate | undefined {
  if (first.kind !== 'timed') return undefined;
  const day = dayOfMoment(moment, first.zone);
  const apart = (one: LocalDate) => {
    const span = plannedOn(one);
    return span.kind === 'timed' ? Math.abs(Date.parse(span.start) - Date.parse(moment)) : Infinity;
  };
  if (apart(day) < nearHours * 3_600_000) return day;
  return around(day).reduce((best, one) => (apart(one) < apart(best) ? one : best), day);
}

function around(day: LocalDate): readonly LocalDate[] {
  return [-1, 0, 1].map((days) => plusDays(day, days));
}

/** A change of the clock, or another zone's, may take a row over midnight: it is still near its time. */
const nearHours = 12;

function closeBy(
  span: Span,
  first: Span,
  plannedOn: (day: LocalDate) => Span,
  free: ReadonlySet<LocalDate>,
): LocalDate | undefined {
  if (span.kind !== 'timed' || first.kind !== 'timed') return undefined;
  const day = dayIn(span, first.zone);
  return around(day).find((each) => {
    const planned = plannedOn(each);
    const apart = planned.kind === 'timed' ? Math.abs(Date.parse(planned.start) - Date.parse(span.start)) : Infinity;
    return free.has(each) && apart < nearHours * 3_600_000;
  });
}

/** Two spans with the same moments are in the same place, whatever their zones. */
function placeOf(span: Span): string {
  return span.kind === 'timed' ? `${span.start}/${span.end}` : `${span.firstDay}/${span.lastDay}`;
}

/** The earlier one of two that are as near. Looked for once for each row that is in no place: a number is what it costs least with. */
function nearest(day: LocalDate, free: ReadonlySet<LocalDate>): LocalDate | undefined {
  const at = Date.parse(day);
  let best: { readonly day: LocalDate; readonly apart: number } | undefined;
  for (const other of free) {
    const apart = Math.abs(Date.parse(other) - at);
    if (best === undefined || apart < best.apart || (apart === best.apart && other < best.day))
      best = { day: other, apart };
  }
  return best?.day;
}
