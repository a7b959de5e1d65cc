/**
 * @file The neutral form in SuperOffice's properties, and what SuperOffice makes of it. Pure. The mirror of
 * read-appointment.ts.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment, AppointmentPatch, Importance } from '../../model/appointment.ts';
import { type Instant, type Span, toInstant, type ZoneId } from '../../model/time.ts';
import { showTheSame } from '../../model/wall-clock.ts';
import { webAddress } from '../../translate/join-link.ts';
import { canonicalHtml, htmlOfPlainText, plainTextOfHtml } from '../../translate/text.ts';
import type { Profile } from './profile.ts';
import { descriptionFrom, hasTitle, oneLine } from './text-form.ts';
import { momentsOfDays } from './whole-days.ts';
import { minutesToWire, momentToWire, oneOfTheRepeatedHour } from './wire-time.ts';

/** Properties of an AppointmentEntity, by name. */
export type EntityProperties = Readonly<Record<string, unknown>>;

/** The column's length (docs: appointment table), for servers that do not tell the lengths of their fields. */
const usualLength = 254;
/** A field that is said to hold less than this would cut people's words off: it is not believed. */
const shortestTold = 80;
/** Significant characters of a description. */
const descriptionLength = 2047;

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

function textProperties(
  patch: AppointmentPatch,
  held: Appointment,
  profile: Profile,
  added: string | undefined,
): EntityProperties {
  if (hasTitle(profile.defaultEntity)) {
    return {
      ...(patch.title !== undefined && { Title: held.title }),
      ...((patch.body !== undefined || added !== undefined) && { Agenda: held.body + (added ?? '') }),
    };
  }
  if (patch.title === undefined && patch.body === undefined) return {};
  return { Description: descriptionFrom(held.title, held.body) };
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

function alarmProperties(minutes: number | null): EntityProperties {
  return minutes === null ? { HasAlarm: false } : { HasAlarm: true, AlarmLeadTime: minutesToWire(minutes) };
}

/** The list of who may see it is the truth, and `Private` its echo: both are written in one request (G4.1). */
function visibilityProperties(visibility: Appointment['visibility'], profile: Profile): EntityProperties {
  return visibility === 'private'
    ? { Private: 'PrivateUser', VisibleFor: [{ VisibleId: profile.associateId, Visibility: 'Associate' }] }
    : { Private: 'Public', VisibleFor: [{ VisibleId: 0, Visibility: 'All' }] };
}

/** An item of the tenant's list of that importance; where nothing is to be said, none. */
function priorityFor(importance: Importance, { priorities }: Profile): EntityProperties | null {
  if (importance === 'normal') return null;
  const [id] = [...priorities].find(([, meaning]) => meaning === importance) ?? [];
  return id === undefined ? null : { Id: id };
}

function keepsJoinUrl(profile: Profile): boolean {
  return profile.defaultEntity.JoinVideomeetUrl !== undefined;
}

/** What SuperOffice would give back if `fields` were written to it as one appointment. @param profile undefined before the first reading. */
export function expressFields(fields: Appointment, profile: Profile | undefined): Appointment {
  const title = cut(oneLine(fields.title), fieldLength('Title', profile));
  return {
    title,
    body: expressBody(title, fields.body, profile),
    location: cut(oneLine(fields.location), fieldLength('Location', profile)),
    span: expressSpan(fields.span, profile),
    availability: fields.availability === 'free' ? 'free' : 'busy',
    reminderMinutes: fields.reminderMinutes,
    visibility: fields.visibility,
    importance: !profile || priorityFor(fields.importance, profile) ? fields.importance : 'normal',
    joinUrl: !profile || keepsJoinUrl(profile) ? webAddress(fields.joinUrl) : '',
    done: fields.done,
    recurrence: null,
  };
}

function expressBody(title: string, body: string, profile: Profile | undefined): string {
  if (!profile || hasTitle(profile.defaultEntity)) return canonicalHtml(body);
  const room = Math.max(0, fieldLength('Description', profile) - title.length - '\r\n'.length);
  return htmlOfPlainText(cut(plainTextOfHtml(body).replaceAll(/\r\n|\r|\n/g, '\r\n'), room).trim());
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

function fieldLength(name: 'Title' | 'Location' | 'Description', profile: Profile | undefined): number {
  const told = profile?.defaultEntity.FieldProperties?.[name]?.FieldLength ?? 0;
  return told >= shortestTold ? told : name === 'Description' ? descriptionLength : usualLength;
}

/** Never through the middle of a character outside the basic plane. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const at = text.charCodeAt(length - 1);
  return text.slice(0, at >= 0xd800 && at <= 0xdbff ? length - 1 : length).trimEnd();
}
