/** @file A cheap key by which items of both sides are brought together before they are compared in full. Pure. */

import { Temporal } from 'temporal-polyfill';
import type { RemoteItem } from '../connectors/connector.ts';
import { type ItemFields, isAppointment, isPerson, titleOf } from '../model/item.ts';
import { plannedSpan } from '../model/occurrences.ts';
import type { LocalDate, Span } from '../model/time.ts';
import { describeSpan } from './fields.ts';
import { subjectOf, type TranslationRules } from './translation.ts';

/**
 * Title, start and end: what a person would recognise an appointment by; of a series the time of the day, for the two sides need
 * not hold the same part of it. Items without the same fingerprint are never compared, so that the work does not grow with
 * the square of their number.
 */
export function fingerprint(fields: ItemFields): string {
  return `${timeOf(fields)}|${plainName(titleOf(fields))}`;
}

/** A title or a name as it is compared: whatever its case, its blanks and the form of its letters. */
export function plainName(title: string): string {
  return title.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}

/** A task is recognised by the day on which it is due; the name of a person has no time. */
function timeOf(fields: ItemFields): string {
  if (isPerson(fields)) return 'person';
  if (!isAppointment(fields)) return `due ${fields.dueDate ?? ''}`;
  return fields.recurrence === null ? describeSpan(fields.span) : timeOfDay(fields.span);
}

/** That of the calendar's copy of an item of the CRM, where the copy has the subject that would be built for it now. */
export function builtFingerprint(item: Pick<RemoteItem, 'fields' | 'surroundings'>, rules: TranslationRules): string {
  const { fields } = item;
  return isPerson(fields)
    ? fingerprint(fields)
    : fingerprint({ ...fields, title: subjectOf({ ...item, fields }, rules).subject });
}

/** In the same winter for every series, so that zones with the same clocks give the same. */
const someDay = '2026-01-15' as LocalDate;

function timeOfDay(first: Span): string {
  const span = plannedSpan(first, someDay);
  if (span.kind === 'timed') return `series ${span.start.slice(11)}/${span.end.slice(11)}`;
  return `series ${Temporal.PlainDate.from(span.firstDay).until(span.lastDay).days + 1} d`;
}
