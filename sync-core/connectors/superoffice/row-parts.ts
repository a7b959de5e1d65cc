/**
 * @file What every row of SuperOffice's appointment table tells, whatever kind of item it is, in the neutral form. Pure. The flat
 * form that comes in bulk and the entity keep some of it in different places.
 */
import type { ItemFields } from '../../model/item.ts';
import type { Participant } from '../../model/participant.ts';
import type { LeftOutCode } from '../../model/reason.ts';
import type { ItemId } from '../../model/side.ts';
import type { Surroundings } from '../../model/surroundings.ts';
import type { Instant } from '../../model/time.ts';
import type { ItemForm, ItemProtection, RemoteItem } from '../connector.ts';
import type { Profile } from './profile.ts';
import { rowRights } from './rights.ts';
import type { AppointmentEntity, SimpleAppointment } from './schemas.ts';
import type { TenantPlace } from './tenant.ts';
import { hasTitle, oneLine } from './text-form.ts';
import { versionAt } from './version.ts';
import { minutesFromWire, utcFromWire } from './wire-time.ts';

const longAgo = '1970-01-01T00:00:00Z' as Instant;
/** A reminder further ahead than this is none. */
const longestReminderMinutes = 10 * 366 * 24 * 60;

const todoTypes: readonly string[] = ['inChecklist', 'BookingForChecklist'];

/** Whether SuperOffice shows a row of this type as a to-do, and not in the diary. */
export function isTodoType(type: string): boolean {
  return todoTypes.includes(type);
}

/**
 * Whether everything is said that the other side is to show: what is left out is not empty. Which texts a server keeps is
 * told by its default entity.
 */
export function isWhole(item: SimpleAppointment | AppointmentEntity, profile: Profile): boolean {
  const texts = hasTitle(profile.defaultEntity) ? [item.Title, item.Agenda] : [item.Description];
  const minutes = item.HasAlarm ? minutesFromWire(item.AlarmLeadTime ?? '') : 0;
  return texts.every((one) => one !== undefined) && minutes !== undefined && minutes <= longestReminderMinutes;
}

/** What is known beside the item itself when it is read. */
export interface ReadingContext {
  readonly profile: Profile;
  readonly place: TenantPlace;
  /** The server's clock, in milliseconds since 1970. */
  readonly serverNow: number;
}

/** The parts that the bulk form and the entity keep in different places. */
export interface Placed {
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

/** What the archive says of a row: its bulk form has neither update time, rule nor department. */
export interface RowFacts {
  readonly updated: Instant | undefined;
  readonly ruleId: number;
  readonly department: string;
}

export function placedOfSimple(item: SimpleAppointment, row: RowFacts): Placed {
  // The rule's id may be missing from a row that is known to be part of a series.
  const ruleId = row.ruleId || (item.IsRecurrence ? -1 : 0);
  return {
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
  };
}

/** @param participants the others, see people.ts. */
export function placedOfEntity(entity: AppointmentEntity, participants: readonly Participant[] = []): Placed {
  const ownerId = entity.Associate.AssociateId;
  // The owner is listed among the participants of every appointment.
  const others = (entity.Participants ?? []).filter((participant) => participant.AssociateId !== ownerId);
  const told = others.filter(({ AssociateId, SendEmail }) => (AssociateId ?? 0) !== 0 || SendEmail !== false);
  return {
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
}

/** The flat form may name the company together with its department. */
function companyName(name: string, department: string): string {
  const tail = `, ${department}`;
  return department !== '' && name.endsWith(tail) ? name.slice(0, -tail.length) : name;
}

/** What is told of the kind that the row is of. */
interface OfKind<F extends ItemFields> {
  readonly fields: F;
  readonly form: ItemForm;
  readonly unfit: LeftOutCode | undefined;
  readonly protection: ItemProtection;
  /** Stands below the text. */
  readonly added: string;
}

/** The row as an item of its kind. */
export function itemOf<F extends ItemFields>(
  item: SimpleAppointment | AppointmentEntity,
  placed: Placed,
  { fields, form, unfit, protection, added }: OfKind<F>,
  { profile, place, serverNow }: ReadingContext,
): RemoteItem<F> {
  const { typeId } = placed;
  const typeNames = (typeId === undefined ? undefined : profile.typeNames.get(typeId)) ?? {};
  return {
    id: String(item.AppointmentId) as ItemId,
    version: versionAt(placed.updated, serverNow),
    fields,
    form,
    protection,
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

/** What the row's own rights let the user do with it. */
export function protectionByRights(item: SimpleAppointment | AppointmentEntity): ItemProtection {
  const rights = rowRights(item.TableRight?.Mask);
  return rights.edit && rights.remove ? { edit: true, remove: true } : { ...rights, why: 'noRight' };
}
