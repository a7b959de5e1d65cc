/** @file What tests do with tasks as their owner in another program. No request. */
import { z } from 'zod';
import { storedHtml, textOfHtml } from '../microsoft365/mailbox/html-body.ts';
import { completeTask } from './items/complete-task.ts';
import { emptyTask, type TaskContent, type TaskRecord } from './items/task-kind.ts';
import type { ExchangeMailbox } from './store/exchange-mailbox.ts';

const user = z.string().optional();
const fields = {
  title: z.string(),
  /** Text. */
  body: z.string(),
  status: z.enum(['NotStarted', 'InProgress', 'Completed', 'WaitingOnOthers', 'Deferred']),
  percent: z.int().min(0).max(100),
  importance: z.enum(['low', 'normal', 'high']),
  private: z.boolean(),
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

/** Item operations; `user` is a user name, absent: the main user. @throws when the argument has another shape */
export interface TaskOperations {
  readonly createTask: (argument: z.input<typeof creation>) => SimpleTask;
  readonly changeTask: (argument: z.input<typeof changed>) => SimpleTask;
  readonly deleteTask: (argument: z.input<typeof one>) => void;
  readonly tasks: (argument?: z.input<typeof listing>) => readonly SimpleTask[];
}

export function taskOperations(mailboxOf: (userName?: string) => ExchangeMailbox, now: () => number): TaskOperations {
  const today = () => new Date(now()).toISOString().slice(0, 10);
  return {
    createTask: (argument) => {
      const { user: userName, ...task } = creation.parse(argument);
      const mailbox = mailboxOf(userName);
      return simple(mailbox, mailbox.tasks.insert({ ...contentOf(emptyTask, task, today()), folder: 0 }));
    },
    changeTask: (argument) => {
      const { id, user: userName, ...task } = changed.parse(argument);
      const mailbox = mailboxOf(userName);
      const before = find(mailbox, id);
      const after = contentOf(before, task, today());
      const ticked = before.status !== 'Completed' && after.status === 'Completed';
      return simple(
        mailbox,
        ticked ? completeTask(mailbox.tasks, before, after) : mailbox.tasks.replace(before, after),
      );
    },
    deleteTask: (argument) => {
      const { id, user: userName } = one.parse(argument);
      const mailbox = mailboxOf(userName);
      mailbox.tasks.remove(find(mailbox, id));
    },
    tasks: (argument) => {
      const mailbox = mailboxOf(listing.parse(argument ?? {}).user);
      return mailbox.tasks.inFolder(0, null).map((task) => simple(mailbox, task));
    },
  };
}

function find(mailbox: ExchangeMailbox, id: string): TaskRecord {
  const task = mailbox.tasks.record(mailbox.taskIds.read(id)?.number ?? -1, null);
  if (task === null) throw new RangeError('There is no such task.');
  return task;
}

function contentOf(before: TaskContent, given: z.output<typeof change>, today: string): TaskContent {
  const { title, body, private: isPrivate, reminder, ...plain } = given;
  const known = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const status = given.status ?? before.status;
  return {
    ...before,
    ...known,
    ...(title === undefined ? {} : { subject: title }),
    ...(body === undefined ? {} : { html: storedHtml('text', body), text: body }),
    ...(isPrivate === undefined ? {} : { sensitivity: isPrivate ? 'private' : 'normal' }),
    ...(reminder === undefined
      ? {}
      : { reminder: reminder === null ? null : Date.parse(reminder), isReminderOn: reminder !== null }),
    completed: status === 'Completed' ? (before.completed ?? today) : null,
    percent: status === 'Completed' ? 100 : (given.percent ?? (before.percent === 100 ? 0 : before.percent)),
  };
}

function simple(mailbox: ExchangeMailbox, task: TaskRecord): SimpleTask {
  const { subject, html, text, status, percent, importance, sensitivity, categories, due, start, reminder } = task;
  return {
    id: mailbox.taskIds.idOf(task.number, 'ordinary'),
    title: subject,
    body: text ?? textOfHtml(html),
    status,
    percent,
    importance: importance as SimpleTask['importance'],
    private: sensitivity === 'private',
    categories: [...categories],
    due,
    start,
    reminder: task.isReminderOn && reminder !== null ? new Date(reminder).toISOString() : null,
  };
}
