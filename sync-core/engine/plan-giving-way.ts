/**
 * @file What becomes of a copy in the calendar when the invitation to the same meeting comes there afterwards. Pure. The copy
 * gives way: it is removed, can be taken back, and the CRM's row is one with the invitation from then on. One that somebody has
 * changed, or that is not ours to remove, stays beside it, and the user is told.
 */
import type { RemoteItem } from '../connectors/connector.ts';
import { type Link, type LinkSide, seenOf } from '../store/records.ts';
import { describeEntry } from './entries.ts';
import { differingFields } from './fields.ts';
import { type Invitation, nothing, type PairPlan, type PairSight, type PlanRules } from './pair-plan.ts';

type Items = Readonly<Record<'crm' | 'calendar', RemoteItem>>;

/** Both are there. @returns null where the copy has to stay. */
export function planGivingWay(
  sight: PairSight,
  link: Link,
  items: Items,
  invitation: Invitation,
  rules: PlanRules,
): PairPlan | null {
  const { calendar: copy } = items;
  const known = link.sides.calendar;
  // Of what a person made themselves nothing is removed.
  const isOurs = invitation.copies.includes(copy.id) && copy.protection.remove;
  const isUntouched = known !== undefined && differingFields(copy.fields, known.agreed).length === 0;
  if (!isOurs || !isUntouched || !rules.direction.mayWrite('calendar')) return null;
  const entry = describeEntry({
    action: 'remove',
    side: 'calendar',
    outcome: 'done',
    reason: { kind: 'leftOut', code: 'invitationCame' },
    items,
  });
  const work = { do: 'remove', successor: invitation.item } as const;
  return {
    ...nothing,
    operations: [{ pair: sight.pair, side: 'calendar', work, target: copy, source: items.crm, entry }],
    // The meeting stays where it is removed from: there is nothing to be asked.
    agreedTo: ['calendar'],
  };
}

/** The copy is gone already: the invitation is what is left of the meeting there. */
export function planSuccession(crm: RemoteItem, invitation: RemoteItem): PairPlan {
  const entry = describeEntry({
    action: 'link',
    side: 'calendar',
    outcome: 'done',
    items: { crm, calendar: invitation },
  });
  return { ...nothing, link: { do: 'replace', sides: asTheyAre({ crm, calendar: invitation }) }, entries: [entry] };
}

/** Two items that say the same in words of their own: what either says now is what they have agreed on. */
export function asTheyAre(items: Items): Readonly<Record<'crm' | 'calendar', LinkSide>> {
  return { crm: asItIs(items.crm), calendar: asItIs(items.calendar) };
}

function asItIs(item: RemoteItem): LinkSide {
  return { id: item.id, version: item.version, replaced: null, agreed: item.fields, seen: seenOf(item) };
}
