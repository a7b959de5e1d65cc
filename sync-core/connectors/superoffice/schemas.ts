/**
 * @file What we rely on in SuperOffice's answers, and nothing more: unknown properties pass, missing ones that we can do
 * without are absent. Enumerations stay strings, because newer servers know more names than we do.
 */
import { z } from 'zod';
import { isWireTime } from './wire-time.ts';

const wireTime = z.string().refine(isWireTime, 'not a date and time');
const text = z.string().nullish();
const rights = z.object({ Mask: z.string().nullish() }).nullish();

export const tenantStateSchema = z.object({
  State: z.string(),
  IsRunning: z.boolean(),
  ValidUntil: text,
  Api: text,
  Endpoint: text,
});

export const principalSchema = z.object({
  AssociateId: z.int().positive(),
  FullName: text,
  UserName: text,
  EMailAddress: text,
  DatabaseContextIdentifier: z.string().min(1),
  Licenses: z.array(z.object({ Name: text })).nullish(),
});

export const timeZoneSchema = z.object({ TZLocationID: z.int().nullish(), TZLocationCode: text });

export const listItemsSchema = z.array(z.object({ Id: z.int(), ExtraInfo: text }));

export const followUpTypesSchema = z.array(z.object({ TaskListItemId: z.int(), Value: text }));

export const preferenceSchema = z.object({ RawValue: text });

/** What both forms of an appointment have, read the same way. */
const appointmentBase = z.object({
  AppointmentId: z.int().positive(),
  Title: text,
  Agenda: text,
  Description: text,
  StartDate: wireTime,
  EndDate: wireTime,
  CreatedDate: wireTime.nullish(),
  Type: z.string(),
  IsFree: z.boolean(),
  HasAlarm: z.boolean(),
  AlarmLeadTime: text,
  IsAlldayEvent: z.boolean(),
  Private: z.string(),
  Location: text,
  MotherId: z.int().nullish(),
  AssignmentStatus: text,
  InvitationStatus: text,
  BookingType: text,
  OwnedExternally: text,
  TableRight: rights,
});

/** The flat form that comes in bulk. It has no update time and no rule: the archive's row has those. */
const simpleAppointmentSchema = appointmentBase.extend({
  AssociateId: z.int(),
  TaskId: z.int().nullish(),
  IsRecurrence: z.boolean().nullish(),
  IsBooking: z.boolean().nullish(),
});
export type SimpleAppointment = z.infer<typeof simpleAppointmentSchema>;
/** What is gone or hidden is left out of the list, or stands in it as null. */
export const simpleAppointmentsSchema = z.array(simpleAppointmentSchema.nullable());

const visibleForSchema = z.array(z.object({ VisibleId: z.int(), Visibility: z.string() }));

/** The entity: what single reads and writes answer. */
export const appointmentEntitySchema = appointmentBase.extend({
  UpdatedDate: wireTime,
  Completed: text,
  Associate: z.object({ AssociateId: z.int() }).nullish(),
  Task: z.object({ TaskListItemId: z.int() }).nullish(),
  Recurrence: z.object({ RecurrenceId: z.int().nullish(), IsRecurrence: z.boolean().nullish() }).nullish(),
  Participants: z.array(z.object({ AssociateId: z.int().nullish() })).nullish(),
  VisibleFor: visibleForSchema.nullish(),
});
export type AppointmentEntity = z.infer<typeof appointmentEntitySchema>;

/** The default entity: everything is kept as it came, because it is sent back with our fields laid over it. */
export const defaultEntitySchema = z.looseObject({
  Task: z.object({ TaskListItemId: z.int() }).loose().nullish(),
  Title: text,
  FieldProperties: z.record(z.string(), z.object({ FieldLength: z.int().nullish() }).loose().nullish()).nullish(),
});
export type DefaultEntity = z.infer<typeof defaultEntitySchema>;

export const listingRowSchema = z.object({
  appointmentId: z.int().positive(),
  updatedDate: wireTime,
  recurrenceRuleId: z.int().nullish(),
});

export function archivePageSchema<Row extends z.ZodType>(row: Row) {
  return z.object({ 'odata.nextLink': text, value: z.array(row) });
}

export const errorBodySchema = z.object({ Error: z.boolean().optional(), ErrorType: text, ErrorMessage: text });
