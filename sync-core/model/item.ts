/** @file What an item can be: an appointment, a task or a person, each with the fields that are merged. */
import { type Appointment, type AppointmentField, type AppointmentPatch, appointmentFields } from './appointment.ts';
import { nameOf, type Person, type PersonField, personFields } from './person.ts';
import type { ItemKind } from './side.ts';
import { type Task, type TaskField, taskFields } from './task.ts';

export type ItemFields = Appointment | Task | Person;
export type ItemField = AppointmentField | TaskField | PersonField;

/** A part of the fields: what an update carries. Absent means "leave as it is". */
export type ItemPatch<F extends ItemFields = ItemFields> = F extends Appointment
  ? AppointmentPatch
  : { readonly [Field in keyof F]?: F[Field] };

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
