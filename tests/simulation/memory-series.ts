/** @file How the two systems in memory hold a series: as the real ones do, each in a form of its own. Pure. */
import { sayableSeries } from '../../sync-core/connectors/outlook/sayable-series.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import { boundedTo } from '../../sync-core/model/bounded.ts';
import { firstDayOf, lastDayOf, occurrencesOf, plannedSpan } from '../../sync-core/model/occurrences.ts';
import type { OccurrenceChange, Recurrence } from '../../sync-core/model/recurrence.ts';
import { patternDays } from '../../sync-core/model/recurrence-days.ts';
import { type Instant, type LocalDate, type Period, sameSpan, type ZoneId } from '../../sync-core/model/time.ts';

type Keep = (fields: Appointment) => Appointment;

/** All that a person in the CRM can have made. */
export const allTime: Period = { from: '2020-01-01T00:00:00Z' as Instant, until: '2040-01-01T00:00:00Z' as Instant };

/** @returns what a system keeps of an appointment and of each of its occurrences that says something of its own. */
export function throughout(keep: Keep): Keep {
  return (fields) => {
    const { recurrence } = fields;
    const plain = keep({ ...fields, recurrence: null });
    if (recurrence === null) return plain;
    const changed = recurrence.changed.map(({ day, change }) => {
      const kept = keep({ ...fields, ...change, recurrence: null });
      const names = Object.keys(change) as (keyof OccurrenceChange)[];
      return { day, change: Object.fromEntries(names.map((name) => [name, kept[name]])) };
    });
    return { ...plain, recurrence: { ...recurrence, changed } };
  };
}

/** What the calendar has of a series: a rule, and days that are left out. */
export function byRule(fields: Appointment, window: Period): Appointment {
  return sayableSeries(fields, window);
}

/** What the CRM will have of a series: what lies in the window. Where a row says what its series says, nobody knows that it was meant. */
export function inRows(fields: Appointment, window: Period): Appointment {
  const bounded = boundedTo(fields, window);
  const { recurrence } = bounded;
  if (recurrence === null) return bounded;
  const changed = recurrence.changed.flatMap(({ day, change }) => {
    const own = ownWords(bounded, day, change);
    return Object.keys(own).length === 0 ? [] : [{ day, change: own }];
  });
  return { ...bounded, recurrence: { ...recurrence, changed } };
}

function ownWords(series: Appointment, day: LocalDate, change: OccurrenceChange): OccurrenceChange {
  const planned = plannedSpan(series.span, day);
  const entries = Object.entries(change).filter(([name, value]) =>
    name === 'span' && change.span !== undefined
      ? !sameSpan(change.span, planned)
      : series[name as keyof Appointment] !== value,
  );
  return Object.fromEntries(entries);
}

/**
 * The rows of a series as they are read again, in the person's own zone: a row that the clock of another zone has moved is one that was moved, and a rule
 * that the CRM does not have is its days.
 */
export function asRead(fields: Appointment, zone: ZoneId): Appointment {
  const { recurrence, span } = fields;
  if (recurrence === null) return fields;
  const inDays = withoutOddRule(fields, recurrence);
  if (span.kind === 'allDay' || span.zone === zone) return inDays;
  const there: Appointment = { ...inDays, span: { ...span, zone } };
  // Elsewhere another day: left in the zone in which it was written.
  if (firstDayOf(there.span) !== firstDayOf(span)) return inDays;
  return { ...there, recurrence: withMovedRows(inDays, there) };
}

function withoutOddRule(fields: Appointment, recurrence: Recurrence): Appointment {
  const { pattern, cancelled } = recurrence;
  if (pattern.kind === 'dates' || pattern.rule.bySetPosition.length === 0) return fields;
  const first = firstDayOf(fields.span);
  const days = patternDays(pattern, first, lastDayOf(fields) ?? first).filter((day) => !cancelled.includes(day));
  return { ...fields, recurrence: { ...recurrence, pattern: { kind: 'dates', days }, cancelled: [] } };
}

function withMovedRows(from: Appointment, there: Appointment): Recurrence | null {
  const { recurrence } = from;
  if (recurrence === null) return null;
  const first = firstDayOf(from.span);
  const days = patternDays(recurrence.pattern, first, lastDayOf(from) ?? first);
  const changed = occurrencesOf(from, days).flatMap(({ day, span }) => {
    const { span: _span, ...words } = recurrence.changed.find((one) => one.day === day)?.change ?? {};
    const change = sameSpan(span, plannedSpan(there.span, day)) ? words : { ...words, span };
    return Object.keys(change).length === 0 ? [] : [{ day, change }];
  });
  return { ...recurrence, changed };
}
