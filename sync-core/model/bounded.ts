/** @file A part of a series: what a system that has no endless series holds of one. Pure. */
import type { Appointment } from './appointment.ts';
import { firstDayOf, lastDayOf, occurrencesWithin, plannedSpan } from './occurrences.ts';
import type { Recurrence } from './recurrence.ts';
import { patternDays } from './recurrence-days.ts';
import type { LocalDate, Period, Span } from './time.ts';
import { wallTimeOf } from './wall-clock.ts';

/**
 * @returns the series with its occurrences inside the period alone; an appointment that does not repeat, and a series of
 * which nothing lies there, as they are up to the end of the period. What was moved out of the period or into it counts where it is.
 */
export function boundedTo(fields: Appointment, period: Period): Appointment {
  const { recurrence, span } = fields;
  if (recurrence === null) return fields;
  const inside = occurrencesWithin(fields, period).map(({ day }) => day);
  const first = inside[0] ?? firstDayOf(span);
  const last = inside.at(-1) ?? first;
  return betweenDays(fields, first, last);
}

/** @returns the occurrences of a series whose days lie between two days of its pattern, both included. */
export function betweenDays(fields: Appointment, first: LocalDate, last: LocalDate): Appointment {
  const { recurrence, span } = fields;
  if (recurrence === null) return fields;
  const within = (day: LocalDate) => day >= first && day <= last;
  const begins = lastByTheClock(fields, recurrence, first);
  const before = patternDays(recurrence.pattern, firstDayOf(span), first, begins).filter((day) => day < first);
  return {
    ...fields,
    span: plannedSpan(span, begins),
    recurrence: {
      pattern: patternBetween(fields, recurrence, begins, last),
      cancelled: [...before, ...recurrence.cancelled.filter(within)],
      changed: recurrence.changed.filter(({ day }) => within(day)),
    },
  };
}

/**
 * A series repeats by the clock that its first occurrence shows. One that begins or ends in the hour that the clocks leave out shows
 * another than the others, which would go by that: the part begins with one before it, which is cancelled.
 */
function lastByTheClock({ span }: Appointment, { pattern }: Recurrence, until: LocalDate): LocalDate {
  const begins = firstDayOf(span);
  const isByTheClock = (day: LocalDate) => clockTimes(plannedSpan(span, day)) === clockTimes(span);
  if (isByTheClock(until)) return until;
  return patternDays(pattern, begins, until).findLast(isByTheClock) ?? begins;
}

function clockTimes(span: Span): string {
  if (span.kind === 'allDay') return '';
  return [span.start, span.end].map((moment) => wallTimeOf(moment, span.zone).toPlainTime()).join();
}

function patternBetween(
  fields: Appointment,
  { pattern }: Recurrence,
  first: LocalDate,
  last: LocalDate,
): Recurrence['pattern'] {
  if (pattern.kind === 'dates')
    return { kind: 'dates', days: pattern.days.filter((day) => day >= first && day <= last) };
  if (first === firstDayOf(fields.span) && last === lastDayOf(fields)) return pattern;
  return { kind: 'rule', rule: { ...pattern.rule, end: { kind: 'until', lastDay: last } } };
}
