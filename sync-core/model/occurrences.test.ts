/** @file Tests of when the occurrences of a series take place, of parts of a series, and of comparing two. */
import { describe, expect, test } from 'vitest';
import type { Appointment } from './appointment.ts';
import { boundedTo } from './bounded.ts';
import { normalRecurrence } from './normal-recurrence.ts';
import { lastDayOf, occurrencesWithin, plannedSpan } from './occurrences.ts';
import type { Recurrence } from './recurrence.ts';
import { readRuleText } from './rule-text.ts';
import { sameOccurrences } from './series-compare.ts';
import { nextBeyond } from './series-reach.ts';
import { anHour } from './testing/hour.ts';
import type { Instant, LocalDate, Span, ZoneId } from './time.ts';

const day = (text: string) => text as LocalDate;
const now = '2026-12-01T00:00:00Z' as Instant;
const oslo = 'Europe/Oslo' as ZoneId;
const timed = (start: string, end: string, zone = oslo): Span => ({
  kind: 'timed',
  start: start as Instant,
  end: end as Instant,
  zone,
});
const period = (from: string, until: string) => ({ from: from as Instant, until: until as Instant });
const first = timed('2026-12-01T09:00:00Z', '2026-12-01T10:00:00Z');

function series(rule: string, rest: Partial<Recurrence> = {}, span: Span = first): Appointment {
  const pattern = { kind: 'rule', rule: readRuleText(rule, span) } as const;
  return anHour({ span, recurrence: { pattern, cancelled: [], changed: [], ...rest } });
}
const startsOf = (fields: Appointment, from: string, until: string) =>
  occurrencesWithin(fields, period(from, until)).map(({ span }) =>
    span.kind === 'timed' ? span.start : span.firstDay,
  );

describe('an occurrence', () => {
  test('keeps the time of its clock when clocks change', () => {
    const weekly = series('FREQ=WEEKLY');
    expect(startsOf(weekly, '2027-03-20T00:00:00Z', '2027-04-08T00:00:00Z')).toEqual([
      '2027-03-23T09:00:00Z',
      '2027-03-30T08:00:00Z',
      '2027-04-06T08:00:00Z',
    ]);
  });

  test.each([
    ['a time that is left out is as much later', '2027-03-27T01:30:00Z', '2027-03-28', '2027-03-28T01:30:00Z'],
    ['of a time that comes twice the first is meant', '2026-10-24T00:30:00Z', '2026-10-25', '2026-10-25T00:30:00Z'],
  ])('%s', (_, start, on, meant) => {
    const span = timed(start, start.replace(':30:00Z', ':45:00Z'));
    expect(plannedSpan(span, day(on))).toMatchObject({ start: meant, end: meant.replace(':30:00Z', ':45:00Z') });
  });

  test('never ends before it begins, where the clock leaves out its end', () => {
    const span = timed('2027-03-27T01:30:00Z', '2027-03-27T02:00:00Z');
    expect(plannedSpan(span, day('2027-03-28'))).toMatchObject({
      start: '2027-03-28T01:30:00Z',
      end: '2027-03-28T02:00:00Z',
    });
  });

  test('is told of where it was moved to, and not where it was meant to be', () => {
    const moved = timed('2027-02-01T09:00:00Z', '2027-02-01T10:00:00Z');
    const weekly = series('FREQ=WEEKLY', {
      cancelled: [day('2026-12-15')],
      changed: [{ day: day('2026-12-08'), change: { span: moved, title: 'Later' } }],
    });
    expect(startsOf(weekly, '2026-12-01T00:00:00Z', '2026-12-23T00:00:00Z')).toEqual([
      '2026-12-01T09:00:00Z',
      '2026-12-22T09:00:00Z',
    ]);
    const [later] = occurrencesWithin(weekly, period('2027-02-01T00:00:00Z', '2027-02-02T00:00:00Z'));
    expect(later).toMatchObject({ day: '2026-12-08', fields: { title: 'Later', recurrence: null } });
  });

  test('of whole days is a date in every zone', () => {
    const daily = series(
      'FREQ=DAILY;COUNT=3',
      {},
      { kind: 'allDay', firstDay: day('2026-12-01'), lastDay: day('2026-12-02') },
    );
    expect(startsOf(daily, '2026-12-01T00:00:00Z', '2026-12-10T00:00:00Z')).toEqual([
      '2026-12-01',
      '2026-12-02',
      '2026-12-03',
    ]);
    expect(lastDayOf(daily)).toBe('2026-12-03');
  });
});

