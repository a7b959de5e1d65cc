/**
 * @file Signing in to Google as an installed application: OpenID Connect with PKCE in the user's own browser, each right to be
 * granted or left out by itself.
 *
 * The library that signs in to SuperOffice does it here too: it checks state, nonce, issuer, audience and life time. The
 * application's "secret" comes with the installation, is known to everybody, and protects nothing; Google wants it all the same.
 */
import * as oidc from 'openid-client';
import { z } from 'zod';
import {
  AppNotApproved,
  AuthExpired,
  appNotVerified,
  ConnectorError,
  Nonsense,
  Unavailable,
} from '../../sync-core/connectors/errors.ts';
import type { SignInSettings } from './account.ts';
import { secureAddress } from './address.ts';
import { throughBrowser } from './browser-round-trip.ts';
import { freshTokenOf } from './fresh-token.ts';
import { openGoogleSession, revokeAtGoogle } from './google-session.ts';
import { type Outside, passingError, stopReason } from './outside.ts';
import { lackingRights, wantedGoogleRights } from './rights.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { type Browser, type FreshToken, keptFor, type SignedIn, type SignIn } from './signed-in.ts';

const system = 'google';
/** Who somebody is; granted with every sign-in. */
const identityScopes = ['openid', 'email', 'profile'] as const;

type Settings = SignInSettings['google'];
type TokenAnswer = Awaited<ReturnType<typeof oidc.refreshTokenGrant>>;

const keptSchema = keptFor.extend({
  refreshToken: z.string(),
  /** When the sign-in ends by itself, milliseconds since 1970: applications that Google has not verified have seven days. */
  endsAt: z.number().exactOptional(),
});
type Kept = z.infer<typeof keptSchema>;

const claimsSchema = z.object({ sub: z.string(), email: z.string().optional(), name: z.string().optional() });

/** Told to the user as what it is: nobody withdrew anything. */
const sevenDays =
  'Google has not verified this application: every sign-in ends after seven days (publishing status "Testing")';

/** Policies of an organisation, and applications that are switched off or not meant for this user. */
const administrators =
  /admin_policy_enforced|org_internal|unauthorized_client|invalid_client|deleted_client|disabled_client/;

function refusal(error: string, description: string, refreshing: boolean): Error {
  const words = `${error} ${description}`.trim();
  if (passingError.test(error)) return new Unavailable(words, { system, code: error });
  if (administrators.test(words)) return new AppNotApproved(words, { system, code: error });
  if (refreshing) return new AuthExpired(words, { system, code: error });
  return new SignInRefused('signInDenied', words);
}

/** @returns the error of the client library as one of ours. */
function explained(error: unknown, refreshing: boolean): unknown {
  if (error instanceof ConnectorError || error instanceof SignInRefused) return error;
  if (error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError)
    return refusal(error.error, error.error_description ?? '', refreshing);
  if (error instanceof oidc.WWWAuthenticateChallengeError)
    return refusal('invalid_client', `status ${error.status}`, refreshing);
  const inner = error instanceof Error ? error.cause : undefined;
  if (inner instanceof ConnectorError || inner instanceof SignInRefused) return inner;
  return new Nonsense('The sign-in server answered in an unknown form', { system, cause: error });
}

