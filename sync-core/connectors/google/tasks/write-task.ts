/** @file A task as Google Tasks takes it. Pure. */
import type { ItemPatch } from '../../../model/item.ts';
import type { Task } from '../../../model/task.ts';
import type { WriteOperation } from '../../connector.ts';
import { taskNotes, taskTitle } from './read-task.ts';

type Creation = Extract<WriteOperation<Task>, { readonly do: 'create' }>;
type Update = Extract<WriteOperation<Task>, { readonly do: 'update' }>;

/** The properties of a task that we write; null takes one away. */
export interface TaskBody {
  readonly title?: string;
  readonly notes?: string | null;
  readonly due?: string | null;
  readonly status?: 'needsAction' | 'completed';
  /** When it was done. Nothing but to be taken away: Tasks itself says when. */
  readonly completed?: null;
}

/** A day that is the same by whatever clock it is read. */
function writeDay(date: NonNullable<Task['dueDate']>): string {
  return `${date}T00:00:00.000Z`;
}

/** The body of an insert. */
export function writeNewTask({ fields, added = '' }: Creation): TaskBody {
  const notes = taskNotes(fields.body, added);
  return {
    title: taskTitle(fields.title),
    ...(notes === '' ? {} : { notes }),
    ...(fields.dueDate === null ? {} : { due: writeDay(fields.dueDate) }),
    ...(fields.done ? { status: 'completed' } : {}),
  };
}

/** One that is open again was never done: Tasks refuses a state that says the one and a time that says the other. */
function writeState(done: ItemPatch<Task>['done']): TaskBody {
  if (done === undefined) return {};
  return done ? { status: 'completed' } : { status: 'needsAction', completed: null };
}

/** The body of a patch: exactly what changes, so that everything else stays as it is. */
export function writeTaskPatch({ patch, current, added }: Update): TaskBody {
  const writesText = patch.body !== undefined || added !== undefined;
  return {
    ...(patch.title === undefined ? {} : { title: taskTitle(patch.title) }),
    ...(writesText ? { notes: taskNotes(patch.body ?? current.body, added) || null } : {}),
    ...(patch.dueDate === undefined ? {} : { due: patch.dueDate === null ? null : writeDay(patch.dueDate) }),
    ...(patch.done === current.done ? {} : writeState(patch.done)),
  };
}
