/**
 * @file Assignments: a to-do that somebody gives to somebody else. It has one row, in the checklist of whoever is to do it, and
 * waits there for an answer.
 */
import { type AppointmentRow, isChecklist, rowStatus } from '../tenant/rows.ts';

const assigned = 7;

/** A to-do of somebody else's making that its owner has not accepted, or has declined. */
export function isOpenAssignment(row: AppointmentRow): boolean {
  return row.motherId === 0 && row.type === assigned;
}

/** @returns who gave it to the owner; 0: nobody. */
export function assignedBy(row: AppointmentRow): number {
  return isChecklist(row) && row.motherId === 0 && row.createdBy !== row.associateId ? row.createdBy : 0;
}

/** A new row as it comes into the checklist of whoever is to do it. */
export function asAssignment<Row extends { readonly type: number; readonly status: number }>(row: Row): Row {
  return { ...row, type: assigned, status: rowStatus.assignment };
}

const names: Readonly<Record<number, string>> = {
  [rowStatus.assignment]: 'Assigning',
  [rowStatus.assignmentSeen]: 'Seen',
  [rowStatus.assignmentDeclined]: 'Declined',
};

/** `None` for what is no assignment, and for one that was accepted. */
export function assignmentOf(row: AppointmentRow): string {
  return names[row.status] ?? 'None';
}
