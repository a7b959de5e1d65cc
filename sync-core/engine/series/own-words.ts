/**
 * @file An occurrence that has a word of its own (a title, a place) keeps it when its series gets another: also on the other side, where
 * it may have been called so only because the series was. Pure.
 */
import type { Appointment } from '../../model/appointment.ts';
import { changeWords } from '../../model/recurrence.ts';
import { otherSide, type Side } from '../../model/side.ts';
import { sameField } from '../fields.ts';
import type { Merged, MergeSide } from '../merge-draft.ts';
import type { Scripts } from './changes.ts';
import { dayAcross, type OccurrenceEdit, type Script } from './script.ts';

type Sides = Readonly<Record<Side, MergeSide<Appointment>>>;

/**
 * @param patches what the series themselves are given: only where a series gets another word is that of an occurrence to be said.
 * @returns the changes that go across, and with them what occurrences are called that are to stay as they are.
 */
export function withOwnWords(scripts: Scripts, sides: Sides, patches: Merged['patches']): Scripts {
  const complete = (side: Side) => completed(side, scripts, sides, patches);
  return { crm: complete('crm'), calendar: complete('calendar') };
}

function completed(source: Side, scripts: Scripts, sides: Sides, patches: Merged['patches']): Script {
  const script = scripts[source];
  const kept = script.frame ? [] : unsaidWords(source, scripts, sides, patches);
  if (kept.length === 0) return script;
  const days = [...new Set([...script.edits, ...kept].map(({ day }) => day))].toSorted();
  const edits = days.map((day): OccurrenceEdit => {
    const edit = script.edits.find((one) => one.day === day);
    const own = kept.find((one) => one.day === day);
    return { day, ...edit, fields: { ...own?.fields, ...edit?.fields } };
  });
  return { ...script, edits };
}

/** The words of occurrences that were theirs before, of which the other side knows nothing. */
function unsaidWords(
  source: Side,
  scripts: Scripts,
  sides: Sides,
  patches: Merged['patches'],
): readonly OccurrenceEdit[] {
  const to = otherSide(source);
  const { agreed, fields } = sides[source];
  const there = sides[to].fields.recurrence;
  const renamed = changeWords.filter((word) => word in patches[to] && !sameField(word, agreed, fields));
  if (renamed.length === 0 || there === null || fields.recurrence === null) return [];
  const said = new Map(there.changed.map(({ day, change }) => [day, change]));
  const meanwhile = new Map(scripts[to].edits.map((edit) => [edit.day, edit.fields]));
  return fields.recurrence.changed.flatMap(({ day, change }): readonly OccurrenceEdit[] => {
    const across = dayAcross(agreed, sides[to].agreed, day);
    // What does not take place there has no words there.
    if (across === undefined || there.cancelled.includes(across)) return [];
    const known = { ...said.get(across), ...meanwhile.get(across) };
    const own = renamed.filter((word) => word in change && !(word in known));
    return own.length === 0 ? [] : [{ day, fields: Object.fromEntries(own.map((word) => [word, change[word]])) }];
  });
}
