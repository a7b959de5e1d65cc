/**
 * @file Creating and changing series. What is there is read, what is still to be written is written, and that is done again until
 * nothing is left: the same whether it was begun just now, or by a run that was cut off.
 *
 * A new rule may leave changed occurrences where they were, or take them along: what came of it is read before they are put right.
 * Occurrences are cancelled one by one where the rule stays, so that nothing happens to the others.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Appointment, AppointmentPatch } from '../../model/appointment.ts';
import { normalRecurrence } from '../../model/normal-recurrence.ts';
import { isPlanned, plannedSpan } from '../../model/occurrences.ts';
import { changeFields, type Recurrence } from '../../model/recurrence.ts';
import { type LocalDate, sameSpan } from '../../model/time.ts';
import { withDone } from '../../translate/categories.ts';
import type { RemoteAppointment, WriteOperation } from '../connector.ts';
import { Conflict, Nonsense, NotFound } from '../errors.ts';
import { type GoogleEvent, googleEvent } from './event-schemas.ts';
import { type GoogleCalendar, readEventBody, readExceptions, surroundingsOf } from './events.ts';
import { idOfMark } from './marker.ts';
import { hostedAddress, readEvent } from './read-event.ts';
import { exceptionsOf, readSeries, type SeriesException } from './read-series.ts';
import { keyOf, readLines, writeLines } from './recurrence-lines.ts';
import {
  type EventBody,
  expressAppointment,
  type Standing,
  writeCategories,
  writeNew,
  writePatch,
} from './write-event.ts';
import { deleteEvent, insertEvent, patchEvent } from './write-event-call.ts';
import { inItsOwnZone, type Outcome } from './write-parts.ts';

const system = 'google';
/** How often a series is looked at; more than a new rule and its occurrences ever need. */
const mostRounds = 5;

type Create = Extract<WriteOperation, { readonly do: 'create' }>;
type Update = Extract<WriteOperation, { readonly do: 'update' }>;

/** Whether an update is about a series, before or after it. */
export function isOfSeries({ current, patch }: Update): boolean {
  return current.recurrence !== null || (patch.recurrence ?? null) !== null;
}

/** A series as it stands there. */
interface SeriesState {
  readonly master: GoogleEvent;
  readonly item: RemoteAppointment;
  readonly exceptions: readonly SeriesException[];
  /** Days that the lines of the series take out. */
  readonly out: readonly LocalDate[];
}

/** @throws NotFound, Nonsense and others */
async function stateOf(calendar: GoogleCalendar, id: string, signal: AbortSignal): Promise<SeriesState> {
  const row = await readEventBody(calendar, id, signal);
  if (row === undefined || row.status === 'cancelled')
    throw new NotFound('the series is gone', { system, status: 404 });
  const read = googleEvent.safeParse(row.whole);
  if (!read.success) throw new Nonsense('a series is in an unknown form', { system, cause: read.error });
  const master = read.data;
  const repeats = (master.recurrence ?? []).length > 0;
  const rows = repeats ? await readExceptions(calendar, master, signal) : [];
  const events = [master, ...rows.flatMap((one) => googleEvent.safeParse(one.whole).data ?? [])];
  const around = await surroundingsOf(calendar, events, signal);
  const item = repeats ? readSeries({ master, exceptions: rows }, around) : readEvent(master, around);
  const first = readEvent(master, around).fields.span;
  return {
    master,
    item,
    exceptions: exceptionsOf({ master, exceptions: rows }, first, around),
    out: repeats ? (readLines(master.recurrence ?? [], first)?.cancelled ?? []) : [],
  };
}

/** What is wanted of a series, beside its fields. */
interface Wish {
  readonly fields: Appointment;
  readonly added: string | undefined;
  readonly categories: readonly string[] | undefined;
  readonly doneCategory: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
}

/** The series itself with the days that do not take place, and then its changed occurrences. @throws Conflict and others */
export async function createSeries(
  calendar: GoogleCalendar,
  operation: Create,
  labels: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { added = '', categories, mark, doneCategory } = operation;
  const fields = expressAppointment(operation.fields);
  const { recurrence, span } = fields;
  if (recurrence === null) throw new TypeError('A series without a rule.');
  const body = writeNew(fields, added, categories, mark, labels);
  const lines = [...writeLines(recurrence, span, recurrence.cancelled)];
  await insertEvent(calendar, { ...body, recurrence: lines }, signal);
  const wish = { fields, added: undefined, categories: undefined, doneCategory, labels };
  return { result: 'created', item: await converge(calendar, idOfMark(mark), wish, signal) };
}

/** @throws Conflict where somebody else wrote meanwhile, and others */
export async function updateSeries(
  calendar: GoogleCalendar,
  operation: Update,
  labels: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { id, version, current, added, categories, doneCategory } = operation;
  const fields = expressAppointment({ ...current, ...inItsOwnZone(operation) });
  const begin = await stateOf(calendar, id, signal);
  if (begin.item.version !== version) throw new Conflict('the series changed in the meantime', { system });
  const wish = { fields, added, categories, doneCategory, labels };
  return { result: 'updated', item: await converge(calendar, id, wish, signal, begin) };
}

/** @returns the series as it stands there when nothing is left to be written. */
async function converge(
  calendar: GoogleCalendar,
  id: string,
  first: Wish,
  signal: AbortSignal,
  begin?: SeriesState,
): Promise<RemoteAppointment> {
  let state = begin ?? (await stateOf(calendar, id, signal));
  let wish = first;
  for (let round = 1; round <= mostRounds; round += 1) {
    const body = masterBody(wish, state);
    if (body !== undefined) {
      await patchEvent(calendar, id, state.master.etag, body, signal);
      // Written once: what we add may come back in other words.
      wish = { ...wish, added: undefined, categories: undefined };
      state = await stateOf(calendar, id, signal);
    }
    if (!(await writeOccurrences(calendar, wish, state, signal))) return state.item;
    state = await stateOf(calendar, id, signal);
  }
  throw new Nonsense('a series is not as it was written', { system });
}

