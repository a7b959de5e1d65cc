/** @file What of To Do's answers is relied on; see `graph-schemas.ts`. */
import { z } from 'zod';
import { itemId, line, timestamp, token, wallTime } from '../../outlook/event-schemas.ts';

/** To Do keeps its dates in UTC whatever is asked for, and those of other programs as these have written them. */
const dateTimeTimeZone = z.object({ dateTime: wallTime, timeZone: z.string().min(1).max(200) });
export type TaskTime = z.infer<typeof dateTimeTimeZone>;

export const linkedResource = z.object({
  applicationName: z.string().nullish(),
  externalId: z.string().nullish(),
});

const taskShape = {
  '@odata.etag': token.max(1024),
  id: itemId,
  title: line.nullable(),
  body: z.object({ contentType: z.enum(['text', 'html']), content: z.string().nullable() }).nullish(),
  status: z.enum(['notStarted', 'inProgress', 'completed', 'waitingOnOthers', 'deferred']),
  importance: z.enum(['low', 'normal', 'high']),
  isReminderOn: z.boolean(),
  reminderDateTime: dateTimeTimeZone.nullish(),
  /** To Do leaves out what is not set. */
  startDateTime: dateTimeTimeZone.nullish(),
  dueDateTime: dateTimeTimeZone.nullish(),
  categories: z.array(z.string()),
  createdDateTime: timestamp,
  lastModifiedDateTime: timestamp,
};

export const graphTask = z
  .object(taskShape)
  .refine(({ isReminderOn, reminderDateTime }) => !isReminderOn || reminderDateTime, 'has a reminder at no time');
export type GraphTask = z.infer<typeof graphTask>;

/** What is asked of a task when only what it is linked to matters. */
export const linkedTask = z.object({
  id: itemId,
  createdDateTime: timestamp,
  linkedResources: z.array(linkedResource).nullish(),
});
export type LinkedTask = z.infer<typeof linkedTask>;

/** What of a task can be read where the whole cannot. */
export const taskRemains = z.object({
  title: line.nullable().optional().catch(undefined),
  dueDateTime: dateTimeTimeZone.nullish().catch(undefined),
});

export const taskList = z.object({
  id: itemId,
  isShared: z.boolean(),
  wellknownListName: z.string(),
});
