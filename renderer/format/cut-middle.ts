/** @file Long names, cut in the middle: beginning and end are what tells two of them apart. */

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** At most `length` characters as a reader counts them, with "…" in the middle when something was left out. */
export function cutMiddle(name: string, length: number): string {
  const parts = Array.from(characters.segment(name), ({ segment }) => segment);
  if (parts.length <= length) return name;
  const ahead = Math.ceil((length - 1) / 2);
  const behind = length - 1 - ahead;
  return `${parts.slice(0, ahead).join('').trimEnd()}…${parts
    .slice(parts.length - behind)
    .join('')
    .trimStart()}`;
}
