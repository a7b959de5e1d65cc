/**
 * @file Items of a mailbox in batches: read, looked for by our marks, made, changed and removed. The same for appointments, tasks
 * and contacts.
 */
import {
  AffectedTaskOccurrence,
  DeleteMode,
  ItemId as LibraryItemId,
  SendCancellationsMode,
  WellKnownFolderName,
} from 'ews-javascript-api';
import type { CreationMark } from '../connector.ts';
import { AuthExpired, Conflict, ConnectorError, Nonsense, NotFound, RightMissing, Throttled } from '../errors.ts';
import { AnswerLost } from '../http/attempt.ts';
import { backoffMs } from '../http/retry-after.ts';
import { sideBySide } from '../http/side-by-side.ts';
import type { ConnectorPorts } from '../ports.ts';
import { extendedValue, fieldPath, itemIdOf, itemShape, ownPath } from './properties.ts';
import type { EwsSession } from './session.ts';
import type { ResponseMessage } from './soap/envelope.ts';
import { errorOf } from './soap/ews-error.ts';
import { childOf, childrenOf, textOf, type Xml, type XmlNode, xml } from './soap/xml.ts';

const system = 'exchange';

export interface EwsMailbox {
  readonly session: EwsSession;
  readonly ports: Pick<ConnectorPorts, 'clock' | 'random' | 'log'>;
}

export type FolderName = 'calendar' | 'tasks' | 'contacts';

export const libraryFolder = {
  calendar: WellKnownFolderName.Calendar,
  tasks: WellKnownFolderName.Tasks,
  contacts: WellKnownFolderName.Contacts,
} as const;

export function folderIdOf(name: FolderName): Xml {
  return xml('t:DistinguishedFolderId', { Id: name });
}

/** Requests of one mailbox that are under way at once. */
const atOnce = 2;
/** Whole items in one request: Microsoft's advice is about ten, and texts are seldom long. */
const itemsAtOnce = 20;
/** Ids alone, or a few small properties. */
const idsAtOnce = 100;
/** How often a write is sent that gets no answer. */
const attempts = 4;

/** What came of one part of a request: the item that is told, or why there is none. */
export type Told = XmlNode | ConnectorError;

/** @throws ConnectorError that concerns the whole account; @returns what concerns the part */
function errorOfPart({ code, backOffMs }: ResponseMessage): ConnectorError {
  const error = errorOf(code, backOffMs);
  if (error instanceof AuthExpired || error instanceof Throttled) throw error;
  return error;
}

/** @throws Nonsense where there is not one answer for each part */
function oneEach(messages: readonly ResponseMessage[], parts: number): readonly ResponseMessage[] {
  if (messages.length !== parts) throw new Nonsense('there is not one answer for each part of a request', { system });
  return messages;
}

function toldBy(message: ResponseMessage): Told {
  if (!message.isGood) return errorOfPart(message);
  const [item] = childOf(message.node, 'Items')?.children ?? [];
  return item ?? new Nonsense('an item is not told', { system });
}

/** Of what is not there, or is nobody's to read, each part speaks for itself; a right that is missing for all is another matter. */
function isOfAccount(told: readonly Told[]): boolean {
  return told.length > 1 && told.every((one) => one instanceof RightMissing);
}

function batchesOf<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}

/**
 * Items as they are now. One that the server fails at among others is asked for once more by itself.
 * @param refs `t:ItemId` or `t:OccurrenceItemId`. @param shape `m:ItemShape`.
 * @returns by place in the list. @throws ConnectorError what concerns the whole account
 */
