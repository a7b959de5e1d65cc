/** @file The change that a person made to one side's times, made to the other side's copy. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '../../model/appointment.ts';
import { normalRecurrence } from '../../model/normal-recurrence.ts';
import { firstDayOf, isPlanned, lastDayOf, plannedSpan } from '../../model/occurrences.ts';
import type { Recurrence } from '../../model/recurrence.ts';
import { patternDays } from '../../model/recurrence-days.ts';
import { endMoment, startMoment } from '../../model/series-compare.ts';
import { type Instant, type LocalDate, plusDays, sameSpan } from '../../model/time.ts';
import {
  dayAcross,
  dayIn,
  type Exception,
  exceptionsOf,
  type OccurrenceEdit,
  type Script,
  sameFrame,
  type Times,
} from './script.ts';

/** Less than from one day to the next, in milliseconds. */
const sameOccurrence = 18 * 3_600_000;

/** How the two sides of a pair stand to each other. */
export interface Counterpart {
  /** As the side that is written showed it when the two last agreed. */
  readonly agreed: Appointment;
  /** The side that was changed holds no more of a series than the window: from when it shows all that takes place. */
  readonly partFrom: Instant | null;
  /** What is changed there was given another rule or time there. */
  readonly isReframed: boolean;
}

/**
 * Makes a change of one side on the other.
 * @param base what is changed there.
 * @param own what was changed there itself meanwhile, and stays.
 */
export function carryOver(script: Script, base: Appointment, own: readonly OccurrenceEdit[], to: Counterpart): Times {
  const dayThere = (day: LocalDate) => dayAcross(script.agreed, to.agreed, day);
  // What takes place again, also because it was edited, has no day in a list of those that took place: the series is told anew. Where the days have become
  // others over there, it is one that does not take place any more.
  const isListed = base.recurrence?.pattern.kind === 'dates' && to.agreed.recurrence?.pattern.kind === 'dates';
  const isBack = ({ cancelled }: OccurrenceEdit) => cancelled === false || (isListed && cancelled !== true);
  const isNew = !to.isReframed && script.edits.some((edit) => isBack(edit) && !hasDay(base, dayThere(edit.day)));
  if (!script.frame && !isNew) return editedTimes(base, inPlace(script, to.agreed, dayThere), dayThere);
  const { now } = script;
  if (now.recurrence === null || base.recurrence === null) return { span: now.span, recurrence: now.recurrence };
  // A part of what was agreed on: what the base was made since, and loses, says neither where it begins nor where it ends, nor what it has
  // outside of that part.
  const partFrom = to.agreed.recurrence === null ? null : to.partFrom;
  const whole = sameFrame(to.agreed, base) ? base : to.agreed;
  const framed = partFrom !== null ? reframed(script, to.agreed) : now;
  const outside = partFrom !== null ? exceptionsOutside(script, whole, framed) : emptyExceptions;
  const cut = partFrom === null ? [] : cutOffDays(framed, script);
  const silent = { cancelled: [...silentDays(framed, now, partFrom), ...cut], changed: [] };
  const all: Appointment = {
    ...framed,
    recurrence: joined({ ...framed, recurrence: joined(framed, outside) }, silent),
  };
  return editedTimes(all, own, (day) => (isPlanned(all, day) ? day : undefined));
}

function hasDay(base: Appointment, day: LocalDate | undefined): boolean {
  return day !== undefined && isPlanned(base, day);
}

/**
 * An occurrence that was put where its series has it is put there on the other side too. Where the clocks of the two zones change on
 * other days, that is not where the series has it over there.
 */
function inPlace(
  { agreed, edits }: Script,
  there: Appointment,
  dayThere: (day: LocalDate) => LocalDate | undefined,
): readonly OccurrenceEdit[] {
  return edits.map((edit) => {
    const day = dayThere(edit.day);
    if (day === undefined || !('span' in edit.fields) || edit.fields.span !== undefined) return edit;
    const span = plannedSpan(agreed.span, edit.day);
    return sameSpan(span, plannedSpan(there.span, day)) ? edit : { ...edit, fields: { ...edit.fields, span } };
  });
}

interface Exceptions {
  readonly cancelled: Recurrence['cancelled'];
  readonly changed: Recurrence['changed'];
}
const emptyExceptions: Exceptions = { cancelled: [], changed: [] };

function joined({ recurrence, span }: Appointment, { cancelled, changed }: Exceptions): Recurrence | null {
  if (recurrence === null) return null;
  const all = {
    pattern: recurrence.pattern,
    cancelled: [...recurrence.cancelled, ...cancelled],
    changed: [...recurrence.changed, ...changed],
  };
  return normalRecurrence(all, span);
}