/** Signing in at the server of `settings`, as its application. */
export function createGoogleSignIn(settings: Settings, clientId: string, outside: Outside): SignIn {
  const { loginUrl, kinds } = settings;
  const wanted = wantedGoogleRights(kinds);

  function freshToken(answer: TokenAnswer): FreshToken {
    const expiresAt = outside.clock.now() + Number(answer.expires_in) * 1000;
    return freshTokenOf(system, answer.access_token, expiresAt, outside.clock);
  }

  function keptOf(answer: TokenAnswer, refreshToken: string): Kept {
    const seconds = z.coerce.number().positive().safeParse(answer['refresh_token_expires_in']).data;
    const ends = seconds === undefined ? {} : { endsAt: outside.clock.now() + seconds * 1000 };
    return { loginUrl, clientId, refreshToken, ...ends };
  }

  function signedIn(answer: TokenAnswer, refreshToken: string): SignedIn {
    const claims = claimsSchema.safeParse(answer.claims());
    if (!claims.success) throw new Nonsense('The sign-in server did not say who signed in', { system });
    const { sub, email, name } = claims.data;
    const granted = (answer.scope ?? '').split(' ').filter((scope) => scope !== '');
    const missingRights = lackingRights(wanted, granted);
    const userName = email ?? sub;
    return {
      account: {
        system,
        userName,
        displayName: name || userName,
        tenant: userName.split('@')[1] ?? userName,
        userId: sub,
        apiUrl: secureAddress(settings.apiUrl, system).href.replace(/\/$/, ''),
        loginUrl,
        rights: lackingRights(wanted, missingRights),
        missingRights,
      },
      secret: JSON.stringify(keptOf(answer, refreshToken)),
      fresh: freshToken(answer),
    };
  }

  async function roundTrip(browser: Browser, signal: AbortSignal): Promise<SignedIn> {
    const config = await openGoogleSession(settings, clientId, outside, signal);
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
    const expectedNonce = oidc.randomNonce();
    const code_challenge = await oidc.calculatePKCECodeChallenge(pkceCodeVerifier);
    return await throughBrowser(
      {
        redirectHost: '127.0.0.1',
        answerBy: 'GET',
        browser,
        start: async (redirectUri, state) =>
          oidc.buildAuthorizationUrl(config, {
            redirect_uri: `${redirectUri}/`,
            state,
            nonce: expectedNonce,
            scope: [...identityScopes, ...wanted].join(' '),
            code_challenge,
            code_challenge_method: 'S256',
            // A refresh token is given with a consent alone, and rights that were granted before stay granted.
            access_type: 'offline',
            prompt: 'select_account consent',
            include_granted_scopes: 'true',
          }).href,
        finish: async (query, redirectUri) => {
          const answer = await oidc.authorizationCodeGrant(config, new URL(`${redirectUri}/?${query}`), {
            pkceCodeVerifier,
            expectedNonce,
            expectedState: query.get('state') ?? '',
            idTokenExpected: true,
          });
          if (!answer.refresh_token) throw new Nonsense('The sign-in server sent no refresh token', { system });
          return signedIn(answer, answer.refresh_token);
        },
      },
      signal,
    );
  }

  return {
    async withBrowser(browser, signal) {
      try {
        return await roundTrip(browser, signal);
      } catch (error) {
        throw signal.aborted ? stopReason(signal, system) : explained(error, false);
      }
    },

    async withRefreshToken(refreshToken, signal) {
      try {
        const config = await openGoogleSession(settings, clientId, outside, signal);
        const answer = await oidc.refreshTokenGrant(config, refreshToken);
        return signedIn(answer, answer.refresh_token ?? refreshToken);
      } catch (error) {
        throw explained(error, true);
      }
    },

    async refresh(secret, _rejected, signal) {
      const kept = keptSchema.parse(JSON.parse(secret));
      try {
        const config = await openGoogleSession(settings, clientId, outside, signal);
        const answer = await oidc.refreshTokenGrant(config, kept.refreshToken);
        const renewed = answer.refresh_token ?? kept.refreshToken;
        return {
          fresh: freshToken(answer),
          ...(renewed === kept.refreshToken ? {} : { secret: JSON.stringify(keptOf(answer, renewed)) }),
        };
      } catch (error) {
        const known = explained(error, true);
        const isOver = kept.endsAt !== undefined && kept.endsAt <= outside.clock.now();
        if (known instanceof AuthExpired && isOver) throw new AuthExpired(sevenDays, { system, code: appNotVerified });
        throw known;
      }
    },

    async revoke(secret, signal) {
      const kept = keptSchema.parse(JSON.parse(secret));
      const config = await openGoogleSession(settings, clientId, outside, signal);
      await revokeAtGoogle(config, kept.refreshToken, outside, signal);
    },
  };
}
