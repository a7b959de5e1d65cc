/**
 * @file The shapes that the store keeps as JSON, each with the schema it is validated by when it is read back: a file can
 * be damaged, edited by hand or written by another version of the program.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { ItemProtection, PictureVersion, RemoteItem } from '../connectors/connector.ts';
import { type ItemFields, isAppointment, isPerson, itemFields } from '../model/item.ts';
import { participant } from '../model/participant.ts';
import { leftOutCode, protectedCode } from '../model/reason.ts';
import { endMoment, extentOf, startMoment } from '../model/series-compare.ts';
import type { ItemId, ItemKind, ItemVersion, Side } from '../model/side.ts';
import { builtSubject } from '../model/subject.ts';
import { surroundings } from '../model/surroundings.ts';
import type { Task } from '../model/task.ts';
import { type Instant, instant, localDate, type Span, toInstant } from '../model/time.ts';

const isString = (value: unknown) => typeof value === 'string';
export const itemId = z.custom<ItemId>(isString);
export const itemVersion = z.custom<ItemVersion>(isString);
const pictureVersion = z.custom<PictureVersion>(isString);

const protection: z.ZodType<ItemProtection> = z.union([
  z.object({ edit: z.literal(true), remove: z.literal(true), why: z.undefined().exactOptional() }),
  z.object({ edit: z.boolean(), remove: z.boolean(), why: protectedCode }),
]) as z.ZodType<ItemProtection>;

const form = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('single') }),
  z.object({ kind: z.literal('series'), seriesId: z.string() }),
  z.object({ kind: z.literal('occurrence'), seriesId: z.string() }),
]);

const seenShape = {
  form,
  protection,
  unfit: leftOutCode.exactOptional(),
  editedAt: instant,
  categories: z.array(z.string()),
  typeId: z.int().exactOptional(),
  invitationUid: z.string().exactOptional(),
  hostsItself: z.literal(true).exactOptional(),
  surroundings: surroundings.exactOptional(),
  participants: z.array(participant).exactOptional(),
  added: z.string().exactOptional(),
  webUrl: z.string().exactOptional(),
  picture: pictureVersion.exactOptional(),
  apart: z.object({ series: itemId, day: localDate }).exactOptional(),
};

/** What is known of one side's item besides its fields and its version. */
export const seenItem = z.object(seenShape);
export type SeenItem = Omit<RemoteItem, 'id' | 'version' | 'fields' | 'occurrences' | 'recordOf'>;

export const remoteItem: z.ZodType<RemoteItem> = z.object({
  id: itemId,
  version: itemVersion,
  fields: itemFields,
  ...seenShape,
});

/** @returns the part of an item that a link keeps beside version and fields. */
export function seenOf(item: RemoteItem): SeenItem {
  const { id: _id, version: _version, fields: _fields, occurrences: _occurrences, recordOf: _recordOf, ...seen } = item;
  return seen;
}

/** The same, but for what the other side's copy was made of: that is as it was. */
export function seenWith(
  seen: SeenItem,
  { surroundings: about, participants }: Pick<SeenItem, 'surroundings' | 'participants'>,
): SeenItem {
  const { surroundings: _about, participants: _participants, ...rest } = seen;
  return {
    ...rest,
    ...(about === undefined ? {} : { surroundings: about }),
    ...(participants === undefined ? {} : { participants }),
  };
}

/** What we made for a side and gave to it, beside the fields that both sides have. */
export const built = z.object({
  /** The calendar's subject. */
  subject: builtSubject.exactOptional(),
  /** What was added below its text. */
  added: z.string().exactOptional(),
  /** The picture that it was given, as the CRM names it; empty: none any more. */
  picture: z.string().exactOptional(),
});
export type Built = Readonly<z.infer<typeof built>>;

