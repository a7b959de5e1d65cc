/** @file What a listing's rows say that is not known yet, and where the next listing goes on. Pure. */
import type { ItemId, ItemVersion } from '../../model/side.ts';
import { toInstant } from '../../model/time.ts';
import type { KnownItems, Window } from '../connector.ts';
import type { Asked } from './ask.ts';
import type { Position } from './cursor.ts';
import { type ListedRow, type Listing, lookBack } from './listing.ts';
import type { Profile } from './profile.ts';
import { updatedOf } from './version.ts';

/** Rows remembered in the cursor so that the overlap does not read them again. */
const mostRecent = 1000;
/** For so long after an update an older row is taken for a late copy of the database, and not for a restored one. */
const copyDelayMs = 10 * 60_000;

/** Tells whether a row has to be read, by itself or with its series. */
export function newsCheck(
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

/** A row as it was before our last reading or writing of it: the answer came from a copy that lags behind. */
function isLateCopy(row: ListedRow, known: ItemVersion, serverNow: number): boolean {
  const updated = updatedOf(known);
  return row.updated !== undefined && row.updated < updated && serverNow - Date.parse(updated) < copyDelayMs;
}

/** @param rows those of the listing that the position is about. */
export function nextPosition(
  { listing, kind, window, log, scope }: Asked,
  rows: ReadonlyMap<ItemId, ListedRow>,
  position: Position | undefined,
  profile: Profile,
): Omit<Position, 'series'> {
  const { watermark } = listing;
  const lookedBackTo = toInstant(lookBack(watermark, profile));
  const recent = [...rows]
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
    todos: scope === 'both',
  };
}
