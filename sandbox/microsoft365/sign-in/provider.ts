/**
 * @file The OpenID Connect provider library, set up as the sign-in of Microsoft 365 works for a public client: PKCE, loopback
 * redirect with any port, answers by form post, and the claims that MSAL reads.
 */
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import type { OidcStore } from '../../kit/oidc-store.ts';
import { callsInto, type ProviderCalls } from '../../kit/provider-calls.ts';
import { type Directory, type DirectoryUser, graphScopes, openIdScopes } from './directory.ts';
import { problemPage } from './pages.ts';

/** Everything here outlives every test; the token register decides how long a token is good. */
const manyYears = 20 * 365 * 86_400;

export interface SignInProvider extends ProviderCalls {
  readonly library: Provider;
}

/** Making the signing key takes time, so that this is done at the first sign-in. */
export async function createProvider(
  directory: Directory,
  store: OidcStore,
  cookieKey: string,
): Promise<SignInProvider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'sandbox-signing-key', use: 'sig', alg: 'RS256' };
  const library = new Provider(directory.issuer, {
    ...configurationOf(directory, store),
    jwks: { keys: [key as never] },
    cookies: { keys: [cookieKey], short: { signed: true, path: '/' }, long: { signed: true } },
  });
  library.on('authorization.success', (ctx, ...answers) => {
    const [answer] = answers as unknown as [Record<string, unknown>];
    const user = directory.userByObjectId(ctx.oidc.account?.accountId ?? '');
    if (user) answer['client_info'] = clientInfoOf(directory, user);
  });
  return { library, ...callsInto(library) };
}

/** Who signed in, as MSAL makes its account id of it. */
export function clientInfoOf(directory: Directory, user: DirectoryUser): string {
  return Buffer.from(JSON.stringify({ uid: user.objectId, utid: directory.tenantId })).toString('base64url');
}

function configurationOf(directory: Directory, store: OidcStore): Configuration {
  return {
    adapter: (model: string) => store.adapter(model),
    clients: [
      {
        client_id: directory.clientId,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://localhost', 'http://localhost/'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    scopes: [...openIdScopes, ...graphScopes],
    claims: { openid: ['sub', 'oid', 'tid', 'ver'], profile: ['name', 'preferred_username'], email: ['email'] },
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => {
      const user = directory.userByObjectId(id);
      return user ? { accountId: id, claims: () => claimsOf(directory, user) } : undefined;
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/signin/${interaction.uid}` },
    issueRefreshToken: (_ctx, _client, source) => source.scopes.has('offline_access'),
    rotateRefreshToken: false,
    pkce: { required: () => true },
    routes: { authorization: '/authorize', token: '/token', jwks: '/keys' },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = problemPage(`AADSTS900144: ${out.error}: ${out.error_description ?? ''}`);
    },
    ttl: {
      AccessToken: manyYears,
      AuthorizationCode: 600,
      Grant: manyYears,
      IdToken: 3_600,
      Interaction: 3_600,
      RefreshToken: manyYears,
      Session: 3_600,
    },
  };
}

function claimsOf(directory: Directory, user: DirectoryUser) {
  return {
    sub: user.objectId,
    oid: user.objectId,
    tid: directory.tenantId,
    ver: '2.0',
    name: user.displayName,
    preferred_username: user.userName,
    email: user.userName,
  };
}
