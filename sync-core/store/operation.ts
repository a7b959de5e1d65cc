/**
 * @file One write that was decided on: what is done where, from what, and what it does away with. It is planned, written
 * to the journal before it is done, and stays there as the way back.
 */
import { z } from 'zod';
import type { KnownPerson } from '../connectors/connector.ts';
import { activityEntry } from '../engine/report.ts';
import { itemField, itemFields, itemPatch } from '../model/item.ts';
import { recurrence } from '../model/recurrence.ts';
import { type Side, side } from '../model/side.ts';
import { span } from '../model/time.ts';
import { built, detachedWhy, itemId, remoteItem } from './records.ts';

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
    fields: itemFields,
    categories: z.array(z.string()).readonly(),
    typeId: z.int().exactOptional(),
    persons: z.array(knownPerson).exactOptional(),
    doneCategory: z.string().exactOptional(),
    built: built.exactOptional(),
  }),
  /** `carried`: the fields that both sides agree on once this is done. `built`: what was made for the written side. */
  z.object({
    do: z.literal('update'),
    patch: itemPatch,
    carried: z.array(itemField),
    categories: z.array(z.string()).readonly().exactOptional(),
    doneCategory: z.string().exactOptional(),
    built: built.exactOptional(),
    /** Nothing is carried: the item is let go, and this is why. */
    releases: detachedWhy.exactOptional(),
    /** What both sides agree on about the times, where the written side has changes of its own that are still to go across. */
    agreedTimes: z.object({ span, recurrence: recurrence.nullable() }).readonly().exactOptional(),
  }),
  /** `successor`: the item of the same side that takes its place in the link, once it is gone. */
  z.object({ do: z.literal('remove'), successor: remoteItem.exactOptional() }),
]);

export const operation = z.object({
  pair: pairKey,
  /** The side that is written. */
  side,
  work,
  /** The written item as it is before: what can be put back. null for a creation. */
  target: remoteItem.nullable(),
  /** The other side's item; null where it is gone. */
  source: remoteItem.nullable(),
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
