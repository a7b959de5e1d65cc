/**
 * @file What changed in the user's diary since the last run, and what is gone. SuperOffice has no change list: changes come
 * from "updated since", deletions from holes in a full listing, or from the log of transactions where it may be read.
 */
import type { ItemId, ItemVersion } from '../../model/side.ts';
import { type Instant, toInstant } from '../../model/time.ts';
import { type ChangePage, type ChangesRequest, isReadable, type KnownItems, type Window } from '../connector.ts';
import { sideBySide } from '../http/side-by-side.ts';
import type { Clock, Log } from '../ports.ts';
import { type Position, readCursor, writeCursor } from './cursor.ts';
import { logEnd, readLog } from './deletion-log.ts';
import { findGone } from './gone.ts';
import { chooseListing, type ListedRow, type Listing, type ListingKind, listRows, lookBack } from './listing.ts';
import type { Profile } from './profile.ts';
import { bulkSize, type ItemReader } from './read-items.ts';
import {
  keepRows,
  keptRows,
  readRules,
  rowsByRule,
  rulesToRead,
  type SeriesQuestion,
  together,
} from './series/series-changes.ts';
import { rowItemId, ruleIdOf } from './series/series-id.ts';
import type { SeriesReader } from './series/series-reader.ts';
import { rowOf } from './series/series-rows.ts';
import type { Session } from './session.ts';
import { updatedOf } from './version.ts';

export interface ChangesOptions {
  readonly session: Session;
  readonly reader: ItemReader;
  readonly series: SeriesReader;
  /** Items of every kind. */
  readonly items: Pick<ItemReader, 'one' | 'existing' | 'existsForWriting'>;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
  readonly clock: Clock;
  readonly log: Log;
  /** Rows of an archive page. */
  readonly pageSize: number;
}

/** Bulk reads side by side. */
const readsSideBySide = 4;
/** Rows remembered in the cursor so that the overlap does not read them again. */
const mostRecent = 1000;
/** For so long after an update an older row is taken for a late copy of the database, and not for a restored one. */
const copyDelayMs = 10 * 60_000;

export async function* readChanges(options: ChangesOptions, request: ChangesRequest): AsyncGenerator<ChangePage> {
  const { session, reader, pageSize } = options;
  const { window, known, signal } = request;
  const profile = await options.load(signal);
  const position = request.cursor === null ? undefined : readCursor(request.cursor);
  let kind = chooseListing(position, window, pageSize, options.clock.now());
  let log = position?.log ?? null;

  let hints: ReadonlySet<number> = new Set();
  if (kind === 'changes' && typeof log === 'number') {
    const reading = await readLog(session, log, pageSize, signal);
    if (reading) {
      hints = reading.recordIds;
      log = reading.position;
    } else {
      kind = 'full';
      log = 'refused';
    }
  }
  const since = position?.watermark;
  const wanted = { window: kind === 'full' ? window : undefined, since, pageSize };
  const listing = await listRows(session, profile, wanted, signal);
  if (kind === 'full' && log === null && listing.rows.size >= pageSize)
    log = (await logEnd(session, signal)) ?? 'refused';

  const toRead = rowsToRead(listing, position, request, profile);
  const { missing, pages } = readAll(reader, toRead, signal);
  yield* pages;
  const ruleIds = rulesToRead(seriesQuestion(listing, position, request, profile, kind, hints));
  yield* readRules(options, ruleIds, known, signal);

  const candidates = kind === 'full' ? holes(listing, known, request) : named(hints, known);
  const found = await findGone({ reader: options.items, log: options.log }, [...candidates, ...missing], signal);
  yield { ...found, cursor: writeCursor(nextPosition(listing, kind, position, request, log, profile)) };
}

/** The rows whose content is not known yet. */
function rowsToRead(
  listing: Listing,
  position: Position | undefined,
  { window, known }: ChangesRequest,
  profile: Profile,
): ReadonlyMap<ItemId, ListedRow> {
  const isNews = newsCheck(listing, position, window, known, profile);
  return new Map([...listing.rows].filter(([id, row]) => row.ruleId === 0 && isNews(id, row)));
}

