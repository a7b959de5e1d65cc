/**
 * @file The sample world as this CRM's rows: what stands in the CRM at the beginning, with the rows of colleagues and rooms.
 */
import type { SampleAppointment, SampleTask, SampleUser, SampleWorld } from '../../sample/world.ts';
import { defaultRule, type RecurrenceRule } from '../recurrence/rule.ts';
import { midnight, noTime, parseWireTime } from '../time/wire-time.ts';
import { zoneByIana, zoneOfIana } from '../time/zones.ts';
import { loadPersons } from './load-persons.ts';
import { descriptionOf } from './plain-text.ts';
import { priorityIds } from './priorities.ts';
import { type AppointmentRow, rowStatus, type User } from './rows.ts';
import type { Tenant } from './tenant.ts';

const week = 7 * 86_400_000;
const hour = 3_600_000;
/** All-day entries stand in office hours, as the user interface writes them. */
const allDayStart = 8 * hour;
const allDayEnd = 16 * hour;
const salesGroup = 3;
const ownCompany = 2;
const everybody = [{ visibleId: 0, visibility: 0 }];

/** Replaces everything in the tenant by the world's part of the CRM. */
export function loadWorld(tenant: Tenant, world: SampleWorld): void {
  const [main] = world.users;
  if (!main) throw new TypeError('The sample world has no users.');
  tenant.clear();
  tenant.context = world.tenant.context;
  tenant.companyName = world.tenant.companyName;
  tenant.baseZone = zoneByIana(world.tenant.baseZone);
  for (const user of world.users) tenant.users.set(user.associateId, userRow(user, user === main));
  loadPersons(tenant, world);
  for (const type of world.types) tenant.types.set(type.id, type);
  for (const appointment of world.appointments) {
    if (appointment.on !== 'calendar') loadAppointment(tenant, appointment, main);
  }
  for (const task of world.tasks) if (task.on !== 'calendar') loadTask(tenant, task, main);
  tenant.log.length = 0;
}

function userRow(user: SampleUser, isMain: boolean): User {
  zoneByIana(user.zone);
  return {
    ...user,
    groupId: salesGroup,
    contactId: ownCompany,
    isAdministrator: !isMain && user.associateId % 2 === 1,
  };
}

/** A row with nothing in it, owned and made by an associate. */
export function blankRow(tenant: Tenant, associateId: number): AppointmentRow {
  return {
    id: 0,
    associateId,
    createdBy: associateId,
    updatedBy: associateId,
    created: tenant.now(),
    updated: tenant.now(),
    contactId: 0,
    personId: 0,
    title: '',
    agenda: '',
    description: '',
    internalNotes: '',
    location: '',
    start: 0,
    end: 0,
    type: 1,
    status: rowStatus.notStarted,
    motherId: 0,
    taskId: 0,
    priorityId: 0,
    hasAlarm: false,
    alarmLead: 0,
    isFree: false,
    isReadOnly: false,
    isAllDay: false,
    isMilestone: false,
    visibleFor: everybody,
    isPrivate: 0,
    rejectReason: '',
    rejectCounter: 0,
    ruleId: 0,
    plannedDay: 0,
    originalStart: 0,
    done: 0,
    ownedExternally: 0,
    joinUrl: '',
    preferredZone: 0,
    customFields: {},
    guests: [],
    sendEmail: false,
  };
}

function loadAppointment(tenant: Tenant, sample: SampleAppointment, main: SampleUser): void {
  const owner = sample.bookedBy ?? main.associateId;
  const others = sample.bookedBy === null ? sample.bookedAssociates : [main.associateId, ...sample.bookedAssociates];
  const first = contentRow(tenant, sample, owner);
  if (sample.weekly === null) {
    putBooking(tenant, first, others, sample);
    return;
  }
  const day = midnight(first.start);
  const rule: RecurrenceRule = {
    ...defaultRule(day),
    id: tenant.nextRuleId(),
    endType: 2,
    count: sample.weekly,
    end: day + (sample.weekly - 1) * week,
    days: Array.from({ length: sample.weekly }, (_, turn) => day + turn * week),
  };
  tenant.rules.set(rule.id, rule);
  for (const plannedDay of rule.days) {
    const later = plannedDay - day;
    const start = first.start + later;
    const row = { ...first, start, end: first.end + later, ruleId: rule.id, plannedDay, originalStart: start };
    putBooking(tenant, row, others, sample);
  }
}

