/** @file Google's sign-in server as the OpenID Connect library talks to it. */
import * as oidc from 'openid-client';
import { z } from 'zod';
import { Nonsense } from '../../sync-core/connectors/errors.ts';
import { isLoopback } from '../../sync-core/connectors/http/secure-address.ts';
import type { SignInSettings } from './account.ts';
import { secureAddress } from './address.ts';
import { boundFetch, type Outside } from './outside.ts';

const system = 'google';
/** Seconds that this computer's clock and the server's may differ by. */
const clockTolerance = 300;
/** What every identity token says, wherever it is asked for. */
const googleIssuer = 'https://accounts.google.com';

type Settings = SignInSettings['google'];

/** @returns whether an address is one of the sign-in server's own: Google's has two names. */
function isOwn(address: URL, login: URL): boolean {
  if (address.origin === login.origin) return true;
  const isGoogles = /(^|\.)(google|googleapis)\.com$/;
  return isGoogles.test(login.hostname) && isGoogles.test(address.hostname);
}

/** Discovers the server. @throws Nonsense, Rejected (an address), Offline, Unavailable, or an error of the library */
export async function openGoogleSession(
  settings: Settings,
  clientId: string,
  outside: Outside,
  signal: AbortSignal,
): Promise<oidc.Configuration> {
  const login = secureAddress(settings.loginUrl, system);
  const send = boundFetch(outside, system, signal);
  const { clientSecret } = settings;
  const config = await oidc.discovery(
    new URL('/.well-known/openid-configuration', login),
    clientId,
    { [oidc.clockSkew]: Math.round((outside.clock.now() - Date.now()) / 1000), [oidc.clockTolerance]: clockTolerance },
    clientSecret === null ? oidc.None() : oidc.ClientSecretPost(clientSecret),
    {
      [oidc.customFetch]: async (url, { body, duplex: _, ...rest }) =>
        send(url, { ...rest, ...(body ? { body: body as BodyInit } : {}) }),
      execute: isLoopback(login) ? [oidc.allowInsecureRequests] : [],
    },
  );
  const { issuer, authorization_endpoint, token_endpoint, jwks_uri } = config.serverMetadata();
  if (issuer !== googleIssuer) throw new Nonsense(`The sign-in server is ${issuer}`, { system, code: 'issuer' });
  // Refresh tokens go to one of these, passwords to another.
  for (const address of [authorization_endpoint, token_endpoint, jwks_uri]) {
    const place = secureAddress(address ?? 'none', system);
    if (!isOwn(place, login))
      throw new Nonsense(`The sign-in server leads to ${place.origin}`, { system, code: 'issuer' });
  }
  return config;
}

/** Takes a consent back, at the server that gave it. @throws what the outside does */
export async function revokeAtGoogle(
  config: oidc.Configuration,
  refreshToken: string,
  outside: Outside,
  signal: AbortSignal,
): Promise<void> {
  const address = z.url().safeParse(config.serverMetadata().revocation_endpoint).data;
  if (address === undefined) return;
  const body = new URLSearchParams({ token: refreshToken });
  await boundFetch(outside, system, signal)(address, { method: 'POST', body });
}
