/** @file The occurrences of a series by its RRULE, RDATE and EXDATE lines (RFC 5545). */
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { GoogleError } from '../google-error.ts';
import type { EventRecord } from './event-record.ts';
import { instantOf, isZone, type Moment } from './moments.ts';

/** No series is told beyond this many of its occurrences. */
const most = 20_000;

export interface Occurrence {
  readonly start: Moment;
  readonly end: Moment;
}

type Timed = Pick<EventRecord, 'start' | 'end'> & { readonly recurrence: readonly string[] };

/**
 * @param zone in which a series without one repeats
 * @throws GoogleError 400 for lines that mean nothing, or do not fit the start
 */
export function checkRecurrence(event: Timed, zone: string): void {
  const { start, end, recurrence } = event;
  if (start.kind === 'time' && start.zone === null) throw missingZone('start');
  if (end.kind === 'time' && end.zone === null) throw missingZone('end');
  const wrong = () => new GoogleError(400, 'invalid', 'Invalid recurrence rule.');
  if (recurrence.filter((line) => line.startsWith('RRULE:')).length > 1) throw wrong();
  for (const line of recurrence) {
    if (!/^(RRULE|RDATE|EXDATE)[;:]/.test(line)) throw wrong();
    const until = /^RRULE:.*UNTIL=([^;]+)/.exec(line)?.[1];
    const form = start.kind === 'date' ? /^\d{8}$/ : /^\d{8}T\d{6}Z$/;
    if (until !== undefined && !form.test(until)) throw wrong();
    if (/^RRULE:.*UNTIL=.*COUNT=|^RRULE:.*COUNT=.*UNTIL=/.test(line)) throw wrong();
  }
  try {
    if (occurrences(event, zone, -8.64e15, 8.64e15, 1).length === 0) throw wrong();
  } catch (error) {
    if (error instanceof GoogleError) throw error;
    throw wrong();
  }
}

function missingZone(name: string): GoogleError {
  return new GoogleError(400, 'required', `Missing time zone definition for ${name} time.`);
}

/** The occurrences of a kept series that touch a span (milliseconds since 1970), changed and cancelled ones too, in order. */
export function occurrencesOf(series: EventRecord, zone: string, from: number, to: number): readonly Occurrence[] {
  return occurrences({ ...series, recurrence: series.fields.recurrence ?? [] }, zone, from, to, most);
}

/** The occurrence that a series has at a planned start, or null. */
export function occurrenceAt(series: EventRecord, zone: string, start: Moment): Occurrence | null {
  const at = instantOf(start, zone);
  const found = occurrencesOf(series, zone, at, at + 1);
  return found.find((each) => each.start.kind === start.kind && instantOf(each.start, zone) === at) ?? null;
}

function occurrences(event: Timed, zone: string, from: number, to: number, limit: number): readonly Occurrence[] {
  const { start, end, recurrence } = event;
  const ruleZone = start.kind === 'date' ? 'UTC' : (start.zone ?? zone);
  const first = zonedOf(start, ruleZone);
  const excluded = new Set(listed(recurrence, 'EXDATE', start, ruleZone));
  const starts = new Set([
    ...ruleStarts(recurrence, first, to, limit + excluded.size),
    ...listed(recurrence, 'RDATE', start, ruleZone),
  ]);
  const length = lengthOf(start, end);
  return [...starts]
    .filter((at) => !excluded.has(at))
    .sort((one, other) => one - other)
    .map((at) => occurrence(start, at, length))
    .filter((each) => instantOf(each.start, zone) < to && touchesFrom(each, zone, from))
    .slice(0, limit);
}

function touchesFrom({ start, end }: Occurrence, zone: string, from: number): boolean {
  return instantOf(end, zone) > from || instantOf(start, zone) >= from;
}

/** DTSTART counts as the first occurrence, whether the rule has it or not. */
function ruleStarts(recurrence: readonly string[], first: Temporal.ZonedDateTime, to: number, limit: number): number[] {
  const rule = recurrence.find((line) => line.startsWith('RRULE:'));
  if (rule === undefined) return [first.epochMilliseconds];
  const begin = first.toPlainDateTime().toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
  const utc = first.timeZoneId === 'UTC';
  const line = rule.replace(/UNTIL=(\d{8})(?=;|$)/, 'UNTIL=$1T235959Z');
  const parsed = new RRuleTemporal({
    rruleString: `${utc ? `DTSTART:${begin}Z` : `DTSTART;TZID=${first.timeZoneId}:${begin}`}\n${line}`,
    temporal: Temporal,
    maxIterations: most,
  });
  const found: number[] = [first.epochMilliseconds];
  parsed.all((date, index) => {
    if (date.epochMilliseconds >= to + 86_400_000 || index >= limit) return false;
    found.push(date.epochMilliseconds);
    return true;
  });
  return found;
}

/** The moments of RDATE or EXDATE lines, milliseconds since 1970. */
function listed(recurrence: readonly string[], name: 'RDATE' | 'EXDATE', start: Moment, zone: string): number[] {
  return recurrence.flatMap((line) => {
    const [, parameters = '', values = ''] = new RegExp(`^${name}((?:;[^:]*)?):(.*)$`).exec(line) ?? [];
    if (values === '') return [];
    const own = /TZID=([^;:]+)/.exec(parameters)?.[1] ?? zone;
    if (!isZone(own)) throw new GoogleError(400, 'invalid', 'Invalid recurrence rule.');
    return values.split(',').map((value) => {
      const day = value.replace(/^(\d{4})(\d\d)(\d\d)/, '$1-$2-$3');
      if (start.kind === 'date')
        return Temporal.PlainDate.from(day.slice(0, 10)).toZonedDateTime('UTC').epochMilliseconds;
      const wall = Temporal.PlainDateTime.from(day.replace(/T(\d\d)(\d\d)(\d\d)Z?$/, 'T$1:$2:$3'));
      return wall.toZonedDateTime(value.endsWith('Z') ? 'UTC' : own).epochMilliseconds;
    });
  });
}

function zonedOf(start: Moment, zone: string): Temporal.ZonedDateTime {
  if (start.kind === 'date') return Temporal.PlainDate.from(start.date).toZonedDateTime('UTC');
  return Temporal.Instant.fromEpochMilliseconds(start.instant).toZonedDateTimeISO(zone);
}

/** Milliseconds, or for whole days days. */
function lengthOf(start: Moment, end: Moment): number {
  if (start.kind === 'time' && end.kind === 'time') return end.instant - start.instant;
  if (start.kind === 'date' && end.kind === 'date') {
    return Temporal.PlainDate.from(start.date).until(end.date, { largestUnit: 'days' }).days;
  }
  return 0;
}

function occurrence(start: Moment, at: number, length: number): Occurrence {
  if (start.kind === 'time') {
    return { start: { ...start, instant: at }, end: { ...start, instant: at + length } };
  }
  const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC').toPlainDate();
  return {
    start: { kind: 'date', date: day.toString() },
    end: { kind: 'date', date: day.add({ days: length }).toString() },
  };
}
