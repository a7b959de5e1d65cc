/**
 * @file How a series is named, and what its version says: when its newest row was saved, and which rows it has. Both can be told
 * from a listing, so that a series in which nothing happened costs no request.
 */
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import type { Instant } from '../../../model/time.ts';

const prefix = 'rule:';
/** Ids of rows that are items by themselves begin with it. */
export const rowPrefix = 'row:';

export function seriesId(ruleId: number): ItemId {
  return `${prefix}${ruleId}` as ItemId;
}

/** @returns undefined for an item that is no series. */
export function ruleIdOf(id: ItemId): number | undefined {
  return id.startsWith(prefix) ? Number(id.slice(prefix.length)) : undefined;
}

/** A row of a rule that is an appointment of its own: no rule of RFC 5545 can say its days, or the calendar cannot have it within the series. */
export function rowItemId(rowId: number): ItemId {
  return `${rowPrefix}${rowId}` as ItemId;
}

/** @returns undefined for an item that is no such row. */
export function rowIdOf(id: ItemId): number | undefined {
  return id.startsWith(rowPrefix) ? Number(id.slice(rowPrefix.length)) : undefined;
}

/** Row ids in few characters: `5001-5010,5020`. */
export function writeIds(ids: Iterable<number>): string {
  const runs: [number, number][] = [];
  for (const id of [...ids].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && id <= last[1] + 1) last[1] = id;
    else runs.push([id, id]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

export function readIds(text: string): ReadonlySet<number> {
  const runs = text.split(',').filter((run) => run !== '');
  const ids = runs.flatMap((run) => {
    const [from = 0, to = from] = run.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
  return new Set(ids);
}

export interface SeriesVersion {
  /** When the newest row was saved. */
  readonly updated: Instant;
  /** So lately that a copy of the database may still show it as it was before: the next reading will not equal it. */
  readonly isPassing: boolean;
  readonly rows: ReadonlySet<number>;
}

const passingMark = '~';
const separator = ';';
const longAgo = '1970-01-01T00:00:00Z' as Instant;
/** For so long copies of the database may lag behind. */
const copiesCatchUpMs = 60_000;

/** @param serverNow the server's clock at the reading, in milliseconds since 1970. */
export function versionOfRows(
  rows: Iterable<{ readonly rowId: number; readonly updated: Instant | undefined }>,
  serverNow: number,
): ItemVersion {
  const all = [...rows];
  const updated = all.reduce((latest, row) => (row.updated && row.updated > latest ? row.updated : latest), longAgo);
  const isPassing = all.some((row) => row.updated === undefined) || serverNow - Date.parse(updated) < copiesCatchUpMs;
  return `${updated}${isPassing ? passingMark : ''}${separator}${writeIds(all.map((row) => row.rowId))}` as ItemVersion;
}

export function readVersion(version: ItemVersion): SeriesVersion {
  const [stamp = '', ids = ''] = version.split(separator);
  return {
    updated: stamp.replace(passingMark, '') as Instant,
    isPassing: stamp.endsWith(passingMark),
    rows: readIds(ids),
  };
}

/** Whether nothing was saved, added or removed between the two readings, as far as whole seconds tell. */
export function sameState(one: ItemVersion, other: ItemVersion): boolean {
  return one.replace(passingMark, '') === other.replace(passingMark, '');
}
