/**
 * @file The three kinds of time an item can carry, each a type of its own so that none is taken for another.
 *
 * All are plain strings on the outside, so that they can be stored, compared and sent as they are; arithmetic is done with
 * Temporal at the place that needs it. A `LocalDate` is never an instant (G5.1): an all-day item has no zone at all.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** Texts of one kind that were looked at lately: the same times are read from the store over and over. */
const mostRemembered = 2000;

function parses(parse: (text: string) => unknown): (text: string) => boolean {
  const seen = new Map<string, boolean>();
  const look = (text: string) => {
    try {
      parse(text);
      return true;
    } catch {
      return false;
    }
  };
  return (text) => {
    const known = seen.get(text);
    if (known !== undefined) return known;
    if (seen.size >= mostRemembered) seen.clear();
    const sound = look(text);
    seen.set(text, sound);
    return sound;
  };
}

/** A calendar date without a zone, `2026-12-01`. */
export const localDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(
    parses((text) => Temporal.PlainDate.from(text)),
    'not a date',
  )
  .brand<'LocalDate'>();
export type LocalDate = z.infer<typeof localDate>;

/** A moment, in UTC with whole seconds, `2026-12-01T08:00:00Z`: the coarsest precision that all systems keep. */
export const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
  .refine(
    parses((text) => Temporal.Instant.from(text)),
    'not an instant',
  )
  .brand<'Instant'>();
export type Instant = z.infer<typeof instant>;

/** An IANA time zone name, `Europe/Oslo`. */
export const zoneId = z
  .string()
  // An offset is no zone: it does not say what holds half a year later.
  .regex(/^[A-Za-z]/)
  .refine(
    parses((zone) => Temporal.ZonedDateTime.from({ year: 2026, month: 1, day: 1, timeZone: zone })),
    'not a time zone',
  )
  .brand<'ZoneId'>();
export type ZoneId = z.infer<typeof zoneId>;

/** A stretch of time. `until` is no part of it. */
export interface Period {
  readonly from: Instant;
  readonly until: Instant;
}

/** @returns the moment in the model's form; fractions of a second are cut off, as every connected system does. */
export function toInstant(moment: Temporal.Instant): Instant {
  const seconds = Math.floor(moment.epochMilliseconds / 1000);
  return new Date(seconds * 1000).toISOString().replace('.000', '') as Instant;
}

/** @returns the date so many days later; less than none: earlier. */
export function plusDays(day: LocalDate, days: number): LocalDate {
  return Temporal.PlainDate.from(day).add({ days }).toString() as LocalDate;
}

/** When an appointment takes place: timed with a zone of authorship, or whole days. */
export const span = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('timed'), start: instant, end: instant, zone: zoneId }).readonly(),
  z.object({ kind: z.literal('allDay'), firstDay: localDate, lastDay: localDate }).readonly(),
]);
/**
 * `timed`: from `start` up to `end`, written in `zone` (of the author; two spans at the same moments are equal whatever
 * their zones). `allDay`: from `firstDay` to `lastDay`, both inclusive.
 */
export type Span = z.infer<typeof span>;

/** The same moments, or the same days: the zone in which a time was written is no part of when it is. */
export function sameSpan(one: Span, other: Span): boolean {
  if (one.kind === 'timed') return other.kind === 'timed' && one.start === other.start && one.end === other.end;
  return other.kind === 'allDay' && one.firstDay === other.firstDay && one.lastDay === other.lastDay;
}
