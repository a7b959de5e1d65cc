/**
 * @file How one operation is taken back, or why it is not. Pure.
 *
 *   what was done   what takes it back                        as long as
 *   update          the values of before, on the same side    neither side changed those fields since
 *   creation        the created item is removed               nobody changed it, and nobody would be told
 *   removal         the item is created again, on its own     it did not come back by itself
 *
 * What was done in another account than is connected now is none of these: its ids say nothing here.
 */
import { type ItemAnswer, isReadable, type RemoteItem } from '../connectors/connector.ts';
import { continuedSeries } from '../model/continued-series.ts';
import {
  type AnyPatch,
  anyOf,
  type ItemField,
  type ItemFields,
  isAppointment,
  isPrivate,
  repeats,
} from '../model/item.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Instant } from '../model/time.ts';
import type { DoneOperation } from '../store/journal.ts';
import type { Operation } from '../store/operation.ts';
import type { AccountKeys, Link, LinkSide } from '../store/records.ts';
import { withDoneAs } from '../translate/categories.ts';
import { describeEntry } from './entries.ts';
import { differingFields, isTime, patched, sameField } from './fields.ts';
import { creationMark } from './mark.ts';
import type { PlanRules } from './pair-plan.ts';
import type { UndoRefusal } from './report.ts';
import { carryOver } from './series/carry-over.ts';
import { scriptOf, type Times } from './series/script.ts';

export interface UndoSight {
  readonly done: DoneOperation;
  /** The link of the item that was written, as it is now. */
  readonly link: Link | undefined;
  /** What each side shows now; absent where there is nothing to be asked for. */
  readonly shown: { readonly [S in Side]?: ItemAnswer<ItemFields> };
}

export interface UndoRules {
  readonly accounts: AccountKeys;
  readonly canBePrivate: Readonly<Record<Side, boolean>>;
  readonly express: PlanRules['express'];
  /** What was over by then is nobody's concern. */
  readonly since: Instant;
  /** What says of an occurrence in the calendar that it is done, where the operation does not know. */
  readonly doneCategory: string;
}

export type UndoPlan =
  | { readonly operation: Operation & { readonly undoes: number } }
  | { readonly refusal: UndoRefusal };

export function planUndo(sight: UndoSight, rules: UndoRules): UndoPlan {
  const { operation, account, undone } = sight.done;
  if (undone || operation.undoes !== undefined) return { refusal: 'undoneBefore' };
  if (account !== rules.accounts[operation.side]) return { refusal: 'otherAccount' };
  switch (operation.work.do) {
    case 'create':
      return planRemoval(sight);
    case 'remove':
      return planRestoring(sight, rules);
    case 'update':
      return planUpdate(sight, operation.work.carried, rules);
  }
}

interface Both {
  readonly link: Link;
  readonly known: Readonly<Record<Side, LinkSide>>;
  readonly items: Readonly<Record<Side, RemoteItem>>;
}

/** Both items as they are now, of a pair that is still one; or why there is nothing to be taken back. */
function bothOf({ done, link, shown }: UndoSight): Both | UndoRefusal {
  const { side } = done.operation;
  const written = shown[side];
  if (written === 'gone') return 'gone';
  const known = { crm: link?.sides.crm, calendar: link?.sides.calendar };
  const { crm, calendar } = shown;
  if (link?.state !== 'linked' || known.crm === undefined || known.calendar === undefined) return 'changedSince';
  if (crm === 'noAccess' || calendar === 'noAccess') return 'protected';
  // The other one was deleted: that deletion is on its way here.
  if (crm === 'gone' || calendar === 'gone') return 'changedSince';
  if (!isReadable(crm) || !isReadable(calendar)) return 'failed';
  return { link, known: { crm: known.crm, calendar: known.calendar }, items: { crm, calendar } };
}

