/**
 * @file What an archive can show and filter: a provider with typed columns over rows of one kind.
 */
import type { Caller } from '../api/request-context.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** `date`: base wall-clock; `utc`: an instant; `list`: an id that shows as text; `option`: only for filters. */
export type ColumnType = 'int' | 'string' | 'bool' | 'date' | 'utc' | 'list' | 'associate' | 'option';

export interface ArchiveContext {
  readonly tenant: Tenant;
  readonly caller: Caller;
}

export interface Column<R> {
  readonly type: ColumnType;
  /** What is compared and sorted; milliseconds for dates. */
  value(row: R, context: ArchiveContext): string | number | boolean | null;
  /** What is shown, where that is not the value in the form of its type. */
  readonly show?: ((row: R, context: ArchiveContext) => unknown) | undefined;
  /** false: the column cannot be filtered. */
  readonly filterable?: boolean;
  /** false: rows cannot be ordered by it. */
  readonly sortable?: boolean;
}

export interface Provider<R> {
  /** `EntityName` of its rows, where they are not of several kinds. */
  readonly entityName: string;
  /** Of providers with rows of several kinds: which a row is. */
  readonly entityOf?: (row: R) => string;
  /** The kinds that are shown where a query names none; absent: all. */
  readonly usualEntities?: ReadonlySet<string>;
  /** By name as in the original; looked up in any case. */
  readonly columns: Readonly<Record<string, Column<R>>>;
  /** Every row that the caller may see something of. */
  rows(context: ArchiveContext): Iterable<R>;
  primaryKey(row: R): number;
}

export interface FoundColumn<R> {
  readonly name: string;
  readonly column: Column<R>;
}

export function findColumn<R>(provider: Provider<R>, name: string): FoundColumn<R> | undefined {
  const exact = Object.hasOwn(provider.columns, name) ? provider.columns[name] : undefined;
  if (exact) return { name, column: exact };
  const wanted = name.toLowerCase();
  const found = Object.entries(provider.columns).find(([each]) => each.toLowerCase() === wanted);
  return found && { name: found[0], column: found[1] };
}
