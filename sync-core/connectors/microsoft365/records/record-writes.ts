/**
 * @file Creating, changing and removing records in batches, and what Graph's answers mean for each.
 *
 * Nothing refuses a second creation. One whose answer was lost is not sent again: it is looked up by its mark, and where it is
 * not found nobody knows whether it is still on its way, so that the question stays open.
 */
import type { ItemFields } from '../../../model/item.ts';
import type { ItemId } from '../../../model/side.ts';
import {
  type CreationMark,
  type ItemAnswer,
  isReadable,
  type RemoteItem,
  type WriteOperation,
  type WriteOutcome,
} from '../../connector.ts';
import { AuthExpired, Conflict, type ConnectorError, Nonsense, NotFound, Rejected } from '../../errors.ts';
import { AnswerLost } from '../../http/attempt.ts';
import { type PartAnswer, type PartRequest, sendParts } from '../batch.ts';
import { explainGraph } from '../graph.ts';
import { isItemNotFound } from '../read-parts.ts';
import { findRecords, readRecords } from './record-items.ts';
import { type Creation, type Records, recordPath } from './record-kind.ts';

const system = 'microsoft365';

interface Placed<F extends ItemFields> {
  readonly index: number;
  readonly operation: WriteOperation<F>;
  readonly row?: unknown;
}
type Outcome<F extends ItemFields> = WriteOutcome<F>;

function failed(index: number, error: ConnectorError) {
  return { index, result: 'failed', error } as const;
}

/** @param row the record as it was read just before, if it was. */
function requestOf<F extends ItemFields>(
  { kind }: Records<F>,
  operation: WriteOperation<F>,
  row: unknown,
): PartRequest {
  if (operation.do === 'create') {
    return { method: 'POST', path: kind.folder, body: kind.newBody(operation), once: true };
  }
  const target = { path: recordPath(kind, operation.id), headers: { 'If-Match': operation.version } };
  if (operation.do === 'remove') return { method: 'DELETE', ...target };
  return { method: 'PATCH', ...target, body: kind.changedBody(operation, row) };
}

function hasNothingToSay<F extends ItemFields>({ kind }: Records<F>, operation: WriteOperation<F>): boolean {
  return operation.do === 'update' && Object.keys(kind.changedBody(operation)).length === 0;
}

/** What is known of an operation's target before it is written. @returns undefined: it may be written. */
function beforehand<F extends ItemFields>(
  { index, operation }: Placed<F>,
  target: ItemAnswer<F> | undefined,
  writes: boolean,
): Outcome<F> | undefined {
  if (operation.do === 'create' || target === undefined) return undefined;
  if (target === 'gone') {
    return operation.do === 'remove'
      ? { index, result: 'removed' }
      : failed(index, new NotFound('not found', { system, status: 404 }));
  }
  if (!isReadable(target)) return failed(index, new Nonsense('a record is in an unknown form', { system }));
  if (target.version !== operation.version) return failed(index, new Conflict('changed in the meantime', { system }));
  return writes ? undefined : { index, result: 'updated', item: target };
}

/** Those that were created with these marks, see `ItemFace.findCreated`. */
type LookUp<F extends ItemFields> = (
  marks: readonly CreationMark[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, RemoteItem<F>>>;

/** See `ItemFace.write`. @param findCreated asked about creations of which the answer was lost */
export async function* writeRecords<F extends ItemFields>(
  records: Records<F>,
  operations: readonly WriteOperation<F>[],
  findCreated: LookUp<F>,
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome<F>> {
  const silent = new Set(operations.filter((operation) => hasNothingToSay(records, operation)));
  const asked = operations.flatMap((operation) =>
    operation.do !== 'create' && (silent.has(operation) || records.kind.looksFirst(operation)) ? [operation.id] : [],
  );
  const targets = await findRecords(records, asked, signal);
  const toSend: Placed<F>[] = [];
  for (const [index, operation] of operations.entries()) {
    const target = operation.do === 'create' ? undefined : targets.get(operation.id);
    const known = beforehand({ index, operation }, target?.answer, !silent.has(operation));
    if (known === undefined) toSend.push({ index, operation, row: target?.row });
    else yield known;
  }
  const lost: { readonly placed: Placed<F>; readonly error: AnswerLost }[] = [];
  const requests = toSend.map(({ operation, row }) => requestOf(records, operation, row));
  for await (const part of sendParts(records.graph, records.ports, requests, signal)) {
    const placed = toSend[part.index] as Placed<F>;
    if (!('error' in part)) yield await outcomeOf(records, placed, part, signal);
    else if (part.error instanceof AnswerLost) lost.push({ placed, error: part.error });
    else yield failed(placed.index, part.error);
  }
  const marks = lost.map(({ placed }) => (placed.operation as Creation<F>).mark);
  const found = lost.length === 0 ? undefined : await findCreated(marks, signal);
  for (const [at, { placed, error }] of lost.entries()) {
    const item = found?.get(marks[at]?.key ?? '');
    yield item ? { index: placed.index, result: 'existed', item } : failed(placed.index, error);
  }
}

/** Everything that an answer can be to one operation. @throws what concerns the whole account, or all its records */
async function outcomeOf<F extends ItemFields>(
  records: Records<F>,
  { index, operation }: Placed<F>,
  answer: PartAnswer,
  signal: AbortSignal,
): Promise<Outcome<F>> {
  const { status, body } = answer;
  if (status >= 200 && status < 300) return await done(records, { index, operation }, body, signal);
  if (operation.do === 'remove' && isItemNotFound(status, body)) return { index, result: 'removed' };
  if (operation.do === 'update' && status === 412 && answer.repeated) {
    const item = (await readRecords(records, [operation.id], signal)).get(operation.id);
    if (isReadable(item) && records.kind.holds(item, operation)) return { index, result: 'updated', item };
  }
  const error = explainGraph(status, body) ?? new Rejected(`status ${status}`, { system, status });
  if (error instanceof AuthExpired || status === 403) throw error;
  return failed(index, error);
}

async function done<F extends ItemFields>(
  records: Records<F>,
  { index, operation }: Placed<F>,
  body: unknown,
  signal: AbortSignal,
): Promise<Outcome<F>> {
  if (operation.do === 'remove') return { index, result: 'removed' };
  const isTold = body !== undefined && body !== null && body !== '';
  const told = isTold || operation.do === 'create' ? records.kind.readWritten(body, operation) : undefined;
  const read = isTold || operation.do === 'create' ? undefined : await readRecords(records, [operation.id], signal);
  const shown = operation.do === 'create' ? undefined : read?.get(operation.id);
  const item = isReadable(shown) ? shown : told;
  const isOther = operation.do === 'update' && item?.id !== (operation.id as ItemId);
  if (item === undefined || isOther) return failed(index, new Nonsense('an answer is not the record', { system }));
  return { index, result: operation.do === 'create' ? 'created' : 'updated', item };
}
