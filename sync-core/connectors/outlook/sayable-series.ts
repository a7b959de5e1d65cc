/**
 * @file A series as Graph can have it: the same occurrences at the same moments, by a rule that Graph has a pattern for. Pure.
 *
 * [Note: days without a pattern] Graph has no list of days. Where no pattern has just the days of a series, they are written as
 * a pattern that has them and others, of which the others are cancelled: to the end of the series where these are few, and else inside
 * the window. A series of which only a part is there has another rule, and whoever changes it there says little of the rest.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '../../model/appointment.ts';
import { boundedTo } from '../../model/bounded.ts';
import { firstDayOf, lastDayOf, occurrencesOf, plannedSpan } from '../../model/occurrences.ts';
import {
  type OccurrenceChange,
  type Recurrence,
  type RecurrenceRule,
  type Weekday,
  weekday,
} from '../../model/recurrence.ts';
import { patternDays } from '../../model/recurrence-days.ts';
import { type LocalDate, type Span, sameSpan } from '../../model/time.ts';
import { momentOf, wallTimeOf } from '../../model/wall-clock.ts';
import type { Window } from '../connector.ts';
import { readRule } from './read-recurrence.ts';
import type { GraphPattern } from './recurrence-schemas.ts';
import { writeRule } from './write-recurrence.ts';

/** @returns how a calendar says a pattern of Graph; undefined for one that it cannot say. */
export type PatternWords = (pattern: GraphPattern) => GraphPattern | undefined;
const asGraphDoes: PatternWords = (pattern) => pattern;

/** A series by a rule that Graph has. */
export type SayableSeries = Appointment & { readonly recurrence: SayableRecurrence };
export type SayableRecurrence = Recurrence & { readonly pattern: { readonly kind: 'rule' } };

/**
 * @param fields with lines and texts as Graph has them.
 * @param words how the calendar says a pattern of Graph, where it is another one.
 * @returns what Graph would give back of it; an appointment that does not repeat, as it is. A series that Graph can have in no
 * way is given as one that does not repeat: nobody may write that in its place.
 */
export function sayableSeries(fields: Appointment, window: Window, words: PatternWords = asGraphDoes): Appointment {
  if (fields.recurrence === null) return fields;
  const began = begunOnItsPattern(fields, fields.recurrence);
  if (began === undefined) return { ...fields, recurrence: null };
  const rule = ownRule(began, words);
  const whole = rule
    ? { ...began, recurrence: { ...began.recurrence, pattern: { kind: 'rule' as const, rule } } }
    : byDays(began, window);
  const told = tidied(onTheClock(whole));
  return crossesNeighbour(told) ? { ...told, recurrence: null } : told;
}

type Series = Appointment & { readonly recurrence: Recurrence };

/** A rule that the calendar has a pattern for, as it would give it back. */
function ownRule(
  { recurrence: { pattern }, span, ...fields }: Series,
  words: PatternWords,
): RecurrenceRule | undefined {
  if (pattern.kind !== 'rule') return undefined;
  const firstDay = firstDayOf(span);
  const series = { ...fields, span, recurrence: { pattern, cancelled: [], changed: [] } };
  const written = writeRule(pattern.rule, firstDay, () => lastDayOf(series) ?? firstDay);
  const said = written && words(written.pattern);
  return said && readRule({ ...written, pattern: said });
}

/** Graph wants a series to begin with its first occurrence. @returns undefined where there is none. */
function begunOnItsPattern(fields: Appointment, recurrence: Recurrence): Series | undefined {
  const first = firstPatternDay(recurrence.pattern, firstDayOf(fields.span));
  return first && { ...fields, recurrence, span: plannedSpan(fields.span, first) };
}

/** @returns the first day of the pattern on or after `day`. */
export function firstPatternDay(pattern: Recurrence['pattern'], day: LocalDate): LocalDate | undefined {
  if (pattern.kind === 'dates') return pattern.days[0];
  if (patternDays(pattern, day, day).length > 0) return day;
  const { interval, frequency } = pattern.rule;
  const units = { daily: 'days', weekly: 'weeks', monthly: 'months', yearly: 'years' } as const;
  // Some days come in leap years alone.
  const within = Temporal.PlainDate.from(day).add({ [units[frequency]]: interval * 8 + 8 });
  return patternDays(pattern, day, within.toString() as LocalDate)[0];
}

