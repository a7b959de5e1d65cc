/**
 * @file Which rule the rows of a series follow, by whose clock, and for which of its days each of them stands. Pure. What a rule says
 * of itself leaves much open (whose dates they are, what the 31st is in a shorter month): the rows show what is meant.
 */
import { Temporal } from 'temporal-polyfill';
import { plannedSpans } from '../../../model/occurrences.ts';
import type { Recurrence, RecurrenceEnd, Weekday } from '../../../model/recurrence.ts';
import { patternDays } from '../../../model/recurrence-days.ts';
import { type LocalDate, plusDays, type Span, sameSpan, toInstant, type ZoneId } from '../../../model/time.ts';
import { momentOf, wallTimeOf } from '../../../model/wall-clock.ts';
import type { Profile } from '../profile.ts';
import { dayIn, inTimeOrder, matchRows, type SeriesRow } from './match-rows.ts';
import { type BareRule, type RecurrenceInfo, ruleDate, rulesOf } from './recurrence-info.ts';

/** A pattern, and how the rows stand in it. */
export interface Plan {
  readonly first: Span;
  readonly pattern: Recurrence['pattern'];
  readonly days: readonly LocalDate[];
  readonly byDay: ReadonlyMap<LocalDate, SeriesRow>;
  /** Rows that stand elsewhere than planned. */
  readonly misfits: number;
  /** How far from there, all of them together; in milliseconds. */
  readonly apart: number;
  /** Its start and end are those that the rule tells, and not made of the rows that are there. */
  readonly isAsTold: boolean;
}

/**
 * The pattern in which the fewest rows are out of place, and these the least; the likelier of two. A list of days where there is none.
 */
export function bestPlan(rows: readonly SeriesRow[], info: RecurrenceInfo | undefined, profile: Profile): Plan {
  let best: Plan | undefined;
  for (const zone of info === undefined ? [] : zonesOf(rows, profile)) {
    if (best?.misfits === 0) break;
    const usual = usualOf(rows, zone);
    const least = rowsBeside(rows, usual);
    for (const { rule, bounds } of candidates(rows, info, zone, profile)) {
      // No pattern by this clock has more rows in their places, or those that are not any nearer.
      if (best !== undefined && best.misfits <= least && best.apart <= best.misfits * near) break;
      const plan = planOf(rows, usual, rule, bounds);
      if (plan && (best === undefined || isBetter(plan, best))) best = plan;
    }
  }
  return best ?? listPlan(rows, profile);
}

/** Milliseconds from where a row is meant to be: nobody asks whether it is meant for another day. */
const near = 12 * 3_600_000;

function isBetter(one: Plan, other: Plan): boolean {
  return one.misfits < other.misfits || (one.misfits === other.misfits && one.apart < other.apart);
}

interface Candidate {
  readonly rule: BareRule;
  readonly bounds: Bounds;
}

function* candidates(
  rows: readonly SeriesRow[],
  info: RecurrenceInfo | undefined,
  zone: ZoneId | undefined,
  profile: Profile,
): Generator<Candidate> {
  if (info === undefined) return;
  for (const rule of rulesOf(info)) {
    for (const shift of shiftsOf(rule)) {
      const all = rangesOf(info, profile).flatMap((range) => boundsOf(rows, info, range, zone, shift));
      for (const bounds of all) yield { rule: shifted(rule, shift), bounds };
    }
  }
}

/** The zones by whose clock the rows may repeat, the likeliest first; undefined for whole days. */
function zonesOf(rows: readonly SeriesRow[], profile: Profile): readonly (ZoneId | undefined)[] {
  const spans = rows.map(({ item }) => item.fields.span);
  if (mostFrequent(spans.map(({ kind }) => kind)) === 'allDay') return [undefined];
  const authors = mostFrequent(spans.flatMap((span) => (span.kind === 'timed' ? [span.zone] : [])));
  return [...new Set([authors, profile.facts.zone, profile.baseZone])];
}

/** Days of the user's zone, or of the database's, may be the day before or after in the zone of the series. */
function shiftsOf({ frequency }: BareRule): readonly number[] {
  return frequency === 'weekly' || frequency === 'daily' ? [0, -1, 1] : [0];
}

const week: readonly Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

