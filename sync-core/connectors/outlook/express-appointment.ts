/** @file What Graph would make of an appointment, a series with all its occurrences included. Pure. */
import type { Appointment } from '../../model/appointment.ts';
import type { OccurrenceChange } from '../../model/recurrence.ts';
import type { Window } from '../connector.ts';
import { type PatternWords, sayableSeries } from './sayable-series.ts';
import { expressEvent } from './write-event.ts';

/** What Graph would give back if this were written to it. */
export function expressAppointment(fields: Appointment, window: Window, words?: PatternWords): Appointment {
  const { recurrence } = fields;
  const plain = expressEvent(fields);
  if (recurrence === null) return plain;
  const changed = recurrence.changed.map(({ day, change }) => ({ day, change: expressWords(fields, change) }));
  return sayableSeries({ ...plain, recurrence: { ...recurrence, changed } }, window, words);
}

function expressWords(series: Appointment, change: OccurrenceChange): OccurrenceChange {
  const { title, location, body, joinUrl } = expressEvent({ ...series, ...change });
  const hasText = change.body !== undefined || change.joinUrl !== undefined;
  return {
    ...change,
    ...(change.title === undefined ? {} : { title }),
    ...(change.location === undefined ? {} : { location }),
    ...(hasText ? { body, joinUrl } : {}),
  };
}
