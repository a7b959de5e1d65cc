/**
 * @file Does an item that is on one side only take part, and if not, why not. Pure. What is linked already stays linked
 * whatever the preferences say; this is asked of new items alone.
 */
import { Temporal } from 'temporal-polyfill';
import type { RemoteItem, Window } from '../connectors/connector.ts';
import { type ItemFields, isAppointment, isPerson, isPrivate, isTask, kindOf, recurrenceOf } from '../model/item.ts';
import { occurrencesWithin, touches } from '../model/occurrences.ts';
import type { LeftOutCode } from '../model/reason.ts';
import type { ItemKind, Side } from '../model/side.ts';
import type { Task } from '../model/task.ts';
import { toInstant, type ZoneId } from '../model/time.ts';
import { directionOf } from './direction.ts';
import type { Preferences } from './schema.ts';

export interface ScopeQuestion {
  readonly item: RemoteItem;
  /** The side that the item is on. */
  readonly side: Side;
  readonly preferences: Preferences;
  readonly window: Window;
  /** The user's zone: whole days begin and end there. */
  readonly zone: ZoneId;
  /** Whether the side that would receive it can keep an item private. */
  readonly receiverCanBePrivate: boolean;
}

/** @returns why the item does not take part; null when it does. The first reason that a user would think of comes first. */
export function whyLeftOut(question: ScopeQuestion): LeftOutCode | null {
  const { item, side, preferences } = question;
  const kind = kindOf(item.fields);
  if (!preferences[`kinds.${kind}`]) return 'kindOff';
  if (item.unfit !== undefined) return item.unfit;
  if (item.form.kind !== 'single' && recurrenceOf(item.fields) === null) return 'seriesNotUnderstood';
  if (!isInWindow(item.fields, question.window, question.zone)) return 'outsideWindow';
  // A person of the calendar system is the user's own.
  if (kind === 'person' && side === 'calendar') return 'notFromCrm';
  if (!directionOf(preferences, kind).listensTo(side)) return 'directionOff';
  const bySide = side === 'crm' ? whyNotFromCrm(item, preferences) : whyNotFromCalendar(item, preferences);
  if (bySide !== null) return bySide;
  if (isPrivate(item.fields) && !question.receiverCanBePrivate) return 'privateNotAccepted';
  return null;
}

function whyNotFromCrm(item: RemoteItem, preferences: Preferences): LeftOutCode | null {
  if (isPerson(item.fields)) return null;
  const types = preferences['crm.types'];
  const chosen = types.length === 0 || (item.typeId !== undefined && types.includes(item.typeId));
  return chosen ? null : 'typeNotSelected';
}

function whyNotFromCalendar({ fields }: RemoteItem, preferences: Preferences): LeftOutCode | null {
  if (isPrivate(fields) && !preferences['calendar.private']) return 'privateOff';
  if (!isAppointment(fields)) return null;
  if (fields.span.kind === 'allDay' && !preferences['calendar.allDay']) return 'allDayOff';
  if (fields.availability === 'free' && !preferences['calendar.free']) return 'freeOff';
  return null;
}

/** The days around now that take part, as moments: from the first day's beginning to the end of the last. */
export function windowAround(now: number, preferences: Preferences, zone: ZoneId): Window {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).startOfDay();
  const first = today.subtract({ days: preferences['window.pastDays'] }).startOfDay();
  const afterLast = today.add({ days: preferences['window.futureDays'] + 1 }).startOfDay();
  return { from: toInstant(first.toInstant()), until: toInstant(afterLast.toInstant()) };
}

/**
 * @returns whether any part of it lies in the window; of a series, any part of one of its occurrences. A task that is open is in it
 * whatever its date, and so is a person.
 */
export function isInWindow(fields: ItemFields, window: Window, zone: ZoneId): boolean {
  if (isPerson(fields)) return true;
  if (isTask(fields)) return !fields.done || touchesDays(fields, window, zone);
  if (fields.recurrence === null) return touches(fields.span, window, zone);
  return occurrencesWithin(fields, window, zone).length > 0;
}

function touchesDays({ startDate, dueDate }: Task, window: Window, zone: ZoneId): boolean {
  const days = [startDate, dueDate].flatMap((day) => day ?? []).toSorted();
  const [firstDay, lastDay] = [days[0], days.at(-1)];
  // What was done and never had a date says nothing of when.
  if (firstDay === undefined || lastDay === undefined) return false;
  return touches({ kind: 'allDay', firstDay, lastDay }, window, zone);
}

/** What the preferences ask of a listing: when this changes, what was read before no longer answers it. */
export function listingQuestion(
  kind: ItemKind,
  preferences: Preferences,
  canBePrivate: Readonly<Record<Side, boolean>>,
): string {
  const unheard = (['crm', 'calendar'] as const).filter((side) => !directionOf(preferences, kind).listensTo(side));
  const zones = [preferences['timeZone.crm'], preferences['timeZone.calendar']];
  return JSON.stringify({
    ...(kind === 'person' ? personQuestion(preferences) : activityQuestion(kind, preferences, canBePrivate)),
    // Also that of the other side: what was left out with its other half is read again with it.
    ...(unheard.length === 0 ? {} : { unheard }),
    // What was left out for its zone may have one now.
    ...(kind === 'appointment' && zones.some((zone) => zone !== null) && { zones }),
  });
}

function activityQuestion(
  kind: ItemKind,
  preferences: Preferences,
  canBePrivate: Readonly<Record<Side, boolean>>,
): object {
  const types = preferences['crm.types'];
  const isPrivate = preferences['calendar.private'];
  if (kind === 'task') return { types, private: isPrivate, canBePrivate };
  const { 'calendar.allDay': allDay, 'calendar.free': free } = preferences;
  return { types, allDay, free, private: isPrivate, canBePrivate };
}

/** Which persons are chosen, and what of them becomes what. */
function personQuestion(preferences: Preferences): object {
  return {
    selections: preferences['crm.persons.selections'],
    fields: [preferences['crm.fields.jobTitle'], preferences['crm.fields.title'], preferences['crm.fields.department']],
    personalPhoneFirst: preferences['crm.personalPhoneFirst'],
    birthdays: preferences['crm.birthdays'],
  };
}
