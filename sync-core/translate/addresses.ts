/** @file The e-mail addresses that somebody has written into a text. Pure. */

const address = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
/** Links to meetings have signs in them that look like addresses. */
const link = /\b[a-z][a-z+.-]*:\/\/\S+|\b\d+:meeting_\S+/giu;

/** @returns each address once, in small letters, in the order in which they stand. */
export function addressesIn(text: string): readonly string[] {
  const found = text.replace(link, ' ').match(address) ?? [];
  return [...new Set(found.map((one) => one.replace(/^[.'-]+/, '').toLowerCase()))];
}
