/** @file The decision about two items that are both there: they become one, or what changed on either is carried over. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { RemoteItem } from '../connectors/connector.ts';
import { anyOf, fieldsIn, type ItemFields, kindOf } from '../model/item.ts';
import { otherSide, type Side } from '../model/side.ts';
import { sides } from '../store/operation.ts';
import { type Link, type LinkSide, seenOf, seenWith } from '../store/records.ts';
import { describeEntry } from './entries.ts';
import { sameField, withFields } from './fields.ts';
import { adoptionBase, equalAcross, merge } from './merge.ts';
import type { Merged, MergeSide } from './merge-draft.ts';
import { answerTo, mergeRules, mergeSides } from './merge-input.ts';
import { nothing, type PairPlan, type PairSight, type PlanRules } from './pair-plan.ts';
import { planCalledOff } from './plan-called-off.ts';
import { updates } from './plan-writes.ts';
import { builtSubjectShown, type Offer, offersOf } from './translation.ts';
import { whyItemLeftOut, whyPairLeftOut } from './unfit.ts';

type Items = Readonly<Record<Side, RemoteItem>>;

/** Two items that were found to be one. It is enough that one of them takes part: a second copy would help nobody. */
export function planAdoption(sight: PairSight, items: Items, rules: PlanRules): PairPlan {
  const leftOut = sides.flatMap((side) => {
    const code = whyItemLeftOut(side, items[side], rules);
    return code === null ? [] : [{ side, item: items[side], code }];
  });
  if (leftOut.length === sides.length) return { ...nothing, leftOut };
  const { crm, calendar } = items;
  const offers = offersOf(items, null, rules);
  const unmerged = mergeSides(items, { crm: crm.fields, calendar: calendar.fields }, offers, rules);
  const agreed = adoptionBase(unmerged, rules.preferences['conflict.rule'], rules.direction.leader, rules.window);
  const subject = builtSubjectShown(items, rules);
  const link: Omit<Link, 'id' | 'kind'> = {
    state: 'linked',
    why: null,
    origin: 'adopted',
    incarnation: 0,
    footing: 'sound',
    sides: {
      crm: sideOf(crm, asShown(agreed.crm, unmerged.crm, crm)),
      calendar: {
        ...sideOf(calendar, asShown(agreed.calendar, unmerged.calendar, calendar)),
        ...(subject === null ? {} : { built: { subject } }),
      },
    },
  };
  const merged = planMerge(sight, { ...link, id: '', kind: kindOf(crm.fields) }, items, rules, null);
  const learnt = merged.link.do === 'learn' ? { ...link, sides: merged.link.sides } : link;
  const entry = describeEntry({ action: 'link', side: 'calendar', outcome: 'done', items });
  return { ...merged, link: { do: 'insert', link: learnt }, entries: [entry, ...merged.entries] };
}

/** What is agreed on as the item itself says it, where the merge looks at it in another form. */
function asShown(agreed: ItemFields, { fields }: Pick<MergeSide, 'fields'>, item: RemoteItem): ItemFields {
  const same = fieldsIn(agreed).filter((field) => anyOf(agreed)[field] === anyOf(fields)[field]);
  return withFields(agreed, same, item.fields);
}

/**
 * Two items that are linked: each side is compared with what it showed when the two last agreed.
 * @param known the link, unless the two were never seen to agree.
 */
export function planMerge(
  sight: PairSight,
  link: Link,
  items: Items,
  rules: PlanRules,
  known: Link | null = link,
): PairPlan {
  const blocked = whyPairLeftOut(items, link, rules);
  if (blocked !== null) return planCalledOff(sight, link, blocked, items, rules);
  const agreed = {
    crm: link.sides.crm?.agreed ?? items.crm.fields,
    calendar: link.sides.calendar?.agreed ?? items.calendar.fields,
  };
  const offers = offersOf(items, known, rules);
  const merged = merge(mergeSides(items, agreed, offers, rules), mergeRules(items, rules, sight.held));
  const learn = (side: Side): LinkSide => {
    const learnt = withFields(agreed[side], merged.learned, items[side].fields);
    const settled = offers[side].stale.length > 0 && isSettled(offers[side], merged);
    const built = settled ? { ...link.sides[side]?.built, ...offers[side].built } : link.sides[side]?.built;
    return {
      ...sideOf(items[side], learnt, link.sides[side]),
      ...(built === undefined ? {} : { built }),
      seen: seenBefore(items[side], link.sides[side], offers[otherSide(side)], merged),
    };
  };
  const refused = sides.filter((side) => merged.unrestorable[side].length > 0);
  return {
    ...nothing,
    link: { do: 'learn', sides: { crm: learn('crm'), calendar: learn('calendar') } },
    operations: sides.flatMap((side) => updates(sight.pair, side, items, merged, offers[side], rules)),
    agreedTo: agreedTo(sight, items, merged),
    questions: conflictQuestion(items, agreed, merged, known, rules),
    leftOut: merged.beyond.map((side) => ({ side, item: items[side], code: 'seriesNotUnderstood' })),
    reopened: refused.flatMap((side) => idsOf(sight, otherSide(side), 'restore')),
    behind:
      merged.undecided.length > 0 ||
      merged.left.length > 0 ||
      sides.some((side) => offers[side].addedStale && !rules.direction.mayWrite(side)),
    entries: refused.map((side) => refusal(side, items)),
  };
}

