/** @file Addresses with OData options. */

/**
 * @param parameters undefined ones are left out. Names keep their `$`, as OData writes them.
 * @returns `address` with the parameters behind it, blanks as `%20`.
 */
export function withQuery(
  address: string,
  parameters: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const pairs = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name).replaceAll('%24', '$')}=${encodeURIComponent(String(value))}`);
  if (pairs.length === 0) return address;
  return `${address}${address.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}
