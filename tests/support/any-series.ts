/** @file Series by chance: a rule with some of its occurrences cancelled, renamed, moved within their day or otherwise of their own. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { anyRules } from '../../sync-core/connectors/outlook/testing/series.ts';
import { type Appointment, appointment } from '../../sync-core/model/appointment.ts';
import type { OccurrenceChange, Recurrence } from '../../sync-core/model/recurrence.ts';
import { patternDays } from '../../sync-core/model/recurrence-days.ts';
import { type LocalDate, toInstant, type ZoneId } from '../../sync-core/model/time.ts';

const date = (text: string) => text as LocalDate;

/** Half an hour of a day in Berlin. */
export function inBerlin(day: string, hour: string): Appointment['span'] {
  const start = Temporal.PlainDateTime.from(`${day}T${hour}:00`).toZonedDateTime('Europe/Berlin').toInstant();
  return {
    kind: 'timed',
    start: toInstant(start),
    end: toInstant(start.add({ minutes: 30 })),
    zone: 'Europe/Berlin' as ZoneId,
  };
}

/** An appointment that repeats. */
export function seriesOf(recurrence: Recurrence, fields: Partial<Appointment> = {}): Appointment {
  return appointment.parse({
    title: 'Forecast',
    body: '<p>Numbers</p>',
    location: 'Raum Elbe',
    span: inBerlin('2026-11-24', '10'),
    availability: 'busy',
    reminderMinutes: 15,
    visibility: 'public',
    recurrence,
    ...fields,
  });
}

const changeOf = {
  title: (day: string) => ({ title: `On ${day}` }),
  body: () => ({ body: '<p>Other numbers</p>' }),
  hour: (day: string) => ({ span: inBerlin(day, '11') }),
  reminder: () => ({ reminderMinutes: 60 }),
  importance: () => ({ importance: 'high' }),
  joinUrl: () => ({ joinUrl: 'https://join.example/1' }),
  done: () => ({ done: true }),
} as const satisfies Record<string, (day: string) => OccurrenceChange>;
const ownKinds = ['title', 'body', 'hour', 'reminder', 'importance', 'joinUrl', 'done'] as const;
const hours = fc.constantFrom('00', '09', '13', '23');
const own = fc.record({ place: fc.nat(9), kind: fc.constantFrom('cancel', ...ownKinds) });

export const anySeries: fc.Arbitrary<Appointment> = fc
  .record({ rule: anyRules, hour: hours, owns: fc.array(own, { maxLength: 4 }) })
  .map(({ rule, hour, owns }) => {
    const pattern = { kind: 'rule', rule } as const;
    const first = patternDays(pattern, date('2026-11-24'), date('2031-01-01'))[0];
    if (first === undefined) return undefined;
    const days = patternDays(pattern, first, date('2027-12-31'));
    const fates = new Map(
      owns.flatMap(({ place, kind }) => (days[place] === undefined ? [] : [[days[place], kind] as const])),
    );
    const cancelled = [...fates]
      .filter(([, kind]) => kind === 'cancel')
      .map(([day]) => day)
      .toSorted();
    const changed = [...fates]
      .flatMap(([day, kind]) => (kind === 'cancel' ? [] : [{ day, change: changeOf[kind](day) }]))
      .toSorted((one, other) => (one.day < other.day ? -1 : 1));
    return seriesOf({ pattern, cancelled, changed }, { span: inBerlin(first, hour) });
  })
  .filter((one) => one !== undefined);
