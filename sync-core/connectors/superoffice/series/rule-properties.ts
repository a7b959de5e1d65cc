/** @file A rule as it is written: the nearest pattern that SuperOffice has, or its days one by one. */

import { Temporal } from 'temporal-polyfill';
import { firstDayOf, plannedSpan } from '../../../model/occurrences.ts';
import { patternDays } from '../../../model/recurrence-days.ts';
import type { LocalDate, Span } from '../../../model/time.ts';
import { Rejected } from '../../errors.ts';
import type { Profile } from '../profile.ts';
import { momentToWire } from '../wire-time.ts';
import type { EntityProperties } from '../write-appointment.ts';
import { patternFor, ruleDate } from './recurrence-info.ts';
import type { SeriesCalls } from './series-calls.ts';
import { dateFor, type SeriesPlan, type SeriesTarget } from './series-plan.ts';

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
  const { zone } = profile.facts;
  const { recurrence } = target.fields;
  const midnight = (day: LocalDate) =>
    momentToWire(Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant(), zone);
  const [first, last] = [plan.dates[0], plan.dates.at(-1)];
  if (recurrence === null || first === undefined || last === undefined) throw new RangeError('a series without days');
  const given = entity['Recurrence'];
  const list = {
    ...(typeof given === 'object' ? given : {}),
    IsRecurrence: true,
    Pattern: 'Custom',
    StartDate: midnight(first),
    EndDate: midnight(last),
    RecurrenceEndType: 'EndDate',
    RecurrenceCounter: plan.dates.length,
    Dates: plan.dates.map((day) => ({ Date: midnight(day) })),
  };
  const pattern = asList ? undefined : patternFor(recurrence.pattern, first);
  if (pattern === undefined) return { Recurrence: list };
  const rule = { ...list, ...pattern };
  const counted = await daysCounted(calls, { ...entity, Recurrence: { ...rule, Dates: [] } }, signal);
  const days = new Set(counted.map(ruleDate));
  const meant = new Set(patternDates(target, plan.first, profile, last));
  const isRight =
    plan.dates.every((day) => days.has(day)) &&
    [...days].every((day) => day !== undefined && (meant.has(day) || plan.dates.includes(day)));
  return { Recurrence: isRight ? rule : list };
}

/** None where the server finds no sense in the rule. */
async function daysCounted(calls: SeriesCalls, entity: EntityProperties, signal: AbortSignal) {
  try {
    return await calls.daysOf(entity, signal);
  } catch (error) {
    if (error instanceof Rejected) return [];
    throw error;
  }
}

/** The days of the pattern up to a date, as dates of the user's zone, the cancelled ones too. */
function patternDates({ fields }: SeriesTarget, first: Span, profile: Profile, last: LocalDate): readonly LocalDate[] {
  const { recurrence, span } = fields;
  if (recurrence === null) return [];
  const beyond = Temporal.PlainDate.from(last).add({ days: 1 }).toString() as LocalDate;
  return patternDays(recurrence.pattern, firstDayOf(span), beyond).map((day) =>
    dateFor(plannedSpan(span, day), first, profile.facts.zone),
  );
}
