/**
 * @file The three-way merge, field by field. Pure.
 *
 * Each side is compared with what that same side showed when the two last agreed. What a system rewrites or cannot hold
 * was learned then, and so never looks like an edit; only what a person did since does.
 */
import {
  type AnyField,
  anyOf,
  fieldsIn,
  type ItemField,
  type ItemFields,
  isPersonal,
  isPrivate,
} from '../model/item.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Instant, Period } from '../model/time.ts';
import { isTime, sameField } from './fields.ts';
import {
  type ConflictRule,
  MergeDraft,
  type Merged,
  type MergeRules,
  type MergeSide,
  verdictOf,
  wayOf,
} from './merge-draft.ts';
import { mergeTimes } from './series/merge-times.ts';
import { isAboutSeries, sameTimes } from './series/same-times.ts';
import { showsAsBefore } from './series/words.ts';

/**
 * @returns the side whose value stays when both changed a field; the CRM's when both were edited in the same second, which
 * is as finely as both systems tell.
 */
export function conflictWinner(rule: Exclude<ConflictRule, 'ask'>, editedAt: Readonly<Record<Side, Instant>>): Side {
  if (rule !== 'laterEdit') return rule;
  return editedAt.calendar > editedAt.crm ? 'calendar' : 'crm';
}

/**
 * Equal for a reader: each side's value is what it would make of the other's, in at least one direction. A value from which
 * something new is to be made says nothing about what the other side has, and neither does what a side would make of something
 * that is never written to it.
 */
export function equalAcross(field: ItemField, sides: Readonly<Record<Side, MergeSide>>, window: Period): boolean {
  if (isTime(field) && isAboutSeries(sides)) return sameTimes(sides, window);
  return (['crm', 'calendar'] as const).some((side) => {
    const { express, offered, fields, stale, editable } = sides[side];
    return editable && !stale.includes(field) && sameField(field, express(offered), fields);
  });
}

export function merge(sides: Readonly<Record<Side, MergeSide>>, rules: MergeRules): Merged {
  const draft = new MergeDraft();
  const series = isAboutSeries(sides);
  for (const field of fieldsIn(sides.crm.fields))
    if (!(series && isTime(field))) mergeField(field, sides, rules, draft);
  if (isAboutSeries(sides)) mergeTimes(sides, rules, draft);
  return draft;
}

/** What the merge asks about one field. */
interface FieldView {
  readonly field: ItemField;
  /** The side shows another value than the one that was agreed on. */
  readonly differs: (side: Side) => boolean;
  /** Somebody changed it there. */
  readonly changed: (side: Side) => boolean;
  /** That change is one that goes across. */
  readonly told: (side: Side) => boolean;
  /** And the direction lets it. */
  readonly heard: (side: Side) => boolean;
  readonly writable: (side: Side) => boolean;
}

function viewOf(field: ItemField, sides: Readonly<Record<Side, MergeSide>>, rules: MergeRules): FieldView {
  const stale = (side: Side) => sides[side].stale.includes(field);
  const isAnother = (side: Side) => !sameField(field, sides[side].fields, sides[side].agreed);
  const differs = (side: Side) => stale(side) || isAnother(side);
  // A system may rewrite what was written to it after it has confirmed it: that is nobody's edit.
  const rewritten = ({ editable, fields, agreed, express }: MergeSide) =>
    editable && sameField(field, fields, express(agreed));
  const unseen = (side: Side) =>
    isAnother(side) && showsAsBefore(field, sides[side], sides[otherSide(side)].fields, rules.window);
  const changed = (side: Side) => (stale(side) || (isAnother(side) && !rewritten(sides[side]))) && !unseen(side);
  const told = (side: Side) => changed(side) && rules.carries(field, side);
  const heard = (side: Side) => told(side) && rules.direction.listensTo(side);
  const writable = (side: Side) => sides[side].editable && rules.direction.mayWrite(side);
  return { field, differs, changed, told, heard, writable };
}

function mergeField(
  field: ItemField,
  sides: Readonly<Record<Side, MergeSide>>,
  rules: MergeRules,
  draft: MergeDraft,
): void {
  const view = viewOf(field, sides, rules);
  const { differs, told, heard, writable } = view;
  if (!differs('crm') && !differs('calendar')) return;
  if ((!told('crm') && !told('calendar')) || equalAcross(field, sides, rules.window)) {
    draft.learned.push(field);
    return;
  }
  if (!heard('crm') && !heard('calendar')) {
    draft.left.push(field);
    return;
  }
  const contested = heard('crm') && heard('calendar');
  const source = contested ? verdictOf(rules.decide(field), writable) : heard('crm') ? 'crm' : 'calendar';
  const verdict = isUnsure(view, source, sides) ? (rules.answered(field) ?? 'ask') : source;
  if (verdict === 'keep') draft.learned.push(field);
  else if (verdict === 'ask') draft.undecided.push(field);
  else carry(view, verdict, sides, rules, draft);
}

