import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Appointment } from '../../model/appointment.ts';
import { firstDayOf, lastDayOf, occurrencesWithin } from '../../model/occurrences.ts';
import type { Recurrence, RecurrenceRule } from '../../model/recurrence.ts';
import { patternDays } from '../../model/recurrence-days.ts';
import type { Instant, LocalDate, Span, ZoneId } from '../../model/time.ts';
import { momentOf } from '../../model/wall-clock.ts';
import { expressAppointment } from './express-appointment.ts';
import { firstPatternDay } from './sayable-series.ts';
import { anAppointment } from './testing/events.ts';
import { anyRules } from './testing/series.ts';
import { writeRule } from './write-recurrence.ts';

const window = { from: '2026-11-16T00:00:00Z' as Instant, until: '2027-05-22T00:00:00Z' as Instant };
const date = (text: string) => text as LocalDate;
const zone = 'Europe/Berlin' as ZoneId;

function at(day: string, hour: string, lasting = 1): Span {
  const wall = Temporal.PlainDateTime.from(`${day}T${hour}`);
  return { kind: 'timed', start: momentOf(wall, zone), end: momentOf(wall.add({ hours: lasting }), zone), zone };
}

const plain: RecurrenceRule = {
  frequency: 'monthly',
  interval: 1,
  byDay: [],
  byMonthDay: [],
  byMonth: [],
  bySetPosition: [],
  weekStart: 'MO',
  end: { kind: 'never' },
};

function aSeries(pattern: Recurrence['pattern'], span: Span, over: Partial<Recurrence> = {}): Appointment {
  return anAppointment({ span, recurrence: { pattern, cancelled: [], changed: [], ...over } });
}

const express = (fields: Appointment) => expressAppointment(fields, window);
/** Graph can have it in no way. */
const isFlattened = (told: Appointment) => told.recurrence === null;
const shown = (fields: Appointment) =>
  occurrencesWithin(fields, window).map(({ span, fields: own }) => [span, own.title]);
const rule = (over: Partial<RecurrenceRule>): Recurrence['pattern'] => ({ kind: 'rule', rule: { ...plain, ...over } });

describe('a series that Graph has no pattern for', () => {
  test('a 31st that short months leave out is every 31st, without the last days of short months, as far as the window', () => {
    const told = express(aSeries(rule({ byMonthDay: [31] }), at('2026-12-31', '10:00')));
    expect(told.recurrence).toEqual({
      pattern: rule({
        byMonthDay: [28, 29, 30, 31],
        bySetPosition: [-1],
        end: { kind: 'until', lastDay: '2027-03-31' as LocalDate },
      }),
      cancelled: ['2027-02-28'],
      changed: [],
    });
  });

  test('days without a rule are the narrowest pattern that has them, the others cancelled', () => {
    const days = ['2026-12-01', '2026-12-08', '2026-12-10', '2026-12-22'].map(date);
    const told = express(aSeries({ kind: 'dates', days }, at('2026-12-01', '10:00')));
    expect(told.recurrence?.pattern).toMatchObject({
      rule: { frequency: 'weekly', byDay: [{ day: 'TU' }, { day: 'TH' }] },
    });
    expect(told.recurrence?.cancelled).toEqual(['2026-12-03', '2026-12-15', '2026-12-17']);
    expect(shown(told).map(([span]) => (span as { start: string }).start.slice(0, 10))).toEqual(days);
  });

  test('what was cancelled and changed of it stays so', () => {
    const days = ['2026-12-01', '2026-12-08', '2026-12-10', '2026-12-22'].map(date);
    const own = {
      cancelled: [date('2026-12-10')],
      changed: [{ day: date('2026-12-08'), change: { title: 'Special' } }],
    };
    const series = aSeries({ kind: 'dates', days }, at('2026-12-01', '10:00'), own);
    expect(shown(express(series))).toEqual(shown(series));
  });

  test('one day alone, or none that is left, is a series all the same', () => {
    const alone = express(aSeries({ kind: 'dates', days: [date('2026-12-01')] }, at('2026-12-01', '10:00')));
    expect(shown(alone)).toHaveLength(1);
    const none = aSeries({ kind: 'dates', days: [date('2026-12-01')] }, at('2026-12-01', '10:00'), {
      cancelled: [date('2026-12-01')],
    });
    expect(shown(express(none))).toEqual([]);
  });
});

