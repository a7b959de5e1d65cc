/**
 * @file The three-way merge, field by field. Pure.
 *
 * Each side is compared with what that same side showed when the two last agreed. What a system rewrites or cannot hold
 * was learned then, and so never looks like an edit; only what a person did since does.
 */
import {
  type Appointment,
  type AppointmentField,
  type AppointmentPatch,
  appointmentFields,
} from '../model/appointment.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Instant } from '../model/time.ts';
import { sameField } from './fields.ts';

export interface MergeSide {
  readonly fields: Appointment;
  /** As this side showed them when both last agreed. */
  readonly agreed: Appointment;
  /** False: this side must not be written. */
  readonly editable: boolean;
  readonly editedAt: Instant;
  /** What this side would make of the other's fields. */
  readonly express: (fields: Appointment) => Appointment;
}

export interface MergeRules {
  readonly conflict: 'laterEdit' | Side;
  /** Whether a change of this field goes from that side to the other at all. */
  readonly carries: (field: AppointmentField, from: Side) => boolean;
}

export interface MergeConflict {
  readonly field: AppointmentField;
  readonly winner: Side;
}

export interface Merged {
  /** What is to be written on each side. */
  readonly patches: Readonly<Record<Side, AppointmentPatch>>;
  /** Fields in which the sides agree as they are now. */
  readonly learned: readonly AppointmentField[];
  /** Both changed the field differently; the loser's value is overwritten. */
  readonly conflicts: readonly MergeConflict[];
  /** Fields of that side that are put back, because the other side must not be written. */
  readonly putBack: Readonly<Record<Side, readonly AppointmentField[]>>;
}

/** @returns the side whose value stays when both changed a field; the CRM's when both were edited at the same moment. */
export function conflictWinner(rule: MergeRules['conflict'], editedAt: Readonly<Record<Side, Instant>>): Side {
  if (rule !== 'laterEdit') return rule;
  return editedAt.calendar > editedAt.crm ? 'calendar' : 'crm';
}

/** Equal for a reader: each side's value is what it would make of the other's, in at least one direction. */
export function equalAcross(field: AppointmentField, sides: Readonly<Record<Side, MergeSide>>): boolean {
  const { crm, calendar } = sides;
  return (
    sameField(field, calendar.express(crm.fields), calendar.fields) ||
    sameField(field, crm.express(calendar.fields), crm.fields)
  );
}

export function merge(sides: Readonly<Record<Side, MergeSide>>, rules: MergeRules): Merged {
  const patches: Record<Side, Partial<Record<AppointmentField, unknown>>> = { crm: {}, calendar: {} };
  const putBack: Record<Side, AppointmentField[]> = { crm: [], calendar: [] };
  const learned: AppointmentField[] = [];
  const conflicts: MergeConflict[] = [];
  const winner = conflictWinner(rules.conflict, { crm: sides.crm.editedAt, calendar: sides.calendar.editedAt });

  for (const field of appointmentFields) {
    const changed = (side: Side) => !sameField(field, sides[side].fields, sides[side].agreed);
    if (!changed('crm') && !changed('calendar')) continue;
    const from = {
      crm: changed('crm') && rules.carries(field, 'crm'),
      calendar: changed('calendar') && rules.carries(field, 'calendar'),
    };
    if ((!from.crm && !from.calendar) || equalAcross(field, sides)) {
      learned.push(field);
      continue;
    }
    const source: Side = from.crm && from.calendar ? winner : from.crm ? 'crm' : 'calendar';
    const direction = allowed(source, sides);
    if (direction === undefined || !rules.carries(field, direction)) {
      learned.push(field);
      continue;
    }
    patches[otherSide(direction)][field] = sides[direction].fields[field];
    if (direction !== source) putBack[source].push(field);
    else if (from.crm && from.calendar) conflicts.push({ field, winner: source });
  }
  return { patches: patches as Merged['patches'], learned, conflicts, putBack };
}

/** From where a value may go: from its source, else back to it; undefined when neither side may be written. */
function allowed(source: Side, sides: Readonly<Record<Side, MergeSide>>): Side | undefined {
  if (sides[otherSide(source)].editable) return source;
  return sides[source].editable ? otherSide(source) : undefined;
}

/**
 * What two items that are one, but were never seen to agree, are taken to have agreed on: where they differ, that which
 * makes the winner's value look like the only change. A value wins over an empty one; else the conflict rule decides.
 */
export function adoptionBase(
  sides: Readonly<Record<Side, MergeSide>>,
  rule: MergeRules['conflict'],
): Readonly<Record<Side, Appointment>> {
  const base: Record<Side, Appointment> = { crm: sides.crm.fields, calendar: sides.calendar.fields };
  const later = conflictWinner(rule, { crm: sides.crm.editedAt, calendar: sides.calendar.editedAt });
  for (const field of appointmentFields) {
    if (equalAcross(field, sides)) continue;
    const filled = (['crm', 'calendar'] as const).filter((side) => sides[side].fields[field] !== '');
    const winner = filled.length === 1 && filled[0] !== undefined ? filled[0] : later;
    const loser = sides[otherSide(winner)].fields;
    base[winner] = { ...base[winner], [field]: sides[winner].express(loser)[field] };
  }
  return base;
}
