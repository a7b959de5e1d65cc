/**
 * @file What a folder of tasks and a folder of contacts have in common: records that are listed, read one by one, created,
 * changed and removed alike, without a window in time and without anything that would refuse a second creation.
 */
import type { ItemFields } from '../../../model/item.ts';
import type { ItemId } from '../../../model/side.ts';
import type { RemoteItem, UnreadableItem, WriteOperation } from '../../connector.ts';
import type { Log } from '../../ports.ts';
import type { Reader } from '../read-parts.ts';

export type Json = Readonly<Record<string, unknown>>;
export type Creation<F extends ItemFields> = Extract<WriteOperation<F>, { readonly do: 'create' }>;
export type Removal<F extends ItemFields> = Extract<WriteOperation<F>, { readonly do: 'remove' }>;
export type Update<F extends ItemFields> = Extract<WriteOperation<F>, { readonly do: 'update' }>;

export interface RecordKind<F extends ItemFields> {
  /** Where all of them are, behind the version: `/me/contacts`. */
  readonly folder: string;
  /** OData options with which a whole record is read, all of them are listed, and a round of changes begins. */
  readonly options: { readonly read: string; readonly list: string; readonly changes: string };
  /** A change list tells all of a record that is read; otherwise what is new in it is asked for. */
  readonly toldWhole: boolean;
  /**
   * The record is read before it is written: a version does not surely keep a write from going over somebody else's, or what is
   * written replaces more than our fields.
   */
  looksFirst(operation: Update<F> | Removal<F>): boolean;
  /** @returns undefined for a row in an unknown form. */
  read(row: unknown): RemoteItem<F> | undefined;
  /** The answer to a write, which may tell less of a record than can be read. */
  readWritten(row: unknown, operation: Creation<F> | Update<F>): RemoteItem<F> | undefined;
  /** What can be told of a record of which the whole cannot be read. */
  remains(id: ItemId, row: unknown): UnreadableItem;
  /** Whether a record that was found by its id has left the folder. */
  isElsewhere(row: unknown, signal: AbortSignal): Promise<boolean>;
  newBody(operation: Creation<F>): Json;
  /**
   * Exactly what is to change; empty: nothing of it can stand there.
   * @param row the record as it was read just before, where that was asked for.
   */
  changedBody(operation: Update<F>, row?: unknown): Json;
  /** Whether the record is what the change would have made of it. */
  holds(item: RemoteItem<F>, operation: Update<F>): boolean;
}

/** The records of one folder, and what is needed to reach them. */
export interface Records<F extends ItemFields> extends Reader {
  readonly kind: RecordKind<F>;
  readonly log: Log;
}

export function recordPath<F extends ItemFields>({ folder }: RecordKind<F>, id: string): string {
  return `${folder}/${encodeURIComponent(id)}`;
}

/** An address with OData options behind it, if there are any. */
export function withOptions(path: string, options: string): string {
  return options === '' ? path : `${path}?${options}`;
}

/** Where two records say that they came from the same creation, the older one is the original, and the other its copy. */
export function oldest<Row extends { readonly createdDateTime: string }>(rows: readonly Row[]): Row | undefined {
  return rows.toSorted((one, other) => Date.parse(one.createdDateTime) - Date.parse(other.createdDateTime))[0];
}
