/** @file Which items take part, as the specification says it; told again here, so that the checker knows nothing of the engine. */
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { ItemKind, Side } from '../../sync-core/model/side.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';

const day = 24 * 3_600_000;

/** @param now milliseconds since 1970. Items of a history are never within a day of the window's edges. */
export function takesPart(
  kind: ItemKind,
  side: Side,
  fields: Appointment,
  preferences: Preferences,
  now: number,
): boolean {
  if (!preferences[`kinds.${kind}`]) return false;
  const isOpenTask = kind === 'task' && fields.availability !== 'free';
  const { span } = fields;
  const start = Date.parse(span.kind === 'timed' ? span.start : span.firstDay);
  if (!isOpenTask && start < now - preferences['window.pastDays'] * day) return false;
  if (!isOpenTask && start > now + preferences['window.futureDays'] * day) return false;
  if (side === 'crm') return true;
  if (fields.visibility === 'private' && !preferences['calendar.private']) return false;
  if (kind === 'task') return true;
  if (span.kind === 'allDay' && !preferences['calendar.allDay']) return false;
  return fields.availability !== 'free' || preferences['calendar.free'];
}
