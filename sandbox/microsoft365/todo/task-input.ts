/**
 * @file The body of a POST or PATCH of a task: which properties there are, which may be written, and what To Do makes of them.
 * A due date is a date: the time that comes with it is dropped.
 */
import { z } from 'zod';
import { GraphError, invalidValue, notInSandbox, unreadableBody } from '../graph-error.ts';
import { recurrenceInput } from '../mailbox/event-input.ts';
import { textOfHtml } from '../mailbox/html-body.ts';
import { patternedRecurrence } from '../mailbox/write-recurrence.ts';
import { calculableZone, instantOf, wallOf } from '../zones.ts';
import type { LinkedResource, TaskContent } from './task-record.ts';

const annotated = { '@odata.type': z.string().optional() };
const dateTimeTimeZone = z.strictObject({ dateTime: z.string(), timeZone: z.string(), ...annotated });

const linkedResourceInput = z.strictObject({
  applicationName: z.string().nullish(),
  displayName: z.string().nullish(),
  externalId: z.string().nullish(),
  webUrl: z.string().nullish(),
  ...annotated,
});

const taskInput = z.strictObject({
  title: z.string().nullish(),
  body: z.strictObject({ content: z.string(), contentType: z.enum(['text', 'html']), ...annotated }).nullish(),
  status: z.enum(['notStarted', 'inProgress', 'completed', 'waitingOnOthers', 'deferred']).optional(),
  importance: z.enum(['low', 'normal', 'high']).optional(),
  categories: z.array(z.string()).optional(),
  isReminderOn: z.boolean().optional(),
  reminderDateTime: dateTimeTimeZone.nullish(),
  startDateTime: dateTimeTimeZone.nullish(),
  dueDateTime: dateTimeTimeZone.nullish(),
  completedDateTime: dateTimeTimeZone.nullish(),
  recurrence: recurrenceInput.nullish(),
  linkedResources: z.array(linkedResourceInput).optional(),
  ...annotated,
});
export type TaskInput = z.infer<typeof taskInput>;

const readOnly = new Set([
  'id',
  'bodyLastModifiedDateTime',
  'createdDateTime',
  'lastModifiedDateTime',
  'hasAttachments',
]);
const elsewhere = new Set(['attachments', 'attachmentSessions', 'checklistItems', 'extensions']);

const dayMs = 86_400_000;

/** What a new task is before anything is written to it. */
export const emptyTask: TaskContent = {
  title: '',
  body: { content: '', contentType: 'text' },
  status: 'notStarted',
  importance: 'normal',
  categories: [],
  isReminderOn: false,
  reminder: null,
  start: null,
  due: null,
  completed: null,
  recurrence: null,
};

/**
 * @throws GraphError 400 for what the type does not have, what is read-only, and values of another type; 501 for what the
 * sandbox does not keep
 */
export function readTaskInput(body: unknown): TaskInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw unreadableBody('The request needs a JSON object of type microsoft.graph.todoTask as its body.');
  }
  for (const name of Object.keys(body)) {
    if (readOnly.has(name)) throw invalidRequest(`The property '${name}' is read-only and cannot be set.`);
    if (elsewhere.has(name)) throw notInSandbox(`the property ${name} of tasks`);
  }
  return parsed(taskInput, body, 'microsoft.graph.todoTask');
}

/** @throws GraphError 400 */
export function readLinkedResource(body: unknown): Omit<LinkedResource, 'id'> {
  const { applicationName, displayName, externalId, webUrl } = parsed(
    linkedResourceInput,
    body,
    'microsoft.graph.linkedResource',
  );
  return {
    applicationName: applicationName ?? null,
    displayName: displayName ?? null,
    externalId: externalId ?? null,
    webUrl: webUrl ?? null,
  };
}

/** @throws GraphError 400 for a body that is no list's */
export function readListName(body: unknown): string {
  return parsed(z.strictObject({ displayName: z.string().min(1), ...annotated }), body, 'microsoft.graph.todoTaskList')
    .displayName;
}

export interface TaskRules {
  /** What becomes of HTML: it stays, or only its text does. */
  readonly html: 'kept' | 'text';
  readonly now: number;
}