/** What is offered would take away more than whoever changed it there has seen. */
function isUnsure(
  { field, writable }: FieldView,
  verdict: Side | 'keep' | 'ask',
  sides: Readonly<Record<Side, MergeSide>>,
): boolean {
  if (verdict === 'keep' || verdict === 'ask' || wayOf(verdict, writable) !== verdict) return false;
  return sides[otherSide(verdict)].unsure.includes(field);
}

function carry(
  { field, changed, heard, writable }: FieldView,
  source: Side,
  sides: Readonly<Record<Side, MergeSide>>,
  rules: MergeRules,
  draft: MergeDraft,
): void {
  const from = wayOf(source, writable);
  if (from === undefined) {
    const forGood = !sides.crm.editable && !sides.calendar.editable;
    (forGood ? draft.learned : draft.left).push(field);
    return;
  }
  if (from !== source && isOwnMatter(field, sides[source].fields)) {
    draft.learned.push(field);
    return;
  }
  const to = otherSide(from);
  const word = from === source ? rules.instead[to] : undefined;
  if (!rules.carries(field, from) || word === 'keep') {
    draft.learned.push(field);
    return;
  }
  if (word === 'restore') {
    // As if nobody had changed it there: what the other side shows if it was changed there, else what was agreed.
    if (writable(from)) draft.write(field, from, changed(to) ? sides[from].offered : sides[from].agreed, true);
    else draft.cannotRestore(field, from);
    return;
  }
  draft.write(field, to, sides[to].offered, changed(to));
  if (from !== source) draft.putBack[source].push(field);
  else if (heard(to)) draft.conflicts.push({ field, winner: source });
}

/** What a person has settled about the own copy of somebody else's meeting stays; and nothing private is opened again. */
function isOwnMatter(field: ItemField, fields: ItemFields): boolean {
  return isPersonal(field) || (field === 'visibility' && isPrivate(fields));
}

/** Nobody has said anything there. */
function isUnsaid(field: ItemField, fields: ItemFields): boolean {
  const value = anyOf(fields)[field];
  // Of a series a single appointment is what is left when a write was cut off: it must not take the others along.
  if (field === 'recurrence') return value === null;
  if (field === 'done' || field === 'percentComplete') return !value;
  if (value === null) return field !== 'reminderMinutes' && field !== 'reminderAt';
  return (field === 'importance' && value === 'normal') || isEmpty(value);
}

function isEmpty(value: AnyField[ItemField] | undefined): boolean {
  if (typeof value !== 'object' || value === null) return value === '';
  return Object.values(value).every((part) => part === '');
}

/**
 * What two items that are one, but were never seen to agree, are taken to have agreed on: where they differ, that which
 * makes the winner's value look like the only change. A value wins over an empty one; else the side that is followed, or
 * the conflict rule. Where the user is to be asked, both look changed.
 */
export function adoptionBase(
  sides: Readonly<Record<Side, MergeSide>>,
  rule: ConflictRule,
  leader: Side | null,
  window: Period,
): Readonly<Record<Side, ItemFields>> {
  const base: Record<Side, ItemFields> = { crm: sides.crm.fields, calendar: sides.calendar.fields };
  const editedAt = { crm: sides.crm.editedAt, calendar: sides.calendar.editedAt };
  const winner = leader ?? (rule === 'ask' ? null : conflictWinner(rule, editedAt));
  for (const field of fieldsIn(sides.crm.fields)) {
    if (equalAcross(field, sides, window)) continue;
    const filled = (['crm', 'calendar'] as const).filter(
      (side) => !isUnsaid(isTime(field) ? 'recurrence' : field, sides[side].fields),
    );
    const stays = filled.length === 1 && filled[0] !== undefined ? filled[0] : winner;
    for (const side of stays === null ? (['crm', 'calendar'] as const) : [stays]) {
      base[side] = { ...base[side], [field]: anyOf(sides[side].express(sides[side].offered))[field] };
    }
  }
  return base;
}
