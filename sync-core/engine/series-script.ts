/**
 * @file What a person changed about when an appointment takes place, and the same change made to the other side's copy. Pure.
 *
 * A change is either one of the frame (the pattern and the first occurrence are one value, for neither means anything
 * without the other) or one of single occurrences, field by field: so two people who change two of them, or one and the rule, are not in
 * each other's way.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '../model/appointment.ts';
import { normalRecurrence } from '../model/normal-recurrence.ts';
import {
  firstDayOf,
  isPlanned,
  lastDayOf,
  occurrencesOf,
  occurrencesWithin,
  plannedSpan,
} from '../model/occurrences.ts';
import type { OccurrenceChange, Recurrence } from '../model/recurrence.ts';
import { patternDays } from '../model/recurrence-days.ts';
import { type ChangeField, endMoment, startMoment } from '../model/series-compare.ts';
import { type LocalDate, sameSpan } from '../model/time.ts';
import { wallTimeOf } from '../model/wall-clock.ts';

/** When an appointment takes place, whole. */
export type Times = Pick<Appointment, 'span' | 'recurrence'>;

/** What became of one occurrence. */
export interface OccurrenceEdit {
  /** Its day in the series of the side that was changed, as that was agreed on. */
  readonly day: LocalDate;
  /** true: it was cancelled; false: it takes place after all. Absent: neither. */
  readonly cancelled?: boolean;
  /** What it shows now; undefined: what its series shows. */
  readonly fields: { readonly [F in ChangeField]?: OccurrenceChange[F] | undefined };
}

export interface Script {
  readonly agreed: Appointment;
  readonly now: Appointment;
  /** The pattern, the time of the day, the end, or that it repeats at all. */
  readonly frame: boolean;
  readonly edits: readonly OccurrenceEdit[];
}

const changeFields = [
  'title',
  'body',
  'location',
  'span',
  'availability',
  'reminderMinutes',
] as const satisfies readonly ChangeField[];

/** @returns what changed about the times of one side since they were agreed on. */
export function scriptOf(agreed: Appointment, now: Appointment): Script {
  const before = agreed.recurrence;
  const after = now.recurrence;
  if (before === null || after === null) {
    const same = before === after && sameSpan(agreed.span, now.span);
    return { agreed, now, frame: !same, edits: [] };
  }
  const rows = rowEdits(agreed, now);
  if (rows !== null) return { agreed, now, frame: false, edits: rows };
  const frame = !sameFrame(agreed, now);
  const then = exceptionsOf(before);
  const today = exceptionsOf(after);
  const days = [...new Set([...then.keys(), ...today.keys()])].toSorted();
  const edits = days.flatMap((day) => editOf(day, then.get(day) ?? {}, today.get(day) ?? {}));
  // With another pattern some occurrences are not there any more: nobody has put those back.
  return { agreed, now, frame, edits: frame ? edits.filter(({ day }) => isPlanned(now, day)) : edits };
}

export function isEmpty({ frame, edits }: Script): boolean {
  return !frame && edits.length === 0;
}

type Exception = OccurrenceChange | 'cancelled';

function exceptionsOf(recurrence: Recurrence): ReadonlyMap<LocalDate, Exception> {
  return new Map<LocalDate, Exception>([
    ...recurrence.changed.map(({ day, change }): [LocalDate, Exception] => [day, change]),
    ...recurrence.cancelled.map((day): [LocalDate, Exception] => [day, 'cancelled']),
  ]);
}

function editOf(day: LocalDate, before: Exception, after: Exception): readonly OccurrenceEdit[] {
  if (after === 'cancelled') return before === 'cancelled' ? [] : [{ day, cancelled: true, fields: {} }];
  const then = before === 'cancelled' ? {} : before;
  const differing = changeFields.filter((field) => !sameValue(field, then[field], after[field]));
  if (before !== 'cancelled' && differing.length === 0) return [];
  const fields = Object.fromEntries(differing.map((field) => [field, after[field]]));
  return [{ day, ...(before === 'cancelled' ? { cancelled: false } : {}), fields }];
}

export function sameValue(
  field: ChangeField,
  one: OccurrenceChange[ChangeField] | undefined,
  other: OccurrenceChange[ChangeField] | undefined,
): boolean {
  if (field !== 'span' || one === undefined || other === undefined) return one === other;
  return sameSpan(one as Appointment['span'], other as Appointment['span']);
}

/**
 * Where the days themselves are kept, one that is missing was cancelled, and one that came instead is where it was moved to.
 * @returns null where a pattern was changed that way that it is another one, or days are not how it is kept.
 */
