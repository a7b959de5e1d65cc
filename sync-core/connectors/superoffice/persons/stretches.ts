/** @file Filters that ask an archive for many records by their numbers, in as few requests as the numbers allow. */

/** A filter stands in the address, which must not grow too long. */
const namedAtOnce = 20;

/**
 * Where numbers stand close together a whole stretch of them is asked for, and what nobody wanted of it comes along; where they do
 * not, each is named. Pure.
 * @param length of a stretch, at most: as many rows as a page has, so that one request answers it.
 */
export function* filtersFor(column: string, ids: Iterable<number>, length: number): Generator<string> {
  const sorted = [...new Set(ids)].toSorted((one, other) => one - other);
  for (let at = 0; at < sorted.length; ) {
    const first = sorted[at] ?? 0;
    const beyond = sorted.findIndex((id, index) => index > at && id >= first + length);
    const stretch = sorted.slice(at, beyond === -1 ? undefined : beyond);
    const some = stretch.length > namedAtOnce ? stretch : sorted.slice(at, at + namedAtOnce);
    yield stretch.length > namedAtOnce
      ? `${column} between (${first},${stretch.at(-1)})`
      : `(${some.map((id) => `${column} = ${id}`).join(' or ')})`;
    at += some.length;
  }
}
