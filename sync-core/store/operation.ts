/**
 * @file One write that was decided on: what is done where, from what, and what it does away with. It is planned, written
 * to the journal before it is done, and stays there as the way back.
 */
import { z } from 'zod';
import type { KnownPerson } from '../connectors/connector.ts';
import { activityEntry } from '../engine/report.ts';
import { type AppointmentField, type AppointmentPatch, appointment } from '../model/appointment.ts';
import { type Side, side } from '../model/side.ts';
import { built, itemId, remoteAppointment } from './records.ts';

/** The two items that a decision is about; `link` when they are (or were) linked. */
export const pairKey = z.object({
  link: z.string().nullable(),
  crm: itemId.nullable(),
  calendar: itemId.nullable(),
});
export type PairKey = Readonly<z.infer<typeof pairKey>>;

/** Names a pair for as long as nothing about its links changes. */
export function pairName(pair: PairKey): string {
  if (pair.link !== null) return pair.link;
  return pair.crm === null ? `calendar:${pair.calendar}` : `crm:${pair.crm}`;
}

const {
  title,
  body,
  location,
  span,
  availability,
  reminderMinutes,
  visibility,
  importance,
  joinUrl,
  done,
  recurrence,
} = appointment.unwrap().shape;
const patch: z.ZodType<AppointmentPatch> = z.object({
  title: title.exactOptional(),
  body: body.exactOptional(),
  location: location.exactOptional(),
  span: span.exactOptional(),
  availability: availability.exactOptional(),
  reminderMinutes: reminderMinutes.exactOptional(),
  visibility: visibility.exactOptional(),
  importance: importance.unwrap().exactOptional(),
  joinUrl: joinUrl.unwrap().exactOptional(),
  done: done.unwrap().exactOptional(),
  recurrence: recurrence.unwrap().exactOptional(),
});

export const appointmentField = z.enum([
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
]);
appointmentField satisfies z.ZodType<AppointmentField>;

const knownPerson: z.ZodType<KnownPerson> = z.object({
  personId: z.int(),
  contactId: z.int(),
  name: z.string(),
  isColleague: z.boolean(),
});

const work = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('create'),
    incarnation: z.int().nonnegative(),
    mark: z.object({ key: z.string(), marker: z.string() }),
    fields: appointment,
    categories: z.array(z.string()).readonly(),
    typeId: z.int().exactOptional(),
    persons: z.array(knownPerson).exactOptional(),
    doneCategory: z.string().exactOptional(),
    built: built.exactOptional(),
  }),
  /** `carried`: the fields that both sides agree on once this is done. `built`: what was made for the written side. */
  z.object({
    do: z.literal('update'),
    patch,
    carried: z.array(appointmentField),
    categories: z.array(z.string()).readonly().exactOptional(),
    doneCategory: z.string().exactOptional(),
    built: built.exactOptional(),
    /** What both sides agree on about the times, where the written side has changes of its own that are still to go across. */
    agreedTimes: z.object({ span, recurrence: recurrence.unwrap() }).readonly().exactOptional(),
  }),
  /** `successor`: the item of the same side that takes its place in the link, once it is gone. */
  z.object({ do: z.literal('remove'), successor: remoteAppointment.exactOptional() }),
]);

export const operation = z.object({
  pair: pairKey,
  /** The side that is written. */
  side,
  work,
  /** The written item as it is before: what can be put back. null for a creation. */
  target: remoteAppointment.nullable(),
  /** The other side's item; null where it is gone. */
  source: remoteAppointment.nullable(),
  /** The operation that this one takes back, by its number in the journal. */
  undoes: z.int().exactOptional(),
  /** What the activity list says once it is done. */
  entry: activityEntry.omit({ id: true, at: true, runId: true, undo: true }),
});
export type Operation = Readonly<z.infer<typeof operation>>;
export type OperationAction = Operation['work']['do'];

export interface CreationOperation extends Operation {
  readonly work: Extract<Operation['work'], { do: 'create' }>;
}

export function isCreation(one: Operation): one is CreationOperation {
  return one.work.do === 'create';
}

export const sides: readonly Side[] = side.options;
