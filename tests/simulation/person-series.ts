/** @file What a person makes of a series, in either of the two programs. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import { betweenDays } from '../../sync-core/model/bounded.ts';
import { firstDayOf, occurrencesWithin, plannedSpan } from '../../sync-core/model/occurrences.ts';
import type { OccurrenceChange, Recurrence, RecurrenceRule } from '../../sync-core/model/recurrence.ts';
import { weekday } from '../../sync-core/model/recurrence.ts';
import { patternDays } from '../../sync-core/model/recurrence-days.ts';
import type { Side } from '../../sync-core/model/side.ts';
import { type LocalDate, type Span, toInstant, type ZoneId } from '../../sync-core/model/time.ts';
import { momentOf, wallTimeOf } from '../../sync-core/model/wall-clock.ts';
import type { Repeat } from './script.ts';
import { looked } from './values.ts';

type Times = Pick<Appointment, 'span' | 'recurrence'>;

/** A day of each week is looked for no further ahead than this. */
const aMonth = { days: 40 };
const often = { day: 6, week: 9, twiceAWeek: 8, fortnight: 6, month: 4, lastWorkday: 3 } as const;
const apart = { day: 1, week: 7, twiceAWeek: 4, fortnight: 14, month: 31, lastWorkday: 31 } as const;

/** @returns when it takes place, if from its first occurrence on it is to repeat in this way. */
export function repeating({ span }: Appointment, how: Repeat, side: Side): Times {
  const first = inZone(span, how.zone);
  const rule = ruleOf(firstDayOf(first), how, side);
  const begins = patternDays({ kind: 'rule', rule }, firstDayOf(first), plus(firstDayOf(first), aMonth))[0];
  return { span: begins === undefined ? first : plannedSpan(first, begins), recurrence: bare({ kind: 'rule', rule }) };
}

function ruleOf(first: LocalDate, { every, end }: Repeat, side: Side): RecurrenceRule {
  const at = Temporal.PlainDate.from(first).dayOfWeek - 1;
  const day = (ahead: number) => ({ day: weekday.options[(at + ahead) % 7] ?? 'MO', nth: null });
  const workdays = weekday.options.slice(0, 5).map((one) => ({ day: one, nth: null }));
  const frequency = { day: 'daily', week: 'weekly', twiceAWeek: 'weekly', fortnight: 'weekly' } as const;
  const inOrder = (days: ReturnType<typeof day>[]) =>
    days.toSorted((one, other) => weekday.options.indexOf(one.day) - weekday.options.indexOf(other.day));
  const byDay = { week: [day(0)], fortnight: [day(0)], twiceAWeek: inOrder([day(0), day(3)]), lastWorkday: workdays };
  const endless = end === 'endless' && side === 'calendar' && every !== 'day';
  const lastDay = plus(first, { days: apart[every] * (often[every] - 1) });
  return {
    frequency: every === 'month' || every === 'lastWorkday' ? 'monthly' : frequency[every],
    interval: every === 'fortnight' ? 2 : 1,
    byDay: every in byDay ? byDay[every as keyof typeof byDay] : [],
    byMonthDay: every === 'month' ? [Temporal.PlainDate.from(first).day] : [],
    byMonth: [],
    bySetPosition: every === 'lastWorkday' ? [-1] : [],
    weekStart: 'MO',
    end: endless
      ? { kind: 'never' }
      : end === 'count'
        ? { kind: 'count', count: often[every] }
        : { kind: 'until', lastDay },
  };
}

function plus(day: LocalDate, duration: Temporal.DurationLike): LocalDate {
  return Temporal.PlainDate.from(day).add(duration).toString() as LocalDate;
}

function inZone(span: Span, zone: string | undefined): Span {
  if (span.kind === 'allDay' || zone === undefined) return span;
  return { ...span, zone: zone as ZoneId };
}

function bare(pattern: Recurrence['pattern']): Recurrence {
  return { pattern, cancelled: [], changed: [] };
}

/**
 * @param minutes another time of the day, between six and six: that many minutes after six.
 * @returns the series on its days at that time of its own clock; nothing of single occurrences is left.
 */
export function atAnotherTime({ span, recurrence }: Appointment, minutes: number, zone: ZoneId): Times {
  const clock = span.kind === 'timed' ? span.zone : zone;
  const start = Temporal.PlainDate.from(firstDayOf(span))
    .toPlainDateTime('06:00')
    .add({ minutes: minutes % 720 });
  const moved: Span = {
    kind: 'timed',
    start: momentOf(start, clock),
    end: momentOf(start.add({ minutes: 30 }), clock),
    zone: clock,
  };
  return { span: moved, recurrence: recurrence === null ? null : bare(recurrence.pattern) };
}

