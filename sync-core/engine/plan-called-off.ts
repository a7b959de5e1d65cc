/**
 * @file What becomes of the copy when one item of a pair takes no part for now. Pure. Where its meeting was called off or
 * declined, the copy goes as it would with a deletion; one that somebody has changed since stays, and so does every other.
 */
import type { RemoteItem } from '../connectors/connector.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Link } from '../store/records.ts';
import { describeEntry } from './entries.ts';
import { differingFields } from './fields.ts';
import { nothing, type PairPlan, type PairSight, type PlanRules } from './pair-plan.ts';

/** @param blocked the item that takes no part, and why. */
export function planCalledOff(
  sight: PairSight,
  link: Link,
  blocked: PairPlan['leftOut'][number],
  items: Readonly<Record<Side, RemoteItem>>,
  rules: PlanRules,
): PairPlan {
  const left = { ...nothing, leftOut: [blocked] };
  const copySide = otherSide(blocked.side);
  const copy = items[copySide];
  const word = sight.held.find(({ question }) => question.ask === 'manyRemovals')?.decision ?? null;
  const isOff = (blocked.code === 'cancelled' || blocked.code === 'declined') && copy.unfit === undefined;
  const heard = rules.direction.listensTo(blocked.side) && rules.direction.mayWrite(copySide);
  if (!isOff || !heard || !copy.protection.remove || word === 'keep' || word === 'restore') return left;
  if (differingFields(copy.fields, link.sides[copySide]?.agreed ?? copy.fields).length > 0) return left;
  const reason = { kind: 'leftOut', code: blocked.code } as const;
  const entry = describeEntry({ action: 'remove', side: copySide, outcome: 'done', reason, items });
  return {
    ...nothing,
    operations: [{ pair: sight.pair, side: copySide, work: { do: 'remove' }, target: copy, source: null, entry }],
    agreedTo: word === 'apply' ? [copySide] : [],
  };
}
