/** @file An appointment for tests of the model. */
import { type Appointment, appointment } from '../appointment.ts';
import type { Instant, ZoneId } from '../time.ts';

/** An hour on a Tuesday, with whatever is said of it. */
export function anHour(over: Partial<Appointment> = {}): Appointment {
  const span = {
    kind: 'timed',
    start: '2026-12-01T09:00:00Z' as Instant,
    end: '2026-12-01T10:00:00Z' as Instant,
    zone: 'Europe/Berlin' as ZoneId,
  } as const;
  const plain = { title: 'Forecast Q1', body: '', location: '', span, availability: 'busy', reminderMinutes: 15 };
  return { ...appointment.parse({ ...plain, visibility: 'public' }), ...over };
}