/** What a task is after `input` was written to it. @throws GraphError 400 for values that contradict each other */
export function contentAfter(before: TaskContent, input: TaskInput, rules: TaskRules): TaskContent {
  const given = {
    ...(input.title === undefined ? {} : { title: input.title ?? '' }),
    ...(input.body === undefined ? {} : { body: bodyOf(input.body, rules) }),
    ...(input.status === undefined ? {} : { status: input.status }),
    ...(input.importance === undefined ? {} : { importance: input.importance }),
    ...(input.categories === undefined ? {} : { categories: [...new Set(input.categories)] }),
    ...(input.isReminderOn === undefined ? {} : { isReminderOn: input.isReminderOn }),
    ...(input.reminderDateTime === undefined ? {} : { reminder: momentOf(input.reminderDateTime) }),
    ...(input.startDateTime === undefined ? {} : { start: dateOf(input.startDateTime) }),
    ...(input.dueDateTime === undefined ? {} : { due: dateOf(input.dueDateTime) }),
    ...(input.completedDateTime === undefined ? {} : { completed: dateOf(input.completedDateTime) }),
  };
  const after = { ...before, ...given };
  const recurrence =
    input.recurrence === undefined
      ? before.recurrence
      : input.recurrence && patternedRecurrence(input.recurrence, 'UTC');
  if (recurrence !== null && after.due === null) throw invalidValue('A task that repeats needs a due date.');
  if (after.isReminderOn && after.reminder === null) throw invalidValue('A reminder needs a reminderDateTime.');
  return { ...after, recurrence, completed: completedOf(before, after, rules.now) };
}

function completedOf(before: TaskContent, after: TaskContent, now: number): number | null {
  if (after.status !== 'completed') return null;
  if (before.status === 'completed' || after.completed !== before.completed) return after.completed;
  return now - (now % dayMs);
}

function bodyOf(body: TaskInput['body'], { html }: TaskRules): TaskContent['body'] {
  const { content, contentType } = body ?? { content: '', contentType: 'text' as const };
  return contentType === 'html' && html === 'text'
    ? { content: textOfHtml(content), contentType: 'text' }
    : { content, contentType };
}

/** Midnight, UTC, of the date that is named; its time and zone count for nothing. */
function dateOf(value: z.infer<typeof dateTimeTimeZone> | null): number | null {
  if (value === null) return null;
  const wall = wallTime(value);
  return Date.parse(`${wall.slice(0, 10)}T00:00:00Z`);
}

function momentOf(value: z.infer<typeof dateTimeTimeZone> | null): number | null {
  return value === null ? null : instantOf(wallTime(value), zoneOf(value));
}

function zoneOf({ timeZone }: { readonly timeZone: string }): string {
  const zone = calculableZone(timeZone);
  if (zone === null) {
    throw new GraphError(400, 'TimeZoneNotSupportedException', `The time zone '${timeZone}' is not supported.`);
  }
  return zone;
}

function wallTime(value: z.infer<typeof dateTimeTimeZone>): string {
  zoneOf(value);
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?$/.exec(value.dateTime);
  const wall = `${match?.[1]}T${(match?.[2] ?? '00:00').padEnd(8, ':00')}`;
  if (!match || Number.isNaN(Date.parse(`${wall}Z`))) throw invalidValue(`'${value.dateTime}' is not a date and time.`);
  return wall;
}

/** The date of a task as another program of the owner's sets it: midnight where the owner is. */
export function localMidnight(date: string, zone: string): number {
  return instantOf(`${date}T00:00:00`, calculableZone(zone) ?? 'UTC');
}

/** As the owner reads it. */
export function localDate(moment: number, zone: string): string {
  if (moment % dayMs === 0) return new Date(moment).toISOString().slice(0, 10);
  return wallOf(moment, calculableZone(zone) ?? 'UTC').slice(0, 10);
}

const invalidRequest = (message: string) => new GraphError(400, 'ErrorInvalidRequest', message);

function parsed<S extends z.ZodType>(schema: S, body: unknown, type: string): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join('/') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    throw unreadableBody(`The property '${issue.keys[0]}' does not exist on type '${path || type}'.`);
  }
  if (issue?.code === 'invalid_value') throw invalidValue(`At least one property failed validation: ${path}.`);
  throw unreadableBody(`The value of '${path}' cannot be converted to the type of the property.`);
}
