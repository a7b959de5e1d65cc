/**
 * @file The occurrences of an appointment: when each takes place, and what it shows. Pure.
 *
 * A series repeats by the clock on the wall of its own zone (RFC 5545 3.3.10). Where the clock goes forward over a time, the
 * time before the change counts on (02:30 is shown as 03:30); where it goes back over one, the first of the two is meant (3.3.5).
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from './appointment.ts';
import type { OccurrenceChange, Recurrence } from './recurrence.ts';
import { patternDays } from './recurrence-days.ts';
import { type Instant, type LocalDate, type Period, type Span, toInstant, type ZoneId } from './time.ts';
import { momentOf, wallTimeOf } from './wall-clock.ts';

export interface Occurrence {
  /** The day on which it was meant to begin, in the zone of its series: its name within the series. */
  readonly day: LocalDate;
  /** When it takes place. */
  readonly span: Span;
  /** What it shows, by itself: an appointment that does not repeat. */
  readonly fields: Appointment;
}

type Timed = Extract<Span, { kind: 'timed' }>;
type WholeDays = Extract<Span, { kind: 'allDay' }>;

const utc = 'UTC' as ZoneId;
/** No calendar shows what lies further ahead. */
const mostYears = 200;

/** @returns the day on which a span begins, by its own clock. */
export function firstDayOf(span: Span): LocalDate {
  return span.kind === 'allDay'
    ? span.firstDay
    : (wallTimeOf(span.start, span.zone).toPlainDate().toString() as LocalDate);
}

/**
 * @param first the first occurrence of a series.
 * @returns where the occurrence of that day is meant to be: at the same time by the clock, and to the same time by the clock.
 */
export function plannedSpan(first: Span, day: LocalDate): Span {
  return plannedSpans(first)(day);
}

/** As `plannedSpan`, for many days of one series: its own clock is read once. */
export function plannedSpans(first: Span): (day: LocalDate) => Span {
  const begins = Temporal.PlainDate.from(firstDayOf(first));
  const away = first.kind === 'allDay' ? wholeDaysAway(first, begins) : timesAway(first, begins);
  const firstDay = begins.toString();
  return (day) => (day === firstDay ? first : away(Temporal.PlainDate.from(day)));
}

function wholeDaysAway({ lastDay }: WholeDays, begins: Temporal.PlainDate): (day: Temporal.PlainDate) => Span {
  const lasts = begins.until(lastDay);
  return (day) => ({
    kind: 'allDay',
    firstDay: day.toString() as LocalDate,
    lastDay: day.add(lasts).toString() as LocalDate,
  });
}

function timesAway({ start, end, zone }: Timed, begins: Temporal.PlainDate): (day: Temporal.PlainDate) => Span {
  const time = wallTimeOf(start, zone).toPlainTime();
  const ends = wallTimeOf(end, zone);
  const nights = begins.until(ends.toPlainDate());
  const endTime = ends.toPlainTime();
  // A change of the clock may leave nothing between the two: it is as long as it always is.
  const lasts = Temporal.Instant.from(start).until(end);
  return (day) => {
    const from = momentOf(day.toPlainDateTime(time), zone);
    const until = momentOf(day.add(nights).toPlainDateTime(endTime), zone);
    const inOrder = from <= until ? until : toInstant(Temporal.Instant.from(from).add(lasts));
    return { kind: 'timed', start: from, end: inOrder, zone };
  };
}

/**
 * @param wholeDaysIn the zone in which whole days begin and end; they are compared with the period by their moments there.
 * @returns the occurrences of which any part lies in the period, by their days; of an appointment that does not repeat, itself.
 */
export function occurrencesWithin(
  fields: Appointment,
  period: Period,
  wholeDaysIn: ZoneId = utc,
): readonly Occurrence[] {
  const { recurrence, span } = fields;
  const inside = ({ span: one }: Occurrence) => touches(one, period, wholeDaysIn);
  if (recurrence === null) return [{ day: firstDayOf(span), span, fields }].filter(inside);
  const zone = span.kind === 'timed' ? span.zone : wholeDaysIn;
  const lastDay = dayAt(period.until, zone, 1);
  const fromDay = dayAt(period.from, zone, -1 - daysLong(span));
  const near = patternDays(recurrence.pattern, firstDayOf(span), lastDay, fromDay);
  const far = recurrence.changed.filter(
    ({ day, change }) => change.span !== undefined && (day > lastDay || day < fromDay) && isPlanned(fields, day),
  );
  const days = [...near, ...far.map(({ day }) => day)].toSorted();
  return occurrencesOf(fields, days).filter(inside);
}

/** @param days days of the pattern. @returns their occurrences, without the cancelled ones. */
export function occurrencesOf(fields: Appointment, days: readonly LocalDate[]): readonly Occurrence[] {
  const { recurrence, span, ...shown } = fields;
  const cancelled = new Set(recurrence?.cancelled);
  const changes = new Map(recurrence?.changed.map(({ day, change }) => [day, change]));
  const planned = plannedSpans(span);
  return days
    .filter((day) => !cancelled.has(day))
    .map((day) => {
      const change: OccurrenceChange = changes.get(day) ?? {};
      const place = change.span ?? planned(day);
      return { day, span: place, fields: { ...shown, ...change, span: place, recurrence: null } };
    });
}

/** @returns whether the pattern of a series has that day, cancelled or not. */
export function isPlanned({ recurrence, span }: Appointment, day: LocalDate): boolean {
  return recurrence !== null && patternDays(recurrence.pattern, firstDayOf(span), day, day).length > 0;
}

/** @returns the last day of the pattern, cancelled or not; null where it has no end. */
export function lastDayOf({ recurrence, span }: Appointment): LocalDate | null {
  const first = firstDayOf(span);
  if (recurrence === null) return first;
  if (isEndless(recurrence)) return null;
  const horizon = Temporal.PlainDate.from(first).add({ years: mostYears }).toString() as LocalDate;
  return patternDays(recurrence.pattern, first, horizon).at(-1) ?? first;
}

export function isEndless({ pattern }: Recurrence): boolean {
  return pattern.kind === 'rule' && pattern.rule.end.kind === 'never';
}

/** @returns whether any part of the span lies in the period; what has no length lies where it begins. */
export function touches(span: Span, { from, until }: Period, wholeDaysIn: ZoneId = utc): boolean {
  if (span.kind === 'timed') return span.start < until && (span.end > from || span.start >= from);
  const midnight = (day: LocalDate, plus: number) =>
    toInstant(Temporal.PlainDate.from(day).add({ days: plus }).toZonedDateTime(wholeDaysIn).toInstant());
  return midnight(span.firstDay, 0) < until && midnight(span.lastDay, 1) > from;
}

function dayAt(moment: Instant, zone: ZoneId, plus: number): LocalDate {
  return wallTimeOf(moment, zone).toPlainDate().add({ days: plus }).toString() as LocalDate;
}

/** How many days beyond its first it can reach into, generously. */
function daysLong(span: Span): number {
  if (span.kind === 'allDay') return Temporal.PlainDate.from(span.firstDay).until(span.lastDay).days;
  return Math.ceil(Temporal.Instant.from(span.start).until(span.end).total('hours') / 24);
}
