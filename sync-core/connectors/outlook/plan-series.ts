/**
 * @file What is still to be written so that a series shows what it is meant to show. Pure, and asked anew after each write:
 * what a change of the rule leaves of the occurrences is not known, and a write that was cut off is finished by asking again.
 *
 * Graph cannot take a removed occurrence back. The series is made a single appointment and a series again, which takes back
 * all, and what else was changed or removed is then written once more. A changed occurrence that is to be plain again stays an
 * exception that shows what the series shows.
 *
 * [Note: who may read an occurrence] Each changed occurrence has a sensitivity of its own, which that of its series does not reach.
 * A series that is made private closes them all; and what is written to one of a series that is private to us is closed with it.
 */
import type { Appointment, AppointmentPatch } from '../../model/appointment.ts';
import { plannedSpan } from '../../model/occurrences.ts';
import { changeWords, type OccurrenceChange, type Recurrence } from '../../model/recurrence.ts';
import { type LocalDate, sameSpan, type ZoneId } from '../../model/time.ts';
import { withDone } from '../../translate/categories.ts';
import type { RemoteAppointment } from '../connector.ts';
import type { Json } from './calendar.ts';
import { sameClocks } from './same-clocks.ts';
import { writeOccurrence, writeRecurrence } from './series-bodies.ts';
import type { SeriesState } from './series-state.ts';
import { writePatch } from './write-event.ts';

export type SeriesStep =
  | { readonly on: 'series'; readonly body: Json }
  | { readonly on: 'occurrence'; readonly day: LocalDate; readonly body: Json | null };

/** What is to stand there. */
export interface SeriesWish {
  /** As `expressAppointment` gives it. */
  readonly fields: Appointment;
  /** What is to stand below the texts; undefined: what stands there. */
  readonly added: string | undefined;
  /** What says of an occurrence that it is done; undefined: nothing does, and it is not written. */
  readonly doneCategory: string | undefined;
  /** Who may read it is to be as the fields say, of every occurrence. */
  readonly setsVisibility: boolean;
}

/** Fields with a property of their own: all but when it takes place, and the text with what stands in it. */
const plainWords = changeWords.filter((field) => field !== 'body' && field !== 'joinUrl' && field !== 'done');

/** @returns the steps that can be done next: one on the series itself, or any number on occurrences; none when all is done. */
export function nextSteps(wish: SeriesWish, state: SeriesState, mailboxZone: ZoneId): readonly SeriesStep[] {
  const wanted = wish.fields;
  const now = state.item.fields;
  const body = { ...wordsOf(wish, state, mailboxZone), ...daysOf(wanted, now, mailboxZone) };
  if (Object.keys(body).length > 0) return [{ on: 'series', body }];
  if (wanted.recurrence === null || now.recurrence === null) return [];
  return occurrenceSteps(wish, wanted.recurrence, state, now.recurrence, mailboxZone);
}

function wordsOf(wish: SeriesWish, { item, visibility }: SeriesState, mailboxZone: ZoneId): Json {
  const { fields: wanted, setsVisibility } = wish;
  const patch = {
    ...differingWords(wanted, item.fields),
    ...textPatch(wish, wanted, item.fields, item),
    ...(setsVisibility && wanted.visibility !== visibility ? { visibility: wanted.visibility } : {}),
  };
  return writePatch(patch, textOwner(wanted, item), mailboxZone);
}

function differingWords(wanted: Shown, now: Shown): AppointmentPatch {
  const differs = plainWords.filter((field) => wanted[field] !== now[field]);
  return Object.fromEntries(differs.map((field) => [field, wanted[field]]));
}

type Written = Pick<RemoteAppointment, 'added' | 'hostsItself'>;

/** The text, what stands below it, and an address that has no other room are one property. */
function textPatch({ added }: SeriesWish, wanted: Shown, now: Shown, there: Written): AppointmentPatch {
  const stands = there.added ?? '';
  const sameText = wanted.body === now.body && (there.hostsItself === true || wanted.joinUrl === now.joinUrl);
  if (sameText && (added === undefined || added === stands)) return {};
  return { body: wanted.body + (added ?? stands) };
}

/** An address that the event has by itself is not put into its text as well. */
function textOwner<S extends Shown>(wanted: S, { hostsItself }: Written): S {
  return hostsItself === true ? { ...wanted, joinUrl: '' } : wanted;
}

