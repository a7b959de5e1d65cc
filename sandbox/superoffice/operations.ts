/**
 * @file What tests do in the CRM besides the application under test: the same person in another program, or a colleague. The
 * rules of the CRM hold for them too.
 */
import type { Caller } from './api/request-context.ts';
import { acceptInvitation, markInvitationSeen, rejectInvitation } from './appointment/answer.ts';
import { invitationOf } from './appointment/entity.ts';
import { type AppointmentInput, inputOf, type ParticipantInput } from './appointment/input.ts';
import {
  type AppointmentParts,
  changeAppointment,
  createAppointment,
  defaultRow,
  deleteAppointment,
} from './appointment/save.ts';
import { badRequest, notFound } from './errors.ts';
import { personOperations } from './person-operations.ts';
import { ruleTime } from './recurrence/carrier.ts';
import { baseTimes, privateTo } from './tenant/load-world.ts';
import { fullNameOf, mainEmail } from './tenant/person-rows.ts';
import { priorityIds } from './tenant/priorities.ts';
import { type AppointmentRow, isChecklist, rowStatus, type User, updateMode } from './tenant/rows.ts';
import { userZone } from './tenant/user-zone.ts';
import { createWireTime, naive } from './time/wire-time.ts';
import { zoneByIana, zoneById } from './time/zones.ts';
import { todoOperations } from './todo-operations.ts';
import { fieldsOf } from './wire.ts';

/** Who acts: a user name or associate id; absent: the main user, or for a row that is there its owner. */
interface Acting {
  readonly user?: string | number;
}

/** What is absent stays as it is, or as the default entity has it. */
export interface AppointmentWords {
  readonly title?: string;
  /** HTML. */
  readonly body?: string;
  readonly location?: string;
  /** Wall-clock in `zone` (`2026-11-24T10:00:00`), or for all-day a date (`2026-11-24`), the end inclusive. */
  readonly start?: string;
  readonly end?: string;
  /** IANA; absent: the acting user's zone. */
  readonly zone?: string;
  readonly allDay?: boolean;
  readonly free?: boolean;
  /** `group`: visible for the user's group. */
  readonly private?: boolean | 'group';
  /** IANA zone that the entry is to be shown in; null: none of its own. */
  readonly preferredZone?: string | null;
  readonly completed?: boolean;
  /** null: no alarm. */
  readonly reminderMinutes?: number | null;
  readonly importance?: 'low' | 'normal' | 'high';
  /** Where one joins it online; empty: nowhere. */
  readonly joinUrl?: string;
  readonly typeId?: number;
  readonly contactId?: number;
  readonly personId?: number;
  /** Associate ids of colleagues and rooms to book, without the owner. */
  readonly participants?: readonly number[];
  /** E-mail addresses of guests. */
  readonly guests?: readonly string[];
  /** RecurrenceInfo as the API has it; what is left out is as a series from that day has it by default. Absent: as it is. */
  readonly rule?: Readonly<Record<string, unknown>>;
}

/** How far a change of a row of a series reaches; absent: this row alone. */
interface Reach {
  readonly reach?: 'onlyThis' | 'thisAndForward' | 'stopRecurrence';
}

/** A row in plain words. */
export interface PlainAppointment {
  readonly id: number;
  readonly kind: 'appointment' | 'task';
  readonly associateId: number;
  readonly title: string;
  readonly body: string;
  /** Title and body as one plain text. */
  readonly text: string;
  readonly location: string;
  /** Wall-clock in the owner's zone; for all-day the dates, the end inclusive. */
  readonly start: string;
  readonly end: string;
  readonly zone: string;
  readonly allDay: boolean;
  readonly free: boolean;
  readonly private: boolean;
  /** The dates by the database's clock. */
  readonly daysInBase: { readonly start: string; readonly end: string };
  /** Who may read it, beside its owner. */
  readonly visibleFor: 'all' | 'owner' | 'group';
  readonly preferredZone: string | null;
  readonly completed: boolean;
  readonly reminderMinutes: number | null;
  readonly importance: 'low' | 'normal' | 'high';
  readonly joinUrl: string;
  readonly typeId: number;
  /** The type's name in each of its languages. */
  readonly typeNames: readonly string[];
  /** Names of whom it is with; empty: nobody. */
  readonly company: string;
  readonly department: string;
  readonly person: string;
  readonly contactId: number;
  readonly personId: number;
  readonly motherId: number;
  readonly ruleId: number;
  /** `Accepted`, `Invitation`, `Declined`, `Cancelled` … */
  readonly invitation: string;
  readonly updated: string;
}

