/** @file A part of a series: what a system that has no endless series holds of one. Pure. */
import type { Appointment } from './appointment.ts';
import { firstDayOf, lastDayOf, occurrencesWithin, plannedSpan } from './occurrences.ts';
import type { Recurrence } from './recurrence.ts';
import type { LocalDate, Period } from './time.ts';

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
  return {
    ...fields,
    span: plannedSpan(span, first),
    recurrence: {
      pattern: patternBetween(fields, recurrence, first, last),
      cancelled: recurrence.cancelled.filter(within),
      changed: recurrence.changed.filter(({ day }) => within(day)),
    },
  };
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
