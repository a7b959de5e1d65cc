/** @file What a write makes of an event: what is refused, what changes with it, and who would be written to. */
import { isDeepStrictEqual } from 'node:util';
import { GoogleError } from '../google-error.ts';
import type { Calendar } from './calendar.ts';
import { type EventFields, merged, whole } from './event-fields.ts';
import { type EventRecord, isSeries, otherFields } from './event-record.ts';
import { instantOf, readMoment } from './moments.ts';
import { eventEtag } from './render-event.ts';
import { checkRecurrence } from './series.ts';

/** What a request says beside the event, and what is not confirmed of Calendar. */
export interface WriteRules {
  /** Version 1 takes labels; before, they are not looked at. */
  readonly labels: boolean;
  /** The same for conferences. */
  readonly conferences: boolean;
  /** What becomes of changed occurrences when time or rule of their series change. */
  readonly exceptions: 'orphaned' | 'dropped';
  /** Whether a deleted event can be brought back by a PUT. */
  readonly revivable: boolean;
  /** Whether lists of changes tell that nothing but reminders changed. */
  readonly remindersTold: boolean;
  readonly newId: () => string;
}

type WriteAs = 'PATCH' | 'PUT';

const ownProperties = ['reminders', 'colorId', 'eventLabelId', 'extendedProperties', 'transparency', 'visibility'];
const idForm = /^[0-9a-v]{5,1024}$/;

/** @throws GoogleError 400 or 409 */
export function insertEvent(calendar: Calendar, body: EventFields, rules: WriteRules): EventRecord {
  if (body.id && body.iCalUID) throw new GoogleError(400, 'invalid', 'Both id and iCalUID are given.');
  if (body.id && !idForm.test(body.id)) throw new GoogleError(400, 'invalid', 'Invalid resource id value.');
  const id = body.id ?? rules.newId();
  if (calendar.find(id)) throw duplicate();
  const eventType = body.eventType ?? 'default';
  if (eventType === 'fromGmail' || eventType === 'birthday') {
    throw new GoogleError(400, 'eventTypeRestriction', `Events of type ${eventType} are not created here.`);
  }
  return calendar.put(newRecord(calendar, { ...body, id }, rules));
}

export function duplicate(): GoogleError {
  return new GoogleError(409, 'duplicate', 'The requested identifier already exists.');
}

/** A new event as it would be kept. @throws GoogleError 400 */
export function newRecord(calendar: Calendar, body: EventFields & { id: string }, rules: WriteRules): EventRecord {
  const now = calendar.now();
  const base = {
    id: body.id,
    iCalUID: body.iCalUID ?? `${body.id}@google.com`,
    organizer: calendar.id,
    locked: false,
    occurrenceOf: null,
    created: now,
    updated: now,
    sequence: body.sequence ?? 0,
    revision: 0,
    listed: 0,
  };
  return withFields(calendar, base, whole(withoutIgnored(body, {}, rules)));
}

/** @throws GoogleError 400, 403, 410 or 412 */
export function changeEvent(
  calendar: Calendar,
  old: EventRecord,
  body: EventFields,
  as: WriteAs,
  ifMatch: string | null,
  rules: WriteRules,
): EventRecord {
  demandMatch(calendar, old, ifMatch);
  const revived = old.status === 'cancelled';
  const brings = old.occurrenceOf !== null || (as === 'PUT' && rules.revivable);
  if (revived && !(brings && body.status === 'confirmed')) throw deleted();
  const before = fieldsOf(old);
  const taken = withoutIgnored(body, before, rules);
  const after = as === 'PATCH' ? merged(before, patched(taken, before, rules)) : whole(taken);
  demandSameIdentity(old, body);
  demandRight(calendar, old, before, after);
  const next = withFields(calendar, old, after);
  if (old.occurrenceOf && (next.fields.recurrence?.length ?? 0) > 0) {
    throw new GoogleError(400, 'invalid', 'An occurrence has no recurrence of its own.');
  }
  const moved = !isDeepStrictEqual(
    [old.start, old.end, old.fields.recurrence],
    [next.start, next.end, next.fields.recurrence],
  );
  const { reminders: _one, ...oldRest } = old.fields;
  const { reminders: _other, ...nextRest } = next.fields;
  const quiet = !moved && old.status === next.status && isDeepStrictEqual(oldRest, nextRest);
  const kept = calendar.put(
    {
      ...next,
      updated: quiet ? old.updated : calendar.now(),
      sequence: Math.max(old.sequence, body.sequence ?? 0) + (moved ? 1 : 0),
    },
    !quiet || rules.remindersTold,
  );
  if (moved && isSeries(old) && rules.exceptions === 'dropped') dropExceptions(calendar, old);
  return kept;
}

/** @throws GoogleError 403, 410 or 412 */
export function deleteEvent(
  calendar: Calendar,
  old: EventRecord,
  ifMatch: string | null,
  withExceptions: boolean,
): void {
  demandMatch(calendar, old, ifMatch);
  if (old.status === 'cancelled') throw deleted();
  calendar.put({ ...old, status: 'cancelled', updated: calendar.now(), sequence: old.sequence + 1 });
  for (const exception of calendar.exceptionsOf(old.id)) {
    if (exception.status !== 'cancelled') calendar.put({ ...exception, status: 'cancelled' }, withExceptions);
  }
}

function dropExceptions(calendar: Calendar, series: EventRecord): void {
  for (const exception of calendar.exceptionsOf(series.id)) calendar.put({ ...exception, status: 'cancelled' });
}

function deleted(): GoogleError {
  return new GoogleError(410, 'deleted', 'Resource has been deleted');
}

