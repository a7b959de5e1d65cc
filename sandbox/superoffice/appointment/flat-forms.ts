/**
 * @file The flat read-only forms of an appointment: `Appointment` (Simple), and `AppointmentSyncData`.
 */
import { companyFullName, personCarrier, typeName } from '../api/carriers.ts';
import type { Caller } from '../api/request-context.ts';
import { recurrenceOf } from '../recurrence/carrier.ts';
import { patternKind } from '../recurrence/rule.ts';
import {
  type AppointmentRow,
  appointmentType,
  completion,
  isUnanswered,
  ownership,
  privacy,
  rowStatus,
} from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { naive, noTime, writeDuration } from '../time/wire-time.ts';
import { assignedBy, assignmentOf } from './assignment.ts';
import { activeDate, bookingTypeOf, invitationOf } from './entity.ts';
import { completedOf } from './input.ts';
import { isMother, isParticipantRow, seenBy } from './rights.ts';

type Json = Record<string, unknown>;

const empty = naive(noTime);

export function simpleAppointment(tenant: Tenant, row: AppointmentRow, caller: Caller): Json {
  const { time, language } = caller;
  const seen = seenBy(row, caller.user);
  const type = tenant.types.get(row.taskId);
  const owner = tenant.users.get(row.associateId);
  const creator = tenant.users.get(row.createdBy);
  const rule = tenant.rules.get(row.ruleId);
  const recurrence = rule && recurrenceOf(tenant, row, caller.rules);
  const mother = row.motherId === 0 ? undefined : tenant.appointments.get(row.motherId, caller.asOf);
  return {
    AppointmentId: row.id,
    StartDate: time.write(row.start),
    EndDate: time.write(row.end),
    Type: appointmentType.name(row.type),
    Task: type ? typeName(type, language) : '',
    AssociateFullName: owner?.fullName ?? '',
    ContactName: tenant.companies.get(seen.contactId)?.name ?? '',
    Description: seen.description,
    PersonFullName: personName(tenant, seen.personId),
    PersonId: seen.personId,
    ContactId: seen.contactId,
    ProjectId: 0,
    ProjectName: '',
    IsPublished: false,
    AssociateId: row.associateId,
    ColorIndex: 0,
    IsFree: row.isFree,
    HasAlarm: row.hasAlarm,
    IsAlldayEvent: row.isAllDay,
    Private: privacy.name(row.isPrivate),
    PriorityId: row.priorityId,
    PriorityName: '',
    TaskType: type?.record ?? 'Unknown',
    IsBookingMain: isMother(row),
    IsRecurrence: row.ruleId !== 0,
    IsBooking: row.motherId !== 0,
    ActiveDate: time.write(activeDate(row)),
    AssignmentStatus: assignmentOf(row),
    InvitationStatus: invitationOf(row),
    BookingType: bookingTypeOf(row),
    Completed: completion.name(completedOf(row)),
    RecurringPattern: patternKind.name(rule?.pattern ?? 0),
    RecurringStartDate: recurrence?.['StartDate'] ?? empty,
    RecurringEndDate: recurrence?.['EndDate'] ?? empty,
    MotherId: row.motherId,
    AssignedBy: assignedBy(row),
    AssignedByFullName: tenant.users.get(assignedBy(row))?.fullName ?? '',
    RejectReason: seen.rejectReason,
    Location: seen.location,
    AlarmLeadTime: writeDuration(row.alarmLead),
    SaleId: 0,
    SaleName: '',
    AssociateName: owner?.initials ?? '',
    CreatedDate: time.writeUtc(row.created),
    CreatedBy: creator?.initials ?? '',
    CreatedByFullName: creator?.fullName ?? '',
    CreatedByAssociateId: row.createdBy,
    CautionWarning: 'OK',
    OwnedExternally: ownership.name(row.ownedExternally),
    MotherAssociateId: mother?.associateId ?? 0,
    JoinVideomeetUrl: seen.joinUrl,
    PreferredTZLocation: row.preferredZone,
    Title: seen.title,
    Agenda: seen.agenda,
    InternalNotes: seen.internalNotes,
    TaskId: row.taskId,
    TableRight: null,
    FieldProperties: {},
  };
}

