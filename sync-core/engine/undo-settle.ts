/** @file What becomes of an undo: taken back, or refused and said so. Each function is called inside a transaction. */

import { isReadable, type RemoteItem, type WriteOutcome } from '../connectors/connector.ts';
import { type ItemFields, isPrivate } from '../model/item.ts';
import { isCreation, type Operation, pairName, sides } from '../store/operation.ts';
import type { Footing } from '../store/records.ts';
import type { RunContext } from './context.ts';
import { differingFields } from './fields.ts';
import { newId } from './new-id.ts';
import type { UndoRefusal, UndoReport } from './report.ts';
import { createdSide, itemPlace, settleUpdated } from './settle.ts';
import type { UndoSight } from './undo-plan.ts';
import { addEntry } from './waiting-room.ts';

/** What an undo has come to, for its report. */
export interface UndoBook {
  undone: number;
  readonly refused: UndoReport['refused'];
}

/** An undo on its way. While it is, the pair's link is suspended, so that nothing that it does is taken for somebody's edit. */
export interface UndoIntent {
  readonly journal: number;
  readonly operation: Operation;
  /** The activity entry of what is taken back. */
  readonly entry: number;
  /** What the pair goes on with afterwards. */
  readonly footing: Footing;
}

type GoodOutcome = Exclude<WriteOutcome<ItemFields>, { readonly result: 'failed' }>;

export function beginUndo(context: RunContext, operation: Operation, entry: number): UndoIntent {
  const { tables, links, kind, accounts, runId } = context;
  const { link } = operation.pair;
  const footing = link === null ? 'sound' : footingAfter(context, link, operation);
  const journal = tables.journal.intend(runId, kind, accounts, operation);
  if (link !== null) links.suspend(link);
  return { journal, operation, entry, footing };
}

/** An edit that no run has seen yet would hide behind the version that our own write makes. */
function footingAfter({ links }: RunContext, id: string, { side, target, work }: Operation): Footing {
  const link = links.byId(id);
  const known = link?.sides[side];
  if (link === undefined || known === undefined || target === null) return 'open';
  const carried = work.do === 'update' ? work.carried : [];
  const unseen = differingFields(target.fields, known.agreed).some((field) => !carried.includes(field));
  return unseen ? 'open' : link.footing;
}

export function settleUndone(context: RunContext, book: UndoBook, intent: UndoIntent, outcome: GoodOutcome): void {
  const { operation, footing } = intent;
  if (outcome.result === 'removed') settleTakenAway(context, intent);
  else if (isCreation(operation)) settleRestored(context, intent, outcome.item);
  else settlePutBack(context, intent, outcome.item, footing);
  book.undone += 1;
}

function settlePutBack(context: RunContext, intent: UndoIntent, echo: RemoteItem, footing: Footing): void {
  const { operation, journal } = intent;
  const clean = settleUpdated(context, journal, operation, echo);
  if (operation.pair.link !== null) context.links.resume(operation.pair.link, clean ? footing : 'open');
}

/** The source stays, and is not copied again. */
function settleTakenAway(context: RunContext, { operation, journal }: UndoIntent): void {
  const { links, tables, tally, kind } = context;
  const { pair, side } = operation;
  if (pair.link !== null) {
    links.dropSide(pair.link, side);
    tables.waiting.remove(kind, pairName(pair));
  }
  tables.journal.done(journal, { entry: addEntry(context, operation.entry) });
  tally.wrote(side, 'remove');
}

/** It stands on its own: what was deleted on the other side stays deleted there. */
function settleRestored(context: RunContext, { operation, journal }: UndoIntent, item: RemoteItem): void {
  const { links, tables, tally, options } = context;
  const { side } = operation;
  const created = createdSide(context, side, item, item.fields);
  if (links.head(side, item.id) === undefined) {
    links.insert({
      id: newId(options.random),
      state: 'detached',
      why: { kind: 'undone' },
      origin: side,
      incarnation: 0,
      footing: 'sound',
      sides: { [side]: created },
    });
  }
  const entry = addEntry(context, { ...operation.entry, items: { [side]: itemPlace(created) } });
  tables.journal.done(journal, { entry, item: item.id });
  tally.wrote(side, 'create');
}

/** Nothing was written; both sides follow each other again. */
export function giveUp(context: RunContext, { operation, journal, footing }: UndoIntent, why: string): void {
  context.tables.journal.failed(journal, why);
  if (operation.pair.link !== null) context.links.resume(operation.pair.link, footing);
}

/** Says that an operation is not taken back. @param shown what its items show now, as far as they were read. */
export function refuse(
  context: RunContext,
  book: UndoBook,
  entry: number,
  code: UndoRefusal,
  shown: UndoSight['shown'] = {},
): void {
  book.refused.push({ entry, code });
  context.tally.setAside += 1;
  const told = context.tables.activity.entry(entry);
  if (told === undefined) return;
  const { id: _id, at: _at, runId: _runId, undo: _undo, ...draft } = told;
  const hidden = sides.some((side) => {
    const item = shown[side];
    return isReadable(item) && isPrivate(item.fields);
  });
  addEntry(context, {
    ...draft,
    title: hidden ? null : draft.title,
    outcome: 'notUndone',
    reason: { kind: 'undo', code },
    changes: [],
  });
}
