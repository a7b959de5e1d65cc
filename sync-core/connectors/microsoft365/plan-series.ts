/**
 * @file What is still to be written so that a series shows what it is meant to show. Pure, and asked anew after each write:
 * what a change of the rule leaves of the occurrences is not known, and a write that was cut off is finished by asking again.
 *
 * Graph cannot take a removed occurrence back. The series is made a single appointment and a series again, which takes back
 * all, and what else was changed or removed is then written once more. A changed occurrence that is to be plain again stays an
 * exception that shows what the series shows.
 */
import { type Appointment, type AppointmentPatch, appointmentFields } from '../../model/appointment.ts';
import { plannedSpan } from '../../model/occurrences.ts';
import type { OccurrenceChange, Recurrence } from '../../model/recurrence.ts';
import { type LocalDate, sameSpan, type ZoneId } from '../../model/time.ts';
import { type Json, sameClocks, writeOccurrence, writeRecurrence } from './series-bodies.ts';
import { writePatch } from './write-event.ts';

export type SeriesStep =
  | { readonly on: 'series'; readonly body: Json }
  | { readonly on: 'occurrence'; readonly day: LocalDate; readonly body: Json | null };

const words = ['title', 'body', 'location', 'availability', 'reminderMinutes'] as const;
/** All but when it takes place. */
const wordsOfSeries = appointmentFields.filter((field) => field !== 'span' && field !== 'recurrence');

/**
 * @param wanted as `expressAppointment` gives it.
 * @param now what stands there.
 * @returns the steps that can be done next: one on the series itself, or any number on occurrences; none when all is done.
 */
export function nextSteps(wanted: Appointment, now: Appointment, mailboxZone: ZoneId): readonly SeriesStep[] {
  const body = { ...wordsOf(wanted, now, mailboxZone), ...daysOf(wanted, now, mailboxZone) };
  if (Object.keys(body).length > 0) return [{ on: 'series', body }];
  if (wanted.recurrence === null || now.recurrence === null) return [];
  return occurrenceSteps(wanted, wanted.recurrence, now, now.recurrence, mailboxZone);
}

function wordsOf(wanted: Appointment, now: Appointment, mailboxZone: ZoneId): Json {
  const differs = wordsOfSeries.filter((field) => wanted[field] !== now[field]);
  return writePatch(Object.fromEntries(differs.map((field) => [field, wanted[field]])), wanted, mailboxZone);
}

function daysOf(wanted: Appointment, now: Appointment, mailboxZone: ZoneId): Json {
  if (!sameDays(wanted, now)) return writeRecurrence(wanted, mailboxZone);
  return comesBack(wanted, now) ? { recurrence: null } : {};
}

function sameDays(one: Appointment, other: Appointment): boolean {
  if (!sameSpan(one.span, other.span) || !sameZone(one, other)) return false;
  return JSON.stringify(one.recurrence?.pattern ?? null) === JSON.stringify(other.recurrence?.pattern ?? null);
}

function sameZone({ span: one, recurrence }: Appointment, { span: other }: Appointment): boolean {
  if (recurrence === null || one.kind !== 'timed' || other.kind !== 'timed') return true;
  return sameClocks(one.zone, other.zone, one.start);
}

/** Whether an occurrence that was removed there is one that is wanted. */
function comesBack({ recurrence: wanted }: Appointment, { recurrence: now }: Appointment): boolean {
  if (wanted === null || now === null) return false;
  const gone = new Set(wanted.cancelled);
  return now.cancelled.some((day) => !gone.has(day));
}

function occurrenceSteps(
  wanted: Appointment,
  toBe: Recurrence,
  now: Appointment,
  is: Recurrence,
  mailboxZone: ZoneId,
): readonly SeriesStep[] {
  const removed = new Set(is.cancelled);
  const cancels = toBe.cancelled
    .filter((day) => !removed.has(day))
    .map((day): SeriesStep => ({ on: 'occurrence', day, body: null }));
  const kept = new Set(toBe.cancelled);
  const days = [...new Set([...toBe.changed, ...is.changed].map(({ day }) => day))].filter((day) => !kept.has(day));
  const changes = days.toSorted().flatMap((day): readonly SeriesStep[] => {
    const patch = patchOf(shownOn(wanted, toBe, day), shownOn(now, is, day));
    return Object.keys(patch).length === 0
      ? []
      : [{ on: 'occurrence', day, body: writeOccurrence(patch, wanted, mailboxZone) }];
  });
  return [...cancels, ...changes];
}

type Shown = Required<OccurrenceChange>;

function shownOn(series: Appointment, { changed }: Recurrence, day: LocalDate): Shown {
  const { title, body, location, availability, reminderMinutes, span } = series;
  const change = changed.find((one) => one.day === day)?.change ?? {};
  const plain = { title, body, location, availability, reminderMinutes, span: plannedSpan(span, day) };
  return { ...plain, ...change };
}

function patchOf(wanted: Shown, now: Shown): AppointmentPatch {
  const differs = words.filter((field) => wanted[field] !== now[field]);
  return {
    ...Object.fromEntries(differs.map((field) => [field, wanted[field]])),
    ...(sameSpan(wanted.span, now.span) ? {} : { span: wanted.span }),
  };
}

/** The days of occurrences that are not what their series says. */
export function daysOfItsOwn({ recurrence }: Appointment): readonly LocalDate[] {
  return recurrence === null ? [] : [...recurrence.cancelled, ...recurrence.changed.map(({ day }) => day)];
}
