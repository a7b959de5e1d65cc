/**
 * @file What SuperOffice would give back of a series that was written to it. Pure. Its zone and its pattern are told as they came:
 * the occurrences take place at the same moments, by whatever rule SuperOffice holds them.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '../../../model/appointment.ts';
import { boundedTo } from '../../../model/bounded.ts';
import { occurrencesOf, occurrencesWithin } from '../../../model/occurrences.ts';
import type { Recurrence } from '../../../model/recurrence.ts';
import { type Instant, type LocalDate, type Period, toInstant, type ZoneId } from '../../../model/time.ts';
import type { Profile } from '../profile.ts';
import { expressFields } from '../write-appointment.ts';
import { zoneOf } from './match-rows.ts';
import { changeOf } from './occurrence-change.ts';

/** @param profile undefined before the first reading. */
export function expressSeries(fields: Appointment, window: Period, profile: Profile | undefined): Appointment {
  if (fields.recurrence === null) return expressFields(fields, profile);
  const bounded = boundedTo(fields, window);
  const { recurrence } = bounded;
  if (recurrence === null) return expressFields(bounded, profile);
  const { span } = bounded;
  // Each row is ticked off by itself.
  const series = { ...expressFields({ ...bounded, recurrence: null }, profile), span, recurrence, done: false };
  return { ...series, recurrence: { ...recurrence, changed: changesIn(bounded, series, recurrence, window, profile) } };
}

function changesIn(
  bounded: Appointment,
  series: Appointment,
  recurrence: Recurrence,
  window: Period,
  profile: Profile | undefined,
): Recurrence['changed'] {
  const days = new Set([
    ...recurrence.changed.map(({ day }) => day),
    ...daysInRepeatedHours(bounded, profile),
    ...(bounded.done ? occurrencesWithin(bounded, window).map(({ day }) => day) : []),
  ]);
  const plain = { ...series, recurrence: { ...recurrence, changed: [] } };
  return [...days].toSorted().flatMap((day) => {
    const [wanted] = occurrencesOf(bounded, [day]);
    const [planned] = occurrencesOf(plain, [day]);
    if (wanted === undefined || planned === undefined) return [];
    const held = expressFields(wanted.fields, profile);
    const change = changeOf(planned.fields, held, zoneOf(wanted.span));
    return Object.keys(change).length === 0 ? [] : [{ day, change }];
  });
}

/** A repeated hour is nowhere longer ago than this from the change of the clock. */
const around = { hours: 3 };

/** Days whose occurrence lies where a clock on its way shows two moments alike: one of the two comes back. */
function daysInRepeatedHours(fields: Appointment, profile: Profile | undefined): readonly LocalDate[] {
  const { span, recurrence } = fields;
  if (span.kind === 'allDay' || recurrence === null || profile === undefined) return [];
  const last =
    recurrence.pattern.kind === 'rule' && recurrence.pattern.rule.end.kind === 'until'
      ? recurrence.pattern.rule.end.lastDay
      : undefined;
  const until =
    last === undefined
      ? mostYears(span.start)
      : toInstant(Temporal.PlainDate.from(last).add({ days: 2 }).toZonedDateTime('UTC').toInstant());
  const zones = [...new Set([profile.baseZone, profile.facts.zone])];
  return zones.flatMap((zone) =>
    changesBack(zone, span.start, until).flatMap((moment) =>
      occurrencesWithin(fields, {
        from: toInstant(moment.subtract(around)),
        until: toInstant(moment.add(around)),
      }).map(({ day }) => day),
    ),
  );
}

function mostYears(start: Instant): Instant {
  return toInstant(Temporal.Instant.from(start).add({ hours: 24 * 366 * 3 }));
}

/** When clocks in the zone are put back between the two. */
function changesBack(zone: ZoneId, from: Instant, until: Instant): readonly Temporal.Instant[] {
  const found: Temporal.Instant[] = [];
  let at = Temporal.Instant.from(from).toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (!next || toInstant(next.toInstant()) > until) return found;
    if (next.subtract({ nanoseconds: 1 }).offsetNanoseconds > next.offsetNanoseconds) found.push(next.toInstant());
    at = next;
  }
}
