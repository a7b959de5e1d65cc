/**
 * @file SuperOffice's appointment in the neutral form. Pure. What is read here and what write-appointment.ts writes must
 * stay mirror images: whatever we write, we must read back as the same appointment.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '../../model/appointment.ts';
import type { Participant } from '../../model/participant.ts';
import type { LeftOutCode } from '../../model/reason.ts';
import type { ItemId } from '../../model/side.ts';
import type { Surroundings } from '../../model/surroundings.ts';
import { type Instant, type Span, toInstant } from '../../model/time.ts';
import { webAddress } from '../../translate/join-link.ts';
import type { ItemForm, ItemProtection, RemoteAppointment, UnreadableItem } from '../connector.ts';
import type { Profile } from './profile.ts';
import { rowRights } from './rights.ts';
import { type AppointmentEntity, appointmentRemains, type SimpleAppointment } from './schemas.ts';
import type { TenantPlace } from './tenant.ts';
import { hasTitle, oneLine, readText } from './text-form.ts';
import { versionAt } from './version.ts';
import { daysBetween } from './whole-days.ts';
import { dateIn, minutesFromWire, momentFromWire, oneOfTheRepeatedHour, utcFromWire } from './wire-time.ts';

const longAgo = '1970-01-01T00:00:00Z' as Instant;
/** A reminder further ahead than this is none. */
const longestReminderMinutes = 10 * 366 * 24 * 60;

/**
 * Whether everything is said that the other side is to show: what is left out is not empty. Which texts a server keeps is
 * told by its default entity.
 */
export function isWhole(item: SimpleAppointment | AppointmentEntity, profile: Profile): boolean {
  const texts = hasTitle(profile.defaultEntity) ? [item.Title, item.Agenda] : [item.Description];
  const minutes = item.HasAlarm ? minutesFromWire(item.AlarmLeadTime ?? '') : 0;
  return texts.every((one) => one !== undefined) && minutes !== undefined && minutes <= longestReminderMinutes;
}

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

/** What is known beside the item itself when it is read. */
export interface ReadingContext {
  readonly profile: Profile;
  readonly place: TenantPlace;
  /** The server's clock, in milliseconds since 1970. */
  readonly serverNow: number;
}

/** The parts that the bulk form and the entity keep in different places. */
interface Placed {
  readonly ownerId: number | undefined;
  /** Others take part in it, who could be told of a change. */
  readonly shared: boolean;
  /** Those others are persons whom nobody tells anything. */
  readonly quietGuests: boolean;
  readonly participants: readonly Participant[];
  readonly typeId: number | undefined;
  readonly priorityId: number | null | undefined;
  readonly updated: Instant;
  readonly ruleId: number;
  readonly about: About;
}

/** Whom and what it is about. */
interface About {
  readonly company: string | null | undefined;
  readonly department: string | null | undefined;
  readonly person: string | null | undefined;
  readonly project: string | null | undefined;
  readonly sale: string | null | undefined;
}

/** @param row what the archive said of this item: the bulk form has neither update time, rule nor department. */
export function readSimple(
  item: SimpleAppointment,
  row: { readonly updated: Instant | undefined; readonly ruleId: number; readonly department: string },
  context: ReadingContext,
): RemoteAppointment {
  // The rule's id may be missing from a row that is known to be part of a series.
  const ruleId = row.ruleId || (item.IsRecurrence ? -1 : 0);
  return assemble(
    item,
    {
      ownerId: item.AssociateId,
      typeId: item.TaskId ?? undefined,
      priorityId: item.PriorityId,
      updated: row.updated ?? longAgo,
      ruleId,
      shared: item.IsBooking ?? false,
      quietGuests: false,
      participants: [],
      about: {
        company: companyName(item.ContactName ?? '', row.department),
        department: row.department,
        person: item.PersonFullName,
        project: item.ProjectName,
        sale: item.SaleName,
      },
    },
    context,
  );
}

