/**
 * @file Does an item that is on one side only take part, and if not, why not. Pure. What is linked already stays linked
 * whatever the preferences say; this is asked of new items alone.
 */
import { Temporal } from 'temporal-polyfill';
import type { RemoteAppointment, Window } from '../connectors/connector.ts';
import type { Appointment } from '../model/appointment.ts';
import { occurrencesWithin, touches } from '../model/occurrences.ts';
import type { LeftOutCode } from '../model/reason.ts';
import type { Side } from '../model/side.ts';
import { toInstant, type ZoneId } from '../model/time.ts';
import { directionOf } from './direction.ts';
import type { Preferences } from './schema.ts';

export interface ScopeQuestion {
  readonly item: RemoteAppointment;
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
  if (!preferences['kinds.appointment']) return 'kindOff';
  if (item.unfit !== undefined) return item.unfit;
  if (item.form.kind !== 'single' && item.fields.recurrence === null) return 'seriesNotUnderstood';
  if (!isInWindow(item.fields, question.window, question.zone)) return 'outsideWindow';
  if (!directionOf(preferences).listensTo(side)) return 'directionOff';
  const bySide = side === 'crm' ? whyNotFromCrm(item, preferences) : whyNotFromCalendar(item, preferences);
  if (bySide !== null) return bySide;
  if (item.fields.visibility === 'private' && !question.receiverCanBePrivate) return 'privateNotAccepted';
  return null;
}

function whyNotFromCrm(item: RemoteAppointment, preferences: Preferences): LeftOutCode | null {
  const types = preferences['crm.types'];
  const chosen = types.length === 0 || (item.typeId !== undefined && types.includes(item.typeId));
  return chosen ? null : 'typeNotSelected';
}

function whyNotFromCalendar({ fields }: RemoteAppointment, preferences: Preferences): LeftOutCode | null {
  if (fields.visibility === 'private' && !preferences['calendar.private']) return 'privateOff';
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

/** @returns whether any part of it lies in the window; of a series, any part of one of its occurrences. */
export function isInWindow(fields: Appointment, window: Window, zone: ZoneId): boolean {
  if (fields.recurrence === null) return touches(fields.span, window, zone);
  return occurrencesWithin(fields, window, zone).length > 0;
}

/** What the preferences ask of a listing: when this changes, what was read before no longer answers it. */
export function listingQuestion(preferences: Preferences, canBePrivate: Readonly<Record<Side, boolean>>): string {
  const unheard = (['crm', 'calendar'] as const).filter((side) => !directionOf(preferences).listensTo(side));
  const zones = [preferences['timeZone.crm'], preferences['timeZone.calendar']];
  return JSON.stringify({
    types: preferences['crm.types'],
    allDay: preferences['calendar.allDay'],
    free: preferences['calendar.free'],
    private: preferences['calendar.private'],
    canBePrivate,
    // Also that of the other side: what was left out with its other half is read again with it.
    ...(unheard.length === 0 ? {} : { unheard }),
    // What was left out for its zone may have one now.
    ...(zones.some((zone) => zone !== null) && { zones }),
  });
}
