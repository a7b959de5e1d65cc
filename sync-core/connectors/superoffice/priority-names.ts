/**
 * @file What the name of a priority means. The list is the tenant's own: only names that say "high" or "low" in a language of
 * the product are understood, and whatever else stands there stays as it is.
 */
import type { Importance } from '../../model/appointment.ts';

const high = [
  'high',
  'urgent',
  'hoch',
  'dringend',
  'høy',
  'høj',
  'hög',
  'haster',
  'hoog',
  'brådskande',
  'haute',
  'élevée',
];
const low = ['low', 'niedrig', 'gering', 'lav', 'låg', 'laag', 'basse', 'faible'];

/** @param names of one item in all its languages. @returns undefined for one that is neither high nor low. */
export function importanceOf(names: readonly string[]): Exclude<Importance, 'normal'> | undefined {
  const said = names.map((name) => name.trim().toLowerCase());
  if (said.some((name) => high.includes(name))) return 'high';
  return said.some((name) => low.includes(name)) ? 'low' : undefined;
}
