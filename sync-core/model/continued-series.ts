/** @file A series of which a part is held elsewhere: the same one going on there, with all that the part shows left as it is. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from './appointment.ts';
import { normalRecurrence } from './normal-recurrence.ts';
import { lastDayOf, type Occurrence, occurrencesWithin, plannedSpan } from './occurrences.ts';
import type { OccurrenceChange, Recurrence } from './recurrence.ts';
import { extentOf, startMoment } from './series-compare.ts';
import { type Instant, type LocalDate, type Span, sameSpan, toInstant } from './time.ts';

/** Less than from one day to the next, and more than clocks of two zones move against each other. */
const sameDayHours = 18;

type Own = ReadonlyMap<LocalDate, OccurrenceChange | 'cancelled'>;

/**
 * @param since what was over by then is as the whole series has it.
 * @returns when the whole series takes place, and of the occurrences that the part reaches what that shows: two sides may have come to
 * differ in them, and nobody has changed anything since. null where the part goes by another rule, or has no end.
 */
export function continuedSeries(
  part: Appointment,
  whole: Appointment,
  since: Instant,
): Pick<Appointment, 'span' | 'recurrence'> | null {
  const last = lastDayOf(part);
  if (part.recurrence === null || whole.recurrence === null || last === null) return null;
  const begins = Temporal.Instant.from(startMoment(plannedSpan(part.span, last)));
  const limit = toInstant(begins.add({ hours: sameDayHours }));
  const own = ownOccurrences(part, part.recurrence, whole, { since, limit });
  if (own === null) return null;
  const { pattern, cancelled, changed } = whole.recurrence;
  const stays = (day: LocalDate) => !own.has(day);
  const all = {
    pattern,
    cancelled: [...cancelled.filter(stays), ...[...own].flatMap(([day, one]) => (one === 'cancelled' ? [day] : []))],
    changed: [
      ...changed.filter(({ day }) => stays(day)),
      ...[...own].flatMap(([day, change]) => (change === 'cancelled' ? [] : [{ day, change }])),
    ],
  };
  return { span: whole.span, recurrence: normalRecurrence(all, whole.span) };
}

/** What the part shows of each occurrence of the whole, by its day there; null where that cannot be told. */
function ownOccurrences(
  part: Appointment,
  { pattern, cancelled, changed }: Recurrence,
  whole: Appointment,
  { since, limit }: { readonly since: Instant; readonly limit: Instant },
): Own | null {
  const until = [limit, extentOf(part).until ?? limit].toSorted().at(-1) ?? limit;
  const mine = occurrencesWithin(part, { from: since, until });
  const shown = occurrencesWithin(whole, { from: since, until });
  const reached = shown.filter(({ day }) => startMoment(plannedSpan(whole.span, day)) <= limit);
  const places = new Set(reached.map(({ day }) => day));
  const own = new Map<LocalDate, OccurrenceChange | 'cancelled'>();
  const take = (day: LocalDate, one: Occurrence) => {
    places.delete(day);
    own.set(day, changeAt(whole, day, part, one));
  };
  // Also what was moved ahead of its day, to where the part ends.
  const daysAt = Map.groupBy(shown, ({ span }) => placeText(span));
  const moved: Occurrence[] = [];
  for (const one of mine) {
    const day = daysAt.get(placeText(one.span))?.shift()?.day ?? backInPlace(whole, one.span);
    if (day === undefined) moved.push(one);
    else take(day, one);
  }
  for (const one of moved) {
    const [day] = places;
    if (day === undefined) return null;
    take(day, one);
  }
  // Days of a rule that are missing without a word belong to another rule.
  if (pattern.kind === 'rule' && places.size + moved.length > cancelled.length + changed.length) return null;
  for (const day of places) own.set(day, 'cancelled');
  return own;
}

function placeText(span: Span): string {
  return span.kind === 'timed' ? `${span.start}/${span.end}` : `${span.firstDay}/${span.lastDay}`;
}

/** The whole has cancelled or moved it, and the part shows it where it was meant to be. */
function backInPlace({ recurrence, span }: Appointment, place: Span): LocalDate | undefined {
  const days = [...(recurrence?.cancelled ?? []), ...(recurrence?.changed.map(({ day }) => day) ?? [])];
  return days.find((day) => sameSpan(plannedSpan(span, day), place));
}

function changeAt(
  whole: Appointment,
  day: LocalDate,
  part: Appointment,
  { day: there, span }: Occurrence,
): OccurrenceChange {
  const { span: _place, ...words } = part.recurrence?.changed.find((one) => one.day === there)?.change ?? {};
  return sameSpan(plannedSpan(whole.span, day), span) ? words : { ...words, span };
}
