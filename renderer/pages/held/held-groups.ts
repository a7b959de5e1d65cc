/**
 * @file What waits for the user, by question: conflicts first, then each mass deletion and mass change by the side that it
 * would be carried over to, because one answer is given to all of them. Pure.
 */
import type { ActivityEntry, HeldDecision } from '../../../sync-core/engine/report.ts';
import type { Side } from '../../../sync-core/model/side.ts';

export type Question = 'conflict' | 'manyRemovals' | 'manyChanges';

export interface HeldGroup {
  readonly question: Question;
  /** The side that would be written; of conflicts there is one group, whatever their side. */
  readonly side: Side;
  readonly entries: readonly ActivityEntry[];
}

const order: readonly Question[] = ['conflict', 'manyRemovals', 'manyChanges'];

/** What is asked; an entry of an earlier version does not say it, and then its action does. */
function questionOf({ reason, action }: ActivityEntry): Question {
  if (reason?.kind === 'ask') return reason.code;
  return action === 'remove' ? 'manyRemovals' : 'manyChanges';
}

/** Groups held entries, in a fixed order of questions; within a group their order stays. */
export function groupHeld(entries: readonly ActivityEntry[]): readonly HeldGroup[] {
  const groups = new Map<string, { question: Question; side: Side; entries: ActivityEntry[] }>();
  for (const entry of entries) {
    const question = questionOf(entry);
    const side = question === 'conflict' ? 'crm' : entry.side;
    const key = `${question} ${side}`;
    const group = groups.get(key);
    if (group) group.entries.push(entry);
    else groups.set(key, { question, side, entries: [entry] });
  }
  return [...groups.values()].sort(
    (one, other) => order.indexOf(one.question) - order.indexOf(other.question) || one.side.localeCompare(other.side),
  );
}

/** The answers to a question, in the order of their buttons. */
export const answersTo: Readonly<Record<Question, readonly HeldDecision[]>> = {
  conflict: ['crm', 'calendar', 'keep'],
  manyRemovals: ['restore', 'apply', 'keep'],
  manyChanges: ['apply', 'restore', 'keep'],
};