function planUpdate(sight: UndoSight, carried: readonly ItemField[], rules: UndoRules): UndoPlan {
  const { id, operation, echo } = sight.done;
  const { side, target: before, work } = operation;
  // What stands below a text follows from the other side, and would be put there again.
  if (before === null || work.do !== 'update' || carried.length === 0) return { refusal: 'notKept' };
  const both = bothOf(sight);
  if (typeof both === 'string') return { refusal: both };
  const { link, known, items } = both;
  const target = items[side];
  const source = items[otherSide(side)];
  const wrote = echo ?? rules.express[side](patched(before.fields, work.patch));
  const goesOn = isContinuation(target.fields, wrote, rules.since);
  const unchanged = (field: ItemField) =>
    sameField(field, target.fields, known[side].agreed) &&
    sameField(field, source.fields, known[otherSide(side)].agreed) &&
    (isOurs(field, target.fields, wrote, rules.express[side]) || (goesOn && isTime(field)));
  if (!carried.every(unchanged)) return { refusal: 'changedSince' };
  const opens = carried.includes('visibility') && !isPrivate(before.fields);
  // Private on one side is never readable on the other (G4.1).
  if (!target.protection.edit || (opens && isPrivate(source.fields))) return { refusal: 'protected' };
  const times = goesOn ? timesBefore(before.fields, wrote, target.fields) : {};
  const after = { ...before.fields, ...times };
  const patch = Object.fromEntries(carried.map((field) => [field, anyOf(after)[field]])) as AnyPatch;
  const entry = describeEntry({
    action: 'update',
    side,
    outcome: 'undone',
    items,
    changes: carried.map((field) => ({ field, before: target.fields, after })),
  });
  const pair = { link: link.id, crm: items.crm.id, calendar: items.calendar.id };
  const categories =
    side === 'calendar' && patch.done !== undefined
      ? { categories: withDoneAs(target.categories, before.categories) }
      : {};
  const doneCategory =
    side === 'calendar' && patch.recurrence ? { doneCategory: work.doneCategory ?? rules.doneCategory } : {};
  const undoing: Operation['work'] = { do: 'update', patch, carried: [...carried], ...categories, ...doneCategory };
  return { operation: { pair, side, work: undoing, target, source, undoes: id, entry } };
}

/** A series of which later runs have written more as days came near is what was written all the same. */
function isContinuation(shown: ItemFields, wrote: ItemFields, since: Instant): boolean {
  if (!isAppointment(shown) || !isAppointment(wrote)) return false;
  const continued = continuedSeries(wrote, shown, since);
  return continued !== null && sameField('recurrence', { ...shown, ...continued }, shown);
}

/** What was changed is put back, and what came since stays. */
function timesBefore(before: ItemFields, wrote: ItemFields, shown: ItemFields): Partial<Times> {
  if (!isAppointment(before) || !isAppointment(wrote) || !isAppointment(shown)) return {};
  return carryOver(scriptOf(wrote, before), shown, [], { agreed: wrote, partFrom: null, isReframed: false });
}

/** Systems rewrite what they are given, some of them later: what they would make of both is then the same. */
function isOurs(
  field: ItemField,
  shown: ItemFields,
  wrote: ItemFields,
  express: (fields: ItemFields) => ItemFields,
): boolean {
  return sameField(field, shown, wrote) || sameField(field, express(shown), express(wrote));
}

function planRemoval(sight: UndoSight): UndoPlan {
  const { id, operation, item } = sight.done;
  const { side } = operation;
  const both = bothOf(sight);
  if (typeof both === 'string') return { refusal: both };
  const { link, known, items } = both;
  const target = items[side];
  if (target.id !== item || differingFields(target.fields, known[side].agreed).length > 0) {
    return { refusal: 'changedSince' };
  }
  if (!target.protection.remove) return { refusal: 'protected' };
  const pair = { link: link.id, crm: items.crm.id, calendar: items.calendar.id };
  const entry = describeEntry({ action: 'remove', side, outcome: 'undone', items });
  return { operation: { pair, side, work: { do: 'remove' }, target, source: null, undoes: id, entry } };
}

/** Its mark names the item that it takes the place of, on its own side: it is the copy of nothing on the other. */
function planRestoring({ done, link, shown }: UndoSight, rules: UndoRules): UndoPlan {
  const { id, operation } = done;
  const { side, target: before } = operation;
  if (before === null) return { refusal: 'notKept' };
  if (link !== undefined || shown[side] !== 'gone') return { refusal: 'changedSince' };
  if (isPrivate(before.fields) && !rules.canBePrivate[side]) return { refusal: 'protected' };
  const entry = describeEntry({ action: 'create', side, outcome: 'undone', items: { [side]: before } });
  return {
    operation: {
      pair:
        side === 'crm'
          ? { link: null, crm: before.id, calendar: null }
          : { link: null, crm: null, calendar: before.id },
      side,
      work: {
        do: 'create',
        incarnation: 0,
        mark: creationMark(rules.accounts[side], before.id, 0),
        fields: before.fields,
        categories: side === 'calendar' ? [...before.categories] : [],
        ...(before.typeId === undefined ? {} : { typeId: before.typeId }),
        ...(side === 'calendar' && repeats(before.fields) ? { doneCategory: rules.doneCategory } : {}),
        ...(before.added === undefined ? {} : { built: { added: before.added } }),
      },
      target: null,
      source: null,
      undoes: id,
      entry,
    },
  };
}
