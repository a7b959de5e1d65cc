/** @file Patterns and rules by chance, for tests. */
import fc from 'fast-check';
import { type RecurrenceEnd, type RecurrenceRule, weekday } from '../../../model/recurrence.ts';
import type { LocalDate } from '../../../model/time.ts';
import { mostDays } from '../read-recurrence.ts';
import { type GraphPattern, graphWeekday, weekIndex } from '../recurrence-schemas.ts';

const interval = fc.integer({ min: 1, max: 5 });
const month = fc.integer({ min: 1, max: 12 });
const daysOfWeek = fc
  .subarray([...graphWeekday.options], { minLength: 1 })
  .map(([first = 'monday', ...others]): [typeof first, ...(typeof first)[]] => [first, ...others]);
const index = fc.constantFrom(...weekIndex.options);
const firstDayOfWeek = fc.constantFrom(...graphWeekday.options);

/** Patterns as Graph can have them. */
export const graphPatterns: fc.Arbitrary<GraphPattern> = fc.oneof(
  fc.record({ type: fc.constant('daily' as const), interval }),
  fc.record({ type: fc.constant('weekly' as const), interval, daysOfWeek, firstDayOfWeek }),
  fc.record({ type: fc.constant('absoluteMonthly' as const), interval, dayOfMonth: fc.integer({ min: 1, max: 31 }) }),
  fc.record({ type: fc.constant('relativeMonthly' as const), interval, daysOfWeek, index }),
  fc
    .record({
      type: fc.constant('absoluteYearly' as const),
      interval,
      month,
      dayOfMonth: fc.integer({ min: 1, max: 31 }),
    })
    .map((pattern) => ({ ...pattern, dayOfMonth: Math.min(pattern.dayOfMonth, mostDays[pattern.month] ?? 31) })),
  fc.record({ type: fc.constant('relativeYearly' as const), interval, month, daysOfWeek, index }),
);

const noDays = { byDay: [], byMonthDay: [], byMonth: [], bySetPosition: [] };
const some = <T>(values: readonly T[], most: number) => fc.subarray([...values], { minLength: 1, maxLength: most });
const everyWeekday = some(weekday.options, 4).map((days) => days.map((day) => ({ day, nth: null })));
const nthWeekday = fc.record({ day: fc.constantFrom(...weekday.options), nth: fc.constantFrom(1, 2, 3, 4, 5, -1, -2) });
const monthDays = some([1, 5, 13, 15, 28, 29, 30, 31], 3);
const months = some([2, 3, 6, 11], 3);
const position = fc.constantFrom(1, 2, -1, -2);

/** Days of a rule of RFC 5545: those that Graph has a pattern for, and others. */
const dayParts = fc.oneof(
  fc.record({ frequency: fc.constant('daily' as const) }),
  fc.record({ frequency: fc.constant('daily' as const), byDay: everyWeekday }),
  fc.record({ frequency: fc.constant('weekly' as const), byDay: everyWeekday }),
  fc.record({ frequency: fc.constant('monthly' as const), byMonthDay: monthDays }),
  fc.record({ frequency: fc.constant('monthly' as const), byDay: fc.tuple(nthWeekday) }),
  fc.record({ frequency: fc.constant('monthly' as const), byDay: everyWeekday, bySetPosition: fc.tuple(position) }),
  fc.record({ frequency: fc.constant('yearly' as const), byMonth: months, byMonthDay: monthDays }),
  fc.record({ frequency: fc.constant('yearly' as const), byMonth: months, byDay: fc.tuple(nthWeekday) }),
);

const end: fc.Arbitrary<RecurrenceEnd> = fc.oneof(
  fc.constant({ kind: 'never' as const }),
  fc.integer({ min: 1, max: 30 }).map((count) => ({ kind: 'count' as const, count })),
  fc.constantFrom('2027-02-14', '2027-06-30').map((day) => ({ kind: 'until' as const, lastDay: day as LocalDate })),
);

/** Rules of RFC 5545, whether Graph has a pattern for them or not. */
export const anyRules: fc.Arbitrary<RecurrenceRule> = fc
  .record({
    parts: dayParts,
    interval: fc.integer({ min: 1, max: 3 }),
    weekStart: fc.constantFrom(...weekday.options),
    end,
  })
  .map(({ parts, ...rest }) => ({ ...noDays, ...rest, ...parts }));
