/** @file What is to be written, and how the activity list will tell of it. Pure. */
import type { RemoteAppointment } from '../connectors/connector.ts';
import { type Appointment, appointmentFields } from '../model/appointment.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Preferences } from '../preferences/schema.ts';
import type { Operation, PairKey } from '../store/operation.ts';
import type { Built } from '../store/records.ts';
import { doneCategoryOf, withDone } from '../translate/categories.ts';
import { describeEntry } from './entries.ts';
import { creationMark } from './mark.ts';
import type { Merged } from './merge-draft.ts';
import { carries } from './merge-input.ts';
import type { PairSight, PlanRules } from './pair-plan.ts';
import { type Offer, offerOfOne } from './translation.ts';

/** The item's copy on the other side. @param link where there was one before. */
export function creation(
  { pair, link }: Pick<PairSight, 'pair' | 'link'>,
  from: Side,
  item: RemoteAppointment,
  incarnation: number,
  rules: PlanRules,
): Operation {
  const side = otherSide(from);
  const { preferences } = rules;
  const offer = offerOfOne(from, item, link, rules);
  const withReminder = carries({ [from]: item }, rules)('reminderMinutes', from);
  const fields: Appointment = withReminder ? offer.fields : { ...offer.fields, reminderMinutes: null };
  const typeId = preferences['crm.incoming.appointmentType'];
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
      ...doneOccurrences(side, fields.recurrence, preferences),
      ...madeFor(offer, offer.added === '' ? undefined : offer.added),
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

/** What a merge writes on one side: one update, or none. */
export function updates(
  pair: PairKey,
  side: Side,
  items: Readonly<Record<Side, RemoteAppointment>>,
  { patches, conflicts, putBack, lost, agreedTimes }: Merged,
  offer: Offer,
  rules: PlanRules,
): readonly Operation[] {
  const source = items[otherSide(side)];
  const target = items[side];
  const patch = patches[side];
  const carried = appointmentFields.filter((field) => patch[field] !== undefined);
  const alone = carried.length === 0;
  if (alone && !(offer.addedStale && rules.direction.mayWrite(side) && target.protection.edit)) return [];
  const decided = conflicts.filter(({ field }) => carried.includes(field));
  const after: Appointment = { ...target.fields, ...patch };
  const withAdded = (fields: Appointment, added: string) => ({ ...fields, body: fields.body + added });
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
    changes: alone
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
  );
  const outgoing = rules.preferences['crm.outgoing.appointmentCategory'];
  const categories =
    side === 'calendar' && patch.done !== undefined
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
function madeFor({ built = {} }: Pick<Offer, 'built'>, added: string | undefined): { readonly built?: Built } {
  const made = { ...built, ...(added === undefined ? {} : { added }) };
  return Object.keys(made).length === 0 ? {} : { built: made };
}

/** What the user wants on all that comes out of the CRM. */
function outgoingCategories({ done }: Appointment, preferences: Preferences): readonly string[] {
  const category = preferences['crm.outgoing.appointmentCategory'];
  return category === '' ? [] : withDone([category], done, doneCategoryOf(category));
}

/** What is to say of a single occurrence in the calendar that it is done. */
function doneOccurrences(
  side: Side,
  recurrence: Appointment['recurrence'] | undefined,
  preferences: Preferences,
): { readonly doneCategory?: string } {
  const category = preferences['crm.outgoing.appointmentCategory'];
  const isTold = side === 'calendar' && category !== '' && (recurrence ?? null) !== null;
  return isTold ? { doneCategory: doneCategoryOf(category) } : {};
}

function incomingCategories({ categories }: RemoteAppointment, preferences: Preferences): readonly string[] {
  return preferences['crm.incoming.categoryAsType'] ? categories : [];
}