/** @returns the series on its days, each of them whole. */
export function onWholeDays({ span, recurrence }: Appointment, days: number): Times {
  const firstDay = firstDayOf(span);
  return {
    span: { kind: 'allDay', firstDay, lastDay: plus(firstDay, { days: days - 1 }) },
    recurrence: recurrence === null ? null : bare(recurrence.pattern),
  };
}

/** The days of occurrences that a person sees; of one that would be the last nothing is said. */
function shownDays(fields: Appointment): readonly LocalDate[] {
  return occurrencesWithin(fields, looked).map(({ day }) => day);
}

function nthOf<T>(list: readonly T[], share: number): T | undefined {
  return list[Math.min(list.length - 1, Math.floor(share * list.length))];
}

/** @returns without the n-th occurrence; undefined where too few would be left. */
export function cancelling(fields: Appointment, nth: number): Recurrence | undefined {
  const { recurrence } = fields;
  const days = shownDays(fields);
  const day = nthOf(days, nth);
  if (recurrence === null || day === undefined || days.length < 3) return undefined;
  return {
    ...recurrence,
    cancelled: [...recurrence.cancelled, day].toSorted(),
    changed: recurrence.changed.filter((one) => one.day !== day),
  };
}

/** @returns with one that was cancelled or changed as its series says it again. */
export function restoring({ recurrence }: Appointment, nth: number): Recurrence | undefined {
  if (recurrence === null) return undefined;
  const { cancelled, changed } = recurrence;
  const day = nthOf([...cancelled, ...changed.map((one) => one.day)].toSorted(), nth);
  if (day === undefined || day >= looked.until.slice(0, 10)) return undefined;
  return {
    ...recurrence,
    cancelled: cancelled.filter((one) => one !== day),
    changed: changed.filter((one) => one.day !== day),
  };
}

/** @returns with the n-th occurrence changed. */
export function changing(
  fields: Appointment,
  nth: number,
  changeOf: (planned: Span) => OccurrenceChange,
): Recurrence | undefined {
  const { recurrence, span } = fields;
  const day = nthOf(shownDays(fields), nth);
  if (recurrence === null || day === undefined) return undefined;
  const before = recurrence.changed.find((one) => one.day === day)?.change ?? {};
  const others = recurrence.changed.filter((one) => one.day !== day);
  const changed = [...others, { day, change: { ...before, ...changeOf(plannedSpan(span, day)) } }];
  return { ...recurrence, changed: changed.toSorted((one, other) => (one.day < other.day ? -1 : 1)) };
}

/** @returns where an occurrence is moved to: so many minutes after six on its own day. */
export function movedTo(planned: Span, minutes: number): Span {
  if (planned.kind === 'allDay') return { ...planned, lastDay: plus(planned.lastDay, { days: 1 + (minutes % 2) }) };
  const start = wallTimeOf(planned.start, planned.zone)
    .toPlainDate()
    .toPlainDateTime('06:00')
    .add({ minutes: minutes % 720 });
  const begins = momentOf(start, planned.zone);
  const ends = toInstant(Temporal.Instant.from(begins).add({ minutes: 45 }));
  return { ...planned, start: begins, end: ends };
}

/** The two halves of a series, before its n-th occurrence and from it on; undefined where one of them would be next to nothing. */
export function halvesOf(fields: Appointment, nth: number): Readonly<Record<'before' | 'after', Times>> | undefined {
  const { recurrence, span } = fields;
  if (recurrence === null) return undefined;
  const days = patternDays(recurrence.pattern, firstDayOf(span), looked.until.slice(0, 10) as LocalDate);
  const at = Math.floor(nth * days.length);
  const [first, last, begins] = [days[0], days[at - 1], days[at]];
  if (first === undefined || last === undefined || begins === undefined || at < 2 || days.length - at < 2)
    return undefined;
  const shown = shownDays(fields);
  if (!shown.some((day) => day <= last) || !shown.some((day) => day >= begins)) return undefined;
  const before = betweenDays(fields, first, last);
  return { before, after: { span: plannedSpan(span, begins), recurrence: following(recurrence, begins, at) } };
}

function following({ pattern, cancelled, changed }: Recurrence, begins: LocalDate, gone: number): Recurrence {
  const rest = {
    cancelled: cancelled.filter((day) => day >= begins),
    changed: changed.filter(({ day }) => day >= begins),
  };
  if (pattern.kind === 'dates') {
    return { pattern: { kind: 'dates', days: pattern.days.filter((day) => day >= begins) }, ...rest };
  }
  const { end } = pattern.rule;
  const left = end.kind === 'count' ? { kind: 'count' as const, count: end.count - gone } : end;
  return { pattern: { kind: 'rule', rule: { ...pattern.rule, end: left } }, ...rest };
}
