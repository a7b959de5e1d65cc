/**
 * @file Carries undos out, and finishes those that a crash or a lost answer left open. What is open is written once more: a
 * change or a removal is bound to the version that was seen, and a creation to its key, so that nothing happens twice, and
 * the system's answer tells what became of the first.
 */

import { isReadable, type WriteOutcome } from '../connectors/connector.ts';
import { Conflict, type ConnectorError, Nonsense, NotFound } from '../connectors/errors.ts';
import type { ItemFields } from '../model/item.ts';
import { isAppointment, repeats } from '../model/item.ts';
import { extentOf } from '../model/series-compare.ts';
import type { Side } from '../model/side.ts';
import type { Period } from '../model/time.ts';
import { isCreation, sides } from '../store/operation.ts';
import { breathe, type RunContext, sliceSize } from './context.ts';
import { patched, sameField } from './fields.ts';
import { concernsAccount, leavesDoubt } from './problem.ts';
import type { UndoRefusal } from './report.ts';
import { knownOn, soughtOf } from './sought.ts';
import { toWrite } from './to-write.ts';
import { giveUp, refuse, settleUndone, type UndoBook, type UndoIntent } from './undo-settle.ts';

/** For so long an undo without an answer is tried again. */
const patienceMs = 24 * 3_600_000;

export interface FailedUndo {
  readonly intent: UndoIntent;
  readonly error: ConnectorError;
}

/**
 * What is put back is put back whole: a system that holds a part of a series is given all that it held, whatever the window is now. What
 * is over and stands there all the same is left as it is.
 */
function windowOf({ rules }: RunContext, intents: readonly UndoIntent[]): Period {
  const { window } = rules;
  const extents = intents.flatMap(({ operation: { work, target } }) => {
    const before = target?.fields;
    const isPatch = work.do === 'update' && before !== undefined;
    const fields = work.do === 'create' ? work.fields : isPatch ? patched(before, work.patch) : undefined;
    if (fields === undefined || !isAppointment(fields) || fields.recurrence === null) return [];
    const { from, until } = extentOf(fields);
    const historyStands = before !== undefined && repeats(before);
    return [{ from: historyStands ? window.from : from, until: until ?? window.until }];
  });
  const froms = [window.from, ...extents.map(({ from }) => from)].toSorted();
  const untils = [window.until, ...extents.map(({ until }) => until)].toSorted();
  return { from: froms[0] ?? window.from, until: untils.at(-1) ?? window.until };
}

/** What the systems did is settled as it comes. @returns what was not done. @throws what concerns a whole account. */
export async function writeUndos(
  context: RunContext,
  book: UndoBook,
  side: Side,
  intents: readonly UndoIntent[],
): Promise<readonly FailedUndo[]> {
  if (intents.length === 0) return [];
  const { system } = context.options.connectors[side];
  const open = new Map(intents.entries());
  const failed: FailedUndo[] = [];
  for await (const outcome of context.faces[side].write(
    intents.map(({ operation }) => toWrite(operation)),
    windowOf(context, intents),
    context.run.signal,
  )) {
    const intent = open.get(outcome.index);
    if (intent === undefined) continue;
    open.delete(outcome.index);
    if (outcome.result === 'failed') failed.push({ intent, error: outcome.error });
    else settle(context, book, intent, outcome);
  }
  for (const intent of open.values()) {
    failed.push({ intent, error: new Nonsense('the system did not say what became of a write', { system }) });
  }
  const worst = failed.find(({ error }) => concernsAccount(error));
  if (worst !== undefined) throw worst.error;
  return failed;
}

function settle(
  context: RunContext,
  book: UndoBook,
  intent: UndoIntent,
  outcome: Exclude<WriteOutcome<ItemFields>, { readonly result: 'failed' }>,
): void {
  context.tables.transaction(() => settleUndone(context, book, intent, outcome));
}

/**
 * Finishes what was begun and has no outcome. @returns why some of it still has none; the next run tries again.
 * @throws what concerns a whole account.
 */
