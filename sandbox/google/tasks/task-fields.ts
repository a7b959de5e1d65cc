/** @file The properties of a task that a client writes, and the task that comes of them. */
import { z } from 'zod';
import { GoogleError } from '../google-error.ts';
import type { TaskRecord } from './task-box.ts';

const text = z.string().nullish();
const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
  .nullish();

const taskBody = z.strictObject({
  title: z.string().max(1024).nullish(),
  notes: z.string().max(8192).nullish(),
  status: z.enum(['needsAction', 'completed']).nullish(),
  due: day,
  completed: day,
  deleted: z.boolean().nullish(),
  // What the server says by itself is not taken.
  kind: text,
  id: text,
  etag: text,
  updated: text,
  selfLink: text,
  webViewLink: text,
  parent: text,
  position: text,
  hidden: z.boolean().nullish(),
  links: z.array(z.record(z.string(), z.unknown())).nullish(),
  assignmentInfo: z.record(z.string(), z.unknown()).nullish(),
});

export type TaskFields = z.output<typeof taskBody>;

export interface TaskRules {
  /** Which day a due moment with a time means: the one that is written, or that in UTC. */
  readonly dueDay: 'asWritten' | 'utc';
  /** Whether a completed task can be opened again without taking away when it was completed. */
  readonly reopensAlone: boolean;
}

/** @throws GoogleError 400 */
export function readTask(body: unknown): TaskFields {
  const read = taskBody.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  if (issue?.code !== 'unrecognized_keys')
    throw new GoogleError(400, 'invalid', `Invalid value for: ${issue?.path.join('.')}`);
  const name = issue.keys[0] ?? '';
  throw new GoogleError(400, 'badRequest', `Invalid JSON payload received. Unknown name "${name}": Cannot find field.`);
}

/**
 * @param replaces properties that are not named go (PUT); otherwise they stay (PATCH)
 * @throws GoogleError 400
 */
export function withFields(
  old: TaskRecord,
  fields: TaskFields,
  replaces: boolean,
  now: number,
  rules: TaskRules,
): TaskRecord {
  const pick = <T>(value: T | null | undefined, before: T, empty: T): T => {
    if (value === undefined) return replaces ? empty : before;
    return value ?? empty;
  };
  const status = pick(fields.status, old.status, 'needsAction' as const);
  const due = pick<string | null>(dayOf(fields.due, rules), old.due, null);
  const sent = typeof fields.completed === 'string' ? Date.parse(fields.completed) : fields.completed;
  const completed = pick<number | null>(sent, old.completed, null);
  if (status === 'needsAction' && completed !== null && old.status === 'completed' && !rules.reopensAlone) {
    throw new GoogleError(400, 'invalid', 'Invalid value for: completed');
  }
  return {
    ...old,
    title: pick(fields.title, old.title, ''),
    notes: pick(fields.notes, old.notes, ''),
    status,
    due,
    completed: status === 'completed' ? (completed ?? now) : null,
    deleted: pick(fields.deleted, old.deleted, false),
  };
}

/** The time of day is dropped. */
function dayOf(due: string | null | undefined, { dueDay }: TaskRules): string | null | undefined {
  if (typeof due !== 'string') return due;
  if (Number.isNaN(Date.parse(due))) throw new GoogleError(400, 'invalid', 'Invalid value for: due');
  return dueDay === 'utc' ? new Date(due).toISOString().slice(0, 10) : due.slice(0, 10);
}
