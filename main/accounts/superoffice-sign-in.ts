/**
 * @file Signing in to SuperOffice online: OpenID Connect with PKCE in the user's own browser.
 *
 * Who signed in, which tenant it is and where its API lives are claims of the identity token, so its signature, issuer,
 * audience and life time are checked before any of it is believed. The refresh token is long-lived and is not renewed.
 */
import { compactVerify, createRemoteJWKSet, customFetch as joseFetch } from 'jose';
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
import { isLoopback, secureAddress } from './address.ts';
import { throughBrowser } from './browser-round-trip.ts';
import { boundFetch, type Outside, stopReason } from './outside.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { type Browser, type FreshToken, keptFor, type SignedIn, type SignIn } from './signed-in.ts';

const system = 'superoffice';
/** Seconds that this computer's clock and the server's may differ by. */
const clockTolerance = 300;
const namespace = 'http://schemes.superoffice.net/identity/';

type Settings = SignInSettings['superoffice'];

const keptSchema = keptFor.extend({ refreshToken: z.string() });
type Kept = z.infer<typeof keptSchema>;

const claimsSchema = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  nbf: z.number().optional(),
  sub: z.string(),
  nonce: z.string().optional(),
  [`${namespace}ctx`]: z.string(),
  [`${namespace}webapi_url`]: z.url(),
  [`${namespace}associateid`]: z.coerce.string(),
  [`${namespace}so_primary_email_address`]: z.string().optional(),
  [`${namespace}upn`]: z.string().optional(),
});

interface Session {
  readonly config: oidc.Configuration;
  /** The identity token of the latest answer, see [Note: identity token]. */
  readonly idToken: () => string | undefined;
}

/**
 * [Note: identity token] SuperOffice documents `iat` as a text, which OpenID Connect forbids and every library refuses.
 * The identity token is therefore taken out of the answer before the library sees it, and its claims are checked here.
 */
async function withoutIdToken(response: Response, keep: (idToken: string | undefined) => void): Promise<Response> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw response.ok || response.status < 500
      ? new Nonsense('The sign-in server answered with something that is not JSON', { system, cause })
      : new Unavailable('The sign-in server has a fault', { system, status: response.status });
  }
  const parsed = z.looseObject({ id_token: z.string().optional() }).safeParse(body);
  if (!parsed.success) throw new Nonsense('The sign-in server answered in an unknown form', { system });
  const { id_token, ...rest } = parsed.data;
  keep(id_token);
  return Response.json(rest, { status: response.status, headers: headersKept(response) });
}

function headersKept(response: Response): Record<string, string> {
  const challenge = response.headers.get('www-authenticate');
  return challenge ? { 'www-authenticate': challenge } : {};
}

async function openSession(
  settings: Settings,
  clientId: string,
  outside: Outside,
  signal: AbortSignal,
): Promise<Session> {
  const login = secureAddress(settings.loginUrl, system);
  const send = boundFetch(outside.fetch, system, signal);
  let idToken: string | undefined;
  const config = await oidc.discovery(
    new URL('/login/.well-known/openid-configuration', login),
    clientId,
    { [oidc.clockSkew]: Math.round((outside.clock.now() - Date.now()) / 1000), [oidc.clockTolerance]: clockTolerance },
    settings.clientSecret === null ? oidc.None() : oidc.ClientSecretPost(settings.clientSecret),
    {
      [oidc.customFetch]: async (url, options) => {
        const { body, duplex: _, ...rest } = options;
        const response = await send(url, { ...rest, ...(body ? { body: body as BodyInit } : {}) });
        if (options.method !== 'POST') return response;
        return withoutIdToken(response, (token) => {
          idToken = token;
        });
      },
      execute: isLoopback(login) ? [oidc.allowInsecureRequests] : [],
    },
  );
  const { issuer, authorization_endpoint, token_endpoint, jwks_uri } = config.serverMetadata();
  for (const address of [issuer, authorization_endpoint, token_endpoint, jwks_uri])
    secureAddress(address ?? 'none', system);
  if (new URL(issuer).origin !== login.origin)
    throw new Nonsense(`The sign-in server calls itself ${issuer}`, { system, code: 'issuer' });
  return { config, idToken: () => idToken };
}

/** @throws Nonsense unless the token was signed by this server, for this application, and is in force. */
async function verifiedClaims(session: Session, clientId: string, outside: Outside, signal: AbortSignal) {
  const token = session.idToken();
  const { issuer, jwks_uri } = session.config.serverMetadata();
  if (!token || !jwks_uri) throw new Nonsense('The sign-in server sent no identity token', { system });
  const keys = createRemoteJWKSet(new URL(jwks_uri), {
    [joseFetch]: (url, init) => boundFetch(outside.fetch, system, signal)(url, init),
  });
  try {
    const { payload } = await compactVerify(token, keys, { algorithms: ['RS256'] });
    const claims = claimsSchema.parse(JSON.parse(new TextDecoder().decode(payload)));
    const now = outside.clock.now() / 1000;
    if (claims.iss !== issuer) throw new Error('of another issuer');
    if (![claims.aud].flat().includes(clientId)) throw new Error('for another application');
    if (claims.exp + clockTolerance <= now) throw new Error('over');
    if ((claims.nbf ?? 0) - clockTolerance > now) throw new Error('not in force yet');
    return claims;
  } catch (cause) {
    if (cause instanceof ConnectorError) throw cause;
    throw new Nonsense('The identity token is not valid', { system, code: 'idToken', cause });
  }
}

/**
 * SuperOffice says what is wrong with the application in words of its own (Revoked, Denied, NeedsReapproval …) inside
 * standard errors. A consent that is withdrawn later shows as a refresh token that is no longer taken.
 */
function refusal(error: string, description: string, refreshing: boolean): Error {
  const words = `${error} ${description}`.trim();
  const appRefused = refreshing
    ? /approv|unauthorized_client|invalid_client/i
    : /approv|revoked|consent_required|unauthorized_client|invalid_client/i;
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
  const status = inner instanceof Response ? inner.status : undefined;
  if (status !== undefined && status >= 500)
    return new Unavailable('The sign-in server has a fault', { system, status, cause: error });
  return new Nonsense('The sign-in server answered in an unknown form', { system, cause: error });
}

type TokenAnswer = Awaited<ReturnType<typeof oidc.refreshTokenGrant>>;

interface Grant {
  readonly session: Session;
  readonly answer: TokenAnswer;
  readonly refreshToken: string;
}

function freshToken(answer: TokenAnswer, clock: Clock): FreshToken {
  return { token: answer.access_token, expiresAt: clock.now() + (answer.expires_in ?? 0) * 1000 };
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
