/**
 * @file SuperID's OpenID Connect, by a certified provider library that is set to what SuperID does: opaque access tokens that
 * begin with the tenant, refresh tokens that stay, id tokens of six minutes, one scope.
 */
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import Provider, { errors } from 'oidc-provider';
import type { IdSource } from '../../kit/ids.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { claimNames, claimsOf } from './claims.ts';
import { errorPage } from './pages.ts';
import type { TokenStore } from './token-store.ts';

export const clientId = 'sandbox-synchronizer';
export const loginPath = '/login';

const accessTokenSeconds = 3600;
const tenYears = 315_360_000;

export interface ProviderParts {
  /** `http://127.0.0.1:port` of the login server. */
  readonly issuer: string;
  readonly tenant: Tenant;
  readonly tokens: TokenStore;
  readonly ids: IdSource;
  readonly apiAddress: () => string;
  readonly redirectPattern: () => string;
}

/** @returns the library's provider; its paths begin below `/login` */
export function createProvider(parts: ProviderParts): Provider {
  const { tenant } = parts;
  const userOf = (userName: string) => [...tenant.users.values()].find((user) => user.email === userName);
  const provider = new Provider(parts.issuer, {
    adapter: (model: string) => parts.tokens.adapter(model),
    clients: [
      {
        client_id: clientId,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: ['http://127.0.0.1'],
      },
    ],
    routes: {
      authorization: '/common/oauth/authorize',
      token: '/common/oauth/tokens',
      revocation: '/common/oauth/revocation',
      end_session: '/common/oauth/endsession',
      jwks: '/.well-known/jwks',
    },
    scopes: ['openid'],
    claims: { openid: ['sub', ...claimNames] },
    conformIdTokenClaims: false,
    findAccount: (_ctx, accountId) => {
      const user = userOf(accountId);
      return user && { accountId, claims: () => ({ sub: accountId, ...claimsOf(user, tenant, parts.apiAddress()) }) };
    },
    loadExistingGrant: async (ctx) => {
      const { session, client } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({
        ...(session?.accountId ? { accountId: session.accountId } : {}),
        ...(client ? { clientId: client.clientId } : {}),
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    interactions: { url: (_ctx, interaction) => `${loginPath}/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    pkce: { required: () => false },
    issueRefreshToken: async () => true,
    rotateRefreshToken: false,
    expiresWithSession: async () => false,
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 600,
      IdToken: 360,
      RefreshToken: tenYears,
      Grant: tenYears,
      Interaction: 3600,
      Session: 3600,
    },
    cookies: { keys: [parts.ids.token(43)] },
    jwks: { keys: [signingKey()] },
    renderError: (ctx, out, error) => {
      ctx.type = 'html';
      const redirect = error instanceof errors.InvalidRedirectUri;
      ctx.body = errorPage(redirect ? 'InvalidRedirectUrl' : 'Denied', out.error_description ?? out.error);
    },
  });
  provider.Client.prototype.redirectUriAllowed = (address: string) => new RegExp(parts.redirectPattern()).test(address);
  prefixAccessTokens(provider, tenant);
  provider.on('server_error', (_ctx, error) => console.error(error));
  return provider;
}

/** `8A:Cust70001.…`: opaque, but the tenant can be read from it. */
export function accessTokenFor(context: string, secret: string): string {
  return `8A:${context}.${secret}`;
}

/** The library makes the secret part (and notes in doing so that the token is opaque). */
function prefixAccessTokens(provider: Provider, tenant: Tenant): void {
  const prototype = provider.AccessToken.prototype as unknown as { generateTokenId(): string };
  const generate = prototype.generateTokenId;
  prototype.generateTokenId = function (this: unknown) {
    return accessTokenFor(tenant.context, generate.call(this));
  };
}

type SigningKey = JsonWebKey & { kty: 'RSA'; kid: string; alg: string; use: string };

let key: SigningKey | null = null;

/** One key for all servers of a process: making one takes longer than a whole sign-in. */
function signingKey(): SigningKey {
  if (key === null) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    key = { ...privateKey.export({ format: 'jwk' }), kty: 'RSA', kid: 'superid', alg: 'RS256', use: 'sig' };
  }
  return key;
}
