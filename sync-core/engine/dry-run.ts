/** @file Tells what a run would do, without doing it. */
import type { ActivityDraft } from '../store/activity.ts';
import { sides } from '../store/operation.ts';
import { breathe, type RunContext, sliceSize } from './context.ts';

/** Hands one entry to whoever asked for the dry run. */
export function planned(context: RunContext, draft: ActivityDraft): void {
  const { tally, run, runId, options } = context;
  tally.entries += 1;
  run.onPlanned?.({
    ...draft,
    id: tally.entries,
    at: new Date(options.clock.now()).toISOString(),
    runId,
    undo: 'none',
    outcome: draft.outcome === 'leftOut' ? 'leftOut' : 'planned',
  });
}

/** Counts and tells the writes that a real run would do now. */
export async function tellPlan(context: RunContext): Promise<void> {
  const { staging } = context.tables;
  for (const side of sides) {
    for (const action of ['create', 'update', 'remove'] as const) {
      for (let after = 0; ; ) {
        const slice = staging.planned(action, side, after, sliceSize);
        for (const { seq, operation } of slice) {
          after = seq;
          context.tally.wrote(side, action);
          planned(context, operation.entry);
        }
        if (slice.length < sliceSize) break;
        await breathe(context);
      }
    }
  }
}
