/** @file What an occurrence shows that its series does not, as far as SuperOffice's rows can show it. Pure. */
import type { Appointment } from '../../../model/appointment.ts';
import { changeWords, type OccurrenceChange } from '../../../model/recurrence.ts';
import { sameSpan, type ZoneId } from '../../../model/time.ts';

/**
 * @param planned the occurrence as its series has it.
 * @param shown as it is.
 * @param zone of the series, in which its place in time is told; undefined: in its own.
 */
export function changeOf(planned: Appointment, shown: Appointment, zone: ZoneId | undefined): OccurrenceChange {
  const fields = changeWords.filter((field) => planned[field] !== shown[field]);
  const change = Object.fromEntries(fields.map((field) => [field, shown[field]])) as OccurrenceChange;
  const { span } = shown;
  if (sameSpan(planned.span, span)) return change;
  return { ...change, span: span.kind === 'timed' && zone !== undefined ? { ...span, zone } : span };
}
