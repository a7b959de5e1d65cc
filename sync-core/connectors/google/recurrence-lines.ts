/** @file The lines of RFC 5545 in which Google Calendar keeps how an event repeats, read and written. Pure. */
import { Temporal } from 'temporal-polyfill';
import { firstDayOf, lastDayOf, plannedSpan } from '../../model/occurrences.ts';
import type { Recurrence, RecurrenceRule } from '../../model/recurrence.ts';
import { patternDays } from '../../model/recurrence-days.ts';
import { readRuleText, toRuleText } from '../../model/rule-text.ts';
import { type Instant, instant, type LocalDate, localDate, type Span, zoneId } from '../../model/time.ts';
import { wallTimeOf } from '../../model/wall-clock.ts';

export interface ReadLines {
  readonly pattern: Recurrence['pattern'];
  /** Days that the lines themselves take out. */
  readonly cancelled: readonly LocalDate[];
}

/**
 * @param first the first occurrence, in the series' own zone; Calendar has it whether the rule does or not.
 * @returns undefined for what cannot be said as a rule, or as a list of days that ends.
 */
export function readLines(lines: readonly string[], first: Span): ReadLines | undefined {
  try {
    const rules = lines.filter((line) => line.startsWith('RRULE:'));
    if (rules.length > 1 || lines.some((line) => !/^(RRULE|RDATE|EXDATE)[:;]/.test(line))) return undefined;
    const [rule] = rules.map((line) => readRuleText(line.slice('RRULE:'.length), first));
    const more = daysIn(lines, 'RDATE', first);
    const pattern = patternOf(rule, more, first);
    return pattern && { pattern, cancelled: daysIn(lines, 'EXDATE', first) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function patternOf(rule: RecurrenceRule | undefined, more: readonly LocalDate[], first: Span) {
  const firstDay = firstDayOf(first);
  const pattern = rule && ({ kind: 'rule', rule } as const);
  const begins = pattern !== undefined && patternDays(pattern, firstDay, firstDay).length > 0;
  if (pattern !== undefined && begins && more.length === 0) return pattern;
  if (rule?.end.kind === 'never') return undefined;
  const last = pattern && lastDayOf({ ...blank, span: first, recurrence: { pattern, cancelled: [], changed: [] } });
  const ruled = pattern && last ? patternDays(pattern, firstDay, last) : [];
  return { kind: 'dates', days: [...new Set([firstDay, ...ruled, ...more])].toSorted() } as const;
}

const blank = {
  title: '',
  body: '',
  location: '',
  availability: 'busy',
  reminderMinutes: null,
  visibility: 'public',
  importance: 'normal',
  joinUrl: '',
  done: false,
} as const;

/** The days of `RDATE` or `EXDATE` lines, by the clock of the series. @throws RangeError for what is none */
function daysIn(lines: readonly string[], name: 'RDATE' | 'EXDATE', first: Span): readonly LocalDate[] {
  return lines
    .filter((line) => line.startsWith(name))
    .flatMap((line) => {
      const [, parameters = '', values = ''] = /^[A-Z]+((?:;[^:]*)?):(.*)$/.exec(line) ?? [];
      if (/VALUE=PERIOD/i.test(parameters)) throw new RangeError('a list of periods');
      const [, named] = /TZID=([^;:]+)/.exec(parameters) ?? [];
      return values.split(',').map((value) => dayOf(value, named, first));
    })
    .toSorted();
}

function dayOf(value: string, named: string | undefined, first: Span): LocalDate {
  const [, year, month, day, hour, minute, second, utc] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/.exec(value.trim()) ?? [];
  const date = `${year}-${month}-${day}`;
  if (hour === undefined || first.kind === 'allDay') return parsed(localDate.safeParse(date).data);
  if (utc !== 'Z' && (named === undefined || named === first.zone)) return parsed(localDate.safeParse(date).data);
  const time = `${date}T${hour}:${minute}:${second}`;
  const zone = utc === 'Z' ? 'UTC' : parsed(zoneId.safeParse(named).data);
  const moment = Temporal.PlainDateTime.from(time).toZonedDateTime(zone).toInstant();
  return moment.toZonedDateTimeISO(first.zone).toPlainDate().toString() as LocalDate;
}

function parsed<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('not a day');
  return value;
}

/** How a series repeats, as Calendar takes it. @param cancelled the days that the lines take out. */
export function writeLines({ pattern }: Recurrence, first: Span, cancelled: readonly LocalDate[]): readonly string[] {
  const repeats =
    pattern.kind === 'rule'
      ? [`RRULE:${toRuleText(pattern.rule, first)}`]
      : listLine(
          'RDATE',
          pattern.days.filter((day) => day !== firstDayOf(first)),
          first,
        );
  return [...repeats, ...listLine('EXDATE', cancelled, first)];
}

function listLine(name: 'RDATE' | 'EXDATE', days: readonly LocalDate[], first: Span): readonly string[] {
  if (days.length === 0) return [];
  const values = days.map((day) => keyOf(plannedSpan(first, day)));
  return [`${name}${first.kind === 'allDay' ? ';VALUE=DATE' : ''}:${values.join(',')}`];
}

/** When an occurrence was meant to begin, as Calendar writes it in ids: `20261124T090000Z`, or `20261124`. */
export function keyOf(planned: Span): string {
  return (planned.kind === 'allDay' ? planned.firstDay : planned.start).replaceAll(/[-:]/g, '');
}

/** The day of an occurrence by the clock of its series. */
export function dayOfMoment(moment: Instant, first: Span): LocalDate {
  const zone = first.kind === 'timed' ? first.zone : zoneId.parse('UTC');
  return wallTimeOf(instant.parse(moment), zone).toPlainDate().toString() as LocalDate;
}
