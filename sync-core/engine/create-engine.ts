/** @file Puts the engine together. */
import type { Engine, EngineOptions } from './engine.ts';
import { decideHeld } from './held-decision.ts';
import { holdLease } from './lease.ts';
import { readFacts } from './place.ts';
import { toProblem } from './problem.ts';
import { runOnce } from './run.ts';
import { undoOnce } from './undo.ts';

/**
 * An engine for two connected accounts and one store. It keeps nothing between runs but what is in the store, so that a new
 * one can be made whenever an account changes.
 */
export function createEngine(options: EngineOptions): Engine {
  let running = false;
  /** Never beside another run or undo of this engine. */
  async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (running) throw new Error('a run is going on already');
    running = true;
    try {
      return await work();
    } finally {
      running = false;
    }
  }
  return {
    run: (run) => alone(() => runOnce(options, run)),
    async takeOver(signal) {
      try {
        await holdLease(options, await readFacts(options, signal), signal, 'take');
        return null;
      } catch (error) {
        return toProblem(error, options.clock.now());
      }
    },
    undo: (what, signal) => alone(() => undoOnce(options, what, signal)),
    decideHeld: (entryIds, decision) => decideHeld(options.store, entryIds, decision),
  };
}
