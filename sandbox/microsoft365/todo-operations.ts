/** @file What tests do in To Do as its owner in another program. No request. */
import { z } from 'zod';
import { itemNotFound } from './graph-error.ts';
import type { Mailbox } from './mailbox/mailbox.ts';
import { writeTask } from './todo/complete-task.ts';
import { emptyTask, localDate, localMidnight, type TaskRules } from './todo/task-input.ts';
import type { TaskContent, TaskRecord } from './todo/task-record.ts';

const user = z.string().optional();
const fields = {
  title: z.string(),
  /** Text. */
  body: z.string(),
  status: z.enum(['notStarted', 'inProgress', 'completed', 'waitingOnOthers', 'deferred']),
  importance: z.enum(['low', 'normal', 'high']),
  categories: z.array(z.string()),
  /** Dates; null: none. */
  due: z.iso.date().nullable(),
  start: z.iso.date().nullable(),
  /** A moment (`2026-12-01T08:00:00Z`); null: none. */
  reminder: z.iso.datetime().nullable(),
};
const change = z.strictObject({ ...fields }).partial();
const creation = change.extend({ title: z.string(), user });
const changed = change.extend({ id: z.string(), user });
const one = z.strictObject({ id: z.string(), user });
const listing = z.strictObject({ user }).default({});

/** A task as its owner sees it. */
export type SimpleTask = z.output<z.ZodObject<typeof fields>> & { readonly id: string };

/** Item operations on the default list; `user` is a user name, absent: the main user. @throws when the argument has another shape */
export interface TodoOperations {
  readonly createTask: (argument: z.input<typeof creation>) => SimpleTask;
  readonly changeTask: (argument: z.input<typeof changed>) => SimpleTask;
  readonly deleteTask: (argument: z.input<typeof one>) => void;
  readonly tasks: (argument?: z.input<typeof listing>) => readonly SimpleTask[];
}

export interface TodoOperationRules extends TaskRules {
  /** How a date is kept that another program has set. */
  readonly dates: 'localMidnight' | 'utcMidnight';
}

export function todoOperations(
  mailboxOf: (userName?: string) => Mailbox,
  rules: () => TodoOperationRules,
): TodoOperations {
  return {
    createTask: (argument) => {
      const { user: userName, ...task } = creation.parse(argument);
      const mailbox = mailboxOf(userName);
      const content = contentOf(mailbox, emptyTask, task, rules());
      return simple(
        mailbox,
        mailbox.tasks.tasks.insert({ ...content, folder: 0, linkedResources: [], bodyModifiedAt: rules().now }),
      );
    },
    changeTask: (argument) => {
      const { id, user: userName, ...task } = changed.parse(argument);
      const mailbox = mailboxOf(userName);
      const before = find(mailbox, id);
      return simple(mailbox, writeTask(mailbox.tasks.tasks, before, contentOf(mailbox, before, task, rules())));
    },
    deleteTask: (argument) => {
      const { id, user: userName } = one.parse(argument);
      const mailbox = mailboxOf(userName);
      mailbox.tasks.tasks.remove(find(mailbox, id));
    },
    tasks: (argument) => {
      const mailbox = mailboxOf(listing.parse(argument ?? {}).user);
      return mailbox.tasks.tasks.inFolder(0, null).map((task) => simple(mailbox, task));
    },
  };
}

function find(mailbox: Mailbox, id: string): TaskRecord {
  const task = mailbox.tasks.tasks.record(mailbox.tasks.ids.read(id)?.number ?? -1, null);
  if (task === null) throw itemNotFound();
  return task;
}

function contentOf(
  mailbox: Mailbox,
  before: TaskContent,
  given: z.output<typeof change>,
  { dates, now }: TodoOperationRules,
): TaskContent {
  const { body, due, start, reminder, ...plain } = given;
  const dateOf = (date: string | null) =>
    date === null ? null : localMidnight(date, dates === 'localMidnight' ? mailbox.zone : 'UTC');
  const status = plain.status ?? before.status;
  const completed = status === 'completed' ? (before.completed ?? now - (now % 86_400_000)) : null;
  return {
    ...before,
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
    ...(body === undefined ? {} : { body: { content: body, contentType: 'text' } as const }),
    ...(due === undefined ? {} : { due: dateOf(due) }),
    ...(start === undefined ? {} : { start: dateOf(start) }),
    ...(reminder === undefined
      ? {}
      : { reminder: reminder === null ? null : Date.parse(reminder), isReminderOn: reminder !== null }),
    completed,
  };
}

function simple(mailbox: Mailbox, task: TaskRecord): SimpleTask {
  const dateOf = (moment: number | null) => (moment === null ? null : localDate(moment, mailbox.zone));
  const { title, status, importance, categories, reminder, isReminderOn } = task;
  return {
    id: mailbox.tasks.ids.idOf(task.number, 'ordinary'),
    title,
    body: task.body.content,
    status,
    importance,
    categories: [...categories],
    due: dateOf(task.due),
    start: dateOf(task.start),
    reminder: isReminderOn && reminder !== null ? new Date(reminder).toISOString() : null,
  };
}
