/**
 * @file What becomes of a person of whom one side shows nothing any more. Pure. No person of the CRM is ever removed. A contact goes
 * when its person is no longer chosen there, if we made it and nobody has edited it since; else only what says where it came from goes.
 */
import type { RemoteItem } from '../connectors/connector.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Link } from '../store/records.ts';
import { describeEntry } from './entries.ts';
import { differingFields } from './fields.ts';
import { nothing, type PairPlan, type PairSight, type PlanRules } from './pair-plan.ts';
import { creation, release } from './plan-writes.ts';

/** @param side where the person still is. */
export function planPersonAgainstGone(
  sight: PairSight,
  link: Link,
  side: Side,
  item: RemoteItem,
  rules: PlanRules,
): PairPlan {
  const gone = otherSide(side);
  const noted = { ...nothing, link: { do: 'noteGone', side: gone } as const };
  if (!rules.direction.mayWrite('calendar')) {
    return { ...noted, behind: true, leftOut: [{ side, item, code: 'directionOff' }] };
  }
  return side === 'crm'
    ? planRemovedContact(sight, link, item, rules, noted)
    : planUnchosen(sight, link, item, rules, noted);
}

/** The user has removed the contact: it stays away, unless the person is another one by now. */
function planRemovedContact(
  sight: PairSight,
  link: Link,
  person: RemoteItem,
  rules: PlanRules,
  noted: PairPlan,
): PairPlan {
  const known = link.sides.crm?.agreed;
  const isEdited = known !== undefined && differingFields(person.fields, known).length > 0;
  if (isEdited) {
    const incarnation = Math.max(sight.incarnation, link.incarnation + 1);
    return { ...noted, operations: [creation(sight, 'crm', person, incarnation, rules)] };
  }
  const entry = describeEntry({ action: 'unlink', side: 'crm', outcome: 'done', items: { crm: person } });
  return { ...nothing, link: { do: 'detach', why: { kind: 'kept' }, gone: 'calendar' }, entries: [entry] };
}

/** Not among the chosen ones any more, or no longer in the CRM. */
function planUnchosen(sight: PairSight, link: Link, contact: RemoteItem, rules: PlanRules, noted: PairPlan): PairPlan {
  const known = link.sides.calendar?.agreed;
  const isUntouched = known !== undefined && differingFields(contact.fields, known).length === 0;
  const word = sight.held.find(({ question }) => question.ask === 'manyRemovals')?.decision ?? null;
  if (link.origin !== 'crm' || !isUntouched || word === 'keep' || !contact.protection.remove) {
    return { ...noted, operations: [release(sight, contact, { kind: 'leftOut', code: 'notChosen' }, rules)] };
  }
  const entry = describeEntry({ action: 'remove', side: 'calendar', outcome: 'done', items: { calendar: contact } });
  return {
    ...noted,
    operations: [{ pair: sight.pair, side: 'calendar', work: { do: 'remove' }, target: contact, source: null, entry }],
    agreedTo: word === 'apply' ? ['calendar'] : [],
  };
}
