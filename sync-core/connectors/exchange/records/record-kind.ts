/**
 * @file What a folder of tasks and a folder of contacts have in common: items that are listed, read, made, changed and removed alike,
 * without a window in time.
 */
import type { ItemFields } from '../../../model/item.ts';
import type { ItemId } from '../../../model/side.ts';
import type { ZoneId } from '../../../model/time.ts';
import type { RemoteItem, UnreadableItem, WriteOperation } from '../../connector.ts';
import type { EwsMailbox, FolderName } from '../items.ts';
import type { ItemKind, Property } from '../properties.ts';
import type { Xml, XmlNode } from '../soap/xml.ts';

export type Creation<F extends ItemFields> = Extract<WriteOperation<F>, { readonly do: 'create' }>;
export type Update<F extends ItemFields> = Extract<WriteOperation<F>, { readonly do: 'update' }>;

export interface RecordKind<F extends ItemFields> {
  readonly folder: FolderName;
  readonly item: ItemKind;
  /** What is asked for of each. */
  readonly shape: Xml;
  /** @returns undefined for what is no item in a form that is known. @param owner the zone in which days are counted */
  read(item: XmlNode, owner: ZoneId): RemoteItem<F> | undefined;
  /** What can be told of an item of which the whole cannot be read. */
  remains(id: ItemId, item: XmlNode | undefined, owner: ZoneId): UnreadableItem;
  newProperties(operation: Creation<F>, owner: ZoneId): readonly Property[];
  /** What is written depends on more of the item than our fields: it is read right before. Absent: never. */
  looksFirst?(operation: Update<F>): boolean;
  /**
   * Exactly what is to change; none: nothing of it can stand there.
   * @param item as it was read right before, where that was asked for.
   */
  changedProperties(operation: Update<F>, owner: ZoneId, item?: XmlNode): readonly Property[];
  /** Whether the item is what the change would have made of it. */
  holds(item: RemoteItem<F>, operation: Update<F>): boolean;
}

/** The items of one folder, and what is needed to reach them. */
export interface Records<F extends ItemFields> extends EwsMailbox {
  readonly kind: RecordKind<F>;
  /** The user's zone; asked for once, then known. @throws UnknownZone and others */
  zone(signal: AbortSignal): Promise<ZoneId>;
}