describe('a series as Graph would give it back', () => {
  test('one that it has a pattern for stays endless', () => {
    const told = express(aSeries(rule({ byDay: [{ day: 'FR', nth: -1 }] }), at('2026-11-27', '10:00')));
    expect(told.recurrence?.pattern).toEqual(rule({ byDay: [{ day: 'FR', nth: -1 }] }));
  });

  test('begins with its first occurrence', () => {
    const told = express(
      aSeries(rule({ frequency: 'weekly', byDay: [{ day: 'WE', nth: null }] }), at('2026-11-24', '10:00')),
    );
    expect(told.span).toEqual(at('2026-11-25', '10:00'));
  });

  test('has lines and texts of its occurrences as those of any event, and nothing twice', () => {
    const change = { title: ' two\r\nlines ', location: 'Oslo', span: at('2026-12-01', '10:00') };
    const own = {
      changed: [
        { day: date('2026-12-01'), change },
        { day: date('2026-12-02'), change },
      ],
      cancelled: [date('2026-12-09')],
    };
    const told = express(aSeries(rule({ frequency: 'weekly' }), at('2026-11-24', '10:00'), own));
    expect(told.recurrence).toMatchObject({
      cancelled: [],
      changed: [{ day: '2026-12-01', change: { title: 'two lines' } }],
    });
    expect(Object.keys(told.recurrence?.changed[0]?.change ?? {})).toEqual(['title']);
  });

  test('a first occurrence in the second of two equal hours is an exception', () => {
    const second: Span = {
      kind: 'timed',
      start: '2026-10-25T01:30:00Z' as Instant,
      end: '2026-10-25T01:45:00Z' as Instant,
      zone,
    };
    const told = express(aSeries(rule({ frequency: 'weekly' }), second));
    expect(told.span).toMatchObject({ start: '2026-10-25T00:30:00Z' });
    expect(told.recurrence?.changed).toEqual([{ day: '2026-10-25', change: { span: second } }]);
  });

  test.each([
    ['on the day of its neighbour', '2026-12-08', true],
    ['beyond its neighbour', '2026-12-09', true],
    ['before its own neighbour', '2026-12-07', false],
  ])('an occurrence %s', (_name, day, crosses) => {
    const changed = [{ day: date('2026-12-01'), change: { span: at(day, '12:00') } }];
    expect(isFlattened(express(aSeries(rule({ frequency: 'weekly' }), at('2026-11-24', '10:00'), { changed })))).toBe(
      crosses,
    );
  });

  test('an occurrence may go to a day that its neighbour leaves, or that is cancelled', () => {
    const changed = [{ day: date('2026-12-01'), change: { span: at('2026-12-08', '12:00') } }];
    const away = { day: date('2026-12-08'), change: { span: at('2026-12-10', '12:00') } };
    const series = (over: Partial<Recurrence>) =>
      aSeries(rule({ frequency: 'weekly' }), at('2026-11-24', '10:00'), over);
    expect(isFlattened(express(series({ changed: [...changed, away] })))).toBe(false);
    expect(isFlattened(express(series({ changed, cancelled: [date('2026-12-08')] })))).toBe(false);
  });
});

describe('whatever the rule', () => {
  const series = fc
    .record({
      pattern: anyRules,
      own: fc.array(fc.nat(12), { maxLength: 4 }),
      hour: fc.constantFrom('02:30', '10:00', '23:30'),
    })
    .map(({ pattern, own, hour }) => {
      const first = firstPatternDay({ kind: 'rule', rule: pattern }, date('2026-11-24'));
      if (first === undefined) return undefined;
      const days = patternDays({ kind: 'rule', rule: pattern }, first, date('2027-12-31'));
      const [cancelled, renamed, moved] = [own.slice(0, 2), own.slice(2, 3), own.slice(3)].map((places) =>
        [...new Set(places.flatMap((place) => days[place] ?? []))].toSorted(),
      ) as [LocalDate[], LocalDate[], LocalDate[]];
      const changed = [
        ...renamed.map((day) => ({ day, change: { title: `On ${day}` } })),
        ...moved.filter((day) => !renamed.includes(day)).map((day) => ({ day, change: { span: at(day, '12:00') } })),
      ]
        .filter(({ day }) => !cancelled.includes(day))
        .toSorted((one, other) => (one.day < other.day ? -1 : 1));
      return aSeries({ kind: 'rule', rule: pattern }, at(first, hour), { cancelled, changed });
    })
    .filter((one) => one !== undefined);

  test('Graph has a pattern for what it is expressed as, and shows the same in the window', () => {
    fc.assert(
      fc.property(series, (fields) => {
        const told = express(fields);
        const firstDay = firstDayOf(told.span);
        if (told.recurrence?.pattern.kind !== 'rule') throw new Error('no rule');
        expect(writeRule(told.recurrence.pattern.rule, firstDay, () => lastDayOf(told) ?? firstDay)).toBeDefined();
        expect(shown(told)).toEqual(shown(fields));
      }),
      { numRuns: 200 },
    );
  });

  test('expressed twice, it is what it was', () => {
    fc.assert(
      fc.property(series, (fields) => {
        expect(express(express(fields))).toEqual(express(fields));
      }),
      { numRuns: 100 },
    );
  });
});
