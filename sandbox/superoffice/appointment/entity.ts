/**
 * @file An appointment as the API shows it: the whole entity, and its parts.
 */
import { associateCarrier, companyCarrier, personCarrier, right, typeCarrier } from '../api/carriers.ts';
import type { Caller } from '../api/request-context.ts';
import { inLanguage } from '../language.ts';
import { recurrenceOf } from '../recurrence/carrier.ts';
import { priorities } from '../tenant/priorities.ts';
import {
  type AppointmentRow,
  appointmentType,
  completion,
  invitation,
  isChecklist,
  ownership,
  privacy,
  rowStatus,
  visibility,
} from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { isRealTime, naive, noTime, openEnd, writeDuration } from '../time/wire-time.ts';
import { assignedBy, assignmentOf } from './assignment.ts';
import { completedOf } from './input.ts';
import { isMother, isParticipantRow, rightMask, seenBy } from './rights.ts';

type Json = Record<string, unknown>;

const empty = naive(noTime);

const fieldProperties = Object.fromEntries(
  Object.entries({ Title: 2047, Description: 2047, Location: 254, RejectReason: 254, JoinVideomeetUrl: 2000 }).map(
    ([name, length]) => [name, { FieldRight: right('Update'), FieldType: 'System.String', FieldLength: length }],
  ),
);

/**
 * The entity as the caller may see it.
 * @param row as stored; texts of another's private row are left out here
 */
export function appointmentEntity(tenant: Tenant, row: AppointmentRow, caller: Caller): Json {
  const { time } = caller;
  const seen = seenBy(row, caller.user);
  const family = tenant.family(row.motherId, caller.asOf);
  const start = time.write(row.start);
  const end = time.write(row.end);
  return {
    Associate: associateCarrier(tenant, row.associateId),
    Contact: companyCarrier(tenant, seen.contactId),
    CreatedBy: associateCarrier(tenant, row.createdBy),
    UpdatedBy: associateCarrier(tenant, row.updatedBy),
    CreatedDate: time.writeUtc(row.created),
    AppointmentId: row.id,
    Description: seen.description,
    Title: seen.title,
    Agenda: seen.agenda,
    InternalNotes: seen.internalNotes,
    StartDate: start,
    EndDate: end,
    InvitedPerson: invitedPerson(tenant, row),
    Person: personCarrier(tenant, seen.personId),
    MotherId: row.motherId,
    Priority: priorityCarrier(row.priorityId, caller.language),
    Private: privacy.name(row.isPrivate),
    Project: null,
    Type: appointmentType.name(row.type),
    UpdatedDate: time.writeUtc(row.updated),
    Completed: completion.name(completedOf(row)),
    ActiveLinks: 0,
    Links: [],
    AlarmLeadTime: writeDuration(row.alarmLead),
    HasAlarm: row.hasAlarm,
    ColorIndex: 0,
    IsFree: row.isFree,
    IsAlldayEvent: row.isAllDay,
    LagTime: '00:00:00',
    LeadTime: '00:00:00',
    Location: seen.location,
    RejectCounter: row.rejectCounter,
    RejectReason: seen.rejectReason,
    Recurrence: recurrenceOf(tenant, row, caller.rules),
    Participants: participants(tenant, seen, family),
    AssignmentStatus: assignmentOf(row),
    InvitationStatus: invitationOf(row),
    BookingType: bookingTypeOf(row),
    ActiveDate: time.write(activeDate(row)),
    HasConflict: false,
    AssignedBy: assignedBy(row) === 0 ? null : associateCarrier(tenant, assignedBy(row)),
    MotherAssociate: motherAssociate(tenant, family),
    Task: typeCarrier(tenant, row.taskId, caller.language),
    PreferredTZLocation: row.preferredZone,
    PreferredTZLocationData: null,
    Sale: null,
    SuggestedAppointmentId: 0,
    IsMileStone: row.isMilestone,
    CautionWarning: 'OK',
    OwnedExternally: ownership.name(row.ownedExternally),
    JoinVideomeetUrl: seen.joinUrl,
    CentralserviceVideomeetId: '',
    UserDefinedFields: {},
    ExtraFields: {},
    CustomFields: seen.customFields,
    PublishEventDate: empty,
    PublishTo: openEnd,
    PublishFrom: empty,
    IsPublished: false,
    VisibleFor: row.visibleFor.map((entry) => ({
      VisibleId: entry.visibleId,
      Visibility: visibility.name(entry.visibility),
      DisplayValue: entry.visibility === 0 ? '[SR_VFC_ALL]' : (tenant.users.get(entry.visibleId)?.fullName ?? ''),
    })),
    TableRight: right(rightMask(row, caller.user)),
    FieldProperties: fieldProperties,
  };
}

