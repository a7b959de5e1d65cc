/**
 * @file The neutral form of a task: a to-do of the CRM, a task of a task list (a VTODO of RFC 5545, 3.6.2).
 *
 * It has dates and no hours: a task is due on a day, wherever one is. `taskFields` lists the fields that are merged one by one;
 * whatever else a task has on its own side is never touched. A task that repeats is the one that is to be done now: its successor
 * is a task of its own, made by the side that it repeats on.
 */
import { z } from 'zod';
import { importance, visibility } from './appointment.ts';
import { instant, localDate } from './time.ts';

export const task = z
  .object({
    /** One line. */
    title: z.string(),
    /** The text as canonical HTML (see translate/text.ts); empty when there is none. */
    body: z.string(),
    /** The day on which to begin; null: none. */
    startDate: localDate.nullable(),
    /** The last day to do it; null: none. */
    dueDate: localDate.nullable(),
    /** The user has ticked it off. */
    done: z.boolean(),
    /** How much of it is done, by RFC 5545 3.8.1.8: 0 to 100; 100 of what is done. */
    percentComplete: z.int().min(0).max(100),
    importance,
    /** When it reminds; null: never. */
    reminderAt: instant.nullable(),
    visibility,
  })
  .readonly();
/** The fields of a task that take part in the merge. */
export type Task = z.infer<typeof task>;

export type TaskField = keyof Task;
export const taskFields: readonly TaskField[] = [
  'title',
  'body',
  'startDate',
  'dueDate',
  'done',
  'percentComplete',
  'importance',
  'reminderAt',
  'visibility',
];
