/** @file One form for each series: what is said in two ways is said in one, so that equal series have equal JSON. Pure. */
import { Temporal } from 'temporal-polyfill';
import { firstDayOf } from './occurrences.ts';
import type { OccurrenceChange, Recurrence, RecurrenceRule, Weekday } from './recurrence.ts';
import { changeFields, weekday } from './recurrence.ts';
import type { Span } from './time.ts';

/**
 * Lists are ordered and without repetition; what a rule leaves to its first day is said (RFC 5545 3.3.10); what makes no difference
 * (the start of the week, mostly) has its usual value; changes that change nothing, and those of cancelled days, are left out.
 * @param first the first occurrence.
 */
export function normalRecurrence(recurrence: Recurrence, first: Span): Recurrence {
  const cancelled = inOrder(recurrence.cancelled);
  const changed = recurrence.changed
    .map(({ day, change }) => ({ day, change: normalChange(change) }))
    .filter(({ day, change }) => Object.keys(change).length > 0 && !cancelled.includes(day))
    .toSorted((one, other) => compare(one.day, other.day));
  const { pattern } = recurrence;
  return {
    pattern:
      pattern.kind === 'dates'
        ? { kind: 'dates', days: inOrder(pattern.days) }
        : { kind: 'rule', rule: normalRule(pattern.rule, first) },
    cancelled,
    changed,
  };
}

function normalRule(rule: RecurrenceRule, first: Span): RecurrenceRule {
  const { frequency, interval, end } = rule;
  const date = Temporal.PlainDate.from(firstDayOf(first));
  const weekly = frequency === 'weekly';
  const noDays = rule.byDay.length === 0 && rule.byMonthDay.length === 0;
  const yearly = frequency === 'yearly' && noDays;
  const ownDay = weekday.options[date.dayOfWeek - 1] ?? 'MO';
  const byDay = noDays && weekly ? [{ day: ownDay, nth: null }] : rule.byDay;
  const byMonthDay = noDays && (frequency === 'monthly' || yearly) ? [date.day] : rule.byMonthDay;
  const byMonth = yearly && rule.byMonth.length === 0 ? [date.month] : rule.byMonth;
  const weekMatters = weekly && interval > 1 && byDay.length > 1;
  return {
    frequency,
    interval,
    byDay: uniqueDays(byDay),
    byMonthDay: inOrder(byMonthDay),
    byMonth: inOrder(byMonth),
    bySetPosition: inOrder(rule.bySetPosition),
    weekStart: weekMatters ? rule.weekStart : 'MO',
    end:
      end.kind === 'never'
        ? { kind: 'never' }
        : end.kind === 'count'
          ? { kind: 'count', count: end.count }
          : { kind: 'until', lastDay: end.lastDay },
  };
}

function uniqueDays(days: RecurrenceRule['byDay']): RecurrenceRule['byDay'] {
  const place = (day: Weekday) => weekday.options.indexOf(day);
  const named = new Map(days.map(({ day, nth }) => [`${nth}${day}`, { day, nth }]));
  return [...named.values()].toSorted(
    (one, other) => (one.nth ?? 0) - (other.nth ?? 0) || place(one.day) - place(other.day),
  );
}

function normalChange(change: OccurrenceChange): OccurrenceChange {
  return Object.fromEntries(
    changeFields.flatMap((field) => (change[field] === undefined ? [] : [[field, change[field]]])),
  );
}

function inOrder<T extends string | number>(list: readonly T[]): readonly T[] {
  return [...new Set(list)].toSorted(compare);
}

function compare<T extends string | number>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