export async function readEach(
  { session }: EwsMailbox,
  refs: readonly Xml[],
  shape: Xml,
  signal: AbortSignal,
  size: 'whole' | 'small' = 'whole',
): Promise<readonly Told[]> {
  const ask = async (asked: readonly Xml[]): Promise<readonly Told[]> => {
    const request = xml('m:GetItem', {}, shape, xml('m:ItemIds', {}, ...asked));
    return oneEach(await session.send(request, signal), asked.length).map(toldBy);
  };
  const found = new Map<number, Told>();
  const places = batchesOf([...refs.keys()], size === 'whole' ? itemsAtOnce : idsAtOnce);
  const work = async (batch: readonly number[]) => {
    const told = await ask(batch.map((place) => refs[place] as Xml));
    if (isOfAccount(told)) throw told[0];
    for (const [at, place] of batch.entries()) {
      const one = told[at] as Told;
      const isTooMuch = one instanceof ConnectorError && one.kind === 'unavailable' && batch.length > 1;
      found.set(place, isTooMuch ? ((await ask([refs[place] as Xml]))[0] as Told) : one);
    }
  };
  for await (const _ of sideBySide(atOnce, places, work));
  return [...refs.keys()].map((place) => found.get(place) as Told);
}

/** What is odd about one is that one's matter, unless it befalls them all: then it is the server's. */
export function failWhereNothingIsUnderstood(told: readonly unknown[]): void {
  const odd = told.find(
    (one): one is ConnectorError =>
      one instanceof ConnectorError &&
      !(one instanceof NotFound || one instanceof RightMissing) &&
      one.details.code !== 'ErrorInvalidIdMalformed',
  );
  if (odd !== undefined && told.every((one) => one instanceof ConnectorError && !(one instanceof NotFound))) throw odd;
}

/** An item that carries one of our marks. */
export interface MarkedItem {
  readonly id: string;
  readonly marker: string;
  readonly key: string | undefined;
  /** As the server writes it. */
  readonly createdAt: string;
}

/** Marks in one search. */
const soughtAtOnce = 20;
/** The most that a search with a restriction gives at once. */
const foundAtOnce = 250;

/** The items of a folder that carry one of these markers, copies that a person made included. @throws ConnectorError */
export async function findMarked(
  { session }: EwsMailbox,
  folder: FolderName,
  markers: readonly string[],
  signal: AbortSignal,
): Promise<readonly MarkedItem[]> {
  const found: MarkedItem[] = [];
  for (const batch of batchesOf([...new Set(markers)], soughtAtOnce)) {
    for (let offset = 0, isLast = false; !isLast; ) {
      const [message] = oneEach(await session.send(searchFor(folder, batch, offset), signal), 1);
      if (!message?.isGood) throw message ? errorOfPart(message) : new Nonsense('no answer', { system });
      const root = childOf(message.node, 'RootFolder');
      const items = childOf(root, 'Items')?.children ?? [];
      found.push(...items.flatMap(markedItem));
      isLast = root?.attributes['IncludesLastItemInRange'] !== 'false' || items.length === 0;
      offset += items.length;
    }
  }
  return found;
}

function searchFor(folder: FolderName, markers: readonly string[], offset: number): Xml {
  const [only, ...others] = markers.map((marker) =>
    xml(
      't:IsEqualTo',
      {},
      ownPath('SynchronizerMarker'),
      xml('t:FieldURIOrConstant', {}, xml('t:Constant', { Value: marker })),
    ),
  );
  const paths = [fieldPath('item:DateTimeCreated'), ownPath('SynchronizerMarker'), ownPath('SynchronizerKey')];
  const any = others.length === 0 ? (only as Xml) : xml('t:Or', {}, only as Xml, ...others);
  return xml(
    'm:FindItem',
    { Traversal: 'Shallow' },
    itemShape(paths),
    xml('m:IndexedPageItemView', { MaxEntriesReturned: foundAtOnce, Offset: offset, BasePoint: 'Beginning' }),
    xml('m:Restriction', {}, any),
    xml('m:ParentFolderIds', {}, folderIdOf(folder)),
  );
}

