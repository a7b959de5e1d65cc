/** @file Tests of a series that goes on where a part of it is held, with what that part shows left as it is. */
import { describe, expect, test } from 'vitest';
import type { Appointment } from './appointment.ts';
import { betweenDays } from './bounded.ts';
import { continuedSeries } from './continued-series.ts';
import type { Recurrence } from './recurrence.ts';
import { readRuleText } from './rule-text.ts';
import { nextBeyond } from './series-reach.ts';
import { anHour } from './testing/hour.ts';
import type { Instant, LocalDate, Span, ZoneId } from './time.ts';

const day = (text: string) => text as LocalDate;
const at = (start: string, end: string, zone = 'Europe/Oslo'): Span => ({
  kind: 'timed',
  start: start as Instant,
  end: end as Instant,
  zone: zone as ZoneId,
});
const first = at('2026-12-01T09:00:00Z', '2026-12-01T10:00:00Z');
const since = '2026-11-20T00:00:00Z' as Instant;

/** Tuesdays at ten, unless something else is said. */
function series(rest: Partial<Recurrence> = {}, rule = 'FREQ=WEEKLY', span = first): Appointment {
  const pattern = { kind: 'rule', rule: readRuleText(rule, span) } as const;
  return anHour({ span, recurrence: { pattern, cancelled: [], changed: [], ...rest } });
}

/** What is held until the end of January. */
const held = (rest: Partial<Recurrence> = {}) => betweenDays(series(rest), day('2026-12-01'), day('2027-01-26'));
const moved = { span: at('2026-12-16T13:00:00Z', '2026-12-16T14:00:00Z') };
const inRoom4 = [{ day: day('2026-12-15'), change: { location: 'Room 4' } }];

describe('a part that goes on', () => {
  test('is the whole, where the two are the same', () => {
    const exceptions = { cancelled: [day('2026-12-08'), day('2027-03-02')], changed: inRoom4 };
    expect(continuedSeries(held(exceptions), series(exceptions), since)).toEqual({
      span: first,
      recurrence: { ...series(exceptions).recurrence, pattern: expect.anything() },
    });
  });

  test.each<[string, Partial<Recurrence>, Partial<Recurrence>]>([
    ['a changed occurrence', { changed: inRoom4 }, {}],
    ['a plain one that the whole has changed', {}, { changed: inRoom4 }],
    ['a plain one that the whole has moved', {}, { changed: [{ day: day('2026-12-15'), change: moved }] }],
    ['a moved one', { changed: [{ day: day('2026-12-15'), change: moved }] }, {}],
    ['a cancelled one', { cancelled: [day('2026-12-15')] }, {}],
    ['one that the whole has cancelled', {}, { cancelled: [day('2026-12-15')] }],
  ])('keeps %s', (_name, own, others) => {
    const beyond = { cancelled: [day('2027-03-02')], changed: [] };
    const whole = series({
      cancelled: [...(others.cancelled ?? []), ...beyond.cancelled],
      changed: others.changed ?? [],
    });
    const { recurrence } = continuedSeries(held(own), whole, since) ?? { recurrence: null };
    expect(recurrence).toMatchObject({
      pattern: { rule: { end: { kind: 'never' } } },
      cancelled: [...(own.cancelled ?? []), ...beyond.cancelled],
      changed: own.changed ?? [],
    });
  });

  test('has an occurrence once that was moved ahead to the place of one that was cancelled, where the part ends', () => {
    const tuesday = at('2027-01-26T09:00:00Z', '2027-01-26T10:00:00Z');
    const ahead = { cancelled: [day('2027-01-26')], changed: [{ day: day('2027-02-02'), change: { span: tuesday } }] };
    expect(continuedSeries(held(), series(ahead), since)?.recurrence).toMatchObject(ahead);
  });

  test('has both of two in one place', () => {
    const tuesday = at('2026-12-15T09:00:00Z', '2026-12-15T10:00:00Z');
    const twice = { cancelled: [], changed: [{ day: day('2026-12-08'), change: { span: tuesday } }] };
    expect(continuedSeries(held(twice), series(twice), since)?.recurrence).toMatchObject(twice);
  });

  test('keeps what it shows where it holds the days themselves', () => {
    const days = ['2026-12-01', '2026-12-16', '2026-12-22', '2026-12-29', '2027-01-05'].map(day);
    const rows = anHour({ span: first, recurrence: { pattern: { kind: 'dates', days }, cancelled: [], changed: [] } });
    const { recurrence } = continuedSeries(rows, series(), since) ?? { recurrence: null };
    expect(recurrence?.cancelled).toEqual(['2026-12-15']);
    expect(recurrence?.changed).toMatchObject([
      { day: '2026-12-08', change: { span: { start: '2026-12-16T09:00:00Z' } } },
    ]);
  });

  test('is known by its moments, whatever the clock that it goes by', () => {
    const inNewYork = series({}, 'FREQ=WEEKLY', at('2026-12-01T15:00:00Z', '2026-12-01T16:00:00Z', 'America/New_York'));
    const inOslo = betweenDays(
      series(
        {
          changed: [
            { day: day('2027-03-16'), change: { span: at('2027-03-16T14:00:00Z', '2027-03-16T15:00:00Z') } },
            { day: day('2027-03-23'), change: { span: at('2027-03-23T14:00:00Z', '2027-03-23T15:00:00Z') } },
          ],
        },
        'FREQ=WEEKLY',
        at('2026-12-01T15:00:00Z', '2026-12-01T16:00:00Z'),
      ),
      day('2026-12-01'),
      day('2027-03-23'),
    );
    expect(continuedSeries(inOslo, inNewYork, since)?.recurrence).toMatchObject({ cancelled: [], changed: [] });
  });

  test('looks at nothing that is over', () => {
    const later = '2026-12-20T00:00:00Z' as Instant;
    const whole = series({ changed: inRoom4 });
    expect(continuedSeries(held(), whole, later)?.recurrence?.changed).toEqual(inRoom4);
  });

  test.each([
    ['fewer days', 'FREQ=WEEKLY;INTERVAL=2'],
    ['more days', 'FREQ=WEEKLY;BYDAY=TU,TH'],
    ['other days', 'FREQ=WEEKLY;BYDAY=TH'],
  ])('by another rule, with %s, does not', (_name, rule) => {
    const whole = series({}, rule);
    expect(continuedSeries(held(), whole, since)).toBeNull();
    expect(nextBeyond(held(), whole, since)).toBeNull();
    expect(nextBeyond(held(), series(), since)).toBe('2027-02-02T09:00:00Z');
  });
});
