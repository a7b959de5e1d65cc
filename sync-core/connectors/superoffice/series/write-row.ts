/** @file Changes and removes a row that is an appointment by itself though it has a rule: always this row alone. */
import type { ItemId } from '../../../model/side.ts';
import { isReadable, type RemoteAppointment, type WriteOperation } from '../../connector.ts';
import { Conflict, Nonsense, NotFound } from '../../errors.ts';
import { privateNotAccepted } from '../entity-calls.ts';
import type { Profile } from '../profile.ts';
import { updatedOf } from '../version.ts';
import { entityProperties } from '../write-appointment.ts';
import { saveRow } from './save-row.ts';
import type { SeriesCalls } from './series-calls.ts';
import { rowIdOf } from './series-id.ts';
import type { AnyItemReader } from './series-rows.ts';

type Operation = Exclude<WriteOperation, { do: 'create' }>;

interface Parts {
  readonly calls: SeriesCalls;
  readonly items: AnyItemReader;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
}

/** @throws Conflict, NotFound, Rejected; ConnectorError */
export function createRowWriter({ calls, items, load }: Parts) {
  async function read(id: ItemId, signal: AbortSignal): Promise<RemoteAppointment | undefined> {
    const found = await items.one(id, signal);
    if (typeof found === 'string') return undefined;
    if (!isReadable(found)) throw new Nonsense('an appointment is in an unknown form', { system: 'superoffice' });
    return found;
  }

  /** @throws Conflict when it is no longer what it was read as */
  async function ensureSame({ id, version, current }: Operation, signal: AbortSignal): Promise<boolean> {
    const item = await read(id, signal);
    if (item === undefined) return false;
    const isSame =
      updatedOf(item.version) === updatedOf(version) && JSON.stringify(item.fields) === JSON.stringify(current);
    if (!isSame) throw new Conflict('changed in the meantime', { system: 'superoffice' });
    return true;
  }

  return async (operation: Operation, signal: AbortSignal) => {
    const rowId = rowIdOf(operation.id) ?? 0;
    const isThere = await ensureSame(operation, signal);
    if (operation.do === 'remove') {
      if (isThere) await calls.remove(rowId, 'OnlyThis', signal);
      return { result: 'removed' } as const;
    }
    if (!isThere) throw new NotFound('not found', { system: 'superoffice' });
    const profile = await load(signal);
    const { patch, current, version } = operation;
    if (patch.visibility === 'private' && !profile.facts.canBePrivate) throw privateNotAccepted();
    const properties = entityProperties(patch, { ...current, ...patch }, profile, operation.added);
    await saveRow(calls, rowId, updatedOf(version), () => properties, 'OnlyThis', signal);
    const item = await read(operation.id, signal);
    if (item === undefined) throw new NotFound('not found', { system: 'superoffice' });
    if (patch.visibility === 'private' && item.fields.visibility !== 'private') {
      const before = entityProperties(current, current, profile, item.added);
      await saveRow(calls, rowId, undefined, () => before, 'OnlyThis', signal);
      throw privateNotAccepted();
    }
    return { result: 'updated', item } as const;
  };
}
