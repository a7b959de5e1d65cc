/** @file A task as To Do takes it, and what To Do would make of it. Pure. */
import type { ItemPatch } from '../../../model/item.ts';
import type { Task } from '../../../model/task.ts';
import type { LocalDate } from '../../../model/time.ts';
import { splitAddedText } from '../../../translate/added-text.ts';
import { plainHtml, wordsOf } from '../../../translate/plain-words.ts';
import { oneLine } from '../../outlook/one-line.ts';
import type { Creation, Json, Update } from '../records/record-kind.ts';
import { linkTo } from './task-link.ts';

/** To Do knows no share of the work that is done, only that it is begun. */
const begun = 50;

function percentOf({ done, percentComplete }: Task): number {
  if (done) return 100;
  return percentComplete > 0 ? begun : 0;
}

/** What To Do would give back if this were written to it: everything in the list is the owner's own, marked or not. */
export function expressTask(fields: Task): Task {
  return {
    ...fields,
    title: oneLine(fields.title),
    body: splitAddedText(plainHtml(fields.body)).body,
    percentComplete: percentOf(fields),
    visibility: 'public',
  };
}

function statusOf(fields: Task): string {
  const percent = percentOf(fields);
  if (percent === 100) return 'completed';
  return percent === begun ? 'inProgress' : 'notStarted';
}

/** What is open again is not begun unless somebody says so. */
function after(current: Task, patch: ItemPatch<Task>): Task {
  const reopened = current.done && patch.done === false && patch.percentComplete === undefined;
  return { ...current, ...patch, ...(reopened ? { percentComplete: 0 } : {}) };
}

/** A status that says more than our fields (waiting, deferred) stays while these do not change. */
function writeStatus(current: Task, patch: ItemPatch<Task>): Json {
  if (patch.done === undefined && patch.percentComplete === undefined) return {};
  const wanted = after(current, patch);
  if (percentOf(wanted) === percentOf(current)) return {};
  return { status: statusOf(wanted) };
}

function writeDate(date: LocalDate | null): Json | null {
  return date === null ? null : { dateTime: `${date}T00:00:00`, timeZone: 'UTC' };
}

function writeReminder(moment: Task['reminderAt']): Json {
  if (moment === null) return { isReminderOn: false };
  return { isReminderOn: true, reminderDateTime: { dateTime: moment.slice(0, -1), timeZone: 'UTC' } };
}

function writeText(html: string): Json {
  return { body: { contentType: 'text', content: wordsOf(html) } };
}

function writePlain(patch: ItemPatch<Task>): Json {
  return {
    ...(patch.title === undefined ? {} : { title: oneLine(patch.title) }),
    ...(patch.startDate === undefined ? {} : { startDateTime: writeDate(patch.startDate) }),
    ...(patch.dueDate === undefined ? {} : { dueDateTime: writeDate(patch.dueDate) }),
    ...(patch.importance === undefined ? {} : { importance: patch.importance }),
    ...(patch.reminderAt === undefined ? {} : writeReminder(patch.reminderAt)),
  };
}

/** The body of a PATCH: exactly what changes, so that everything else, a repetition above all, stays as it is. */
export function writeTaskPatch({ patch, current, added, categories }: Update<Task>): Json {
  const writesText = patch.body !== undefined || added !== undefined;
  return {
    ...writePlain(patch),
    ...(writesText ? writeText((patch.body ?? current.body) + (added ?? '')) : {}),
    ...writeStatus(current, patch),
    ...(categories === undefined ? {} : { categories }),
  };
}

/** The body of a POST. */
export function writeNewTask({ fields, added = '', categories, mark }: Creation<Task>): Json {
  const { startDate, dueDate, reminderAt, ...plain } = fields;
  return {
    ...writePlain(plain),
    ...(startDate === null ? {} : { startDateTime: writeDate(startDate) }),
    ...(dueDate === null ? {} : { dueDateTime: writeDate(dueDate) }),
    ...(reminderAt === null ? {} : writeReminder(reminderAt)),
    ...writeText(fields.body + added),
    status: statusOf(fields),
    categories,
    linkedResources: [linkTo(mark)],
  };
}
