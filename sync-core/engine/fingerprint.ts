/** @file A cheap key by which items of both sides are brought together before they are compared in full. Pure. */
import type { Appointment } from '../model/appointment.ts';
import { describeSpan } from './fields.ts';

/**
 * Title, start and end: what a person would recognise an appointment by. Items without the same fingerprint are never
 * compared, so that the work does not grow with the square of their number.
 */
export function fingerprint(fields: Appointment): string {
  const title = fields.title.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
  return `${describeSpan(fields.span)}|${title}`;
}
