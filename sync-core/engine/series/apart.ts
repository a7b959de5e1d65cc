/**
 * @file Occurrences that stand apart from their series, because the calendar can have the series without them only: on the day of
 * their neighbour, or beyond it. What the series is without them, and with them again. Pure.
 */
import type { Appointment } from '../../model/appointment.ts';
import { normalRecurrence } from '../../model/normal-recurrence.ts';
import {
  firstDayOf,
  isPlanned,
  lastDayOf,
  type Occurrence,
  occurrencesOf,
  plannedSpan,
} from '../../model/occurrences.ts';
import { changeWords, type OccurrenceChange, type Recurrence } from '../../model/recurrence.ts';
import { patternDays } from '../../model/recurrence-days.ts';
import { dayShownAt } from '../../model/series-compare.ts';
import { type LocalDate, type Period, plusDays, sameSpan } from '../../model/time.ts';
import { wallTimeOf } from '../../model/wall-clock.ts';

type Series = Appointment & { readonly recurrence: Recurrence };
type Days = ReadonlySet<LocalDate>;

/** Whether the series has an occurrence of that day. */
export function takesPlace(series: Series, day: LocalDate): boolean {
  return isPlanned(series, day) && !series.recurrence.cancelled.includes(day);
}

/** The series as if these occurrences of it did not take place. */
export function withoutDays(series: Series, days: Days): Series {
  const { cancelled, changed, pattern } = series.recurrence;
  return {
    ...series,
    recurrence: {
      pattern,
      cancelled: [...new Set([...cancelled, ...days])].toSorted(),
      changed: changed.filter(({ day }) => !days.has(day)),
    },
  };
}

/**
 * The series with these occurrences, each of which stays what it is whatever becomes of the series.
 * @param apart what each is by itself, by the day that it stood for. Where the rule does not have that day (any more), the series
 * is said by its days, as far as the window.
 */
export function withDays(series: Series, apart: ReadonlyMap<LocalDate, Appointment>, window: Period): Series {
  if (apart.size === 0) return series;
  const days = [...apart.keys()];
  const isWhole = days.every((day) => isPlanned(series, day));
  const { pattern, cancelled, changed } = series.recurrence;
  const all = isWhole ? [] : [...new Set([...daysUntil(series, window), ...days])].toSorted();
  const [first] = all;
  return {
    ...series,
    span: first === undefined ? series.span : plannedSpan(series.span, first),
    recurrence: {
      pattern: isWhole ? pattern : { kind: 'dates', days: all },
      cancelled: cancelled.filter((day) => !apart.has(day)),
      changed: [
        ...changed.filter(({ day }) => !apart.has(day)),
        ...[...apart].map(([day, fields]) => ({ day, change: changeOf(series, fields) })),
      ].toSorted((one, other) => (one.day < other.day ? -1 : 1)),
    },
  };
}

/**
 * The series by its days, as far as the window, each called what it is called in `known` where that has one in its place; none by the
 * days of what stands apart.
 */
export function namedAs(known: Series, series: Series, apart: Days, window: Period): Series {
  const shown = occurrencesOf(series, daysUntil(series, window));
  const names = new Map<LocalDate, Occurrence>();
  const isFree = (day: LocalDate) => !names.has(day) && !apart.has(day);
  const others = shown.filter((one) => {
    const day = dayShownAt(known, one.span);
    if (day === undefined || !isFree(day)) return true;
    names.set(day, one);
    return false;
  });
  for (const one of others) names.set(nearest(one.day, isFree), one);
  const days = [...names.keys()].toSorted();
  const span = plannedSpan(series.span, days[0] ?? firstDayOf(series.span));
  const changes = new Map(series.recurrence.changed.map(({ day, change }) => [day, change]));
  const changed = [...names].map(([day, one]) => ({ day, change: { ...changes.get(one.day), span: one.span } }));
  const recurrence = normalRecurrence({ pattern: { kind: 'dates', days }, cancelled: [], changed }, span);
  return { ...series, span, recurrence };
}

function nearest(day: LocalDate, isFree: (day: LocalDate) => boolean): LocalDate {
  for (let away = 0; ; away += 1) {
    const found = [away, -away].map((days) => plusDays(day, days)).find(isFree);
    if (found !== undefined) return found;
  }
}

/** These occurrences alone, as a series. @param apart one at least. */
export function onlyDays(series: Series, apart: ReadonlyMap<LocalDate, Appointment>): Series {
  const days = [...apart.keys()].toSorted();
  const first = days[0] ?? firstDayOf(series.span);
  return {
    ...series,
    span: plannedSpan(series.span, first),
    recurrence: {
      pattern: { kind: 'dates', days },
      cancelled: [],
      changed: days.map((day) => ({ day, change: changeOf(series, apart.get(day) ?? series) })),
    },
  };
}

function daysUntil(series: Series, { until }: Period): readonly LocalDate[] {
  const { recurrence, span } = series;
  const first = firstDayOf(span);
  const horizon =
    span.kind === 'timed' ? (wallTimeOf(until, span.zone).toPlainDate().toString() as LocalDate) : until.slice(0, 10);
  const last = lastDayOf(series) ?? horizon;
  return patternDays(recurrence.pattern, first, (last < horizon ? last : horizon) as LocalDate);
}

function changeOf(series: Appointment, fields: Appointment): OccurrenceChange {
  const words = changeWords.filter((field) => fields[field] !== series[field]).map((field) => [field, fields[field]]);
  return { ...Object.fromEntries(words), span: fields.span };
}

/** What may have to stand apart. */
export interface Moved {
  /** Days of occurrences that stand elsewhere than planned, and that the other side does not have there. */
  readonly fresh: readonly LocalDate[];
  /** Days of those that it has. */
  readonly agreed: readonly LocalDate[];
}

/**
 * @param canHave whether the calendar can have a series.
 * @returns the fewest of the fresh days without which it can, the later ones of several that stand in each other's way; none where
 * that does not help.
 */
export function daysInTheWay(
  series: Series,
  { fresh, agreed }: Moved,
  canHave: (one: Series) => boolean,
): readonly LocalDate[] {
  if (fresh.length === 0 || canHave(series)) return [];
  const without = (days: Iterable<LocalDate>) => withoutDays(series, new Set(days));
  // What the calendar has already may stand in no one's way there, and be out of order by the clock that is asked here.
  const base = canHave(without(fresh)) ? [] : agreed;
  if (!canHave(without([...fresh, ...base]))) return [];
  const apart = new Set(fresh);
  for (const day of fresh.toSorted()) {
    apart.delete(day);
    if (!canHave(without([...apart, ...base]))) apart.add(day);
  }
  return [...apart];
}

/** Whether two occurrences are in one place. */
export function isAt(series: Series, day: LocalDate, { span }: Appointment): boolean {
  return sameSpan(plannedSpan(series.span, day), span);
}
