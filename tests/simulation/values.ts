/**
 * @file What the checker compares: the value of each field as a person would call it the same. Every text carries a word that
 * nobody wrote before (`v12v`), and every item a name in its title that never changes (`#7`).
 */
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { SimulatedWorld } from './world.ts';

export const fieldNames = ['title', 'body', 'location', 'time', 'availability', 'reminder', 'privacy'] as const;
export type FieldName = (typeof fieldNames)[number];
/** The value of a field in a word. */
export type Values = Readonly<Record<FieldName, string>>;

export function nameOf({ title }: Pick<Appointment, 'title'>): string {
  return /#\d+/.exec(title)?.[0] ?? title;
}

function word(text: string): string {
  return /v\d+v/.exec(text)?.[0] ?? text;
}

/** As an ISO 8601 interval. */
function timeOf({ span }: Appointment): string {
  return span.kind === 'timed' ? `${span.start}/${span.end}` : `${span.firstDay}/${span.lastDay}`;
}

export function valuesOf(fields: Appointment): Values {
  return {
    title: word(fields.title),
    body: word(fields.body),
    location: word(fields.location),
    time: timeOf(fields),
    availability: fields.availability,
    reminder: fields.reminderMinutes === null ? 'none' : `${fields.reminderMinutes} minutes`,
    privacy: fields.visibility,
  };
}

/** Whether both sides show the same, as far as they can: each keeps some things in a way of its own. */
export function alike(
  field: FieldName,
  crm: Appointment,
  calendar: Appointment,
  keeps: SimulatedWorld['keeps'],
): boolean {
  return (
    valuesOf(keeps.calendar(crm))[field] === valuesOf(calendar)[field] ||
    valuesOf(keeps.crm(calendar))[field] === valuesOf(crm)[field]
  );
}