function putBooking(tenant: Tenant, row: AppointmentRow, others: readonly number[], sample: SampleAppointment): void {
  const id = tenant.nextAppointmentId();
  const guests = sample.guests.map((emailAddress) => ({
    personId: 0,
    contactId: 0,
    emailId: 0,
    emailAddress,
    description: '',
    sendEmail: false,
  }));
  const motherId = others.length > 0 || guests.length > 0 ? id : 0;
  tenant.put({ ...row, id, motherId, guests });
  if (sample.uid !== null) tenant.nameByUid(sample.uid, id);
  for (const associateId of others) {
    if (associateId === row.associateId) continue;
    const answered =
      tenant.users.get(associateId)?.isRoom || sample.response === 'accepted' || row.status === rowStatus.completed;
    tenant.put({
      ...row,
      id: tenant.nextAppointmentId(),
      associateId,
      motherId,
      type: answered && !sample.cancelled ? 1 : 6,
      status: sample.cancelled ? rowStatus.bookingDeleted : answered ? row.status : statusOfResponse(sample.response),
    });
  }
}

function statusOfResponse(response: SampleAppointment['response']): number {
  if (response === 'tentative') return rowStatus.bookingSeen;
  return response === 'declined' ? rowStatus.bookingDeclined : rowStatus.booking;
}

function contentRow(tenant: Tenant, sample: SampleAppointment, associateId: number): AppointmentRow {
  return {
    ...blankRow(tenant, associateId),
    ...stampsBefore(tenant),
    ...baseTimes(tenant, sample, tenant.users.get(associateId)?.zone ?? tenant.baseZone.iana),
    title: sample.title,
    agenda: sample.body,
    description: descriptionOf(sample.title, sample.body),
    location: sample.location,
    isAllDay: sample.allDay,
    isFree: sample.free,
    isReadOnly: sample.readOnly,
    priorityId: priorityIds[sample.importance],
    joinUrl: sample.joinUrl ?? '',
    taskId: sample.typeId,
    contactId: sample.contactId ?? 0,
    personId: sample.personId ?? 0,
    hasAlarm: sample.reminderMinutes !== null,
    alarmLead: (sample.reminderMinutes ?? 0) * 60,
    ...privateTo(sample.private ? associateId : null),
    ...completedAt(tenant, sample.completed),
  };
}

/** Seeded rows are older than the server's start, so that the first change is newer than any of them. */
function stampsBefore(tenant: Tenant): { created: number; updated: number } {
  return { created: tenant.now() - 30 * 24 * hour, updated: tenant.now() - hour };
}

/**
 * Start and end as base wall-clock. All-day dates are the owner's dates, and get the office hours of the owner's zone.
 * @param ownZone IANA
 */
export function baseTimes(
  tenant: Tenant,
  sample: Pick<SampleAppointment, 'start' | 'end' | 'zone' | 'allDay'>,
  ownZone: string,
): { start: number; end: number } {
  const zone = zoneOfIana(sample.allDay ? ownZone : sample.zone);
  const start = parseWireTime(sample.start).wall + (sample.allDay ? allDayStart : 0);
  const end = parseWireTime(sample.end).wall + (sample.allDay ? allDayEnd : 0);
  return { start: tenant.baseZone.wallAt(zone.instantAt(start)), end: tenant.baseZone.wallAt(zone.instantAt(end)) };
}

/** @param associateId null: for everybody */
export function privateTo(associateId: number | null): Pick<AppointmentRow, 'visibleFor' | 'isPrivate'> {
  if (associateId === null) return { visibleFor: everybody, isPrivate: 0 };
  return { visibleFor: [{ visibleId: associateId, visibility: 1 }], isPrivate: 1 };
}

export function completedAt(tenant: Tenant, completed: boolean): Pick<AppointmentRow, 'status' | 'done'> {
  return completed ? { status: rowStatus.completed, done: tenant.now() } : { status: rowStatus.notStarted, done: 0 };
}

function loadTask(tenant: Tenant, sample: SampleTask, main: SampleUser): void {
  const due = sample.due === null ? noTime : dateIn(tenant, main.zone, sample.due);
  tenant.put({
    ...blankRow(tenant, main.associateId),
    ...stampsBefore(tenant),
    createdBy: sample.assignedBy ?? main.associateId,
    id: tenant.nextAppointmentId(),
    title: sample.title,
    agenda: sample.body,
    description: descriptionOf(sample.title, sample.body),
    type: sample.assignedBy === null ? 2 : 7,
    start: due,
    end: due,
    taskId: sample.typeId,
    contactId: sample.contactId ?? 0,
    personId: sample.personId ?? 0,
    priorityId: priorityIds[sample.importance],
    ...privateTo(sample.private ? main.associateId : null),
    ...(sample.assignedBy === null ? completedAt(tenant, sample.completed) : { status: rowStatus.assignment }),
  });
}

/** Midnight of a day in somebody's zone, as base wall-clock. */
function dateIn(tenant: Tenant, ownZone: string, date: string): number {
  return tenant.baseZone.wallAt(zoneOfIana(ownZone).instantAt(parseWireTime(date).wall));
}
