/**
 * @file When the sample year has room for appointments: working days, and free stretches within them, so that nothing is
 * booked twice.
 */
import type { Temporal } from 'temporal-polyfill';
import type { SampleRandom } from './random.ts';

/** A stretch of the main user's day, in the main user's own zone. */
export interface Slot {
  readonly day: Temporal.PlainDate;
  /** Minutes after midnight. */
  readonly start: number;
  readonly minutes: number;
}

/** Single appointments lie between nine and six; before nine there is room for the weekly series. */
const dayStart = 9 * 60;
const dayMinutes = 9 * 60;
const mostInOneDay = 8;
const grid = 15;

/** All days from `first` to `last`, both included. */
export function daysBetween(first: Temporal.PlainDate, last: Temporal.PlainDate): Temporal.PlainDate[] {
  const length = first.until(last, { largestUnit: 'days' }).days + 1;
  return Array.from({ length: Math.max(0, length) }, (_, index) => first.add({ days: index }));
}

/** How busy a day is against others: Fridays are quiet, and the far future is still half empty. */
function weight(day: Temporal.PlainDate, today: Temporal.PlainDate, random: SampleRandom): number {
  const ahead = today.until(day, { largestUnit: 'days' }).days;
  const fill = ahead <= 14 ? 100 : 100 - Math.round((ahead - 14) / 3.5);
  const friday = day.dayOfWeek === 5 ? 70 : 100;
  return fill * friday * random.int(70, 130);
}

/** Durations that fit into one day together; the longest are shortened until they do. */
function durations(count: number, random: SampleRandom): number[] {
  const list = Array.from({ length: count }, () => random.pick([15, 30, 30, 45, 60, 60, 60, 90, 90, 120]));
  while (list.reduce((sum, minutes) => sum + minutes, 0) > dayMinutes - 60) {
    const longest = list.indexOf(Math.max(...list));
    list[longest] = 30;
  }
  return list;
}

function slotsOfDay(day: Temporal.PlainDate, count: number, random: SampleRandom): Slot[] {
  const lengths = durations(count, random);
  const spare = Math.floor((dayMinutes - lengths.reduce((sum, minutes) => sum + minutes, 0)) / grid);
  const pauses = lengths.map(() => random.int(0, spare)).sort((one, other) => one - other);
  let taken = 0;
  return lengths.map((minutes, index) => {
    const slot = { day, start: dayStart + (pauses[index] ?? 0) * grid + taken, minutes };
    taken += minutes;
    return slot;
  });
}

/**
 * Exactly `count` slots spread over the days given, in order of time.
 * @throws RangeError when the days cannot hold that many.
 */
export function planSlots(
  days: readonly Temporal.PlainDate[],
  today: Temporal.PlainDate,
  count: number,
  random: SampleRandom,
): Slot[] {
  if (count > days.length * mostInOneDay)
    throw new RangeError(`${count} appointments do not fit on ${days.length} days`);
  const weights = days.map((day) => weight(day, today, random));
  const total = weights.reduce((sum, each) => sum + each, 0);
  const counts = weights.map((each) => Math.min(mostInOneDay, Math.floor((each * count) / total)));
  let missing = count - counts.reduce((sum, each) => sum + each, 0);
  while (missing > 0) {
    const index = random.int(0, counts.length - 1);
    const before = counts[index] ?? mostInOneDay;
    if (before < mostInOneDay) {
      counts[index] = before + 1;
      missing -= 1;
    }
  }
  return days.flatMap((day, index) => slotsOfDay(day, counts[index] ?? 0, random));
}

/** A slot as wall-clock times of `zone`, the same moments as in the zone in which it was planned. */
export function wallClock(slot: Slot, plannedIn: string, zone: string): { start: string; end: string } {
  const midnight = slot.day.toPlainDateTime();
  const inZone = (minutes: number): string =>
    midnight.add({ minutes }).toZonedDateTime(plannedIn).withTimeZone(zone).toPlainDateTime().toString();
  return { start: inZone(slot.start), end: inZone(slot.start + slot.minutes) };
}
