/** @file Words for the activity list: what an entry says of an item. Titles and values of private items stay out (G4.2). */
import type { RemoteItem } from '../connectors/connector.ts';
import { type ItemField, type ItemFields, isAppointment, isPrivate, kindOf, repeats, titleOf } from '../model/item.ts';
import type { Side } from '../model/side.ts';
import type { ActivityDraft } from '../store/activity.ts';
import { sides } from '../store/operation.ts';
import { describeField, startOf } from './fields.ts';
import type { ActivityEntry } from './report.ts';
import { describeSeriesChange } from './series/describe.ts';

export interface EntryFacts {
  readonly action: ActivityEntry['action'];
  readonly side: Side;
  readonly outcome: ActivityEntry['outcome'];
  readonly reason?: ActivityEntry['reason'];
  readonly items: { readonly [S in Side]?: RemoteItem };
  readonly changes?: readonly {
    readonly field: ItemField;
    readonly before: ItemFields | null;
    readonly after: ItemFields;
    /** The value before is one that somebody had entered, and lost. */
    readonly lost?: boolean;
  }[];
  /** Fields in which each side has a value of its own, and the user must choose. */
  readonly conflicts?: readonly {
    readonly field: ItemField;
    /** null: they never agreed on it. */
    readonly agreed: ItemFields | null;
    readonly shown: Readonly<Record<Side, ItemFields>>;
  }[];
}

export function describeEntry(facts: EntryFacts): ActivityDraft {
  const shown = sides.flatMap((side) => facts.items[side] ?? []);
  const values = [
    ...(facts.changes ?? []).flatMap(({ before, after }) => [before, after]),
    ...(facts.conflicts ?? []).map(({ agreed }) => agreed),
  ];
  const hidden = [...shown.map(({ fields }) => fields), ...values].some((fields) => fields && isPrivate(fields));
  // The written side's own words first: the reader knows the item by them.
  const item = facts.items[facts.side] ?? shown[0];
  return {
    kind: item === undefined ? 'appointment' : kindOf(item.fields),
    title: hidden || item === undefined ? null : titleOf(item.fields),
    when: item === undefined ? null : startOf(item.fields),
    action: facts.action,
    side: facts.side,
    outcome: facts.outcome,
    reason: facts.reason ?? null,
    changes: hidden ? [] : [...describeChanges(facts.changes ?? []), ...describeConflicts(facts.conflicts ?? [])],
    items: Object.fromEntries(
      sides.flatMap((side) => {
        const one = facts.items[side];
        if (one === undefined) return [];
        return [[side, { id: one.id, ...(one.webUrl === undefined ? {} : { webUrl: one.webUrl }) }]];
      }),
    ),
  };
}

function describeChanges(changes: NonNullable<EntryFacts['changes']>): ActivityEntry['changes'] {
  return changes.flatMap(({ field, before, after, lost }) => {
    const values =
      field === 'recurrence' && before !== null && isAppointment(before) && isAppointment(after)
        ? describeSeriesChange(before, after)
        : { before: before === null ? null : describeField(field, before), after: describeField(field, after) };
    // The time of a series is written together with its rule, changed or not.
    if (field === 'span' && repeats(after) && before !== null && values.before === values.after) return [];
    if (before === null && values.after === null) return [];
    return [{ field, ...values, ...(lost === true ? { lost: values.before } : {}) }];
  });
}

function describeConflicts(conflicts: NonNullable<EntryFacts['conflicts']>): ActivityEntry['changes'] {
  return conflicts.map(({ field, agreed, shown }) => ({
    field,
    before: agreed === null ? null : describeField(field, agreed),
    after: null,
    both: { crm: describeField(field, shown.crm), calendar: describeField(field, shown.calendar) },
  }));
}
