/**
 * @file What an edit means for the whole of a text of which only a part was shown: a system had cut it, or knows no formatting.
 * Only what was changed changes; the rest is as it was. Where nobody can know what is meant for the part that was not seen,
 * nothing is concluded: the user is asked.
 */
import { diffArrays } from 'diff';
import { changedPart, isPlain, type RowEdit, rowsOf, wordsOf } from './text-rows.ts';

/**
 * For a title or a place.
 * @param whole what stands where nothing is cut. @param before what the other system made of it. @param after what somebody
 * made of that.
 * @returns the whole as it is meant; null where that cannot be said.
 */
export function carryLineEdit(whole: string, before: string, after: string): string | null {
  const [all, seen, now] = [oneLine(whole), oneLine(before), oneLine(after)];
  if (seen === now) return whole;
  if (all === seen || seen === '' || !all.startsWith(seen)) return after;
  return cutLineEdit(all, seen, now);
}

/**
 * For a text.
 * @param whole, before, after as for `carryLineEdit`, as canonical HTML.
 */
export function carryTextEdit(whole: string, before: string, after: string): string | null {
  if (before === after) return whole;
  if (whole === before) return after;
  const edited = isPlain(before) && isPlain(after) ? carryRows(whole, before, after) : undefined;
  if (edited !== undefined) return edited;
  return isWithin(wordsOf(whole), wordsOf(before)) ? after : null;
}

function oneLine(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** So much of a line's end must have been left alone for what follows it, unseen, to follow it still. */
const endKept = 12;

function cutLineEdit(whole: string, seen: string, now: string): string | null {
  const { end } = changedPart(seen, now);
  const kept = seen.length - end;
  if (kept < Math.min(endKept, Math.ceil(seen.length / 2))) return null;
  return now.slice(0, now.length - kept) + whole.slice(end);
}

/** The number of a line in a list is not somebody's word: it follows from the lines above. */
const keyOf = (row: string) => row.replace(/^\d+\. /, '#. ');

/** @returns undefined where `before` is not what is seen of the whole; null where it cannot be said what is meant. */
function carryRows(whole: string, before: string, after: string): string | null | undefined {
  const rows = rowsOf(whole);
  const seen = rowsOf(before).texts.filter((row) => row !== '');
  const places = placesOf(rows.texts, seen);
  if (places === undefined) return undefined;
  const now = rowsOf(after).texts.filter((row) => row !== '');
  const edits = editsOf(rows.texts, seen, now, places);
  return edits === null ? null : rows.rewritten(edits.byPlace, edits.above);
}

/** Where each line that is seen stands in the whole: lines in between are not seen, and of some only the beginning is. */
function placesOf(whole: readonly string[], seen: readonly string[]): readonly number[] | undefined {
  const keys = whole.map(keyOf);
  const places: number[] = [];
  for (const row of seen) {
    const from = (places.at(-1) ?? -1) + 1;
    const exact = keys.indexOf(keyOf(row), from);
    const at = exact >= 0 ? exact : keys.findIndex((key, index) => index >= from && key.startsWith(keyOf(row)));
    if (at < 0) return undefined;
    places.push(at);
  }
  return places;
}

/** Lines that were exchanged for others at one place; either may be none. */
interface Change {
  /** The first of both, counted in all lines. */
  readonly at: number;
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

function changesOf(seen: readonly string[], now: readonly string[]): readonly Change[] {
  const changes: Change[] = [];
  let at = 0;
  let open: Change | undefined;
  for (const { added, removed, value, count } of diffArrays([...seen], [...now])) {
    if (added || removed) {
      // What goes and what comes at one place is told in two steps.
      open ??= { at, gone: [], come: [] };
      open = { ...open, ...(removed ? { gone: value } : { come: value }) };
    }
    if (!added) at += count;
    if (added || removed) continue;
    if (open !== undefined) changes.push(open);
    open = undefined;
  }
  return open === undefined ? changes : [...changes, open];
}

interface Edits {
  readonly byPlace: Map<number, RowEdit>;
  readonly above: string[];
}

function editsOf(
  whole: readonly string[],
  seen: readonly string[],
  now: readonly string[],
  places: readonly number[],
): Edits | null {
  const byPlace = new Map<number, RowEdit>();
  const above: string[] = [];
  for (const { at, gone, come } of changesOf(seen, now)) {
    for (const [step, row] of gone.entries()) {
      const place = places[at + step] ?? 0;
      const text = rewrittenRow(whole[place] ?? '', row, come[step]);
      if (text === undefined) return null;
      byPlace.set(place, { text });
    }
    const more = come.slice(gone.length);
    const last = places[at + gone.length - 1];
    if (last === undefined) above.push(...more);
    else if (more.length > 0) byPlace.set(last, { ...byPlace.get(last), after: more });
  }
  return { byPlace, above };
}

/** @param now absent: the line is gone. @returns undefined where it cannot be said what becomes of the rest of the line. */
function rewrittenRow(whole: string, seen: string, now: string | undefined): string | null | undefined {
  if (keyOf(whole) === keyOf(seen)) return now ?? null;
  return now === undefined ? undefined : (cutLineEdit(whole, seen, now) ?? undefined);
}

/** Whether all of `some` is in `all`, in that order. */
function isWithin(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  return some.every((word) => {
    at = all.indexOf(word, at) + 1;
    return at > 0;
  });
}
