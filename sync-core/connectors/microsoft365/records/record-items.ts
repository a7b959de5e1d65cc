/** @file Records by their ids: what they are now. */
import type { ItemFields } from '../../../model/item.ts';
import type { ItemId } from '../../../model/side.ts';
import type { ItemAnswer } from '../../connector.ts';
import { Rejected } from '../../errors.ts';
import { readParts } from '../read-parts.ts';
import { type Records, recordPath, withOptions } from './record-kind.ts';

/**
 * Reads records one by one, twenty to a request; `gone` only for those that Graph says it does not have, or that have been
 * moved out of the folder.
 * @throws Rejected (403) where a record of the user's own may not be read: the right to all of them is missing
 */
export async function readRecords<F extends ItemFields>(
  records: Records<F>,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, ItemAnswer<F>>> {
  const { kind } = records;
  const found = new Map<ItemId, ItemAnswer<F>>();
  const pathOf = (id: ItemId) => withOptions(recordPath(kind, id), kind.options.read);
  for await (const { id, reading } of readParts(records, ids, pathOf, signal)) {
    if (reading === 'noAccess') throw new Rejected('not allowed', { system: 'microsoft365', status: 403 });
    if (reading === 'gone') found.set(id, reading);
    else if ('odd' in reading) found.set(id, kind.remains(id, undefined));
    else found.set(id, answerOf(records, id, reading.body));
  }
  return found;
}

/** An answer for another record than the one that was asked for says nothing about it. */
function answerOf<F extends ItemFields>({ kind }: Records<F>, id: ItemId, body: unknown): ItemAnswer<F> {
  const item = kind.read(body);
  if (item?.id !== id) return kind.remains(id, body);
  return kind.isElsewhere(body) ? 'gone' : item;
}
