/**
 * @file What we rely on in SuperOffice's answers, and nothing more: unknown properties pass, missing ones that we can do
 * without are absent. Names that decide what becomes of an item must be ones that we know: an item that a newer server
 * describes in another way is set aside rather than misunderstood.
 */
import { z } from 'zod';
import type { ItemId } from '../../model/side.ts';
import { isWireTime } from './wire-time.ts';

const wireTime = z.string().refine(isWireTime, 'not a date and time');
/** SuperOffice writes null for "nothing"; a text that is left out altogether is another matter. */
const said = z.string().nullable();
/** What not every server tells. */
const text = z.string().nullish();
/** One line of a person's words; what is longer is none. */
const line = z.string().max(10_000).nullable();

function oneOf(names: readonly string[]) {
  return z.string().refine((name) => names.includes(name), 'not a known name');
}

const appointmentTypes = [
  ...['Unknown', 'inDiary', 'inChecklist', 'Note', 'Document', 'SavedReport'],
  ...['BookingForDiary', 'BookingForChecklist', 'MergeDraft', 'MergeFinal'],
];
const invitationStatuses = [
  ...['Unknown', 'None', 'Accepted', 'Hidden', 'Invitation'],
  ...['Moved', 'Seen', 'MovedSeen', 'Declined', 'Cancelled'],
];
const rights = z.object({ Mask: z.string().nullish() }).nullish();

export const tenantStateSchema = z.object({
  State: z.string().max(100),
  IsRunning: z.boolean(),
  /** Without one the answer simply holds no longer than now. */
  ValidUntil: wireTime.nullish().catch(undefined),
  Api: text,
  Endpoint: text,
});

export const principalSchema = z.object({
  AssociateId: z.int().positive(),
  FullName: text,
  UserName: text,
  EMailAddress: text,
  ContactId: z.int().nullish(),
  DatabaseContextIdentifier: z.string().regex(/^[\w.-]{1,100}$/),
  Licenses: z.array(z.object({ Name: text })).nullish(),
});

/** A site without the time-zone feature has neither number nor code; one without the other is half an answer. */
export const timeZoneSchema = z
  .object({ TZLocationID: z.int().nullish(), TZLocationCode: said })
  .refine(({ TZLocationID: id, TZLocationCode: code }) => (id ?? 0) <= 0 || Boolean(code), 'a zone without its code');

/** Of a list of zones only one is needed: odd rows are passed over. */
export const listItemsSchema = z.array(z.object({ Id: z.int(), ExtraInfo: text }).catch({ Id: 0, ExtraInfo: null }));

export const followUpTypesSchema = z.array(
  z.object({ TaskListItemId: z.int(), Value: text, Type: text, Deleted: z.boolean().nullish() }),
);

export const prioritiesSchema = z.array(z.object({ Id: z.int(), Name: text, Deleted: z.boolean().nullish() }));

export const preferenceSchema = z.object({ RawValue: text });

/** What both forms of an appointment have, read the same way. */
const appointmentBase = z.object({
  AppointmentId: z.int().positive(),
  Title: line.optional(),
  Agenda: text,
  Description: text,
  StartDate: wireTime,
  EndDate: wireTime,
  CreatedDate: wireTime.nullish(),
  Type: oneOf(appointmentTypes),
  IsFree: z.boolean(),
  HasAlarm: z.boolean(),
  AlarmLeadTime: text,
  IsAlldayEvent: z.boolean(),
  Private: oneOf(['Public', 'PrivateUser', 'PrivateGroup']),
  Location: line,
  /** Number of the zone that the appointment is meant in; 0 for the user's. */
  PreferredTZLocation: z.int().nullish().catch(undefined),
  /** These say whose item it is and who would be told of a change: they must be known. */
  MotherId: z.int(),
  AssignmentStatus: oneOf(['Unknown', 'None', 'Assigning', 'Seen', 'Declined']),
  InvitationStatus: oneOf(invitationStatuses),
  BookingType: oneOf(['Unknown', 'None', 'Owner', 'Participant']),
  OwnedExternally: text,
  JoinVideomeetUrl: text,
  Completed: text,
  TableRight: rights,
});