/** Occurrences that are cancelled one by one, each with a request, so that a series is there to its end, which is not far. */
const mostOthers = 40;
const mostYears = 5;

/** What no pattern has, see the note. */
function byDays(series: Series, window: Window): SayableSeries {
  const last = lastDayOf(series);
  const far = Temporal.PlainDate.from(firstDayOf(series.span)).add({ years: mostYears }).toString();
  const whole = last === null || last > far ? undefined : byDaysOf(series);
  if (whole && whole.recurrence.cancelled.length <= mostOthers) return whole;
  return byDaysOf(boundedTo(series, window) as Series);
}

function byDaysOf(series: Series): SayableSeries {
  const { span, recurrence } = series;
  const first = firstDayOf(span);
  const days = patternDays(recurrence.pattern, first, lastDayOf(series) ?? first);
  // Cancelled days count: the rest alone may look like quite another pattern.
  const { rule, others } = narrowest(days.length > 0 ? days : [first]);
  return {
    ...series,
    span: plannedSpan(span, days[0] ?? first),
    recurrence: { ...recurrence, pattern: { kind: 'rule', rule }, cancelled: [...recurrence.cancelled, ...others] },
  };
}

interface Wider {
  readonly rule: RecurrenceRule;
  /** Days of the rule that are not meant. */
  readonly others: readonly LocalDate[];
}

/** @returns the rule with these days and the fewest others. @param days in order, one at least. */
function narrowest(days: readonly LocalDate[]): Wider {
  const wanted = new Set(days);
  const first = days[0] as LocalDate;
  const last = days.at(-1) as LocalDate;
  const fitting = candidates(days).flatMap((rule): Wider[] => {
    const has = patternDays({ kind: 'rule', rule }, first, last);
    const others = has.filter((day) => !wanted.has(day));
    return has.length - others.length === wanted.size ? [{ rule, others }] : [];
  });
  // Each day between them, which fits always.
  const [daily = { rule: everyDay(1, last), others: [] }] = fitting;
  return fitting.reduce((best, one) => (one.others.length < best.others.length ? one : best), daily);
}

function candidates(days: readonly LocalDate[]): readonly RecurrenceRule[] {
  const dates = days.map((day) => Temporal.PlainDate.from(day));
  const first = dates[0] as Temporal.PlainDate;
  const last = days.at(-1) as LocalDate;
  const between = (unit: 'days' | 'weeks' | 'months', from: (date: Temporal.PlainDate) => Temporal.PlainDate) =>
    dates.map((date) => from(first).until(from(date), { largestUnit: unit })[unit]).reduce(commonDivisor, 0) || 1;
  const monday = (date: Temporal.PlainDate) => date.subtract({ days: date.dayOfWeek - 1 });
  const firstOfMonth = (date: Temporal.PlainDate) => date.with({ day: 1 });
  const months = between('months', firstOfMonth);
  const plain = { ...everyDay(1, last), interval: between('weeks', monday) };
  const weekdays = weekday.options.filter((_, place) => dates.some((date) => date.dayOfWeek === place + 1));
  const latest = Math.max(...dates.map((date) => date.day));
  const rules: readonly RecurrenceRule[] = [
    everyDay(
      between('days', (date) => date),
      last,
    ),
    everyDay(1, last),
    { ...plain, frequency: 'weekly', byDay: weekdays.map((day) => ({ day, nth: null })) },
    { ...plain, frequency: 'monthly', interval: months, ...lastUpTo(latest) },
    ...[Math.ceil(first.day / 7), -1]
      .filter((nth) => nth < 5)
      .map((nth) => ({
        ...plain,
        frequency: 'monthly' as const,
        interval: months,
        byDay: [{ day: dayOf(first), nth }],
      })),
  ];
  return rules.filter(({ interval }) => interval < 100);
}

/** As `readRule` says a day that not every month has. */
function lastUpTo(day: number): Pick<RecurrenceRule, 'byMonthDay' | 'bySetPosition'> {
  if (day <= 28) return { byMonthDay: [day], bySetPosition: [] };
  return { byMonthDay: Array.from({ length: day - 27 }, (_, more) => 28 + more), bySetPosition: [-1] };
}

