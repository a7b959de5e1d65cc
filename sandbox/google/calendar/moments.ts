/** @file The start and end of events: dates, or moments with a zone, as they come and as they are answered. */
import { Temporal } from 'temporal-polyfill';
import { GoogleError } from '../google-error.ts';

/** A date, or a moment (milliseconds since 1970) with the zone that it was given in. */
export type Moment =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'time'; readonly instant: number; readonly zone: string | null };

export interface WireMoment {
  readonly date?: string | null | undefined;
  readonly dateTime?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
}

const dateForm = /^\d{4}-\d\d-\d\d$/;
const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/i;

/** Whether it is an IANA name that the server knows; Windows names are none. */
export function isZone(name: string): boolean {
  if (!/^(UTC|[A-Za-z]+(\/[\w+-]+)+|GMT)$/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param name `start` or `end`, for the refusal
 * @param calendarZone counts where neither offset nor zone is given
 * @throws GoogleError 400
 */
export function readMoment(wire: WireMoment, name: string, calendarZone: string): Moment {
  const { date, dateTime, timeZone } = wire;
  const zone = timeZone ?? null;
  if (zone !== null && !isZone(zone)) {
    throw new GoogleError(400, 'invalid', `Invalid time zone definition for ${name} time.`);
  }
  if (typeof date === 'string' && typeof dateTime === 'string') throw invalid(name);
  if (typeof date === 'string') {
    if (!dateForm.test(date) || Number.isNaN(Date.parse(date))) throw invalid(name);
    return { kind: 'date', date };
  }
  if (typeof dateTime !== 'string') throw new GoogleError(400, 'required', `Missing ${name} time.`);
  if (!timeForm.test(dateTime)) throw invalid(name);
  try {
    const instant = /(Z|[+-]\d\d:\d\d)$/i.test(dateTime)
      ? Temporal.Instant.from(dateTime).epochMilliseconds
      : Temporal.PlainDateTime.from(dateTime).toZonedDateTime(zone ?? calendarZone).epochMilliseconds;
    return { kind: 'time', instant: Math.floor(instant / 1_000) * 1_000, zone };
  } catch (error) {
    if (error instanceof RangeError) throw invalid(name);
    throw error;
  }
}

function invalid(name: string): GoogleError {
  return new GoogleError(400, 'invalid', `Invalid value for: ${name} time.`);
}

/** @param zone in which moments are told */
export function writeMoment(moment: Moment, zone: string, calendarZone: string) {
  if (moment.kind === 'date') return { date: moment.date };
  return { dateTime: timeText(moment.instant, zone), timeZone: moment.zone ?? calendarZone };
}

/** `2026-11-24T10:00:00+01:00`, `Z` for UTC. */
function timeText(instant: number, zone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  const offset = at.offsetNanoseconds === 0 ? 'Z' : at.offset;
  return `${at.toPlainDateTime().toString({ smallestUnit: 'second' })}${offset}`;
}

/** When it is, a whole day beginning at the calendar's midnight; milliseconds since 1970. */
export function instantOf(moment: Moment, calendarZone: string): number {
  if (moment.kind === 'time') return moment.instant;
  return Temporal.PlainDate.from(moment.date).toZonedDateTime(calendarZone).epochMilliseconds;
}

/** What names an occurrence behind the id of its series: `20261124T090000Z` or `20261124`. */
export function occurrenceKey(start: Moment): string {
  if (start.kind === 'date') return start.date.replaceAll('-', '');
  return `${new Date(start.instant).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
