/** @file What is to be written, and how the activity list will tell of it. Pure. */
import type { RemoteItem } from '../connectors/connector.ts';
import { anyOf, fieldsIn, type ItemFields, isAppointment, isTask, kindOf, recurrenceOf } from '../model/item.ts';
import type { Recurrence } from '../model/recurrence.ts';
import { type ItemKind, otherSide, type Side } from '../model/side.ts';
import type { Preferences } from '../preferences/schema.ts';
import type { Operation, PairKey } from '../store/operation.ts';
import type { Built, DetachedWhy } from '../store/records.ts';
import { doneCategoryOf, withDone } from '../translate/categories.ts';
import { describeEntry } from './entries.ts';
import { patched } from './fields.ts';
import { creationMark } from './mark.ts';
import type { Merged } from './merge-draft.ts';
import { carries } from './merge-input.ts';
import type { PairSight, PlanRules } from './pair-plan.ts';
import { type Offer, offerOfOne } from './translation.ts';

/** The item's copy on the other side. @param link where there was one before. */
export function creation(
  { pair, link }: Pick<PairSight, 'pair' | 'link'>,
  from: Side,
  item: RemoteItem,
  incarnation: number,
  rules: PlanRules,
): Operation {
  const side = otherSide(from);
  const { preferences } = rules;
  const offer = offerOfOne(from, item, link, rules);
  const goesAcross = carries({ [from]: item }, rules);
  const kept = onlyIfWanted.filter((field) => field in offer.fields && !goesAcross(field, from));
  const fields = patched(offer.fields, Object.fromEntries(kept.map((field) => [field, null])));
  const typeId = preferences[isTask(fields) ? 'crm.incoming.taskType' : 'crm.incoming.appointmentType'];
  return {
    pair,
    side,
    work: {
      do: 'create',
      incarnation,
      mark: creationMark(rules.facts[from].accountKey, item.id, incarnation),
      fields,
      categories: side === 'calendar' ? outgoingCategories(fields, preferences) : incomingCategories(item, preferences),
      ...(side === 'crm' && typeId !== null ? { typeId } : {}),
      ...doneOccurrences(side, recurrenceOf(fields), preferences),
      ...madeFor(offer, offer.added === '' ? undefined : offer.added, offer.picture ?? undefined),
    },
    target: null,
    source: item,
    entry: describeEntry({
      action: 'create',
      side,
      outcome: 'done',
      reason: item.apart ? { kind: 'apart' } : null,
      items: { [from]: item },
      changes: fieldsIn(fields).map((field) => ({ field, before: null, after: fields })),
    }),
  };
}

/** Fields that the other side goes without where they do not go across. */
const onlyIfWanted = ['reminderMinutes', 'reminderAt', 'birthday'] as const;

