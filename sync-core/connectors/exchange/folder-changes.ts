/** @file What happened in a folder since a state that Exchange gave out, page by page; all that is in it, where there is none. */
import { FolderId, PropertySet, SyncFolderItemsScope } from 'ews-javascript-api';
import { Nonsense } from '../errors.ts';
import { type EwsMailbox, type FolderName, libraryFolder } from './items.ts';
import { errorOf } from './soap/ews-error.ts';
import { childOf, textOf, type XmlNode } from './soap/xml.ts';

const system = 'exchange';
/** Exchange's own limit. */
const changesAtOnce = 512;

export interface FolderRow {
  readonly what: 'there' | 'gone';
  readonly id: string;
  readonly changeKey: string;
  /** With what else was asked for; of what is gone, its id alone. */
  readonly item: XmlNode;
}

export interface FolderPage {
  readonly rows: readonly FolderRow[];
  /** Where the next page, or the next round, goes on. */
  readonly state: string;
}

/**
 * @param state null: from the start, newest first. @param properties beside ids.
 * @throws CursorExpired for a state that is not known any more, and others
 */
export async function* listFolder(
  { session }: EwsMailbox,
  folder: FolderName,
  state: string | null,
  signal: AbortSignal,
  properties: PropertySet = PropertySet.IdOnly,
): AsyncGenerator<FolderPage> {
  for (let at = state ?? '', isLast = false; !isLast; ) {
    const from = at;
    const [message] = await session.ask(
      (service) =>
        service.SyncFolderItems(
          new FolderId(libraryFolder[folder]),
          properties,
          [],
          changesAtOnce,
          SyncFolderItemsScope.NormalItems,
          from,
        ),
      signal,
    );
    if (message === undefined) throw new Nonsense('a list of changes is not answered', { system });
    if (!message.isGood) throw errorOf(message.code, message.backOffMs);
    const { node } = message;
    const next = textOf(node, 'SyncState');
    const last = textOf(node, 'IncludesLastItemInRange');
    const changes = childOf(node, 'Changes');
    if (!next || last === undefined || changes === undefined)
      throw new Nonsense('a list of changes is in an unknown form', { system });
    isLast = last === 'true' || last === '1';
    const rows = changes.children.flatMap(readRow);
    if (!isLast && next === at) throw new Nonsense('a list of changes goes in circles', { system });
    at = next;
    yield { rows, state: next };
  }
}

/** @throws Nonsense: without an id nobody knows what a row is about */
function readRow(change: XmlNode): readonly FolderRow[] {
  const [first] = change.children;
  const isGone = change.name === 'Delete';
  const { Id: id, ChangeKey: changeKey = '' } =
    (isGone ? childOf(change, 'ItemId') : childOf(first, 'ItemId'))?.attributes ?? {};
  // That somebody has read it is told of mails alone, and nothing to us.
  if (change.name === 'ReadFlagChange') return [];
  if (id === undefined || id === '' || first === undefined)
    throw new Nonsense('a change is in an unknown form', { system });
  return [{ what: isGone ? 'gone' : 'there', id, changeKey, item: isGone ? change : first }];
}