export async function recoverUndos(context: RunContext, book: UndoBook): Promise<readonly ConnectorError[]> {
  const { tables, kind } = context;
  const errors: ConnectorError[] = [];
  for (const side of sides) {
    for (let after = 0; ; ) {
      const open = tables.journal.openUndos(kind, side, after, sliceSize);
      if (open.length === 0) break;
      after = open.at(-1)?.id ?? after;
      const tooOld = new Set(open.flatMap(({ id, begunAt }) => (isTooOld(context, begunAt) ? [id] : [])));
      const intents = open.map(
        ({ id, operation, entry }): UndoIntent => ({ journal: id, operation, entry, footing: 'open' }),
      );
      const unfound = await lookUp(context, book, side, intents);
      for (const { intent, error } of await writeUndos(context, book, side, unfound)) {
        if (leavesDoubt(error) && !tooOld.has(intent.journal)) errors.push(error);
        else await conclude(context, book, side, intent, error);
      }
      await breathe(context);
    }
  }
  return errors;
}

function isTooOld({ options }: RunContext, begunAt: number): boolean {
  return options.clock.now() - begunAt > patienceMs;
}

/** @returns those that do not show in what the system has now. That can be an old copy's word. */
async function lookUp(
  context: RunContext,
  book: UndoBook,
  side: Side,
  intents: readonly UndoIntent[],
): Promise<readonly UndoIntent[]> {
  const sought = intents.flatMap(({ operation }) => (isCreation(operation) ? [soughtOf(operation)] : []));
  const changed = intents.flatMap(({ operation }) =>
    operation.work.do === 'update' && operation.target !== null ? [operation.target.id] : [],
  );
  const { signal } = context.run;
  const created =
    sought.length === 0 ? undefined : await context.faces[side].findCreated(sought, signal, knownOn(context, side));
  const shown = changed.length === 0 ? undefined : await context.faces[side].get(changed, signal);
  return intents.filter((intent) => {
    const { operation } = intent;
    if (isCreation(operation)) {
      const item = created?.get(operation.work.mark.key);
      if (item === undefined) return true;
      settle(context, book, intent, { index: 0, result: 'existed', item });
      return false;
    }
    const item = operation.target === null ? undefined : shown?.get(operation.target.id);
    if (!isReadable(item) || !stands(context, intent, item.fields)) return true;
    settle(context, book, intent, { index: 0, result: 'updated', item });
    return false;
  });
}

/** Whether an item shows what was to be put back. */
function stands(context: RunContext, intent: UndoIntent, fields: Parameters<typeof sameField>[1]): boolean {
  const { work, target, side } = intent.operation;
  if (work.do !== 'update' || target === null) return false;
  const meant = context.faces[side].express(patched(target.fields, work.patch), windowOf(context, [intent]));
  return work.carried.every((field) => sameField(field, fields, meant));
}

/** The system would not do it: because the first try had done it already, or for good. */
async function conclude(
  context: RunContext,
  book: UndoBook,
  side: Side,
  intent: UndoIntent,
  error: ConnectorError,
): Promise<void> {
  if (error instanceof Conflict && intent.operation.work.do === 'update') {
    const unfound = await lookUp(context, book, side, [intent]);
    if (unfound.length === 0) return;
  }
  if (leavesDoubt(error) && (await isRemoved(context, side, intent))) {
    settle(context, book, intent, { index: 0, result: 'removed' });
    return;
  }
  context.tables.transaction(() => {
    giveUp(context, intent, error.kind);
    refuse(context, book, intent.entry, refusalOf(error));
  });
}

/** Asked after so long that no copy of what was before can answer. */
async function isRemoved({ faces, run }: RunContext, side: Side, { operation }: UndoIntent): Promise<boolean> {
  const { work, target } = operation;
  if (work.do !== 'remove' || target === null) return false;
  return (await faces[side].get([target.id], run.signal)).get(target.id) === 'gone';
}

export function refusalOf(error: ConnectorError): UndoRefusal {
  if (error instanceof Conflict) return 'changedSince';
  return error instanceof NotFound ? 'gone' : 'failed';
}
