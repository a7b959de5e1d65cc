/** @file How connectors read their cursors back. What stands in one is each connector's own matter, see `Cursor`. */
import type { z } from 'zod';
import type { SystemId } from '../model/side.ts';
import type { Cursor, Window } from './connector.ts';
import { CursorExpired } from './errors.ts';

/** @throws CursorExpired where the cursor has another form: an older version made it, or somebody changed it */
export function readCursor<T>(schema: z.ZodType<T>, cursor: Cursor, system: SystemId): T {
  try {
    return schema.parse(JSON.parse(cursor));
  } catch (cause) {
    throw new CursorExpired('the cursor is in an unknown form', { system, cause });
  }
}

const dayMs = 86_400_000;

/**
 * Tasks and contacts are told of whatever their dates; a window that was widened lets in some that were passed over before.
 * That it moves on with the days is no widening.
 * @param told the window that was asked for last.
 */
export function isWider(window: Window, told: Window): boolean {
  const length = ({ from, until }: Window) => Date.parse(until) - Date.parse(from);
  return length(window) > length(told) + 2 * dayMs;
}
