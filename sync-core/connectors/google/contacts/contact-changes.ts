/**
 * @file What changed among the contacts since the cursor.
 *
 * The list lags some minutes behind what was written, and may tell a state that is over: what it tells of linked contacts is asked for
 * by their names. Its token dies a week after the whole list was read. A contact can come to have another name; it stays known by the
 * one that it was linked with.
 */
import { z } from 'zod';
import type { Person } from '../../../model/person.ts';
import type { ItemId } from '../../../model/side.ts';
import {
  type ChangePage,
  type ChangesRequest,
  type Cursor,
  type GoneItem,
  isReadable,
  type RemoteItem,
  type UnreadableItem,
} from '../../connector.ts';
import { readCursor } from '../../cursor-form.ts';
import { Conflict, CursorExpired, Nonsense, NotFound, Rejected } from '../../errors.ts';
import { type AddressBook, findContacts, itemOfRow, listPages } from './address-book.ts';
import { allFields, type ContactRow, contactRow } from './contact-schemas.ts';

const system = 'google';
const cursorSchema = z.object({ v: z.literal(1), token: z.string().min(1) });

/** A contact's item, or what can be told of one that is not understood. */
type Told = RemoteItem<Person> | UnreadableItem;

interface Round {
  readonly book: AddressBook;
  readonly request: ChangesRequest;
  /** Linked ones that were told of, by the names that they are linked with. */
  readonly seen: Set<ItemId>;
  /** To be asked for. */
  readonly doubtful: Set<ItemId>;
  readonly said: Set<ItemId>;
  /** In a whole list: what is not linked by this name, and may be linked by a former one. */
  readonly held: Map<ItemId, ContactRow>;
}

/** See `ItemFace.changes`. */
export async function* listContactChanges(
  book: AddressBook,
  request: ChangesRequest,
): AsyncGenerator<ChangePage<Person>> {
  const { known, window, signal } = request;
  const since = request.cursor === null ? undefined : readCursor(cursorSchema, request.cursor, system).token;
  const linked = since === undefined ? [...known.idsWithin(window)] : [];
  const round: Round = { book, request, seen: new Set(), doubtful: new Set(), said: new Set(), held: new Map() };
  const holdsBack = linked.length > 0;
  let token: string | undefined;
  try {
    const options = since === undefined ? {} : { syncToken: since };
    for await (const page of listPages(book, { personFields: allFields, ...options }, signal)) {
      token = page.syncToken;
      const told = page.rows.flatMap((row) => takeRow(round, row, holdsBack));
      if (told.length > 0) yield pageOf(told, []);
    }
  } catch (error) {
    throw since === undefined ? error : expiredOr(error);
  }
  if (token === undefined) throw new Nonsense('the list of contacts ends without a way to go on', { system });
  const expected = since === undefined ? linked : (known.createdSince ?? []);
  for (const id of expected) if (!round.seen.has(id)) round.doubtful.add(id);
  const settled = await settle(round);
  yield { ...settled, cursor: JSON.stringify({ v: 1, token } satisfies z.infer<typeof cursorSchema>) as Cursor };
}

/** A token that is no longer good is refused as a wrong request, with a reason that need not be told. */
function expiredOr(error: unknown): unknown {
  const refused = error instanceof Conflict || error instanceof Rejected || error instanceof NotFound;
  if (!refused || error.details.status === 403) return error;
  return new CursorExpired('the change list is no longer known', { ...error.details, cause: error });
}

/** @returns what is told of a contact that is not linked. */
function takeRow(round: Round, row: ContactRow, holdsBack: boolean): readonly Told[] {
  const { known } = round.request;
  const own = row.resourceName as ItemId;
  const former = row.metadata?.previousResourceNames.map((name) => name as ItemId) ?? [];
  const id = [own, ...former].find((name) => known.versionOf(name) !== undefined);
  if (id === undefined) {
    if (row.metadata?.deleted) return [];
    if (!holdsBack) return [itemOfRow(round.book, own, row.whole)];
    round.held.set(own, row);
    return [];
  }
  round.seen.add(id);
  if (row.metadata?.deleted) round.said.add(id);
  if (row.metadata?.deleted || known.versionOf(id) !== row.etag) round.doubtful.add(id);
  return [];
}

/** What is doubtful, as People has it now, and what was held back, unless it is one of these under another name. */
async function settle(round: Round): Promise<ChangePage<Person>> {
  const { book, request, said, held } = round;
  const told: Told[] = [];
  const gone: GoneItem[] = [];
  for (const [id, answer] of await findContacts(book, [...round.doubtful], allFields, request.signal)) {
    if (answer === 'gone') gone.push({ id, proof: said.has(id) ? 'tombstone' : 'notFound' });
    if (typeof answer === 'string') continue;
    const { resourceName } = contactRow.parse(answer.row);
    held.delete(resourceName as ItemId);
    const item = itemOfRow(book, id, answer.row);
    if ('unreadable' in item || request.known.versionOf(id) !== item.version) told.push(item);
  }
  const others = [...held].map(([id, { whole }]) => itemOfRow(book, id, whole));
  return pageOf([...told, ...others], gone);
}

function pageOf(told: readonly Told[], gone: readonly GoneItem[]): ChangePage<Person> {
  return { changed: told.filter(isReadable), gone, unreadable: told.filter((item) => 'unreadable' in item) };
}