function shifted(rule: BareRule, shift: number): BareRule {
  if (shift === 0) return rule;
  const away = (day: Weekday) => week[(week.indexOf(day) + shift + 7) % 7] ?? day;
  const moved = new Set(rule.byDay.map(({ day }) => away(day)));
  const byDay = week.filter((day) => moved.has(day)).map((day) => ({ day, nth: null }));
  // Every other week is counted by weeks that begin a day beside, too.
  return { ...rule, byDay, weekStart: away(rule.weekStart) };
}

/** The first and the last date that the rule tells. */
interface Range {
  readonly start: LocalDate | undefined;
  readonly end: LocalDate | undefined;
}

/** It is not told whose dates they are: the user's, or those of the database, told by the user's on which they begin. */
function rangesOf(info: RecurrenceInfo, { facts, baseZone }: Profile): readonly Range[] {
  const asBase = (day: LocalDate | undefined) => {
    if (day === undefined) return undefined;
    const begins = Temporal.PlainDate.from(day).toZonedDateTime(baseZone).withTimeZone(facts.zone);
    return begins.toPlainDate().toString() === day ? day : moved(day, 1);
  };
  const own = { start: ruleDate(info.StartDate), end: ruleDate(info.EndDate) };
  const base = { start: asBase(own.start), end: asBase(own.end) };
  return own.start === base.start && own.end === base.end ? [own] : [own, base];
}

interface Bounds {
  readonly start: LocalDate;
  readonly end: RecurrenceEnd;
  readonly isAsTold: boolean;
}

/** What the rule says of its start and end, widened to hold the rows that there are. */
function boundsOf(
  rows: readonly SeriesRow[],
  info: RecurrenceInfo,
  range: Range,
  zone: ZoneId | undefined,
  shift: number,
): readonly Bounds[] {
  const days = rows.map((row) => plannedDay(row, zone)).toSorted();
  const [firstRow = '', lastRow = ''] = [days[0], days.at(-1)] as LocalDate[];
  const told = { start: moved(range.start, shift), end: moved(range.end, shift) };
  const start = told.start !== undefined && told.start <= firstRow ? told.start : (firstRow as LocalDate);
  const until = {
    kind: 'until',
    lastDay: told.end !== undefined && told.end >= lastRow ? told.end : (lastRow as LocalDate),
  } as const;
  const count = info.RecurrenceCounter ?? 0;
  const byCount = info.RecurrenceEndType === 'Counter' && count > 0;
  const startsAsTold = start === told.start;
  const endsAsTold = info.RecurrenceEndType === 'EndDate' && until.lastDay === told.end;
  return byCount
    ? [
        { start, end: { kind: 'count', count }, isAsTold: startsAsTold },
        { start, end: until, isAsTold: false },
      ]
    : [{ start, end: until, isAsTold: startsAsTold && endsAsTold }];
}

function moved(day: LocalDate | undefined, shift: number): LocalDate | undefined {
  if (day === undefined || shift === 0) return day;
  return plusDays(day, shift);
}

function plannedDay({ planned, item }: SeriesRow, zone: ZoneId | undefined): LocalDate {
  if (planned === undefined || zone === undefined) return dayIn(item.fields.span, zone);
  return wallTimeOf(planned, zone).toPlainDate().toString() as LocalDate;
}

/** @returns undefined when the pattern has no day for one of the rows. */
function planOf(
  rows: readonly SeriesRow[],
  usual: UsualTime,
  rule: BareRule,
  { start, end, isAsTold }: Bounds,
): Plan | undefined {
  const pattern = { kind: 'rule', rule: { ...rule, end } } as const;
  const days = patternDays(pattern, start, farAhead(start));
  const [firstDay] = days;
  if (firstDay === undefined || days.length < rows.length) return undefined;
  const first = spanOn(firstDay, usual);
  const { byDay, left } = matchRows(rows, days, first);
  return left.length > 0 ? undefined : { first, pattern, days, byDay, ...misfitsOf(byDay, first), isAsTold };
}

function farAhead(day: LocalDate): LocalDate {
  return Temporal.PlainDate.from(day).add({ years: 200 }).toString() as LocalDate;
}

