/** @file What an item can be: an appointment, a task or a person, each with the fields that are merged. */
import { z } from 'zod';
import {
  type Appointment,
  type AppointmentField,
  appointment,
  appointmentFields,
  personalFields,
} from './appointment.ts';
import { nameOf, type Person, type PersonField, person, personFields } from './person.ts';
import type { Recurrence } from './recurrence.ts';
import type { ItemKind } from './side.ts';
import { type Task, type TaskField, task, taskFields } from './task.ts';

/** The first that fits: no item has all fields of another kind. */
export const itemFields = z.union([appointment, task, person]);

export type ItemFields = Appointment | Task | Person;
export type ItemField = AppointmentField | TaskField | PersonField;

/** A part of the fields: what an update carries. Absent means "leave as it is". */
export type ItemPatch<F extends ItemFields> = F extends ItemFields ? { readonly [Field in keyof F]?: F[Field] } : never;

const { joinUrl, recurrence } = appointment.unwrap().shape;
/** Without the defaults of what an earlier version has kept: what a patch does not say stays as it is. */
const shape = {
  ...appointment.unwrap().shape,
  ...person.unwrap().shape,
  ...task.unwrap().shape,
  joinUrl: joinUrl.unwrap(),
  recurrence: recurrence.unwrap(),
};
/** The name of a field of any kind. */
export const itemField = z.enum(Object.keys(shape) as [ItemField, ...ItemField[]]);

/** A part of the fields of any kind, as it is kept. */
export const itemPatch = z.object(
  Object.fromEntries(Object.entries(shape).map(([field, schema]) => [field, schema.exactOptional()])),
) as unknown as z.ZodType<AnyPatch>;

/** What any field of any kind can be: each name means the same wherever it is. */
export type AnyField = Appointment & Task & Person;
export type AnyPatch = { readonly [Field in ItemField]?: AnyField[Field] };

const fieldsByKind: Readonly<Record<ItemKind, readonly ItemField[]>> = {
  appointment: appointmentFields,
  task: taskFields,
  person: personFields,
};

/** @returns the fields of that kind that take part in the merge, in the order in which the activity list tells of them. */
export function fieldsOf(kind: ItemKind): readonly ItemField[] {
  return fieldsByKind[kind];
}

export function isAppointment(fields: ItemFields): fields is Appointment {
  return 'span' in fields;
}

export function isTask(fields: ItemFields): fields is Task {
  return 'dueDate' in fields;
}

export function isPerson(fields: ItemFields): fields is Person {
  return 'surname' in fields;
}

export function kindOf(fields: ItemFields): ItemKind {
  if (isAppointment(fields)) return 'appointment';
  return isTask(fields) ? 'task' : 'person';
}

/** @returns what an item is called in a list. */
export function titleOf(fields: ItemFields): string {
  return isPerson(fields) ? nameOf(fields) : fields.title;
}

/** @returns the fields that take part in the merge of such an item. */
export function fieldsIn(fields: ItemFields): readonly ItemField[] {
  return fieldsOf(kindOf(fields));
}

/** Whether it is to be seen by nobody but the user. */
export function isPrivate(fields: ItemFields): boolean {
  return !isPerson(fields) && fields.visibility === 'private';
}

/** Whether the user has ticked it off. */
export function isDone(fields: ItemFields): boolean {
  return !isPerson(fields) && fields.done;
}

/** Whether it is a series. */
export function repeats(fields: ItemFields): fields is Series {
  return recurrenceOf(fields) !== null;
}
export type Series = Appointment & { readonly recurrence: Recurrence };

/** @returns how an item repeats; null for one that does not, or is of a kind of which no series is one item. */
export function recurrenceOf(fields: ItemFields): Recurrence | null {
  return isAppointment(fields) ? fields.recurrence : null;
}

/** @returns the fields by name, whatever kind they are of; those of another kind are undefined. */
export function anyOf(fields: ItemFields): AnyPatch {
  return fields;
}

/** Whether the user has settled it for themselves alone: see `personalFields`. */
export function isPersonal(field: ItemField): boolean {
  return personal.has(field);
}

const personal: ReadonlySet<ItemField> = new Set<ItemField>([...personalFields, 'reminderAt']);