describe('a part of a series', () => {
  const endless = series('FREQ=WEEKLY;INTERVAL=2', {
    cancelled: [day('2026-12-01'), day('2027-01-12'), day('2027-06-01')],
  });

  test('has the occurrences of the period at the same moments, and no others', () => {
    const window = period('2026-12-10T00:00:00Z', '2027-02-01T00:00:00Z');
    const part = boundedTo(endless, window);
    const whole = period('2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z');
    expect(occurrencesWithin(part, whole)).toEqual(occurrencesWithin(endless, window));
    expect(part.span).toMatchObject({ start: '2026-12-15T09:00:00Z' });
    expect(part.recurrence?.cancelled).toEqual(['2027-01-12']);
  });

  test('goes on with the next occurrence of the whole, in a leap year too', () => {
    const part = boundedTo(endless, period('2026-12-10T00:00:00Z', '2027-02-01T00:00:00Z'));
    expect(nextBeyond(part, endless, now)).toBe('2027-02-09T09:00:00Z');
    expect(nextBeyond(endless, part, now)).toBeNull();
    expect(nextBeyond(part, part, now)).toBeNull();
    const leap = series(
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
      {},
      timed('2024-02-29T09:00:00Z', '2024-02-29T10:00:00Z'),
    );
    const once = boundedTo(leap, period('2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'));
    expect(nextBeyond(once, leap, now)).toBe('2028-02-29T09:00:00Z');
  });
});

describe('two series', () => {
  const window = period('2026-12-01T00:00:00Z', '2027-02-01T00:00:00Z');
  const same = (one: Appointment, other: Appointment) =>
    sameOccurrences(
      one,
      other,
      window,
      (field, mine, theirs) => JSON.stringify(mine[field]) === JSON.stringify(theirs[field]),
    );

  test('are the same when their occurrences are, by whatever rule', () => {
    const rule = series('FREQ=WEEKLY;COUNT=3');
    const dates: Appointment = {
      ...rule,
      recurrence: {
        pattern: { kind: 'dates', days: [day('2026-12-01'), day('2026-12-08'), day('2026-12-15')] },
        cancelled: [],
        changed: [],
      },
    };
    expect(same(rule, dates)).toBe(true);
    expect(same(rule, series('FREQ=WEEKLY;UNTIL=20261215T100000Z'))).toBe(true);
    expect(same(rule, series('FREQ=WEEKLY;COUNT=4'))).toBe(false);
  });

  test('differ when one occurrence is at another moment, or says something else', () => {
    const changed = (change: Recurrence['changed'][number]['change']) =>
      series('FREQ=WEEKLY', { changed: [{ day: day('2026-12-08'), change }] });
    expect(same(series('FREQ=WEEKLY'), changed({ title: 'Other' }))).toBe(false);
    expect(same(series('FREQ=WEEKLY'), changed({ title: anHour().title }))).toBe(true);
    expect(same(series('FREQ=WEEKLY'), changed({ span: timed('2026-12-08T09:00:00Z', '2026-12-08T11:00:00Z') }))).toBe(
      false,
    );
  });

  test('that are said in two ways have one normal form', () => {
    const left = normalRecurrence(
      {
        pattern: { kind: 'rule', rule: { ...readRuleText('FREQ=WEEKLY;WKST=SU', first) } },
        cancelled: [day('2026-12-15'), day('2026-12-08')],
        changed: [
          { day: day('2026-12-15'), change: { title: 'x' } },
          { day: day('2026-12-22'), change: {} },
        ],
      },
      first,
    );
    const right = normalRecurrence(
      {
        pattern: { kind: 'rule', rule: readRuleText('FREQ=WEEKLY;BYDAY=TU', first) },
        cancelled: [day('2026-12-08'), day('2026-12-15')],
        changed: [],
      },
      first,
    );
    expect(JSON.stringify(left)).toBe(JSON.stringify(right));
  });
});
