/**
 * @file The rules for a recurrence that is sent: every pattern has its own needs, and unused fields come back with dummy
 * values, as Exchange answers them.
 */
import { Temporal } from 'temporal-polyfill';
import { GraphError, invalidValue } from '../graph-error.ts';
import { calculableZone, windowsZoneOf } from '../zones.ts';
import type { RecurrenceInput } from './event-input.ts';
import type { EventContent, Recurrence } from './event-record.ts';

type PatternInput = RecurrenceInput['pattern'];

/** @throws GraphError 400 for a pattern or range that contradicts itself or the event's start */
export function readRecurrence(
  input: RecurrenceInput | null,
  event: Pick<EventContent, 'start'>,
  windowsNames: boolean,
): Recurrence | null {
  if (input === null) return null;
  checkPattern(input.pattern);
  const { pattern, range } = input;
  if (range.startDate !== event.start.wall.slice(0, 10)) {
    throw invalidValue('The start date of the recurrence range is not the date on which the event starts.');
  }
  const zone = range.recurrenceTimeZone ?? event.start.zone;
  if (calculableZone(zone) === null) {
    throw new GraphError(400, 'TimeZoneNotSupportedException', `The time zone '${zone}' is not supported.`);
  }
  return {
    pattern: {
      type: pattern.type,
      interval: pattern.interval,
      month: pattern.month ?? 0,
      dayOfMonth: pattern.dayOfMonth ?? 0,
      daysOfWeek: pattern.daysOfWeek ?? [],
      firstDayOfWeek: pattern.firstDayOfWeek ?? 'sunday',
      index: pattern.index ?? 'first',
    },
    range: {
      type: range.type,
      startDate: range.startDate,
      endDate: endDateOf(range),
      recurrenceTimeZone: windowsNames ? windowsZoneOf(zone) : zone,
      numberOfOccurrences: numberOf(range),
    },
  };
}

/** Fields that a pattern does not use are checked all the same. */
function checkPattern(pattern: PatternInput): void {
  const { type, interval, month = 0, dayOfMonth = 0, daysOfWeek = [] } = pattern;
  if (interval < 1 || interval > 999) throw invalidRecurrence('interval');
  if (month < 0 || month > 12) throw invalidRecurrence('month');
  if (dayOfMonth < 0 || dayOfMonth > 31) throw invalidRecurrence('dayOfMonth');
  const needsDays = type === 'weekly' || type === 'relativeMonthly' || type === 'relativeYearly';
  if (needsDays && daysOfWeek.length === 0) throw invalidRecurrence('daysOfWeek');
  if ((type === 'absoluteMonthly' || type === 'absoluteYearly') && dayOfMonth === 0)
    throw invalidRecurrence('dayOfMonth');
  if ((type === 'absoluteYearly' || type === 'relativeYearly') && month === 0) throw invalidRecurrence('month');
}

function endDateOf(range: RecurrenceInput['range']): string {
  if (range.type !== 'endDate') return '0001-01-01';
  const end = range.endDate;
  if (!end || Temporal.PlainDate.compare(end, range.startDate) < 0) throw invalidRecurrence('endDate');
  return end;
}

function numberOf(range: RecurrenceInput['range']): number {
  if (range.type !== 'numbered') return 0;
  const count = range.numberOfOccurrences ?? 0;
  if (count < 1 || count > 999) throw invalidRecurrence('numberOfOccurrences');
  return count;
}

function invalidRecurrence(field: string): GraphError {
  return invalidValue(`The recurrence is not valid: ${field}.`);
}
