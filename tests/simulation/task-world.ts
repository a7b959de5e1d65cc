/**
 * @file Histories of tasks: the person and the checker see appointments of whole days, and the engine sees the tasks that they stand
 * for. What a task has no place for (where it takes place, how busy one is) is never changed in them; "free" stands for done.
 */
import { Temporal } from 'temporal-polyfill';
import type {
  AppointmentFace,
  Connector,
  ItemAnswer,
  ItemFace,
  RemoteAppointment,
  RemoteItem,
  TaskFace,
  WriteOperation,
  WriteOutcome,
} from '../../sync-core/connectors/connector.ts';
import type { ActivityEntry } from '../../sync-core/engine/report.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { ItemPatch } from '../../sync-core/model/item.ts';
import type { Task } from '../../sync-core/model/task.ts';
import type { Instant, LocalDate } from '../../sync-core/model/time.ts';
import { toInstant } from '../../sync-core/model/time.ts';
import { memoryWorld } from './memory-world.ts';
import type { Setting } from './script.ts';
import type { bothSides, SimulatedClock, SimulatedSide, SimulatedWorld, Surroundings } from './world.ts';

/** After every history, so that no reminder is over: it reminds so many minutes before this. */
const reminding = Temporal.Instant.from('2027-06-01T00:00:00Z');
const noDay = '2026-01-01' as LocalDate;

function taskOf({ title, body, span, availability, importance, reminderMinutes, visibility }: Appointment): Task {
  if (span.kind === 'timed') throw new Error('a task has no hours');
  const done = availability === 'free';
  return {
    title,
    body,
    startDate: span.firstDay,
    dueDate: span.lastDay,
    done,
    percentComplete: done ? 100 : 0,
    importance,
    reminderAt: reminderMinutes === null ? null : toInstant(reminding.subtract({ minutes: reminderMinutes })),
    visibility,
  };
}

function appointmentOf({
  title,
  body,
  startDate,
  dueDate,
  done,
  importance,
  reminderAt,
  visibility,
}: Task): Appointment {
  return {
    title,
    body,
    location: '',
    span: { kind: 'allDay', firstDay: startDate ?? noDay, lastDay: dueDate ?? noDay },
    availability: done ? 'free' : 'busy',
    reminderMinutes: reminderAt === null ? null : minutesOf(reminderAt),
    visibility,
    importance,
    joinUrl: '',
    done: false,
    recurrence: null,
  };
}

function minutesOf(reminderAt: Instant): number {
  return Temporal.Instant.from(reminderAt).until(reminding).total('minutes');
}

const itemOf = (item: RemoteAppointment): RemoteItem<Task> => ({ ...item, fields: taskOf(item.fields) });

function answerOf(answer: ItemAnswer): ItemAnswer<Task> {
  return typeof answer === 'object' && 'fields' in answer ? itemOf(answer) : answer;
}

function outcomeOf(outcome: WriteOutcome): WriteOutcome<Task> {
  return 'item' in outcome ? { ...outcome, item: itemOf(outcome.item) } : outcome;
}

/** What is written of the task, as what is then written of the appointment. */
function patchOf(current: Task, patch: ItemPatch<Task>): ItemPatch<Appointment> {
  const before = appointmentOf(current);
  const after = appointmentOf({ ...current, ...patch });
  const changed = Object.entries(after).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof Appointment]),
  );
  return Object.fromEntries(changed);
}

function operationOf(operation: WriteOperation<Task>): WriteOperation {
  if (operation.do === 'create') return { ...operation, fields: appointmentOf(operation.fields) };
  const current = appointmentOf(operation.current);
  if (operation.do === 'remove') return { ...operation, current };
  return { ...operation, current, patch: patchOf(operation.current, operation.patch) };
}

function mapped<K, V, W>(map: ReadonlyMap<K, V>, of: (value: V) => W): ReadonlyMap<K, W> {
  return new Map([...map].map(([key, value]) => [key, of(value)]));
}

function asTasks(face: AppointmentFace): ItemFace<Task> {
  const { markers } = face;
  return {
    express: (fields, window) => taskOf(face.express(appointmentOf(fields), window)),
    async *changes(request) {
      for await (const page of face.changes(request)) yield { ...page, changed: page.changed.map(itemOf) };
    },
    get: async (ids, signal, known) => mapped(await face.get(ids, signal, known), answerOf),
    ...(markers === undefined ? {} : { markers }),
    findCreated: async (marks, signal) => mapped(await face.findCreated(marks, signal), itemOf),
    async *write(operations, window, signal) {
      for await (const outcome of face.write(operations.map(operationOf), window, signal)) yield outcomeOf(outcome);
    },
  };
}

const faces = new WeakMap<Connector, TaskFace>();

function withTasks(connector: Connector): Connector {
  const tasks = faces.get(connector) ?? asTasks(connector.appointments);
  faces.set(connector, tasks);
  return { ...connector, tasks };
}

/** Two dates that were lost, as the checker knows them: one stretch of days. */
export function daysAsTold(entry: ActivityEntry): ActivityEntry {
  const start = entry.changes.find(({ field }) => field === 'startDate');
  const due = entry.changes.find(({ field }) => field === 'dueDate');
  const [from, to] = [start ?? due, due ?? start];
  if (from === undefined || to === undefined) return entry;
  const before = `${from.before}/${to.before}`;
  return { ...entry, changes: [...entry.changes, { field: 'span', before, after: null, lost: before }] };
}

export function taskWorld(setting: Setting, clock: SimulatedClock, around: Surroundings): SimulatedWorld {
  const world = memoryWorld(setting, clock, around);
  const simulate = (side: (typeof bothSides)[number]): SimulatedSide => {
    const plain = world.sides[side];
    return { ...plain, connector: (device) => withTasks(plain.connector(device)) };
  };
  return {
    ...world,
    kind: 'task',
    asTold: daysAsTold,
    sides: { crm: simulate('crm'), calendar: simulate('calendar') },
  };
}
