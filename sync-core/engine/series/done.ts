/**
 * @file Which occurrences of a series are ticked off, told one by one. Pure. The CRM ticks off each row; a calendar may mark a
 * whole series as well. Both are compared and merged as the CRM has it, within the window: what one of them ticks off by marking
 * the whole, the other does occurrence by occurrence.
 */
import type { Appointment } from '../../model/appointment.ts';
import { type ItemFields, repeats } from '../../model/item.ts';
import { occurrencesWithin } from '../../model/occurrences.ts';
import type { OccurrenceChange, Recurrence } from '../../model/recurrence.ts';
import type { LocalDate, Period } from '../../model/time.ts';
import type { Times } from './script.ts';

/** @returns the same series, of which nothing is done as a whole; anything else as it is. */
export function doneOneByOne<F extends ItemFields>(fields: F, window: Period): F {
  if (!repeats(fields) || !fields.done) return fields;
  const { recurrence } = fields;
  const done = new Map(occurrencesWithin(fields, window).map((one) => [one.day, one.fields.done]));
  const said = (isDone: boolean, change: OccurrenceChange) => saying(change, isDone ? true : undefined);
  return { ...fields, done: false, recurrence: withOwn(recurrence, done, said) };
}

/**
 * The way back, for a copy that is marked as a whole: what it is to show of the others is said of each.
 * @param times as `doneOneByOne` has them.
 */
export function doneAsWhole(times: Times, copy: Appointment, window: Period): Times {
  const { recurrence } = times;
  if (recurrence === null || !copy.done) return times;
  const shown = occurrencesWithin({ ...copy, ...times, done: false }, window);
  const done = new Map(shown.map((one) => [one.day, one.fields.done]));
  return {
    ...times,
    recurrence: withOwn(recurrence, done, (isDone, change) => saying(change, isDone ? undefined : false)),
  };
}

function saying({ done: _done, ...change }: OccurrenceChange, done: boolean | undefined): OccurrenceChange {
  return done === undefined ? change : { ...change, done };
}

function withOwn(
  recurrence: Recurrence,
  done: ReadonlyMap<LocalDate, boolean>,
  said: (isDone: boolean, change: OccurrenceChange) => OccurrenceChange,
): Recurrence {
  const changes = new Map(recurrence.changed.map(({ day, change }) => [day, change]));
  for (const [day, isDone] of done) changes.set(day, said(isDone, changes.get(day) ?? {}));
  const changed = [...changes]
    .map(([day, change]) => ({ day, change }))
    .filter(({ change }) => Object.keys(change).length > 0)
    .toSorted((one, other) => (one.day < other.day ? -1 : 1));
  return { ...recurrence, changed };
}
