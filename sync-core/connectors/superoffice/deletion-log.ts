/**
 * @file SuperOffice's log of transactions, as a hint at what was deleted or given to somebody else. Whether an ordinary
 * user may read it is the tenant's matter, so it only ever saves work: what it names is asked for one by one before it is
 * believed, and what it misses is found by the next full listing.
 */
import { z } from 'zod';
import { type ConnectorError, Nonsense, NotFound, Rejected, Unavailable } from '../errors.ts';
import { withQuery } from '../http/query.ts';
import { archivePages } from './archive.ts';
import { archivePageSchema } from './schemas.ts';
import type { Session } from './session.ts';

const table = 'traveltransactionlog';
const keyColumn = `${table}.${table}_id`;
const recordColumn = `${table}.record_id`;

/** The appointment table's number, and the kinds of entry: a deletion, a change of owner. */
const appointmentTable = 9;
const deleted = 4864;
const ownerChanged = 5120;
/** Entries are numbered when they are made, not when they become visible: some are read twice. */
const overlap = 200;

/** Numbers, which some servers write as texts. */
const number = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .pipe(z.int().nonnegative());
const rowSchema = z.object({ [keyColumn]: number, [recordColumn]: number });
const keySchema = z.object({ [keyColumn]: number });

export interface LogReading {
  readonly recordIds: ReadonlySet<number>;
  /** Where to go on next time. */
  readonly position: number;
}

/** @returns the log's end; undefined when it cannot be read. @throws ConnectorError that are no refusals */
export async function logEnd(session: Session, signal: AbortSignal): Promise<number | undefined> {
  const path = withQuery('Archive/dynamic', {
    $select: keyColumn,
    $filter: `${table}.tablenumber = ${appointmentTable}`,
    $orderBy: `${keyColumn} desc`,
    $top: 1,
  });
  try {
    const page = archivePageSchema(keySchema);
    const { body } = await session.call({ method: 'GET', path, repeat: 'idempotent' }, page, signal);
    return body.value[0]?.[keyColumn] ?? 0;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** @returns what was deleted or given away since `position`; undefined when the log cannot be read any more. */
export async function readLog(
  session: Session,
  position: number,
  pageSize: number,
  signal: AbortSignal,
): Promise<LogReading | undefined> {
  const query = {
    path: 'Archive/dynamic',
    columns: [keyColumn, recordColumn],
    filter: `${table}.tablenumber = ${appointmentTable} and (${table}.type = ${deleted} or ${table}.type = ${ownerChanged})`,
    keyColumn,
    row: rowSchema,
    keyOf: (row: z.infer<typeof rowSchema>) => row[keyColumn] ?? 0,
    above: Math.max(0, position - overlap),
    pageSize,
  };
  const recordIds = new Set<number>();
  let last = position;
  try {
    for await (const { rows } of archivePages(session, query, signal)) {
      for (const row of rows) {
        recordIds.add(row[recordColumn] ?? 0);
        last = Math.max(last, query.keyOf(row));
      }
    }
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
  return { recordIds, position: last };
}

/** A server that answers at all, and says no: by a status of its own, by failing on this one question, or by nonsense. */
function isRefusal(error: unknown): error is ConnectorError {
  if (error instanceof Rejected || error instanceof NotFound || error instanceof Nonsense) return true;
  return error instanceof Unavailable && (error.details.status === 500 || error.details.status === 501);
}
