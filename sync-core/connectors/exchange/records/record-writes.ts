/**
 * @file Making, changing and removing records in batches. The web service refuses no second item, so that what was made with the
 * same mark is looked for before, and once more after an answer was lost.
 */
import type { ItemFields } from '../../../model/item.ts';
import type { ItemId } from '../../../model/side.ts';
import type { ZoneId } from '../../../model/time.ts';
import {
  type ItemAnswer,
  isReadable,
  type RemoteItem,
  type WriteOperation,
  type WriteOutcome,
} from '../../connector.ts';
import { Conflict, type ConnectorError, Nonsense, NotFound } from '../../errors.ts';
import { createEach, findMarked, madeWith, readEach, removeEach, updateEach, type Written } from '../items.ts';
import { itemChange, itemIdOf, newItem } from '../properties.ts';
import type { XmlNode } from '../soap/xml.ts';
import { readRecords } from './record-items.ts';
import type { Creation, Records, Update } from './record-kind.ts';

const system = 'exchange';

interface Placed<O> {
  readonly index: number;
  readonly operation: O;
}

function failed(index: number, error: ConnectorError) {
  return { index, result: 'failed', error } as const;
}

/** See `ItemFace.write`. */
export async function* writeRecords<F extends ItemFields>(
  records: Records<F>,
  operations: readonly WriteOperation<F>[],
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome<F>> {
  const owner = await records.zone(signal);
  const placed = operations.map((operation, index) => ({ operation, index }));
  type Removal = Extract<WriteOperation<F>, { readonly do: 'remove' }>;
  const isA = (what: WriteOperation<F>['do']) => placed.filter(({ operation }) => operation.do === what);
  yield* create(records, isA('create') as readonly Placed<Creation<F>>[], owner, signal);
  yield* update(records, isA('update') as readonly Placed<Update<F>>[], owner, signal);
  yield* remove(records, isA('remove') as readonly Placed<Removal>[], signal);
}

async function madeBefore<F extends ItemFields>(
  records: Records<F>,
  placed: readonly Placed<Creation<F>>[],
  signal: AbortSignal,
): Promise<readonly (ItemId | undefined)[]> {
  const markers = placed.map(({ operation: { mark } }) => mark.marker);
  const found = await findMarked(records, records.kind.folder, markers, signal);
  return placed.map(({ operation: { mark } }) => madeWith(found, mark, true)?.id as ItemId | undefined);
}

async function* create<F extends ItemFields>(
  records: Records<F>,
  placed: readonly Placed<Creation<F>>[],
  owner: ZoneId,
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome<F>> {
  if (placed.length === 0) return;
  const { kind } = records;
  const before = await madeBefore(records, placed, signal);
  const there = placed.filter((_, place) => before[place] !== undefined);
  yield* asTheyAre(
    records,
    there,
    before.flatMap((id) => id ?? []),
    'existed',
    signal,
  );
  const due = placed.filter((_, place) => before[place] === undefined);
  const items = due.map(({ operation }) => newItem(kind.item, kind.newProperties(operation, owner)));
  const written = await createEach(records, kind.folder, items, signal);
  const lost = due.filter((_, place) => isLost(written[place] as Written));
  const after = await madeBefore(records, lost, signal);
  const made: Placed<Creation<F>>[] = [];
  const ids: ItemId[] = [];
  for (const [place, one] of due.entries()) {
    const outcome = written[place] as Written;
    const id = idOf(outcome) ?? after[lost.indexOf(one)];
    if (id === undefined) yield failed(one.index, errorOf(outcome));
    else {
      made.push(one);
      ids.push(id);
    }
  }
  yield* asTheyAre(records, made, ids, 'created', signal);
}

/** @param ids by place */
async function* asTheyAre<F extends ItemFields>(
  records: Records<F>,
  placed: readonly Placed<WriteOperation<F>>[],
  ids: readonly ItemId[],
  result: 'created' | 'updated' | 'existed',
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome<F>> {
  const items = await readRecords(records, ids, signal);
  for (const [place, { index }] of placed.entries()) {
    const item = items.get(ids[place] as ItemId);
    yield isReadable(item) ? { index, result, item } : failed(index, notTold(item));
  }
}

function notTold<F extends ItemFields>(item: ItemAnswer<F> | undefined): ConnectorError {
  return item === 'gone'
    ? new Conflict('the item was gone right after it was written', { system })
    : new Nonsense('an answer is not the record', { system });
}

async function* update<F extends ItemFields>(
  records: Records<F>,
  placed: readonly Placed<Update<F>>[],
  owner: ZoneId,
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome<F>> {
  const { kind } = records;
  const seen = await lookAt(records, placed, signal);
  const said = placed.map(({ operation }) => kind.changedProperties(operation, owner, seen.get(operation.id)));
  const silent = placed.filter((_, place) => said[place]?.length === 0);
  const due = placed.filter((_, place) => said[place]?.length !== 0);
  yield* unchanged(records, silent, signal);
  const changes = due.map(({ operation: { id, version }, ...one }) =>
    itemChange(kind.item, itemIdOf(id, version), said[placed.findIndex(({ index }) => index === one.index)] ?? []),
  );
  const written = await updateEach(records, kind.folder, changes, signal);
  const done: Placed<Update<F>>[] = [];
  for (const [place, one] of due.entries()) {
    const outcome = written[place] as Written;
    if (!isRefused(outcome)) done.push(one);
    else yield await refused(records, one, outcome, signal);
  }
  yield* asTheyAre(
    records,
    done,
    done.map(({ operation: { id } }) => id),
    'updated',
    signal,
  );
}

/** What is not there to be read will be refused when it is written. */
async function lookAt<F extends ItemFields>(
  records: Records<F>,
  placed: readonly Placed<Update<F>>[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, XmlNode>> {
  const { kind } = records;
  const ids = placed.flatMap(({ operation }) => (kind.looksFirst?.(operation) === true ? [operation.id] : []));
  const refs = ids.map((id) => itemIdOf(id));
  const told = await readEach(records, refs, kind.shape, signal);
  return new Map(
    ids.flatMap((id, place) => {
      const item = told[place];
      return item === undefined || item instanceof Error ? [] : [[id, item] as const];
    }),
  );
}

/** What says nothing that can stand there is done when the item is as it was. */
async function* unchanged<F extends ItemFields>(
  records: Records<F>,
  placed: readonly Placed<Update<F>>[],
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome<F>> {
  const ids = placed.map(({ operation: { id } }) => id);
  const items = await readRecords(records, ids, signal);
  for (const { index, operation } of placed) {
    const item = items.get(operation.id);
    if (item === 'gone') yield failed(index, new NotFound('not found', { system }));
    else if (!isReadable(item)) yield failed(index, notTold(item));
    else if (item.version !== operation.version)
      yield failed(index, new Conflict('changed in the meantime', { system }));
    else yield { index, result: 'updated', item };
  }
}

/** A change that was sent twice may have been made by the first. */
async function refused<F extends ItemFields>(
  records: Records<F>,
  { index, operation }: Placed<Update<F>>,
  { error, repeated }: Refused,
  signal: AbortSignal,
): Promise<WriteOutcome<F>> {
  if (!repeated || error.kind !== 'conflict') return failed(index, error);
  const item: ItemAnswer<F> | undefined = (await readRecords(records, [operation.id], signal)).get(operation.id);
  const isDone = isReadable(item) && records.kind.holds(item as RemoteItem<F>, operation);
  return isDone ? { index, result: 'updated', item: item as RemoteItem<F> } : failed(index, error);
}

async function* remove<F extends ItemFields>(
  records: Records<F>,
  placed: readonly Placed<Extract<WriteOperation<F>, { readonly do: 'remove' }>>[],
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome<F>> {
  const removals = placed.map(({ operation: { id, version } }) => ({ id, changeKey: version }));
  const written = await removeEach(records, removals, signal);
  for (const [place, { index }] of placed.entries()) {
    const outcome = written[place] as Written;
    const isGone = !isRefused(outcome) || outcome.error instanceof NotFound;
    yield isGone ? { index, result: 'removed' } : failed(index, outcome.error);
  }
}

type Refused = Extract<Written, { readonly error: ConnectorError }>;

function isRefused(written: Written): written is Refused {
  return typeof written === 'object' && 'error' in written;
}

function isLost(written: Written): boolean {
  return isRefused(written) && written.isLost;
}

function idOf(written: Written): ItemId | undefined {
  return typeof written === 'object' && 'id' in written ? (written.id as ItemId) : undefined;
}

function errorOf(written: Written): ConnectorError {
  return isRefused(written) ? written.error : new Nonsense('an item is not told', { system });
}
