/** @file What Google Tasks answers, as far as it is used; everything else is let through unseen. */
import { z } from 'zod';

const moment = z.iso.datetime({ offset: true });

export const googleTask = z.object({
  id: z.string().min(1),
  etag: z.string().min(1),
  updated: moment,
  title: z.string().default(''),
  notes: z.string().default(''),
  status: z.enum(['needsAction', 'completed']),
  /** The day is what counts; the time that stands behind it means nothing. */
  due: moment.optional(),
  deleted: z.boolean().default(false),
  /** The task that this one stands under. */
  parent: z.string().optional(),
  webViewLink: z.string().optional(),
});
export type GoogleTask = z.infer<typeof googleTask>;

/** A row of a list: what it is about, whatever else it tells. */
export const taskRow = z.object({
  id: z.string().min(1),
  etag: z.string().min(1).optional(),
  updated: moment.optional(),
  deleted: z.boolean().default(false),
});
export type TaskRow = z.infer<typeof taskRow> & { readonly whole: unknown };

/** A list that is empty has no rows at all: only its kind tells it from an answer that is none. */
export const taskPage = z.object({
  kind: z.literal('tasks#tasks'),
  items: z.array(z.unknown()).default([]),
  nextPageToken: z.string().optional(),
});

/** What of a task can be read where the whole cannot. */
export const taskRemains = z.object({
  title: z.string().optional().catch(undefined),
  due: moment.optional().catch(undefined),
});
