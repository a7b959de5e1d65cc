/** @file A rule as it is written: the nearest pattern that SuperOffice has, or its days one by one. */

import { Temporal } from 'temporal-polyfill';
import { firstDayOf, plannedSpan } from '../../../model/occurrences.ts';
import { patternDays } from '../../../model/recurrence-days.ts';
import { type LocalDate, plusDays, type Span } from '../../../model/time.ts';
import { Rejected } from '../../errors.ts';
import type { Profile } from '../profile.ts';
import type { EntityProperties } from '../shared-properties.ts';
import { momentToWire } from '../wire-time.ts';
import { patternFor } from './recurrence-info.ts';
import type { CountedDays, SeriesCalls } from './series-calls.ts';
import { datesOf, type RuleDate, type SeriesPlan, type SeriesTarget } from './series-plan.ts';

interface RuleSource {
  readonly target: SeriesTarget;
  readonly plan: Pick<SeriesPlan, 'dates' | 'first'>;
  /** The entity that it is written with. */
  readonly entity: EntityProperties;
  /** Its days are written one by one, because a pattern has not brought them. */
  readonly asList: boolean;
}

/**
 * The server is asked which days its pattern has before it is written: what a rule for the 31st means in a shorter month, or in
 * which zone days are counted, is not told anywhere.
 * @returns the property `Recurrence`. @throws ConnectorError
 */
export async function ruleProperties(
  calls: SeriesCalls,
  profile: Profile,
  { target, plan, entity, asList }: RuleSource,
  signal: AbortSignal,
): Promise<EntityProperties> {
  const { recurrence } = target.fields;
  const [first, last] = [plan.dates[0], plan.dates.at(-1)];
  if (recurrence === null || first === undefined || last === undefined) throw new RangeError('a series without days');
  const given = entity['Recurrence'];
  const list = {
    ...(typeof given === 'object' ? given : {}),
    IsRecurrence: true,
    Pattern: 'Custom',
    StartDate: dateToWire(first, profile),
    EndDate: dateToWire(last, profile),
    RecurrenceEndType: 'EndDate',
    RecurrenceCounter: plan.dates.length,
    Dates: plan.dates.map((date) => ({ Date: dateToWire(date, profile) })),
  };
  const pattern = asList ? undefined : patternFor(recurrence.pattern, first.own);
  if (pattern === undefined) return { Recurrence: list };
  const rule = { ...list, ...pattern };
  const counted = await daysCounted(calls, { ...entity, Recurrence: { ...rule, Dates: [] } }, signal);
  const meant = patternDates(target, plan.first, profile, last.own);
  return { Recurrence: hasDays(counted, plan.dates, meant, profile) ? rule : list };
}

/**
 * Dates are midnights of the user's zone, unless that is another day of the database's than a row has there: a server that
 * converts them like other times takes them for its own day, and one that does not looks at the date alone.
 * @returns the first moment that is on both dates.
 */
function dateToWire({ own, base }: RuleDate, { facts: { zone }, baseZone }: Profile): string {
  const begins = Temporal.PlainDate.from(own).toZonedDateTime(zone);
  const beginsThere = Temporal.PlainDate.from(base).toZonedDateTime(baseZone).withTimeZone(zone);
  const isLater = Temporal.ZonedDateTime.compare(begins, beginsThere) < 0;
  const shared = isLater && beginsThere.toPlainDate().toString() === own ? beginsThere : begins;
  return momentToWire(shared.toInstant(), zone);
}

/** None where the server finds no sense in the rule. */
async function daysCounted(calls: SeriesCalls, entity: EntityProperties, signal: AbortSignal): Promise<CountedDays> {
  try {
    return await calls.daysOf(entity, signal);
  } catch (error) {
    if (error instanceof Rejected) return { start: undefined, days: [] };
    throw error;
  }
}

/**
 * A server that counts the database's days tells each as the user's date on which it begins, which may be the day before. What it
 * makes of the start shows whose days it counts; where that shows nothing, the days are no pattern's.
 * @param meant those of the pattern, the cancelled ones too.
 */
function hasDays(
  counted: CountedDays,
  wanted: readonly RuleDate[],
  meant: readonly RuleDate[],
  profile: Profile,
): boolean {
  const toldAsBase = ({ base }: RuleDate) =>
    Temporal.PlainDate.from(base)
      .toZonedDateTime(profile.baseZone)
      .withTimeZone(profile.facts.zone)
      .toPlainDate()
      .toString();
  const toldAsOwn = ({ own }: RuleDate): string => own;
  const [first] = wanted;
  const differ = wanted.some((date) => toldAsBase(date) !== date.own);
  const isOwn = first !== undefined && counted.start === first.own;
  const isBase = first !== undefined && counted.start === toldAsBase(first);
  if (differ && isOwn === isBase) return false;
  const told = differ && isBase ? toldAsBase : toldAsOwn;
  const days = new Set<string | undefined>(counted.days);
  const known = new Set<string | undefined>([...wanted, ...meant].map(told));
  return wanted.every((date) => days.has(told(date))) && [...days].every((day) => known.has(day));
}

/** The days of the pattern up to a date of the user's zone, the cancelled ones too. */
function patternDates({ fields }: SeriesTarget, first: Span, profile: Profile, last: LocalDate): readonly RuleDate[] {
  const { recurrence, span } = fields;
  if (recurrence === null) return [];
  const beyond = plusDays(last, 1);
  const spans = patternDays(recurrence.pattern, firstDayOf(span), beyond).map((day) => plannedSpan(span, day));
  return datesOf(spans, first, profile);
}
