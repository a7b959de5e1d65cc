/** @file Comparing and describing the fields of an appointment. Pure. */
import { type Appointment, type AppointmentField, appointmentFields } from '../model/appointment.ts';
import { normalRecurrence } from '../model/normal-recurrence.ts';
import { type Span, sameSpan } from '../model/time.ts';
import { plainTextOfHtml } from '../translate/text.ts';
import { describeSeries } from './series/describe.ts';

function sameLine(one: string, other: string): boolean {
  const line = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();
  return one === other || line(one) === line(other);
}

/** How it repeats, in one form, and by which clock. */
function seriesText({ recurrence, span }: Appointment): string {
  if (recurrence === null) return '';
  return JSON.stringify([normalRecurrence(recurrence, span), span.kind === 'timed' ? span.zone : '']);
}

/** @returns whether a reader would see no difference. Texts are expected in canonical form (translate/text.ts). */
export function sameField(field: AppointmentField, one: Appointment, other: Appointment): boolean {
  switch (field) {
    case 'title':
    case 'location':
      return sameLine(one[field], other[field]);
    case 'span':
      return sameSpan(one.span, other.span);
    case 'recurrence':
      return seriesText(one) === seriesText(other);
    default:
      return one[field] === other[field];
  }
}

/** Of a series the first occurrence and the rule are one value. */
export function isTime(field: AppointmentField): boolean {
  return field === 'span' || field === 'recurrence';
}

export function differingFields(one: Appointment, other: Appointment): readonly AppointmentField[] {
  return appointmentFields.filter((field) => !sameField(field, one, other));
}

/** Takes some fields of one item over into another. */
export function withFields(base: Appointment, fields: readonly AppointmentField[], from: Appointment): Appointment {
  const taken = Object.fromEntries(fields.map((field) => [field, from[field]]));
  return { ...base, ...taken };
}

const shownText = 500;

/** A field as the activity list shows it; null where there is nothing. Times stay in their machine form. */
export function describeField(field: AppointmentField, from: Appointment): string | null {
  switch (field) {
    case 'body': {
      const text = plainTextOfHtml(from.body);
      return text === '' ? null : text.slice(0, shownText);
    }
    case 'span':
      return describeSpan(from.span);
    case 'reminderMinutes':
      return from.reminderMinutes === null ? null : String(from.reminderMinutes);
    case 'recurrence':
      return describeSeries(from);
    case 'done':
      return from.done ? 'done' : 'open';
    default:
      return from[field] === '' ? null : from[field];
  }
}

/** An ISO 8601 interval: `2026-12-01T08:00:00Z/2026-12-01T09:00:00Z`, or days with both ends inclusive. */
export function describeSpan(span: Span): string {
  return span.kind === 'timed' ? `${span.start}/${span.end}` : `${span.firstDay}/${span.lastDay}`;
}

export function startOf(span: Span): string {
  return span.kind === 'timed' ? span.start : span.firstDay;
}
