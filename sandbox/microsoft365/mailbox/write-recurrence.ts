/**
 * @file The rules for a recurrence that is sent: every pattern has its own needs, and unused fields come back with dummy
 * values, as Exchange answers them.
 */
import { Temporal } from 'temporal-polyfill';
import { GraphError, invalidValue } from '../graph-error.ts';
import { calculableZone, windowsZoneOf } from '../zones.ts';
import type { RecurrenceInput } from './event-input.ts';
import type { EventContent, Recurrence } from './event-record.ts';
import { firstDate, seriesDay } from './series.ts';

type PatternInput = RecurrenceInput['pattern'];

/** @throws GraphError 400 for a pattern or range that contradicts itself or the event's start, and for one without a day */
export function readRecurrence(
  input: RecurrenceInput | null,
  event: EventContent,
  windowsNames: boolean,
): Recurrence | null {
  if (input === null) return null;
  const { range } = input;
  const zone = range.recurrenceTimeZone ?? event.start.zone;
  if (calculableZone(zone) === null) {
    throw new GraphError(400, 'TimeZoneNotSupportedException', `The time zone '${zone}' is not supported.`);
  }
  const recurrence = patternedRecurrence(input, windowsNames ? windowsZoneOf(zone) : zone);
  checkStart(recurrence, event);
  if (firstDate(recurrence) === null) throw invalidRecurrence('no occurrence');
  return recurrence;
}

/** @throws GraphError 400 */
export function checkStart(recurrence: Recurrence, event: EventContent): void {
  if (recurrence.range.startDate !== seriesDay(recurrence, event)) {
    throw invalidValue('The start date of the recurrence range is not the date on which the event starts.');
  }
}

/**
 * A pattern and its range as they are stored, whatever repeats by them. @param zone in which its days are counted
 * @throws GraphError 400 for a pattern or range that contradicts itself
 */
export function patternedRecurrence({ pattern, range }: RecurrenceInput, zone: string): Recurrence {
  checkPattern(pattern);
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
      recurrenceTimeZone: zone,
      numberOfOccurrences: numberOf(range),
    },
  };
}

/** Fields that a pattern does not use are checked all the same. */
function checkPattern(pattern: PatternInput): void {
  const { type, interval, month = 0, dayOfMonth = 0, daysOfWeek = [] } = pattern;
  if (interval < 1 || interval > (type === 'daily' ? 999 : 99)) throw invalidRecurrence('interval');
  if (month < 0 || month > 12) throw invalidRecurrence('month');
  if (dayOfMonth < 0 || dayOfMonth > 31) throw invalidRecurrence('dayOfMonth');
  if (new Set(daysOfWeek).size < daysOfWeek.length) throw invalidRecurrence('daysOfWeek');
  const needsDays = type === 'weekly' || type === 'relativeMonthly' || type === 'relativeYearly';
  if (needsDays && daysOfWeek.length === 0) throw invalidRecurrence('daysOfWeek');
  if ((type === 'absoluteMonthly' || type === 'absoluteYearly') && dayOfMonth === 0)
    throw invalidRecurrence('dayOfMonth');
  if ((type === 'absoluteYearly' || type === 'relativeYearly') && month === 0) throw invalidRecurrence('month');
  // No year has that day: a leap year is what there can be at most.
  const days = type === 'absoluteYearly' ? Temporal.PlainYearMonth.from({ year: 2028, month }).daysInMonth : 31;
  if (dayOfMonth > days) throw invalidRecurrence('dayOfMonth');
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
