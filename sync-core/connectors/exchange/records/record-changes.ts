/**
 * @file What changed in a folder of records since the cursor. The list tells ids and versions; what is new is read. What is said
 * to be gone, and what is linked and missing in a first round, is asked for by id: only "not found" counts as gone (G1.1, G1.2).
 */
import { z } from 'zod';
import type { ItemFields } from '../../../model/item.ts';
import type { ItemId } from '../../../model/side.ts';
import { instant } from '../../../model/time.ts';
import {
  type ChangePage,
  type ChangesRequest,
  type Cursor,
  type GoneItem,
  isReadable,
  type RemoteItem,
  type UnreadableItem,
} from '../../connector.ts';
import { isWider, readCursor } from '../../cursor-form.ts';
import { Nonsense } from '../../errors.ts';
import { type FolderRow, listFolder } from '../folder-changes.ts';
import { readRecords } from './record-items.ts';
import type { Records } from './record-kind.ts';

const system = 'exchange';

const cursorSchema = z.object({
  v: z.literal(1),
  state: z.string().min(1),
  /** The window that was asked for last. */
  from: instant,
  until: instant,
});
type CursorContent = z.infer<typeof cursorSchema>;

async function told<F extends ItemFields>(
  records: Records<F>,
  { known, signal }: ChangesRequest,
  ids: readonly ItemId[],
  said: ReadonlySet<string>,
): Promise<ChangePage<F>> {
  const changed: RemoteItem<F>[] = [];
  const gone: GoneItem[] = [];
  const unreadable: UnreadableItem[] = [];
  for (const [id, item] of await readRecords(records, ids, signal)) {
    if (item === 'gone') gone.push({ id, proof: said.has(id) ? 'tombstone' : 'notFound' });
    else if (item === 'noAccess') continue;
    else if (!isReadable(item)) unreadable.push(item);
    else if (known.versionOf(id) !== item.version) changed.push(item);
  }
  return { changed, gone, unreadable };
}

/** See `ItemFace.changes`. */
export async function* listRecordChanges<F extends ItemFields>(
  records: Records<F>,
  request: ChangesRequest,
): AsyncGenerator<ChangePage<F>, void> {
  const { window, known, signal } = request;
  const cursor = request.cursor === null ? undefined : readCursor(cursorSchema, request.cursor, system);
  const goesOn = cursor !== undefined && !isWider(window, cursor);
  const seen = new Set<string>();
  const said = new Set<ItemId>();
  // Lists of addresses stand among contacts, and are none.
  const isOfKind = ({ item }: FolderRow) => `t:${item.name}` === records.kind.item.element;
  const isOther = ({ id, changeKey }: FolderRow) => known.versionOf(id as ItemId) !== changeKey;
  const isNew = (row: FolderRow) => row.what === 'there' && isOfKind(row) && isOther(row);
  let state: string | undefined;
  for await (const page of listFolder(records, records.kind.folder, goesOn ? cursor.state : null, signal)) {
    state = page.state;
    for (const { what, id } of page.rows) {
      if (what === 'there') seen.add(id);
      else said.add(id as ItemId);
    }
    const due = page.rows.filter(isNew).map(({ id }) => id as ItemId);
    if (due.length > 0) yield await told(records, request, due, said);
  }
  if (state === undefined) throw new Nonsense('a list of changes is empty', { system });
  const doubtful = new Set(said);
  for (const id of (goesOn ? known.createdSince : known.idsWithin(window)) ?? []) if (!seen.has(id)) doubtful.add(id);
  const content = { v: 1, state, from: window.from, until: window.until } satisfies CursorContent;
  yield { ...(await told(records, request, [...doubtful], said)), cursor: JSON.stringify(content) as Cursor };
}
