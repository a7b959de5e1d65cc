/** @file A cheap key by which items of both sides are brought together before they are compared in full. Pure. */
import type { RemoteAppointment } from '../connectors/connector.ts';
import type { Appointment } from '../model/appointment.ts';
import { describeSpan } from './fields.ts';
import { subjectOf, type TranslationRules } from './translation.ts';

/**
 * Title, start and end: what a person would recognise an appointment by. Items without the same fingerprint are never
 * compared, so that the work does not grow with the square of their number.
 */
export function fingerprint({ span, title }: Pick<Appointment, 'span' | 'title'>): string {
  return `${describeSpan(span)}|${title.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()}`;
}

/** That of the calendar's copy of an item of the CRM, where the copy has the subject that would be built for it now. */
export function builtFingerprint(
  item: Pick<RemoteAppointment, 'fields' | 'surroundings'>,
  rules: TranslationRules,
): string {
  return fingerprint({ span: item.fields.span, title: subjectOf(item, rules).subject });
}
