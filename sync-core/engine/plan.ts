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
import type { AccountFacts, RemoteAppointment, Window } from '../connectors/connector.ts';
import { type Appointment, type AppointmentField, appointmentFields } from '../model/appointment.ts';
import type { LeftOutCode } from '../model/reason.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Instant } from '../model/time.ts';
import type { Preferences } from '../preferences/schema.ts';
import { whyLeftOut } from '../preferences/scope.ts';
import type { ActivityDraft } from '../store/activity.ts';
import type { Operation, PairKey } from '../store/operation.ts';
import { sides } from '../store/operation.ts';
import { type DetachedWhy, type Link, type LinkSide, seenOf } from '../store/records.ts';
import { describeEntry } from './entries.ts';
import { differingFields, sameField, withFields } from './fields.ts';
import { creationMark } from './mark.ts';
import { adoptionBase, type Merged, type MergeRules, type MergeSide, merge } from './merge.ts';

/** What one side shows. `fresh`: read in this run, not remembered from the last. */
export type Sight =
  | { readonly state: 'present'; readonly item: RemoteAppointment; readonly fresh: boolean }
  | { readonly state: 'gone' }
  /** There never was one. */
  | { readonly state: 'none' };

export interface PairSight {
  readonly pair: PairKey;
  /** null for items that are not linked (yet). */
  readonly link: Link | null;
  readonly sides: Readonly<Record<Side, Sight>>;
  /** At least so often the item was created on the other side already: keys of a lower number are used up. */
  readonly incarnation: number;
}

export interface PlanRules {
  readonly preferences: Preferences;
  readonly facts: Readonly<Record<Side, Pick<AccountFacts, 'accountKey' | 'canBePrivate' | 'zone'>>>;
  readonly express: Readonly<Record<Side, (fields: Appointment) => Appointment>>;
  readonly window: Window;
  readonly now: Instant;
}

/** What becomes of the link itself; operations change it once more when they are done. */
export type LinkChange =
  | { readonly do: 'insert'; readonly link: Omit<Link, 'id' | 'kind'> }
  | { readonly do: 'learn'; readonly sides: Readonly<Record<Side, LinkSide>> }
  | { readonly do: 'detach'; readonly why: DetachedWhy; readonly gone: Side }
  | { readonly do: 'forget' }
  | { readonly do: 'nothing' };

export interface PairPlan {
  readonly link: LinkChange;
  readonly operations: readonly Operation[];
  /** Why an item of the pair is left as it is. */
  readonly leftOut: readonly { readonly side: Side; readonly item: RemoteAppointment; readonly code: LeftOutCode }[];
  /** What the activity list says at once. */
  readonly entries: readonly ActivityDraft[];
}

const nothing: PairPlan = { link: { do: 'nothing' }, operations: [], leftOut: [], entries: [] };

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

