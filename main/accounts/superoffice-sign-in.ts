/**
 * @file Signing in to SuperOffice online: OpenID Connect with PKCE in the user's own browser.
 *
 * Who signed in, which tenant it is and where its API lives are claims of the identity token, so its signature, issuer,
 * audience and life time are checked before any of it is believed. The refresh token is long-lived and is not renewed.
 */
import * as oidc from 'openid-client';
import { z } from 'zod';
import {
  AppNotApproved,
  AuthExpired,
  ConnectorError,
  Nonsense,
  Unavailable,
} from '../../sync-core/connectors/errors.ts';
import type { Clock } from '../../sync-core/connectors/ports.ts';
import type { SignInSettings } from './account.ts';
import { secureAddress } from './address.ts';
import { throughBrowser } from './browser-round-trip.ts';
import { freshTokenOf } from './fresh-token.ts';
import { type Outside, passingError, stopReason } from './outside.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { type Browser, type FreshToken, keptFor, type SignedIn, type SignIn } from './signed-in.ts';
import { namespace, openSession, type Session, verifiedClaims } from './superoffice-session.ts';

const system = 'superoffice';

type Settings = SignInSettings['superoffice'];

const keptSchema = keptFor.extend({ refreshToken: z.string() });
type Kept = z.infer<typeof keptSchema>;

/**
 * SuperOffice says what is wrong with the application in words of its own (Revoked, Denied, NeedsReapproval …) inside
 * standard errors. A consent that is withdrawn later shows as a refresh token that is no longer taken.
 */
function refusal(error: string, description: string, refreshing: boolean): Error {
  const words = `${error} ${description}`.trim();
  const appRefused = refreshing
    ? /approv|unauthorized_client|invalid_client/i
    : /approv|revoked|consent_required|unauthorized_client|invalid_client/i;
  if (passingError.test(error)) return new Unavailable(words, { system, code: error });
  if (appRefused.test(words)) return new AppNotApproved(words, { system, code: error });
  if (refreshing) return new AuthExpired(words, { system, code: error });
  return new SignInRefused('signInDenied', words);
}

/** @returns the error of the client library as one of ours. */
function explained(error: unknown, refreshing: boolean): unknown {
  if (error instanceof ConnectorError || error instanceof SignInRefused) return error;
  if (error instanceof oidc.ResponseBodyError) return refusal(error.error, error.error_description ?? '', refreshing);
  if (error instanceof oidc.WWWAuthenticateChallengeError)
    return refusal('invalid_client', `status ${error.status}`, refreshing);
  const inner = error instanceof Error ? error.cause : undefined;
  if (inner instanceof ConnectorError || inner instanceof SignInRefused) return inner;
  return new Nonsense('The sign-in server answered in an unknown form', { system, cause: error });
}

type TokenAnswer = Awaited<ReturnType<typeof oidc.refreshTokenGrant>>;

interface Grant {
  readonly session: Session;
  readonly answer: TokenAnswer;
  readonly refreshToken: string;
}

function freshToken(answer: TokenAnswer, clock: Clock): FreshToken {
  return freshTokenOf(system, answer.access_token, clock.now() + Number(answer.expires_in) * 1000, clock);
}

async function refreshed(session: Session, refreshToken: string): Promise<Grant> {
  const answer = await oidc.refreshTokenGrant(session.config, refreshToken);
  return { session, answer, refreshToken: answer.refresh_token ?? refreshToken };
}

/**
 * Redeems the code. The library's own code grant would send the redirect address with a trailing slash, and SuperOffice
 * compares it with the registered one to the letter.
 */
async function redeemed(
  session: Session,
  query: URLSearchParams,
  redirect_uri: string,
  code_verifier: string,
): Promise<Grant> {
  const error = query.get('error');
  if (error !== null) throw refusal(error, query.get('error_description') ?? '', false);
  const issuer = query.get('iss');
  if (issuer !== null && issuer !== session.config.serverMetadata().issuer)
    throw new Nonsense('The answer comes from another sign-in server', { system, code: 'issuer' });
  const code = query.get('code');
  if (code === null) throw new Nonsense('The answer carries no code', { system });
  const answer = await oidc.genericGrantRequest(session.config, 'authorization_code', {
    code,
    redirect_uri,
    code_verifier,
  });
  if (!answer.refresh_token) throw new Nonsense('The sign-in server sent no refresh token', { system });
  return { session, answer, refreshToken: answer.refresh_token };
}

/** Signing in at the server of `settings`, as its application. */
export function createSuperOfficeSignIn(settings: Settings, clientId: string, outside: Outside): SignIn {
  const { loginUrl } = settings;

  async function signedIn(grant: Grant, nonce: string | undefined, signal: AbortSignal): Promise<SignedIn> {
    const claims = await verifiedClaims(grant.session, clientId, outside, signal);
    if (nonce !== undefined && claims.nonce !== nonce)
      throw new Nonsense('The identity token belongs to another sign-in', { system, code: 'nonce' });
    const userName = claims[`${namespace}so_primary_email_address`] || claims[`${namespace}upn`] || claims.sub;
    const kept: Kept = { loginUrl, clientId, refreshToken: grant.refreshToken };
    return {
      account: {
        system,
        userName,
        displayName: userName,
        tenant: claims[`${namespace}ctx`],
        userId: claims[`${namespace}associateid`],
        apiUrl: secureAddress(claims[`${namespace}webapi_url`], system).href,
        loginUrl,
        rights: ['openid'],
        missingRights: [],
      },
      secret: JSON.stringify(kept),
      fresh: freshToken(grant.answer, outside.clock),
    };
  }

  async function withBrowser(browser: Browser, signal: AbortSignal): Promise<SignedIn> {
    const session = await openSession(settings, clientId, outside, signal);
    const verifier = oidc.randomPKCECodeVerifier();
    const nonce = oidc.randomNonce();
    const challenge = await oidc.calculatePKCECodeChallenge(verifier);
    return await throughBrowser(
      {
        redirectHost: '127.0.0.1',
        answerBy: 'GET',
        browser,
        start: async (redirect_uri, state) =>
          oidc.buildAuthorizationUrl(session.config, {
            redirect_uri,
            state,
            nonce,
            scope: 'openid',
            code_challenge: challenge,
            code_challenge_method: 'S256',
          }).href,
        finish: async (query, redirectUri) =>
          signedIn(await redeemed(session, query, redirectUri, verifier), nonce, signal),
      },
      signal,
    );
  }

  return {
    async withBrowser(browser, signal) {
      try {
        return await withBrowser(browser, signal);
      } catch (error) {
        throw signal.aborted ? stopReason(signal, system) : explained(error, false);
      }
    },

    async withRefreshToken(refreshToken, signal) {
      try {
        const session = await openSession(settings, clientId, outside, signal);
        return await signedIn(await refreshed(session, refreshToken), undefined, signal);
      } catch (error) {
        throw explained(error, true);
      }
    },

    async refresh(secret, _rejected, signal) {
      try {
        const kept = keptSchema.parse(JSON.parse(secret));
        const session = await openSession(settings, clientId, outside, signal);
        const { answer, refreshToken } = await refreshed(session, kept.refreshToken);
        return {
          fresh: freshToken(answer, outside.clock),
          ...(refreshToken === kept.refreshToken ? {} : { secret: JSON.stringify({ ...kept, refreshToken }) }),
        };
      } catch (error) {
        throw explained(error, true);
      }
    },
  };
}
