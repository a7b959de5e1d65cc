/** @file What is done with a to-do as a whole: ticking it off, giving it to somebody else, and making one of a meeting. */
import type { Caller } from '../api/request-context.ts';
import { badRequest } from '../errors.ts';
import { type AppointmentRow, isChecklist } from '../tenant/rows.ts';
import { asAssignment } from './assignment.ts';
import { inputOf } from './input.ts';
import { checkOwner, checkWritable } from './rights.ts';
import { type AppointmentParts, changeAppointment } from './save.ts';

const quietly = { updateMode: 1, sendEmail: false };
const todo = 2;

/** @param completed 1 not started, 2 started, 3 completed */
export function tickOff(
  parts: AppointmentParts,
  caller: Caller,
  row: AppointmentRow,
  completed: number,
): AppointmentRow {
  return changeAppointment(parts, caller, row, { ...inputOf(row), completed }, quietly);
}

/** The same row leaves the diary for the checklist. @throws Refusal for what others take part in, and for a row of a series */
export function convertToTodo(parts: AppointmentParts, caller: Caller, row: AppointmentRow): AppointmentRow {
  if (isChecklist(row)) throw badRequest(`Follow-up ${row.id} is a to-do already.`);
  if (row.motherId !== 0 || row.guests.length > 0) throw badRequest('A meeting with participants cannot be converted.');
  if (row.ruleId !== 0) throw badRequest('A row of a series cannot be converted.');
  return changeAppointment(parts, caller, row, { ...inputOf(row), type: todo }, quietly);
}

/** The row goes into somebody else's checklist, where it waits for an answer. */
export function assignTodo(
  parts: AppointmentParts,
  caller: Caller,
  row: AppointmentRow,
  associateId: number,
): AppointmentRow {
  const { tenant, kit } = parts;
  checkOwner(row, caller.user, kit.switches);
  checkWritable(row, kit.switches);
  if (!isChecklist(row)) throw badRequest(`Follow-up ${row.id} is no to-do.`);
  if (!tenant.users.has(associateId)) throw badRequest(`Associate id ${associateId} not found`);
  if (associateId === row.associateId) return row;
  const by = caller.user.associateId;
  const given = { ...row, associateId, createdBy: by, updatedBy: by, updated: tenant.now(), done: 0 };
  tenant.give(asAssignment(given), row.associateId);
  return tenant.appointments.get(row.id) ?? given;
}
