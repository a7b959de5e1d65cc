/** @file Records by their ids, and those that were made with our marks. */
import type { ItemFields } from '../../../model/item.ts';
import type { ItemId } from '../../../model/side.ts';
import { type CreationMark, type ItemAnswer, isReadable, type RemoteItem } from '../../connector.ts';
import { ConnectorError, NotFound, RightMissing } from '../../errors.ts';
import { failWhereNothingIsUnderstood, findMarked, madeWith, readEach, type Told } from '../items.ts';
import { itemIdOf } from '../properties.ts';
import { childOf } from '../soap/xml.ts';
import type { Records } from './record-kind.ts';

/** See `ItemFace.get`. */
export async function readRecords<F extends ItemFields>(
  records: Records<F>,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, ItemAnswer<F>>> {
  if (ids.length === 0) return new Map();
  const { kind } = records;
  const owner = await records.zone(signal);
  const refs = ids.map((id) => itemIdOf(id));
  const told = await readEach(records, refs, kind.shape, signal);
  failWhereNothingIsUnderstood(told);
  const answerOf = (item: Told, id: ItemId): ItemAnswer<F> => {
    if (item instanceof NotFound) return 'gone';
    if (item instanceof RightMissing) return 'noAccess';
    if (item instanceof ConnectorError) return kind.remains(id, undefined, owner);
    // An answer for another item than the one that was asked for says nothing about it.
    const isIt = childOf(item, 'ItemId')?.attributes['Id'] === id;
    return (isIt ? kind.read(item, owner) : undefined) ?? kind.remains(id, isIt ? item : undefined, owner);
  };
  return new Map(ids.map((id, place) => [id, answerOf(told[place] as Told, id)]));
}

/** See `ItemFace.findCreated`. */
export async function findCreatedRecords<F extends ItemFields>(
  records: Records<F>,
  marks: readonly CreationMark[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RemoteItem<F>>> {
  const markers = marks.map(({ marker }) => marker);
  const found = await findMarked(records, records.kind.folder, markers, signal);
  const made = marks.flatMap((mark) => {
    const item = madeWith(found, mark, false);
    return item === undefined ? [] : [{ key: mark.key, id: item.id as ItemId }];
  });
  const items = await readRecords(
    records,
    made.map(({ id }) => id),
    signal,
  );
  return new Map(
    made.flatMap(({ key, id }) => {
      const item = items.get(id);
      return isReadable(item) ? [[key, item] as const] : [];
    }),
  );
}
