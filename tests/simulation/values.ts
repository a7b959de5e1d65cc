/**
 * @file What the checker compares: the value of each field as a person would call it the same. Every text carries a word that
 * nobody wrote before (`v12v`), and every item a name in its title that never changes (`#7`).
 *
 * A series has fields of its own for each occurrence, named by the day on which that was meant to begin: when it takes place, and
 * what it says that its series does not. A field that an item does not have has the value `none`.
 */
import type { Appointment } from '../../sync-core/model/appointment.ts';
import { isEndless, occurrencesWithin } from '../../sync-core/model/occurrences.ts';
import type { Instant, Period, Span } from '../../sync-core/model/time.ts';
import type { SimulatedWorld } from './world.ts';

/** A field of the item, or a day and a field of the occurrence that was meant to begin then. */
export type FieldName = string;
/** The value of a field in a word. */
export type Values = Readonly<Record<FieldName, string>>;

export const none = 'none';
const ofOccurrence = ['time', 'title', 'location'] as const;

/** Series are compared as far as this: what the window has in it for as long as a history lasts. */
export const looked: Period = { from: '2026-11-24T00:00:00Z' as Instant, until: '2027-04-19T00:00:00Z' as Instant };

export function nameOf({ title }: Pick<Appointment, 'title'>): string {
  return /#\d+/.exec(title)?.[0] ?? title;
}

/** The day of the occurrence whose field this is; undefined: it is the whole item's. */
export function dayOf(field: FieldName): string | undefined {
  return /^\d{4}-\d\d-\d\d/.exec(field)?.[0];
}

export function timeFieldOf(day: string): FieldName {
  return `${day} time`;
}

function word(text: string): string {
  return /v\d+v/.exec(text)?.[0] ?? text;
}

/** As an ISO 8601 interval. */
function timeOf(span: Span): string {
  return span.kind === 'timed' ? `${span.start}/${span.end}` : `${span.firstDay}/${span.lastDay}`;
}

/** Items are never changed in place: what they show is looked at once. */
const known = new WeakMap<Appointment, Values>();

export function valuesOf(fields: Appointment): Values {
  const before = known.get(fields);
  if (before !== undefined) return before;
  const values = {
    title: word(fields.title),
    body: word(fields.body),
    location: word(fields.location),
    time: fields.recurrence === null ? timeOf(fields.span) : 'repeats',
    availability: fields.availability,
    reminder: fields.reminderMinutes === null ? none : `${fields.reminderMinutes} minutes`,
    privacy: fields.visibility,
    importance: fields.importance,
    ...(fields.recurrence === null ? {} : occurrenceValues(fields)),
  };
  known.set(fields, values);
  return values;
}

function occurrenceValues(fields: Appointment): Values {
  const entries = occurrencesWithin(fields, looked).flatMap(({ day, span, fields: shown }): [string, string][] => [
    [timeFieldOf(day), timeOf(span)],
    ...(['title', 'location'] as const)
      .filter((field) => word(shown[field]) !== word(fields[field]))
      .map((field): [string, string] => [`${day} ${field}`, word(shown[field])]),
  ]);
  return Object.fromEntries(entries);
}

export function valueIn(values: Values, field: FieldName): string {
  return values[field] ?? none;
}

/** All fields that either of the two has. */
export function fieldsOf(one: Values, other: Values): readonly FieldName[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])];
}

/** The fields of an occurrence. */
export function fieldsOfDay(day: string): readonly FieldName[] {
  return ofOccurrence.map((field) => `${day} ${field}`);
}

/** Whether both sides show the same, as far as they can: each keeps some things in a way of its own. */
export function alike(
  field: FieldName,
  crm: Appointment,
  calendar: Appointment,
  keeps: SimulatedWorld['keeps'],
): boolean {
  if (valueIn(valuesOf(crm), field) === valueIn(valuesOf(calendar), field)) return true;
  // A row that stands elsewhere belongs to another day where the days themselves are kept.
  if (dayOf(field) !== undefined && shownBy(crm) === shownBy(calendar)) return true;
  // What a series is called that nobody sees, because each of its occurrences is called something of its own, is no word of anybody's.
  if (isShownByNone(field, crm) && isShownByNone(field, calendar) && shownBy(crm) === shownBy(calendar)) return true;
  return (
    valueIn(valuesOf(keeps.calendar(crm)), field) === valueIn(valuesOf(calendar), field) ||
    valueIn(valuesOf(keeps.crm(calendar)), field) === valueIn(valuesOf(crm), field)
  );
}

/** Whether a series says it, and each of its occurrences something else. */
export function isShownByNone(field: FieldName, { recurrence, span, ...series }: Appointment): boolean {
  if ((field !== 'title' && field !== 'location') || recurrence === null || isEndless(recurrence)) return false;
  const occurrences = occurrencesWithin({ ...series, span, recurrence }, looked);
  return occurrences.every(({ day }) => recurrence.changed.some((one) => one.day === day && field in one.change));
}

/** All occurrences as a person sees them, one after the other. */
function shownBy(fields: Appointment): string {
  const all = occurrencesWithin(fields, looked).map(
    ({ span, fields: { title, location } }) => `${timeOf(span)} ${word(title)} ${word(location)}`,
  );
  return all.toSorted().join('; ');
}