function rowEdits(agreed: Appointment, now: Appointment): readonly OccurrenceEdit[] | null {
  const before = agreed.recurrence;
  const after = now.recurrence;
  if (before?.pattern.kind !== 'dates' || after?.pattern.kind !== 'dates') return null;
  const then = occurrencesOf(agreed, before.pattern.days);
  const today = occurrencesOf(now, after.pattern.days);
  const missing = then.filter((one) => !today.some((other) => sameSpan(one.span, other.span)));
  const added = today.filter((one) => !then.some((other) => sameSpan(one.span, other.span)));
  if (missing.length > 0 && missing.length === then.length) return null;
  if (added.length > missing.length) return null;
  const words = then.flatMap(({ day, span }): readonly OccurrenceEdit[] => {
    const same = today.find((other) => sameSpan(span, other.span));
    if (same === undefined) return [];
    const { span: _was, ...was } = changeAt(before, day);
    const { span: _is, ...is } = changeAt(after, same.day);
    return editOf(day, was, is);
  });
  const gone = missing.map(({ day }, index): OccurrenceEdit => {
    const span = added[index]?.span;
    return span === undefined ? { day, cancelled: true, fields: {} } : { day, fields: { span } };
  });
  return [...words, ...gone];
}

function changeAt({ changed }: Recurrence, day: LocalDate): OccurrenceChange {
  return changed.find((one) => one.day === day)?.change ?? {};
}

/** The same pattern from the same first occurrence by the same clock. */
function sameFrame(one: Appointment, other: Appointment): boolean {
  return frameText(one) === frameText(other);
}

function frameText({ recurrence, span }: Appointment): string {
  if (recurrence === null) return JSON.stringify(span);
  return JSON.stringify([normalRecurrence(recurrence, span).pattern, span]);
}

/** How the two sides of a pair stand to each other. */
export interface Counterpart {
  /** As the side that is written showed it when the two last agreed. */
  readonly agreed: Appointment;
  /** The side that was changed holds no more of a series than the window. */
  readonly sourceIsPart: boolean;
}

/**
 * Makes a change of one side on the other.
 * @param base what is changed there.
 * @param own what was changed there itself meanwhile, and stays.
 */
export function carryOver(script: Script, base: Appointment, own: readonly OccurrenceEdit[], to: Counterpart): Times {
  if (!script.frame) return editedTimes(base, script.edits, (day) => dayAcross(script.agreed, to.agreed, day));
  const { now } = script;
  if (now.recurrence === null || base.recurrence === null) return { span: now.span, recurrence: now.recurrence };
  const framed = to.sourceIsPart ? reframed(script, base) : now;
  const outside = to.sourceIsPart ? exceptionsOutside(script.agreed, base, framed) : emptyExceptions;
  const all: Appointment = { ...framed, recurrence: joined(framed, outside) };
  return editedTimes(all, own, (day) => (isPlanned(all, day) ? day : undefined));
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

/** What the whole series has before and after the part that the other side holds. */
function exceptionsOutside(part: Appointment, whole: Appointment, framed: Appointment): Exceptions {
  const { recurrence } = whole;
  const last = lastDayOf(part);
  if (recurrence === null || last === null) return emptyExceptions;
  const first = firstDayOf(part.span);
  const kept = (day: LocalDate) => (day < first || day > last) && isPlanned(framed, day);
  return {
    cancelled: recurrence.cancelled.filter(kept),
    changed: recurrence.changed.filter(({ day }) => kept(day)),
  };
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
  return first === null ? withEnd : { ...withEnd, span: plannedSpan(withEnd.span, first) };
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
  const wholeEnds = lastDayOf(whole);
  if (before === null || after === null) return null;
  const untouched = endText(agreed) === endText(now) || after === before;
  const goesOn = wholeEnds === null || wholeEnds > before;
  const longerAnyway = after > before && (wholeEnds === null || wholeEnds >= after);
  if (!(untouched && goesOn) && !longerAnyway) return null;
  return wholeEnds === null ? { kind: 'never' } : { kind: 'until', lastDay: wholeEnds };
}

function endText({ recurrence }: Appointment): string {
  return recurrence?.pattern.kind === 'rule' ? JSON.stringify(recurrence.pattern.rule.end) : '';
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

function plusDays(day: LocalDate, days: number): LocalDate {
  return Temporal.PlainDate.from(day).add({ days }).toString() as LocalDate;
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

/**
 * @param from as one side shows the series, `to` as the other does; the two agree.
 * @returns the day by which the other side knows the occurrence; undefined: it is out of its reach.
 */
export function dayAcross(from: Appointment, to: Appointment, day: LocalDate): LocalDate | undefined {
  const meant = plannedSpan(from.span, day);
  const there = dayIn(meant, to);
  if (isPlanned(to, there) && sameSpan(plannedSpan(to.span, there), meant)) return there;
  const [shown] = occurrencesOf(from, [day]);
  if (shown === undefined) return undefined;
  const place = { from: startMoment(shown.span), until: endMoment(shown.span) };
  return occurrencesWithin(to, place).find(({ span }) => sameSpan(span, shown.span))?.day;
}

function dayIn(span: Appointment['span'], { span: first }: Appointment): LocalDate {
  if (span.kind === 'allDay' || first.kind === 'allDay') return firstDayOf(span);
  return wallTimeOf(span.start, first.zone).toPlainDate().toString() as LocalDate;
}
