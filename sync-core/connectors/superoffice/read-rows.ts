/** @file Reads the items of many rows, in chunks that go side by side. */
import type { ItemFields } from '../../model/item.ts';
import type { ItemId } from '../../model/side.ts';
import { type ChangePage, isReadable } from '../connector.ts';
import { sideBySide } from '../http/side-by-side.ts';
import type { ListedRow } from './listing.ts';
import { bulkSize, type ItemReader } from './read-items.ts';

/** Bulk reads side by side. */
const readsSideBySide = 4;

/** @returns the pages; and the ids that were listed but not given, complete once the pages have been read. */
export function readRows<F extends ItemFields>(
  reader: Pick<ItemReader<F>, 'bulk'>,
  rows: ReadonlyMap<ItemId, ListedRow>,
  signal: AbortSignal,
) {
  const missing: ItemId[] = [];
  async function* pages(): AsyncGenerator<ChangePage<F>> {
    const chunks = sideBySide(readsSideBySide, chunksOf(rows, bulkSize), async (chunk) => {
      const read = await reader.bulk(chunk, signal);
      missing.push(...[...chunk.keys()].filter((id) => !read.has(id)));
      return [...read.values()];
    });
    for await (const items of chunks) {
      const unreadable = items.flatMap((item) => (isReadable(item) ? [] : [item]));
      yield { changed: items.filter((item) => isReadable(item)), gone: [], unreadable, total: rows.size };
    }
  }
  return { missing, pages: pages() };
}

function* chunksOf<K, V>(rows: ReadonlyMap<K, V>, size: number): Generator<ReadonlyMap<K, V>> {
  const entries = [...rows];
  for (let at = 0; at < entries.length; at += size) yield new Map(entries.slice(at, at + size));
}
