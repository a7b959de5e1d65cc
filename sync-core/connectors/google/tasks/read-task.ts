/**
 * @file One task of Google Tasks in the neutral form, and what Tasks would make of a task: it has a title, a text without formatting,
 * a day on which it is due, and whether it is done. Pure.
 */
import { Temporal } from 'temporal-polyfill';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import type { Task } from '../../../model/task.ts';
import { type LocalDate, toInstant } from '../../../model/time.ts';
import { splitAddedText } from '../../../translate/added-text.ts';
import { plainHtml, wordsOf } from '../../../translate/plain-words.ts';
import { htmlOfPlainText } from '../../../translate/text.ts';
import type { RemoteItem, UnreadableItem } from '../../connector.ts';
import { oneLine } from '../read-event.ts';
import { type GoogleTask, googleTask, taskRemains } from './task-schemas.ts';

/** Characters that a title and a text have room for; longer ones are refused. */
const longestTitle = 1024;
const longestNotes = 8192;

/** What Tasks has no place for: whoever reads it there finds it as nobody has set it. */
const unknownThere = { startDate: null, importance: 'normal', reminderAt: null, visibility: 'public' } as const;

/** Not cut inside a character. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return text
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
}

/** One line, not longer than Tasks takes. */
export function taskTitle(text: string): string {
  return cut(oneLine(text), longestTitle);
}

/** The words of a text, as many as Tasks takes; what is to stand below them stands there where all of it has room. */
export function taskNotes(body: string, added = ''): string {
  const whole = wordsOf(body + added);
  return whole.length <= longestNotes ? whole : cut(wordsOf(body), longestNotes);
}

/** What Tasks would give back if this were written to it. */
export function expressTask(fields: Task): Task {
  return {
    ...fields,
    ...unknownThere,
    title: taskTitle(fields.title),
    body: splitAddedText(plainHtml(htmlOfPlainText(taskNotes(fields.body)))).body,
    percentComplete: fields.done ? 100 : 0,
  };
}

function dayOf(due: string | undefined): LocalDate | null {
  return due === undefined ? null : (due.slice(0, 10) as LocalDate);
}

/** @returns undefined for what is no task in a form that is known. */
export function readTask(row: unknown): RemoteItem<Task> | undefined {
  const read = googleTask.safeParse(row);
  if (!read.success) return undefined;
  const { id, etag, title, notes, status, due, updated, webViewLink }: GoogleTask = read.data;
  const { body, added } = splitAddedText(plainHtml(htmlOfPlainText(notes)));
  const done = status === 'completed';
  return {
    id: id as ItemId,
    version: etag as ItemVersion,
    fields: {
      ...unknownThere,
      title: taskTitle(title),
      body,
      dueDate: dayOf(due),
      done,
      percentComplete: done ? 100 : 0,
    },
    // One that repeats is the one that is to be done now: its successor is another task.
    form: { kind: 'single' },
    protection: { edit: true, remove: true },
    editedAt: toInstant(Temporal.Instant.from(updated)),
    categories: [],
    ...(added === '' ? {} : { added }),
    ...(webViewLink === undefined ? {} : { webUrl: webViewLink }),
  };
}

/** What can be told of a task of which the whole cannot be read. @param row as it came. */
export function unreadableTask(id: ItemId, row: unknown): UnreadableItem {
  const { title, due } = taskRemains.safeParse(row).data ?? {};
  const start = dayOf(due);
  return {
    unreadable: true,
    id,
    isPublic: false,
    ...(title === undefined ? {} : { title: taskTitle(title) }),
    ...(start === null ? {} : { start }),
  };
}
