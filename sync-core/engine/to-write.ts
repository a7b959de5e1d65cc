/** @file A planned operation as the connector is asked for it. Pure. */
import type { Picture, WriteOperation } from '../connectors/connector.ts';
import type { ItemFields } from '../model/item.ts';
import type { Operation } from '../store/operation.ts';
import { noPictures, type Pictures } from './pictures.ts';

/**
 * @param pictures of the persons that it is made from, see `picturesFor`.
 * @throws Error for an operation that contradicts itself
 */
export function toWrite(
  { work, target, source }: Operation,
  pictures: Pictures = noPictures,
): WriteOperation<ItemFields> {
  if (work.do === 'create') {
    const { mark, fields, categories, typeId, persons, built, doneCategory } = work;
    const added = built?.added ?? '';
    const picture = built?.picture ? pictureOf(source, pictures) : null;
    return {
      do: 'create',
      mark,
      fields,
      categories,
      ...(typeId === undefined ? {} : { typeId }),
      ...(added === '' ? {} : { added }),
      ...(persons === undefined ? {} : { persons }),
      ...(doneCategory === undefined ? {} : { doneCategory }),
      ...(picture ? { picture } : {}),
    };
  }
  if (target === null) throw new Error('a change of nothing');
  const { id, version, fields: current, hostsItself } = target;
  if (work.do === 'remove') return { do: 'remove', id, version, current };
  const { patch, categories, built, doneCategory } = work;
  // The text is one with what stands below it, and with a link that has no other room: whoever writes one must say all.
  const writesText = patch.body !== undefined || patch.joinUrl !== undefined;
  const added = built?.added ?? (writesText ? (target.added ?? '') : undefined);
  const picture = built?.picture === undefined ? undefined : pictureOf(source, pictures);
  return {
    do: 'update',
    id,
    version,
    patch,
    current,
    ...(categories && { categories }),
    ...(doneCategory === undefined ? {} : { doneCategory }),
    ...(hostsItself && { hostsItself }),
    ...(added === undefined ? {} : { added }),
    ...(picture === undefined ? {} : { picture }),
  };
}

/** @returns null: there is none any more; undefined: the one that is there stays, as nobody can say. */
function pictureOf(source: Operation['source'], pictures: Pictures): Picture | null | undefined {
  if (source === null) return undefined;
  const picture = pictures.get(source.id) ?? null;
  return picture === 'failed' ? undefined : picture;
}
