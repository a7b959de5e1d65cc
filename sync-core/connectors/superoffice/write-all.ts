/** @file Carries operations out side by side, and tells what concerns one item from what concerns the whole account. */
import type { ItemFields } from '../../model/item.ts';
import type { RemoteItem, WriteOperation, WriteOutcome } from '../connector.ts';
import {
  Conflict,
  ConnectorError,
  Nonsense,
  NotFound,
  NotKeptPrivate,
  Rejected,
  Unavailable,
  UnknownZone,
} from '../errors.ts';
import { sideBySide } from '../http/side-by-side.ts';

export const callsSideBySide = 6;

/** What came of one operation. */
type Outcome<F extends ItemFields> =
  | { readonly result: 'created' | 'updated' | 'existed'; readonly item: RemoteItem<F> }
  | { readonly result: 'removed' };

export interface Carrier<F extends ItemFields> {
  /** @throws ConnectorError */
  carryOut(operation: WriteOperation<F>): Promise<Outcome<F>>;
  /** The server has not kept an item private. */
  noPrivate(): void;
}

/** @throws what concerns the account: AuthExpired, Unavailable, Cancelled */
export function writeAll<F extends ItemFields>(
  operations: readonly WriteOperation<F>[],
  { carryOut, noPrivate }: Carrier<F>,
): AsyncIterable<WriteOutcome<F>> {
  // Items that fail with a fault of the server one after the other: then it is not the items.
  let faults = 0;
  return sideBySide(callsSideBySide, operations.entries(), async ([index, operation]): Promise<WriteOutcome<F>> => {
    try {
      const outcome = await carryOut(operation);
      faults = 0;
      return { index, ...outcome };
    } catch (error) {
      faults = error instanceof Unavailable ? faults + 1 : 0;
      if (error instanceof NotKeptPrivate) noPrivate();
      if (!(error instanceof ConnectorError) || !concernsOneItem(error, faults)) throw error;
      return { index, result: 'failed', error };
    }
  });
}

/** How many items in a row may fail by the server's own fault before the server is taken to be down. */
const mostFaults = 3;

function concernsOneItem(error: ConnectorError, faults: number): boolean {
  if (error instanceof Unavailable) return error.details.status === 500 && faults < mostFaults;
  return [Conflict, NotFound, Rejected, Nonsense, UnknownZone].some((kind) => error instanceof kind);
}