/** Days that the new frame has before the part begins, and on which nothing takes place there. */
function silentDays(framed: Appointment, part: Appointment, from: Instant | null): readonly LocalDate[] {
  const [begins, first] = [firstDayOf(framed.span), firstDayOf(part.span)];
  if (framed.recurrence === null || from === null || begins >= first) return [];
  return patternDays(framed.recurrence.pattern, begins, first).filter(
    (day) => day < first && endMoment(plannedSpan(framed.span, day)) > from,
  );
}

/** An end by date cuts off what is moved beyond it. The whole goes on after that, and nothing takes place between. */
function cutOffDays(framed: Appointment, { agreed, now }: Script): readonly LocalDate[] {
  const [before, after] = [lastDayOf(agreed), lastDayOf(now)];
  const isSameEnd = endOf(now)?.kind === 'until' && JSON.stringify(endOf(agreed)) === JSON.stringify(endOf(now));
  if (framed.recurrence === null || before === null || after === null || after >= before || !isSameEnd) return [];
  const { days } = Temporal.PlainDate.from(firstDayOf(agreed.span)).until(firstDayOf(now.span));
  const pattern = framed.recurrence.pattern;
  return patternDays(pattern, firstDayOf(framed.span), plusDays(before, days), plusDays(after, 1));
}

/**
 * What the whole series has before and after the part that the other side held, and where nothing takes place there now. The clock of
 * the new frame may know an occurrence by the day before or after.
 */
function exceptionsOutside({ agreed: part, now }: Script, whole: Appointment, framed: Appointment): Exceptions {
  const { recurrence } = whole;
  const last = lastDayOf(part);
  if (recurrence === null || last === null) return emptyExceptions;
  const first = firstDayOf(part.span);
  const dayBy = (clock: Appointment) => (day: LocalDate) => dayIn(plannedSpan(whole.span, day), clock);
  const [dayThen, dayNow] = [dayBy(part), dayBy(framed)];
  const isOutside = (day: LocalDate) => dayThen(day) < first || dayThen(day) > last;
  const isKept = (day: LocalDate) => isPlanned(framed, day) && !isPlanned(now, day);
  const cancelled = recurrence.cancelled.filter(isOutside).map(dayNow);
  const changed = recurrence.changed
    .filter(({ day }) => isOutside(day))
    .map((one) => ({ ...one, day: dayNow(one.day) }));
  return { cancelled: cancelled.filter(isKept), changed: changed.filter(({ day }) => isKept(day)) };
}

/** The new frame, from where the whole series begins to where it ends, unless that is what was changed. */
function reframed({ agreed, now }: Script, whole: Appointment): Appointment {
  const { recurrence } = now;
  const pattern = recurrence?.pattern;
  if (recurrence === null || pattern?.kind !== 'rule' || whole.recurrence === null) return now;
  const end = endOfWhole(agreed, now, whole);
  const withEnd: Appointment = {
    ...now,
    recurrence: { ...recurrence, pattern: { kind: 'rule', rule: { ...pattern.rule, end: end ?? pattern.rule.end } } },
  };
  const beginsEarlier = startMoment(whole.span) < startMoment(agreed.span);
  const sameBeginning = firstDayOf(agreed.span) === firstDayOf(now.span) || movedWithin(agreed, now);
  if (!beginsEarlier || !sameBeginning) return withEnd;
  const first = firstInPhase(withEnd, firstDayOf(whole.span));
  return first === null ? withEnd : { ...endingByDay(withEnd), span: plannedSpan(withEnd.span, first) };
}

/** So many occurrences from its first day on end elsewhere when it begins earlier. */
function endingByDay(series: Appointment): Appointment {
  const { recurrence } = series;
  const lastDay = lastDayOf(series);
  if (recurrence?.pattern.kind !== 'rule' || recurrence.pattern.rule.end.kind !== 'count' || lastDay === null)
    return series;
  const rule = { ...recurrence.pattern.rule, end: { kind: 'until', lastDay } } as const;
  return { ...series, recurrence: { ...recurrence, pattern: { kind: 'rule', rule } } };
}

/** Less than a week away: another day of the same week, not a series that begins later. */
function movedWithin(agreed: Appointment, now: Appointment): boolean {
  const distance = Temporal.PlainDate.from(firstDayOf(agreed.span)).until(firstDayOf(now.span)).days;
  return Math.abs(distance) < 7;
}

type RuleEnd = Extract<Recurrence['pattern'], { kind: 'rule' }>['rule']['end'];