function standingOf(item: RemoteAppointment, event: GoogleEvent): Standing {
  return {
    current: item.fields,
    reminders: event.reminders.overrides,
    hostsItself: hostedAddress(event) !== '',
  };
}

/** What of the series itself differs; undefined where nothing does. */
function masterBody(
  { fields, added, categories, labels }: Wish,
  { master, item, out }: SeriesState,
): EventBody | undefined {
  const { recurrence, span, ...words } = fields;
  const now = item.fields;
  const patch = Object.fromEntries(
    Object.entries(words).filter(
      ([name, value]) => name !== 'done' && now[name as keyof typeof words] !== value && !isHosted(name, master),
    ),
  ) as AppointmentPatch;
  const frame = frameBody(recurrence, fields, now, out);
  const written = writePatch(patch, standingOf(item, master), added);
  const body = { ...written, ...frame, ...(categories === undefined ? {} : writeCategories(categories, labels)) };
  return Object.keys(body).length === 0 ? undefined : body;
}

/** An address that the event has by itself is not ours to write. */
function isHosted(name: string, master: GoogleEvent): boolean {
  return name === 'joinUrl' && hostedAddress(master) !== '';
}

/** When the series takes place, where that differs: a day that its lines take out and that is wanted again is part of it. */
function frameBody(
  wanted: Recurrence | null,
  { span }: Appointment,
  now: Appointment,
  out: readonly LocalDate[],
): EventBody {
  if (wanted === null) {
    if (now.recurrence === null) return {};
    return { recurrence: [], ...writePatch({ span }, { current: now, reminders: [], hostsItself: false }) };
  }
  const samePattern =
    now.recurrence !== null &&
    isDeepStrictEqual(normalRecurrence(now.recurrence, now.span).pattern, normalRecurrence(wanted, span).pattern);
  const back = out.some((day) => !wanted.cancelled.includes(day));
  if (samePattern && sameSpan(span, now.span) && !back) return {};
  const moved = writePatch({ span }, { current: now, reminders: [], hostsItself: false });
  return { ...moved, recurrence: [...writeLines(wanted, span, wanted.cancelled)] };
}

/** @returns whether anything was written. */
async function writeOccurrences(
  calendar: GoogleCalendar,
  wish: Wish,
  { master, item, exceptions, out }: SeriesState,
  signal: AbortSignal,
): Promise<boolean> {
  const { recurrence } = wish.fields;
  if (recurrence === null) return false;
  const now = item.fields;
  const byDay = new Map(exceptions.map((one) => [one.day, one]));
  const changes = new Map(recurrence.changed.map(({ day, change }) => [day, change]));
  const idOf = (day: LocalDate) => byDay.get(day)?.id ?? `${master.id}_${keyOf(plannedSpan(now.span, day))}`;
  const cancelledNow = new Set([...(now.recurrence?.cancelled ?? []), ...out]);
  const toCancel = recurrence.cancelled.filter((day) => !cancelledNow.has(day) && isPlanned(now, day));
  for (const day of toCancel) await cancelOccurrence(calendar, idOf(day), byDay.get(day)?.etag, signal);
  let count = toCancel.length;
  for (const day of new Set([...changes.keys(), ...byDay.keys()])) {
    if (recurrence.cancelled.includes(day) || !isPlanned(now, day)) continue;
    const planned = { ...wish.fields, recurrence: null, span: plannedSpan(wish.fields.span, day) };
    const body = occurrenceBody(wish, item, byDay.get(day), day, { ...planned, ...changes.get(day) });
    if (body === undefined) continue;
    await patchEvent(calendar, idOf(day), byDay.get(day)?.etag ?? null, body, signal);
    count += 1;
  }
  return count > 0;
}

async function cancelOccurrence(
  calendar: GoogleCalendar,
  id: string,
  etag: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  try {
    await deleteEvent(calendar, id, etag, signal);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
  }
}

/** What of one occurrence differs from what is wanted; undefined where nothing does. */
function occurrenceBody(
  { doneCategory, labels }: Wish,
  series: RemoteAppointment,
  exception: SeriesException | undefined,
  day: LocalDate,
  wanted: Appointment,
): EventBody | undefined {
  const now = exception?.item?.fields ?? {
    ...series.fields,
    recurrence: null,
    span: plannedSpan(series.fields.span, day),
  };
  const isBack = exception !== undefined && exception.item === null;
  const hostsItself = exception?.event ? hostedAddress(exception.event) !== '' : series.hostsItself === true;
  const standing = { current: now, reminders: exception?.event?.reminders.overrides ?? [], hostsItself };
  const different = [...changeFields, 'visibility' as const].filter((field) =>
    field === 'span' ? !sameSpan(wanted.span, now.span) : wanted[field] !== now[field],
  );
  const own = different.filter((field) => field !== 'done' && !(field === 'joinUrl' && hostsItself));
  const patch = Object.fromEntries(own.map((field) => [field, wanted[field]])) as AppointmentPatch;
  const categories = exception?.item?.categories ?? series.categories;
  const ticked = different.includes('done') && doneCategory !== undefined;
  const body = {
    ...writePatch(patch, standing),
    ...(ticked ? writeCategories(withDone(categories, wanted.done, doneCategory), labels) : {}),
    ...(isBack ? { status: wanted.availability === 'tentative' ? 'tentative' : 'confirmed' } : {}),
  };
  return Object.keys(body).length === 0 ? undefined : body;
}
