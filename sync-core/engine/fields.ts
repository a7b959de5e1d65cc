/** @file Comparing and describing the fields of an item. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { Appointment } from '../model/appointment.ts';
import {
  type AnyPatch,
  anyOf,
  fieldsIn,
  type ItemField,
  type ItemFields,
  isAppointment,
  isPerson,
} from '../model/item.ts';
import { normalRecurrence } from '../model/normal-recurrence.ts';
import { type Address, noAddress } from '../model/person.ts';
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
export function sameField(field: ItemField, one: ItemFields, other: ItemFields): boolean {
  if (isAppointment(one) && isAppointment(other)) {
    if (field === 'span') return sameSpan(one.span, other.span);
    if (field === 'recurrence') return seriesText(one) === seriesText(other);
  }
  return sameValue(field, anyOf(one)[field], anyOf(other)[field]);
}

/** Of a series the first occurrence and the rule are one value. */
export function isTime(field: ItemField): boolean {
  return field === 'span' || field === 'recurrence';
}

function sameValue(field: ItemField, one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return isDeepStrictEqual(one, other);
  return field === 'body' ? one === other : sameLine(one, other);
}

export function differingFields(one: ItemFields, other: ItemFields): readonly ItemField[] {
  return fieldsIn(one).filter((field) => !sameField(field, one, other));
}

/** Takes some fields of one item over into another of its kind. */
export function withFields<F extends ItemFields>(base: F, fields: readonly ItemField[], from: ItemFields): F {
  const taken = Object.fromEntries(fields.map((field) => [field, anyOf(from)[field]]));
  return { ...base, ...taken };
}

/** @returns the item as it is once the patch is written; what the patch has of another kind is nothing to it. */
export function patched<F extends ItemFields>(base: F, patch: AnyPatch): F {
  return { ...base, ...patch };
}

const shownText = 500;

/** A field as the activity list shows it; null where there is nothing. Times stay in their machine form. */
export function describeField(field: ItemField, from: ItemFields): string | null {
  if (field === 'recurrence') return isAppointment(from) ? describeSeries(from) : null;
  const value = anyOf(from)[field];
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 'done' : 'open';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return describeText(field, value);
  if ('kind' in value) return describeSpan(value);
  return describeList(value);
}

function describeText(field: ItemField, value: string): string | null {
  const text = field === 'body' ? plainTextOfHtml(value).slice(0, shownText) : value;
  return text === '' ? null : text;
}

function describeList(value: readonly string[] | Address): string | null {
  const parts = Array.isArray(value) ? value : Object.keys(noAddress).map((part) => value[part as keyof typeof value]);
  const said = parts.filter((part) => part !== '');
  return said.length === 0 ? null : said.join(', ');
}

/** An ISO 8601 interval: `2026-12-01T08:00:00Z/2026-12-01T09:00:00Z`, or days with both ends inclusive. */
export function describeSpan(span: Span): string {
  return span.kind === 'timed' ? `${span.start}/${span.end}` : `${span.firstDay}/${span.lastDay}`;
}

/** @returns when an item begins, a task by the day on which it is due; null for what has no time. */
export function startOf(fields: ItemFields): string | null {
  if (isPerson(fields)) return null;
  if (!isAppointment(fields)) return fields.dueDate ?? fields.startDate;
  return fields.span.kind === 'timed' ? fields.span.start : fields.span.firstDay;
}