/** The flat form that comes in bulk. It has no update time and no rule: the archive's row has those. */
export const simpleAppointmentSchema = appointmentBase.extend({
  AssociateId: z.int(),
  TaskId: z.int().nullish(),
  ContactName: text,
  PersonFullName: text,
  ProjectName: text,
  SaleName: text,
  PriorityId: z.int().nullish(),
  IsRecurrence: z.boolean().nullish(),
  IsBooking: z.boolean().nullish(),
});
export type SimpleAppointment = z.infer<typeof simpleAppointmentSchema>;
/** What is gone or hidden is left out of the list, or stands in it as null. Each row is looked at by itself. */
export const bulkAnswerSchema = z.array(z.unknown());

/** Which appointment a row is about, whatever else it says. */
export const rowIdSchema = z.object({ AppointmentId: z.int().positive() });

/** Whose row of a booking it is. */
export const bookingRowSchema = z.object({
  AppointmentId: z
    .int()
    .positive()
    .transform((id) => String(id) as ItemId),
  AssociateId: z.int(),
});

/** What can be read of an appointment of which the whole cannot. */
export const appointmentRemains = z.object({
  Title: line.optional().catch(undefined),
  StartDate: wireTime.optional().catch(undefined),
  EndDate: wireTime.optional().catch(undefined),
  IsAlldayEvent: z.boolean().optional().catch(undefined),
  Private: z.unknown().optional(),
});

const visibleForSchema = z.array(z.object({ VisibleId: z.int(), Visibility: z.string() }));

const participantSchema = z.object({
  AssociateId: z.int().nullish(),
  PersonId: z.int().nullish(),
  SendEmail: z.boolean().nullish(),
  EmailAddress: text,
  Description: text,
  InvitationStatus: text,
});

/** The entity: what single reads and writes answer. */
export const appointmentEntitySchema = appointmentBase.extend({
  UpdatedDate: wireTime,
  Priority: z.object({ Id: z.int() }).nullish(),
  Associate: z.object({ AssociateId: z.int() }),
  Task: z.object({ TaskListItemId: z.int() }).nullish(),
  Contact: z.object({ Name: text, Department: text }).nullish(),
  Person: z.object({ FullName: text }).nullish(),
  Project: z.object({ Name: text }).nullish(),
  Sale: z.object({ Title: text }).nullish(),
  Recurrence: z.object({ RecurrenceId: z.int().nullish(), IsRecurrence: z.boolean().nullish() }).nullish(),
  Participants: z.array(participantSchema).nullish(),
  MotherAssociate: z.object({ AssociateId: z.int() }).nullish().catch(undefined),
  VisibleFor: visibleForSchema.nullish(),
});
export type AppointmentEntity = z.infer<typeof appointmentEntitySchema>;

/**
 * The default entity: everything is kept as it came, because it is sent back with our fields laid over it. Title and agenda
 * came into the product together: a server that has one has the other.
 */
const defaultEntityShape = z.looseObject({
  Task: z.object({ TaskListItemId: z.int() }).loose().nullish(),
  Title: text,
  JoinVideomeetUrl: text,
  FieldProperties: z.record(z.string(), z.object({ FieldLength: z.int().nullish() }).loose().nullish()).nullish(),
});
export const defaultEntitySchema = defaultEntityShape.refine(
  (entity) => 'Title' in entity === 'Agenda' in entity,
  'half of the new form of texts',
);
export type DefaultEntity = z.infer<typeof defaultEntitySchema>;

/** A row without a time or a rule is still a row: its item says the rest. */
export const listingRowSchema = z.object({
  appointmentId: z.int().positive(),
  updatedDate: wireTime.nullable().catch(null),
  recurrenceRuleId: z.int().nullish(),
  rawType: z.int().nullish().catch(undefined),
  'contact/department': text.catch(undefined),
});

/** Whoever is in the address book without a name or an address is still somebody. */
export const personRowSchema = z.object({
  personId: z.int().positive(),
  contactId: z.int().nullish(),
  fullName: text,
  'email/emailAddress': text,
  'personContact/name': text,
  'personDirectPhone/formattedNumber': text,
  'personMobilePhone/formattedNumber': text,
});

export function archivePageSchema<Row extends z.ZodType>(row: Row) {
  return z.object({ 'odata.nextLink': text, value: z.array(row) });
}

export const errorBodySchema = z.object({ ErrorType: z.string().regex(/^[\w.]{1,100}$/) });

/** SuperOffice's own word for an appointment that is not there; any other 404 only says that an address leads nowhere. */
const noSuchItem = /NotFound/i;

/** @param body of a 404. */
export function saysNotFound(body: unknown): boolean {
  return noSuchItem.test(errorBodySchema.safeParse(body).data?.ErrorType ?? '');
}
