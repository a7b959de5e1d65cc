/**
 * @file A series in the words in which it was agreed on. Where each occurrence is an entry by itself, nobody says what the series is
 * called: a reader takes what most of them say. Of three occurrences of which two were renamed the series then has another name than
 * it was given, though each of them shows what it is to show; and a change of its time would carry that name to all. Pure.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '../../model/appointment.ts';
import { type ItemField, type ItemFields, repeats, type Series } from '../../model/item.ts';
import {
  firstDayOf,
  isEndless,
  lastDayOf,
  type Occurrence,
  occurrencesOf,
  occurrencesWithin,
} from '../../model/occurrences.ts';
import { changeWords, type OccurrenceChange } from '../../model/recurrence.ts';
import { patternDays } from '../../model/recurrence-days.ts';
import { endMoment, extentOf } from '../../model/series-compare.ts';
import { type Period, toInstant } from '../../model/time.ts';
import { sameField } from '../fields.ts';
import type { MergeSide } from '../merge-draft.ts';

const words = changeWords.filter((word) => word !== 'done');
type Word = (typeof words)[number];

const asItIs = (fields: ItemFields): ItemFields => fields;

/**
 * @param model the same series as it was agreed on, or as it was to be written.
 * @param express what the side makes of the model: some hold no more of a series than what lies in the window, or fewer words.
 * @returns the series by the name (and the other words) of that where its occurrences, one after the other, still show what
 * those of the model show; each of them shows the same as before. Anything else is given back as it is.
 */
export function inWordsOf<F extends ItemFields>(fields: F, model: ItemFields, express = asItIs): F {
  if (!repeats(fields) || !repeats(model)) return fields;
  // It may have rows beyond the window, of which the model knows and what is made of it for the window does not.
  return told(fields, express(model)) ?? told(fields, model) ?? fields;
}

/** @returns undefined where the occurrences are not those of the model. */
function told<F extends Series>(fields: F, held: ItemFields): F | undefined {
  if (!repeats(held)) return undefined;
  const parted = words.filter((word) => !sameField(word, fields, held));
  if (parted.length === 0) return fields;
  if (isEndless(fields.recurrence) || isEndless(held.recurrence)) return undefined;
  const shown = allOf(fields);
  const before = allOf(held);
  if (shown.length !== before.length) return undefined;
  const kept = parted.filter((word) =>
    shown.every((one, place) => sameField(word, one.fields, before[place]?.fields ?? one.fields)),
  );
  return kept.length === 0 ? undefined : retold(fields, held, kept, shown);
}

/**
 * @param there the series as the other side shows it.
 * @returns whether one that is called something else now shows what it did, wherever the other side shows it within the window or
 * later: rows that have gone by were renamed, and those ahead say their own.
 */
export function showsAsBefore(
  field: ItemField,
  { agreed, fields: now }: Pick<MergeSide, 'agreed' | 'fields'>,
  there: ItemFields,
  window: Period,
): boolean {
  const word = words.find((one) => one === field);
  if (word === undefined || !repeats(agreed) || !repeats(now) || !repeats(there)) return false;
  if (isEndless(agreed.recurrence) || isEndless(now.recurrence)) return false;
  const ahead = (series: Series) => occurrencesWithin(series, { from: window.from, until: endOfTime });
  const [then, today] = [ahead(agreed), ahead(now)];
  // Another rule has brought some that the other side is yet to be told of.
  if (then.length !== today.length) return false;
  const begins = extentOf(there).from;
  const [before, after] = [then, today].map((all) => all.filter(({ span }) => endMoment(span) > begins));
  if (before === undefined || after === undefined || before.length !== after.length || after.length === 0) return false;
  return after.every(({ fields }, place) => sameField(word, before[place]?.fields ?? now, fields));
}

const endOfTime = toInstant(Temporal.Instant.from('2200-01-01T00:00:00Z'));

function allOf(series: Appointment): readonly Occurrence[] {
  const last = lastDayOf(series);
  if (series.recurrence === null || last === null) return [];
  return occurrencesOf(series, patternDays(series.recurrence.pattern, firstDayOf(series.span), last));
}

function retold<F extends Series>(
  series: F,
  model: Appointment,
  kept: readonly Word[],
  shown: readonly Occurrence[],
): F {
  const { recurrence } = series;
  const own = new Map(recurrence.changed.map(({ day, change }) => [day, change]));
  const changed = shown.flatMap(({ day, fields }) => {
    const rest = Object.entries(own.get(day) ?? {}).filter(([name]) => !kept.some((word) => word === name));
    const said = kept.filter((word) => !sameField(word, fields, model)).map((word) => [word, fields[word]]);
    const change: OccurrenceChange = Object.fromEntries([...rest, ...said]);
    return Object.keys(change).length === 0 ? [] : [{ day, change }];
  });
  const name = Object.fromEntries(kept.map((word) => [word, model[word]]));
  return { ...series, ...name, recurrence: { ...recurrence, changed } };
}
