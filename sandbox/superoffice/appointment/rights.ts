/**
 * @file Who may see and change which row.
 */

import type { Switches } from '../../kit/switches.ts';
import { Refusal } from '../errors.ts';
import { type AppointmentRow, rowStatus, type User } from '../tenant/rows.ts';
import { isOpenAssignment } from './assignment.ts';

/** A participant without ownership may change this much of the own row. */
const ofParticipant = new Set(['priorityId', 'status', 'done', 'hasAlarm', 'alarmLead']);
/** What SuperOffice leaves changeable of a meeting that a calendar system masters. */
const ofExternal = new Set([
  ...['hasAlarm', 'alarmLead', 'taskId', 'contactId', 'isFree', 'internalNotes', 'priorityId', 'status', 'done'],
]);
const ofState = new Set(['status', 'done']);

export function isMother(row: AppointmentRow): boolean {
  return row.motherId !== 0 && row.motherId === row.id;
}

export function isParticipantRow(row: AppointmentRow): boolean {
  return row.motherId !== 0 && row.motherId !== row.id;
}

/** The caller's own row, or one that is visible for all, the caller or the caller's group. */
export function mayReadText(row: AppointmentRow, user: User): boolean {
  return (
    row.associateId === user.associateId ||
    row.visibleFor.some(
      ({ visibleId, visibility }) =>
        visibility === 0 ||
        (visibility === 1 && visibleId === user.associateId) ||
        (visibility === 2 && visibleId === user.groupId),
    )
  );
}

/** The row as the user sees it: of another's private row the time alone. */
export function seenBy(row: AppointmentRow, user: User): AppointmentRow {
  if (mayReadText(row, user)) return row;
  const hidden = {
    title: '',
    agenda: '',
    description: '',
    internalNotes: '',
    location: '',
    joinUrl: '',
    rejectReason: '',
  };
  return { ...row, ...hidden, contactId: 0, personId: 0, guests: [], customFields: {} };
}

/** The rights that the entity carries for the user. */
export function rightMask(row: AppointmentRow, user: User): string {
  if (row.associateId !== user.associateId || row.isReadOnly) return 'Select';
  if (isParticipantRow(row) || isOpenAssignment(row) || row.ownedExternally !== 0)
    return 'RI, RestrictedUpdate, Delete';
  return 'FULL';
}

/** @throws Refusal when the user may not do this to the row */
export function checkOwner(row: AppointmentRow, user: User, switches: Switches): void {
  if (row.associateId === user.associateId) return;
  throw denied(switches, `Follow-up ${row.id} belongs to another user.`);
}

/** @throws Refusal when the user's role lets the user only read it */
export function checkWritable(row: AppointmentRow, switches: Switches): void {
  if (row.isReadOnly) throw denied(switches, `Your role does not let you change follow-up ${row.id}.`);
}

/** @param changed names of the row's fields that are to change; @throws Refusal when one of them is not the user's to change */
export function checkChange(row: AppointmentRow, user: User, changed: readonly string[], switches: Switches): void {
  checkOwner(row, user, switches);
  if (changed.length > 0) checkWritable(row, switches);
  const beyond = (allowed: ReadonlySet<string>) => changed.find((field) => !allowed.has(field));
  const notParticipants = isParticipantRow(row) ? beyond(ofParticipant) : undefined;
  if (notParticipants)
    throw denied(switches, `Only the owner of the booking ${row.motherId} may change ${notParticipants}.`);
  const notAnswered = isOpenAssignment(row) ? beyond(ofParticipant) : undefined;
  if (notAnswered)
    throw denied(switches, `The assignment ${row.id} is not accepted: ${notAnswered} cannot be changed.`);
  const notOurs = row.ownedExternally === 0 ? undefined : beyond(ofExternal);
  if (notOurs)
    throw denied(switches, `The meeting ${row.id} is owned by a calendar system: ${notOurs} cannot be changed.`);
  const closed =
    row.status === rowStatus.completed && !changed.includes('status') && !switches.flag('completedEditable');
  if (closed && beyond(ofState))
    throw denied(switches, `Follow-up ${row.id} is completed. Open it before changing it.`);
}

export function denied(switches: Switches, message: string): Refusal {
  return new Refusal(switches.number('denialStatus'), message);
}
