/**
 * @file The contacts that we made, by their marks. People has no search by client data: all contacts are listed, and of those that
 * were made in the last minutes the list need not tell yet (see `creations-under-way.ts`).
 */
import type { Person } from '../../../model/person.ts';
import type { ItemId } from '../../../model/side.ts';
import { type CreationMark, isReadable, type RemoteItem } from '../../connector.ts';
import { type AddressBook, findContacts, listMarked, parseMarked, readContacts } from './address-book.ts';
import { creationOf, markerOf } from './contact-marks.ts';
import { type MarkedContact, markFields } from './contact-schemas.ts';

/** Beyond so many, a list of all contacts costs fewer requests than asking for each. */
const mostByName = 400;

/** See `ItemFace.markers`. */
export async function readContactMarkers(
  book: AddressBook,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, string>> {
  const marked = new Map<ItemId, MarkedContact>();
  const wanted = new Set(ids);
  if (ids.length > mostByName) {
    for (const contact of await listMarked(book, signal)) marked.set(contact.resourceName as ItemId, contact);
  }
  // A list tells neither of the last minutes nor by former names.
  const unseen = ids.filter((id) => !marked.has(id));
  for (const [id, answer] of await findContacts(book, unseen, markFields, signal))
    if (typeof answer !== 'string') marked.set(id, parseMarked(answer.row));
  return new Map(
    [...marked].flatMap(([id, contact]) => {
      const marker = markerOf(contact);
      return marker === undefined || !wanted.has(id) ? [] : [[id, marker] as const];
    }),
  );
}

/** See `ItemFace.findCreated`. Of several with one key the one that was left alone longest is the original. */
export async function findCreatedContacts(
  book: AddressBook,
  sought: readonly CreationMark[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RemoteItem<Person>>> {
  if (sought.length === 0) return new Map();
  const byKey = new Map<string, MarkedContact>();
  for (const contact of await listMarked(book, signal)) {
    const key = creationOf(contact);
    const other = key === undefined ? undefined : byKey.get(key);
    if (key !== undefined && (other === undefined || changedAt(contact) < changedAt(other))) byKey.set(key, contact);
  }
  const ids = sought.flatMap(({ key }) => {
    const contact = byKey.get(key.toLowerCase());
    return contact === undefined ? [] : [[key, contact.resourceName as ItemId] as const];
  });
  const items = await readContacts(
    book,
    ids.map(([, id]) => id),
    signal,
  );
  return new Map(
    ids.flatMap(([key, id]) => {
      const item = items.get(id);
      return isReadable(item) ? [[key, item] as const] : [];
    }),
  );
}

function changedAt({ metadata }: MarkedContact): string {
  const moment = metadata.sources.find(({ type }) => type === 'CONTACT')?.updateTime;
  return moment === undefined ? '' : new Date(moment).toISOString();
}
