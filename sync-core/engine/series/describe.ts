/**
 * @file How the activity list tells of a series, in lines of machine words that the reader's language is made of: `RRULE:` a rule,
 * `RDATE:` the days themselves, `EXDATE:` a day on which it does not take place, `CHANGED:` a day and what differs on it. Pure.
 */
import type { Appointment } from '../../model/appointment.ts';
import { normalRecurrence } from '../../model/normal-recurrence.ts';
import { toRuleText } from '../../model/rule-text.ts';

const shownText = 200;

/** One line for each thing that is said; null where nothing repeats. */
export function describeSeries({ recurrence, span }: Appointment): string | null {
  if (recurrence === null) return null;
  const { pattern, cancelled, changed } = normalRecurrence(recurrence, span);
  return [
    pattern.kind === 'rule' ? `RRULE:${toRuleText(pattern.rule)}` : `RDATE:${pattern.days.join(',')}`,
    ...cancelled.map((day) => `EXDATE:${day}`),
    ...changed.map(({ day, change: { body, done, ...change } }) => {
      const text = body === undefined ? {} : { body: body.replaceAll(/<[^>]*>/g, ' ').slice(0, shownText) };
      const state = done === undefined ? {} : { done: done ? 'done' : 'open' };
      return `CHANGED:${day} ${JSON.stringify({ ...change, ...text, ...state })}`;
    }),
  ].join('\n');
}

/** Of two states of a series only the lines in which they differ; whole where one of them does not repeat. */
export function describeSeriesChange(
  before: Appointment,
  after: Appointment,
): { readonly before: string | null; readonly after: string | null } {
  const [then, now] = [describeSeries(before), describeSeries(after)];
  if (then === null || now === null || then === now) return { before: then, after: now };
  const rest = (text: string, other: string) => {
    const told = new Set(other.split('\n'));
    const lines = text.split('\n').filter((line) => !told.has(line));
    return lines.length === 0 ? null : lines.join('\n');
  };
  return { before: rest(then, now), after: rest(now, then) };
}
