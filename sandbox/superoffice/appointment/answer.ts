/**
 * @file Answers to invitations and assignments: accept, decline, take note.
 */
import type { Caller } from '../api/request-context.ts';
import { badRequest } from '../errors.ts';
import { type AppointmentRow, isUnanswered, rowStatus } from '../tenant/rows.ts';
import { isOpenAssignment } from './assignment.ts';
import { checkOwner, isParticipantRow } from './rights.ts';
import type { AppointmentParts } from './save.ts';

const diary = 1;
const checklist = 2;
const bookingInDiary = 6;

/** @throws Refusal when the row is neither an invitation nor an assignment of the caller */
function checkInvitation(parts: AppointmentParts, caller: Caller, row: AppointmentRow): void {
  checkOwner(row, caller.user, parts.kit.switches);
  if (!isParticipantRow(row) && !isOpenAssignment(row)) throw badRequest(`Follow-up ${row.id} is not an invitation.`);
  if (row.status === rowStatus.bookingDeleted) throw badRequest(`The invitation ${row.id} was cancelled.`);
}

export function acceptInvitation(parts: AppointmentParts, caller: Caller, row: AppointmentRow): void {
  checkInvitation(parts, caller, row);
  if (isOpenAssignment(row)) {
    store(parts, caller, { ...row, type: checklist, status: rowStatus.notStarted, rejectReason: '' });
    return;
  }
  if (!isUnanswered(row)) return;
  store(parts, caller, { ...row, type: diary, status: rowStatus.notStarted, rejectReason: '' });
}

export function rejectInvitation(parts: AppointmentParts, caller: Caller, row: AppointmentRow, reason: string): void {
  checkInvitation(parts, caller, row);
  const declined = isOpenAssignment(row)
    ? { status: rowStatus.assignmentDeclined }
    : { type: bookingInDiary, status: rowStatus.bookingDeclined };
  store(parts, caller, { ...row, ...declined, rejectReason: reason.slice(0, 254) });
  const mother = parts.tenant.appointments.get(row.motherId);
  if (mother) parts.tenant.put({ ...mother, rejectCounter: mother.rejectCounter + 1 });
}

export function markInvitationSeen(parts: AppointmentParts, caller: Caller, row: AppointmentRow): void {
  checkInvitation(parts, caller, row);
  if (row.status === rowStatus.booking) store(parts, caller, { ...row, status: rowStatus.bookingSeen });
  if (row.status === rowStatus.assignment) store(parts, caller, { ...row, status: rowStatus.assignmentSeen });
  if (row.status === rowStatus.bookingMoved) store(parts, caller, { ...row, status: rowStatus.bookingMovedSeen });
}

function store({ tenant }: AppointmentParts, caller: Caller, row: AppointmentRow): void {
  tenant.put({ ...row, updated: tenant.now(), updatedBy: caller.user.associateId });
}
