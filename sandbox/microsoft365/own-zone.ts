/**
 * @file A zone of somebody's own making: its name, and the rules of its clock year by year. Times are calculated by these rules alone.
 *
 * Where the calendar names a zone by a text, such a one is named by a text that holds all of it, so that whatever keeps the name
 * keeps the rules.
 */

/** A change of the clock in each year that a set of rules holds for. */
export interface ClockChange {
  /** What a clock is ahead of UTC from then on, in minutes. */
  readonly offset: number;
  readonly month: number;
  /** A date of the month, or the n-th of a weekday (0: Sunday) in it, the last one being -1. */
  readonly on: { readonly day: number } | { readonly weekday: number; readonly nth: number };
  /** Minutes after midnight, by the clock before the change. */
  readonly at: number;
}

export interface YearRules {
  /** The first year that these rules hold for; null: since ever. */
  readonly from: number | null;
  /** What standard time is ahead of UTC, in minutes. */
  readonly standard: number;
  /** None: it is standard time all year. Else that to standard time, and that away from it. */
  readonly changes: readonly ClockChange[];
}

export interface OwnZone {
  readonly id: string;
  readonly name: string;
  /** By year, the first since ever. */
  readonly rules: readonly [YearRules, ...YearRules[]];
}

const mark = 'own:';
const dayMs = 86_400_000;
const minuteMs = 60_000;
const read = new Map<string, OwnZone>();

/** The text that stands for such a zone wherever the calendar names one. */
export function nameOfOwnZone(zone: OwnZone): string {
  return `${mark}${JSON.stringify(zone)}`;
}

/** @returns undefined for the name of any other zone */
export function ownZoneOf(name: string): OwnZone | undefined {
  if (!name.startsWith(mark)) return undefined;
  const zone = read.get(name) ?? (JSON.parse(name.slice(mark.length)) as OwnZone);
  read.set(name, zone);
  return zone;
}

/** A moment from which on clocks are so many milliseconds ahead of UTC. */
interface Turn {
  readonly instant: number;
  readonly offset: number;
}

/** @param wall a local time as if it were UTC; a time that a change skips is moved behind it, of one shown twice the first is meant */
export function ownInstant(zone: OwnZone, wall: number): number {
  const turns = turnsAround(zone, new Date(wall).getUTCFullYear());
  const shown = turns.map(({ offset }) => wall - offset).filter((at) => at + offsetAt(turns, at) === wall);
  if (shown.length > 0) return Math.min(...shown);
  return wall - offsetAt(turns, wall - offsetAt(turns, wall - dayMs) - dayMs);
}

/** @returns the local time as if it were UTC */
export function ownWall(zone: OwnZone, instant: number): number {
  return instant + offsetAt(turnsAround(zone, new Date(instant).getUTCFullYear()), instant);
}

function offsetAt(turns: readonly Turn[], instant: number): number {
  return (turns.findLast((turn) => turn.instant <= instant) ?? turns[0])?.offset ?? 0;
}

/** All turns of the year before, of that year and of the one after it. */
function turnsAround({ rules }: OwnZone, year: number): readonly Turn[] {
  const turns: Turn[] = [];
  for (const each of [year - 1, year, year + 1]) {
    const own = rules.findLast(({ from }) => from === null || from <= each) ?? rules[0];
    const changes = own.changes
      .map((change) => ({ wall: wallOfChange(change, each), offset: change.offset * minuteMs }))
      .toSorted((one, other) => one.wall - other.wall);
    const newYear = Date.UTC(each, 0, 1);
    // What has not changed yet this year is as the year ends.
    const begins = changes.findLast(({ wall }) => wall <= newYear) ?? changes.at(-1);
    let offset = begins?.offset ?? own.standard * minuteMs;
    turns.push({ instant: newYear - (turns.at(-1)?.offset ?? offset), offset });
    for (const change of changes.filter(({ wall }) => wall > newYear)) {
      turns.push({ instant: change.wall - offset, offset: change.offset });
      offset = change.offset;
    }
  }
  return turns;
}

function wallOfChange({ month, on, at }: ClockChange, year: number): number {
  return Date.UTC(year, month - 1, 'day' in on ? on.day : nthWeekday(year, month, on.weekday, on.nth)) + at * minuteMs;
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const last = new Date(Date.UTC(year, month, 0));
  if (nth === -1) return last.getUTCDate() - ((last.getUTCDay() - weekday + 7) % 7);
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  return 1 + ((weekday - first + 7) % 7) + 7 * (nth - 1);
}
