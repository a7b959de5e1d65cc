/**
 * @file What a client says an appointment is to be, read from a body. Read-only properties are passed by, as the original does.
 */

import type { AppointmentRow, VisibleFor } from '../tenant/rows.ts';
import { appointmentType, completion, ownership, privacy, visibility } from '../tenant/rows.ts';
import type { WireTime } from '../time/wire-time.ts';
import { readDuration } from '../time/wire-time.ts';
import type { Fields } from '../wire.ts';

export interface ParticipantInput {
  readonly associateId: number;
  readonly personId: number;
  readonly contactId: number;
  readonly emailId: number;
  readonly emailAddress: string;
  readonly description: string;
  readonly sendEmail: boolean;
}

type SettableField =
  | 'associateId'
  | 'contactId'
  | 'personId'
  | 'title'
  | 'agenda'
  | 'description'
  | 'internalNotes'
  | 'location'
  | 'start'
  | 'end'
  | 'type'
  | 'taskId'
  | 'priorityId'
  | 'hasAlarm'
  | 'alarmLead'
  | 'isFree'
  | 'isAllDay'
  | 'isMilestone'
  | 'visibleFor'
  | 'isPrivate'
  | 'rejectReason'
  | 'ownedExternally'
  | 'joinUrl'
  | 'preferredZone'
  | 'customFields';

export interface AppointmentInput extends Pick<AppointmentRow, SettableField> {
  /** 1 not started, 2 started, 3 completed. */
  readonly completed: number;
  /** null: as they are. */
  readonly participants: readonly ParticipantInput[] | null;
  /** RecurrenceInfo of what is to be a series; null: it says that it is none; undefined: nothing is said. */
  readonly recurrence: Fields | null | undefined;
}

/** What an entity says that a row already is. */
export function inputOf(row: AppointmentRow): AppointmentInput {
  return { ...row, completed: completedOf(row), participants: null, recurrence: undefined };
}

/** 1 to 3 of a raw status: an invitation that waits is not started. */
export function completedOf(row: { readonly status: number }): number {
  return row.status <= 3 ? row.status : 1;
}

/**
 * @param below what holds for properties that the body leaves out: the default entity on POST, an empty one on PUT
 */
export function readInput(body: Fields, below: AppointmentInput, time: WireTime): AppointmentInput {
  const or = <T>(name: string, read: () => T, otherwise: T): T => (body.has(name) ? read() : otherwise);
  const text = (name: string, otherwise: string) => or(name, () => body.text(name), otherwise);
  const flag = (name: string, otherwise: boolean) => or(name, () => body.flag(name), otherwise);
  const idIn = (name: string, key: string, otherwise: number) =>
    or(name, () => body.object(name)?.int(key) ?? 0, otherwise);
  const moment = (name: string, otherwise: number) =>
    or(name, () => (body.text(name) === '' ? Number.NaN : time.read(body.text(name))), otherwise);
  return {
    associateId: idIn('Associate', 'AssociateId', below.associateId) || below.associateId,
    contactId: idIn('Contact', 'ContactId', below.contactId),
    personId: idIn('Person', 'PersonId', below.personId),
    title: text('Title', below.title),
    agenda: text('Agenda', below.agenda),
    description: text('Description', below.description),
    internalNotes: text('InternalNotes', below.internalNotes),
    location: text('Location', below.location),
    start: moment('StartDate', below.start),
    end: moment('EndDate', below.end),
    type: or('Type', () => appointmentType.read(body.get('Type'), 'Type') || below.type, below.type),
    taskId: idIn('Task', 'TaskListItemId', below.taskId),
    priorityId: idIn('Priority', 'Id', below.priorityId),
    hasAlarm: flag('HasAlarm', below.hasAlarm),
    alarmLead: or('AlarmLeadTime', () => readDuration(body.text('AlarmLeadTime') || '00:00:00'), below.alarmLead),
    isFree: flag('IsFree', below.isFree),
    isAllDay: flag('IsAlldayEvent', below.isAllDay),
    isMilestone: flag('IsMileStone', below.isMilestone),
    visibleFor: or('VisibleFor', () => readVisibleFor(body), below.visibleFor),
    isPrivate: or('Private', () => privacy.read(body.get('Private'), 'Private'), below.isPrivate),
    rejectReason: text('RejectReason', below.rejectReason),
    ownedExternally: or(
      'OwnedExternally',
      () => ownership.read(body.get('OwnedExternally'), 'OwnedExternally'),
      below.ownedExternally,
    ),
    joinUrl: text('JoinVideomeetUrl', below.joinUrl),
    preferredZone: or('PreferredTZLocation', () => body.int('PreferredTZLocation'), below.preferredZone),
    customFields: or('CustomFields', () => readCustomFields(body, below.customFields), below.customFields),
    completed: or('Completed', () => completion.read(body.get('Completed'), 'Completed') || 1, below.completed),
    participants: body.get('Participants') ? body.list('Participants').map(readParticipant) : null,
    recurrence: or('Recurrence', () => recurrenceIn(body.object('Recurrence')), below.recurrence),
  };
}

function recurrenceIn(given: Fields | null): Fields | null | undefined {
  if (given === null) return undefined;
  return given.flag('IsRecurrence') ? given : null;
}

function readVisibleFor(body: Fields): readonly VisibleFor[] {
  const list = body.list('VisibleFor').map((entry) => ({
    visibleId: entry.int('VisibleId'),
    visibility: visibility.read(entry.get('Visibility'), 'Visibility'),
  }));
  return list.length > 0 ? list : [{ visibleId: 0, visibility: 0 }];
}

/** New values are laid over those that are there; nothing is wiped by leaving it out. */
function readCustomFields(body: Fields, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const given = body.get('CustomFields');
  if (typeof given !== 'object' || given === null) return before;
  const texts = Object.entries(given).map(([name, value]) => [name, value === null ? '' : String(value)]);
  return { ...before, ...Object.fromEntries(texts) };
}

function readParticipant(entry: Fields): ParticipantInput {
  return {
    associateId: entry.int('AssociateId'),
    personId: entry.int('PersonId'),
    contactId: entry.int('ContactId'),
    emailId: entry.int('EmailId'),
    emailAddress: entry.text('EmailAddress'),
    description: entry.text('Description'),
    sendEmail: entry.flag('SendEmail'),
  };
}
