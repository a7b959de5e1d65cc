/**
 * @file What has to be done to the rows of a rule so that they show what is wanted. Pure. What lies before the window is history:
 * it is never made or removed, and what lies beyond the window is not made.
 */

import { Temporal } from 'temporal-polyfill';
import type { Appointment, AppointmentField } from '../../../model/appointment.ts';
import { firstDayOf, type Occurrence, occurrencesWithin, plannedSpan } from '../../../model/occurrences.ts';
import { changeFields } from '../../../model/recurrence.ts';
import {
  type Instant,
  type LocalDate,
  type Period,
  type Span,
  sameSpan,
  toInstant,
  type ZoneId,
} from '../../../model/time.ts';
import { momentOf, wallTimeOf } from '../../../model/wall-clock.ts';
import type { Profile } from '../profile.ts';
import { hasTitle } from '../text-form.ts';
import { expressFields } from '../write-appointment.ts';
import { matchRows, type SeriesRow } from './match-rows.ts';

export interface SeriesTarget {
  /** The series as it is to be, in its own zone. */
  readonly fields: Appointment;
  readonly window: Period;
  /** What is to be the same in all rows, beside what each occurrence shows by itself. */
  readonly whole: readonly AppointmentField[];
  /** What is to stand below the text of every row; absent: what stands there. */
  readonly added?: string;
}

export interface Mend {
  readonly row: SeriesRow;
  readonly wanted: Appointment;
  readonly fields: readonly AppointmentField[];
  /** What stands below its text then. */
  readonly added: string;
}

/** A day of a rule. It is not told whose days SuperOffice counts. */
export interface RuleDate {
  /** The date of the user's zone. */
  readonly own: LocalDate;
  /** The date of the database's zone. */
  readonly base: LocalDate;
}

export interface SeriesPlan {
  /** Days on which there is to be an occurrence, and is no row. */
  readonly missing: readonly LocalDate[];
  readonly surplus: readonly SeriesRow[];
  /** Which rows that are in no place can be moved to which of the missing ones, where no rule brings them there. */
  readonly moves: readonly Mend[];
  readonly mends: readonly Mend[];
  /** The rule has to be written: one by one it could not be done, or with many more requests. */
  readonly needsRule: boolean;
  /** The days of all occurrences that are to be there, history included. */
  readonly dates: readonly RuleDate[];
  /** When the first of these is planned. */
  readonly first: Span;
}

/** So many rows are mended one by one before a whole series is written for them. */
const fewMends = 3;

/**
 * @param rows those that take part, in the order of time
 * @param days for which days they stood so far, in the zone of the series
 * @param withHistory whether history is mended too: a rule that was saved again may have undone what was special about it
 * @param known the rows that were there before the write that is under way: what that has made is nobody's history, wherever it is
 */
export function planSeries(
  rows: readonly SeriesRow[],
  days: ReadonlyMap<number, LocalDate>,
  target: SeriesTarget,
  profile: Profile,
  withHistory: boolean,
  known: ReadonlySet<number>,
): SeriesPlan {
  const { fields, window } = target;
  const { zone } = profile.facts;
  const all = occurrencesWithin(fields, periodOf(rows, window, zone), zone);
  const { byDay, left } = matchRows(
    rows,
    all.map(({ day }) => day),
    fields.span,
    {
      places: new Map(all.map(({ day, span }) => [day, expressFields({ ...fields, span }, profile).span])),
      days,
    },
  );
  const isHistory = (span: Span) => endOf(span, zone) <= window.from;
  const living = all.filter(
    ({ day, span }) => byDay.has(day) || (!isHistory(span) && startOf(span, zone) < window.until),
  );
  const isKept = (row: SeriesRow) => isHistory(row.item.fields.span) && known.has(row.rowId);
  const history = left.filter(isKept);
  const surplus = left.filter((row) => !isKept(row));
  const empty = living.filter(({ day }) => !byDay.has(day));
  const moves = surplus.flatMap((row, index) => mendOf(row, empty[index], target, profile));
  const mends = living.flatMap((occurrence) => mendOf(byDay.get(occurrence.day), occurrence, target, profile));
  const ownMends = mends.filter(({ row }) => !isHistory(row.item.fields.span));
  const special = fields.recurrence?.changed.length ?? 0;
  const cancelled = fields.recurrence?.cancelled.length ?? 0;
  const lastKept = rows.findLastIndex((row) => !surplus.includes(row));
  const between = surplus.filter((row) => rows.indexOf(row) < lastKept);
  const planned = (day: LocalDate) => plannedSpan(fields.span, day);
  const spans = [
    ...living.map(({ day }) => planned(day)),
    ...history.map(({ item }) => planned(firstDayOf(item.fields.span))),
  ];
  const ordered = spans.toSorted((a, b) => (startOf(a, zone) < startOf(b, zone) ? -1 : 1));
  return {
    missing: empty.map(({ day }) => day),
    surplus,
    moves,
    mends: withHistory ? mends : ownMends,
    needsRule:
      empty.length > 0 ||
      ownMends.length > Math.max(fewMends, special) ||
      // A rule that has many more days than are wanted brings them all back when somebody saves it.
      between.length > Math.max(fewMends, cancelled),
    dates: datesOf(ordered, ordered[0] ?? fields.span, profile),
    first: ordered[0] ?? fields.span,
  };
}

