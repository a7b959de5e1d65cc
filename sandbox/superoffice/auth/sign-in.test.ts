import { createHash } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { CookieJar } from 'tough-cookie';
import { beforeEach, describe, expect, it } from 'vitest';
import { askWith, startTestTenant, type TestTenant } from '../testing.ts';
import { clientId } from './provider.ts';
import { clientSecret } from './sign-in.ts';

const redirect = 'http://127.0.0.1:53682';
const verifier = 'a-verifier-that-is-long-enough-for-the-rules-0123456789';
const challenge = createHash('sha256').update(verifier).digest('base64url');

let tenant: TestTenant;
let login: string;

beforeEach(() => {
  tenant = startTestTenant();
  login = tenant.system.describe().addresses['login'] ?? '';
});

/** A browser that keeps cookies and stops where the application would take over. */
function browser() {
  const jar = new CookieJar();
  return async function visit(
    url: string,
    form?: Record<string, string>,
  ): Promise<{ url: string; status: number; html: string }> {
    let [address, body] = [url, form];
    for (;;) {
      const cookie = await jar.getCookieString(address);
      const response = await tenant.system.fetch(address, {
        redirect: 'manual',
        headers: { cookie, ...(body ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
        ...(body ? { method: 'POST', body: new URLSearchParams(body).toString() } : {}),
      });
      for (const each of response.headers.getSetCookie()) await jar.setCookie(each, address);
      const location = response.headers.get('location');
      if (!location) return { url: address, status: response.status, html: await response.text() };
      address = new URL(location, address).href;
      body = undefined;
      if (!address.startsWith(login)) return { url: address, status: response.status, html: '' };
    }
  };
}

function authorizeUrl(change: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid offline_access',
    redirect_uri: redirect,
    state: 'st',
    nonce: 'no',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...change,
  });
  for (const [name, value] of Object.entries(change)) if (value === '') query.delete(name);
  return `${login}/login/common/oauth/authorize?${query}`;
}

async function signIn(change: Record<string, string> = {}, password = 'MAWE-secret') {
  const visit = browser();
  const form = await visit(authorizeUrl(change));
  return visit(form.url, { username: 'mawe@nordlicht.example', password });
}

async function token(form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await tenant.system.fetch(`${login}/login/common/oauth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ client_id: clientId, ...form }).toString(),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

async function tokensFor(url: string, change: Record<string, string> = {}) {
  const code = new URL(url).searchParams.get('code') ?? '';
  return token({ grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier, ...change });
}

const refresh = (value = '') => token({ grant_type: 'refresh_token', refresh_token: value });

describe('signing in', () => {
  it('ends at the bare loopback address with code and state, and the code gives tokens that the API takes', async () => {
    const end = await signIn();
    expect(end.url).toMatch(/^http:\/\/127\.0\.0\.1:53682\/?\?code=/);
    expect(new URL(end.url).searchParams.get('state')).toBe('st');
    const { status, body } = await tokensFor(end.url);
    expect([status, body['token_type'], body['expires_in']]).toEqual([200, 'Bearer', 3600]);
    expect(body['access_token']).toMatch(/^8A:Cust70001\.\S{40,}$/);
    expect(body).toHaveProperty('refresh_token');
    const answer = await askWith(tenant.system, body['access_token'] ?? '')('GET', 'User/currentPrincipal');
    expect(answer.at('AssociateId')).toBe(12);
  });

  it('gives an id token that says who and where, signed with the published key', async () => {
    const { body } = await tokensFor((await signIn()).url);
    const keys = await (await tenant.system.fetch(`${login}/login/.well-known/jwks`)).json();
    const { payload } = await jwtVerify(body['id_token'] ?? '', createLocalJWKSet(keys), {
      issuer: login,
      audience: clientId,
    });
    expect(payload).toMatchObject({
      sub: 'mawe@nordlicht.example',
      nonce: 'no',
      'http://schemes.superoffice.net/identity/ctx': 'Cust70001',
      'http://schemes.superoffice.net/identity/associateid': '12',
      'http://schemes.superoffice.net/identity/is_administrator': 'False',
      'http://schemes.superoffice.net/identity/webapi_url': `${tenant.system.describe().addresses['api']}/Cust70001/api/`,
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(360);
  });

  it('is described at the address of the original', async () => {
    const discovery = await (await tenant.system.fetch(`${login}/login/.well-known/openid-configuration`)).json();
    expect(discovery).toMatchObject({
      issuer: login,
      authorization_endpoint: `${login}/login/common/oauth/authorize`,
      token_endpoint: `${login}/login/common/oauth/tokens`,
      jwks_uri: `${login}/login/.well-known/jwks`,
      scopes_supported: ['openid'],
    });
    expect(discovery).not.toHaveProperty('userinfo_endpoint');
  });

  it('shows the form again for a wrong password', async () => {
    const page = await signIn({}, 'guess');
    expect(page.html).toContain('role="alert"');
    expect(page.html).toContain('The user name or the password is wrong.');
  });

  it('takes a plain challenge, also when no method is named', async () => {
    const end = await signIn({ code_challenge: verifier, code_challenge_method: '' });
    expect((await tokensFor(end.url)).status).toBe(200);
  });

  it('refuses another verifier, a second use and an old code', async () => {
    const wrong = await tokensFor((await signIn()).url, { code_verifier: `${verifier}-other` });
    expect([wrong.status, wrong.body['error']]).toEqual([400, 'invalid_grant']);
    const end = await signIn();
    await tokensFor(end.url);
    expect((await tokensFor(end.url)).body['error']).toBe('invalid_grant');
    const late = await signIn();
    tenant.system.control.clock.advance(601_000);
    expect((await tokensFor(late.url)).body['error']).toBe('invalid_grant');
  });

  it.each([
    'http://127.0.0.1:53682/',
    'http://127.0.0.1:53682/callback',
    'http://localhost:53682',
    'http://127.0.0.1:80',
  ])('refuses the redirect address %s on a page', async (address) => {
    const page = await browser()(authorizeUrl({ redirect_uri: address }));
    expect(page.html).toContain('Authorization error: InvalidRedirectUrl (2)');
  });

  it('refuses a tenant that the user is not in', async () => {
    expect((await signIn({ acr_values: 'tenant:Cust99999' })).html).toContain('no access to Cust99999');
    expect((await signIn({ acr_values: 'tenant:Cust70001' })).url).toContain('code=');
  });

  it('comes back with an error, or ends on a page, when the application is not approved', async () => {
    tenant.system.control.set('appApproval', 'notApproved');
    const { searchParams } = new URL((await signIn()).url);
    expect(searchParams.get('error')).toBe('access_denied');
    expect(searchParams.get('error_description')).toContain('not approved by an administrator of Cust70001');
    tenant.system.control.set('refusalOfApp', 'page');
    expect((await signIn()).html).toContain('Authorization error: Denied (4)');
  });

  it('insists on the secret when told to, and refuses a wrong one in any case', async () => {
    const { url } = await signIn();
    expect((await tokensFor(url, { client_secret: 'wrong' })).status).toBe(401);
    tenant.system.control.set('clientSecretRequired', true);
    expect((await tokensFor(url)).body['error']).toBe('invalid_client');
    expect((await tokensFor(url, { client_secret: clientSecret })).status).toBe(200);
    const basic = { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` };
    const ready = tenant.system.describe().users[0]?.refreshToken ?? '';
    expect((await token({ grant_type: 'refresh_token', refresh_token: ready }, basic)).status).toBe(200);
  });
});

