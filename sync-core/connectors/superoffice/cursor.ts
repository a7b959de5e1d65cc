/** @file What the connector remembers between two runs: where the change list was left. */
import { z } from 'zod';
import { instant } from '../../model/time.ts';
import type { Cursor } from '../connector.ts';
import { readCursor as readCursorOf } from '../cursor-form.ts';

const positionSchema = z.object({
  form: z.literal(1),
  /** The greatest update time seen, by the server. */
  watermark: instant,
  /** The window of the last full listing. */
  from: instant,
  until: instant,
  /** Rows of the last full listing. */
  rows: z.int().nonnegative(),
  /** When it was done, by the server's clock in milliseconds since 1970. */
  listedAt: z.number(),
  /** How far the log of deletions was read; null: it was not needed so far. */
  log: z.union([z.int().nonnegative(), z.literal('refused')]).nullable(),
  /** Versions of the rows that the overlap will show again, so that none is read twice. */
  recent: z.array(z.tuple([z.string(), z.string()])),
  /** Whether the last listing showed to-dos as well, for whoever reads those. */
  todos: z.boolean().default(false),
  /** Rows of series in the last full listing, by rule (`series-id.ts` writes them in runs). */
  series: z
    .array(z.tuple([z.int(), z.string()]).readonly())
    .readonly()
    .default([]),
});
export type Position = z.infer<typeof positionSchema>;

export function writeCursor(position: Position): Cursor {
  return JSON.stringify(position) as Cursor;
}

/** @throws CursorExpired when it is of another form, so that everything is listed anew. */
export function readCursor(cursor: Cursor): Position {
  return readCursorOf(positionSchema, cursor, 'superoffice');
}
