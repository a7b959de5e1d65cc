/**
 * @file SuperOffice's sign-in server as the OpenID Connect library talks to it, and what is believed of its identity token.
 */
import { compactVerify, createRemoteJWKSet, customFetch as joseFetch } from 'jose';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { ConnectorError, Nonsense } from '../../sync-core/connectors/errors.ts';
import { isLoopback } from '../../sync-core/connectors/http/secure-address.ts';
import type { SignInSettings } from './account.ts';
import { secureAddress } from './address.ts';
import { boundFetch, type Outside } from './outside.ts';

const system = 'superoffice';
/** Seconds that this computer's clock and the server's may differ by. */
const clockTolerance = 300;
export const namespace = 'http://schemes.superoffice.net/identity/';

type Settings = SignInSettings['superoffice'];

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

export interface Session {
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
    throw new Nonsense('The sign-in server answered with something that is not JSON', { system, cause });
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

/** Discovers the server. @throws Nonsense, Rejected (an address), Offline, Unavailable, or an error of the library */
export async function openSession(
  settings: Settings,
  clientId: string,
  outside: Outside,
  signal: AbortSignal,
): Promise<Session> {
  const login = secureAddress(settings.loginUrl, system);
  const send = boundFetch(outside, system, signal);
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
  // Refresh tokens go to one of these, passwords to another, and the third says whose word is believed.
  for (const address of [issuer, authorization_endpoint, token_endpoint, jwks_uri]) {
    const { origin } = secureAddress(address ?? 'none', system);
    if (origin !== login.origin)
      throw new Nonsense(`The sign-in server leads to ${origin}`, { system, code: 'issuer' });
  }
  return { config, idToken: () => idToken };
}

/** @throws Nonsense unless the token was signed by this server, for this application, and is in force. */
export async function verifiedClaims(session: Session, clientId: string, outside: Outside, signal: AbortSignal) {
  const token = session.idToken();
  const { issuer, jwks_uri } = session.config.serverMetadata();
  if (!token || !jwks_uri) throw new Nonsense('The sign-in server sent no identity token', { system });
  const keys = createRemoteJWKSet(new URL(jwks_uri), {
    [joseFetch]: (url, init) => boundFetch(outside, system, signal)(url, init),
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