/** Two items that were found to be one. It is enough that one of them takes part: a second copy would help nobody. */
function planAdoption(
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

function planMerge(
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
  const reason = why.kind === 'kept' ? null : why;
  const entry = describeEntry({ action: 'unlink', side, outcome: 'refused', reason, items: { [side]: item } });
  return { ...nothing, link: { do: 'detach', why, gone }, entries: [entry] };
}

function creation(
  pair: PairKey,
  from: Side,
  item: RemoteAppointment,
  incarnation: number,
  rules: PlanRules,
): Operation {
  const side = otherSide(from);
  const { preferences } = rules;
  const carries = mergeRules({ crm: item, calendar: item }, rules).carries('reminderMinutes', from);
  const fields: Appointment = carries ? item.fields : { ...item.fields, reminderMinutes: null };
  const category = preferences['crm.outgoing.appointmentCategory'];
  const typeId = preferences['crm.incoming.appointmentType'];
  return {
    pair,
    side,
    work: {
      do: 'create',
      incarnation,
      mark: creationMark(rules.facts[from].accountKey, item.id, incarnation),
      fields,
      categories: side === 'calendar' && category !== '' ? [category] : [],
      ...(side === 'crm' && typeId !== null ? { typeId } : {}),
    },
    target: null,
    source: item,
    entry: describeEntry({
      action: 'create',
      side,
      outcome: 'done',
      items: { [from]: item },
      changes: appointmentFields.map((field) => ({ field, before: null, after: fields })),
    }),
  };
}

function updates(
  pair: PairKey,
  side: Side,
  items: Readonly<Record<Side, RemoteAppointment>>,
  { patches, conflicts, putBack }: Merged,
): readonly Operation[] {
  const source = items[otherSide(side)];
  const target = items[side];
  const patch = patches[side];
  const carried = appointmentFields.filter((field) => patch[field] !== undefined);
  if (carried.length === 0) return [];
  const lost = conflicts.filter(({ field }) => carried.includes(field));
  const restored = putBack[side];
  const why = 'why' in source.protection ? source.protection.why : undefined;
  const entry = describeEntry({
    action: 'update',
    side,
    outcome: restored.length > 0 ? 'refused' : lost.length > 0 ? 'conflict' : 'done',
    reason:
      restored.length > 0 && why !== undefined
        ? { kind: 'protected', code: why }
        : lost[0] === undefined
          ? null
          : { kind: 'conflict', winner: lost[0].winner },
    items,
    changes: carried.map((field) => ({
      field,
      before: target.fields,
      after: source.fields,
      lost: restored.includes(field) || lost.some((conflict) => conflict.field === field),
    })),
  });
  return [{ pair, side, work: { do: 'update', patch, carried }, target, source, entry }];
}

function whyItemLeftOut(side: Side, item: RemoteAppointment, rules: PlanRules): LeftOutCode | null {
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
function whyPairLeftOut(
  items: Readonly<Record<Side, RemoteAppointment>>,
  link: Link,
  rules: PlanRules,
): PairPlan['leftOut'][number] | null {
  for (const side of sides) {
    const item = items[side];
    const code = unfitness(item);
    if (code !== null) return { side, item, code };
    const receiver = otherSide(side);
    const turnedPrivate = item.fields.visibility === 'private' && link.sides[side]?.agreed.visibility !== 'private';
    if (turnedPrivate && !rules.facts[receiver].canBePrivate && items[receiver].fields.visibility !== 'private') {
      return { side, item, code: 'privateNotAccepted' };
    }
  }
  return null;
}

function unfitness(item: RemoteAppointment): LeftOutCode | null {
  if (item.unfit !== undefined) return item.unfit;
  return item.form.kind === 'single' ? null : 'seriesNotYet';
}

function mergeSides(
  items: Readonly<Record<Side, RemoteAppointment>>,
  agreed: Readonly<Record<Side, Appointment>>,
  rules: PlanRules,
): Readonly<Record<Side, MergeSide>> {
  const one = (side: Side): MergeSide => ({
    fields: items[side].fields,
    agreed: agreed[side],
    editable: items[side].protection.edit,
    editedAt: items[side].editedAt,
    express: rules.express[side],
  });
  return { crm: one('crm'), calendar: one('calendar') };
}

/** Reminders follow the preferences, and never come alive for what has already begun (G14). */
function mergeRules(items: Readonly<Record<Side, RemoteAppointment>>, rules: PlanRules): MergeRules {
  const { preferences } = rules;
  const reminders = { crm: preferences['crm.reminders'], calendar: preferences['calendar.reminders'] };
  const begun = (item: RemoteAppointment) => {
    const { span } = item.fields;
    return span.kind === 'timed' ? span.start <= rules.now : span.firstDay <= rules.now.slice(0, 10);
  };
  return {
    conflict: preferences['conflict.rule'],
    carries: (field: AppointmentField, from: Side) =>
      field !== 'reminderMinutes' ||
      (reminders[from] && (items[from].fields.reminderMinutes === null || !begun(items[from]))),
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
