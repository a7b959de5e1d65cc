/** @file What writing single events and series have in common. */
import type { AppointmentPatch } from '../../model/appointment.ts';
import type { WriteOperation, WriteOutcome } from '../connector.ts';
import { Nonsense } from '../errors.ts';
import { type GoogleEvent, googleEvent } from './event-schemas.ts';

const system = 'google';

type Update = Extract<WriteOperation, { readonly do: 'update' }>;

/** What came of one operation, whatever its place in the list. */
export type Outcome = WriteOutcome extends infer O ? (O extends WriteOutcome ? Omit<O, 'index'> : never) : never;

/** @throws Nonsense */
export function parseEvent(body: unknown): GoogleEvent {
  const read = googleEvent.safeParse(body);
  if (!read.success) throw new Nonsense('an event is in an unknown form', { system, cause: read.error });
  return read.data;
}

/** A time that is moved stays in the zone that its author wrote it in, whatever the zone of whoever moved it (G5.2). */
export function inItsOwnZone({ patch, current }: Pick<Update, 'patch' | 'current'>): AppointmentPatch {
  if (patch.span?.kind !== 'timed' || current.span.kind !== 'timed') return patch;
  return { ...patch, span: { ...patch.span, zone: current.span.zone } };
}
