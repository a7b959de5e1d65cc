/**
 * @file An occurrence is called what its series is called once more: on the other side, too, where the series is called something else
 * (its rows before the window have kept their words, or each side its own). Pure.
 */
import type { Appointment } from '../../model/appointment.ts';
import { normalRecurrence } from '../../model/normal-recurrence.ts';
import { isPlanned, lastDayOf, occurrencesWithin, plannedSpan } from '../../model/occurrences.ts';
import { type ChangeField, changeWords, type OccurrenceChange } from '../../model/recurrence.ts';
import { endMoment } from '../../model/series-compare.ts';
import { otherSide, type Side } from '../../model/side.ts';
import type { Period } from '../../model/time.ts';
import { sameField } from '../fields.ts';
import type { Merged, MergeSide } from '../merge-draft.ts';
import type { OccurrenceEdit, Times } from './script.ts';

type Sides = Readonly<Record<Side, MergeSide<Appointment>>>;

/**
 * @param patches what the series themselves are given.
 * @returns the edit with the words that the occurrence is to have by itself there, because its series has others.
 */
export function inFull(edit: OccurrenceEdit, to: Side, sides: Sides, patches: Merged['patches']): OccurrenceEdit {
  const { express, offered, fields } = sides[to];
  const source = sides[otherSide(to)];
  const there = { ...fields, ...patches[to] };
  // A title and a text are told in other words there; what is the same on both sides need not have been offered.
  const { title, body } = offered;
  const meant = express({ ...source.fields, title, body, span: fields.span, recurrence: null });
  const was = source.agreed.recurrence?.changed.find(({ day }) => day === edit.day)?.change ?? {};
  // It was called by itself what the series is called there: that is not what its own series is called.
  const wasNamesake = (word: ChangeField) => word in was && sameField(word, { ...there, ...was }, there);
  const words = changeWords.flatMap((word) => {
    // A word that the series is about to take over from there is the same on both sides when that is done.
    const isPutBack = word in edit.fields && edit.fields[word] === undefined && !(word in patches[otherSide(to)]);
    const value = wasNamesake(word) ? source.fields[word] : meant[word];
    return isPutBack && !sameField(word, { ...there, [word]: value }, there) ? [[word, value] as const] : [];
  });
  return words.length === 0 ? edit : { ...edit, fields: { ...edit.fields, ...Object.fromEntries(words) } };
}

/** @returns the words that were added to the edits by `inFull`. */
export function wordsPutBack(edits: readonly OccurrenceEdit[], full: readonly OccurrenceEdit[]): OccurrenceChange {
  const put = edits.flatMap(({ fields }, place) =>
    changeWords.flatMap((word) => {
      const value = full[place]?.fields[word];
      return word in fields && fields[word] === undefined && value !== undefined ? [[word, value] as const] : [];
    }),
  );
  return Object.fromEntries(put);
}

/**
 * @param carries whether a word goes across from the other side at all.
 * @returns the words of a series that the other side calls what its own occurrences were called when both agreed: those of them that a
 * new rule brings are called what the series is.
 */
export function ownNames(
  to: Side,
  sides: Sides,
  patches: Merged['patches'],
  carries: (word: ChangeField) => boolean,
): OccurrenceChange {
  const source = sides[otherSide(to)];
  const there = { ...sides[to].fields, ...patches[to] };
  const said = source.agreed.recurrence?.changed ?? [];
  const words = changeWords.filter(
    (word) =>
      carries(word) &&
      !sameField(word, source.fields, there) &&
      said.some(({ change }) => word in change && sameField(word, { ...there, ...change }, there)),
  );
  return Object.fromEntries(words.map((word) => [word, source.fields[word]]));
}

/**
 * @param times a new rule or time, as it is written on the other side.
 * @param now the series as it is shown where that was made.
 * @param window as far as one without an end is told of.
 * @returns those times, with these words for each occurrence ahead that says nothing of its own.
 */
export function withWords(times: Times, now: Appointment, words: OccurrenceChange, { from, until }: Period): Times {
  const { recurrence, span } = times;
  if (Object.keys(words).length === 0 || recurrence === null) return times;
  const last = lastDayOf(now);
  const ends = last === null ? until : endMoment(plannedSpan(now.span, last));
  const changes = new Map(recurrence.changed.map(({ day, change }) => [day, change]));
  for (const { day } of occurrencesWithin(now, { from, until: ends })) {
    const takesPlace = isPlanned({ ...now, ...times }, day) && !recurrence.cancelled.includes(day);
    if (takesPlace) changes.set(day, { ...words, ...changes.get(day) });
  }
  const changed = [...changes].map(([day, change]) => ({ day, change }));
  return { span, recurrence: normalRecurrence({ ...recurrence, changed }, span) };
}
