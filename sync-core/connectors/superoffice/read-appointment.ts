/**
 * @file SuperOffice's appointment in the neutral form. Pure. What is read here and what write-appointment.ts writes must
 * stay mirror images: whatever we write, we must read back as the same appointment.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '../../model/appointment.ts';
import type { Participant } from '../../model/participant.ts';
import type { LeftOutCode } from '../../model/reason.ts';
import type { ItemId } from '../../model/side.ts';
import { type Instant, type Span, toInstant } from '../../model/time.ts';
import { webAddress } from '../../translate/join-link.ts';
import type { ItemForm, ItemProtection, RemoteAppointment, UnreadableItem } from '../connector.ts';
import type { Profile } from './profile.ts';
import type { RowKind } from './read-items.ts';
import {
  isTodoType,
  itemOf,
  type Placed,
  placedOfEntity,
  placedOfSimple,
  protectionByRights,
  type ReadingContext,
  type RowFacts,
} from './row-parts.ts';
import { type AppointmentEntity, appointmentRemains, type SimpleAppointment } from './schemas.ts';
import { hasTitle, oneLine, readText } from './text-form.ts';
import { daysBetween } from './whole-days.ts';
import { dateIn, minutesFromWire, momentFromWire, oneOfTheRepeatedHour } from './wire-time.ts';

const diaryTypes: readonly string[] = ['inDiary', 'BookingForDiary'];

/** Appointments, as rows are read. */
export const appointmentRows: RowKind<Appointment> = {
  types: diaryTypes,
  isForeign: isTodoType,
  readSimple,
  readEntity,
  unreadable: unreadableAppointment,
};

/** What can be told of an appointment of which the whole cannot be read. @param raw as it came. */
export function unreadableAppointment(id: ItemId, raw: unknown, profile: Profile): UnreadableItem {
  const { Title: title, StartDate, IsAlldayEvent: allDay, Private } = appointmentRemains.safeParse(raw).data ?? {};
  const { wireZone: zone } = profile;
  const start = StartDate === undefined ? undefined : momentFromWire(StartDate, zone);
  return {
    unreadable: true,
    id,
    isPublic: Private === 'Public',
    ...(title === undefined || title === null ? {} : { title: oneLine(title) }),
    ...(start === undefined || allDay === undefined ? {} : { start: allDay ? dateIn(start, zone) : toInstant(start) }),
  };
}

export function readSimple(item: SimpleAppointment, row: RowFacts, context: ReadingContext): RemoteAppointment {
  return assemble(item, placedOfSimple(item, row), context);
}

/** @param participants the others, see people.ts. */
export function readEntity(
  entity: AppointmentEntity,
  context: ReadingContext,
  participants: readonly Participant[] = [],
): RemoteAppointment {
  return assemble(entity, placedOfEntity(entity, participants), context);
}

function assemble(
  item: SimpleAppointment | AppointmentEntity,
  placed: Placed,
  context: ReadingContext,
): RemoteAppointment {
  const { profile } = context;
  const span = readSpan(item, profile);
  const { added, ...text } = readText(item, hasTitle(profile.defaultEntity));
  const ofKind = {
    fields: { ...text, ...readFields(item, placed, span ?? emptySpan(placed.updated, profile), profile) },
    form: formOf(placed.ruleId),
    unfit: unfitReason(item, placed, profile) ?? (span ? undefined : ('notInDiary' as const)),
    protection: protectionOf(item, placed),
    added,
  };
  return itemOf(item, placed, ofKind, context);
}

function readFields(
  item: SimpleAppointment | AppointmentEntity,
  { priorityId }: Placed,
  span: Span,
  profile: Profile,
): Omit<Appointment, 'title' | 'body'> {
  return {
    location: oneLine(item.Location ?? ''),
    span,
    availability: item.IsFree ? 'free' : isUnanswered(item) ? 'tentative' : 'busy',
    reminderMinutes: item.HasAlarm ? (minutesFromWire(item.AlarmLeadTime ?? '') ?? null) : null,
    // Private to a group is private as well: whoever is outside of it must not read it.
    visibility: item.Private === 'Public' ? 'public' : 'private',
    importance: profile.priorities.get(priorityId ?? 0) ?? 'normal',
    joinUrl: webAddress(item.JoinVideomeetUrl),
    done: item.Completed === 'Completed',
    recurrence: null,
  };
}

/** @returns undefined when the item has no time of its own (a note, a row without dates). */
function readSpan(item: SimpleAppointment | AppointmentEntity, profile: Profile): Span | undefined {
  const { wireZone: zone } = profile;
  const start = momentFromWire(item.StartDate, zone);
  const end = momentFromWire(item.EndDate, zone);
  if (!start || !end) return undefined;
  // An end before the start is taken for "no duration", as SuperOffice's own diary shows it.
  const last = Temporal.Instant.compare(end, start) < 0 ? start : end;
  if (item.IsAlldayEvent) {
    const named = profile.zonesById.get(item.PreferredTZLocation ?? 0);
    const zones = [zone, ...(named === undefined ? [] : [named]), profile.baseZone];
    return daysBetween(toInstant(start), toInstant(last), zones, profile.allDay);
  }
  const held = (moment: Temporal.Instant) =>
    toInstant(oneOfTheRepeatedHour(moment, [profile.baseZone, profile.wireZone]));
  const authors = profile.zonesById.get(item.PreferredTZLocation ?? 0) ?? profile.facts.zone;
  return { kind: 'timed', start: held(start), end: held(last), zone: authors };
}

/** A place for items without a time, which are left out anyway. */
function emptySpan(updated: Instant, profile: Profile): Span {
  return { kind: 'timed', start: updated, end: updated, zone: profile.facts.zone };
}

function formOf(ruleId: number): ItemForm {
  return ruleId === 0 ? { kind: 'single' } : { kind: 'occurrence', seriesId: String(ruleId) };
}

/** `Seen` and `MovedSeen` are looked at, not answered. */
const unanswered: readonly (string | null | undefined)[] = ['Invitation', 'Moved', 'Seen', 'MovedSeen'];

function unfitReason(
  item: SimpleAppointment | AppointmentEntity,
  { ownerId }: Placed,
  profile: Profile,
): LeftOutCode | undefined {
  if (ownerId !== profile.associateId) return 'noLongerMine';
  if (!diaryTypes.includes(item.Type)) return 'notInDiary';
  if (item.InvitationStatus === 'Cancelled') return 'cancelled';
  if (item.InvitationStatus === 'Declined' || item.AssignmentStatus === 'Declined') return 'declined';
  return undefined;
}

/** Accepting turns a booking into a plain diary row. */
function isUnanswered({ Type, InvitationStatus }: SimpleAppointment | AppointmentEntity): boolean {
  return Type === 'BookingForDiary' || unanswered.includes(InvitationStatus);
}

function protectionOf(
  item: SimpleAppointment | AppointmentEntity,
  { shared, quietGuests }: Pick<Placed, 'shared' | 'quietGuests'>,
): ItemProtection {
  if (item.BookingType === 'Participant') return { edit: false, remove: false, why: 'bookingOfOthers' };
  // A booking is changed where its participants were added: here. Writing to it could also mail them.
  const booked = item.BookingType === 'Owner' || (item.MotherId ?? 0) > 0;
  if (shared || (booked && !quietGuests)) {
    return { edit: false, remove: false, why: 'bookingWithColleagues' };
  }
  // A meeting that a calendar system masters: SuperOffice itself shows it for reading only.
  if ((item.OwnedExternally ?? 'None') !== 'None') return { edit: false, remove: false, why: 'organisedByOthers' };
  return protectionByRights(item);
}
