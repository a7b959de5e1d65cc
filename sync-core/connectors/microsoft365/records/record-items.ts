/** @file Records by their ids: what they are now. */
import type { ItemFields } from '../../../model/item.ts';
import type { ItemId } from '../../../model/side.ts';
import type { ItemAnswer, VersionLookup } from '../../connector.ts';
import { Rejected } from '../../errors.ts';
import { preferences } from '../graph.ts';
import { listPages } from '../list-pages.ts';
import { readParts, saysNoId } from '../read-parts.ts';
import { type Records, recordPath, withOptions } from './record-kind.ts';

/** Beyond so many records a listing of all costs fewer requests of the mailbox's quota than asking for each. */
const mostOneByOne = 40;

/** What was found, and the row that says it. */
export interface FoundRecord<F extends ItemFields> {
  readonly answer: ItemAnswer<F>;
  readonly row?: unknown;
  /** Graph says that no record can have this id. */
  readonly isNoId?: boolean;
}

/**
 * Reads records by a listing where they are many, else one by one, twenty to a request; `gone` only for those that Graph says it
 * does not have, or that have been moved out of the folder.
 * @throws Rejected (403) where a record of the user's own may not be read: the right to all of them is missing
 */
export async function findRecords<F extends ItemFields>(
  records: Records<F>,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, FoundRecord<F>>> {
  const { kind } = records;
  const found = ids.length > mostOneByOne ? await listed(records, new Set(ids), signal) : new Map();
  const rest = ids.filter((id) => !found.has(id));
  const pathOf = (id: ItemId) => withOptions(recordPath(kind, id), kind.options.read);
  for await (const { id, reading } of readParts(records, rest, pathOf, signal)) {
    if (reading === 'noAccess') throw new Rejected('not allowed', { system: 'microsoft365', status: 403 });
    if (reading === 'gone') found.set(id, { answer: reading });
    else if ('odd' in reading) found.set(id, { answer: kind.remains(id, undefined), isNoId: saysNoId(reading.odd) });
    else {
      const away = await kind.isElsewhere(reading.body, signal);
      found.set(id, away ? { answer: 'gone' } : answerOf(records, id, reading.body));
    }
  }
  return found;
}

async function listed<F extends ItemFields>(
  records: Records<F>,
  wanted: ReadonlySet<ItemId>,
  signal: AbortSignal,
): Promise<Map<ItemId, FoundRecord<F>>> {
  const { graph, kind } = records;
  const found = new Map<ItemId, FoundRecord<F>>();
  const url = graph.url(withOptions(kind.folder, kind.options.list));
  for await (const { rows } of listPages(graph, url, preferences, signal)) {
    for (const row of rows) {
      const id = row.id as ItemId;
      if (wanted.has(id)) found.set(id, answerOf(records, id, row));
    }
  }
  return found;
}

/** An answer for another record than the one that was asked for says nothing about it. */
function answerOf<F extends ItemFields>({ kind }: Records<F>, id: ItemId, row: unknown): FoundRecord<F> {
  const item = kind.read(row);
  return item?.id === id ? { answer: item, row } : { answer: kind.remains(id, row) };
}

/** See `ItemFace.get`, and `findRecords`. */
export async function readRecords<F extends ItemFields>(
  records: Records<F>,
  ids: readonly ItemId[],
  signal: AbortSignal,
  known?: VersionLookup,
): Promise<ReadonlyMap<ItemId, ItemAnswer<F>>> {
  const found = await findRecords(records, ids, signal);
  const isNobody = (id: ItemId) => known !== undefined && known.versionOf(id) === undefined;
  // What was never seen and cannot exist is not waited for.
  return new Map([...found].map(([id, { answer, isNoId }]) => [id, isNoId && isNobody(id) ? 'gone' : answer]));
}
