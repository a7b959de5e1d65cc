/** @file What of Graph's answers about series is relied on; see `graph-schemas.ts` for all else. */
import { z } from 'zod';
import { localDate } from '../../model/time.ts';
import { eventProperties, graphEvent } from './event-schemas.ts';

export const graphWeekday = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);
export type GraphWeekday = z.infer<typeof graphWeekday>;
export const weekIndex = z.enum(['first', 'second', 'third', 'fourth', 'last']);

const interval = z.int().positive();
const dayOfMonth = z.int().min(1).max(31);
const month = z.int().min(1).max(12);
const daysOfWeek = z.array(graphWeekday).nonempty();
/** Properties that a pattern does not use come with values that mean nothing. */
const pattern = z.discriminatedUnion('type', [
  z.object({ type: z.literal('daily'), interval }),
  z.object({
    type: z.literal('weekly'),
    interval,
    daysOfWeek,
    /** Sunday where it is not said. */
    firstDayOfWeek: graphWeekday.nullish().transform((day) => day ?? 'sunday'),
  }),
  z.object({ type: z.literal('absoluteMonthly'), interval, dayOfMonth }),
  z.object({ type: z.literal('relativeMonthly'), interval, daysOfWeek, index: weekIndex }),
  z.object({ type: z.literal('absoluteYearly'), interval, month, dayOfMonth }),
  z.object({ type: z.literal('relativeYearly'), interval, month, daysOfWeek, index: weekIndex }),
]);
export type GraphPattern = z.infer<typeof pattern>;

const common = { startDate: localDate, recurrenceTimeZone: z.string().nullish() };
const range = z.discriminatedUnion('type', [
  z.object({ type: z.literal('noEnd'), ...common }),
  z.object({ type: z.literal('endDate'), ...common, endDate: localDate }),
  z.object({ type: z.literal('numbered'), ...common, numberOfOccurrences: z.int().positive() }),
]);
export type GraphRange = z.infer<typeof range>;

export const recurrence = z.object({ pattern, range });
export type GraphRecurrence = z.infer<typeof recurrence>;

const exception = graphEvent.and(z.object({ originalStart: z.iso.datetime({ offset: true }) }));
export type GraphException = z.infer<typeof exception>;

/**
 * A series with all that makes it: its changed occurrences, and the days of those that were removed. Where the list of the
 * first goes on elsewhere, or that of the second is missing, the whole is not known.
 */
export const graphSeries = graphEvent.and(
  z.object({
    type: z.literal('seriesMaster'),
    recurrence,
    exceptionOccurrences: z.array(exception),
    'exceptionOccurrences@odata.nextLink': z.undefined().optional(),
    /** `OID.<id of the series>.<date>` */
    cancelledOccurrences: z.array(z.string().regex(/(?:^|\.)\d{4}-\d{2}-\d{2}$/)).nullish(),
  }),
);
export type GraphSeries = z.infer<typeof graphSeries>;

/** What is asked of an event that is a series. */
export const seriesQuery = `$select=${eventProperties},recurrence,cancelledOccurrences&$expand=exceptionOccurrences`;

/** What is asked of the occurrences of a series when one of them is to be written. */
export const instanceProperties = 'type,originalStart,start,isAllDay';
export const graphInstance = z.object({
  id: z.string(),
  '@odata.etag': z.string(),
  type: z.enum(['occurrence', 'exception']),
  originalStart: z.iso.datetime({ offset: true }).nullish(),
  isAllDay: z.boolean(),
  start: z.object({ dateTime: z.string(), timeZone: z.string() }),
});
export type GraphInstance = z.infer<typeof graphInstance>;
