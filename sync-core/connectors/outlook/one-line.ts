/** @file Subjects and names of places, as Exchange holds them. */
import { readableText } from '../../translate/text.ts';

/** Exchange's limit, in UTF-16 units. */
const longest = 255;

/**
 * One line without blanks at its ends, not longer than Exchange takes, and not cut inside a character. Applied to what is
 * read and to what is written, so that both sides of a comparison have gone through it.
 */
export function oneLine(text: string): string {
  const whole = readableText(text)
    .replace(/[\r\n\t\v\f\u0085\u2028\u2029]+/g, ' ')
    .trim();
  if (whole.length <= longest) return whole;
  return whole
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
}
