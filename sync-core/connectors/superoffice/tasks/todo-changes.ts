/** @file What changed among the user's to-dos since the last run, and what is gone: see changes.ts, whose question they share. */
import type { ItemId } from '../../../model/side.ts';
import type { Task } from '../../../model/task.ts';
import type { ChangePage, ChangesRequest, KnownItems } from '../../connector.ts';
import type { Log } from '../../ports.ts';
import type { Asked, Asker } from '../ask.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { findGone } from '../gone.ts';
import type { ListedRow } from '../listing.ts';
import { newsCheck, nextPosition } from '../news.ts';
import type { Profile } from '../profile.ts';
import type { ItemReader } from '../read-items.ts';
import { readRows } from '../read-rows.ts';
import { ofSeries } from '../version.ts';

interface Parts {
  readonly asker: Asker;
  readonly reader: ItemReader<Task>;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
  readonly log: Log;
}

/** @throws CursorExpired; ConnectorError */
export async function* readTodoChanges(
  { asker, reader, load, log }: Parts,
  request: ChangesRequest,
): AsyncGenerator<ChangePage<Task>> {
  const { known, signal } = request;
  const profile = await load(signal);
  const position = request.cursor === null ? undefined : readCursor(request.cursor);
  const asked = await asker.forTodos(position, request, profile);
  const rows = todosAmong(asked.listing.rows);

  const isNews = newsCheck(asked.listing, position, request.window, known, profile);
  const { missing, pages } = readRows(reader, new Map([...rows].filter(([id, row]) => isNews(id, row))), signal);
  yield* pages;

  const candidates = [...lost(asked, rows, request), ...turned(asked, known), ...missing];
  const found = await findGone({ reader, log, mayHide: asked.listing.mayHide }, candidates, signal);
  yield { ...found, cursor: writeCursor({ ...nextPosition(asked, rows, position, profile), series: [] }) };
}

/** A row that repeats has a version that says so. */
function todosAmong(rows: ReadonlyMap<ItemId, ListedRow>): ReadonlyMap<ItemId, ListedRow> {
  return new Map(
    [...rows]
      .filter(([, row]) => row.isTodo !== false)
      .map(([id, row]) => [id, row.ruleId === 0 ? row : { ...row, version: ofSeries(row.version) }]),
  );
}

/** Linked to-dos that a full listing should have shown, or that the log names. */
function lost(
  { kind, hints }: Asked,
  rows: ReadonlyMap<ItemId, ListedRow>,
  { known, window }: ChangesRequest,
): readonly ItemId[] {
  if (kind === 'full') return [...known.idsWithin(window)].filter((id) => !rows.has(id));
  return [...hints].map((id) => String(id) as ItemId).filter((id) => known.versionOf(id) !== undefined);
}

/** Linked to-dos that are listed as something else: they stand in the diary now. */
function turned({ listing }: Asked, known: KnownItems): readonly ItemId[] {
  return [...listing.rows]
    .filter(([id, row]) => row.isTodo === false && known.versionOf(id) !== undefined)
    .map(([id]) => id);
}
