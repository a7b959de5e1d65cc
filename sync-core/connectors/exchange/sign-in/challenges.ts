/**
 * @file What a server offers in `WWW-Authenticate`, and which of it is taken. Pure.
 *
 * Source: RFC 9110, 11.6.1. A fetch joins several headers by commas, which stand inside of a challenge too.
 */

export interface Challenge {
  /** In small letters: `basic`, `ntlm`, `negotiate`, `bearer`. */
  readonly scheme: string;
  /** The one token of NTLM and Negotiate; undefined where there is none, or where parameters stand in its place. */
  readonly token: string | undefined;
}

/** Ways to sign in with a user name and a password, the one that does not give the password away first. */
export const passwordWays = ['ntlm', 'basic'] as const;
export type PasswordWay = (typeof passwordWays)[number];

const quoted = /"(?:[^"\\]|\\.)*"/g;
/** A scheme, and what may follow it as one token; not `realm=…`, which is a parameter of the scheme before. */
const challenge = /^([A-Za-z][\w!#$%&'*+.^`|~-]*)(?:\s+([A-Za-z0-9+/._~-]+=*))?$/;

/** @param header as a fetch tells it; null where there is none. */
export function challengesOf(header: string | null): readonly Challenge[] {
  const parts = (header ?? '').replaceAll(quoted, '""').split(',');
  return parts.flatMap((part) => {
    const text = part.trim();
    // A scheme with its first parameter.
    const withParameter = /^([A-Za-z][\w-]*)\s+[\w-]+\s*=\s*(?:""|[^=\s])/.exec(text);
    if (withParameter?.[1] !== undefined) return [{ scheme: withParameter[1].toLowerCase(), token: undefined }];
    const [, scheme, token] = challenge.exec(text) ?? [];
    return scheme === undefined ? [] : [{ scheme: scheme.toLowerCase(), token }];
  });
}

/** @param allowed the ways that may be used here. @returns undefined where the server offers none of them */
export function choosePasswordWay(
  offered: readonly Challenge[],
  allowed: readonly PasswordWay[] = passwordWays,
): PasswordWay | undefined {
  return passwordWays.find((way) => allowed.includes(way) && offered.some(({ scheme }) => scheme === way));
}
