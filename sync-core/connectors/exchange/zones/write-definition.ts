/**
 * @file A zone by its full definition, for one that no name of Windows stands for: made of the platform's own knowledge of its
 * clocks, year by year. Pure.
 *
 * Exchange keeps rules by years. A year has standard time and one change each way at most; a year in which a clock was changed for good is
 * said as Windows says it, with a first change at its very beginning that changes nothing.
 */
import { Temporal } from 'temporal-polyfill';
import type { Instant, ZoneId } from '../../../model/time.ts';
import { type Xml, xml } from '../soap/xml.ts';

/** Years that are told, before and after the one in which the zone is used: far enough to tell it from others, and to last. */
const yearsBefore = 10;
const yearsAfter = 10;
/** What Exchange calls a zone without a name of its own. */
const customId = 'tzone://Microsoft/Custom';

/** A change as one year has it: which weekday of the month it may be told to be. */
interface Change {
  readonly offset: number;
  readonly month: number;
  readonly weekday: number;
  readonly nth: readonly number[];
  /** Minutes after midnight, by the clock before it. */
  readonly at: number;
}

/** One year, or several with the same rules. @param changes none, or one each way */
interface Years {
  readonly from: number;
  /** What standard time is ahead of UTC, in minutes. */
  readonly standard: number;
  readonly changes: readonly Change[];
}

/**
 * @param element `t:StartTimeZone`. @param moment at which the zone is used.
 * @returns undefined for a zone that Exchange has no rules for: with more than two changes in some year
 */
export function writeDefinition(element: string, zone: ZoneId, moment: Instant): Xml | undefined {
  const { year } = Temporal.Instant.from(moment).toZonedDateTimeISO(zone);
  const told: Years[] = [];
  for (let each = year - yearsBefore; each <= year + yearsAfter; each += 1) {
    const own = yearOf(zone, each);
    if (own === undefined && each >= year) return undefined;
    const before = told.at(-1);
    // What came before a year that cannot be told is not told either.
    if (own === undefined) told.length = 0;
    else if (before === undefined || !extend(told, before, own)) told.push(own);
  }
  const [, ...later] = told;
  const targets = told.map((_, group) => xml('t:To', { Kind: 'Group' }, String(group)));
  return xml(
    element,
    { Id: customId, Name: zone },
    xml('t:Periods', {}, ...told.flatMap(periodsOf)),
    xml('t:TransitionsGroups', {}, ...told.map(groupOf)),
    xml(
      't:Transitions',
      {},
      xml('t:Transition', {}, targets[0] as Xml),
      ...later.map(({ from }, at) =>
        xml('t:AbsoluteDateTransition', {}, targets[at + 1] as Xml, xml('t:DateTime', {}, `${from}-01-01T00:00:00`)),
      ),
    ),
  );
}

function yearOf(zone: ZoneId, year: number): Years | undefined {
  const begins = Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(zone);
  const changes: Change[] = [];
  for (let at = begins.getTimeZoneTransition('next'); at !== null; at = at.getTimeZoneTransition('next')) {
    const wall = at.subtract({ milliseconds: 1 }).toPlainDateTime().add({ milliseconds: 1 });
    if (wall.year > year) break;
    changes.push(changeAt(wall, minutesAhead(at)));
  }
  const atFirst = minutesAhead(begins);
  const [only, ...others] = changes;
  if (only === undefined) return { from: year, standard: atFirst, changes };
  if (others.length === 0) changes.unshift(changeAt(begins.toPlainDateTime(), atFirst));
  const offsets = changes.map(({ offset }) => offset);
  // The first change of a year is made once a year: it leads away from how the year ends.
  const isWhole = changes.length === 2 && offsets[1] === (others.length === 0 ? only.offset : atFirst);
  if (!isWhole || offsets[0] === offsets[1] || !offsets.every(Number.isInteger)) return undefined;
  return { from: year, standard: Math.min(...offsets), changes };
}

function minutesAhead({ offsetNanoseconds }: Temporal.ZonedDateTime): number {
  return offsetNanoseconds / 60_000_000_000;
}

function changeAt(wall: Temporal.PlainDateTime, offset: number): Change {
  const nth = [...(wall.day + 7 > wall.daysInMonth ? [-1] : []), ...(wall.day <= 28 ? [Math.ceil(wall.day / 7)] : [])];
  return { offset, month: wall.month, weekday: wall.dayOfWeek, nth, at: wall.hour * 60 + wall.minute };
}

/** Adds a year to the last ones where its rules can be told as theirs. */
function extend(told: Years[], before: Years, own: Years): boolean {
  if (before.standard !== own.standard || before.changes.length !== own.changes.length) return false;
  const changes = before.changes.map((change, place) => {
    const other = own.changes[place] as Change;
    return { ...change, nth: change.nth.filter((one) => other.nth.includes(one)) };
  });
  const isSame = changes.every(({ nth, ...change }, place) => {
    const { nth: _, ...other } = own.changes[place] as Change;
    return nth.length > 0 && JSON.stringify(change) === JSON.stringify(other);
  });
  if (isSame) told[told.length - 1] = { ...before, changes };
  return isSame;
}

function periodName(isStandard: boolean): string {
  return isStandard ? 'Standard' : 'Daylight';
}

function periodId(isStandard: boolean, { from }: Years): string {
  return `${periodName(isStandard)}/${from}`;
}

function periodsOf(years: Years): readonly Xml[] {
  const { standard, changes } = years;
  const other = changes.find(({ offset }) => offset !== standard);
  return [standard, ...(other === undefined ? [] : [other.offset])].map((offset) => {
    const isStandard = offset === standard;
    // Exchange counts from the clock to UTC.
    return xml('t:Period', {
      Bias: durationOf(-offset),
      Name: periodName(isStandard),
      Id: periodId(isStandard, years),
    });
  });
}

function groupOf(years: Years, group: number): Xml {
  const toPeriod = (isStandard: boolean) => xml('t:To', { Kind: 'Period' }, periodId(isStandard, years));
  const transitions = years.changes.map(({ offset, month, weekday, nth, at }) =>
    xml(
      't:RecurringDayTransition',
      {},
      toPeriod(offset === years.standard),
      xml('t:TimeOffset', {}, durationOf(at)),
      xml('t:Month', {}, String(month)),
      xml('t:DayOfWeek', {}, weekdays[weekday - 1] as string),
      xml('t:Occurrence', {}, String(nth[0])),
    ),
  );
  const allYear = xml('t:Transition', {}, toPeriod(true));
  return xml('t:TransitionsGroup', { Id: String(group) }, ...(transitions.length === 0 ? [allYear] : transitions));
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** As an `xs:duration`. */
function durationOf(minutes: number): string {
  const all = Math.abs(minutes);
  const rest = all % 60 === 0 ? '' : `${all % 60}M`;
  return `${minutes < 0 ? '-' : ''}PT${Math.floor(all / 60)}H${rest}`;
}
