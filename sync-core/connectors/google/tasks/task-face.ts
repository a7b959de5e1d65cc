/** @file The tasks of the person's first list in Google Tasks. */
import type { TaskFace } from '../../connector.ts';
import { findCreatedTasks } from './find-created-tasks.ts';
import { expressTask } from './read-task.ts';
import { listTaskChanges } from './task-changes.ts';
import { readTasks, type TaskList } from './task-list.ts';
import { writeTasks } from './task-writes.ts';

/** To all lists of tasks; there is none to a single one. */
export const taskRight = 'https://www.googleapis.com/auth/tasks';

export function createTaskFace(list: TaskList): TaskFace {
  return {
    isPrivateByNature: true,
    express: expressTask,
    changes: (request) => listTaskChanges(list, request),
    get: (ids, signal) => readTasks(list, ids, signal),
    findCreated: (sought, signal, known) => findCreatedTasks(list, sought, known, signal),
    write: (operations, _window, signal) => writeTasks(list, operations, signal),
  };
}
