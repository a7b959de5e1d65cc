/** @file What tests do with tasks as their owner in Google's own programs. */
import { z } from 'zod';
import { deleteTask } from './api/task-routes.ts';
import { renderTask } from './tasks/render-task.ts';
import type { TaskBox } from './tasks/task-box.ts';
import { readTask, type TaskRules, withFields } from './tasks/task-fields.ts';

const user = z.string().optional();
const fields = z.record(z.string(), z.unknown());
const creation = z.strictObject({ user, task: fields, parent: z.string().optional() });
const change = z.strictObject({ user, id: z.string(), change: fields });
const one = z.strictObject({ user, id: z.string() });
const listing = z.strictObject({ user }).default({});

/** In the default list; `user` is a user name, absent: the main user. Tasks are answered as Tasks tells them. */
export interface TaskOperations {
  /** First in the list, or under a parent. */
  readonly createTask: (argument: z.input<typeof creation>) => ReturnType<typeof renderTask>;
  readonly changeTask: (argument: z.input<typeof change>) => ReturnType<typeof renderTask>;
  /** Completes and puts away, as Google's own programs do. */
  readonly completeTask: (argument: z.input<typeof one>) => ReturnType<typeof renderTask>;
  readonly deleteTask: (argument: z.input<typeof one>) => void;
  readonly listTasks: (argument?: z.input<typeof listing>) => readonly ReturnType<typeof renderTask>[];
}

/** @throws from its functions when an argument has another shape, and GoogleError as the same request would meet it */
export function taskOperations(boxOf: (userName?: string) => TaskBox, rules: TaskRules): TaskOperations {
  const found = (given: { user?: string | undefined; id: string }) => {
    const box = boxOf(given.user);
    return { box, task: box.task(box.list('@default').id, given.id) };
  };
  return {
    createTask: (argument) => {
      const given = creation.parse(argument);
      const box = boxOf(given.user);
      const { id } = box.list('@default');
      const blank = box.blank(id, box.place(id, given.parent ?? null, null));
      return renderTask(box, box.put(withFields(blank, readTask(given.task), true, box.now(), rules)));
    },
    changeTask: (argument) => {
      const given = change.parse(argument);
      const { box, task } = found(given);
      return renderTask(box, box.put(withFields(task, readTask(given.change), false, box.now(), rules)));
    },
    completeTask: (argument) => {
      const { box, task } = found(one.parse(argument));
      return renderTask(box, box.put({ ...task, status: 'completed', completed: box.now(), hidden: true }));
    },
    deleteTask: (argument) => {
      const { box, task } = found(one.parse(argument));
      deleteTask(box, task);
    },
    listTasks: (argument) => {
      const box = boxOf(listing.parse(argument).user);
      const living = box.tasks(box.list('@default').id).filter((task) => !task.deleted);
      return living.sort((first, second) => first.order - second.order).map((task) => renderTask(box, task));
    },
  };
}
