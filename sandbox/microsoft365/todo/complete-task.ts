/** @file Ticking off a task that repeats: it is done and repeats no more, and the next one comes as a task of its own. */

import type { RevisedRecords } from '../mailbox/revised-records.ts';
import { seriesDates } from '../mailbox/series.ts';
import type { TaskContent, TaskRecord } from './task-record.ts';

const dayMs = 86_400_000;
/** No pattern waits longer for its next day. */
const horizonYears = 100;

const dateOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);

/** Writes a changed task; whoever completes one that repeats finds the next one in the list. */
export function writeTask(
  tasks: RevisedRecords<TaskRecord>,
  before: TaskRecord,
  content: TaskContent & Partial<Pick<TaskRecord, 'bodyModifiedAt'>>,
): TaskRecord {
  const ticked = before.status !== 'completed' && content.status === 'completed';
  const { recurrence, due } = content;
  if (!ticked || recurrence === null || due === null) return tasks.replace(before, content);
  const done = tasks.replace(before, { ...content, recurrence: null });
  const next = nextDue(recurrence, due);
  if (next !== null) tasks.insert({ ...before, ...content, ...following(content, next - due) });
  return done;
}

function nextDue(recurrence: NonNullable<TaskContent['recurrence']>, due: number): number | null {
  const day = dateOf(due);
  const horizon = `${Number(day.slice(0, 4)) + horizonYears}-01-01`;
  for (const date of seriesDates(recurrence, horizon)) if (date > day) return Date.parse(`${date}T00:00:00Z`);
  return null;
}

/** Everything moves with the due date. */
function following(content: TaskContent, by: number): Partial<TaskContent> {
  const days = Math.round(by / dayMs) * dayMs;
  const moved = (moment: number | null) => (moment === null ? null : moment + days);
  return {
    status: 'notStarted',
    completed: null,
    due: moved(content.due),
    start: moved(content.start),
    reminder: moved(content.reminder),
  };
}
