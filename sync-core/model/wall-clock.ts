/**
 * @file Wall-clock arithmetic: between what a clock on the wall of a zone shows and the moment that it means. The only place
 * that decides what a time means that happens twice when clocks go back, or never when they go forward. Pure.
 *
 * A repeating appointment keeps its wall-clock time: `momentOf(wallTimeOf(first, zone).add({ weeks: 1 }), zone)`.
 */
import { Temporal } from 'temporal-polyfill';
import { type Instant, toInstant, type ZoneId } from './time.ts';

/** How often a clock in the zone shows a time: `twice` in the hour that is repeated, `never` in the one that is left out. */
export type Showings = 'once' | 'twice' | 'never';

/** Moments of one zone that were looked at lately: the rows of a series are read by the same clock over and over. */
const mostRemembered = 5000;
const remembered = new Map<ZoneId, Map<Instant, Temporal.PlainDateTime>>();

/** What a clock in the zone shows at that moment; whole seconds. */
export function wallTimeOf(moment: Instant, zone: ZoneId): Temporal.PlainDateTime {
  const inZone = remembered.get(zone) ?? new Map<Instant, Temporal.PlainDateTime>();
  const known = inZone.get(moment);
  if (known !== undefined) return known;
  if (inZone.size >= mostRemembered) inZone.clear();
  const wall = Temporal.Instant.fromEpochMilliseconds(Date.parse(moment)).toZonedDateTimeISO(zone).toPlainDateTime();
  remembered.set(zone, inZone.set(moment, wall));
  return wall;
}

/** How often a clock in the zone shows `wall`. */
export function showingsOf(wall: Temporal.PlainDateTime, zone: ZoneId): Showings {
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.equals(later)) return 'once';
  return earlier.toPlainDateTime().equals(wall) ? 'twice' : 'never';
}

/** Whether clocks in the two zones show the same from one moment up to another. */
export function showTheSame(one: ZoneId, other: ZoneId, from: Instant, until: Instant): boolean {
  for (let at = from; at < until; at = firstOf(nextChange(at, one), nextChange(at, other))) {
    if (!wallTimeOf(at, one).equals(wallTimeOf(at, other))) return false;
  }
  return true;
}

/** When clocks in the zone are put forward or back next; moments sort as texts. */
function nextChange(after: Instant, zone: ZoneId): Instant {
  const change = Temporal.Instant.from(after).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  return change ? toInstant(change.toInstant()) : never;
}

const never = '9999-12-31T23:59:59Z' as Instant;

function firstOf(one: Instant, other: Instant): Instant {
  return one < other ? one : other;
}

/**
 * The moment that `wall` means in the zone. A time that no clock shows is as much later as the clocks are put forward
 * (RFC 5545, 3.3.5).
 * @param ofTwo which one, where a clock shows it twice: the first, as RFC 5545 has it, or the last.
 */
export function momentOf(wall: Temporal.PlainDateTime, zone: ZoneId, ofTwo: 'first' | 'last' = 'first'): Instant {
  const disambiguation = ofTwo === 'first' ? 'compatible' : 'later';
  return toInstant(wall.toZonedDateTime(zone, { disambiguation }).toInstant());
}
