/** @file What the merge is asked about a pair, and what it answers: one draft, filled field by field. */
import { type AnyPatch, anyOf, type ItemField, type ItemFields } from '../model/item.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Instant, Period } from '../model/time.ts';
import type { DirectionStrategy } from '../preferences/direction.ts';
import type { Preferences } from '../preferences/schema.ts';
import type { Times } from './series/script.ts';

export interface MergeSide<F extends ItemFields = ItemFields> {
  readonly fields: F;
  /** As this side showed them when both last agreed. */
  readonly agreed: F;
  /** What the other side's item would be here; not yet in this side's own form. */
  readonly offered: F;
  /** Fields that look the same here, and from which something else is to be made for the other side. */
  readonly stale: readonly ItemField[];
  /** Fields of which more stands here than the other side shows, and it cannot be said what its offer means for the rest. */
  readonly unsure: readonly ItemField[];
  /** Of the other side's series not all is held here: what lies in the window. */
  readonly isPart: boolean;
  /** A series that is marked as done by itself here: `fields` and `agreed` tell it of each of its occurrences. */
  readonly isDoneAsWhole: boolean;
  /** False: this side must not be written. */
  readonly editable: boolean;
  readonly editedAt: Instant;
  /** What this side would make of some fields: of those it is offered, or of its own if it rewrote them late. */
  express(fields: F): F;
}

export type ConflictRule = Preferences['conflict.rule'];

export interface MergeRules {
  /** Whose value stays in a field that both sides changed differently; `keep`: each its own; `ask`: the user must say. */
  readonly decide: (field: ItemField) => Side | 'keep' | 'ask';
  /** The user's own word on the field; undefined: nothing was said. */
  readonly answered: (field: ItemField) => Side | 'keep' | undefined;
  /** Whether a change of this field goes from that side to the other at all; one that does not is agreed on as it is. */
  readonly carries: (field: ItemField, from: Side) => boolean;
  readonly direction: DirectionStrategy;
  /** How far a series is compared. */
  readonly window: Period;
  /** The user's word on what would be written on a side, where it is not simply yes. */
  readonly instead: { readonly [S in Side]?: 'keep' | 'restore' };
}

export interface MergeConflict {
  readonly field: ItemField;
  readonly winner: Side;
}

export interface Merged {
  /** What is to be written on each side. */
  readonly patches: Readonly<Record<Side, AnyPatch>>;
  /** Fields in which the sides agree as they are now. */
  readonly learned: readonly ItemField[];
  /** The user must say whose value stays: both changed the field differently, or more would be lost than was seen. */
  readonly undecided: readonly ItemField[];
  /** Changes that are not carried, and not agreed on either: the direction or a missing right is in the way. */
  readonly left: readonly ItemField[];
  /** Sides whose change of a series would make it one there that the other side cannot have. */
  readonly beyond: readonly Side[];
  /** Both changed the field differently; the loser's value is overwritten. */
  readonly conflicts: readonly MergeConflict[];
  /** Fields of that side whose value, entered by somebody, is overwritten. */
  readonly lost: Readonly<Record<Side, readonly ItemField[]>>;
  /** Fields of that side that are put back, because the other side must not be written. */
  readonly putBack: Readonly<Record<Side, readonly ItemField[]>>;
  /**
   * Where a side has changes of its own that are still to go the other way: the times that both agree on once it is written. Else
   * they agree on what it then shows.
   */
  readonly agreedTimes: { readonly [S in Side]?: Times };
  /** Sides that are given nothing but days of a series that have come near. */
  readonly extended: readonly Side[];
  /** Fields of that side that the user wants as they were, and that must not be written there. */
  readonly unrestorable: Readonly<Record<Side, readonly ItemField[]>>;
}

export class MergeDraft implements Merged {
  readonly patches: Merged['patches'] = { crm: {}, calendar: {} };
  readonly learned: ItemField[] = [];
  readonly undecided: ItemField[] = [];
  readonly left: ItemField[] = [];
  readonly beyond: Side[] = [];
  readonly conflicts: MergeConflict[] = [];
  readonly lost: Record<Side, ItemField[]> = { crm: [], calendar: [] };
  readonly putBack: Record<Side, ItemField[]> = { crm: [], calendar: [] };
  readonly unrestorable: Record<Side, ItemField[]> = { crm: [], calendar: [] };
  readonly agreedTimes: { [S in Side]?: Times } = {};
  readonly extended: Side[] = [];

  /** @param loses the value that stands there was entered by somebody. */
  write(field: ItemField, on: Side, value: ItemFields, loses: boolean): void {
    (this.patches[on] as Partial<Record<ItemField, unknown>>)[field] = anyOf(value)[field];
    if (loses) this.lost[on].push(field);
  }

  cannotRestore(field: ItemField, on: Side): void {
    this.unrestorable[on].push(field);
    this.left.push(field);
  }
}

/** From where a value may go: from its source, else back to it; undefined when neither side may be written. */
export function wayOf(source: Side, writable: (side: Side) => boolean): Side | undefined {
  if (writable(otherSide(source))) return source;
  return writable(source) ? otherSide(source) : undefined;
}

/** There is nothing to ask where only one of the values could go anywhere. */
export function verdictOf(verdict: Side | 'keep' | 'ask', writable: (side: Side) => boolean): Side | 'keep' | 'ask' {
  if (verdict !== 'ask' || (writable('crm') && writable('calendar'))) return verdict;
  return writable('calendar') ? 'crm' : 'calendar';
}
