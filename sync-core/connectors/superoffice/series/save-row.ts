/** @file Saves one row of a series, or a row and all that follow, with what was read of it just before. */

import type { Instant } from '../../../model/time.ts';
import { Conflict, NotFound, Rejected } from '../../errors.ts';
import type { EntityProperties } from '../shared-properties.ts';
import { momentFromWire, utcFromWire } from '../wire-time.ts';
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
  const changed = await change(row);
  const properties = { ...row.raw, ...endInOrder(row), ...changed };
  try {
    return await calls.save(properties, mode, signal);
  } catch (error) {
    if (!(error instanceof Rejected) || row.entity.Completed !== 'Completed') throw error;
    const state = String(changed['Completed'] ?? 'Completed');
    return await saveCompleted(calls, row, { properties, state }, mode, signal);
  }
}

/** A rule puts rows into the hour that clocks leave out, which end before they begin: such a row is not taken back as it is. */
function endInOrder({ entity: { StartDate, EndDate } }: WholeRow): EntityProperties {
  const [start, end] = [StartDate, EndDate].map((time) => momentFromWire(time, 'UTC')?.epochMilliseconds);
  return start !== undefined && end !== undefined && end < start ? { EndDate: StartDate } : {};
}

/** A completed row takes no edits: it is opened, edited, and gets the state that it is to have. */
async function saveCompleted(
  calls: SeriesCalls,
  row: WholeRow,
  { properties, state }: { readonly properties: EntityProperties; readonly state: string },
  mode: UpdateMode,
  signal: AbortSignal,
): Promise<WholeRow> {
  await calls.save({ ...row.raw, Completed: 'Started' }, 'OnlyThis', signal);
  let edited: WholeRow;
  try {
    edited = await calls.save({ ...properties, Completed: 'Started' }, mode, signal);
  } catch (error) {
    await calls.save({ ...row.raw, Completed: 'Completed' }, 'OnlyThis', signal);
    throw error;
  }
  // As it is now: title and description say the same, and the older one of them would win.
  return state === 'Started' ? edited : await calls.save({ ...edited.raw, Completed: state }, 'OnlyThis', signal);
}
