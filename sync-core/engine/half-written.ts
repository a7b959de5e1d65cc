/**
 * @file Items of which a write was cut off on its way: some of what was to be written stands there, and some of what stood there
 * is gone, because a system takes a series in several steps and drops occurrences when its rule changes, or takes edits of what is
 * done only after it was opened. Taken for somebody's edit, that would be carried back. It is written once more instead, which
 * finishes it.
 *
 * Only what our write alone explains is taken for its trace: an edit of anybody else is met as any other.
 */
import { isReadable, type RemoteItem, type WriteOperation } from '../connectors/connector.ts';
import { type Appointment, appointmentFields } from '../model/appointment.ts';
import { type AnyPatch, fieldsIn, type ItemFields, isAppointment, isDone } from '../model/item.ts';
import { type Occurrence, occurrencesWithin } from '../model/occurrences.ts';
import { changeWords } from '../model/recurrence.ts';
import { extentOf } from '../model/series-compare.ts';
import type { Side } from '../model/side.ts';
import type { Period } from '../model/time.ts';
import type { RunContext } from './context.ts';
import { describeSpan, differingFields, isTime, sameField } from './fields.ts';
import { concernsAccount } from './problem.ts';
import { isSameSeries } from './series/same-times.ts';
import { scriptOf } from './series/script.ts';

/** What a write left, and what it was to be. */
export interface HalfWritten {
  readonly item: RemoteItem;
  readonly patch: AnyPatch;
  /** What of the operation is told beside it. */
  readonly beside: Pick<Extract<WriteOperation, { readonly do: 'update' }>, 'categories' | 'doneCategory' | 'added'>;
}

/**
 * @param before as it was when the write was begun; null: it was not there.
 * @param meant as the system would give it back.
 * @param window how far a series without end is looked at.
 * @returns whether a write that was cut off explains what is there. By its occurrences, for systems tell a rule in words of their
 * own: each is where one is, was or is to be, and none is missing that was there and is to stay. Pure.
 */
export function isHalfWritten(is: ItemFields, before: ItemFields | null, meant: ItemFields, window: Period): boolean {
  // What is written at once is written or not.
  if (!isAppointment(is) || !isAppointment(meant) || (before !== null && !isAppointment(before))) return false;
  if (meant.recurrence === null && (before?.recurrence ?? null) === null) return false;
  const known = before === null ? [meant] : [before, meant];
  // Nothing of it was written, or all.
  const words = appointmentFields.filter((field) => !isTime(field));
  const isWhole = (one: Appointment) =>
    differingFields(is, one).length === 0 ||
    (isSameSeries(is, one, window) && words.every((field) => sameField(field, is, one)));
  if (known.some(isWhole)) return false;
  if (!words.every((field) => known.some((one) => sameField(field, is, one)))) return false;
  const ofOccurrences = before !== null && isOfOccurrences(before, meant);
  // On its way from one rule to another, a series may be a single appointment; whatever else is written leaves it one.
  if (is.recurrence === null) return !keepsItsDays(before, meant) && known.some((one) => sameField('span', is, one));
  const period = periodOf([is, ...known], window);
  const shown = occurrencesWithin(is, period);
  const days = known.map((one) => daysOf(one, period));
  // What is written to single occurrences takes nothing from the others: one that is plain now was made so by somebody.
  const resetTo = ofOccurrences ? [] : known;
  return shown.every((one) => isExplained(one, resetTo, days.flat())) && noneIsMissing(shown, days);
}

/** Systems that take no edits of what is done open it for them: it was to be done again, and nothing else was made of it. Pure. */
export function isLeftOpen(is: ItemFields, before: ItemFields, meant: ItemFields): boolean {
  if (isDone(is) || !isDone(before) || !isDone(meant)) return false;
  const rest = fieldsIn(is).filter((field) => field !== 'done');
  return rest.every((field) => sameField(field, is, before) || sameField(field, is, meant));
}

/** Whether the write was one of single occurrences alone, none of which was to take place again. */
function isOfOccurrences(before: Appointment, meant: Appointment): boolean {
  const words = appointmentFields.filter((field) => !isTime(field));
  return keepsItsDays(before, meant) && words.every((field) => sameField(field, before, meant));
}

