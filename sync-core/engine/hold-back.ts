/** @file Keeps back removals that are too many to be done unasked, and puts them before the user. */
import { pairName } from '../store/operation.ts';
import { breathe, type RunContext, sliceSize } from './context.ts';
import { mustAsk } from './guard.ts';
import { hold } from './waiting-room.ts';

/**
 * @param before removals that earlier rounds of this run let through.
 * @returns how many removals go ahead unasked now.
 */
export async function holdBack(context: RunContext, before: number): Promise<number> {
  const { tables, kind, linkedBefore } = context;
  const planned = tables.staging.countRemovals();
  if (planned === 0) return 0;
  const removals = before + planned + tables.waiting.counts().held;
  const tooMany = mustAsk({ removals, linked: linkedBefore });
  let kept = 0;
  for (let after = 0; ; ) {
    const slice = tables.staging.unapprovedRemovals(after, sliceSize);
    tables.transaction(() => {
      for (const { seq, operation } of slice) {
        after = seq;
        // What already waits for the user goes on waiting, however few there are now.
        if (!tooMany && tables.waiting.byPair(kind, pairName(operation.pair))?.state !== 'held') continue;
        hold(context, operation);
        tables.staging.dropPlanned(seq);
        kept += 1;
      }
    });
    if (slice.length < sliceSize) break;
    await breathe(context);
  }
  if (kept > 0) context.options.log.warn('removals wait for the user', { held: kept, linked: linkedBefore });
  return planned - kept;
}