/** @returns null where the end is what was changed. */
function endOfWhole(agreed: Appointment, now: Appointment, whole: Appointment): RuleEnd | null {
  const before = lastDayOf(agreed);
  const after = lastDayOf(now);
  if (before === null || after === null) return null;
  const wholeEnds = lastDayOf(whole);
  const endsBy = (clock: Appointment) => wholeEnds && dayIn(plannedSpan(whole.span, wholeEnds), clock);
  const [wouldEnd, ends] = [endsBy(agreed), endsBy(now)];
  // An end of another kind was said by somebody, even where it comes to the same day.
  const sameDay = after === before && endOf(agreed)?.kind === endOf(now)?.kind;
  const untouched = sameDay || JSON.stringify(endOf(agreed)) === JSON.stringify(endOf(now));
  // A rule whose last day the whole does not have is one of which only rows are left there: it ends where it says.
  const goesOn = (wouldEnd === null || wouldEnd > before) && isPlannedNear(whole, agreed, before);
  const longerAnyway = after > before && (ends === null || ends >= after) && isOfWhole(now, before, whole);
  if (!(untouched && goesOn) && !longerAnyway) return null;
  return ends === null ? { kind: 'never' } : { kind: 'until', lastDay: ends };
}

/** Whether what a series has after a day is there in the whole as well. */
function isOfWhole(series: Appointment, after: LocalDate, whole: Appointment): boolean {
  const last = lastDayOf(series);
  if (series.recurrence === null || last === null) return false;
  const days = patternDays(series.recurrence.pattern, firstDayOf(series.span), last, plusDays(after, 1));
  return days.every((day) => isPlannedNear(whole, series, day));
}

/** By the clock of another zone the occurrence of a day may be that of the day before or after. */
function isPlannedNear(whole: Appointment, series: Appointment, day: LocalDate): boolean {
  const begins = Date.parse(startMoment(plannedSpan(series.span, day)));
  return [0, -1, 1].some((beside) => {
    const there = plusDays(day, beside);
    const distance = Math.abs(Date.parse(startMoment(plannedSpan(whole.span, there))) - begins);
    return distance < sameOccurrence && isPlanned(whole, there);
  });
}

function endOf({ recurrence }: Appointment): RuleEnd | undefined {
  return recurrence?.pattern.kind === 'rule' ? recurrence.pattern.rule.end : undefined;
}

/** @returns the first day from `from` on with which the rule goes through its own first day as well, in step with it. */
function firstInPhase(series: Appointment, from: LocalDate): LocalDate | null {
  const { recurrence, span } = series;
  if (recurrence?.pattern.kind !== 'rule') return null;
  const { rule } = recurrence.pattern;
  const known = firstDayOf(span);
  const daysOf = { daily: 1, weekly: 7, monthly: 31, yearly: 366 }[rule.frequency] * rule.interval;
  const pattern = { kind: 'rule', rule: { ...rule, end: { kind: 'never' } } } as const;
  const next = patternDays(pattern, known, plusDays(known, 2 * daysOf)).find((day) => day > known);
  for (let plus = 0; plus <= daysOf; plus++) {
    const day = plusDays(from, plus);
    if (day >= known) return null;
    const days = patternDays(pattern, day, next ?? known, known);
    const inStep = days.includes(known) && (next === undefined ? days.length === 1 : days[1] === next);
    if (inStep && patternDays(pattern, day, day).length > 0) return day;
  }
  return null;
}

/** @param dayIn the day of an edited occurrence in the base; undefined: it has none there. */
function editedTimes(
  base: Appointment,
  edits: readonly OccurrenceEdit[],
  dayIn: (day: LocalDate) => LocalDate | undefined,
): Times {
  const { recurrence, span } = base;
  if (recurrence === null) return { span, recurrence };
  const exceptions = new Map(exceptionsOf(recurrence));
  for (const edit of edits) {
    const day = dayIn(edit.day);
    if (day !== undefined) exceptions.set(day, exceptionAfter(exceptions.get(day) ?? {}, edit));
  }
  const cancelled = [...exceptions].flatMap(([day, one]) => (one === 'cancelled' ? [day] : []));
  const changed = [...exceptions].flatMap(([day, change]) => (change === 'cancelled' ? [] : [{ day, change }]));
  return { span, recurrence: normalRecurrence({ pattern: recurrence.pattern, cancelled, changed }, span) };
}

function exceptionAfter(before: Exception, { cancelled, fields }: OccurrenceEdit): Exception {
  if (cancelled === true) return 'cancelled';
  const change: Record<string, unknown> = { ...(before === 'cancelled' ? {} : before) };
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) delete change[field];
    else change[field] = value;
  }
  return change;
}