function demandMatch(calendar: Calendar, old: EventRecord, ifMatch: string | null): void {
  if (ifMatch === null || ifMatch === '*' || ifMatch === eventEtag(calendar, old)) return;
  throw new GoogleError(412, 'conditionNotMet', 'Precondition Failed', 'If-Match');
}

/** What stays as it is once an event is made. */
function demandSameIdentity(old: EventRecord, body: EventFields): void {
  if (body.id && body.id !== old.id) throw new GoogleError(400, 'invalid', 'Invalid resource id value.');
  if (body.iCalUID && body.iCalUID !== old.iCalUID) throw new GoogleError(400, 'invalid', 'Invalid iCalUID value.');
  if (body.eventType && body.eventType !== (old.fields.eventType ?? 'default')) {
    throw new GoogleError(400, 'eventTypeRestriction', 'The type of an event cannot be changed.');
  }
}

/** @throws GoogleError 403 for what only the organiser changes; 400 for what nobody changes on special events */
function demandRight(calendar: Calendar, old: EventRecord, before: EventFields, after: EventFields): void {
  const names = Object.keys({ ...before, ...after }) as (keyof EventFields)[];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const type = old.fields.eventType ?? 'default';
  const beyond = changed.filter((name) => !ownProperties.includes(name));
  if ((type === 'birthday' || type === 'fromGmail') && beyond.length > 0) {
    throw new GoogleError(400, 'eventTypeRestriction', `${beyond[0]} cannot be changed on events of type ${type}.`);
  }
  if (old.locked && beyond.length > 0) throw new GoogleError(403, 'forbidden', 'The event is locked.');
  if (old.organizer === calendar.id || old.fields.guestsCanModify === true) return;
  const others = beyond.filter((name) => name !== 'attendees' || !onlyOwnAnswer(calendar, before, after));
  if (others.length > 0) {
    throw new GoogleError(
      403,
      'forbiddenForNonOrganizer',
      'Shared properties can only be changed by the organizer of the event.',
    );
  }
}

function onlyOwnAnswer(calendar: Calendar, before: EventFields, after: EventFields): boolean {
  const others = (fields: EventFields) => (fields.attendees ?? []).filter((each) => each.email !== calendar.id);
  return isDeepStrictEqual(others(before), others(after));
}

/** Conferences and labels are left alone by who does not say that it knows them. */
function withoutIgnored(body: EventFields, before: EventFields, rules: WriteRules): EventFields {
  const { conferenceData, eventLabelId, ...rest } = body;
  const conference = rules.conferences
    ? body.conferenceData === undefined
      ? {}
      : { conferenceData }
    : { conferenceData: before.conferenceData };
  const label = rules.labels ? { eventLabelId: eventLabelId ?? null } : { eventLabelId: before.eventLabelId };
  return { ...rest, ...conference, ...label };
}

/** A PATCH does not take away what it does not name, but with labels the label. */
function patched(taken: EventFields, before: EventFields, rules: WriteRules): EventFields {
  return {
    ...taken,
    ...(taken.conferenceData === undefined ? { conferenceData: before.conferenceData } : {}),
    ...(rules.labels ? {} : { eventLabelId: before.eventLabelId }),
  };
}

function fieldsOf(event: EventRecord): EventFields {
  const moment = (each: EventRecord['start']) =>
    each.kind === 'date'
      ? { date: each.date }
      : { dateTime: new Date(each.instant).toISOString(), ...(each.zone === null ? {} : { timeZone: each.zone }) };
  return { ...event.fields, status: event.status, start: moment(event.start), end: moment(event.end) };
}

type Base = Omit<EventRecord, 'status' | 'start' | 'end' | 'fields'>;

/** @throws GoogleError 400 for what an event cannot be */
function withFields(calendar: Calendar, base: Base, fields: EventFields): EventRecord {
  const { zone } = calendar;
  const start = readMoment(fields.start ?? {}, 'start', zone);
  const end = readMoment(fields.end ?? {}, 'end', zone);
  const [from, to] = [instantOf(start, zone), instantOf(end, zone)];
  if (start.kind !== end.kind) throw new GoogleError(400, 'invalid', 'Start and end are not of the same kind.');
  if (to < from || (start.kind === 'date' && to === from)) {
    throw new GoogleError(400, 'timeRangeEmpty', 'The specified time range is empty.');
  }
  const recurrence = fields.recurrence ?? [];
  if (recurrence.length > 0) checkRecurrence({ start, end, recurrence }, zone);
  demandLimits(calendar, fields);
  return { ...base, status: fields.status ?? 'confirmed', start, end, fields: otherFields(fields) };
}

function demandLimits(calendar: Calendar, { reminders, colorId, eventLabelId, extendedProperties }: EventFields): void {
  if (reminders?.useDefault && (reminders.overrides?.length ?? 0) > 0) {
    throw new GoogleError(
      400,
      'cannotUseDefaultRemindersAndSpecifyOverride',
      'Cannot specify both default reminders and overrides at the same time.',
    );
  }
  if (colorId && !/^([1-9]|1[01])$/.test(colorId)) throw new GoogleError(400, 'invalid', 'Invalid value for: colorId');
  if (eventLabelId && !calendar.settings.labels.some((label) => label.id === eventLabelId)) {
    throw new GoogleError(400, 'invalid', 'Invalid value for: eventLabelId');
  }
  const properties = [extendedProperties?.private, extendedProperties?.shared].flatMap((each) =>
    Object.entries(each ?? {}),
  );
  const size = properties.reduce((sum, [key, value]) => sum + key.length + (value ?? '').length, 0);
  const tooLong = properties.some(([key, value]) => key.length > 44 || (value ?? '').length > 1024);
  if (tooLong || properties.length > 300 || size > 32_768) {
    throw new GoogleError(400, 'invalid', 'Invalid value for: extendedProperties');
  }
}
