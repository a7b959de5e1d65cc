/** @file Tasks and their lists as Tasks answers them. */
import { etagOf } from '../calendar/calendar.ts';
import type { TaskBox, TaskList, TaskRecord } from './task-box.ts';

const root = 'https://www.googleapis.com/tasks/v1';

export function renderList(list: TaskList) {
  return {
    kind: 'tasks#taskList',
    id: list.id,
    etag: etagOf([list.id, list.title, list.updated]),
    title: list.title,
    updated: new Date(list.updated).toISOString(),
    selfLink: `${root}/users/@me/lists/${list.id}`,
  };
}

export function taskEtag(task: TaskRecord): string {
  return etagOf([task.id, task.revision]);
}

/** The day stands there with a midnight that means nothing. */
export function renderTask(box: TaskBox, task: TaskRecord) {
  const siblings = box.tasks(task.list).filter((each) => each.parent === task.parent && each.order < task.order);
  return {
    kind: 'tasks#task',
    id: task.id,
    etag: taskEtag(task),
    title: task.title,
    updated: new Date(task.updated).toISOString(),
    selfLink: `${root}/lists/${task.list}/tasks/${task.id}`,
    ...(task.parent === null ? {} : { parent: task.parent }),
    position: String(siblings.length).padStart(20, '0'),
    ...(task.notes === '' ? {} : { notes: task.notes }),
    status: task.status,
    ...(task.due === null ? {} : { due: `${task.due}T00:00:00.000Z` }),
    ...(task.completed === null ? {} : { completed: new Date(task.completed).toISOString() }),
    ...(task.deleted ? { deleted: true } : {}),
    ...(task.hidden ? { hidden: true } : {}),
    links: [],
    webViewLink: `https://tasks.google.com/task/${task.id}`,
  };
}
