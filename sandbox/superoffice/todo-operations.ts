/** @file What tests do with to-dos in the CRM as their owner in another program, or as a colleague. No request. */
import type { Caller } from './api/request-context.ts';
import { acceptInvitation, markInvitationSeen, rejectInvitation } from './appointment/answer.ts';
import { assignedBy, assignmentOf } from './appointment/assignment.ts';
import { type AppointmentInput, inputOf } from './appointment/input.ts';
import { type AppointmentParts, changeAppointment, createAppointment, defaultRow } from './appointment/save.ts';
import { assignTodo, convertToTodo } from './appointment/todo.ts';
import { privateTo } from './tenant/load-world.ts';
import { priorityIds } from './tenant/priorities.ts';
import { type AppointmentRow, completion, isChecklist } from './tenant/rows.ts';
import { isRealTime, naive, noTime, parseWireTime } from './time/wire-time.ts';
import { zoneByIana } from './time/zones.ts';
import { fieldsOf } from './wire.ts';

/** What is absent stays as it is, or as the default to-do has it. */
export interface TodoWords {
  readonly title?: string;
  /** HTML. */
  readonly body?: string;
  /** A date of the acting user's (`2026-12-01`), or with a time of day; null: none. */
  readonly due?: string | null;
  readonly completed?: 'NotStarted' | 'Started' | 'Completed';
  readonly importance?: 'low' | 'normal' | 'high';
  readonly private?: boolean;
  /** Minutes before the deadline; null: no alarm. */
  readonly reminderMinutes?: number | null;
  readonly typeId?: number;
  readonly contactId?: number;
  readonly personId?: number;
  /** RecurrenceInfo as the API has it; what is left out is as a series from that day has it by default. */
  readonly rule?: Readonly<Record<string, unknown>>;
}

/** A row in plain words. */
export interface PlainTodo {
  readonly id: number;
  readonly associateId: number;
  readonly title: string;
  readonly body: string;
  /** Dates in the owner's zone; null: none. */
  readonly startDate: string | null;
  readonly due: string | null;
  readonly completed: string;
  readonly importance: 'low' | 'normal' | 'high';
  readonly private: boolean;
  readonly reminderMinutes: number | null;
  readonly typeId: number;
  readonly contactId: number;
  readonly personId: number;
  /** `None`, `Assigning`, `Seen`, `Declined`. */
  readonly assignment: string;
  /** 0: nobody. */
  readonly assignedBy: number;
  readonly ruleId: number;
}

interface Acting {
  readonly user?: string | number;
}

const quietly = { updateMode: 1, sendEmail: false };

export function todoOperations(
  parts: AppointmentParts,
  callerFor: (acting: Acting, row?: AppointmentRow) => Caller,
  rowOf: (id: number) => AppointmentRow,
) {
  const acting = (argument: Acting & { readonly id: number }) => {
    const row = rowOf(argument.id);
    return { row, caller: callerFor(argument, row) };
  };
  return {
    /** @param words.for whose to-do it is to be, by associate id; absent: the acting user's */
    createTodo: (words: TodoWords & Acting & { readonly for?: number }): { id: number } => {
      const caller = callerFor(words);
      const below = inputOf({ ...defaultRow(parts, caller, 'ToDo'), type: 2 });
      const associateId = words.for ?? caller.user.associateId;
      return { id: createAppointment(parts, caller, { ...over(caller, words, below), associateId }, quietly).id };
    },
    changeTodo: (words: TodoWords & Acting & { readonly id: number }): void => {
      const { row, caller } = acting(words);
      changeAppointment(parts, caller, row, over(caller, words, inputOf(row)), quietly);
    },
    assignTodo: (argument: Acting & { readonly id: number; readonly to: number }): void => {
      const { row, caller } = acting(argument);
      assignTodo(parts, caller, row, argument.to);
    },
    answerAssignment: (
      argument: Acting & { readonly id: number; readonly answer: 'accept' | 'decline' | 'seen' },
    ): void => {
      const { row, caller } = acting(argument);
      if (argument.answer === 'accept') acceptInvitation(parts, caller, row);
      else if (argument.answer === 'decline') rejectInvitation(parts, caller, row, '');
      else markInvitationSeen(parts, caller, row);
    },
    /** A meeting leaves the diary and is a to-do from now on. */
    convertToTodo: (argument: Acting & { readonly id: number }): void => {
      const { row, caller } = acting(argument);
      convertToTodo(parts, caller, row);
    },
    /** A to-do stands in the diary from now on. Wall-clock in the acting user's zone. */
    convertToAppointment: (
      argument: Acting & { readonly id: number; readonly start: string; readonly end: string },
    ): void => {
      const { row, caller } = acting(argument);
      const [start, end] = [argument.start, argument.end].map((text) => caller.time.toBase(parseWireTime(text).wall));
      const input = { ...inputOf(row), type: 1, start: start ?? noTime, end: end ?? noTime };
      changeAppointment(parts, caller, row, input, quietly);
    },
    /** The to-dos of a user, in the order in which they were made. */
    todos: (argument: Acting = {}): readonly PlainTodo[] => {
      const { user } = callerFor(argument);
      return [...parts.tenant.appointments.values()]
        .filter((row) => isChecklist(row) && row.associateId === user.associateId)
        .map((row) => plainTodo(parts, row, user.zone));
    },
  };
}

function over({ user, time }: Caller, words: TodoWords, below: AppointmentInput): AppointmentInput {
  const { title, body, due, completed, importance, reminderMinutes, typeId, contactId, personId, rule } = words;
  const deadline = due === undefined ? undefined : due === null ? noTime : time.toBase(parseWireTime(due).wall);
  return {
    ...below,
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { agenda: body }),
    ...(deadline === undefined ? {} : { start: deadline, end: deadline }),
    ...(completed === undefined ? {} : { completed: completion.read(completed, 'completed') }),
    ...(importance === undefined ? {} : { priorityId: priorityIds[importance] }),
    ...(words.private === undefined ? {} : privateTo(words.private ? user.associateId : null)),
    ...(reminderMinutes === undefined
      ? {}
      : { hasAlarm: reminderMinutes !== null, alarmLead: (reminderMinutes ?? 0) * 60 }),
    ...(typeId === undefined ? {} : { taskId: typeId }),
    ...(contactId === undefined ? {} : { contactId }),
    ...(personId === undefined ? {} : { personId }),
    ...(rule === undefined ? {} : { recurrence: fieldsOf({ IsRecurrence: true, ...rule }) }),
  };
}

function plainTodo({ tenant }: AppointmentParts, row: AppointmentRow, ownZone: string): PlainTodo {
  const zone = zoneByIana(ownZone);
  const dateOf = (wall: number) =>
    isRealTime(wall) ? naive(zone.wallAt(tenant.baseZone.instantAt(wall))).slice(0, 10) : null;
  return {
    id: row.id,
    associateId: row.associateId,
    title: row.title,
    body: row.agenda,
    startDate: dateOf(row.start),
    due: dateOf(row.end) ?? dateOf(row.start),
    completed: completion.name(inputOf(row).completed),
    importance: row.priorityId === 1 ? 'low' : row.priorityId === 3 ? 'high' : 'normal',
    private: row.isPrivate !== 0,
    reminderMinutes: row.hasAlarm ? row.alarmLead / 60 : null,
    typeId: row.taskId,
    contactId: row.contactId,
    personId: row.personId,
    assignment: assignmentOf(row),
    assignedBy: assignedBy(row),
    ruleId: row.ruleId,
  };
}
