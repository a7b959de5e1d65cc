/** @file The contacts that we made: our marks are properties that no Outlook shows, and Graph finds a contact by them. */

import type { Person } from '../../../model/person.ts';
import type { ItemId } from '../../../model/side.ts';
import type { CreationMark, RemoteItem } from '../../connector.ts';
import { isReadable } from '../../connector.ts';
import { Nonsense } from '../../errors.ts';
import { markerProperty } from '../../outlook/marker.ts';
import { sendParts } from '../batch.ts';
import { preferences } from '../graph.ts';
import { listPage } from '../graph-schemas.ts';
import { listPages } from '../list-pages.ts';
import { expandProperty, filterByProperty, propertyAmong } from '../marker.ts';
import { readParts, unexpected } from '../read-parts.ts';
import { readRecords } from '../records/record-items.ts';
import { oldest, type Records, recordPath } from '../records/record-kind.ts';
import { type MarkedContact, markedContact } from './contact-schemas.ts';
import { keyProperty } from './write-contact.ts';

const system = 'microsoft365';
/** Beyond so many, a listing of all contacts costs fewer requests of the mailbox's quota than asking for each. */
const mostOneByOne = 40;
const marks = `$select=id,createdDateTime&$expand=${encodeURIComponent(expandProperty(markerProperty, keyProperty))}`;

/** @throws Nonsense */
function parseMarked(row: unknown): MarkedContact {
  const parsed = markedContact.safeParse(row);
  if (!parsed.success) throw new Nonsense('a contact is in an unknown form', { system, cause: parsed.error });
  return parsed.data;
}

async function listMarked({ graph, kind }: Records<Person>, signal: AbortSignal): Promise<readonly MarkedContact[]> {
  const found: MarkedContact[] = [];
  const url = graph.url(`${kind.folder}?${marks}&$top=500`);
  for await (const { rows } of listPages(graph, url, preferences, signal)) found.push(...rows.map(parseMarked));
  return found;
}

/** Our marker on each of the contacts that has one and still exists. @throws ConnectorError */
export async function readContactMarkers(
  records: Records<Person>,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, string>> {
  const wanted = new Set<string>(ids);
  const rows: MarkedContact[] = [];
  if (ids.length > mostOneByOne) rows.push(...(await listMarked(records, signal)));
  else {
    const pathOf = (id: ItemId) => `${recordPath(records.kind, id)}?${marks}`;
    for await (const { reading } of readParts(records, ids, pathOf, signal)) {
      if (typeof reading === 'string') continue;
      // Whether it is a copy of ours decides what becomes of others: not knowing that, nothing can be matched.
      if ('odd' in reading) throw reading.odd;
      rows.push(parseMarked(reading.body));
    }
  }
  return new Map(
    rows.flatMap(({ id, singleValueExtendedProperties }) => {
      const marker = propertyAmong(singleValueExtendedProperties, markerProperty);
      return marker === undefined || !wanted.has(id) ? [] : [[id as ItemId, marker] as const];
    }),
  );
}

/** The contacts that carry each key, in Graph's own batches or by one listing. */
async function rowsByKey(
  records: Records<Person>,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly MarkedContact[]>> {
  const found = new Map<string, MarkedContact[]>();
  const add = (row: MarkedContact) => {
    const key = propertyAmong(row.singleValueExtendedProperties, keyProperty)?.toLowerCase();
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), row]);
  };
  if (keys.length > mostOneByOne) {
    for (const row of await listMarked(records, signal)) add(row);
    return found;
  }
  const requests = keys.map((key) => {
    const filter = encodeURIComponent(filterByProperty(keyProperty, key));
    return { method: 'GET', path: `${records.kind.folder}?$filter=${filter}&${marks}&$top=50` } as const;
  });
  for await (const part of sendParts(records.graph, records.ports, requests, signal)) {
    if ('error' in part) throw part.error;
    if (part.status !== 200) throw unexpected(part);
    const page = listPage.safeParse(part.body);
    if (!page.success) throw new Nonsense('a list is in an unknown form', { system, cause: page.error });
    for (const row of page.data.value) add(parseMarked(row));
  }
  return found;
}

/** See `ItemFace.findCreated`. A contact that a person copied carries the key too: the oldest one is the original. */
export async function findContacts(
  records: Records<Person>,
  wanted: readonly CreationMark[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RemoteItem<Person>>> {
  if (wanted.length === 0) return new Map();
  const rows = await rowsByKey(
    records,
    wanted.map(({ key }) => key),
    signal,
  );
  const ids = wanted.flatMap(({ key }) => {
    const row = oldest(rows.get(key.toLowerCase()) ?? []);
    return row === undefined ? [] : [[key, row.id as ItemId] as const];
  });
  const items = await readRecords(
    records,
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
