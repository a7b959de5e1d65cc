/**
 * @file What changed in the list of tasks since the cursor.
 *
 * Tasks has no token: it is asked for what was changed since the newest change that it has told of, and a little before that. Deleted
 * tasks are told of for some time, which nobody guarantees: once a week everything is listed, and what is missing is asked for by its id.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { ItemId } from '../../../model/side.ts';
import type { Task } from '../../../model/task.ts';
import { instant, toInstant } from '../../../model/time.ts';
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
import { itemOfRow, listPages, readTasks, type TaskList } from './task-list.ts';
import type { TaskRow } from './task-schemas.ts';

const system = 'google';
const minute = 60_000;
const day = 24 * 60 * minute;
/** The quota is one of all who use the application: nobody asks more often, by whatever it was called for. */
const restMs = 5 * minute;
/** Deleted tasks are told of for at least so long. */
const listedAnewMs = 7 * day;
/** A change that was being written while the list was read may have an earlier time than what the list told. */
const overlapMs = 2 * minute;

const cursorSchema = z.object({
  v: z.literal(1),
  /** Milliseconds since 1970, by our clock: when it was asked last, and when everything was listed last. */
  askedAt: z.number(),
  listedAt: z.number(),
  /** The newest change that was told of, by Google's clock; null: nothing was there. */
  newest: instant.nullable(),
  /** The window that was asked for last. */
  from: instant,
  until: instant,
});
type CursorContent = z.infer<typeof cursorSchema>;

/** See `ItemFace.changes`. Asked again within five minutes, it says that nothing changed, without asking. */
export async function* listTaskChanges(list: TaskList, request: ChangesRequest): AsyncGenerator<ChangePage<Task>> {
  const now = list.clock.now();
  const cursor = request.cursor === null ? undefined : readCursor(cursorSchema, request.cursor, system);
  const wider = cursor !== undefined && isWider(request.window, cursor);
  const rests = cursor !== undefined && !wider && now >= cursor.askedAt && now - cursor.askedAt < restMs;
  if (rests && request.cursor !== null) {
    yield { changed: [], gone: [], cursor: request.cursor };
    return;
  }
  const goesOn = cursor !== undefined && !wider && Math.abs(now - cursor.listedAt) < listedAnewMs;
  const since = goesOn ? cursor.newest : null;
  const round: Round = { list, request, seen: new Set(), newest: cursor?.newest ?? null };
  yield* takeRows(round, since === null ? {} : { updatedMin: before(since) });
  const { known, window } = request;
  const expected = since === null ? known.idsWithin(window) : (known.createdSince ?? []);
  const missing = [...expected].filter((id) => !round.seen.has(id));
  const content: CursorContent = {
    v: 1,
    askedAt: now,
    listedAt: goesOn && since !== null ? cursor.listedAt : now,
    newest: round.newest,
    ...window,
  };
  yield { ...(await settle(round, missing)), cursor: JSON.stringify(content) as Cursor };
}

function before(newest: string): string {
  return new Date(Date.parse(newest) - overlapMs).toISOString();
}

interface Round {
  readonly list: TaskList;
  readonly request: ChangesRequest;
  readonly seen: Set<string>;
  newest: CursorContent['newest'];
}

async function* takeRows(round: Round, since: { readonly updatedMin?: string }): AsyncGenerator<ChangePage<Task>> {
  const { list, request } = round;
  for await (const rows of listPages(list, { ...since, showDeleted: true }, request.signal)) {
    const items: (RemoteItem<Task> | UnreadableItem)[] = [];
    const gone: GoneItem[] = [];
    for (const row of rows) {
      const id = row.id as ItemId;
      const known = request.known.versionOf(id);
      round.seen.add(id);
      note(round, row);
      if (row.deleted && known !== undefined) gone.push({ id, proof: 'tombstone' });
      // Most rows of a whole list are known and unchanged: they are not worth reading.
      else if (!row.deleted && (known === undefined || known !== row.etag)) items.push(itemOfRow(list, row));
    }
    const page = pageOf(items, gone);
    if (page.changed.length + page.gone.length + (page.unreadable?.length ?? 0) > 0) yield page;
  }
}

/** Moments in the model's form sort as texts. */
function note(round: Round, { updated }: TaskRow): void {
  if (updated === undefined) return;
  const moment = toInstant(Temporal.Instant.from(updated));
  if (round.newest === null || moment > round.newest) round.newest = moment;
}

function pageOf(items: readonly (RemoteItem<Task> | UnreadableItem)[], gone: readonly GoneItem[]): ChangePage<Task> {
  return {
    changed: items.filter((item) => isReadable(item)),
    gone,
    unreadable: items.filter((item) => 'unreadable' in item),
  };
}

/** What should be there and was not told of, as Tasks has it now. */
async function settle({ list, request }: Round, ids: readonly ItemId[]): Promise<ChangePage<Task>> {
  const items: (RemoteItem<Task> | UnreadableItem)[] = [];
  const gone: GoneItem[] = [];
  for (const [id, answer] of await readTasks(list, ids, request.signal)) {
    if (answer === 'gone') gone.push({ id, proof: 'notFound' });
    else if (answer !== 'noAccess') items.push(answer);
  }
  return pageOf(
    items.filter((item) => 'unreadable' in item || request.known.versionOf(item.id) !== item.version),
    gone,
  );
}
