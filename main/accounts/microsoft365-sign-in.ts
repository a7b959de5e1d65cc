/**
 * @file Signing in to Microsoft 365 with Microsoft's own library, in the user's own browser.
 *
 * The round trip is ours rather than the library's `acquireTokenInteractive`, which cannot be stopped and shows its page
 * before it knows whether the code was worth anything.
 */
import {
  AuthError,
  type AuthenticationResult,
  type Configuration,
  CryptoProvider,
  InteractionRequiredAuthError,
  PublicClientApplication,
} from '@azure/msal-node';
import { z } from 'zod';
import {
  AppNotApproved,
  AuthExpired,
  ConnectorError,
  Nonsense,
  Unavailable,
} from '../../sync-core/connectors/errors.ts';
import type { SignInSettings } from './account.ts';
import { secureAddress } from './address.ts';
import { throughBrowser } from './browser-round-trip.ts';
import { freshTokenOf } from './fresh-token.ts';
import { createNetwork, publicOrigin, redirected } from './microsoft365-network.ts';
import { type Outside, passingError, stopReason } from './outside.ts';
import { basicRights, lackingRights, wantedRights } from './rights.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { type Browser, type FreshToken, keptFor, type SignedIn, type SignIn } from './signed-in.ts';

const system = 'microsoft365';
/** What the library adds for the sign-in itself: no rights to anything that a person has. */
const ofSignIn = new Set(['openid', 'profile', 'offline_access', 'email']);

type Settings = SignInSettings['microsoft365'];

const keptSchema = keptFor.extend({
  homeAccountId: z.string(),
  cache: z.string(),
  /** What was granted of what we asked for: whoever asks for more without the user gets nothing at all. */
  rights: z.array(z.string()).readonly().default(basicRights),
});
type Kept = z.infer<typeof keptSchema>;

/**
 * Errors of the directory that an administrator has to settle: the application is not known or switched off in the
 * tenant, not consented to by an administrator, or not assigned to the user.
 */
const administratorCodes = /AADSTS(65001|90094|90095|900941|900942|50105|700016|7000112|65005|500011)\b/;

interface Session {
  readonly app: PublicClientApplication;
  /** What the library's cache holds after its latest change. */
  readonly cache: () => string;
  readonly explain: (error: unknown, refreshing: boolean) => unknown;
}

/** The library's error text holds the server's own description, which names no secret. */
function refusal(code: string, words: string, refreshing: boolean): Error {
  if (administratorCodes.test(words) || code === 'unauthorized_client')
    return new AppNotApproved(words, { system, code });
  if (passingError.test(code)) return new Unavailable(words, { system, code });
  if (refreshing) return new AuthExpired(words, { system, code });
  return new SignInRefused('signInDenied', words || code);
}

/** A session begins with the cache that was kept, so that the library knows the account; its changes stay in memory. */
function openSession(
  settings: Settings,
  clientId: string,
  kept: string,
  outside: Outside,
  signal: AbortSignal,
): Session {
  secureAddress(settings.loginUrl, system);
  const network = createNetwork(settings.loginUrl, outside, signal);
  let cache = kept;
  const configuration: Configuration = {
    auth: { clientId, authority: `${publicOrigin}/common` },
    cache: {
      cachePlugin: {
        beforeCacheAccess: async (context) => {
          if (cache !== '') context.tokenCache.deserialize(cache);
        },
        afterCacheAccess: async (context) => {
          if (context.cacheHasChanged) cache = context.tokenCache.serialize();
        },
      },
    },
    system: { networkClient: network.module },
  };
  return {
    app: new PublicClientApplication(configuration),
    cache: () => cache,
    explain: (error, refreshing) => {
      if (error instanceof ConnectorError || error instanceof SignInRefused) return error;
      if (network.failure() instanceof Error) return network.failure();
      // The words of an error of the language can quote what the library stumbled over: a token.
      if (!(error instanceof AuthError)) return new Nonsense('The sign-in library stumbled', { system });
      const words = error.errorMessage.split(/\r?\n/)[0] ?? '';
      const known = error instanceof InteractionRequiredAuthError || error.name === 'ServerError';
      if (known) return refusal(error.errorCode, words, refreshing);
      return new Nonsense(`The sign-in library gave up: ${error.errorCode}`, { system, code: error.errorCode });
    },
  };
}

