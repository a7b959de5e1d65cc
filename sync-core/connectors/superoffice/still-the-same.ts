/**
 * @file Before an item is changed or removed whose version was still passing when it was read: whether it is what it was
 * read as. "Unmodified since" counts in whole seconds and would let a second edit of the same second be overwritten.
 */
import type { ItemFields } from '../../model/item.ts';
import type { ItemId, ItemVersion } from '../../model/side.ts';
import { isReadable } from '../connector.ts';
import { Conflict, Nonsense } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { ItemReader } from './read-items.ts';
import { isPassing, settlesAfterMs, updatedOf } from './version.ts';

interface Read<F extends ItemFields> {
  readonly id: ItemId;
  readonly version: ItemVersion;
  readonly current: F;
}

/**
 * Reads the item again, after its second is over; from then on the server notices every edit by itself. An item that is gone
 * or hidden is left to the write, which says so.
 * @throws Conflict when it is no longer what it was; other ConnectorErrors
 */
export function createSamenessCheck<F extends ItemFields>(reader: ItemReader<F>, clock: Clock) {
  return async ({ id, version, current }: Read<F>, signal: AbortSignal): Promise<void> => {
    if (!isPassing(version)) return;
    let item = await reader.one(id, signal);
    if (isReadable(item) && isPassing(item.version)) {
      await clock.sleep(settlesAfterMs, signal);
      item = await reader.one(id, signal);
    }
    if (typeof item === 'string') return;
    if (!isReadable(item)) throw new Nonsense('an appointment is in an unknown form', { system: 'superoffice' });
    const same =
      updatedOf(item.version) === updatedOf(version) && JSON.stringify(item.fields) === JSON.stringify(current);
    if (!same) throw new Conflict('changed in the meantime', { system: 'superoffice' });
  };
}
