import { describe, expect, it } from 'vitest';
import { createWords } from '../../../locales/index.ts';
import type { AccountState } from '../../../preload/contract.ts';
import { type ActivityEntry, heldDecision } from '../../../sync-core/engine/report.ts';
import { questions } from '../../harness/sample-questions.ts';
import { answersTo, groupHeld, type Question } from './held-groups.ts';
import { decisionWords } from './held-words.ts';

const words = createWords('en');
const accounts = [
  { side: 'crm', system: 'superoffice' },
  { side: 'calendar', system: 'microsoft365' },
] as AccountState[];

function held(id: number, change: Partial<ActivityEntry>): ActivityEntry {
  const [first] = questions;
  if (!first) throw new Error('no sample');
  return { ...first, id, ...change };
}

describe('what waits, by question', () => {
  it('comes in one group for all conflicts, and one for each side of what is many at once', () => {
    const groups = groupHeld([
      held(1, { side: 'calendar', reason: { kind: 'ask', code: 'manyChanges' } }),
      held(2, { side: 'calendar', reason: { kind: 'ask', code: 'manyRemovals' } }),
      held(3, { side: 'crm', reason: { kind: 'ask', code: 'conflict' } }),
      held(4, { side: 'crm', reason: { kind: 'ask', code: 'manyRemovals' } }),
      held(5, { side: 'calendar', reason: { kind: 'ask', code: 'conflict' } }),
      held(6, { side: 'calendar', reason: { kind: 'ask', code: 'manyRemovals' } }),
    ]);
    const told = groups.map(({ question, side, entries }) => [question, side, entries.map(({ id }) => id)]);
    expect(told).toEqual([
      ['conflict', 'crm', [3, 5]],
      ['manyRemovals', 'calendar', [2, 6]],
      ['manyRemovals', 'crm', [4]],
      ['manyChanges', 'calendar', [1]],
    ]);
  });

  it('is understood by its action where an earlier version did not say the question', () => {
    const [group] = groupHeld([held(1, { action: 'remove', reason: null })]);
    expect(group?.question).toBe('manyRemovals');
  });
});

describe('a decision in words', () => {
  const say = (question: Question, decision: (typeof heldDecision.options)[number], count: number) =>
    decisionWords({ question, side: 'crm' }, decision, count, accounts, words);

  it('names the side that is deleted from, and for how long it can be taken back', () => {
    const { all, chosen, consequence } = say('manyRemovals', 'apply', 12);
    expect(all).toBe('Delete all 12 in SuperOffice');
    expect(chosen).toBe('Delete the 12 chosen in SuperOffice');
    expect(consequence).toBe('12 items are deleted in SuperOffice. You can take this back for 30 days.');
  });

  it('names the other side where it is put back', () => {
    expect(say('manyRemovals', 'restore', 1).one).toBe('Put back in Microsoft 365');
    expect(say('manyChanges', 'restore', 2).consequence).toMatch(/^2 items in Microsoft 365 are changed back/);
  });

  it('says whose version stays and where the other one goes', () => {
    expect(say('conflict', 'crm', 1).consequence).toMatch(/^Microsoft 365 gets SuperOffice's version/);
    expect(say('conflict', 'calendar', 3).consequence).toMatch(/^3 items in SuperOffice get Microsoft 365's/);
  });

  it('is whole for every answer to every question', () => {
    for (const [question, decisions] of Object.entries(answersTo) as [Question, typeof heldDecision.options][]) {
      for (const decision of decisions) {
        for (const count of [1, 7]) {
          for (const said of Object.values(say(question, decision, count))) {
            expect(said, `${question} ${decision}`).not.toMatch(/\{\{|held\./);
            expect(said.trim()).not.toBe('');
          }
        }
      }
    }
    expect(new Set(Object.values(answersTo).flat())).toEqual(new Set(heldDecision.options));
  });
});
