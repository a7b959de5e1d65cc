/** @file Whether two series are the same to a reader: occurrence by occurrence, whatever rule says so. Pure. */

import { Temporal } from 'temporal-polyfill';
import type { Appointment } from './appointment.ts';
import { isEndless, lastDayOf, type Occurrence, occurrencesOf, occurrencesWithin, plannedSpan } from './occurrences.ts';
import type { ChangeField } from './recurrence.ts';
import { type Instant, type LocalDate, type Period, type Span, sameSpan, toInstant } from './time.ts';

/** Whether two appointments say the same in a field. */
export type SameWords = (field: ChangeField, one: Appointment, other: Appointment) => boolean;

/** @returns the moment as which a span is looked up; whole days are taken to begin and end in UTC. */
export function startMoment(span: Span): Instant {
  return span.kind === 'timed' ? span.start : midnight(span.firstDay, 0);
}

/** @returns the first moment after a span. */
export function endMoment(span: Span): Instant {
  if (span.kind === 'allDay') return midnight(span.lastDay, 1);
  return span.end > span.start ? span.end : toInstant(Temporal.Instant.from(span.start).add({ seconds: 1 }));
}

/** @returns the day of the occurrence that a series has in that place. */
export function dayShownAt(series: Appointment, place: Span): LocalDate | undefined {
  const shown = occurrencesWithin(series, { from: startMoment(place), until: endMoment(place) });
  return shown.find(({ span }) => sameSpan(span, place))?.day;
}

/**
 * @returns whether the occurrences of the two inside the period are at the same moments and say the same, as far as one of them says
 * something of its own. What all occurrences of a series say is no part of the question.
 */
export function sameOccurrences(one: Appointment, other: Appointment, period: Period, sameWords: SameWords): boolean {
  const mine = inOrder(occurrencesWithin(one, period));
  const theirs = inOrder(occurrencesWithin(other, period));
  if (mine.length !== theirs.length) return false;
  const own = { one: ownFields(one), other: ownFields(other) };
  return mine.every((occurrence, index) => {
    const counterpart = theirs[index];
    if (counterpart === undefined || !sameSpan(occurrence.span, counterpart.span)) return false;
    const fields = new Set([...(own.one.get(occurrence.day) ?? []), ...(own.other.get(counterpart.day) ?? [])]);
    return [...fields].every((field) => field === 'span' || sameWords(field, occurrence.fields, counterpart.fields));
  });
}

/** @returns where the last occurrence of a series is meant to end; null where it has none. */
export function reachOf(fields: Appointment): Instant | null {
  const last = lastDayOf(fields);
  return last === null ? null : endMoment(plannedSpan(fields.span, last));
}

/**
 * The stretch of time in which a series has occurrences, the moved ones too.
 * @returns `until` null where it has no end.
 */
export function extentOf(fields: Appointment): { readonly from: Instant; readonly until: Instant | null } {
  const { recurrence, span } = fields;
  const changed = recurrence?.changed ?? [];
  const moved = occurrencesOf(
    fields,
    changed.flatMap(({ day, change }) => (change.span === undefined ? [] : [day])),
  );
  const from = [span, ...moved.map((one) => one.span)].map(startMoment).toSorted()[0] ?? startMoment(span);
  if (recurrence !== null && isEndless(recurrence)) return { from, until: null };
  const ends = [reachOf(fields) ?? endMoment(span), ...moved.map((one) => endMoment(one.span))].toSorted();
  return { from, until: ends.at(-1) ?? endMoment(span) };
}

function ownFields({ recurrence }: Appointment): ReadonlyMap<string, readonly ChangeField[]> {
  return new Map(recurrence?.changed.map(({ day, change }) => [day, Object.keys(change) as ChangeField[]]));
}

function inOrder(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  return occurrences.toSorted(
    (one, other) =>
      order(startMoment(one.span), startMoment(other.span)) || order(endMoment(one.span), endMoment(other.span)),
  );
}

function order(one: Instant, other: Instant): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function midnight(day: string, plus: number): Instant {
  return toInstant(Temporal.PlainDate.from(day).add({ days: plus }).toZonedDateTime('UTC').toInstant());
}