export type SuperOfficeOperations = ReturnType<typeof superOfficeOperations>;

const quietly = { updateMode: 1, sendEmail: false };

function reaching({ reach = 'onlyThis' }: Reach) {
  return { ...quietly, updateMode: updateMode.read(reach, 'reach') };
}

export function superOfficeOperations(parts: AppointmentParts) {
  const { tenant } = parts;
  const rowOf = (id: number): AppointmentRow => {
    const row = tenant.appointments.get(id);
    if (!row) throw notFound('Appointment', id);
    return row;
  };
  const callerFor = (acting: Acting, row?: AppointmentRow): Caller =>
    callerOf(parts, acting.user === undefined && row ? row.associateId : acting.user);
  return {
    ...todoOperations(parts, callerFor, rowOf),
    ...personOperations(parts),
    /** @returns the id of the owner's row */
    createAppointment: (words: AppointmentWords & Acting): { id: number } => {
      const caller = callerFor(words);
      const input = wordsOver(parts, caller, words, inputOf(defaultRow(parts, caller)));
      return { id: createAppointment(parts, caller, input, quietly).id };
    },
    changeAppointment: (words: AppointmentWords & Acting & Reach & { readonly id: number }): void => {
      const row = rowOf(words.id);
      const caller = callerFor(words, row);
      changeAppointment(parts, caller, row, wordsOver(parts, caller, words, inputOf(row)), reaching(words));
    },
    deleteAppointment: (argument: Acting & Reach & { readonly id: number }): void => {
      const row = rowOf(argument.id);
      deleteAppointment(parts, callerFor(argument, row), row, reaching(argument));
    },
    /** @param argument.id of the invited person's own row */
    answerInvitation: (
      argument: Acting & { readonly id: number; readonly answer: 'accept' | 'decline' | 'seen' },
    ): void => {
      const row = rowOf(argument.id);
      const caller = callerFor(argument, row);
      if (argument.answer === 'accept') acceptInvitation(parts, caller, row);
      else if (argument.answer === 'decline') rejectInvitation(parts, caller, row, '');
      else markInvitationSeen(parts, caller, row);
    },
    /** The invitations of a booking were mailed under this iCal UID. @param argument.id of the owner's row */
    nameByUid: (argument: { readonly id: number; readonly uid: string }): void =>
      tenant.nameByUid(argument.uid, rowOf(argument.id).id),
    /** The rows in a user's diary and checklist, oldest first. */
    /** The customers' persons. */
    persons: (): readonly { readonly personId: number; readonly contactId: number; readonly email: string }[] =>
      [...tenant.persons.values()].map((person) => ({
        personId: person.personId,
        contactId: person.contactId,
        email: mainEmail(person),
      })),
    list: (argument: Acting = {}): PlainAppointment[] => {
      const { user } = callerOf(parts, argument?.user);
      return [...tenant.appointments.values()]
        .filter((row) => row.associateId === user.associateId)
        .map((row) => plainAppointment(parts, row, user));
    },
  };
}

function callerOf({ tenant, kit }: AppointmentParts, who: string | number | undefined): Caller {
  const users = [...tenant.users.values()];
  const found = who === undefined ? users[0] : users.find((each) => each.associateId === who || each.email === who);
  if (!found) throw badRequest(`There is no user ${who}.`);
  const zone = userZone(tenant, kit.switches, found);
  const time = createWireTime(tenant.baseZone, zone, null);
  return {
    user: { ...found, zone: zone.iana },
    time,
    rules: ruleTime(kit.switches, time),
    language: null,
    asOf: null,
    cause: 'control',
  };
}