function markedItem(item: XmlNode): readonly MarkedItem[] {
  const id = childOf(item, 'ItemId')?.attributes['Id'];
  const marker = extendedValue(item, ownPath('SynchronizerMarker'));
  if (id === undefined || marker === undefined) throw new Nonsense('an item is found in an unknown form', { system });
  const key = extendedValue(item, ownPath('SynchronizerKey'));
  return [{ id, marker, key, createdAt: textOf(item, 'DateTimeCreated') ?? '' }];
}

/**
 * The one that was made with this mark: a copy that a person made carries the mark and the key too, and is younger.
 * @param exactly whether the key has to be the same; else the oldest copy of the same item stands for one whose key is another.
 */
export function madeWith(found: readonly MarkedItem[], mark: CreationMark, exactly: boolean): MarkedItem | undefined {
  const ours = found
    .filter(({ marker }) => marker === mark.marker)
    .toSorted((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
  const sameKey = ours.find(({ key }) => key?.toLowerCase() === mark.key.toLowerCase());
  return sameKey ?? (exactly ? undefined : ours[0]);
}

/** Our marker on each of these items that has one. @returns by id; what is gone has none. @throws ConnectorError */
export async function readMarkersOf<Id extends string>(
  mailbox: EwsMailbox,
  ids: readonly Id[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Id, string>> {
  const path = ownPath('SynchronizerMarker');
  const refs = ids.map((id) => itemIdOf(id));
  const told = await readEach(mailbox, refs, itemShape([path]), signal, 'small');
  const found = new Map<Id, string>();
  for (const [place, item] of told.entries()) {
    // Whether it is a copy of ours decides what becomes of others: not knowing that, nothing can be matched.
    if (item instanceof ConnectorError) {
      if (item instanceof NotFound || item instanceof RightMissing || item.details.code === 'ErrorInvalidIdMalformed')
        continue;
      throw item;
    }
    const marker = extendedValue(item, path);
    if (marker !== undefined) found.set(ids[place] as Id, marker);
  }
  return found;
}

/** What came of one part of a write. */
export type Written =
  /** `changeKey` is absent where it is gone. */
  | { readonly id: string; readonly changeKey: string }
  | 'removed'
  | { readonly error: ConnectorError; readonly repeated: boolean; readonly isLost: boolean };

/** @param element `t:CalendarItem`, whole. @returns by place; a creation whose answer was lost says so, and is not sent again. */
export async function createEach(
  mailbox: EwsMailbox,
  folder: FolderName,
  items: readonly Xml[],
  signal: AbortSignal,
): Promise<readonly Written[]> {
  const attributes = folder === 'calendar' ? { SendMeetingInvitations: 'SendToNone' } : {};
  const requestOf = (batch: readonly Xml[]) =>
    xml('m:CreateItem', attributes, xml('m:SavedItemFolderId', {}, folderIdOf(folder)), xml('m:Items', {}, ...batch));
  return await writeEach(mailbox, items, (batch) => mailbox.session.send(requestOf(batch), signal, 'once'), 1, signal);
}

/** @param changes `t:ItemChange`. What somebody else changed meanwhile is refused. @returns by place */
export async function updateEach(
  mailbox: EwsMailbox,
  folder: FolderName,
  changes: readonly Xml[],
  signal: AbortSignal,
): Promise<readonly Written[]> {
  const quiet = folder === 'calendar' ? { SendMeetingInvitationsOrCancellations: 'SendToNone' } : {};
  const attributes = { ConflictResolution: 'NeverOverwrite', MessageDisposition: 'SaveOnly', ...quiet };
  const requestOf = (batch: readonly Xml[]) => xml('m:UpdateItem', attributes, xml('m:ItemChanges', {}, ...batch));
  const send = (batch: readonly Xml[]) => mailbox.session.send(requestOf(batch), signal, 'once');
  return await writeEach(mailbox, changes, send, attempts, signal);
}

/** What is to be removed, and the version that it has to have; undefined: whichever. */
export interface Removal {
  readonly id: string;
  readonly changeKey: string | undefined;
}

/**
 * Puts items into Deleted Items. The web service does not compare versions here, so that they are asked for right before.
 * @returns by place
 */
export async function removeEach(
  mailbox: EwsMailbox,
  removals: readonly Removal[],
  signal: AbortSignal,
): Promise<readonly Written[]> {
  const told = await readEach(
    mailbox,
    removals.map(({ id }) => itemIdOf(id)),
    itemShape([]),
    signal,
    'small',
  );
  const written = new Map<number, Written>();
  const due: number[] = [];
  for (const [place, { changeKey }] of removals.entries()) {
    const item = told[place] as Told;
    const error = item instanceof ConnectorError ? item : changedSince(item, changeKey);
    if (error === undefined) due.push(place);
    else written.set(place, { error, repeated: false, isLost: false });
  }
  const send = (batch: readonly number[]) =>
    mailbox.session.ask(
      (service) =>
        service.DeleteItems(
          batch.map((place) => new LibraryItemId((removals[place] as Removal).id)),
          DeleteMode.MoveToDeletedItems,
          SendCancellationsMode.SendToNone,
          AffectedTaskOccurrence.AllOccurrences,
        ),
      signal,
      'once',
    );
  const done = await writeEach(mailbox, due, send, attempts, signal);
  for (const [at, place] of due.entries()) written.set(place, done[at] as Written);
  return [...removals.keys()].map((place) => written.get(place) as Written);
}

function changedSince(item: XmlNode, changeKey: string | undefined): Conflict | undefined {
  const now = childOf(item, 'ItemId')?.attributes['ChangeKey'];
  if (changeKey === undefined || now === changeKey) return undefined;
  return new Conflict('changed in the meantime', { system });
}

/** Takes single occurrences out of their series. @param refs `t:OccurrenceItemId` or `t:ItemId`. @returns by place */
export async function removeOccurrences(
  mailbox: EwsMailbox,
  refs: readonly Xml[],
  signal: AbortSignal,
): Promise<readonly Written[]> {
  const attributes = { DeleteType: 'MoveToDeletedItems', SendMeetingCancellations: 'SendToNone' };
  const requestOf = (batch: readonly Xml[]) => xml('m:DeleteItem', attributes, xml('m:ItemIds', {}, ...batch));
  const send = (batch: readonly Xml[]) => mailbox.session.send(requestOf(batch), signal, 'once');
  return await writeEach(mailbox, refs, send, attempts, signal);
}

/** @param most how often a batch is sent that gets no answer. */
async function writeEach<T>(
  { ports }: EwsMailbox,
  parts: readonly T[],
  send: (batch: readonly T[]) => Promise<readonly ResponseMessage[]>,
  most: number,
  signal: AbortSignal,
): Promise<readonly Written[]> {
  const written: Written[] = [];
  for (const batch of batchesOf(parts, itemsAtOnce)) {
    for (let times = 1; ; times += 1) {
      try {
        const messages = await send(batch);
        // Something was done, and nobody knows to which of them.
        if (messages.length !== batch.length) throw new AnswerLost('a write is answered in part', { system });
        written.push(...messages.map((message) => writtenBy(message, times > 1)));
        break;
      } catch (error) {
        if (!(error instanceof AnswerLost)) throw error;
        if (times >= most) {
          written.push(...batch.map(() => ({ error, repeated: true, isLost: true })));
          break;
        }
        await ports.clock.sleep(backoffMs(times, ports.random), signal);
      }
    }
  }
  return written;
}

function writtenBy(message: ResponseMessage, repeated: boolean): Written {
  if (!message.isGood) {
    const error = errorOf(message.code, message.backOffMs);
    if (error instanceof AuthExpired) throw error;
    return { error, repeated, isLost: false };
  }
  const [item] = childOf(message.node, 'Items')?.children ?? [];
  const { Id: id, ChangeKey: changeKey } = childrenOf(item, 'ItemId')[0]?.attributes ?? {};
  return id === undefined || changeKey === undefined ? 'removed' : { id, changeKey };
}