export function syncData(tenant: Tenant, row: AppointmentRow, caller: Caller): Json {
  const { time, language } = caller;
  const seen = seenBy(row, caller.user);
  const company = tenant.companies.get(seen.contactId);
  const type = tenant.types.get(row.taskId);
  const fullName = personName(tenant, seen.personId);
  return {
    AlarmTime: row.hasAlarm ? time.write(row.start - row.alarmLead * 1000) : empty,
    AppointmentId: row.id,
    AppointmentText: seen.description,
    ContactDepartment: company?.department ?? '',
    ContactFullName: company ? companyFullName(company) : '',
    ContactName: company?.name ?? '',
    ContactId: seen.contactId,
    EndDate: time.write(row.end),
    HasAlarm: row.hasAlarm,
    IsAllDay: row.isAllDay,
    IsAssignment: false,
    IsBusy: !row.isFree,
    IsCompleted: row.status === rowStatus.completed,
    IsInvitation: isParticipantRow(row) && isUnanswered(row),
    IsTentative: row.status === rowStatus.bookingSeen || row.status === rowStatus.bookingMovedSeen,
    Location: seen.location,
    Participants: syncParticipants(tenant, row, seen, caller.asOf),
    PersonFormalName: fullName,
    PersonFullName: fullName,
    PersonId: seen.personId,
    ProjectId: 0,
    ProjectName: '',
    SaleId: 0,
    SaleName: '',
    StartDate: time.write(row.start),
    TaskName: type ? typeName(type, language) : '',
    TableRight: null,
    FieldProperties: {},
  };
}

const participantStatus = [
  ...['UnknownOrPostIt', 'NotStarted', 'Started', 'Completed', 'Hidden', 'Booking', 'BookingMoved', 'BookingSeen'],
  ...['BookingMovedSeen', 'BookingDeclined', 'BookingDeleted'],
];

/** Everybody of a booking with a person behind; of a row that the caller may not read, nobody. */
function syncParticipants(tenant: Tenant, row: AppointmentRow, seen: AppointmentRow, asOf: number | null): Json[] {
  if (row !== seen) return [];
  const family = tenant.family(row.motherId, asOf);
  const colleagues = family.map((each) => ({
    personId: tenant.users.get(each.associateId)?.personId ?? 0,
    status: participantStatus[each.status] ?? 'UnknownOrPostIt',
  }));
  const guests = (family[0]?.guests ?? []).map(({ personId }) => ({ personId, status: 'UnknownOrPostIt' }));
  return [...colleagues, ...guests].flatMap(({ personId, status }) => {
    const person = personCarrier(tenant, personId);
    return person === null ? [] : [syncParticipant(person, status)];
  });
}

function syncParticipant(person: Json, status: string): Json {
  const list = (value: unknown) => (value === '' ? [] : [value]);
  return {
    PersonId: person['PersonId'],
    PersonFirstName: person['Firstname'],
    PersonMiddleName: person['MiddleName'],
    PersonLastname: person['Lastname'],
    PersonMrmrs: person['Mrmrs'],
    PersonTitle: person['Title'],
    PersonFormalName: person['FormalName'],
    PersonFullName: person['FullName'],
    ContactId: person['ContactId'],
    ContactName: person['ContactName'],
    ContactDepartment: person['ContactDepartment'],
    EMail: list(person['Email']),
    PhoneMobile: list(person['MobilePhone']),
    PhoneDirect: list(person['DirectPhone']),
    ParticipantStatus: status,
    TableRight: null,
    FieldProperties: {},
  };
}

export function personName(tenant: Tenant, personId: number): string {
  const name = personCarrier(tenant, personId)?.['FullName'];
  return typeof name === 'string' ? name : '';
}