/** All that is there, and the window. */
function periodOf(rows: readonly SeriesRow[], window: Period, zone: ZoneId): Period {
  const spans = rows.map(({ item }) => item.fields.span);
  const from = [window.from, ...spans.map((span) => startOf(span, zone))].toSorted()[0] ?? window.from;
  const ends = spans.map((span) => later(endOf(span, zone)));
  return { from, until: [window.until, ...ends].toSorted().at(-1) ?? window.until };
}

function later(moment: Instant): Instant {
  return toInstant(Temporal.Instant.from(moment).add({ seconds: 1 }));
}

function startOf(span: Span, zone: ZoneId): Instant {
  return span.kind === 'timed' ? span.start : momentOf(Temporal.PlainDate.from(span.firstDay).toPlainDateTime(), zone);
}

function endOf(span: Span, zone: ZoneId): Instant {
  if (span.kind === 'timed') return span.end;
  return momentOf(Temporal.PlainDate.from(span.lastDay).add({ days: 1 }).toPlainDateTime(), zone);
}

/**
 * @param spans when rows are planned.
 * @param first the one whose time of day they get.
 * @returns each date of the user's zone once.
 */
export function datesOf(spans: readonly Span[], first: Span, { facts, baseZone }: Profile): readonly RuleDate[] {
  const dates = spans.map((span) => ({ own: dateFor(span, first, facts.zone), base: dateFor(span, first, baseZone) }));
  return [...new Map(dates.map((date) => [date.own, date])).values()];
}

/**
 * Rows get the time of day of the first. Where another zone takes an occurrence over midnight, it is near another day's time.
 * @returns the date of the zone on which a row is nearest to the span.
 */
function dateFor(span: Span, first: Span, zone: ZoneId): LocalDate {
  if (span.kind === 'allDay') return span.firstDay;
  const { hour, minute } = first.kind === 'timed' ? wallTimeOf(first.start, zone) : { hour: 0, minute: 0 };
  const noon = wallTimeOf(span.start, zone).subtract({ hours: hour, minutes: minute }).add({ hours: 12 });
  return noon.toPlainDate().toString() as LocalDate;
}

function mendOf(
  row: SeriesRow | undefined,
  occurrence: Occurrence | undefined,
  { whole, added }: SeriesTarget,
  profile: Profile,
): readonly Mend[] {
  if (row === undefined || occurrence === undefined) return [];
  const wanted = expressFields(occurrence.fields, profile);
  const has = expressFields(row.item.fields, profile);
  const stands = row.item.added ?? '';
  // A server with nothing but a description has no room for it.
  const isOther = added !== undefined && added !== stands && hasTitle(profile.defaultEntity);
  const compared: readonly AppointmentField[] = [...changeFields, ...whole];
  const fields = compared.filter((field) => {
    if (field === 'span') return !sameSpan(has.span, wanted.span);
    return has[field] !== wanted[field] || (field === 'body' && isOther);
  });
  return fields.length === 0 ? [] : [{ row, wanted, fields, added: added ?? stands }];
}

export function isDone({ missing, surplus, mends }: SeriesPlan): boolean {
  return missing.length + surplus.length + mends.length === 0;
}
