/** @file Saves one row of a series, or a row and all that follow, with what was read of it just before. */

import type { Instant } from '../../../model/time.ts';
import { Conflict, NotFound, Rejected } from '../../errors.ts';
import { utcFromWire } from '../wire-time.ts';
import type { EntityProperties } from '../write-appointment.ts';
import type { SeriesCalls, UpdateMode, WholeRow } from './series-calls.ts';

/**
 * Agent calls take no condition ("unmodified since"), so that the row is read right before it is saved; what is sent back is the
 * whole of it with our properties laid over.
 * @param asOf when the row was last saved as far as we know; undefined: whatever it is.
 * @throws Conflict when somebody else has saved it since; NotFound, Rejected, AnswerLost
 */
export async function saveRow(
  calls: SeriesCalls,
  rowId: number,
  asOf: Instant | undefined,
  change: (row: WholeRow) => EntityProperties | Promise<EntityProperties>,
  mode: UpdateMode,
  signal: AbortSignal,
): Promise<WholeRow> {
  const row = await calls.whole(rowId, signal);
  if (row === undefined) throw new NotFound('a row of the series is gone', { system: 'superoffice' });
  if (asOf !== undefined && utcFromWire(row.entity.UpdatedDate) !== asOf)
    throw new Conflict('changed in the meantime', { system: 'superoffice' });
  const properties = { ...row.raw, ...(await change(row)) };
  try {
    return await calls.save(properties, mode, signal);
  } catch (error) {
    if (!(error instanceof Rejected) || row.entity.Completed !== 'Completed') throw error;
    return await saveCompleted(calls, row, properties, mode, signal);
  }
}

/** A completed row takes no edits: it is opened, edited, and completed again. */
async function saveCompleted(
  calls: SeriesCalls,
  row: WholeRow,
  properties: EntityProperties,
  mode: UpdateMode,
  signal: AbortSignal,
): Promise<WholeRow> {
  await calls.save({ ...row.raw, Completed: 'Started' }, 'OnlyThis', signal);
  try {
    await calls.save({ ...properties, Completed: 'Started' }, mode, signal);
  } catch (error) {
    await calls.save({ ...row.raw, Completed: 'Completed' }, 'OnlyThis', signal);
    throw error;
  }
  return await calls.save({ ...properties, Completed: 'Completed' }, 'OnlyThis', signal);
}
