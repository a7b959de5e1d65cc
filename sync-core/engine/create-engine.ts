/** @file Puts the engine together. */
import type { Engine, EngineOptions } from './engine.ts';
import { decideHeld } from './held-decision.ts';
import { holdLease } from './lease.ts';
import { readFacts } from './place.ts';
import { toProblem } from './problem.ts';
import { runOnce } from './run.ts';

/**
 * An engine for two connected accounts and one store. It keeps nothing between runs but what is in the store, so that a new
 * one can be made whenever an account changes.
 */
export function createEngine(options: EngineOptions): Engine {
  let running = false;
  return {
    async run(run) {
      if (running) throw new Error('a run is going on already');
      running = true;
      try {
        return await runOnce(options, run);
      } finally {
        running = false;
      }
    },
    async takeOver(signal) {
      try {
        await holdLease(options, await readFacts(options, signal), signal, 'take');
        return null;
      } catch (error) {
        return toProblem(error, options.clock.now());
      }
    },
    undo: async (what) => ({
      undone: 0,
      refused: 'entries' in what ? what.entries.map((entry) => ({ entry, code: 'notKept' as const })) : [],
    }),
    decideHeld: (entryIds, decision) => decideHeld(options.store, entryIds, decision),
  };
}
