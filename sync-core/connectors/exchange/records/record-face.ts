/** @file The face of one kind of record. */
import type { ItemFields } from '../../../model/item.ts';
import type { ItemFace, WriteOperation } from '../../connector.ts';
import type { CategoryKeeper } from '../../outlook/category-keeper.ts';
import { readMarkersOf } from '../items.ts';
import { listRecordChanges } from './record-changes.ts';
import { findCreatedRecords, readRecords } from './record-items.ts';
import type { Records } from './record-kind.ts';
import { writeRecords } from './record-writes.ts';

/** @param express see `ItemFace.express`. */
export function createRecordFace<F extends ItemFields>(
  records: Records<F>,
  express: (fields: F) => F,
  keepCategories: CategoryKeeper,
): ItemFace<F> {
  async function* write(operations: readonly WriteOperation<F>[], signal: AbortSignal) {
    const put = operations.flatMap((operation) => (operation.do === 'create' ? operation.categories : []));
    await keepCategories(put, signal);
    yield* writeRecords(records, operations, signal);
  }
  return {
    express: (fields) => express(fields),
    changes: (request) => listRecordChanges(records, request),
    get: (ids, signal) => readRecords(records, ids, signal),
    markers: (ids, _window, signal) => readMarkersOf(records, ids, signal),
    findCreated: (marks, signal) => findCreatedRecords(records, marks, signal),
    write: (operations, _window, signal) => write(operations, signal),
  };
}
