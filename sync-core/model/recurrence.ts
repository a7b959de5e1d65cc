/**
 * @file How an appointment repeats, in the words of RFC 5545: a rule or a list of days, without some of them, and with others
 * changed. A series is one item; its first occurrence is the `span` of the appointment that carries it.
 *
 * An occurrence is known by the series and by the day on which it was meant to begin, in the wall-clock time of the series'
 * own zone (RECURRENCE-ID). It keeps that day however far it is moved. No connected system has two of one day.
 */
import { z } from 'zod';
import { localDate, span } from './time.ts';

/** The days of a week, as RFC 5545 writes them. */
export const weekday = z.enum(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']);
export type Weekday = z.infer<typeof weekday>;

/** When a rule ends. `until`: no occurrence begins after that day (in the series' zone); `count`: that many in all. */
export const recurrenceEnd = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('never') }).readonly(),
  z.object({ kind: z.literal('count'), count: z.int().positive() }).readonly(),
  z.object({ kind: z.literal('until'), lastDay: localDate }).readonly(),
]);
export type RecurrenceEnd = z.infer<typeof recurrenceEnd>;

/**
 * The RRULE of RFC 5545 in the parts that calendars have: which days, and never which hours (those are the span's). Lists are
 * in ascending order and without repetition; an empty list is a part that is absent.
 */
export const recurrenceRule = z
  .object({
    frequency: z.enum(['daily', 'weekly', 'monthly', 'yearly']),
    interval: z.int().positive(),
    /** `nth`: the first is 1, the last is -1, and null is every one. Only monthly and yearly rules have one. */
    byDay: z.array(z.object({ day: weekday, nth: z.int().nullable() }).readonly()).readonly(),
    /** -1 is the last day of the month. */
    byMonthDay: z.array(z.int()).readonly(),
    byMonth: z.array(z.int().min(1).max(12)).readonly(),
    bySetPosition: z.array(z.int()).readonly(),
    weekStart: weekday,
    end: recurrenceEnd,
  })
  .readonly();
export type RecurrenceRule = z.infer<typeof recurrenceRule>;

/** What an occurrence shows that its series does not, as far as it differs. Its place in time is its own. */
export const occurrenceChange = z
  .object({
    title: z.string().exactOptional(),
    body: z.string().exactOptional(),
    location: z.string().exactOptional(),
    span: span.exactOptional(),
    availability: z.enum(['free', 'tentative', 'busy', 'outOfOffice', 'workingElsewhere']).exactOptional(),
    reminderMinutes: z.int().nonnegative().nullable().exactOptional(),
    importance: z.enum(['low', 'normal', 'high']).exactOptional(),
    joinUrl: z.string().exactOptional(),
    done: z.boolean().exactOptional(),
  })
  .readonly();
export type OccurrenceChange = z.infer<typeof occurrenceChange>;

/** All that an occurrence may show of its own. */
export const changeFields = [
  'title',
  'body',
  'location',
  'span',
  'availability',
  'reminderMinutes',
  'importance',
  'joinUrl',
  'done',
] as const satisfies readonly (keyof OccurrenceChange)[];
export type ChangeField = (typeof changeFields)[number];
/** The same without its place in time. */
export const changeWords = changeFields.filter((field) => field !== 'span');

export const recurrence = z
  .object({
    /** `dates`: the days themselves, the first one included, where no rule of a system can say which (RDATE). */
    pattern: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('rule'), rule: recurrenceRule }).readonly(),
      z.object({ kind: z.literal('dates'), days: z.array(localDate).readonly() }).readonly(),
    ]),
    /** Days of occurrences that do not take place (EXDATE), in order. */
    cancelled: z.array(localDate).readonly(),
    /** Changed occurrences by their day, in order; none of them is cancelled. */
    changed: z.array(z.object({ day: localDate, change: occurrenceChange }).readonly()).readonly(),
  })
  .readonly();
/** How an appointment repeats. All days are days in the zone of the appointment's span; of whole days, the days themselves. */
export type Recurrence = z.infer<typeof recurrence>;
