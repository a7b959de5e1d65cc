/**
 * @file The removed occurrences of a series that does not tell them itself: whether Graph always answers `cancelledOccurrences`
 * is not known. What is left of the series is listed then, and what is missing was removed.
 */
import { Temporal } from 'temporal-polyfill';
import type { RecurrenceRule } from '../../model/recurrence.ts';
import { patternDays } from '../../model/recurrence-days.ts';
import type { LocalDate } from '../../model/time.ts';
import { withQuery } from '../http/query.ts';
import { readRule } from '../outlook/read-recurrence.ts';
import { dayOfInstance, daysOf, type SeriesZones } from '../outlook/read-series.ts';
import { type GraphSeries, graphInstance, instanceProperties } from '../outlook/recurrence-schemas.ts';

const mostInstances = 1000;
/** How far ahead a series is looked at that has no end, or more occurrences than one answer holds; no window reaches further. */
const yearsAhead = 3;
/** Graph has no later year. */
const latestDay = '4500-12-31' as LocalDate;

/** Whether the series says what was removed of it, even if that is nothing. */
export function tellsCancelled({ cancelledOccurrences }: GraphSeries): boolean {
  return cancelledOccurrences !== undefined && cancelledOccurrences !== null;
}

/**
 * The part of an address that lists the occurrences which begin on these days, behind that of their series. Days are those of the
 * series' zone: more on each side hold them in any.
 */
export function instancesQuery(first: LocalDate, last: LocalDate): string {
  const day = (one: LocalDate, plus: number) => `${Temporal.PlainDate.from(one).add({ days: plus })}T00:00:00Z`;
  const span = { startDateTime: day(first, -2), endDateTime: day(last, 3) };
  return withQuery('/instances', { ...span, $select: instanceProperties, $top: mostInstances });
}

/**
 * @param list all rows of a list of the series' instances, by the part of its address behind that of the series.
 * @returns the series with what was removed of it.
 */
export async function withCancelledDays(
  series: GraphSeries,
  zones: SeriesZones,
  now: number,
  list: (query: string) => Promise<readonly unknown[]>,
): Promise<GraphSeries> {
  const { startDate } = series.recurrence.range;
  const days = daysOf(series, zones);
  if (days === undefined) return { ...series, cancelledOccurrences: [] };
  const ahead = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC').toPlainDate();
  const horizon = ahead.add({ years: yearsAhead }).toString() as LocalDate;
  const planned = plannedDays(readRule(series.recurrence), startDate, horizon);
  const last = planned.at(-1) ?? startDate;
  const left = new Set(series.exceptionOccurrences.map(({ originalStart }) => days.dayOf(originalStart)));
  for (const row of await list(instancesQuery(startDate, last))) {
    const instance = graphInstance.safeParse(row).data;
    if (instance) left.add(dayOfInstance(days, instance));
  }
  return { ...series, cancelledOccurrences: planned.filter((day) => !left.has(day)) };
}

/** All days of a series that ends, where these are few, however far ahead they lie; else those up to the horizon. */
function plannedDays(rule: RecurrenceRule, startDate: LocalDate, horizon: LocalDate): readonly LocalDate[] {
  const { end } = rule;
  if (end.kind !== 'never') {
    const count = Math.min(end.kind === 'count' ? end.count : Infinity, mostInstances + 1);
    const few = { kind: 'rule', rule: { ...rule, end: { kind: 'count', count } } } as const;
    const all = patternDays(few, startDate, end.kind === 'until' ? end.lastDay : latestDay);
    if (all.length <= mostInstances) return all;
  }
  return patternDays({ kind: 'rule', rule }, startDate, horizon);
}
