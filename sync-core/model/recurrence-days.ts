/**
 * @file The days on which a pattern has occurrences (RFC 5545 3.3.10), as dates: which moment of a day is meant is decided where
 * the zone is known, so that no change of the clock can shift a day.
 */
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { Recurrence, RecurrenceRule } from './recurrence.ts';
import type { LocalDate } from './time.ts';

/**
 * @param firstDay the day of the first occurrence (DTSTART): no day before it belongs to the series.
 * @param lastDay the last day that is asked for; an endless rule goes on beyond it.
 * @param fromDay the first day that is asked for.
 * @returns the days in order, cancelled and changed ones too.
 */
export function patternDays(
  pattern: Recurrence['pattern'],
  firstDay: LocalDate,
  lastDay: LocalDate,
  fromDay: LocalDate = firstDay,
): readonly LocalDate[] {
  if (pattern.kind === 'dates') return pattern.days.filter((day) => day >= fromDay && day <= lastDay);
  const { rule } = pattern;
  const begin = fromDay > firstDay ? fromDay : firstDay;
  if (begin > lastDay) return [];
  const midnight = (day: LocalDate) => Temporal.PlainDate.from(day).toZonedDateTime('UTC');
  const days = new RRuleTemporal({
    ...partsOf(rule),
    dtstart: midnight(firstDay),
    tzid: 'UTC',
    ...(rule.end.kind === 'until' ? { until: midnight(rule.end.lastDay) } : {}),
    ...(rule.end.kind === 'count' ? { count: rule.end.count } : {}),
    temporal: Temporal,
  }).between(midnight(begin), midnight(lastDay), true);
  return days.map((day) => day.toPlainDate().toString() as LocalDate);
}

function partsOf({ frequency, interval, byDay, byMonthDay, byMonth, bySetPosition, weekStart }: RecurrenceRule) {
  return {
    freq: frequency.toUpperCase() as 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY',
    interval,
    wkst: weekStart,
    ...(byDay.length === 0 ? {} : { byDay: byDay.map(({ day, nth }) => `${nth ?? ''}${day}`) }),
    ...(byMonthDay.length === 0 ? {} : { byMonthDay: [...byMonthDay] }),
    ...(byMonth.length === 0 ? {} : { byMonth: [...byMonth] }),
    ...(bySetPosition.length === 0 ? {} : { bySetPos: [...bySetPosition] }),
  };
}