function freshToken(result: AuthenticationResult, outside: Outside): FreshToken {
  return freshTokenOf(system, result.accessToken, result.expiresOn?.getTime() ?? Number.NaN, outside.clock);
}

/** Signing in at the server of `settings`, as its application. */
export function createMicrosoft365SignIn(settings: Settings, clientId: string, outside: Outside): SignIn {
  const { loginUrl, kinds } = settings;
  const scopes = [...wantedRights(kinds)];

  function signedIn(session: Session, result: AuthenticationResult | null): SignedIn {
    if (!result?.account) throw new Nonsense('The sign-in server did not say who signed in', { system });
    const { account } = result;
    const granted = result.scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1));
    const missingRights = lackingRights(scopes, granted);
    const rights = lackingRights(scopes, missingRights);
    const { homeAccountId } = account;
    const kept: Kept = { loginUrl, clientId, homeAccountId, cache: session.cache(), rights };
    return {
      account: {
        system,
        userName: account.username,
        displayName: account.name || account.username,
        tenant: account.tenantId,
        userId: account.localAccountId,
        apiUrl: secureAddress(settings.graphUrl, system).href.replace(/\/$/, ''),
        loginUrl,
        rights: granted.filter((scope) => !ofSignIn.has(scope.toLowerCase())).toSorted(),
        missingRights,
      },
      secret: JSON.stringify(kept),
      fresh: freshToken(result, outside),
    };
  }

  async function roundTrip(session: Session, browser: Browser, signal: AbortSignal): Promise<SignedIn> {
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    return await throughBrowser(
      {
        redirectHost: 'localhost',
        answerBy: 'POST',
        browser,
        start: async (redirectUri, state) => {
          const url = await session.app.getAuthCodeUrl({
            scopes,
            redirectUri,
            state,
            responseMode: 'form_post',
            codeChallenge: challenge,
            codeChallengeMethod: 'S256',
            prompt: 'select_account',
          });
          return redirected(url, loginUrl);
        },
        finish: async (form, redirectUri) => {
          const error = form.get('error');
          if (error !== null) throw refusal(error, form.get('error_description') ?? '', false);
          const code = form.get('code');
          if (code === null) throw new Nonsense('The answer carries no code', { system });
          const clientInfo = form.get('client_info') ?? '';
          const request = { scopes, redirectUri, code, codeVerifier: verifier, clientInfo };
          return signedIn(session, await session.app.acquireTokenByCode(request));
        },
      },
      signal,
    );
  }

  return {
    async withBrowser(browser, signal) {
      const session = openSession(settings, clientId, '', outside, signal);
      try {
        return await roundTrip(session, browser, signal);
      } catch (error) {
        throw signal.aborted ? stopReason(signal, system) : session.explain(error, false);
      }
    },

    async withRefreshToken(refreshToken, signal) {
      const session = openSession(settings, clientId, '', outside, signal);
      try {
        const request = { scopes, refreshToken, forceCache: true };
        return signedIn(session, await session.app.acquireTokenByRefreshToken(request));
      } catch (error) {
        throw session.explain(error, true);
      }
    },

    async refresh(secret, rejected, signal) {
      const kept = keptSchema.parse(JSON.parse(secret));
      const session = openSession(settings, clientId, kept.cache, outside, signal);
      try {
        const account = (await session.app.getAllAccounts()).find((one) => one.homeAccountId === kept.homeAccountId);
        if (!account) throw new AuthExpired('The kept account is not in the token cache', { system });
        const forceRefresh = rejected !== undefined;
        const result = await session.app.acquireTokenSilent({ account, scopes: [...kept.rights], forceRefresh });
        const cache = session.cache();
        return {
          fresh: freshToken(result, outside),
          ...(cache === kept.cache ? {} : { secret: JSON.stringify({ ...kept, cache } satisfies Kept) }),
        };
      } catch (error) {
        throw session.explain(error, true);
      }
    },
  };
}
