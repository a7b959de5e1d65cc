/** @file What a sign-in server gave as an access token, checked before it gets anywhere. */
import { Nonsense } from '../../sync-core/connectors/errors.ts';
import type { Clock } from '../../sync-core/connectors/ports.ts';
import type { AccountSystem } from './account.ts';
import type { FreshToken } from './signed-in.ts';

/** RFC 6750, 2.1. Anything else in a header makes the network throw, with the token in its message. */
const bearer = /^[!-~]{1,100000}$/;
/** How long a token is taken to hold whose end was not told. */
const unknownLifeMs = 5 * 60_000;
/** No server means a longer life than this. */
const longestLifeMs = 7 * 24 * 3_600_000;

/** @param expiresAt milliseconds since 1970, as the library reckons it. @throws Nonsense for what is no token */
export function freshTokenOf(system: AccountSystem, token: unknown, expiresAt: number, clock: Clock): FreshToken {
  if (typeof token !== 'string' || !bearer.test(token)) {
    throw new Nonsense('The sign-in server sent what is no token', { system, code: 'token' });
  }
  const life = expiresAt - clock.now();
  const known = life > 0 && life <= longestLifeMs;
  return { token, expiresAt: known ? expiresAt : clock.now() + unknownLifeMs };
}
