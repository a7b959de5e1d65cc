/**
 * @file Records with a memory of what they were, so that a stale read can be answered. Records are never changed in place:
 * a change is a new object.
 */

/** How many former versions of a record are kept. */
const remembered = 4;

interface Version<T> {
  /** null: there was no such record. */
  readonly value: T | null;
  /** Until when (milliseconds since 1970) this was the state. */
  readonly until: number;
}

export interface RecordTable<T> {
  /** @param asOf milliseconds since 1970; absent: now */
  get(id: number | string, asOf?: number | null): T | undefined;
  /** @param at the time of the change, milliseconds since 1970 */
  set(id: number | string, value: T, at: number): void;
  delete(id: number | string, at: number): boolean;
  values(asOf?: number | null): Iterable<T>;
  readonly size: number;
  clear(): void;
}

export function createRecordTable<T>(): RecordTable<T> {
  const current = new Map<number | string, T>();
  const former = new Map<number | string, Version<T>[]>();
  const remember = (id: number | string, until: number): void => {
    const versions = former.get(id) ?? [];
    versions.push({ value: current.get(id) ?? null, until });
    if (versions.length > remembered) versions.shift();
    former.set(id, versions);
  };
  const at = (id: number | string, asOf: number): T | undefined => {
    const version = former.get(id)?.find((candidate) => candidate.until > asOf);
    return version ? (version.value ?? undefined) : current.get(id);
  };
  return {
    get: (id, asOf = null) => (asOf === null ? current.get(id) : at(id, asOf)),
    set: (id, value, time) => {
      remember(id, time);
      current.set(id, value);
    },
    delete: (id, time) => {
      if (!current.has(id)) return false;
      remember(id, time);
      return current.delete(id);
    },
    values: (asOf = null) => (asOf === null ? current.values() : valuesAt(current, former, asOf, at)),
    get size() {
      return current.size;
    },
    clear: () => {
      current.clear();
      former.clear();
    },
  };
}

function* valuesAt<T>(
  current: ReadonlyMap<number | string, T>,
  former: ReadonlyMap<number | string, unknown>,
  asOf: number,
  at: (id: number | string, asOf: number) => T | undefined,
): Iterable<T> {
  for (const id of current.keys()) {
    const value = at(id, asOf);
    if (value !== undefined) yield value;
  }
  for (const id of former.keys()) {
    if (current.has(id)) continue;
    const value = at(id, asOf);
    if (value !== undefined) yield value;
  }
}
