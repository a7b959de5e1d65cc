/** @file Takes down the user's word on what waits for it; the next run carries it out, against what both sides show then. */
import type { Store } from '../store/store.ts';
import type { Question } from '../store/waiting.ts';
import type { HeldDecision } from './report.ts';

/** An answer that does not fit the question. */
export class WrongDecision extends Error {
  constructor(decision: HeldDecision, ask: Question['ask']) {
    super(`"${decision}" is no answer to "${ask}"`);
    this.name = 'WrongDecision';
  }
}

const answers: Readonly<Record<Question['ask'], readonly HeldDecision[]>> = {
  conflict: ['crm', 'calendar', 'keep'],
  manyRemovals: ['apply', 'keep', 'restore'],
  manyChanges: ['apply', 'keep', 'restore'],
};

/**
 * Entries that wait no more are passed over.
 * @throws WrongDecision when the decision does not fit one of the entries; then none is decided on.
 */
export function decideHeld({ tables }: Store, entryIds: readonly number[], decision: HeldDecision): void {
  // The user is told that it is done: it must still be after the power failed.
  tables.durably(() => {
    for (const id of entryIds) {
      const held = tables.waiting.heldByEntry(id);
      if (held === undefined) continue;
      const { ask } = held.question;
      if (!answers[ask].includes(decision)) throw new WrongDecision(decision, ask);
      tables.waiting.decide(held.id, decision);
    }
  });
}
