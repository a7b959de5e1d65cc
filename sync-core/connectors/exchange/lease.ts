/**
 * @file The lease: a named extended property of the default calendar, which no Outlook shows.
 *
 * A folder has a change key, but it is not documented whether it is compared when the folder is written. It is sent all the
 * same, and whoever takes the lease from another or from nobody reads it once more: then the last one to write has it, and
 * everybody else sees that.
 */
import { z } from 'zod';
import type { LeaseFace, LeaseReading, LeaseRecord } from '../connector.ts';
import { Conflict, Nonsense } from '../errors.ts';
import { readRecord, writeRecord } from '../outlook/lease-record.ts';
import { folderIdOf } from './items.ts';
import { extendedProperty, extendedValue, ownPath } from './properties.ts';
import type { EwsSession } from './session.ts';
import { errorOf } from './soap/ews-error.ts';
import { childOf, xml } from './soap/xml.ts';

const system = 'exchange';
const path = ownPath('SynchronizerLease');

/** What names the folder in its present state, for whoever writes it. */
const stampSchema = z.object({ id: z.string(), changeKey: z.string() });

export function createLease(session: EwsSession): LeaseFace {
  const shape = xml('m:FolderShape', {}, xml('t:BaseShape', {}, 'IdOnly'), xml('t:AdditionalProperties', {}, path));
  const question = xml('m:GetFolder', {}, shape, xml('m:FolderIds', {}, folderIdOf('calendar')));

  async function read(signal: AbortSignal): Promise<LeaseReading> {
    const [message] = await session.send(question, signal);
    if (message !== undefined && !message.isGood) throw errorOf(message.code, message.backOffMs);
    const [folder] = childOf(message?.node, 'Folders')?.children ?? [];
    const { Id: id, ChangeKey: changeKey } = childOf(folder, 'FolderId')?.attributes ?? {};
    if (folder === undefined || id === undefined || changeKey === undefined)
      throw new Nonsense('the calendar is in an unknown form', { system });
    const value = extendedValue(folder, path);
    return { record: readRecord(value), everWritten: value !== undefined, stamp: JSON.stringify({ id, changeKey }) };
  }

  async function write(next: LeaseRecord, replacing: LeaseReading, signal: AbortSignal): Promise<'written' | 'lost'> {
    const { id, changeKey } = stampSchema.parse(JSON.parse(replacing.stamp ?? 'null'));
    const text = writeRecord(next);
    const { value } = extendedProperty(path, text);
    const set = xml('t:SetFolderField', {}, path, xml('t:CalendarFolder', {}, ...(value === null ? [] : [value])));
    const change = xml(
      't:FolderChange',
      {},
      xml('t:FolderId', { Id: id, ChangeKey: changeKey }),
      xml('t:Updates', {}, set),
    );
    // Sent twice, it says the same; that the first one had arrived shows when it is read again.
    const [message] = await session.send(xml('m:UpdateFolder', {}, xml('m:FolderChanges', {}, change)), signal);
    if (message === undefined || !message.isGood) {
      const error = errorOf(message?.code ?? '', message?.backOffMs);
      if (!(error instanceof Conflict)) throw error;
      return (await read(signal)).record?.holder === next.holder ? 'written' : 'lost';
    }
    if (replacing.record?.holder === next.holder) return 'written';
    return (await read(signal)).record?.holder === next.holder ? 'written' : 'lost';
  }

  return { read, write };
}
