import { describe, expect, it } from 'vitest';
import type { Recurrence } from './event-record.ts';
import { seriesDates } from './series.ts';

function dates(
  pattern: Partial<Recurrence['pattern']>,
  startDate: string,
  until: string,
  range: Partial<Recurrence['range']> = {},
) {
  return [
    ...seriesDates(
      {
        pattern: {
          type: 'daily',
          interval: 1,
          month: 0,
          dayOfMonth: 0,
          daysOfWeek: [],
          firstDayOfWeek: 'sunday',
          index: 'first',
          ...pattern,
        },
        range: {
          type: 'noEnd',
          startDate,
          endDate: '0001-01-01',
          recurrenceTimeZone: 'UTC',
          numberOfOccurrences: 0,
          ...range,
        },
      },
      until,
    ),
  ];
}

describe('the days of a series', () => {
  it('are every third day, to the end of the range', () => {
    expect(dates({ interval: 3 }, '2026-02-25', '2027-01-01', { type: 'endDate', endDate: '2026-03-05' })).toEqual([
      '2026-02-25',
      '2026-02-28',
      '2026-03-03',
    ]);
  });

  it('depend on the first day of the week where every second week counts', () => {
    const pattern = { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'sunday'] } as const;
    expect(dates({ ...pattern, firstDayOfWeek: 'monday' }, '2026-11-24', '2026-12-14')).toEqual([
      '2026-11-24',
      '2026-11-29',
      '2026-12-08',
      '2026-12-13',
    ]);
    expect(dates({ ...pattern, firstDayOfWeek: 'sunday' }, '2026-11-24', '2026-12-14')).toEqual([
      '2026-11-24',
      '2026-12-06',
      '2026-12-08',
    ]);
  });

  it('fall on the last day of a month that is too short', () => {
    expect(dates({ type: 'absoluteMonthly', dayOfMonth: 31 }, '2026-01-31', '2026-04-30')).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
    ]);
    expect(dates({ type: 'absoluteYearly', dayOfMonth: 29, month: 2 }, '2028-02-29', '2030-12-31')).toEqual([
      '2028-02-29',
      '2029-02-28',
      '2030-02-28',
    ]);
  });

  it('are the n-th or last of the fitting days in a month or year', () => {
    const workday = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
    expect(dates({ type: 'relativeMonthly', daysOfWeek: workday, index: 'last' }, '2026-10-30', '2026-12-31')).toEqual([
      '2026-10-30',
      '2026-11-30',
      '2026-12-31',
    ]);
    expect(
      dates(
        { type: 'relativeYearly', daysOfWeek: ['thursday'], index: 'fourth', month: 11 },
        '2026-11-26',
        '2027-12-31',
      ),
    ).toEqual(['2026-11-26', '2027-11-25']);
  });

  it('end with their number, counted from the first that fits', () => {
    const range = { type: 'numbered', numberOfOccurrences: 2 } as const;
    expect(dates({ type: 'weekly', daysOfWeek: ['monday'] }, '2026-11-24', '2027-12-31', range)).toEqual([
      '2026-11-30',
      '2026-12-07',
    ]);
  });
});
