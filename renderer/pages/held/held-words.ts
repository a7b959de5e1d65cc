/** @file What a decision does, in words that name the systems: on its button, and as its consequence before it is made. */
import type { Words } from '../../../locales/index.ts';
import type { AccountState } from '../../../preload/contract.ts';
import type { HeldDecision } from '../../../sync-core/engine/report.ts';
import { otherSide, type Side } from '../../../sync-core/model/side.ts';
import { systemName } from '../activity/entry-words.ts';
import type { Question } from './held-groups.ts';

export interface Asked {
  readonly question: Question;
  /** The side that would be written. */
  readonly side: Side;
}

export interface DecisionWords {
  /** On a button that decides on one item, whose title stands beside it. */
  readonly one: string;
  /** On a button that decides on `count` items. */
  readonly all: string;
  /** On a button that decides on `count` chosen items of more. */
  readonly chosen: string;
  /** What is so afterwards. */
  readonly consequence: string;
}

/** The systems of a question by their part in it: `system` would be written, in `other` it was changed. */
export function systemsOf({ side }: Asked, accounts: readonly AccountState[], words: Words) {
  return {
    system: systemName(accounts, side, words),
    other: systemName(accounts, otherSide(side), words),
    crm: systemName(accounts, 'crm', words),
    calendar: systemName(accounts, 'calendar', words),
  };
}

/** @param count of the items that the decision is made on. */
export function decisionWords(
  asked: Asked,
  decision: HeldDecision,
  count: number,
  accounts: readonly AccountState[],
  words: Words,
): DecisionWords {
  const { t } = words;
  const names = { ...systemsOf(asked, accounts, words), count };
  switch (asked.question) {
    case 'conflict': {
      const answer = decision === 'crm' || decision === 'calendar' ? decision : 'keep';
      return {
        one: t(`held.conflict.${answer}.one`, names),
        all: t(`held.conflict.${answer}.all`, names),
        chosen: t(`held.conflict.${answer}.chosen`, names),
        consequence: t(`held.conflict.${answer}.consequence`, names),
      };
    }
    case 'manyRemovals':
    case 'manyChanges': {
      const answer = decision === 'apply' || decision === 'restore' ? decision : 'keep';
      return {
        one: t(`held.${asked.question}.${answer}.one`, names),
        all: t(`held.${asked.question}.${answer}.all`, names),
        chosen: t(`held.${asked.question}.${answer}.chosen`, names),
        consequence: t(`held.${asked.question}.${answer}.consequence`, names),
      };
    }
  }
}
