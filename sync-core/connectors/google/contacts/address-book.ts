/** @file The person's contacts in People: listed page by page, and read by their names. */
import type { Person } from '../../../model/person.ts';
import type { ItemId } from '../../../model/side.ts';
import type { ItemAnswer, RemoteItem } from '../../connector.ts';
import { Nonsense, NotFound, Rejected, Unavailable } from '../../errors.ts';
import type { ConnectorPorts } from '../../ports.ts';
import type { GoogleSession } from '../session.ts';
import {
  allFields,
  type BatchAnswer,
  type ContactRow,
  connectionsPage,
  contactRow,
  type MarkedContact,
  markedContact,
  markFields,
  ownSource,
  readAnswers,
} from './contact-schemas.ts';
import { readContact, unreadableContact } from './read-contact.ts';

const system = 'google';
/** The most that a page of a list has. */
const pageSize = 1000;
/** People takes 200; their names stand in the address, and half of them fill what servers commonly take of one. */
const readAtOnce = 100;

export interface AddressBook extends Pick<ConnectorPorts, 'clock' | 'log' | 'remembered'> {
  readonly session: GoogleSession;
  /** What the group of those that come from the CRM is called. */
  readonly groupName: string;
}

export interface ListOptions {
  readonly personFields: string;
  /** Only what changed since, deleted ones too. */
  readonly syncToken?: string;
}

interface ListPage {
  readonly rows: readonly ContactRow[];
  readonly syncToken?: string | undefined;
}

/**
 * Every page; the last one has the token that a later list goes on from. It is asked for by everybody: an empty list says nothing else by
 * which it could be told from an answer that is none. @throws Nonsense and others
 */
export async function* listPages(
  { session }: Pick<AddressBook, 'session'>,
  options: ListOptions,
  signal: AbortSignal,
): AsyncGenerator<ListPage> {
  const asked = new Set<string>();
  const whole = { resourceName: 'people/me', sources: ownSource, pageSize, requestSyncToken: true, ...options };
  for (let pageToken: string | undefined; ; ) {
    const page = { ...whole, ...(pageToken === undefined ? {} : { pageToken }) };
    const { body } = await session.ask((call) => session.people.people.connections.list(page, call), signal);
    const read = connectionsPage.safeParse(body);
    if (!read.success) throw new Nonsense('a list of contacts is in an unknown form', { system, cause: read.error });
    const { connections, nextPageToken, nextSyncToken } = read.data;
    if (nextPageToken === undefined && nextSyncToken === undefined)
      throw new Nonsense('the list of contacts ends without a way to go on', { system });
    yield { rows: connections.map(rowOf), syncToken: nextSyncToken };
    pageToken = nextPageToken;
    if (pageToken === undefined) return;
    if (asked.has(pageToken)) throw new Nonsense('a list of contacts goes in circles', { system });
    asked.add(pageToken);
  }
}

/** @throws Nonsense for a row of which not even the name can be told */
function rowOf(whole: unknown): ContactRow {
  const row = contactRow.safeParse(whole);
  if (!row.success)
    throw new Nonsense('a row of a list of contacts is in an unknown form', { system, cause: row.error });
  return { ...row.data, whole };
}

/** The marks of all contacts there are, which tell neither of the last minutes nor of everything. @throws ConnectorError */
export async function listMarked(
  book: Pick<AddressBook, 'session'>,
  signal: AbortSignal,
): Promise<readonly MarkedContact[]> {
  const found: MarkedContact[] = [];
  for await (const { rows } of listPages(book, { personFields: markFields }, signal))
    for (const { whole } of rows) found.push(parseMarked(whole));
  return found;
}

/** @throws Nonsense: whether it is a copy of ours decides what becomes of others */
export function parseMarked(row: unknown): MarkedContact {
  const parsed = markedContact.safeParse(row);
  if (!parsed.success) throw new Nonsense('a contact is in an unknown form', { system, cause: parsed.error });
  return parsed.data;
}

/** What People has under a name: a row, or why there is none. */
export type Found = { readonly row: unknown } | 'gone' | 'noAccess';

/** @param personFields what of them is asked for. @returns an answer for each. @throws ConnectorError */
export async function findContacts(
  { session }: Pick<AddressBook, 'session'>,
  ids: readonly ItemId[],
  personFields: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, Found>> {
  const found = new Map<ItemId, Found>();
  const distinct = [...new Set(ids)];
  for (let from = 0; from < distinct.length; from += readAtOnce)
    await readBatch(distinct.slice(from, from + readAtOnce));
  return found;

  /** One that is not there, or that is refused, can fail all: then each half is asked for by itself. */
  async function readBatch(names: readonly ItemId[]): Promise<void> {
    const batch = { resourceNames: [...names], personFields, sources: ownSource };
    try {
      const { body } = await session.ask((call) => session.people.people.getBatchGet(batch, call), signal);
      const read = readAnswers.safeParse(body);
      if (!read.success) throw new Nonsense('a batch is answered in an unknown form', { system, cause: read.error });
      const answers = new Map(read.data.responses.map((answer) => [answer.requestedResourceName, answer]));
      for (const name of names) found.set(name, foundIn(answers.get(name)));
    } catch (error) {
      const isOfSome = error instanceof NotFound || (error instanceof Rejected && error.details.status !== 403);
      const [only, ...others] = names;
      if (!isOfSome || only === undefined) throw error;
      if (others.length === 0) {
        found.set(only, error instanceof NotFound ? 'gone' : 'noAccess');
        return;
      }
      const half = Math.ceil(names.length / 2);
      await readBatch(names.slice(0, half));
      await readBatch(names.slice(half));
    }
  }
}

/** @throws Nonsense, Unavailable */
function foundIn(answer: BatchAnswer | undefined): Found {
  if (answer === undefined) throw new Nonsense('a contact that was asked for is not answered', { system });
  const status = statusOf(answer);
  if (status === 404) return 'gone';
  if (status === 403) return 'noAccess';
  if (status !== 200) throw new Unavailable('a contact cannot be read', { system, status });
  const row = contactRow.safeParse(answer.person);
  if (!row.success) throw new Nonsense('a contact is in an unknown form', { system, cause: row.error });
  return row.data.metadata?.deleted ? 'gone' : { row: answer.person };
}

/** Of google.rpc, as HTTP says it. */
const statuses: Readonly<Record<number, number>> = { 0: 200, 3: 400, 5: 404, 6: 409, 7: 403, 8: 429, 9: 400, 16: 401 };

/** @returns the HTTP status of one contact's answer. */
export function statusOf({ status, httpStatusCode }: BatchAnswer): number {
  const code = status?.code ?? 0;
  if (code !== 0) return statuses[code] ?? 500;
  return httpStatusCode ?? 200;
}

/** @returns what a row says of a contact. @param id under which it is known. */
export function itemOfRow(
  { log, groupName }: Pick<AddressBook, 'log' | 'groupName'>,
  id: ItemId,
  row: unknown,
): Exclude<ItemAnswer<Person>, 'gone' | 'noAccess'> {
  const item: RemoteItem<Person> | undefined = readContact(row, groupName, id);
  if (item !== undefined) return item;
  log.warn('a contact is in an unknown form and is left alone', { system });
  return unreadableContact(id, row);
}

/** See `ItemFace.get`. A contact that has another name by now is still understood by its old one. */
export async function readContacts(
  book: AddressBook,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, ItemAnswer<Person>>> {
  const found = await findContacts(book, ids, allFields, signal);
  return new Map(
    [...found].map(([id, answer]) => [id, typeof answer === 'string' ? answer : itemOfRow(book, id, answer.row)]),
  );
}