describe('refreshing', () => {
  it('gives a new access token and never a new refresh token', async () => {
    const { body } = await tokensFor((await signIn()).url);
    const first = await refresh(body['refresh_token']);
    const second = await refresh(body['refresh_token']);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.body).not.toHaveProperty('refresh_token');
    expect(first.body).toHaveProperty('id_token');
    expect(first.body['access_token']).not.toBe(second.body['access_token']);
  });

  it('is needed when the hour is over or access tokens are taken back', async () => {
    const { body } = await tokensFor((await signIn()).url);
    const ask = askWith(tenant.system, body['access_token'] ?? '');
    expect((await ask('GET', 'User/currentPrincipal')).status).toBe(200);
    tenant.system.control.clock.advance(3_601_000);
    expect((await ask('GET', 'User/currentPrincipal')).status).toBe(401);
    const renewed = await refresh(body['refresh_token']);
    const askAgain = askWith(tenant.system, renewed.body['access_token'] ?? '');
    expect((await askAgain('GET', 'User/currentPrincipal')).status).toBe(200);
    tenant.system.control.expireAccessTokens();
    const refused = await askAgain('GET', 'User/currentPrincipal');
    expect([refused.status, refused.at('ErrorType')]).toEqual([401, 'SoSessionException']);
  });

  it('works with the ready token, and fails once the consent is withdrawn', async () => {
    const ready = tenant.system.describe().users[0]?.refreshToken ?? '';
    expect((await refresh(ready)).status).toBe(200);
    tenant.system.control.revokeSignIn('mawe@nordlicht.example');
    const refused = await refresh(ready);
    expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_grant']);
    expect((await tenant.ask('GET', 'User/currentPrincipal')).status).toBe(401);
    expect((await tenant.as('toke@nordlicht.example')('GET', 'User/currentPrincipal')).status).toBe(200);
  });

  it('fails when the application has lost its approval', async () => {
    tenant.system.control.set('appApproval', 'needsReapproval');
    const refused = await refresh(tenant.system.describe().users[0]?.refreshToken);
    expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('goes on after the state was saved and restored', async () => {
    const { body } = await tokensFor((await signIn()).url);
    const saved = JSON.parse(JSON.stringify(tenant.system.save()));
    tenant = startTestTenant();
    tenant.system.restore(saved);
    expect((await refresh(body['refresh_token'])).status).toBe(200);
  });
});
