/**
 * @file What is to be done about one pair of items. Pure: the same sight of both sides gives the same decision.
 *
 *                 calendar same    calendar edited     calendar gone
 *   CRM same      learn            merge               remove from CRM
 *   CRM edited    merge            merge               create in calendar again
 *   CRM gone      remove there     create in CRM again forget
 *
 * An edit is worth more than a deletion. What may not be removed is let go of instead. All of it as far as the direction
 * goes: an edit or a deletion on a side that is not listened to changes nothing on the other.
 */
import type { RemoteItem } from '../connectors/connector.ts';
import { type ItemField, isAppointment, isPerson, isPrivate, repeats } from '../model/item.ts';
import { otherSide, type Side } from '../model/side.ts';
import { isInWindow } from '../preferences/scope.ts';
import { sides } from '../store/operation.ts';
import type { DetachedWhy, Link } from '../store/records.ts';
import { describeEntry } from './entries.ts';
import { differingFields, isTime, sameField } from './fields.ts';
import { carries } from './merge-input.ts';
import { nothing, type PairPlan, type PairSight, type PlanRules } from './pair-plan.ts';
import { planAdoption, planMerge } from './plan-both.ts';
import { planGivingWay, planSuccession } from './plan-giving-way.ts';
import { planPersonAgainstGone } from './plan-person.ts';
import { creation } from './plan-writes.ts';
import { changesOf, hasChangesAfter } from './series/changes.ts';
import { isSubjectStale } from './translation.ts';
import { unfitness, whyItemLeftOut } from './unfit.ts';

export function planPair(sight: PairSight, rules: PlanRules): PairPlan {
  const { crm, calendar } = sight.sides;
  if (sight.link === null) {
    if (crm.state === 'present' && calendar.state === 'present') {
      return planAdoption(sight, { crm: crm.item, calendar: calendar.item }, rules);
    }
    for (const side of sides) {
      const one = sight.sides[side];
      if (one.state === 'present') return planNew(sight, side, one.item, rules);
    }
    return nothing;
  }
  const { link, invitation } = sight;
  if (crm.state === 'present' && calendar.state === 'present') {
    const items = { crm: crm.item, calendar: calendar.item };
    const merged = () => planMerge(sight, link, items, rules);
    if (invitation === undefined) return merged();
    return planGivingWay(sight, link, items, invitation, rules) ?? withLeftOut(merged(), invitation.item);
  }
  if (crm.state === 'present' && invitation !== undefined) return planSuccession(crm.item, invitation.item);
  for (const side of sides) {
    const one = sight.sides[side];
    if (one.state === 'present') return planAgainstGone(sight, link, side, one.item, rules);
  }
  return { ...nothing, link: { do: 'forget' } };
}

/** It stands beside the copy of what it invites to. */
function withLeftOut(plan: PairPlan, invitation: RemoteItem): PairPlan {
  return { ...plan, leftOut: [...plan.leftOut, { side: 'calendar', item: invitation, code: 'copiedAlready' }] };
}

/** An item that is on one side only and was never on the other. */
function planNew(sight: PairSight, side: Side, item: RemoteItem, rules: PlanRules): PairPlan {
  const code = whyItemLeftOut(side, item, rules);
  if (code !== null) return { ...nothing, leftOut: [{ side, item, code }] };
  return { ...nothing, operations: [creation(sight, side, item, sight.incarnation, rules)] };
}

/** One side is gone; `side` still has the item. */
function planAgainstGone(sight: PairSight, link: Link, side: Side, item: RemoteItem, rules: PlanRules): PairPlan {
  const gone = otherSide(side);
  if (isPerson(item.fields)) return planPersonAgainstGone(sight, link, side, item, rules);
  const unfit = unfitness(item);
  if (unfit !== null) return detach(side, gone, item, { kind: 'leftOut', code: unfit });
  const word = sight.held.find(({ question }) => question.ask === 'manyRemovals')?.decision ?? null;
  const noted = { ...nothing, link: { do: 'noteGone', side: gone } as const };
  if (rules.direction.mayWrite(gone) && (word === 'restore' || isEdited(link, side, item, rules))) {
    // Nothing of a series is left to be shown there: it is gone because of that. It is new when that changes.
    const { fields } = item;
    if (repeats(fields) && !isInWindow(fields, rules.window, rules.facts.calendar.zone)) {
      return { ...nothing, link: { do: 'forget' }, leftOut: [{ side, item, code: 'outsideWindow' }] };
    }
    if (isPrivate(item.fields) && !rules.facts[gone].canBePrivate) {
      return { ...noted, leftOut: [{ side, item, code: 'privateNotAccepted' }] };
    }
    const incarnation = Math.max(sight.incarnation, link.incarnation + 1);
    return { ...noted, operations: [creation(sight, side, item, incarnation, rules)] };
  }
  if (!rules.direction.mayWrite(side)) {
    return { ...noted, behind: true, leftOut: [{ side, item, code: 'directionOff' }] };
  }
  if (!item.protection.remove) return detach(side, gone, item, { kind: 'protected', code: item.protection.why });
  if (word === 'keep') return detach(side, gone, item, { kind: 'kept' });
  const entry = describeEntry({ action: 'remove', side, outcome: 'done', items: { [side]: item } });
  return {
    ...noted,
    operations: [{ pair: sight.pair, side, work: { do: 'remove' }, target: item, source: null, entry }],
    agreedTo: word === 'apply' ? [side] : [],
  };
}

/**
 * Whether the item that is left was changed, in a way that goes across, since both were there. What its system made of it on
 * its own is nobody's edit, as in the merge: a calendar that gives a reminder while we write does not bring back what somebody
 * has just deleted.
 */
function isEdited(link: Link, side: Side, item: RemoteItem, rules: PlanRules): boolean {
  const agreed = link.sides[side]?.agreed ?? item.fields;
  const goesAcross = carries({ [side]: item }, rules);
  if (side === 'crm' && isSubjectStale(item, link, rules)) return true;
  const rewritten = rules.express[side](agreed);
  const isOwn = (field: ItemField) => item.protection.edit && sameField(field, item.fields, rewritten);
  const edited = differingFields(item.fields, agreed).filter((field) => goesAcross(field, side) && !isOwn(field));
  const { fields } = item;
  if (!edited.every(isTime) || !repeats(fields) || !isAppointment(agreed)) return edited.length > 0;
  // A rule that was saved again in other words has the same days.
  const view = { agreed, fields, express: rules.express[side] };
  const script = changesOf(view, rules.window, (field) => goesAcross(field, side));
  return hasChangesAfter(script, rules.window.from);
}

function detach(side: Side, gone: Side, item: RemoteItem, why: DetachedWhy): PairPlan {
  const reason = why.kind !== 'protected' && why.kind !== 'leftOut' ? null : why;
  const outcome = reason === null ? 'done' : 'refused';
  const entry = describeEntry({ action: 'unlink', side, outcome, reason, items: { [side]: item } });
  return { ...nothing, link: { do: 'detach', why, gone }, entries: [entry] };
}
