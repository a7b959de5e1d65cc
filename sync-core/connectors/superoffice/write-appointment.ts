/**
 * @file The neutral form in SuperOffice's properties, and what SuperOffice makes of it. Pure. The mirror of
 * read-appointment.ts.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment, AppointmentPatch } from '../../model/appointment.ts';
import { type Instant, type Span, toInstant, type ZoneId } from '../../model/time.ts';
import { showTheSame } from '../../model/wall-clock.ts';
import { webAddress } from '../../translate/join-link.ts';
import type { Profile } from './profile.ts';
import {
  alarmProperties,
  type EntityProperties,
  expressImportance,
  expressLine,
  expressTexts,
  priorityFor,
  textProperties,
  visibilityProperties,
} from './shared-properties.ts';
import { momentsOfDays } from './whole-days.ts';
import { momentToWire, oneOfTheRepeatedHour } from './wire-time.ts';

/**
 * @param patch names the fields to write; all of them for a new item.
 * @param whole all fields as they will be. What is written is SuperOffice's own form of them, so that nothing is refused
 * for its length or comes back changed.
 * @param added is to stand below the text; a server with nothing but a description has no room for it.
 */
export function entityProperties(
  patch: AppointmentPatch,
  whole: Appointment,
  profile: Profile,
  added?: string,
): EntityProperties {
  const held = expressFields(whole, profile);
  return {
    ...textProperties(patch, held, profile, added),
    ...(patch.location !== undefined && { Location: held.location }),
    ...(patch.span && spanProperties(held.span, profile)),
    ...(patch.availability !== undefined && { IsFree: held.availability === 'free' }),
    ...(patch.reminderMinutes !== undefined && alarmProperties(held.reminderMinutes)),
    ...(patch.visibility !== undefined && visibilityProperties(held.visibility, profile)),
    ...(patch.importance !== undefined && { Priority: priorityFor(held.importance, profile) }),
    ...(patch.joinUrl !== undefined && keepsJoinUrl(profile) && { JoinVideomeetUrl: held.joinUrl }),
    // What is opened again has been started, as in SuperOffice's own diary.
    ...(patch.done !== undefined && { Completed: held.done ? 'Completed' : 'Started' }),
  };
}

function spanProperties(span: Span, profile: Profile): EntityProperties {
  const { wireZone: zone } = profile;
  if (span.kind === 'allDay') {
    const { start, end } = momentsOfDays(span, zone, profile.baseZone, profile.allDay);
    return { ...wireTimes(start, end, zone), IsAlldayEvent: true };
  }
  return { ...wireTimes(span.start, span.end, zone), IsAlldayEvent: false };
}

function wireTimes(start: Instant, end: Instant, zone: ZoneId): EntityProperties {
  const write = (moment: Instant) => momentToWire(Temporal.Instant.from(moment), zone);
  return { StartDate: write(start), EndDate: write(end) };
}

/**
 * The zone that a new appointment is meant in, where that is another than the user's: so that it is still known when the
 * appointment goes back to a calendar that asks for it (G5.2).
 */
export function authorsZone(span: Span, profile: Profile): EntityProperties {
  if (span.kind !== 'timed' || showTheSame(span.zone, profile.facts.zone, ...yearAround(span.start))) return {};
  const [id] = [...profile.zonesById].find(([, zone]) => zone === span.zone) ?? [];
  return id === undefined ? {} : { PreferredTZLocation: id };
}

function yearAround(start: Instant): readonly [Instant, Instant] {
  const moment = Temporal.Instant.from(start);
  return [toInstant(moment.subtract({ hours: 24 * 183 })), toInstant(moment.add({ hours: 24 * 183 }))];
}

function keepsJoinUrl(profile: Profile): boolean {
  return profile.defaultEntity.JoinVideomeetUrl !== undefined;
}

/** What SuperOffice would give back if `fields` were written to it as one appointment. @param profile undefined before the first reading. */
export function expressFields(fields: Appointment, profile: Profile | undefined): Appointment {
  return {
    ...expressTexts(fields, profile),
    location: expressLine(fields.location, 'Location', profile),
    span: expressSpan(fields.span, profile),
    availability: fields.availability === 'free' ? 'free' : 'busy',
    reminderMinutes: fields.reminderMinutes,
    visibility: fields.visibility,
    importance: expressImportance(fields.importance, profile),
    joinUrl: !profile || keepsJoinUrl(profile) ? webAddress(fields.joinUrl) : '',
    done: fields.done,
    recurrence: null,
  };
}

function expressSpan(span: Span, profile: Profile | undefined): Span {
  if (span.kind === 'allDay' || !profile) return span;
  const held = (text: string) =>
    toInstant(oneOfTheRepeatedHour(Temporal.Instant.from(text), [profile.baseZone, profile.wireZone]));
  const start = held(span.start);
  const end = held(span.end);
  const zoned = { kind: 'timed', start, end, zone: profile.facts.zone } as const;
  // Two moments within the repeated hour may change places.
  return end < start ? { ...zoned, end: start } : zoned;
}
