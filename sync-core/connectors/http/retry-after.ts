/** @file How long to wait: as the server's `Retry-After` header says (RFC 9110, 10.2.3), or by our own measure. */

/** Whoever asks for more than a day does not mean it; it would also lead out of the times that a date can hold. */
const longestAskedMs = 24 * 3_600_000;

/**
 * @param headers lower-case names.
 * @param now milliseconds since 1970.
 * @returns milliseconds to wait, or undefined when the server does not say (or says it in no known form). A date is taken
 * against the server's own `Date` where it sends one, so that a computer whose clock is wrong still waits as long as asked.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const value = headers['retry-after']?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.min(longestAskedMs, Math.ceil(Number(value) * 1000));
  // Every form of an HTTP date begins with the day of the week; `Date.parse` alone would read much else.
  const until = /^[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(until)) return undefined;
  const serverNow = Date.parse(headers['date'] ?? '');
  return Math.min(longestAskedMs, Math.max(0, until - (Number.isNaN(serverNow) ? now : serverNow)));
}

const shortestBackoffMs = 1000;
const longestBackoffMs = 60_000;

/**
 * @param repeats 1 before the first repeat.
 * @returns milliseconds: doubling from a second to a minute, by chance between half and the whole of it, so that many
 * clients spread out.
 */
export function backoffMs(repeats: number, random: () => number): number {
  const whole = Math.min(longestBackoffMs, shortestBackoffMs * 2 ** (repeats - 1));
  return Math.round(Math.max(shortestBackoffMs, whole * (0.5 + random() / 2)));
}

/** So often a server's own figure is taken as it is. */
const believedRepeats = 10;

/**
 * @param askedMs what the server asked for.
 * @param repeats how often this request has been put off, from 1.
 * @returns milliseconds: exactly what was asked for. A server that goes on saying "a second" means more, and is asked less
 * and less often.
 */
export function waitAgainMs(askedMs: number, repeats: number, random: () => number): number {
  return repeats <= believedRepeats ? askedMs : Math.max(askedMs, backoffMs(repeats - believedRepeats, random));
}
