/** @file What a sign-in hands to the accounts: facts, what to keep, and the first token. */
import { z } from 'zod';
import type { AuthExpired } from '../../sync-core/connectors/errors.ts';
import type { ConnectedAccount, SignInWords } from './account.ts';

/**
 * What every kept secret begins with: a refresh token goes to no other server, and as no other application, than those
 * that it came from.
 */
export const keptFor = z.object({ loginUrl: z.string(), clientId: z.string() });

export interface FreshToken {
  readonly token: string;
  /** By the handed-in clock, milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface SignedIn {
  readonly account: Omit<ConnectedAccount, 'connectedAt'>;
  /** For the vault; says itself which server and application it belongs to. */
  readonly secret: string;
  readonly fresh: FreshToken;
}

export interface Browser {
  readonly words: SignInWords;
  readonly open: (url: string) => Promise<void>;
}

/** What keeps an account signed in; all systems have the same face. */
export interface StaySignedIn {
  /**
   * An access token from what was kept.
   * @param rejected a token that the server has refused: another one is fetched.
   * @returns also what to keep from now on, where that has changed.
   * @throws AuthExpired when only the user can help; AppNotApproved, Offline, Unavailable, Throttled, Nonsense
   */
  refresh(
    secret: string,
    rejected: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly fresh: FreshToken; readonly secret?: string }>;
  /** Only where a program can take its consent back by itself. @throws what the outside does */
  revoke?(secret: string, signal: AbortSignal): Promise<void>;
  /** What to keep once only the user can help, where sending the same again would do harm, also after a restart. */
  afterRefusal?(secret: string, error: AuthExpired): string;
}

/** One system's way of signing in by the browser. */
export interface SignIn extends StaySignedIn {
  /** @throws SignInRefused, AppNotApproved, Offline, Unavailable, Nonsense, Rejected (an address), Cancelled */
  withBrowser(browser: Browser, signal: AbortSignal): Promise<SignedIn>;
  /** @throws AuthExpired when the refresh token is not accepted; otherwise as above. */
  withRefreshToken(refreshToken: string, signal: AbortSignal): Promise<SignedIn>;
}