function wordsOver(
  { tenant }: AppointmentParts,
  { user }: Caller,
  words: AppointmentWords,
  below: AppointmentInput,
): AppointmentInput {
  const allDay = words.allDay ?? below.isAllDay;
  return {
    ...below,
    ...given('title', words.title),
    ...given('agenda', words.body),
    ...given('location', words.location),
    ...given('isFree', words.free),
    ...given('joinUrl', words.joinUrl),
    ...(words.importance === undefined ? {} : { priorityId: priorityIds[words.importance] }),
    ...given('taskId', words.typeId),
    ...given('contactId', words.contactId),
    ...given('personId', words.personId),
    isAllDay: allDay,
    ...(words.private === undefined ? {} : visibleFor(user, words.private)),
    ...(words.preferredZone === undefined
      ? {}
      : { preferredZone: words.preferredZone === null ? 0 : zoneByIana(words.preferredZone).id }),
    ...(words.completed === undefined
      ? {}
      : { completed: words.completed ? rowStatus.completed : rowStatus.notStarted }),
    ...(words.reminderMinutes === undefined
      ? {}
      : { hasAlarm: words.reminderMinutes !== null, alarmLead: (words.reminderMinutes ?? 0) * 60 }),
    ...(words.start === undefined
      ? {}
      : baseTimes(
          tenant,
          { start: words.start, end: words.end ?? words.start, zone: words.zone ?? user.zone, allDay },
          user.zone,
        )),
    participants: participantsOf(user, words),
    ...given('recurrence', words.rule && fieldsOf({ IsRecurrence: true, ...words.rule })),
  };
}

function visibleFor(user: User, isPrivate: boolean | 'group'): Pick<AppointmentRow, 'visibleFor' | 'isPrivate'> {
  if (isPrivate === 'group') return { visibleFor: [{ visibleId: user.groupId, visibility: 2 }], isPrivate: 2 };
  return privateTo(isPrivate ? user.associateId : null);
}

function given<K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, T>);
}

function participantsOf(user: User, words: AppointmentWords): readonly ParticipantInput[] | null {
  if (words.participants === undefined && words.guests === undefined) return null;
  const nobody = {
    associateId: 0,
    personId: 0,
    contactId: 0,
    emailId: 0,
    emailAddress: '',
    description: '',
    sendEmail: false,
  };
  return [
    ...[user.associateId, ...(words.participants ?? [])].map((associateId) => ({ ...nobody, associateId })),
    ...(words.guests ?? []).map((emailAddress) => ({ ...nobody, emailAddress })),
  ];
}

function plainAppointment({ tenant }: AppointmentParts, row: AppointmentRow, user: User): PlainAppointment {
  const zone = zoneByIana(user.zone);
  const write = (wall: number) => {
    const text = naive(zone.wallAt(tenant.baseZone.instantAt(wall)));
    return row.isAllDay ? text.slice(0, 10) : text;
  };
  const company = tenant.companies.get(row.contactId);
  const person = tenant.persons.get(row.personId);
  return {
    id: row.id,
    kind: isChecklist(row) ? 'task' : 'appointment',
    associateId: row.associateId,
    title: row.title,
    body: row.agenda,
    text: row.description,
    location: row.location,
    start: write(row.start),
    end: write(row.end),
    zone: user.zone,
    allDay: row.isAllDay,
    free: row.isFree,
    private: row.isPrivate !== 0,
    daysInBase: { start: naive(row.start).slice(0, 10), end: naive(row.end).slice(0, 10) },
    visibleFor: (['all', 'owner', 'group'] as const)[row.isPrivate] ?? 'all',
    preferredZone: zoneById(row.preferredZone)?.iana ?? null,
    completed: row.status === rowStatus.completed,
    reminderMinutes: row.hasAlarm ? row.alarmLead / 60 : null,
    importance: row.priorityId === 1 ? 'low' : row.priorityId === 3 ? 'high' : 'normal',
    joinUrl: row.joinUrl,
    typeId: row.taskId,
    typeNames: Object.values(tenant.types.get(row.taskId)?.names ?? {}),
    company: company?.name ?? '',
    department: company?.department ?? '',
    person: person === undefined ? '' : fullNameOf(person),
    contactId: row.contactId,
    personId: row.personId,
    motherId: row.motherId,
    ruleId: row.ruleId,
    invitation: invitationOf(row),
    updated: new Date(row.updated).toISOString(),
  };
}
