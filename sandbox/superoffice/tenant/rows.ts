/**
 * @file What the tenant's database holds. Rows are never changed in place. Wall-clock times are milliseconds in the base
 * zone as if it were UTC; instants are milliseconds since 1970 in whole seconds.
 */
import type { SampleType, SampleUser } from '../../sample/world.ts';
import { enumeration } from '../wire.ts';

export interface User extends SampleUser {
  readonly groupId: number;
  /** Own company of the CRM's owner, where all users are persons. */
  readonly contactId: number;
  readonly isAdministrator: boolean;
}

export type FollowUpType = SampleType;

export const appointmentType = enumeration({
  0: 'Unknown',
  1: 'inDiary',
  2: 'inChecklist',
  3: 'Note',
  4: 'Document',
  5: 'SavedReport',
  6: 'BookingForDiary',
  7: 'BookingForChecklist',
  8: 'MergeDraft',
  9: 'MergeFinal',
});
export const completion = enumeration({ 0: 'Unknown', 1: 'NotStarted', 2: 'Started', 3: 'Completed' });
export const privacy = enumeration({ 0: 'Public', 1: 'PrivateUser', 2: 'PrivateGroup' });
export const visibility = enumeration({ 0: 'All', 1: 'Associate', 2: 'Group' });
export const ownership = enumeration({ 0: 'None', 1: 'Other', 2: 'Outlook', 3: 'Google' });
export const updateMode = enumeration({ 0: 'Unknown', 1: 'OnlyThis', 2: 'ThisAndForward', 9: 'StopRecurrence' });
export const invitation = enumeration({
  0: 'Unknown',
  1: 'None',
  2: 'Accepted',
  4: 'Hidden',
  5: 'Invitation',
  6: 'Moved',
  7: 'Seen',
  8: 'MovedSeen',
  9: 'Declined',
  10: 'Cancelled',
});

/** Raw status of a row (`rawStatus`). */
export const rowStatus = {
  notStarted: 1,
  started: 2,
  completed: 3,
  booking: 5,
  bookingMoved: 6,
  bookingSeen: 7,
  bookingMovedSeen: 8,
  bookingDeclined: 9,
  bookingDeleted: 10,
  assignment: 11,
  assignmentSeen: 12,
  assignmentDeclined: 13,
} as const;

export interface VisibleFor {
  readonly visibleId: number;
  /** 0 all, 1 associate, 2 group. */
  readonly visibility: number;
}

/** A participant without a diary row: a person who is no user, or a mail address. */
export interface Guest {
  readonly personId: number;
  readonly contactId: number;
  readonly emailId: number;
  readonly emailAddress: string;
  readonly description: string;
  readonly sendEmail: boolean;
}

export interface AppointmentRow {
  readonly id: number;
  /** Whose diary the row is in. */
  readonly associateId: number;
  readonly createdBy: number;
  readonly updatedBy: number;
  readonly created: number;
  readonly updated: number;
  readonly contactId: number;
  readonly personId: number;
  readonly title: string;
  readonly agenda: string;
  /** Title and agenda as one plain text. */
  readonly description: string;
  readonly internalNotes: string;
  readonly location: string;
  /** Wall-clock, base zone. */
  readonly start: number;
  readonly end: number;
  readonly type: number;
  readonly status: number;
  readonly motherId: number;
  readonly taskId: number;
  readonly priorityId: number;
  readonly hasAlarm: boolean;
  /** Seconds before the start. */
  readonly alarmLead: number;
  readonly isFree: boolean;
  /** The owner's role lets the owner only read it. */
  readonly isReadOnly: boolean;
  readonly isAllDay: boolean;
  readonly isMilestone: boolean;
  readonly visibleFor: readonly VisibleFor[];
  readonly isPrivate: number;
  readonly rejectReason: string;
  readonly rejectCounter: number;
  readonly ruleId: number;
  /** The day (as the rule counts) that a row of a series stands for; 0 for others. */
  readonly plannedDay: number;
  /** Planned start of a row of a series, base wall-clock; 0 for others. */
  readonly originalStart: number;
  /** When it was completed, or 0. */
  readonly done: number;
  readonly ownedExternally: number;
  readonly joinUrl: string;
  readonly preferredZone: number;
  readonly customFields: Readonly<Record<string, string>>;
  readonly guests: readonly Guest[];
  /** Whether the participant with this row wants mail. */
  readonly sendEmail: boolean;
}

export const logType = { insert: 4352, update: 4608, delete: 4864, ownerChanged: 5120 } as const;
export const appointmentTable = 9;

export interface LogRow {
  readonly id: number;
  readonly time: number;
  readonly type: number;
  readonly table: number;
  readonly recordId: number;
  /** Of a change of owner: whose it was. Else 0. */
  readonly before: number;
  readonly associateId: number;
}

export function isChecklist(row: { readonly type: number }): boolean {
  return row.type === 2 || row.type === 7;
}

/** The end of a row's life as an invitation: waiting, declined or cancelled. */
export function isUnanswered(row: AppointmentRow): boolean {
  return row.status >= rowStatus.booking && row.status <= rowStatus.bookingDeleted;
}
