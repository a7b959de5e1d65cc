/** @file Keeps back what is too much to be done unasked, and puts it before the user. */
import type { Side } from '../model/side.ts';
import { pairName, sides } from '../store/operation.ts';
import type { Question } from '../store/waiting.ts';
import { breathe, type RunContext, sliceSize } from './context.ts';
import { mustAskChanges, mustAskRemovals } from './guard.ts';
import { hold } from './waiting-room.ts';

/** What earlier rounds of a run let through unasked. */
export interface LetThrough {
  readonly removals: number;
  readonly changes: Readonly<Record<Side, number>>;
}

export const noneYet: LetThrough = { removals: 0, changes: { crm: 0, calendar: 0 } };

/** @returns what has been let through after this round. */
export async function holdBack(context: RunContext, before: LetThrough): Promise<LetThrough> {
  const { tables, kind, linkedBefore } = context;
  const removals = tables.staging.countGuarded('remove', sides);
  // What is missing and only waits for a second look is on its way to be removed as well: many are many, one by one too.
  const waiting = tables.waiting.countHeld(kind, { ask: 'manyRemovals' }) + tables.waiting.countMissed(kind);
  const ask = mustAskRemovals(before.removals + removals + waiting, linkedBefore);
  const kept = await holdAll(context, { ask: 'manyRemovals' }, ask);
  const changes = { ...before.changes };
  for (const side of sides) {
    const planned = tables.staging.countGuarded('update', [side]);
    const askToo = mustAskChanges(changes[side] + planned, linkedBefore);
    changes[side] += planned - (await holdAll(context, { ask: 'manyChanges', side }, askToo));
  }
  return { removals: before.removals + removals - kept, changes };
}

/**
 * What already waits for the user goes on waiting, however little there is now.
 * @param all whether what is new must wait too.
 * @returns how many of those that count were kept back.
 */
async function holdAll(
  context: RunContext,
  question: Exclude<Question, { ask: 'conflict' }>,
  all: boolean,
): Promise<number> {
  const { tables, kind, linkedBefore } = context;
  const action = question.ask === 'manyRemovals' ? 'remove' : 'update';
  const on = question.ask === 'manyRemovals' ? sides : [question.side];
  let kept = 0;
  for (let after = 0; ; ) {
    const slice = tables.staging.guarded(action, on, after, sliceSize);
    tables.transaction(() => {
      for (const { seq, operation, counts } of slice) {
        after = seq;
        const waits = tables.waiting.heldWith(kind, pairName(operation.pair), question) !== undefined;
        if (!waits && !(all && counts)) continue;
        tables.staging.dropPlanned(seq);
        hold(context, operation, question);
        if (counts) kept += 1;
      }
    });
    if (slice.length < sliceSize) break;
    await breathe(context);
  }
  if (kept > 0) context.options.log.warn('writes wait for the user', { ...question, held: kept, linked: linkedBefore });
  return kept;
}
