/** @file How far one of two series that are the same goes on beyond the other. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from './appointment.ts';
import { continuedSeries } from './continued-series.ts';
import { firstDayOf, lastDayOf, plannedSpan } from './occurrences.ts';
import { patternDays } from './recurrence-days.ts';
import { startMoment } from './series-compare.ts';
import type { Instant, LocalDate } from './time.ts';

/** How far ahead a next occurrence is looked for, in years: a rule may have one in a leap year alone. */
const steps = [1, 10, 100];

/**
 * @param part a series that ends.
 * @param now what was over by then is not looked at.
 * @returns when the whole one has its first occurrence beyond the last of `part`; null where it has none, or `part` is no part of it.
 */
export function nextBeyond(part: Appointment, whole: Appointment, now: Instant): Instant | null {
  const next = firstBeyond(part, whole);
  return next === null || continuedSeries(part, whole, now) === null ? null : next;
}

function firstBeyond(part: Appointment, whole: Appointment): Instant | null {
  const last = lastDayOf(part);
  if (part.recurrence === null || whole.recurrence === null || last === null) return null;
  const reached = startMoment(plannedSpan(part.span, last));
  const before = Temporal.PlainDate.from(last).subtract({ days: 2 });
  for (const years of steps) {
    const until = before.add({ years }).toString() as LocalDate;
    const days = patternDays(whole.recurrence.pattern, firstDayOf(whole.span), until, before.toString() as LocalDate);
    for (const day of days) {
      const starts = startMoment(plannedSpan(whole.span, day));
      if (starts > reached) return starts;
    }
  }
  return null;
}
