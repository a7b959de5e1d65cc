/**
 * @file What changed in the user's diary since the last run, and what is gone. SuperOffice has no change list: changes come
 * from "updated since", deletions from holes in a full listing, or from the log of transactions where it may be read.
 */
import type { ItemId } from '../../model/side.ts';
import type { ChangePage, ChangesRequest, GoneItem, KnownItems } from '../connector.ts';
import type { Clock, Log } from '../ports.ts';
import type { Asked, Asker } from './ask.ts';
import { type Position, readCursor, writeCursor } from './cursor.ts';
import { findGone } from './gone.ts';
import type { ListedRow } from './listing.ts';
import { newsCheck, nextPosition } from './news.ts';
import type { Profile } from './profile.ts';
import type { ItemReader } from './read-items.ts';
import { readRows } from './read-rows.ts';
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

export interface ChangesOptions {
  readonly asker: Asker;
  readonly reader: ItemReader;
  readonly series: SeriesReader;
  /** Items of every kind. */
  readonly items: Pick<ItemReader, 'one' | 'existing' | 'existsForWriting'>;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
  readonly clock: Clock;
  readonly log: Log;
}

type Rows = ReadonlyMap<ItemId, ListedRow>;

export async function* readChanges(options: ChangesOptions, request: ChangesRequest): AsyncGenerator<ChangePage> {
  const { known, signal } = request;
  const profile = await options.load(signal);
  const position = request.cursor === null ? undefined : readCursor(request.cursor);
  const asked = await options.asker.forDiary(position, request, profile);
  const rows = new Map([...asked.listing.rows].filter(([, row]) => row.isTodo !== true));

  const isNews = newsCheck(asked.listing, position, request.window, known, profile);
  const toRead = new Map([...rows].filter(([id, row]) => row.ruleId === 0 && isNews(id, row)));
  const { missing, pages } = readRows(options.reader, toRead, signal);
  yield* asSingles(pages, known);
  const ruleIds = rulesToRead(seriesQuestion(asked, rows, position, request, isNews));
  yield* readRules(options, ruleIds, known, signal);

  const lost = asked.kind === 'full' ? holes(rows, known, request) : named(asked.hints, known);
  const candidates = [...lost, ...turned(asked, known), ...missing];
  const found = await findGone(
    { reader: options.items, log: options.log, mayHide: asked.listing.mayHide },
    candidates,
    signal,
  );
  const before = asked.kind === 'full' || position === undefined ? new Map() : keptRows(position.series);
  const series = keepRows(together(before, rowsByRule(rows)));
  yield { ...found, cursor: writeCursor({ ...nextPosition(asked, rows, position, profile), series }) };
}

function seriesQuestion(
  asked: Asked,
  rows: Rows,
  position: Position | undefined,
  { window, known }: ChangesRequest,
  isNews: SeriesQuestion['isNews'],
): SeriesQuestion {
  const isFull = asked.kind === 'full';
  return {
    listed: rows,
    before: keptRows(position?.series ?? []),
    isFull,
    hints: asked.hints,
    known,
    expected: isFull ? [...known.idsWithin(window)] : [],
    isNews,
  };
}

/** What was a row of a rule is an appointment by itself now. */
async function* asSingles(pages: AsyncIterable<ChangePage>, known: KnownItems): AsyncGenerator<ChangePage> {
  for await (const page of pages) {
    const former = page.changed.map(({ id }) => rowItemId(Number(id)));
    const left = former.filter((id) => known.versionOf(id) !== undefined);
    yield { ...page, gone: [...page.gone, ...left.map((id): GoneItem => ({ id, proof: 'tombstone' }))] };
  }
}

/** Linked items that a full listing should have shown. */
function holes(rows: Rows, known: KnownItems, { window }: ChangesRequest): readonly ItemId[] {
  return [...known.idsWithin(window)].filter((id) => ruleIdOf(id) === undefined && !rows.has(rowOf(id)));
}

/** Linked items among those that the log names. */
function named(recordIds: ReadonlySet<number>, known: KnownItems): readonly ItemId[] {
  return [...recordIds]
    .flatMap((id) => [String(id) as ItemId, rowItemId(id)])
    .filter((id) => known.versionOf(id) !== undefined);
}

/** Linked items that are listed as to-dos: they have left the diary. */
function turned({ listing }: Asked, known: KnownItems): readonly ItemId[] {
  return [...listing.rows]
    .filter(([, row]) => row.isTodo === true)
    .flatMap(([id]) => [id, rowItemId(Number(id))])
    .filter((id) => known.versionOf(id) !== undefined);
}
