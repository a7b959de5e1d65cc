/**
 * @file The OpenID Connect provider library, set up as Google's sign-in works for an installed application: PKCE, a loopback
 * redirect with any port and path, a client secret, and permissions that are granted or refused one by one.
 */
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import type { OidcStore } from '../../kit/oidc-store.ts';
import { callsInto, type ProviderCalls } from '../../kit/provider-calls.ts';
import { type Account, clientSecret, type Directory, dataScopes, identityScopes } from './directory.ts';
import { problemPage } from './pages.ts';

/** Everything here outlives every test; the token register decides how long a token is good. */
const manyYears = 20 * 365 * 86_400;
const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

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
  // The library knows loopback addresses with any port, but not with any path.
  library.Client.prototype.redirectUriAllowed = (uri: string) => loopback.test(uri);
  return { library, ...callsInto(library) };
}

function configurationOf(directory: Directory, store: OidcStore): Configuration {
  return {
    adapter: (model: string) => store.adapter(model),
    clients: [
      {
        client_id: directory.clientId,
        client_secret: clientSecret,
        application_type: 'native',
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: ['http://127.0.0.1'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    scopes: [...identityScopes, ...dataScopes],
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'family_name'],
      email: ['email', 'email_verified'],
    },
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => {
      const account = directory.accountBySubject(id);
      return account ? { accountId: id, claims: () => claimsOf(account) } : undefined;
    },
    extraParams: ['access_type', 'include_granted_scopes', 'asked_prompt'],
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/signin/${interaction.uid}` },
    issueRefreshToken: () => true,
    rotateRefreshToken: false,
    pkce: { required: () => true },
    routes: { authorization: '/o/oauth2/v2/auth', token: '/token', jwks: '/oauth2/v3/certs' },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      const redirect = /redirect_uri/.test(out.error_description ?? '');
      ctx.body = problemPage(`Error 400: ${redirect ? 'redirect_uri_mismatch' : out.error}`);
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

/** What is told of a person, in id tokens and at the address for it. */
export function claimsOf({ subject, displayName, userName }: Account) {
  const [givenName = '', ...rest] = displayName.split(' ');
  return {
    sub: subject,
    name: displayName,
    given_name: givenName,
    family_name: rest.join(' '),
    email: userName,
    email_verified: true,
  };
}