/** Tells whether a row has to be read, by itself or with its series. */
function newsCheck(
  listing: Listing,
  position: Position | undefined,
  window: Window,
  known: KnownItems,
  profile: Profile,
) {
  const recent = new Map<string, string>(position?.recent);
  const sameWindow = position !== undefined && position.from === window.from && position.until === window.until;
  const lookedBackTo = sameWindow ? toInstant(lookBack(position.watermark, profile)) : undefined;
  return (id: ItemId, row: ListedRow): boolean => {
    const version = known.versionOf(id);
    if (row.updated === undefined) return true;
    if (version !== undefined) return version !== row.version && !isLateCopy(row, version, listing.serverNow);
    // What is not linked was told of when it came into sight, and need not be told of again before it changes.
    return lookedBackTo === undefined || (row.updated >= lookedBackTo && recent.get(id) !== row.version);
  };
}

function seriesQuestion(
  listing: Listing,
  position: Position | undefined,
  { window, known }: ChangesRequest,
  profile: Profile,
  kind: ListingKind,
  hints: ReadonlySet<number>,
): SeriesQuestion {
  return {
    listed: listing.rows,
    before: keptRows(position?.series ?? []),
    isFull: kind === 'full',
    hints,
    known,
    expected: kind === 'full' ? [...known.idsWithin(window)] : [],
    isNews: newsCheck(listing, position, window, known, profile),
  };
}

/** A row as it was before our last reading or writing of it: the answer came from a copy that lags behind. */
function isLateCopy(row: ListedRow, known: ItemVersion, serverNow: number): boolean {
  const updated = updatedOf(known);
  return row.updated !== undefined && row.updated < updated && serverNow - Date.parse(updated) < copyDelayMs;
}

/**
 * Reads the rows in chunks, several side by side.
 * @returns the pages; and the ids that were listed but not given, complete once the pages have been read.
 */
function readAll(reader: ItemReader, rows: ReadonlyMap<ItemId, ListedRow>, signal: AbortSignal) {
  const missing: ItemId[] = [];
  async function* pages(): AsyncGenerator<ChangePage> {
    const chunks = sideBySide(readsSideBySide, chunksOf(rows, bulkSize), async (chunk) => {
      const read = await reader.bulk(chunk, signal);
      missing.push(...[...chunk.keys()].filter((id) => !read.has(id)));
      return [...read.values()];
    });
    for await (const items of chunks) {
      const unreadable = items.flatMap((item) => (isReadable(item) ? [] : [item]));
      yield { changed: items.filter(isReadable), gone: [], unreadable, total: rows.size };
    }
  }
  return { missing, pages: pages() };
}

function* chunksOf<K, V>(rows: ReadonlyMap<K, V>, size: number): Generator<ReadonlyMap<K, V>> {
  const entries = [...rows];
  for (let at = 0; at < entries.length; at += size) yield new Map(entries.slice(at, at + size));
}

/** Linked items that a full listing should have shown. */
function holes(listing: Listing, known: KnownItems, { window }: ChangesRequest): readonly ItemId[] {
  return [...known.idsWithin(window)].filter((id) => ruleIdOf(id) === undefined && !listing.rows.has(rowOf(id)));
}

/** Linked items among those that the log names. */
function named(recordIds: ReadonlySet<number>, known: KnownItems): readonly ItemId[] {
  return [...recordIds]
    .flatMap((id) => [String(id) as ItemId, rowItemId(id)])
    .filter((id) => known.versionOf(id) !== undefined);
}

function nextPosition(
  listing: Listing,
  kind: ListingKind,
  position: Position | undefined,
  { window }: ChangesRequest,
  log: Position['log'],
  profile: Profile,
): Position {
  const { watermark } = listing;
  const lookedBackTo: Instant = toInstant(lookBack(watermark, profile));
  const recent = [...listing.rows]
    .filter(([, row]) => row.updated !== undefined && row.updated >= lookedBackTo)
    .map(([id, row]): [string, string] => [id, row.version])
    .slice(-mostRecent);
  const full = kind === 'full' || !position;
  return {
    form: 1,
    watermark,
    from: window.from,
    until: window.until,
    rows: full ? listing.rows.size : position.rows,
    listedAt: full ? listing.serverNow : position.listedAt,
    log,
    recent,
    series: keepRows(full ? rowsByRule(listing.rows) : together(keptRows(position.series), rowsByRule(listing.rows))),
  };
}
