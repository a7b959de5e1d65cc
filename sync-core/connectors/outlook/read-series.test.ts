import { describe, expect, test } from 'vitest';
import type { ZoneId } from '../../model/time.ts';
import { readSeries } from './read-series.ts';
import { type GraphException, type GraphSeries, graphSeries } from './recurrence-schemas.ts';
import { anEvent } from './testing/events.ts';

const zone = 'Europe/Oslo' as ZoneId;

/** Tuesdays from ten to eleven in Oslo. */
function aSeries(over: Partial<GraphSeries> = {}): GraphSeries {
  return graphSeries.parse({
    ...anEvent({ type: 'seriesMaster' }),
    recurrence: {
      pattern: {
        type: 'weekly',
        interval: 1,
        daysOfWeek: ['tuesday'],
        firstDayOfWeek: 'sunday',
        month: 0,
        index: 'first',
      },
      range: {
        type: 'noEnd',
        startDate: '2026-12-01',
        endDate: '0001-01-01',
        recurrenceTimeZone: 'W. Europe Standard Time',
      },
    },
    exceptionOccurrences: [],
    cancelledOccurrences: [],
    ...over,
  });
}

function anException(over: Partial<GraphException> = {}): GraphException {
  return {
    ...anEvent({
      id: 'AAMk-2',
      '@odata.etag': 'W/"key-2"',
      type: 'exception',
      start: { dateTime: '2026-12-08T09:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2026-12-08T10:00:00.0000000', timeZone: 'UTC' },
    }),
    originalStart: '2026-12-08T09:00:00Z',
    ...over,
  };
}

const zones = { mailbox: zone, forUnknown: undefined };
const recurrenceOf = (over: Partial<GraphSeries>) => readSeries(aSeries(over), zones)?.fields.recurrence;

describe('a series with its occurrences', () => {
  test('an exception that shows what the series shows is no change, and makes another version all the same', () => {
    const series = aSeries({ exceptionOccurrences: [anException()] });
    expect(readSeries(series, zones)?.fields.recurrence?.changed).toEqual([]);
    expect(readSeries(series, zones)?.version).not.toBe(readSeries(aSeries(), zones)?.version);
  });

  test.each([
    ['called off by its organiser', { isCancelled: true }],
    ['declined by the user', { responseStatus: { response: 'declined' as const } }],
  ])('an occurrence that was %s does not take place', (_name, over) => {
    expect(recurrenceOf({ exceptionOccurrences: [anException({ subject: 'Special', ...over })] })).toMatchObject({
      cancelled: ['2026-12-08'],
      changed: [],
    });
  });

  test('removed days are read from whatever stands before them, and only those that the series has', () => {
    const cancelledOccurrences = ['OID.AAMk-1.2026-12-22', '2026-12-15', 'OID.AAMk-1.2026-12-16'];
    expect(recurrenceOf({ cancelledOccurrences })?.cancelled).toEqual(['2026-12-15', '2026-12-22']);
  });

  test('an exception of no day of the series makes it one that is not understood', () => {
    expect(
      readSeries(aSeries({ exceptionOccurrences: [anException({ originalStart: '2026-12-11T09:00:00Z' })] }), zones),
    ).toBeUndefined();
  });

  test('a series that begins on a day that is not its own begins with its first occurrence', () => {
    const recurrence = {
      ...aSeries().recurrence,
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['thursday'], firstDayOfWeek: 'sunday' },
    } as GraphSeries['recurrence'];
    expect(readSeries(aSeries({ recurrence }), zones)?.fields.span).toMatchObject({ start: '2026-12-03T09:00:00Z' });
  });

  test('whole days are known by the nearest midnight where their zone is told wrongly', () => {
    const day = (date: string) => ({ dateTime: `${date}T00:00:00.0000000`, timeZone: 'UTC' });
    const whole = (originalStart: string) => {
      const pattern = { type: 'daily', interval: 1 } as const;
      const range = { type: 'noEnd', startDate: '2026-12-01', recurrenceTimeZone: 'UTC' };
      const days = { isAllDay: true, start: day('2026-12-01'), end: day('2026-12-02') };
      const exception = anException({
        isAllDay: true,
        start: day('2026-12-08'),
        end: day('2026-12-09'),
        subject: 'Special',
        originalStart,
      });
      return recurrenceOf({
        ...days,
        recurrence: { pattern, range } as GraphSeries['recurrence'],
        exceptionOccurrences: [exception],
      });
    };
    for (const moment of ['2026-12-07T23:00:00Z', '2026-12-08T00:00:00Z', '2026-12-08T08:00:00Z'])
      expect(whole(moment)?.changed).toEqual([{ day: '2026-12-08', change: { title: 'Special' } }]);
  });

  test('a list of exceptions that goes on elsewhere is not the whole series', () => {
    expect(
      graphSeries.safeParse({ ...aSeries(), 'exceptionOccurrences@odata.nextLink': 'https://x.example' }).success,
    ).toBe(false);
  });
});
