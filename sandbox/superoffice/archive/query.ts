/**
 * @file One archive query: options in, rows in the original's form out.
 */
import type { Switches } from '../../kit/switches.ts';
import { badRequest } from '../errors.ts';
import { type ArchiveContext, type Column, type FoundColumn, findColumn, type Provider } from './column.ts';
import { compileFilter } from './filter.ts';
import { parseFilter } from './filter-parser.ts';

type Json = Record<string, unknown>;

const knownOptions = new Set([
  ...['$select', '$filter', '$orderby', '$entities', '$top', '$skip', '$mode', '$options', '$context', '$format'],
  ...['$jsonsafe', '$output', '$metadata', '$inlinecount', 'fk'],
]);

/** Query options by lower-case name. */
export type ArchiveOptions = Readonly<Record<string, string | undefined>>;

export interface QueryParts {
  readonly context: ArchiveContext;
  readonly switches: Switches;
  readonly options: ArchiveOptions;
  /** Absolute address of the query without its options, for metadata and the next page. */
  readonly address: string;
  /** The answer is whole whatever its size. */
  readonly isUnpaged?: boolean;
}

/** @throws Refusal (400) for unknown options, columns and operators, and for what cannot be read */
export function runQuery<R>(provider: Provider<R>, parts: QueryParts): Json {
  const { context, options, switches } = parts;
  for (const name of Object.keys(options)) {
    if (!knownOptions.has(name)) throw badRequest(`"${name}" is not an option of an archive.`);
  }
  const columns = selectedColumns(provider, options['$select'] ?? '');
  const limit = switches.number('archivePageLimit');
  const asked = wholeNumber(options['$top'], switches.number('archivePageSize'), '$top');
  const limited = limit > 0 ? Math.min(asked, limit) : asked;
  const top = parts.isUnpaged ? Number.MAX_SAFE_INTEGER : limited;
  const skip = wholeNumber(options['$skip'], 0, '$skip');
  const rows = sorted(provider, filtered(provider, parts), parts);
  const page = rows.slice(skip, skip + top);
  const safe = options['$jsonsafe']?.toLowerCase() === 'true';
  const mode = options['$mode']?.toLowerCase() ?? 'slim';
  if (!['slim', 'wide', 'full'].includes(mode)) throw badRequest(`$mode has no value "${mode}".`);
  const write = mode === 'slim' ? slimRow<R> : fullRow<R>;
  return {
    'odata.metadata': `${parts.address}/$metadata`,
    'odata.nextLink': skip + top < rows.length ? nextLink(parts, skip + top, top) : null,
    value: page.map((row) => write(provider, columns, row, context, safe)),
  };
}

function filtered<R>(provider: Provider<R>, { context, options, switches }: QueryParts): R[] {
  const rows = ofEntities(provider, provider.rows(context), options['$entities']);
  const text = options['$filter'];
  if (text === undefined || text.trim() === '') return [...rows];
  const matches = compileFilter(provider, parseFilter(text), context, switches);
  const kept: R[] = [];
  for (const row of rows) if (matches(row)) kept.push(row);
  return kept;
}

/** Rows of the kinds that the query names. An unknown name finds nothing. */
function* ofEntities<R>(provider: Provider<R>, rows: Iterable<R>, named: string | undefined): Iterable<R> {
  const { entityOf = () => provider.entityName, usualEntities } = provider;
  const asked = (named ?? '').split(',').map((name) => name.trim().toLowerCase());
  const wanted = asked.join('') === '' ? usualEntities && new Set([...usualEntities].map(lowerCase)) : new Set(asked);
  for (const row of rows) if (!wanted || wanted.has(entityOf(row).toLowerCase())) yield row;
}

const lowerCase = (text: string) => text.toLowerCase();

function selectedColumns<R>(provider: Provider<R>, select: string): FoundColumn<R>[] {
  const names = select
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw badRequest('$select names no column.');
  return names.map((name) => {
    const found = findColumn(provider, name);
    if (!found || found.column.type === 'option') throw badRequest(`$select: there is no column "${name}".`);
    return found;
  });
}

function sorted<R>(provider: Provider<R>, rows: R[], { context, options, switches }: QueryParts): R[] {
  const orderBy = options['$orderby'];
  if (orderBy === undefined || orderBy.trim() === '') return rows;
  const orders = orderBy.split(',').map((part) => {
    const [name = '', direction = 'asc', ...rest] = part.trim().split(/\s+/);
    const found = findColumn(provider, name);
    if (!found || rest.length > 0 || !/^(asc|desc)$/i.test(direction))
      throw badRequest(`$orderBy cannot be "${part.trim()}".`);
    if (found.column.sortable === false && switches.text('unmarkedOrder') === 'refused')
      throw badRequest(`$orderBy: rows cannot be ordered by "${name}".`);
    return { column: found.column, sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
  });
  const keyed = rows.map((row) => ({ row, keys: orders.map(({ column }) => column.value(row, context)) }));
  keyed.sort((a, b) => {
    for (const [index, { sign }] of orders.entries()) {
      const [left, right] = [a.keys[index] ?? '', b.keys[index] ?? ''];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

function wholeNumber(text: string | undefined, otherwise: number, name: string): number {
  if (text === undefined || text === '') return otherwise;
  if (!/^\d+$/.test(text)) throw badRequest(`${name} is not a number.`);
  return Number(text);
}

function nextLink(parts: QueryParts, skip: number, top: number): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts.options)) if (value !== undefined) query.set(name, value);
  query.set('$skip', String(skip));
  query.set('$top', String(top));
  return `${parts.address}?${query}`;
}

/** `PrimaryKey` is a text here, and a number in the full form. */
function slimRow<R>(
  provider: Provider<R>,
  columns: readonly FoundColumn<R>[],
  row: R,
  context: ArchiveContext,
  safe: boolean,
): Json {
  const shown: Json = { PrimaryKey: String(provider.primaryKey(row)), EntityName: entityNameOf(provider, row) };
  for (const { name, column } of columns) shown[safe ? safeName(name) : name] = display(column, row, context);
  return shown;
}

function fullRow<R>(
  provider: Provider<R>,
  columns: readonly FoundColumn<R>[],
  row: R,
  context: ArchiveContext,
  safe: boolean,
): Json {
  const cells = columns.map(({ name, column }) => {
    const shown = display(column, row, context);
    const cell = {
      RawValue: column.value(row, context),
      DisplayValue: shown === null ? '' : String(shown),
      LinkHint: '',
      TooltipHint: '',
    };
    return [safe ? safeName(name) : name, cell];
  });
  return {
    PrimaryKey: provider.primaryKey(row),
    EntityName: entityNameOf(provider, row),
    StyleHint: '',
    LinkHint: '',
    TableRight: null,
    Column: Object.fromEntries(cells),
  };
}

function entityNameOf<R>({ entityName, entityOf }: Provider<R>, row: R): string {
  return entityOf?.(row) ?? entityName;
}

function safeName(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, '_');
}

function display<R>(column: Column<R>, row: R, context: ArchiveContext): unknown {
  const shown = column.show?.(row, context);
  if (shown !== undefined) return shown;
  const value = column.value(row, context);
  if (typeof value !== 'number') return value;
  if (column.type === 'date') return context.caller.time.write(value);
  return column.type === 'utc' ? context.caller.time.writeUtc(value) : value;
}