/** Whether the write left the rule and the time of a series as they were, and brought no occurrence back. */
function keepsItsDays(before: Appointment | null, meant: Appointment): boolean {
  if (before === null || before.recurrence === null || meant.recurrence === null) return false;
  const { frame, edits } = scriptOf(before, meant);
  return !frame && edits.every(({ cancelled }) => cancelled !== false);
}

/** One day of a series: where it is meant to be, and what takes place there. */
interface KnownDay {
  readonly planned: string;
  readonly shown: Occurrence | undefined;
}

function periodOf(all: readonly Appointment[], window: Period): Period {
  const extents = all.map(extentOf);
  const from = extents.map((one) => one.from).toSorted()[0] ?? window.from;
  const until = extents.map((one) => one.until ?? window.until).toSorted();
  return { from, until: until.at(-1) ?? window.until };
}

function daysOf(one: Appointment, period: Period): readonly KnownDay[] {
  const { recurrence, span } = one;
  if (recurrence === null) {
    return occurrencesWithin(one, period).map((shown) => ({ planned: describeSpan(span), shown }));
  }
  const bare = { ...one, recurrence: { ...recurrence, cancelled: [], changed: [] } };
  const shown = new Map(occurrencesWithin(one, period).map((occurrence) => [occurrence.day, occurrence]));
  return occurrencesWithin(bare, period).map(({ day, span: place }) => ({
    planned: describeSpan(place),
    shown: shown.get(day),
  }));
}

/**
 * It has the place of a known one, and its words, or those of its series.
 * @param resetTo the series of which it may have become a plain occurrence.
 */
function isExplained(
  { span, fields }: Occurrence,
  resetTo: readonly Appointment[],
  days: readonly KnownDay[],
): boolean {
  const place = describeSpan(span);
  const isHere = ({ planned, shown }: KnownDay) =>
    (resetTo.length > 0 && planned === place) || (shown !== undefined && describeSpan(shown.span) === place);
  const here = new Set(days.filter(isHere).map(({ planned }) => planned));
  const said = days.flatMap(({ planned, shown }) => (here.has(planned) && shown ? [shown.fields] : []));
  return (
    here.size > 0 && changeWords.every((field) => [...resetTo, ...said].some((one) => sameField(field, fields, one)))
  );
}

/** What was there and is to stay is in one of its places. What is not there yet, or to go, says nothing. */
function noneIsMissing(shown: readonly Occurrence[], known: readonly (readonly KnownDay[])[]): boolean {
  const there = new Set(shown.map(({ span }) => describeSpan(span)));
  const [before = [], meant = before] = known;
  const was = new Map(before.map((one) => [one.planned, one]));
  return meant.every((day) => {
    const then = was.get(day.planned);
    if (day.shown === undefined || then?.shown === undefined) return true;
    return [day.planned, describeSpan(day.shown.span), describeSpan(then.shown.span)].some((place) => there.has(place));
  });
}

/**
 * Writes them once more.
 * @returns as they are then, by what was handed in; what could not be finished is not among them.
 * @throws ConnectorError what concerns the whole account
 */
export async function finish<K>(
  { faces, rules, run, options }: RunContext,
  side: Side,
  halves: ReadonlyMap<K, HalfWritten>,
): Promise<ReadonlyMap<K, RemoteItem>> {
  const keys = [...halves.keys()];
  const operations = [...halves.values()].map(({ item, patch, beside }): WriteOperation<ItemFields> => {
    const { id, version, fields: current } = item;
    return { do: 'update', id, version, patch, current, ...beside };
  });
  const finished = new Map<K, RemoteItem>();
  if (operations.length === 0) return finished;
  for await (const outcome of faces[side].write(operations, rules.window, run.signal)) {
    const key = keys[outcome.index];
    if (outcome.result === 'failed') {
      if (concernsAccount(outcome.error)) throw outcome.error;
      options.log.warn('a series that was cut off could not be finished', { side, error: outcome.error.kind });
    } else if ('item' in outcome && key !== undefined && isReadable(outcome.item)) finished.set(key, outcome.item);
  }
  return finished;
}
