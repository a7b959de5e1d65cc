/** @file A task, a list and a linked resource as Graph answers them. */
import { createHash } from 'node:crypto';
import type { GraphObject } from '../graph/render-event.ts';
import type { TaskLists } from './task-lists.ts';
import type { TaskList, TaskRecord } from './task-record.ts';

export function etagOfTask({ number, revision }: TaskRecord): string {
  return `W/"${createHash('sha256').update(`${number}/${revision}`).digest('base64').slice(0, 24)}=="`;
}

export function renderList(lists: TaskLists, list: TaskList): GraphObject {
  const id = lists.listId(list.number);
  return {
    '@odata.etag': `W/"${createHash('sha256').update(`${id}/${list.displayName}`).digest('base64').slice(0, 24)}=="`,
    id,
    displayName: list.displayName,
    isOwner: true,
    isShared: false,
    wellknownListName: list.wellknownListName,
  };
}

/** Dates and moments that are not set are left out, as To Do does. @param expanded with what it is linked to */
export function renderTask(lists: TaskLists, task: TaskRecord, expanded: boolean): GraphObject {
  return {
    '@odata.etag': etagOfTask(task),
    id: lists.ids.idOf(task.number, 'ordinary'),
    importance: task.importance,
    isReminderOn: task.isReminderOn,
    status: task.status,
    title: task.title,
    createdDateTime: moment(task.createdAt),
    lastModifiedDateTime: moment(task.modifiedAt),
    hasAttachments: false,
    categories: task.categories,
    body: task.body,
    ...(task.body.content === '' ? {} : { bodyLastModifiedDateTime: moment(task.bodyModifiedAt) }),
    ...(task.completed === null ? {} : { completedDateTime: inUtc(task.completed) }),
    ...(task.due === null ? {} : { dueDateTime: inUtc(task.due) }),
    ...(task.start === null ? {} : { startDateTime: inUtc(task.start) }),
    ...(task.reminder === null ? {} : { reminderDateTime: inUtc(task.reminder) }),
    ...(task.recurrence === null ? {} : { recurrence: task.recurrence }),
    ...(expanded ? { linkedResources: task.linkedResources } : {}),
  };
}

const moment = (at: number) => new Date(at).toISOString().replace('Z', '0000Z');

function inUtc(at: number) {
  return { dateTime: new Date(at).toISOString().replace('Z', '0000'), timeZone: 'UTC' };
}