function misfitsOf(byDay: ReadonlyMap<LocalDate, SeriesRow>, first: Span): Pick<Plan, 'misfits' | 'apart'> {
  const planned = plannedSpans(first);
  const begins = (span: Span) => Date.parse(span.kind === 'timed' ? span.start : span.firstDay);
  let misfits = 0;
  let apart = 0;
  for (const [day, { item }] of byDay) {
    const [meant, is] = [planned(day), item.fields.span];
    if (sameSpan(meant, is)) continue;
    misfits += 1;
    apart += Math.abs(begins(meant) - begins(is));
  }
  return { misfits, apart };
}

/**
 * The days on which the rows are, two of one day apart as well as may be. For which days they were planned says nothing: of a list,
 * one that was moved is one that is missing and one that came instead.
 */
function listPlan(rows: readonly SeriesRow[], profile: Profile): Plan {
  const [zone] = zonesOf(rows, profile);
  const byDay = new Map<LocalDate, SeriesRow>();
  let last: LocalDate | undefined;
  for (const row of inTimeOrder(rows)) {
    const own = dayIn(row.item.fields.span, zone);
    const day: LocalDate = last !== undefined && own <= last ? (moved(last, 1) ?? own) : own;
    byDay.set(day, row);
    last = day;
  }
  const days = [...byDay.keys()];
  const [firstDay] = days;
  if (firstDay === undefined) throw new RangeError('a series without rows');
  const first = spanOn(firstDay, usualOf(rows, zone));
  return { first, pattern: { kind: 'dates', days }, days, byDay, ...misfitsOf(byDay, first), isAsTold: false };
}

/** When most rows begin, and how long they last by the clock. */
type UsualTime =
  | { readonly kind: 'allDay'; readonly lasts: { readonly days: number } }
  | {
      readonly kind: 'timed';
      readonly zone: ZoneId;
      readonly time: Temporal.PlainTime;
      readonly lasts: { readonly seconds: number };
    };

const daySeconds = 86_400;

/** Seconds that a clock has shown since 1970, as if every day had 24 hours. */
function clockSeconds({ year, month, day, hour, minute, second }: Temporal.PlainDateTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

function usualOf(rows: readonly SeriesRow[], zone: ZoneId | undefined): UsualTime {
  const spans = rows.map(({ item }) => item.fields.span);
  if (zone === undefined) {
    const lengths = spans.flatMap((span) =>
      span.kind === 'allDay' ? [Temporal.PlainDate.from(span.firstDay).until(span.lastDay).days] : [],
    );
    return { kind: 'allDay', lasts: { days: mostFrequent(lengths) ?? 0 } };
  }
  const walls = spans.flatMap((span) => {
    if (span.kind !== 'timed') return [];
    const start = wallTimeOf(span.start, zone);
    const from = clockSeconds(start);
    return [{ seconds: from % daySeconds, lasts: clockSeconds(wallTimeOf(span.end, zone)) - from }];
  });
  const most = mostFrequent(walls.map(({ seconds, lasts }) => `${seconds} ${lasts}`)) ?? '0 0';
  const [seconds = 0, lasts = 0] = most.split(' ').map(Number);
  return { kind: 'timed', zone, time: new Temporal.PlainTime().add({ seconds }), lasts: { seconds: lasts } };
}

/** How many rows are at another time of day than most, whatever day they are meant for. */
function rowsBeside(rows: readonly SeriesRow[], usual: UsualTime): number {
  const zone = usual.kind === 'timed' ? usual.zone : undefined;
  return rows.filter(({ item: { fields } }) => !sameSpan(spanOn(dayIn(fields.span, zone), usual), fields.span)).length;
}

function spanOn(day: LocalDate, usual: UsualTime): Span {
  const date = Temporal.PlainDate.from(day);
  if (usual.kind === 'allDay')
    return { kind: 'allDay', firstDay: day, lastDay: date.add(usual.lasts).toString() as LocalDate };
  const { zone, time, lasts } = usual;
  const wall = date.toPlainDateTime(time);
  const [start, end] = [momentOf(wall, zone), momentOf(wall.add(lasts), zone)];
  // Clocks that are put forward may leave nothing between the two: it is as long as it always is.
  const last = start <= end ? end : toInstant(Temporal.Instant.from(start).add(lasts));
  return { kind: 'timed', start, end: last, zone };
}

/** The earliest of those that are there most often. */
export function mostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0];
}