/** The sides on which a write follows from what the user has said. */
function agreedTo(sight: PairSight, items: Items, { patches, extended }: Merged): readonly Side[] {
  return sides.filter((side) => {
    const applied = idsOf(sight, side, 'apply').length > 0 || idsOf(sight, otherSide(side), 'restore').length > 0;
    // Days that have come near are nobody's change.
    const changed = Object.keys(patches[side]).some((field) => field !== 'span' && field !== 'recurrence');
    if (extended.includes(side) && !changed) return true;
    return (
      applied ||
      fieldsIn(items[side].fields).some((field) => field in patches[side] && answerTo(field, items, sight.held))
    );
  });
}

function idsOf({ held }: PairSight, side: Side, word: 'apply' | 'restore'): readonly number[] {
  return held.flatMap(({ id, question, decision }) =>
    question.ask === 'manyChanges' && question.side === side && decision === word ? [id] : [],
  );
}

function conflictQuestion(
  items: Items,
  agreed: Readonly<Record<Side, ItemFields>>,
  { undecided }: Merged,
  known: Link | null,
  rules: PlanRules,
): PairPlan['questions'] {
  if (undecided.length === 0) return [];
  // What is found to be one has never agreed on anything in which it differs.
  const before = {
    crm: { ...items.crm, fields: agreed.crm },
    calendar: { ...items.calendar, fields: agreed.calendar },
  };
  const then = mergeSides(before, agreed, offersOf(before, known, rules), rules);
  const shown = { crm: items.crm.fields, calendar: items.calendar.fields };
  const entry = describeEntry({
    action: 'update',
    side: 'crm',
    outcome: 'held',
    reason: { kind: 'ask', code: 'conflict' },
    items,
    conflicts: undecided.map((field) => ({
      field,
      agreed: equalAcross(field, then, rules.window) ? agreed.calendar : null,
      shown,
    })),
  });
  return [{ question: { ask: 'conflict', about: { fields: undecided, shown } }, entry }];
}

/** The user wants the old values back where they must not be written. */
function refusal(side: Side, items: Items): PairPlan['entries'][number] {
  const { protection } = items[side];
  const reason =
    'why' in protection && !protection.edit
      ? ({ kind: 'protected', code: protection.why } as const)
      : ({ kind: 'leftOut', code: 'directionOff' } as const);
  return describeEntry({ action: 'update', side, outcome: 'refused', reason, items });
}

/** What the other side was not given yet must still look new to the next run. */
function seenBefore(item: RemoteItem, before: LinkSide | undefined, offer: Offer, merged: Merged): LinkSide['seen'] {
  const seen = seenOf(item);
  return before === undefined || (isSettled(offer, merged) && !offer.addedStale) ? seen : seenWith(seen, before.seen);
}

/** Nothing is left to be made of what it was offered. */
function isSettled({ stale }: Offer, { learned }: Merged): boolean {
  return stale.every((field) => learned.includes(field));
}

function sideOf(item: RemoteItem, agreed: ItemFields, before?: LinkSide): LinkSide {
  return {
    id: item.id,
    version: item.version,
    replaced: before?.version === item.version ? before.replaced : null,
    agreed,
    seen: seenOf(item),
  };
}

/** @returns whether a link side that was learnt says anything that the link did not know. */
export function isNews(before: LinkSide | undefined, after: LinkSide): boolean {
  if (before === undefined || before.id !== after.id || before.version !== after.version) return true;
  if (before.gone !== after.gone || !isDeepStrictEqual(before.built, after.built)) return true;
  return fieldsIn(after.agreed).some((field) => !sameField(field, before.agreed, after.agreed));
}
