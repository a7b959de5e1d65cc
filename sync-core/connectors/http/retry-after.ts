/** @file How long a server wants us to stay away, from its `Retry-After` header (RFC 9110, 10.2.3). */

/**
 * @param headers lower-case names.
 * @param now milliseconds since 1970.
 * @returns milliseconds to wait, or undefined when the server does not say (or says it in no known form). A date is taken
 * against the server's own `Date` where it sends one, so that a computer whose clock is wrong still waits as long as asked.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const value = headers['retry-after']?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const until = Date.parse(value);
  if (Number.isNaN(until)) return undefined;
  const serverNow = Date.parse(headers['date'] ?? '');
  return Math.max(0, until - (Number.isNaN(serverNow) ? now : serverNow));
}
