/** @file A series, and single occurrences of it, as Graph takes them. Pure. */
import type { Appointment, AppointmentPatch } from '../../model/appointment.ts';
import { firstDayOf, lastDayOf } from '../../model/occurrences.ts';
import type { Instant, Span, ZoneId } from '../../model/time.ts';
import { wallTimeOf } from '../../model/wall-clock.ts';
import type { Json } from './calendar.ts';
import { nameWithItsClocks } from './same-clocks.ts';
import { windowsNameOf } from './windows-zones.ts';
import { writePatch } from './write-event.ts';
import { writeRule } from './write-recurrence.ts';

/**
 * When a series takes place: its first occurrence by the clock, and its rule.
 * @param wanted as `expressAppointment` gives it. @throws RangeError for any other that Graph has no pattern for
 */
export function writeRecurrence(wanted: Appointment, mailboxZone: ZoneId): Json {
  const { recurrence, span } = wanted;
  if (recurrence === null) return { ...writePatch({ span }, wanted, mailboxZone), recurrence: null };
  const firstDay = firstDayOf(span);
  const written =
    recurrence.pattern.kind === 'rule'
      ? writeRule(recurrence.pattern.rule, firstDay, () => lastDayOf(wanted) ?? firstDay)
      : undefined;
  if (!written) throw new RangeError('The series was not expressed before: there is no pattern for it.');
  const recurrenceTimeZone =
    span.kind === 'timed'
      ? (nameWithItsClocks(span.zone, span.start) ?? span.zone)
      : (windowsNameOf(mailboxZone) ?? 'UTC');
  return {
    ...(span.kind === 'timed' ? onTheClock(span, recurrenceTimeZone) : writePatch({ span }, wanted, mailboxZone)),
    recurrence: { pattern: written.pattern, range: { ...written.range, recurrenceTimeZone } },
  };
}

/** Always by the clock of its zone, which is what a series repeats by. */
function onTheClock({ start, end, zone }: Extract<Span, { readonly kind: 'timed' }>, timeZone: string): Json {
  const at = (moment: Instant) => ({
    dateTime: wallTimeOf(moment, zone).toString({ smallestUnit: 'second' }),
    timeZone,
  });
  return { isAllDay: false, start: at(start), end: at(end) };
}

/**
 * The body of a PATCH of one occurrence, in the zone of its series.
 * @param series with what the occurrence shows of its own beside its time.
 */
export function writeOccurrence(patch: AppointmentPatch, series: Appointment, mailboxZone: ZoneId): Json {
  const { span } = patch;
  const zone = series.span.kind === 'timed' ? series.span.zone : undefined;
  const own = span?.kind === 'timed' && zone !== undefined ? { ...patch, span: { ...span, zone } } : patch;
  return writePatch(own, series, mailboxZone);
}
