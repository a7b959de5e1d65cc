/**
 * @file SyncFolderItems: what happened in a folder since a state that was given out before; all that is in it, newest first,
 * where no state is given. Of a calendar single items and series alone: an occurrence tells as a change of its series.
 */

import type { Shape } from '../items/property.ts';
import { childOf, textOf } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { ItemError } from '../soap/ews-error.ts';
import type { FolderName } from '../store/folders.ts';
import { type EwsCall, eachAnswered, type Operation } from './call.ts';
import { type Entry, showEntry } from './find-entry.ts';
import { folderOf } from './folders.ts';
import { readShape } from './shape.ts';

interface SyncState {
  readonly folder: FolderName;
  /** Which of the folders of that name. */
  readonly of: string;
  readonly generation: number;
  /** Revision that a round begins after; null: the first round. */
  readonly since: number | null;
  /** Revision that a round ends with, once it has begun; null: it has not. */
  readonly until: number | null;
  /** How many changes of the round are told. */
  readonly told: number;
}

type Change =
  | { readonly what: 'Create' | 'Update'; readonly entry: Entry }
  | { readonly what: 'Delete'; readonly id: string };

export const syncFolderItems: Operation = (request, call) =>
  eachAnswered(call, [request], () => {
    const target = childOf(request, 'SyncFolderId')?.children[0];
    if (!target) throw new ItemError('ErrorSyncFolderNotFound', 'The folder to synchronize could not be found.');
    const folder = folderOf(call.mailbox, target);
    const wanted = Number(textOf(request, 'MaxChangesReturned'));
    const shape = withoutBodies(readShape(childOf(request, 'ItemShape')));
    const state = readState(call, folder, textOf(request, 'SyncState'));
    const until = state.until ?? newestRevision(call, folder);
    const changes = changesIn(call, folder, state.since, until);
    const page = changes.slice(state.told, state.told + wanted);
    const told = state.told + page.length;
    const isLast = told >= changes.length;
    const next: SyncState = isLast ? { ...state, since: until, until: null, told: 0 } : { ...state, until, told };
    return {
      'm:SyncState': Buffer.from(JSON.stringify(next)).toString('base64'),
      'm:IncludesLastItemInRange': isLast,
      'm:Changes': { '#': page.map((change) => showChange(call, change, shape)) },
    };
  });

/** Whoever asks for a body gets the rest. */
function withoutBodies(shape: Shape): Shape {
  const bodies = ['item:Body', 'item:TextBody', 'item:UniqueBody'];
  return { ...shape, paths: new Set([...shape.paths].filter((path) => !bodies.includes(path))) };
}

function showChange(call: EwsCall, change: Change, shape: Shape): XmlObject {
  if (change.what === 'Delete') return { 't:Delete': { 't:ItemId': { '@Id': change.id, '@ChangeKey': 'AAAAAA==' } } };
  return { [`t:${change.what}`]: showEntry(call, change.entry, shape, 'Best') };
}

/** @throws ItemError for a state of another folder, or one that is not known any more */
function readState(call: EwsCall, folder: FolderName, text: string | undefined): SyncState {
  const of = call.mailbox.generation(folder);
  if (text === undefined || text === '')
    return { folder, of, generation: call.generation, since: null, until: null, told: 0 };
  const state = parsed(text);
  if (state === null || state.folder !== folder || state.of !== of || state.generation !== call.generation) {
    throw new ItemError('ErrorInvalidSyncStateData', 'Synchronization state data is corrupt or otherwise invalid.');
  }
  return state;
}

function parsed(text: string): SyncState | null {
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as SyncState;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function newestRevision({ mailbox, asOf }: EwsCall, folder: FolderName): number {
  if (folder === 'calendar') return mailbox.calendar.view(asOf).revision;
  return records({ mailbox }, folder).revisionAt(asOf);
}

function records({ mailbox }: Pick<EwsCall, 'mailbox'>, folder: FolderName) {
  if (folder === 'tasks') return mailbox.tasks;
  if (folder === 'contacts') return mailbox.contacts;
  throw new ItemError('ErrorSyncFolderNotFound', 'The folder to synchronize could not be found.');
}

function changesIn(call: EwsCall, folder: FolderName, since: number | null, until: number): readonly Change[] {
  return folder === 'calendar' ? calendarChanges(call, since, until) : recordChanges(call, folder, since, until);
}

function calendarChanges({ mailbox, asOf }: EwsCall, since: number | null, until: number): readonly Change[] {
  const { calendar } = mailbox;
  const { slots } = calendar.view(asOf);
  const entry = (number: number): Entry | null => {
    const record = slots[number];
    return record && record.occurrenceOf === null ? { kind: 'calendar', item: { record, occurrence: null } } : null;
  };
  if (since === null) {
    return slots
      .flatMap((record) => (record && record.revision <= until ? (entry(record.number) ?? []) : []))
      .reverse()
      .map((each) => ({ what: 'Create', entry: each }));
  }
  const numbers = new Set<number>();
  for (const { number } of calendar.changedSince(since, until)) numbers.add(calendar.origin(number)?.master ?? number);
  return [...numbers].flatMap((number): readonly Change[] => {
    const found = entry(number);
    const wasThere = calendar.spanAt(number, since) !== null;
    if (found) return [{ what: wasThere ? 'Update' : 'Create', entry: found }];
    return wasThere ? [{ what: 'Delete', id: calendar.ids.idOf(number, 'ordinary') }] : [];
  });
}

function recordChanges(call: EwsCall, folder: FolderName, since: number | null, until: number): readonly Change[] {
  const { mailbox, asOf } = call;
  const ids = folder === 'tasks' ? mailbox.taskIds : mailbox.contactIds;
  const rows = records(call, folder).changes(0, since, until, asOf);
  const changes = rows.map(({ number, record }): Change => {
    if (record === null) return { what: 'Delete', id: ids.idOf(number, 'ordinary') };
    const isNew = since === null || record.firstRevision > since;
    const entry = (folder === 'tasks' ? { kind: 'task', record } : { kind: 'contact', record }) as Entry;
    return { what: isNew ? 'Create' : 'Update', entry };
  });
  return since === null ? changes.toReversed() : changes;
}