/** One side of a link, as it was when the two sides last agreed. */
export interface LinkSide {
  readonly id: ItemId;
  /** The version whose content was taken in last. */
  readonly version: ItemVersion;
  /** The version that our own last write replaced: whoever still shows it reads from an old copy. */
  readonly replaced: ItemVersion | null;
  /** The fields as this side presented them when the two last agreed on each. */
  readonly agreed: ItemFields;
  readonly seen: SeenItem;
  /** Absent: nothing was made for this side yet. */
  readonly built?: Built;
  /** It was looked for and is gone; the link stays all the same. Absent: it was there. */
  readonly gone?: true;
}

/** Why two items that were linked no longer follow each other. */
export const detachedWhy = z.union([
  z.object({ kind: z.literal('protected'), code: protectedCode }),
  z.object({ kind: z.literal('leftOut'), code: leftOutCode }),
  /** The user decided that the remaining copy stays. */
  z.object({ kind: z.literal('kept') }),
  /** The user took back what linked them, or their removal; or just now does. */
  z.object({ kind: z.literal('undone') }),
  /** The other side's account or calendar was replaced, and the user wants what was linked with it left alone. */
  z.object({ kind: z.literal('relinked') }),
]);
export type DetachedWhy = z.infer<typeof detachedWhy>;

/**
 * How far what is remembered of a link can be relied on. `sound`: as if both sides had just been read. `behind`: a change
 * was seen and not carried over; both sides are read when the pair is next touched. `open`: something is under way; the
 * next run reads both sides whether they are touched or not.
 */
export const footing = z.enum(['sound', 'behind', 'open']);
export type Footing = z.infer<typeof footing>;

/**
 * Which item is which. A `detached` link no longer carries anything, and keeps its items from being created again on the
 * other side; the side that is gone has no entry.
 */
export interface Link {
  readonly id: string;
  readonly kind: ItemKind;
  readonly state: 'linked' | 'detached';
  readonly why: DetachedWhy | null;
  /** The side on which the item stood first; `adopted`: it stood on both. */
  readonly origin: Side | 'adopted';
  /** How many times the item was created on the other side; part of the creation key. */
  readonly incarnation: number;
  readonly footing: Footing;
  readonly sides: { readonly [S in Side]?: LinkSide };
}

/** The two accounts that a run works with. */
export type AccountKeys = Readonly<Record<Side, string>>;

/**
 * The moments that an item covers, wide enough for any zone: whole days are stretched by the largest offsets there are,
 * so that a search by time never misses one. A series reaches from the first of its occurrences to the last. For looking up only.
 */
export function coverage(fields: ItemFields): { readonly starts: Instant; readonly ends: Instant } {
  if (isPerson(fields)) return { starts: always, ends: never };
  if (!isAppointment(fields)) return fields.done ? coverageOfDays(fields) : { starts: always, ends: never };
  const { span, recurrence } = fields;
  if (recurrence === null) {
    if (span.kind === 'timed') return { starts: span.start, ends: span.end };
    return { starts: shifted(startMoment(span), -14), ends: shifted(endMoment(span), 12) };
  }
  const { from, until } = extentOf(fields);
  const [before, after] = span.kind === 'timed' ? [0, 0] : [-14, 12];
  return { starts: shifted(from, before), ends: until === null ? never : shifted(until, after) };
}

/** A task that is done is where it was due. */
function coverageOfDays({ startDate, dueDate }: Task): { readonly starts: Instant; readonly ends: Instant } {
  const days = [startDate, dueDate].flatMap((day) => day ?? []).toSorted();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return { starts: always, ends: never };
  const span: Span = { kind: 'allDay', firstDay: first, lastDay: last };
  return { starts: shifted(startMoment(span), -14), ends: shifted(endMoment(span), 12) };
}

/** Before all that is looked up. */
const always = '0001-01-01T00:00:00Z' as Instant;
/** After all that is looked up. */
const never = '9999-12-31T23:59:59Z' as Instant;

function shifted(moment: Instant, hours: number): Instant {
  return toInstant(Temporal.Instant.from(moment).add({ hours }));
}