/** @param participants the others, see people.ts. */
export function readEntity(
  entity: AppointmentEntity,
  context: ReadingContext,
  participants: readonly Participant[] = [],
): RemoteAppointment {
  const ownerId = entity.Associate.AssociateId;
  // The owner is listed among the participants of every appointment.
  const others = (entity.Participants ?? []).filter((participant) => participant.AssociateId !== ownerId);
  const told = others.filter(({ AssociateId, SendEmail }) => (AssociateId ?? 0) !== 0 || SendEmail !== false);
  const placed = {
    ownerId,
    shared: told.length > 0,
    quietGuests: others.length > 0 && told.length === 0,
    participants,
    typeId: entity.Task?.TaskListItemId,
    priorityId: entity.Priority?.Id,
    updated: utcFromWire(entity.UpdatedDate) ?? longAgo,
    ruleId: entity.Recurrence?.RecurrenceId || (entity.Recurrence?.IsRecurrence ? -1 : 0),
    about: {
      company: entity.Contact?.Name,
      department: entity.Contact?.Department,
      person: entity.Person?.FullName,
      project: entity.Project?.Name,
      sale: entity.Sale?.Title,
    },
  };
  return assemble(entity, placed, context);
}

/** The flat form may name the company together with its department. */
function companyName(name: string, department: string): string {
  const tail = `, ${department}`;
  return department !== '' && name.endsWith(tail) ? name.slice(0, -tail.length) : name;
}

function assemble(
  item: SimpleAppointment | AppointmentEntity,
  placed: Placed,
  { profile, place, serverNow }: ReadingContext,
): RemoteAppointment {
  const span = readSpan(item, profile);
  const { added, ...text } = readText(item, hasTitle(profile.defaultEntity));
  const unfit = unfitReason(item, placed, profile) ?? (span ? undefined : 'notInDiary');
  const { typeId } = placed;
  const typeNames = (typeId === undefined ? undefined : profile.typeNames.get(typeId)) ?? {};
  return {
    id: String(item.AppointmentId) as ItemId,
    version: versionAt(placed.updated, serverNow),
    fields: { ...text, ...readFields(item, placed, span ?? emptySpan(placed.updated, profile), profile) },
    form: formOf(placed.ruleId),
    protection: protectionOf(item, placed),
    ...(unfit && { unfit }),
    editedAt: placed.updated,
    categories: [...new Set(Object.values(typeNames))],
    ...(typeId !== undefined && typeId > 0 && { typeId }),
    surroundings: surroundingsOf(typeNames, placed.about),
    participants: placed.participants,
    ...(added !== '' && { added }),
    webUrl: `${place.web}/default.aspx?appointment?appointment_id=${item.AppointmentId}`,
  };
}

function surroundingsOf(type: Surroundings['type'], about: About): Surroundings {
  return {
    type,
    company: oneLine(about.company ?? ''),
    department: oneLine(about.department ?? ''),
    person: oneLine(about.person ?? ''),
    project: oneLine(about.project ?? ''),
    sale: oneLine(about.sale ?? ''),
  };
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

const diaryTypes: readonly string[] = ['inDiary', 'BookingForDiary'];
const todoTypes: readonly string[] = ['inChecklist', 'BookingForChecklist'];
/** `Seen` and `MovedSeen` are looked at, not answered. */
const unanswered: readonly (string | null | undefined)[] = ['Invitation', 'Moved', 'Seen', 'MovedSeen'];

function unfitReason(
  item: SimpleAppointment | AppointmentEntity,
  { ownerId }: Placed,
  profile: Profile,
): LeftOutCode | undefined {
  if (ownerId !== profile.associateId) return 'noLongerMine';
  if (todoTypes.includes(item.Type)) return 'taskNotYet';
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
  const rights = rowRights(item.TableRight?.Mask);
  return rights.edit && rights.remove ? { edit: true, remove: true } : { ...rights, why: 'noRight' };
}