function daysOf(wanted: Appointment, now: Appointment, mailboxZone: ZoneId): Json {
  if (!sameDays(wanted, now)) return writeRecurrence(wanted, mailboxZone);
  return comesBack(wanted, now) ? { recurrence: null } : {};
}

function sameDays(one: Appointment, other: Appointment): boolean {
  if (!sameSpan(one.span, other.span) || !sameZone(one, other)) return false;
  return JSON.stringify(one.recurrence?.pattern ?? null) === JSON.stringify(other.recurrence?.pattern ?? null);
}

function sameZone({ span: one, recurrence }: Appointment, { span: other }: Appointment): boolean {
  if (recurrence === null || one.kind !== 'timed' || other.kind !== 'timed') return true;
  return sameClocks(one.zone, other.zone, one.start);
}

/** Whether an occurrence that was removed there is one that is wanted. */
function comesBack({ recurrence: wanted }: Appointment, { recurrence: now }: Appointment): boolean {
  if (wanted === null || now === null) return false;
  const gone = new Set(wanted.cancelled);
  return now.cancelled.some((day) => !gone.has(day));
}

function occurrenceSteps(
  wish: SeriesWish,
  toBe: Recurrence,
  state: SeriesState,
  is: Recurrence,
  mailboxZone: ZoneId,
): readonly SeriesStep[] {
  const removed = new Set(is.cancelled);
  const cancels = toBe.cancelled
    .filter((day) => !removed.has(day))
    .map((day): SeriesStep => ({ on: 'occurrence', day, body: null }));
  const gone = new Set([...toBe.cancelled, ...is.cancelled]);
  const known = [...state.places].flatMap(([day, { item }]) => (item === undefined ? [] : [day]));
  const days = [...new Set([...toBe.changed.map(({ day }) => day), ...is.changed.map(({ day }) => day), ...known])];
  const changes = days
    .filter((day) => !gone.has(day))
    .toSorted()
    .flatMap((day): readonly SeriesStep[] => {
      const body = bodyOf(wish, shownOn(wish.fields, toBe, day), state, shownOn(state.item.fields, is, day), day);
      return body === null ? [] : [{ on: 'occurrence', day, body: body(mailboxZone) }];
    });
  return [...cancels, ...changes];
}

type Shown = Required<OccurrenceChange>;

function shownOn(series: Appointment, { changed }: Recurrence, day: LocalDate): Shown {
  const change = changed.find((one) => one.day === day)?.change ?? {};
  return { ...series, span: plannedSpan(series.span, day), ...change };
}

/** @returns what is to be written of an occurrence; null where it is as it is to be. */
function bodyOf(
  wish: SeriesWish,
  wanted: Shown,
  state: SeriesState,
  now: Shown,
  day: LocalDate,
): ((mailboxZone: ZoneId) => Json) | null {
  const own = state.places.get(day)?.item;
  const there = own ?? state.item;
  const patch: AppointmentPatch = {
    ...differingWords(wanted, now),
    ...textPatch(own === undefined ? { ...wish, added: undefined } : wish, wanted, now, there),
    ...(sameSpan(wanted.span, now.span) ? {} : { span: wanted.span }),
  };
  const { doneCategory } = wish;
  const ticks = wanted.done !== now.done && (!wanted.done || doneCategory !== undefined);
  const categories = ticks ? { categories: withDone(there.categories, wanted.done, doneCategory ?? '') } : {};
  const isWritten = Object.keys(patch).length > 0 || ticks;
  const { visibility } = wish.fields;
  const isOther = (own?.fields.visibility ?? state.visibility) !== visibility;
  // See [Note: who may read an occurrence].
  const shuts = isOther && (wish.setsVisibility || (isWritten && visibility === 'private'));
  if (!isWritten && !shuts) return null;
  const whole = { ...patch, ...(shuts ? { visibility } : {}) };
  return (zone) => ({
    ...writeOccurrence(whole, { ...wish.fields, ...textOwner(wanted, there) }, zone),
    ...categories,
  });
}

/** The days of occurrences that are not what their series says. */
export function daysOfItsOwn({ recurrence }: Appointment): readonly LocalDate[] {
  return recurrence === null ? [] : [...recurrence.cancelled, ...recurrence.changed.map(({ day }) => day)];
}
