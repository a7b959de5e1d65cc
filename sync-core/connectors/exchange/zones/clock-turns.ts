/**
 * @file The clock of a zone as moments from which on it is so far ahead of UTC: by rules that somebody wrote down, or as the platform
 * knows it of a zone with a name. Two clocks are the same where these are. Pure.
 */
import { Temporal } from 'temporal-polyfill';
import type { Period, ZoneId } from '../../../model/time.ts';

/** A change of the clock in each year that a stretch of rules holds for. */
export interface ClockChange {
  /** What the clock is ahead of UTC from then on, in minutes. */
  readonly offset: number;
  readonly month: number;
  /** A date of the month, or the n-th of a weekday (1: Monday) in it, the last one being -1. */
  readonly on: { readonly day: number } | { readonly weekday: number; readonly nth: number };
  /** Milliseconds after midnight, by the clock before the change. */
  readonly at: number;
}

/** Rules for some years; those of the stretch before end where they begin. */
export interface YearRules {
  /** By the clock, as if it were UTC: milliseconds since 1970. Absent: since ever. */
  readonly from?: number;
  /** In each year, or one offset for all of it. */
  readonly changes: readonly [ClockChange, ...ClockChange[]] | { readonly offset: number };
}

/** By time, the first since ever. */
export type ZoneRules = readonly [YearRules, ...YearRules[]];

/** From that moment on the clock is `offset` minutes ahead of UTC. */
export interface ClockTurn {
  /** Milliseconds since 1970, in whole seconds: some programs end a day at 23:59:59.999. */
  readonly at: number;
  readonly offset: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** @returns how the clock stands at the beginning of the period, and each turn in it. */
export function turnsByRules(rules: ZoneRules, period: Period): readonly ClockTurn[] {
  const [from, until] = [Date.parse(period.from), Date.parse(period.until)];
  return shownIn([...allTurns(rules, from - 2 * dayMs, until + 2 * dayMs)], from, until);
}

/** @returns how the clock of a zone stands at the beginning of the period, and each turn in it. */
export function turnsOfZone(zone: ZoneId, period: Period): readonly ClockTurn[] {
  const [from, until] = [Date.parse(period.from), Date.parse(period.until)];
  const turns: ClockTurn[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.from(period.from).toZonedDateTimeISO(zone);
  for (; at !== null && at.epochMilliseconds < until; at = at.getTimeZoneTransition('next')) {
    turns.push({ at: at.epochMilliseconds, offset: at.offsetNanoseconds / 60_000_000_000 });
  }
  return shownIn(turns, from, until);
}

/** @param at milliseconds since 1970 @returns what the clock of a zone is ahead of UTC then, in minutes */
export function offsetAt(zone: ZoneId, at: number): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 60_000_000_000;
}

/** @param begin by the clock, as is `end` */
function* allTurns(rules: ZoneRules, begin: number, end: number): Generator<ClockTurn> {
  let offset: number | undefined;
  for (const [place, stretch] of rules.entries()) {
    const starts = Math.max(stretch.from ?? begin, begin);
    const ends = Math.min(rules[place + 1]?.from ?? end, end);
    if (starts >= ends) continue;
    const changes = changesIn(stretch, yearOf(starts) - 1, yearOf(ends));
    // What has not changed yet since the rules hold is as they say of the time before.
    const stands = changes.findLast(({ wall }) => wall <= starts)?.offset ?? 0;
    yield { at: starts - (offset ?? stands) * minuteMs, offset: stands };
    offset = stands;
    for (const change of changes.filter(({ wall }) => wall > starts && wall < ends)) {
      yield { at: change.wall - offset * minuteMs, offset: change.offset };
      offset = change.offset;
    }
  }
}

/** Each change in these years, by the clock before it. */
function changesIn({ changes }: YearRules, first: number, last: number) {
  if ('offset' in changes) return [{ wall: Number.NEGATIVE_INFINITY, offset: changes.offset }];
  const years = Array.from({ length: last - first + 1 }, (_, more) => first + more);
  return years
    .flatMap((year) => changes.map((change) => ({ wall: wallOf(change, year), offset: change.offset })))
    .toSorted((one, other) => one.wall - other.wall);
}

function wallOf({ month, on, at }: ClockChange, year: number): number {
  const begins = Temporal.PlainDate.from({ year, month, day: 1 });
  if ('day' in on) return Date.UTC(year, month - 1, Math.min(on.day, begins.daysInMonth)) + at;
  const first = 1 + ((on.weekday - begins.dayOfWeek + 7) % 7);
  const nth = on.nth === -1 ? Math.floor((begins.daysInMonth - first) / 7) : on.nth - 1;
  return Date.UTC(year, month - 1, first + 7 * nth) + at;
}

function yearOf(wall: number): number {
  return new Date(wall).getUTCFullYear();
}

/** Only what a clock shows counts: a turn that changes nothing is none. */
function shownIn(turns: readonly ClockTurn[], from: number, until: number): readonly ClockTurn[] {
  const rounded = turns.map(({ at, offset }) => ({ at: Math.round(at / 1000) * 1000, offset }));
  const begins = rounded.findLast(({ at }) => at <= from) ?? rounded[0];
  const later = rounded.filter(({ at }) => at > from && at < until);
  const all = begins === undefined ? later : [{ at: from, offset: begins.offset }, ...later];
  return all.filter(({ offset }, place) => offset !== all[place - 1]?.offset);
}
