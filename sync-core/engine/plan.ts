/**
 * @file What is to be done about one pair of items. Pure: the same sight of both sides gives the same decision.
 *
 *                 calendar same    calendar edited     calendar gone
 *   CRM same      learn            merge               remove from CRM
 *   CRM edited    merge            merge               create in calendar again
 *   CRM gone      remove there     create in CRM again forget
 *
 * An edit is worth more than a deletion. What may not be removed is let go of instead.
 */
import type { RemoteAppointment } from '../connectors/connector.ts';
import { otherSide, type Side } from '../model/side.ts';
import { sides } from '../store/operation.ts';
import type { DetachedWhy, Link } from '../store/records.ts';
import { describeEntry } from './entries.ts';
import { differingFields } from './fields.ts';
import { mergeRules } from './merge-input.ts';
import { nothing, type PairPlan, type PairSight, type PlanRules } from './pair-plan.ts';
import { planAdoption, planMerge } from './plan-both.ts';
import { creation } from './plan-writes.ts';
import { unfitness, whyItemLeftOut } from './unfit.ts';

export function planPair(sight: PairSight, rules: PlanRules): PairPlan {
  const { crm, calendar } = sight.sides;
  if (sight.link === null) {
    if (crm.state === 'present' && calendar.state === 'present')
      return planAdoption(sight, crm.item, calendar.item, rules);
    for (const side of sides) {
      const one = sight.sides[side];
      if (one.state === 'present') return planNew(sight, side, one.item, rules);
    }
    return nothing;
  }
  if (crm.state === 'present' && calendar.state === 'present') {
    return planMerge(sight, sight.link, { crm: crm.item, calendar: calendar.item }, rules);
  }
  for (const side of sides) {
    const one = sight.sides[side];
    if (one.state === 'present') return planAgainstGone(sight, sight.link, side, one.item, rules);
  }
  return { ...nothing, link: { do: 'forget' } };
}

/** An item that is on one side only and was never on the other. */
function planNew(sight: PairSight, side: Side, item: RemoteAppointment, rules: PlanRules): PairPlan {
  const code = whyItemLeftOut(side, item, rules);
  if (code !== null) return { ...nothing, leftOut: [{ side, item, code }] };
  return { ...nothing, operations: [creation(sight.pair, side, item, sight.incarnation, rules)] };
}

/** One side is gone; `side` still has the item. */
function planAgainstGone(
  sight: PairSight,
  link: Link,
  side: Side,
  item: RemoteAppointment,
  rules: PlanRules,
): PairPlan {
  const gone = otherSide(side);
  const unfit = unfitness(item);
  if (unfit !== null) return detach(side, gone, item, { kind: 'leftOut', code: unfit });
  const agreed = link.sides[side]?.agreed ?? item.fields;
  const { carries } = mergeRules({ [side]: item, [gone]: item } as Record<Side, RemoteAppointment>, rules);
  const edited = differingFields(item.fields, agreed).some((field) => carries(field, side));
  if (!edited) {
    if (!item.protection.remove) return detach(side, gone, item, { kind: 'protected', code: item.protection.why });
    const entry = describeEntry({ action: 'remove', side, outcome: 'done', items: { [side]: item } });
    return {
      ...nothing,
      operations: [{ pair: sight.pair, side, work: { do: 'remove' }, target: item, source: null, entry }],
    };
  }
  if (item.fields.visibility === 'private' && !rules.facts[gone].canBePrivate) {
    return { ...nothing, leftOut: [{ side, item, code: 'privateNotAccepted' }] };
  }
  return {
    ...nothing,
    operations: [creation(sight.pair, side, item, Math.max(sight.incarnation, link.incarnation + 1), rules)],
  };
}

function detach(side: Side, gone: Side, item: RemoteAppointment, why: DetachedWhy): PairPlan {
  const reason = why.kind !== 'protected' && why.kind !== 'leftOut' ? null : why;
  const entry = describeEntry({ action: 'unlink', side, outcome: 'refused', reason, items: { [side]: item } });
  return { ...nothing, link: { do: 'detach', why, gone }, entries: [entry] };
}
