/**
 * @file What changed in a folder of records since the cursor. Graph's change list tells what there is now and what is removed.
 * What it does not say of itself is asked for by id: what is new in records that it does not tell whole, what is said to be removed,
 * and what is linked and missing in a first round; only "not found" counts as gone (G1.1, G1.2).
 */
import { z } from 'zod';
import type { ItemFields } from '../../../model/item.ts';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
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
import { CursorExpired, Nonsense } from '../../errors.ts';
import { preferences } from '../graph.ts';
import type { ChangeRow } from '../graph-schemas.ts';
import { listPages } from '../list-pages.ts';
import { readRecords } from './record-items.ts';
import { type Records, withOptions } from './record-kind.ts';

const system = 'microsoft365';
const pagePreferences = `${preferences}, odata.maxpagesize=200`;

const cursorSchema = z.object({
  v: z.literal(1),
  folder: z.string(),
  /** The window that was asked for last. */
  from: instant,
  until: instant,
  link: z.string(),
});
type CursorContent = z.infer<typeof cursorSchema>;

function parseCursor(cursor: Cursor, folder: string): CursorContent {
  const content = readCursor(cursorSchema, cursor, system);
  if (content.folder !== folder) throw new CursorExpired('the cursor is another folder’s', { system });
  return content;
}

interface Round<F extends ItemFields> {
  readonly records: Records<F>;
  readonly request: ChangesRequest;
  readonly seen: Set<string>;
  /** To be asked for by id. */
  readonly doubtful: Set<ItemId>;
  /** Said to be gone by a row of its own. */
  readonly said: Set<ItemId>;
  /** Said to be gone, or not listed where everything is. */
  readonly missed: Set<ItemId>;
}

function isNews<F extends ItemFields>({ request }: Round<F>, item: RemoteItem<F>): boolean {
  return request.known.versionOf(item.id) !== item.version;
}

function takeRow<F extends ItemFields>(round: Round<F>, row: ChangeRow): RemoteItem<F> | UnreadableItem | undefined {
  const { kind, log } = round.records;
  const id = row.id as ItemId;
  if (row['@removed'] !== undefined && row['@removed'] !== null) {
    for (const set of [round.doubtful, round.said, round.missed]) set.add(id);
    return undefined;
  }
  round.seen.add(id);
  const version = round.request.known.versionOf(id);
  if (version !== undefined && version === (row['@odata.etag'] as ItemVersion | undefined)) return undefined;
  if (!kind.toldWhole) {
    round.doubtful.add(id);
    return undefined;
  }
  const item = kind.read(row);
  if (item !== undefined) return isNews(round, item) ? item : undefined;
  // Not by its id: that too may be what is wrong about it.
  log.warn('a record is in an unknown form and is left alone', { system });
  return kind.remains(id, row);
}

async function* take<F extends ItemFields>(round: Round<F>, url: string): AsyncGenerator<ChangePage<F>, string> {
  const { graph } = round.records;
  let deltaLink: string | undefined;
  for await (const page of listPages(graph, url, pagePreferences, round.request.signal)) {
    deltaLink = page.deltaLink;
    const told = page.rows.map((row) => takeRow(round, row)).filter((item) => item !== undefined);
    const changed = told.filter(isReadable);
    const unreadable = told.filter((item) => 'unreadable' in item);
    if (told.length > 0) yield { changed, gone: [], unreadable };
  }
  if (deltaLink === undefined) throw new Nonsense('the change list ends without a way to go on', { system });
  return deltaLink;
}

/** What is doubtful, as Graph has it now. */
async function settleDoubts<F extends ItemFields>(round: Round<F>): Promise<ChangePage<F>> {
  const items = await readRecords(round.records, [...round.doubtful], round.request.signal);
  const changed: RemoteItem<F>[] = [];
  const gone: GoneItem[] = [];
  const unreadable: UnreadableItem[] = [];
  for (const [id, item] of items) {
    if (item === 'gone') gone.push({ id, proof: round.said.has(id) ? 'tombstone' : 'notFound' });
    else if (item === 'noAccess') continue;
    else if (!isReadable(item)) unreadable.push(item);
    else if (isNews(round, item)) changed.push(item);
    // Missing, and there all the same: one of the two answers is from an old copy.
    else if (round.missed.has(id)) gone.push({ id, proof: 'notFound' });
  }
  return { changed, gone, unreadable };
}

/** See `ItemFace.changes`. */
export async function* listRecordChanges<F extends ItemFields>(
  records: Records<F>,
  request: ChangesRequest,
): AsyncGenerator<ChangePage<F>, void> {
  const { graph, kind } = records;
  const { window, known } = request;
  const round: Round<F> = {
    records,
    request,
    seen: new Set(),
    doubtful: new Set(),
    said: new Set(),
    missed: new Set(),
  };
  const cursor = request.cursor === null ? undefined : parseCursor(request.cursor, kind.folder);
  const goesOn = cursor !== undefined && !isWider(window, cursor);
  const begin = graph.url(withOptions(`${kind.folder}/delta`, kind.options.changes));
  const link = yield* take(round, goesOn ? graph.ownLink(cursor.link) : begin);
  if (goesOn) {
    for (const id of known.createdSince ?? []) if (!round.seen.has(id)) round.doubtful.add(id);
  } else {
    for (const id of known.idsWithin(window)) {
      if (round.seen.has(id)) continue;
      round.doubtful.add(id);
      round.missed.add(id);
    }
  }
  const content = { v: 1, folder: kind.folder, ...window, link } satisfies CursorContent;
  yield { ...(await settleDoubts(round)), cursor: JSON.stringify(content) as Cursor };
}
