/**
 * @file Reads whole result lists out of SuperOffice's archives, page by page, and proves that each is whole.
 *
 * [Note: a listing is a proof] What is missing from a listing is later taken for deleted, so a listing that could be short
 * must fail. Pages are asked for by key ("ids above the last one") and not by `$skip`, because a page counted from the start
 * shifts when rows come or go in between. Every page must go on where the last one ended.
 */
import type { z } from 'zod';
import { Nonsense } from '../errors.ts';
import { withQuery } from '../http/query.ts';
import { archivePageSchema } from './schemas.ts';
import type { Answer, Session } from './session.ts';

export interface ArchiveQuery<Row extends z.ZodType> {
  /** `Appointment`, `Archive/dynamic`. */
  readonly path: string;
  readonly columns: readonly string[];
  readonly filter: string;
  /** Kinds of rows, where the archive gives fewer by itself. */
  readonly entities?: readonly string[];
  /** The column that the list is ordered and paged by; a number. */
  readonly keyColumn: string;
  readonly row: Row;
  readonly keyOf: (row: z.output<Row>) => number;
  /** Rows with a greater key only. */
  readonly above: number;
  readonly pageSize: number;
}

export interface ArchivePage<Row> extends Pick<Answer<unknown>, 'serverNow' | 'serverSaid'> {
  readonly rows: readonly Row[];
}

/** @throws Nonsense for a list that does not go on as it must; ConnectorError */
export async function* archivePages<Row extends z.ZodType>(
  session: Session,
  query: ArchiveQuery<Row>,
  signal: AbortSignal,
): AsyncGenerator<ArchivePage<z.output<Row>>> {
  const schema = archivePageSchema(query.row);
  for (let above = query.above; ; ) {
    const { body, serverNow, serverSaid } = await session.call(pageCall(query, above), schema, signal);
    const rows = body.value as z.output<Row>[];
    if (rows.length > query.pageSize) throw broken(query, `${rows.length} rows on a page of ${query.pageSize}`);
    for (const row of rows) {
      const key = query.keyOf(row);
      if (key <= above) throw broken(query, `row ${key} after ${above}`);
      above = key;
    }
    yield { rows, serverNow, serverSaid };
    const more = Boolean(body['odata.nextLink']);
    if (more && rows.length === 0) throw broken(query, 'an empty page that says there are more');
    // A server may give fewer rows than asked for and say that there are more; a full page may be the last one.
    if (!more && rows.length < query.pageSize) return;
  }
}

function pageCall<Row extends z.ZodType>(query: ArchiveQuery<Row>, above: number) {
  const filter = above > 0 ? `${query.filter} and ${query.keyColumn} gt ${above}` : query.filter;
  const path = withQuery(query.path, {
    $select: query.columns.join(','),
    $filter: filter,
    $orderBy: query.keyColumn,
    ...(query.entities === undefined ? {} : { $entities: query.entities.join(',') }),
    $top: query.pageSize,
  });
  return { method: 'GET', path, repeat: 'idempotent' } as const;
}

function broken(query: { readonly path: string }, what: string): Nonsense {
  return new Nonsense(`listing of ${query.path}: ${what}`, { system: 'superoffice' });
}
