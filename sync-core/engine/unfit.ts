/** @file Why an item, or a linked pair for now, takes no part. Pure. */
import type { RemoteItem } from '../connectors/connector.ts';
import { isPrivate, recurrenceOf, repeats } from '../model/item.ts';
import type { LeftOutCode } from '../model/reason.ts';
import { otherSide, type Side } from '../model/side.ts';
import { whyLeftOut } from '../preferences/scope.ts';
import { sides } from '../store/operation.ts';
import type { Link } from '../store/records.ts';
import type { PairPlan, PlanRules } from './pair-plan.ts';
import { isSameSeries } from './series/same-times.ts';

/** @returns why an item that is not linked is not copied, or null. */
export function whyItemLeftOut(side: Side, item: RemoteItem, rules: PlanRules): LeftOutCode | null {
  if (isBeyond(otherSide(side), item, rules)) return 'seriesNotUnderstood';
  return whyLeftOut({
    item,
    side,
    preferences: rules.preferences,
    window: rules.window,
    zone: rules.facts.calendar.zone,
    receiverCanBePrivate: rules.facts[otherSide(side)].canBePrivate,
  });
}

/** Why a linked pair is left as it is for now: one item can no longer take part, or would become readable to others. */
export function whyPairLeftOut(
  items: Readonly<Record<Side, RemoteItem>>,
  link: Link,
  rules: PlanRules,
): PairPlan['leftOut'][number] | null {
  for (const side of sides) {
    const item = items[side];
    const code = unfitness(item);
    if (code !== null) return { side, item, code };
    const receiver = otherSide(side);
    const known = link.sides[side]?.agreed;
    // What it shows since both agreed came from the other side, or stands there already.
    const isNew = known === undefined || !isSameSeries(item.fields, known, rules.window);
    // What is never written there need not be told there: an edit on the wrong side is put back.
    const isTold = items[receiver].protection.edit;
    if (isTold && isBeyond(receiver, item, rules) && isNew) return { side, item, code: 'seriesNotUnderstood' };
    const turnedPrivate = isPrivate(item.fields) && !(known !== undefined && isPrivate(known));
    if (turnedPrivate && !rules.facts[receiver].canBePrivate && !isPrivate(items[receiver].fields)) {
      return { side, item, code: 'privateNotAccepted' };
    }
  }
  return null;
}

/** A series that would be a single appointment there. */
function isBeyond(receiver: Side, { fields }: RemoteItem, { express }: PlanRules): boolean {
  return repeats(fields) && recurrenceOf(express[receiver](fields)) === null;
}

/** @returns what about the item itself keeps it from being merged, or null. */
export function unfitness(item: RemoteItem): LeftOutCode | null {
  if (item.unfit !== undefined) return item.unfit;
  return item.form.kind === 'single' || repeats(item.fields) ? null : 'seriesNotUnderstood';
}