/** What a merge writes on one side: one update, or none. */
export function updates(
  pair: PairKey,
  side: Side,
  items: Readonly<Record<Side, RemoteItem>>,
  { patches, conflicts, putBack, lost, agreedTimes }: Merged,
  offer: Offer,
  rules: PlanRules,
): readonly Operation[] {
  const source = items[otherSide(side)];
  const target = items[side];
  const patch = patches[side];
  const carried = fieldsIn(target.fields).filter((field) => patch[field] !== undefined);
  const alone = carried.length === 0;
  const isMadeAnew = offer.addedStale || offer.picture !== undefined;
  if (alone && !(isMadeAnew && rules.direction.mayWrite(side) && target.protection.edit)) return [];
  const decided = conflicts.filter(({ field }) => carried.includes(field));
  const after = patched(target.fields, patch);
  const withAdded = (fields: ItemFields, added: string) => ({ ...fields, body: (anyOf(fields).body ?? '') + added });
  const restored = putBack[side];
  const why = 'why' in source.protection ? source.protection.why : undefined;
  const entry = describeEntry({
    action: 'update',
    side,
    outcome: restored.length > 0 ? 'refused' : decided.length > 0 ? 'conflict' : 'done',
    reason:
      restored.length > 0 && why !== undefined
        ? { kind: 'protected', code: why }
        : decided[0] === undefined
          ? null
          : { kind: 'conflict', winner: decided[0].winner },
    items,
    changes:
      alone && !offer.addedStale
        ? []
        : alone
          ? [
              {
                field: 'body',
                before: withAdded(target.fields, target.added ?? ''),
                after: withAdded(target.fields, offer.added),
              },
            ]
          : carried.map((field) => ({
              field,
              before: target.fields,
              after,
              lost: lost[side].includes(field),
            })),
  });
  const made = madeFor(
    patch.title === undefined ? {} : offer,
    patch.body === undefined && !offer.addedStale ? undefined : offer.added,
    offer.picture,
  );
  const outgoing = rules.preferences['crm.outgoing.appointmentCategory'];
  const categories =
    side === 'calendar' && patch.done !== undefined && isAppointment(target.fields)
      ? { categories: withDone(target.categories, patch.done, doneCategoryOf(outgoing)) }
      : {};
  const times = agreedTimes[side];
  const work = {
    do: 'update',
    patch,
    carried,
    ...categories,
    ...doneOccurrences(side, patch.recurrence, rules.preferences),
    ...made,
    ...(times === undefined ? {} : { agreedTimes: times }),
  } as const;
  return [{ pair, side, work, target, source, entry }];
}

/** What the operation makes for the written side, beside its fields. @param added absent: stays as it is. */
function madeFor(
  { built = {} }: Pick<Offer, 'built'>,
  added: string | undefined,
  picture: Offer['picture'],
): { readonly built?: Built } {
  const shown = picture === undefined ? {} : { picture: picture ?? '' };
  const made = { ...built, ...(added === undefined ? {} : { added }), ...shown };
  return Object.keys(made).length === 0 ? {} : { built: made };
}

/** @returns the category that the user wants on what comes out of the CRM; empty: none. */
function outgoingCategory(kind: ItemKind, preferences: Preferences): string {
  if (kind === 'task') return preferences['crm.outgoing.taskCategory'];
  return preferences[kind === 'person' ? 'crm.outgoing.personCategory' : 'crm.outgoing.appointmentCategory'];
}

/** A task has a place of its own for being done; what is done of appointments is told by a category. */
function outgoingCategories(fields: ItemFields, preferences: Preferences): readonly string[] {
  const category = outgoingCategory(kindOf(fields), preferences);
  if (category === '') return [];
  return isAppointment(fields) ? withDone([category], fields.done, doneCategoryOf(category)) : [category];
}

/** What is to say of a single occurrence in the calendar that it is done. */
function doneOccurrences(
  side: Side,
  recurrence: Recurrence | null | undefined,
  preferences: Preferences,
): { readonly doneCategory?: string } {
  const category = preferences['crm.outgoing.appointmentCategory'];
  const isTold = side === 'calendar' && category !== '' && (recurrence ?? null) !== null;
  return isTold ? { doneCategory: doneCategoryOf(category) } : {};
}

function incomingCategories({ categories }: RemoteItem, preferences: Preferences): readonly string[] {
  return preferences['crm.incoming.categoryAsType'] ? categories : [];
}

/**
 * What is no longer wanted from the CRM, and stays because it is the user's own or was edited: it loses the category that says where
 * it came from, and is left alone from then on.
 */
export function release(
  { pair }: Pick<PairSight, 'pair'>,
  item: RemoteItem,
  why: DetachedWhy,
  rules: PlanRules,
): Operation {
  const ours = outgoingCategory(kindOf(item.fields), rules.preferences);
  return {
    pair,
    side: 'calendar',
    work: {
      do: 'update',
      patch: {},
      carried: [],
      categories: item.categories.filter((category) => category !== ours),
      releases: why,
    },
    target: item,
    source: null,
    entry: describeEntry({ action: 'unlink', side: 'calendar', outcome: 'done', items: { calendar: item } }),
  };
}
