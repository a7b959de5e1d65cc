/**
 * @file SuperOffice's ways of writing time, both directions. Pure.
 *
 * The server keeps wall-clock times of its database's zone; with the header `SO-TimeZone: <code>, includeTZOffset` it
 * answers in the user's zone with an offset. Older builds and some fields leave the offset out, so each reader says what a
 * bare time means at its place.
 *
 * [Note: the repeated hour] When clocks go back, two moments have the same wall-clock time, and a database of wall-clock
 * times cannot hold both. What comes back for such an hour is one of the two, and not always the one that was sent.
 * `oneOfTheRepeatedHour` maps both to the later one (standard time); it is applied to what is read and, by `express`, to
 * what would be written, so that the two are compared on equal terms and nothing is moved to and fro.
 */
import { Temporal } from 'temporal-polyfill';
import { type Instant, type LocalDate, toInstant, type ZoneId } from '../../model/time.ts';
import { momentOf, wallTimeOf } from '../../model/wall-clock.ts';

const wireForm = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{1,2}(?::?\d{2})?)?$/i;

/** Years that SuperOffice writes for "no date" and "for ever". */
const emptyYears: readonly number[] = [1, 9999];
/** What is outside of these no calendar holds; whoever says it does not mean it. */
const earliestYear = 1900;
const latestYear = 4500;

/** Whether a value is a date and time as SuperOffice writes them, also an empty one. */
export function isWireTime(text: string): boolean {
  const year = Number(text.slice(0, 4));
  if (!emptyYears.includes(year) && (year < earliestYear || year > latestYear)) return false;
  try {
    momentFromWire(text, 'UTC');
    return true;
  } catch {
    return false;
  }
}

/** `+2:00`, `+0200`, `+02:00` and `Z` in the one form that Temporal reads. */
function offsetOf(text: string): string {
  if (text.toUpperCase() === 'Z') return '+00:00';
  const digits = text.slice(1).replace(':', '');
  const padded = digits.length <= 2 ? `${digits.padStart(2, '0')}00` : digits.padStart(4, '0');
  return `${text[0]}${padded.slice(0, 2)}:${padded.slice(2)}`;
}

/**
 * @param text ISO 8601 with seconds, with or without a fraction and an offset (`Z`, `±HHMM`, `±HH:MM`, `±H:MM`).
 * @param bareZone what a time without an offset is meant in: the user's zone, or UTC for Created and Updated.
 * @returns undefined for SuperOffice's empty dates (years 1 and 9999).
 * @throws RangeError for what `isWireTime` refuses.
 */
export function momentFromWire(text: string, bareZone: ZoneId | 'UTC'): Temporal.Instant | undefined {
  const parts = wireForm.exec(text);
  if (!parts?.[1]) throw new RangeError(`not a SuperOffice time: ${text}`);
  const [, wall, offset] = parts;
  const isEmpty = emptyYears.includes(Number(wall.slice(0, 4)));
  if (offset !== undefined && !isEmpty) return Temporal.Instant.from(`${wall}${offsetOf(offset)}`);
  const time = Temporal.PlainDateTime.from(wall);
  return isEmpty ? undefined : Temporal.Instant.from(momentOf(time, bareZone as ZoneId, 'last'));
}

/** Created and Updated: always UTC. @returns whole seconds; undefined for an empty date. */
export function utcFromWire(text: string): Instant | undefined {
  const moment = momentFromWire(text, 'UTC');
  return moment && toInstant(moment);
}

/** A moment that we send: with its offset, so that no header and no setting can move it. */
export function momentToWire(moment: Temporal.Instant, zone: ZoneId): string {
  return moment.toZonedDateTimeISO(zone).toString({ timeZoneName: 'never', fractionalSecondDigits: 0 });
}

/** The moment's date for somebody in `zone`. */
export function dateIn(moment: Temporal.Instant, zone: ZoneId): LocalDate {
  return moment.toZonedDateTimeISO(zone).toPlainDate().toString() as LocalDate;
}

/** A bare wall-clock time for a filter; without offset, as the archive's examples have it. */
export function filterTime(moment: Temporal.Instant, zone: ZoneId | 'UTC'): string {
  return moment.toZonedDateTimeISO(zone).toPlainDateTime().toString({ fractionalSecondDigits: 0 });
}

/**
 * See the note on the repeated hour at the top.
 * @param zones every zone in whose wall-clock time the moment stands on its way: the database's, the user's.
 */
export function oneOfTheRepeatedHour(moment: Temporal.Instant, zones: readonly ZoneId[]): Temporal.Instant {
  const last = zones.reduce((held, zone) => momentOf(wallTimeOf(held, zone), zone, 'last'), toInstant(moment));
  return Temporal.Instant.from(last);
}

const durationForm = /^(?:(\d+)\.)?(\d+):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/;

/** `[d.]hh:mm[:ss]`. @returns whole minutes, rounded up so that a reminder is never late; undefined for another form. */
export function minutesFromWire(text: string): number | undefined {
  const parts = durationForm.exec(text.trim());
  if (!parts) return undefined;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 1440 + (hours ?? 0) * 60 + (minutes ?? 0) + ((seconds ?? 0) > 0 ? 1 : 0);
}

/** @returns `hh:mm:ss`, with the days in front from 24 hours on. */
export function minutesToWire(minutes: number): string {
  const days = Math.floor(minutes / 1440);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(Math.floor((minutes % 1440) / 60))}:${two(minutes % 60)}:00`;
  return days > 0 ? `${days}.${time}` : time;
}

/** For `If-Unmodified-Since`: `Sat, 21 Nov 2026 16:40:19 GMT`. */
export function httpDate(moment: Instant): string {
  return new Date(moment).toUTCString();
}
