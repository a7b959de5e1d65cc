/**
 * @file A series in the words in which it was agreed on. Where each occurrence is an entry by itself, nobody says what the series is
 * called: a reader takes what most of them say. Of three occurrences of which two were renamed the series then has another name than
 * it was given, though each of them shows what it is to show; and a change of its time would carry that name to all. Pure.
 */
import type { Appointment } from '../../model/appointment.ts';
import { type ItemFields, repeats, type Series } from '../../model/item.ts';
import { firstDayOf, isEndless, lastDayOf, type Occurrence, occurrencesOf } from '../../model/occurrences.ts';
import { changeWords, type OccurrenceChange } from '../../model/recurrence.ts';
import { patternDays } from '../../model/recurrence-days.ts';
import { sameField } from '../fields.ts';

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