function everyDay(interval: number, lastDay: LocalDate): RecurrenceRule {
  return {
    frequency: 'daily',
    interval,
    byDay: [],
    byMonthDay: [],
    byMonth: [],
    bySetPosition: [],
    weekStart: 'MO',
    end: { kind: 'until', lastDay },
  };
}

function dayOf(date: Temporal.PlainDate): Weekday {
  return weekday.options[date.dayOfWeek - 1] ?? 'MO';
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}

/**
 * A series repeats by the clock: of a time that a clock shows twice, the first is meant. A first occurrence at the second one is
 * an exception.
 */
function onTheClock<S extends Series>(series: S): S {
  const { span, recurrence } = series;
  const plain = clockSpan(span);
  const first = firstDayOf(span);
  if (sameSpan(plain, span) || recurrence.changed.some(({ day, change }) => day === first && change.span !== undefined))
    return { ...series, span: plain };
  const change = recurrence.changed.find(({ day }) => day === first)?.change ?? {};
  const others = recurrence.changed.filter(({ day }) => day !== first);
  return {
    ...series,
    span: plain,
    recurrence: { ...recurrence, changed: [...others, { day: first, change: { ...change, span } }] },
  };
}

function clockSpan(span: Span): Span {
  if (span.kind === 'allDay') return span;
  const { start, end, zone } = span;
  const plain = { ...span, start: momentOf(wallTimeOf(start, zone), zone), end: momentOf(wallTimeOf(end, zone), zone) };
  return plain.end < plain.start ? span : plain;
}

/** Only days that the pattern has, in order, each once; of changes only what differs from the series. */
function tidied(series: Series): Appointment {
  const { recurrence, span } = series;
  const days = [...recurrence.cancelled, ...recurrence.changed.map(({ day }) => day)].toSorted();
  const [from, until] = [days[0], days.at(-1)];
  if (from === undefined || until === undefined) return series;
  const planned = new Set(patternDays(recurrence.pattern, firstDayOf(span), until, from));
  const cancelled = [...new Set(recurrence.cancelled)].filter((day) => planned.has(day)).toSorted();
  const removed = new Set(cancelled);
  const changes = new Map(recurrence.changed.map(({ day, change }) => [day, differing(series, day, change)]));
  const changed = [...changes]
    .filter(([day, change]) => planned.has(day) && !removed.has(day) && Object.keys(change).length > 0)
    .map(([day, change]) => ({ day, change }))
    .toSorted((one, other) => (one.day < other.day ? -1 : 1));
  return { ...series, recurrence: { ...recurrence, cancelled, changed } };
}

/** What an occurrence shows that its series does not. */
export function differing(series: Appointment, day: LocalDate, change: OccurrenceChange): OccurrenceChange {
  const { span, ...words } = change;
  const differs = Object.entries(words).filter(([name, value]) => series[name as keyof Appointment] !== value);
  const moved = span !== undefined && !sameSpan(span, plannedSpan(series.span, day));
  return { ...Object.fromEntries(differs), ...(moved ? { span } : {}) };
}

/** Whether two occurrences are out of order or on one day, by the clock of the series: Graph has no series with such. */
function crossesNeighbour(wanted: Appointment): boolean {
  const { recurrence, span } = wanted;
  if (recurrence === null) return false;
  const zone = span.kind === 'timed' ? span.zone : undefined;
  const dayOf = (one: Span) => firstDayOf(one.kind === 'timed' && zone !== undefined ? { ...one, zone } : one);
  const moved = recurrence.changed
    .flatMap(({ day, change }) => (change.span ? [day, dayOf(change.span)] : []))
    .toSorted();
  const [from, until] = [moved[0], moved.at(-1)];
  if (from === undefined || until === undefined) return false;
  const near = patternDays(recurrence.pattern, firstDayOf(span), until, from);
  const stands = occurrencesOf(wanted, near).map((occurrence) => dayOf(occurrence.span));
  return stands.some((day, place) => place > 0 && day <= (stands[place - 1] as LocalDate));
}
