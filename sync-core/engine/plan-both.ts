/** @file The decision about two items that are both there: they become one, or what changed on either is carried over. Pure. */
import type { RemoteAppointment } from '../connectors/connector.ts';
import { type Appointment, appointmentFields } from '../model/appointment.ts';
import type { Side } from '../model/side.ts';
import { sides } from '../store/operation.ts';
import { type Link, type LinkSide, seenOf } from '../store/records.ts';
import { describeEntry } from './entries.ts';
import { sameField, withFields } from './fields.ts';
import { adoptionBase, merge } from './merge.ts';
import { mergeRules, mergeSides } from './merge-input.ts';
import { nothing, type PairPlan, type PairSight, type PlanRules } from './pair-plan.ts';
import { updates } from './plan-writes.ts';
import { whyItemLeftOut, whyPairLeftOut } from './unfit.ts';

/** Two items that were found to be one. It is enough that one of them takes part: a second copy would help nobody. */
export function planAdoption(
  sight: PairSight,
  crm: RemoteAppointment,
  calendar: RemoteAppointment,
  rules: PlanRules,
): PairPlan {
  const codes = { crm: whyItemLeftOut('crm', crm, rules), calendar: whyItemLeftOut('calendar', calendar, rules) };
  if (codes.crm !== null && codes.calendar !== null) {
    return {
      ...nothing,
      leftOut: [
        { side: 'crm', item: crm, code: codes.crm },
        { side: 'calendar', item: calendar, code: codes.calendar },
      ],
    };
  }
  const items = { crm, calendar };
  const unmerged = mergeSides(items, { crm: crm.fields, calendar: calendar.fields }, rules);
  const agreed = adoptionBase(unmerged, rules.preferences['conflict.rule']);
  const link: Omit<Link, 'id' | 'kind'> = {
    state: 'linked',
    why: null,
    origin: 'adopted',
    incarnation: 0,
    footing: 'sound',
    sides: { crm: sideOf(crm, agreed.crm), calendar: sideOf(calendar, agreed.calendar) },
  };
  const merged = planMerge(sight, { ...link, id: '', kind: 'appointment' }, items, rules);
  const learnt = merged.link.do === 'learn' ? { ...link, sides: merged.link.sides } : link;
  const entry = describeEntry({ action: 'link', side: 'calendar', outcome: 'done', items });
  return { ...merged, link: { do: 'insert', link: learnt }, entries: [entry, ...merged.entries] };
}

/** Two items that are linked: each side is compared with what it showed when the two last agreed. */
export function planMerge(
  sight: PairSight,
  link: Link,
  items: Readonly<Record<Side, RemoteAppointment>>,
  rules: PlanRules,
): PairPlan {
  const blocked = whyPairLeftOut(items, link, rules);
  if (blocked !== null) return { ...nothing, leftOut: [blocked] };
  const agreed = {
    crm: link.sides.crm?.agreed ?? items.crm.fields,
    calendar: link.sides.calendar?.agreed ?? items.calendar.fields,
  };
  const merged = merge(mergeSides(items, agreed, rules), mergeRules(items, rules));
  const learn = (side: Side) =>
    sideOf(items[side], withFields(agreed[side], merged.learned, items[side].fields), link.sides[side]);
  return {
    link: { do: 'learn', sides: { crm: learn('crm'), calendar: learn('calendar') } },
    operations: sides.flatMap((side) => updates(sight.pair, side, items, merged)),
    leftOut: [],
    entries: [],
  };
}

function sideOf(item: RemoteAppointment, agreed: Appointment, before?: LinkSide): LinkSide {
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
  return appointmentFields.some((field) => !sameField(field, before.agreed, after.agreed));
}
