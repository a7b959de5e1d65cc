/**
 * @file What a person changed about when an appointment takes place, taken apart. Pure.
 *
 * A change is either one of the frame (the pattern and the first occurrence are one value, for neither means anything
 * without the other) or one of single occurrences, field by field: so two people who change two of them, or one and the rule, are not in
 * each other's way.
 */
import type { Appointment } from '../../model/appointment.ts';
import { normalRecurrence } from '../../model/normal-recurrence.ts';
import { firstDayOf, isPlanned, type Occurrence, occurrencesOf, plannedSpan } from '../../model/occurrences.ts';
import { type ChangeField, changeFields, type OccurrenceChange, type Recurrence } from '../../model/recurrence.ts';
import { dayShownAt, startMoment } from '../../model/series-compare.ts';
import { type LocalDate, sameSpan } from '../../model/time.ts';
import { wallTimeOf } from '../../model/wall-clock.ts';

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

export type Exception = OccurrenceChange | 'cancelled';

export function exceptionsOf(recurrence: Recurrence): ReadonlyMap<LocalDate, Exception> {
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
  const same = pairsBy(then, today, (one, other) => sameSpan(one.span, other.span));
  if (then.length > 0 && same.size === 0) return null;
  const sameDay = pairsBy(
    then.filter((one) => !same.has(one)),
    today.filter((one) => ![...same.values()].includes(one)),
    (one, other) => firstDayOf(one.span) === firstDayOf(other.span),
  );
  const kept = new Map([...same, ...sameDay]);
  const arrived = new Set(kept.values());
  const missing = then.filter((one) => !kept.has(one));
  const added = today.filter((one) => !arrived.has(one));
  const editTo = (one: Occurrence, other: Occurrence): readonly OccurrenceEdit[] => {
    const { span: _was, ...was } = changeAt(before, one.day);
    const { span: _is, ...is } = changeAt(after, other.day);
    const [edit = { day: one.day, fields: {} }] = editOf(one.day, was, is);
    if (!sameSpan(one.span, other.span)) return [{ ...edit, fields: { ...edit.fields, span: other.span } }];
    return Object.keys(edit.fields).length === 0 ? [] : [edit];
  };
  const edits = [...kept].flatMap(([one, other]) => editTo(one, other));
  // Nothing is moved past its neighbours.
  const days = [...kept.keys()].map(({ span }) => firstDayOf(span));
  const gapOf = ({ span }: Occurrence) => days.filter((day) => day < firstDayOf(span)).length;
  for (const gap of new Set([...missing, ...added].map(gapOf))) {
    const places = inPlaces(
      missing.filter((one) => gapOf(one) === gap),
      added.filter((one) => gapOf(one) === gap),
    );
    if (places === null) return null;
    edits.push(
      ...places.flatMap(([one, place]) =>
        place === undefined ? [{ day: one.day, cancelled: true, fields: {} }] : editTo(one, place),
      ),
    );
  }
  return edits;
}

/** Each of the one list with the first of the other that is left and fits. */
function pairsBy(
  list: readonly Occurrence[],
  others: readonly Occurrence[],
  fits: (one: Occurrence, other: Occurrence) => boolean,
): ReadonlyMap<Occurrence, Occurrence> {
  const pairs = new Map<Occurrence, Occurrence>();
  const taken = new Set<Occurrence>();
  for (const one of list) {
    const other = others.find((candidate) => !taken.has(candidate) && fits(one, candidate));
    if (other === undefined) continue;
    taken.add(other);
    pairs.set(one, other);
  }
  return pairs;
}

type Moved = readonly [missing: Occurrence, place: Occurrence | undefined];

/**
 * Which of those that are missing went where others have come: each to the nearest, in their order; what is left was cancelled.
 * @returns null where more has come than is missing.
 */
function inPlaces(missing: readonly Occurrence[], added: readonly Occurrence[]): readonly Moved[] | null {
  if (added.length > missing.length) return null;
  const moved: Moved[] = [];
  let open = missing;
  for (const [index, place] of added.entries()) {
    const distance = ({ span }: Occurrence) => Math.abs(momentIn(span) - momentIn(place.span));
    // As many are left as there are places to come.
    const fitting = open.slice(0, open.length - (added.length - index - 1));
    const nearest = fitting.reduce((best, one, at) => (distance(one) < distance(open[best] ?? one) ? at : best), 0);
    moved.push(...open.slice(0, nearest + 1).map((one, at): Moved => [one, at === nearest ? place : undefined]));
    open = open.slice(nearest + 1);
  }
  return [...moved, ...open.map((one): Moved => [one, undefined])];
}

function momentIn(span: Appointment['span']): number {
  return Date.parse(startMoment(span));
}

function changeAt({ changed }: Recurrence, day: LocalDate): OccurrenceChange {
  return changed.find((one) => one.day === day)?.change ?? {};
}

/** The same pattern from the same first occurrence by the same clock. */
export function sameFrame(one: Appointment, other: Appointment): boolean {
  return frameText(one) === frameText(other);
}

function frameText({ recurrence, span }: Appointment): string {
  if (recurrence === null) return JSON.stringify(span);
  return JSON.stringify([normalRecurrence(recurrence, span).pattern, span]);
}

/**
 * @param from as one side shows the series, `to` as the other does; the two agree.
 * @returns the day by which the other side knows the occurrence; undefined: it is out of its reach.
 */
export function dayAcross(from: Appointment, to: Appointment, day: LocalDate): LocalDate | undefined {
  const meant = plannedSpan(from.span, day);
  const there = dayIn(meant, to);
  const isMeant = isPlanned(to, there) && sameSpan(plannedSpan(to.span, there), meant);
  if (isMeant && to.recurrence?.cancelled.includes(there) !== true) return there;
  // A list of days may have another one where this has been moved to.
  return dayAtPlace(from, to, day) ?? (isMeant ? there : undefined);
}

function dayAtPlace(from: Appointment, to: Appointment, day: LocalDate): LocalDate | undefined {
  const [shown] = occurrencesOf(from, [day]);
  return shown === undefined ? undefined : dayShownAt(to, shown.span);
}

/** @returns the day of a span by the clock of a series. */
export function dayIn(span: Appointment['span'], { span: first }: Appointment): LocalDate {
  if (span.kind === 'allDay' || first.kind === 'allDay') return firstDayOf(span);
  return wallTimeOf(span.start, first.zone).toPlainDate().toString() as LocalDate;
}