/** Where a row is shown: the deadline of a to-do, the beginning of what stands in the diary. */
export function activeDate(row: AppointmentRow): number {
  return isChecklist(row) && isRealTime(row.end) ? row.end : row.start;
}

function priorityCarrier(id: number, language: string | null): Json | null {
  const priority = priorities.find((each) => each.id === id);
  return priority ? { Id: id, Value: inLanguage(priority.name, language), Tooltip: '' } : null;
}

/** Absolute addresses of what belongs to an entity. */
export function appointmentLinks(apiAddress: string, context: string, id: number): Json {
  const self = `${apiAddress}/${context}/api/v1/Appointment/${id}`;
  return {
    Self: `${self}/`,
    'Self.Simple': `${self}/Simple`,
    'Archive.Participants': `${self}/Participants`,
    Archive: `${apiAddress}/${context}/api/v1/Appointment`,
  };
}

/** The status of the invitation that a row is; a row that is none counts as accepted. */
export function invitationOf(row: AppointmentRow): string {
  const waits = row.status >= rowStatus.booking && row.status <= rowStatus.bookingDeleted;
  return waits ? invitation.name(row.status) : 'Accepted';
}

export function bookingTypeOf(row: AppointmentRow): string {
  if (isMother(row)) return 'Owner';
  return isParticipantRow(row) ? 'Participant' : 'None';
}

function invitedPerson(tenant: Tenant, row: AppointmentRow): Json | null {
  return isParticipantRow(row) ? personCarrier(tenant, tenant.users.get(row.associateId)?.personId ?? 0) : null;
}

function motherAssociate(tenant: Tenant, family: readonly AppointmentRow[]): Json | null {
  const [mother] = family;
  return mother && isMother(mother) ? associateCarrier(tenant, mother.associateId) : null;
}

/** Everybody who takes part, the owner first, who is listed on a plain appointment too. */
function participants(tenant: Tenant, row: AppointmentRow, family: readonly AppointmentRow[]): Json[] {
  const rows = family.length > 0 ? family.filter((each) => each.status !== rowStatus.bookingDeleted) : [row];
  const guests = isMother(row) || family.length === 0 ? row.guests : (family[0]?.guests ?? []);
  return [
    ...rows.map((each) => {
      const user = tenant.users.get(each.associateId);
      return participant({
        AssociateId: each.associateId,
        PersonId: user?.personId ?? 0,
        ContactId: user?.contactId ?? 0,
        SendEmail: each.sendEmail,
        InvitationStatus: invitationOf(each),
      });
    }),
    ...guests.map((guest) =>
      participant({
        PersonId: guest.personId,
        ContactId: guest.contactId,
        EmailId: guest.emailId,
        SendEmail: guest.sendEmail,
        EmailAddress: guest.emailAddress,
        Description: guest.description,
      }),
    ),
  ];
}

function participant(known: Json): Json {
  return {
    AssociateId: 0,
    PersonId: 0,
    ContactId: 0,
    EmailId: 0,
    SendEmail: false,
    InvitationStatus: 'None',
    EmailAddress: '',
    Description: '',
    ExternallyOwnedType: 'Unknown',
    ExternallyOwnedStatus: 'Unknown',
    ...known,
  };
}
