/**
 * @file The neutral form of an appointment: what both sides of a link are compared in.
 *
 * It holds what the user sees, not how a system stores it. `appointmentFields` lists the fields that are merged one by one;
 * whatever else an item has on its own side is never touched.
 */
import { z } from 'zod';
import { recurrence } from './recurrence.ts';
import { span } from './time.ts';

export const availability = z.enum(['free', 'tentative', 'busy', 'outOfOffice', 'workingElsewhere']);
export type Availability = z.infer<typeof availability>;

export const visibility = z.enum(['public', 'private']);

export const importance = z.enum(['low', 'normal', 'high']);
export type Importance = z.infer<typeof importance>;

export const appointment = z
  .object({
    /** One line. */
    title: z.string(),
    /** The text as canonical HTML (see translate/text.ts); empty when there is none. */
    body: z.string(),
    location: z.string(),
    span,
    availability,
    /** Minutes before the start; null: no reminder. */
    reminderMinutes: z.int().nonnegative().nullable(),
    visibility,
    importance: importance.default('normal'),
    /** Where one joins it online, an http(s) address; empty: it is no online meeting. */
    joinUrl: z.string().default(''),
    /** The user has ticked it off. */
    done: z.boolean().default(false),
    /** How it repeats; null: it does not. Absent in what an earlier version has kept. */
    recurrence: recurrence.nullable().default(null),
  })
  .readonly();
/** The fields of an appointment that take part in the merge. */
export type Appointment = z.infer<typeof appointment>;

export type AppointmentField = keyof Appointment;
export const appointmentFields: readonly AppointmentField[] = [
  'title',
  'body',
  'location',
  'span',
  'availability',
  'reminderMinutes',
  'visibility',
  'importance',
  'joinUrl',
  'done',
  'recurrence',
];

/**
 * What the user has settled for themselves about an item, not for all who take part: it may differ from one copy to the other
 * where one of them must not be written.
 */
export const personalFields: ReadonlySet<AppointmentField> = new Set([
  'availability',
  'reminderMinutes',
  'importance',
  'done',
]);

/** A part of the fields: what an update carries. Absent means "leave as it is". */
export type AppointmentPatch = { readonly [F in AppointmentField]?: Appointment[F] };
