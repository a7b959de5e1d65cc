/** @file Ticking off a task that repeats: it is done and repeats no more, and the next one comes as a task of its own. */
import type { RevisedRecords } from '../../microsoft365/mailbox/revised-records.ts';
import { seriesDates } from '../../microsoft365/mailbox/series.ts';
import type { TaskContent, TaskRecord } from './task-kind.ts';

const dayMs = 86_400_000;
/** No pattern waits longer for its next day. */
const horizon = '2200-01-01';

/** @param content what the task is from now on, completed */
export function completeTask(tasks: RevisedRecords<TaskRecord>, before: TaskRecord, content: TaskContent): TaskRecord {
  const { recurrence, due } = content;
  if (recurrence === null || due === null) return tasks.replace(before, content);
  const done = tasks.replace(before, { ...content, recurrence: null });
  const next = nextDue(recurrence, due);
  if (next !== null) tasks.insert({ ...content, ...following(content, due, next), folder: before.folder });
  return done;
}

function nextDue(recurrence: NonNullable<TaskContent['recurrence']>, due: string): string | null {
  for (const date of seriesDates(recurrence, horizon)) if (date > due) return date;
  return null;
}

/** Everything moves with the due date. */
function following(content: TaskContent, due: string, next: string): Partial<TaskContent> {
  const by = Date.parse(next) - Date.parse(due);
  return {
    status: 'NotStarted',
    percent: 0,
    completed: null,
    due: next,
    start: content.start === null ? null : new Date(Date.parse(content.start) + by).toISOString().slice(0, 10),
    reminder: content.reminder === null ? null : content.reminder + Math.round(by / dayMs) * dayMs,
  };
}
