/**
 * @file Records of a mailbox beside its events (tasks, contacts): numbered, in folders, with a memory of which changed when.
 * What change lists read of them.
 */
import { createRecordTable, type RecordTable } from '../../kit/record-table.ts';

export interface RevisedRecord {
  readonly number: number;
  readonly folder: number;
  /** The revision of these records that wrote this one. */
  readonly revision: number;
  /** The one that made it. */
  readonly firstRevision: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

interface Removed {
  readonly folder: number;
  readonly revision: number;
}

/** A row of a change list; `record` is null for one that was removed. */
export interface RecordChange<T> {
  readonly number: number;
  readonly revision: number;
  readonly record: T | null;
}

export interface RevisedRecordsState<T> {
  readonly revision: number;
  readonly next: number;
  readonly records: readonly T[];
  readonly removed: readonly (readonly [number, Removed])[];
}

type Managed = Exclude<keyof RevisedRecord, 'folder'>;

export class RevisedRecords<T extends RevisedRecord> {
  readonly #now: () => number;
  /** Told of each number before anybody can ask for it, so that its id is known. */
  readonly #name: (number: number) => void;
  #revision = 0;
  #next = 0;
  #records: RecordTable<T> = createRecordTable();
  #removed = new Map<number, Removed>();

  constructor(now: () => number, name: (number: number) => void) {
    this.#now = now;
    this.#name = name;
  }

  /** @param asOf milliseconds since 1970; null: as it is */
  record(number: number, asOf: number | null): T | null {
    return this.#records.get(number, asOf) ?? null;
  }

  /** The last changed first. */
  inFolder(folder: number, asOf: number | null): readonly T[] {
    return [...this.#records.values(asOf)]
      .filter((record) => record.folder === folder)
      .sort((one, other) => other.modifiedAt - one.modifiedAt || other.number - one.number);
  }

  /** The newest revision that a reader of that time knows. */
  revisionAt(asOf: number | null): number {
    if (asOf === null) return this.#revision;
    return Math.max(0, ...[...this.#records.values(asOf)].map(({ revision }) => revision));
  }

  /** What changed in a folder after one revision and up to another; in the first round (`since` null) what is there. */
  changes(folder: number, since: number | null, until: number, asOf: number | null): readonly RecordChange<T>[] {
    const there = this.inFolder(folder, asOf).map((record) => ({
      number: record.number,
      revision: record.revision,
      record,
    }));
    const gone = [...this.#removed].flatMap(([number, removed]) =>
      since !== null && removed.folder === folder && asOf === null
        ? [{ number, revision: removed.revision, record: null }]
        : [],
    );
    return [...there, ...gone]
      .filter(({ revision }) => revision > (since ?? 0) && revision <= until)
      .sort((one, other) => one.revision - other.revision);
  }

  insert(content: Omit<T, Managed>): T {
    const number = this.#next;
    this.#next += 1;
    this.#name(number);
    const at = this.#now();
    const firstRevision = this.#revision + 1;
    return this.#write({ ...content, number, firstRevision, createdAt: at, modifiedAt: at } as Omit<T, 'revision'>);
  }

  replace(record: T, change: Partial<Omit<T, Managed>>): T {
    return this.#write({ ...record, ...change, modifiedAt: this.#now() });
  }

  /** Nobody is told of it: the record keeps its revision. */
  replaceUnseen(record: T, change: Partial<Omit<T, Managed>>): T {
    const written = { ...record, ...change };
    this.#records.set(written.number, written, this.#now());
    return written;
  }

  remove(record: T): void {
    this.#revision += 1;
    this.#records.delete(record.number, this.#now());
    this.#removed.set(record.number, { folder: record.folder, revision: this.#revision });
  }

  save(): RevisedRecordsState<T> {
    return {
      revision: this.#revision,
      next: this.#next,
      records: [...this.#records.values()],
      removed: [...this.#removed],
    };
  }

  restore(state: RevisedRecordsState<T>): void {
    this.#revision = state.revision;
    this.#next = state.next;
    for (let number = 0; number < state.next; number += 1) this.#name(number);
    this.#records = createRecordTable();
    for (const record of state.records) this.#records.set(record.number, record, this.#now());
    this.#removed = new Map(state.removed);
  }

  #write(record: Omit<T, 'revision'>): T {
    this.#revision += 1;
    const written = { ...record, revision: this.#revision } as T;
    this.#records.set(written.number, written, this.#now());
    return written;
  }
}
