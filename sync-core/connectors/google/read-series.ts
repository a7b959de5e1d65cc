/**
 * @file A series of Google Calendar with its changed and cancelled occurrences, as one appointment (docs/adr/0010). Pure.
 *
 * The series and its exceptions are events of their own, each with its etag: the version of the whole is made of all of them.
 */
import { v5 } from 'uuid';
import type { Appointment } from '../../model/appointment.ts';
import { firstDayOf, plannedSpan } from '../../model/occurrences.ts';
import { changeFields, type OccurrenceChange, type Recurrence } from '../../model/recurrence.ts';
import { patternDays } from '../../model/recurrence-days.ts';
import type { ItemVersion } from '../../model/side.ts';
import { type LocalDate, type Span, sameSpan } from '../../model/time.ts';
import type { ItemProtection, RemoteAppointment } from '../connector.ts';
import { type EventRow, type GoogleEvent, googleEvent } from './event-schemas.ts';
import { type EventSurroundings, momentIn, readEvent, zoneIn } from './read-event.ts';
import { dayOfMoment, readLines } from './recurrence-lines.ts';

/** Chosen once: another one would make every series look changed. */
const versionSpace = '0d0c7c0a-1f2b-5c55-8f0e-6a2f3b1d9e77';
const mark = '#';

/** A series as Calendar tells it. */
export interface SeriesRows {
  readonly master: GoogleEvent;
  /** Its changed and cancelled occurrences, as they came: of a cancelled one little is told. */
  readonly exceptions: readonly EventRow[];
}

/** An occurrence that is an event of its own. `item` is null for a cancelled one. */
export interface SeriesException {
  readonly day: LocalDate;
  readonly id: string;
  readonly etag: string | undefined;
  readonly event: GoogleEvent | null;
  readonly item: RemoteAppointment | null;
}

/** The span of the first occurrence in the zone that the series repeats in. */
export function readSeries({ master, exceptions }: SeriesRows, around: EventSurroundings): RemoteAppointment {
  const plain = readEvent(master, around);
  const lines = readLines(master.recurrence ?? [], plain.fields.span);
  const version = versionOf(master, exceptions);
  const unknownZone = master.start.dateTime !== undefined && zoneIn(master.start) === undefined;
  if (lines === undefined) return { ...plain, version, unfit: plain.unfit ?? 'seriesNotUnderstood' };
  const placed = exceptionsOf({ master, exceptions }, plain.fields.span, around);
  const items = placed.flatMap(({ item }) => item ?? []);
  const unfit = plain.unfit ?? (unknownZone ? ('unknownZone' as const) : undefined);
  return {
    ...plain,
    version,
    fields: fieldsOf(plain.fields, lines, placed),
    protection: protectionOf([plain, ...items]),
    ...(unfit ? { unfit } : {}),
    editedAt:
      [plain, ...items]
        .map(({ editedAt }) => editedAt)
        .toSorted()
        .at(-1) ?? plain.editedAt,
  };
}

/** The occurrences that are events of their own, by the day that they were meant for. */
export function exceptionsOf(
  { master, exceptions }: SeriesRows,
  first: Span,
  around: EventSurroundings,
): readonly SeriesException[] {
  return exceptions.flatMap((row): readonly SeriesException[] => {
    const original = row.originalStartTime;
    if (row.recurringEventId !== master.id || original === undefined) return [];
    const day = original.date ?? dayOfMoment(momentIn(original), first);
    const { id, etag } = row;
    if (row.status === 'cancelled') return [{ day, id, etag, event: null, item: null }];
    const event = googleEvent.safeParse(row.whole).data;
    return event === undefined ? [] : [{ day, id, etag, event, item: readEvent(event, around) }];
  });
}

function fieldsOf(
  plain: Appointment,
  { pattern, cancelled: out }: NonNullable<ReturnType<typeof readLines>>,
  placed: readonly SeriesException[],
): Appointment {
  const gone = placed.filter(({ item }) => item === null || item.unfit === 'declined').map(({ day }) => day);
  const cancelled = plannedAmong(new Set([...out, ...gone]), pattern, plain.span);
  const changed = placed
    .flatMap(({ day, item }) => (item === null || cancelled.includes(day) ? [] : [{ day, fields: item.fields }]))
    .filter(({ day }) => patternDays(pattern, firstDayOf(plain.span), day, day).length > 0)
    .map(({ day, fields }) => ({ day, change: differing(plain, day, fields) }))
    .filter(({ change }) => Object.keys(change).length > 0)
    .toSorted((one, other) => (one.day < other.day ? -1 : 1));
  const hidden = placed.some(({ item }) => item?.fields.visibility === 'private');
  return {
    ...plain,
    // What is private of it keeps the whole of it private: occurrences have no say of their own elsewhere.
    visibility: hidden ? 'private' : plain.visibility,
    recurrence: { pattern, cancelled, changed },
  };
}

/** Days that a former rule had are no part of the series any more. */
function plannedAmong(days: ReadonlySet<LocalDate>, pattern: Recurrence['pattern'], first: Span): readonly LocalDate[] {
  const sorted = [...days].toSorted();
  const [from, until] = [sorted[0], sorted.at(-1)];
  if (from === undefined || until === undefined) return [];
  const planned = new Set(patternDays(pattern, firstDayOf(first), until, from));
  return sorted.filter((day) => planned.has(day));
}

/** What an occurrence shows that its series does not. */
export function differing(series: Appointment, day: LocalDate, shown: Appointment): OccurrenceChange {
  const different = changeFields.filter((field) =>
    field === 'span' ? !sameSpan(shown.span, plannedSpan(series.span, day)) : shown[field] !== series[field],
  );
  return Object.fromEntries(different.map((field) => [field, shown[field]]));
}

/** What holds for one occurrence holds for the series that it is written with. */
function protectionOf(items: readonly RemoteAppointment[]): ItemProtection {
  const protections = items.map(({ protection }) => protection);
  return protections.find(({ edit, remove }) => !(edit && remove)) ?? { edit: true, remove: true };
}

function versionOf({ etag }: GoogleEvent, exceptions: readonly EventRow[]): ItemVersion {
  if (exceptions.length === 0) return etag as ItemVersion;
  const beside = exceptions.map((row) => `${row.id} ${row.etag ?? row.status}`).toSorted();
  return `${etag}${mark}${v5(beside.join('\n'), versionSpace)}` as ItemVersion;
}
