/** @file The neutral form of a task in SuperOffice's properties, and what SuperOffice makes of it. Pure. The mirror of read-todo.ts. */
import type { ItemPatch } from '../../../model/item.ts';
import type { Task, TaskField } from '../../../model/task.ts';
import { type Creation, newEntity, personProperties, typeFor } from '../create-item.ts';
import type { Profile } from '../profile.ts';
import type { DefaultEntity } from '../schemas.ts';
import {
  alarmProperties,
  type EntityProperties,
  expressImportance,
  expressTexts,
  priorityFor,
  textProperties,
  visibilityProperties,
} from '../shared-properties.ts';
import type { RowWriting } from '../update-item.ts';
import { dueProperties, keptDate, leadMinutes, reminderAt } from './todo-dates.ts';

/** What SuperOffice would give back if `task` were written to it. @param profile undefined before the first reading. */
export function expressTask(task: Task, profile: Profile | undefined): Task {
  const dueDate = keptDate(task.dueDate);
  const lead = profile ? leadMinutes(task.reminderAt, dueDate, profile) : null;
  return {
    ...expressTexts(task, profile),
    startDate: null,
    dueDate,
    done: task.done,
    percentComplete: task.done ? 100 : task.percentComplete === 0 ? 0 : 50,
    importance: expressImportance(task.importance, profile),
    reminderAt: profile
      ? lead === null || dueDate === null
        ? null
        : reminderAt(dueDate, lead, profile)
      : task.reminderAt,
    visibility: task.visibility,
  };
}

/** A reminder is kept as a time before the due date: whoever moves the one writes both. */
function todoProperties(patch: ItemPatch<Task>, whole: Task, profile: Profile, added?: string): EntityProperties {
  const held = expressTask(whole, profile);
  const isDated = patch.dueDate !== undefined;
  return {
    ...textProperties(patch, held, profile, added),
    ...(isDated && dueProperties(held.dueDate, profile)),
    ...((isDated || patch.reminderAt !== undefined) &&
      alarmProperties(leadMinutes(held.reminderAt, held.dueDate, profile))),
    ...(patch.visibility !== undefined && visibilityProperties(held.visibility, profile)),
    ...(patch.importance !== undefined && { Priority: priorityFor(held.importance, profile) }),
    ...((patch.done !== undefined || patch.percentComplete !== undefined) && { Completed: stateOf(held) }),
  };
}

function stateOf({ done, percentComplete }: Task): string {
  if (done) return 'Completed';
  return percentComplete === 0 ? 'NotStarted' : 'Started';
}

/** Times are compared as moments of the same day would be: what cannot be kept is no difference. */
function holdsTask(fields: Task, patch: ItemPatch<Task>, profile: Profile): boolean {
  const wanted = expressTask({ ...fields, ...patch }, profile);
  const has = expressTask(fields, profile);
  return (Object.keys(patch) as TaskField[]).every((field) => has[field] === wanted[field]);
}

export const todoWriting: RowWriting<Task> = { properties: todoProperties, holds: holdsTask };

/**
 * A new to-do, its owner's alone: further persons have no place on it.
 * @param template as the server would make one.
 */
export function newTodo(
  { fields, categories, typeId, added, persons = [] }: Creation<Task>,
  profile: Profile,
  template: DefaultEntity,
): EntityProperties {
  const { done, percentComplete, importance, startDate, ...said } = fields;
  const patch = {
    ...said,
    ...((done || percentComplete > 0) && { done, percentComplete }),
    ...(importance !== 'normal' && { importance }),
  };
  const properties = {
    ...todoProperties(patch, fields, profile, added),
    ...personProperties(persons.slice(0, 1), profile),
  };
  const type = typeFor(categories, typeId, profile.todoTypes, profile);
  return { ...newEntity(template, properties, type), Type: 'inChecklist' };
}
