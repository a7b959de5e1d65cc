/**
 * @file Items of every kind behind one way of reading: single appointments, series, and rows of a rule that no series can be made
 * of, each of which is an appointment by itself.
 */
import type { ItemId } from '../../../model/side.ts';
import { type ItemAnswer, isReadable, type RemoteAppointment, type VersionLookup } from '../../connector.ts';
import type { ItemReader } from '../read-items.ts';
import { rowAsItem } from './row-as-item.ts';
import { rowIdOf, ruleIdOf } from './series-id.ts';
import type { SeriesReader } from './series-reader.ts';

/** @returns the id of the row that an item is, in the form in which listings have it. */
export function rowOf(id: ItemId): ItemId {
  const rowId = rowIdOf(id);
  return rowId === undefined ? id : (String(rowId) as ItemId);
}

export interface AnyItemReader extends Pick<ItemReader, 'existing' | 'existsForWriting'> {
  /** @param known what was read last of what is linked; absent: nothing. */
  one(id: ItemId, signal: AbortSignal, known?: VersionLookup): Promise<ItemAnswer>;
}

/** Whether a row that was an appointment of its own is a part of a series now, or the other way round. */
function isOfOtherKind(id: ItemId, found: RemoteAppointment): boolean {
  return (found.form.kind === 'single') !== (rowIdOf(id) === undefined);
}

/** A row that stands by itself now is gone as a row of a rule, and the other way round. */
export function readerOfAll(reader: ItemReader, series: SeriesReader): AnyItemReader {
  async function one(id: ItemId, signal: AbortSignal, known?: VersionLookup): Promise<ItemAnswer> {
    if (ruleIdOf(id) !== undefined) return await series.one(id, known?.versionOf(id), signal);
    const rowId = rowIdOf(id);
    const found = await reader.one(rowOf(id), signal);
    if (!isReadable(found)) return typeof found === 'object' ? { ...found, id } : found;
    if (isOfOtherKind(id, found)) return 'gone';
    return rowId === undefined ? found : rowAsItem({ rowId, item: found });
  }

  return {
    one,
    async existing(ids, signal) {
      const there = await reader.existing(ids.map(rowOf), signal);
      return new Set(ids.filter((id) => there.has(rowOf(id))));
    },
    async existsForWriting(id, signal) {
      if (!(await reader.existsForWriting(rowOf(id), signal))) return false;
      // A copy of the database may not know the row yet: only one that shows it tells of which kind it is.
      const found = await reader.one(rowOf(id), signal);
      return !(isReadable(found) && isOfOtherKind(id, found));
    },
  };
}
