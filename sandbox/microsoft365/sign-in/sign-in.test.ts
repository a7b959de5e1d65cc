/**
 * @file The sign-in with the real MSAL: its network client maps the original's address to the sandbox's, and a browser of
 * a few lines fills in the pages.
 */
import { type Configuration, type INetworkModule, PublicClientApplication } from '@azure/msal-node';
import { load } from 'cheerio';
import { CookieJar } from 'tough-cookie';
import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../kit/clock.ts';
import type { StartOptions } from '../../kit/system.ts';
import { createMicrosoft365, type Microsoft365System } from '../index.ts';

const original = 'https://login.microsoftonline.com';
const scopes = ['User.Read', 'Calendars.ReadWrite', 'MailboxSettings.ReadWrite'];
const opened: Microsoft365System[] = [];
afterEach(async () => {
  for (const system of opened.splice(0)) await system.close();
});

function start(options: StartOptions = {}) {
  const system = createMicrosoft365({ seed: 7, clock: createManualClock(Date.UTC(2026, 10, 23, 8)), ...options });
  opened.push(system);
  const [user] = system.describe().users;
  if (!user) throw new TypeError('The sandbox has no user.');
  return {
    system,
    user,
    login: system.describe().addresses['login'] ?? '',
    graph: system.describe().addresses['graph'] ?? '',
  };
}

type Started = ReturnType<typeof start>;

function networkTo({ system, login }: Started): INetworkModule {
  const send = async <T>(
    method: string,
    url: string,
    options: { headers?: Record<string, string>; body?: string } = {},
  ) => {
    const response = await system.fetch(url.replace(original, login), {
      method,
      headers: options.headers ?? {},
      ...(options.body === undefined ? {} : { body: options.body }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as T,
    };
  };
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}

function msal(started: Started, tenant = 'common'): PublicClientApplication {
  const configuration: Configuration = {
    auth: { clientId: started.system.describe().clientId, authority: `${original}/${tenant}` },
    system: { networkClient: networkTo(started) },
  };
  return new PublicClientApplication(configuration);
}

/** A browser: follows redirects with cookies, fills in the page in front of it, and posts the answer to the application. */
function browserOf({ system, login }: Started, fill: (page: string, round: number) => Record<string, string> | null) {
  const pages: string[] = [];
  return {
    pages,
    open: async (address: string) => {
      const jar = new CookieJar();
      const visit = async (url: string, form?: Record<string, string>): Promise<string> => {
        const response = await system.fetch(url, {
          redirect: 'manual',
          headers: { cookie: await jar.getCookieString(url), accept: 'text/html' },
          ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
        });
        for (const cookie of response.headers.getSetCookie()) await jar.setCookie(cookie, url);
        const location = response.headers.get('location');
        return location ? visit(new URL(location, url).href) : response.text();
      };
      let page = await visit(address.replace(original, login));
      for (let round = 0; ; round += 1) {
        const $ = load(page);
        const action = $('form').attr('action') ?? '';
        pages.push($('h1').text());
        if (action.startsWith('http://localhost')) {
          const fields = $('input')
            .toArray()
            .map((each) => [$(each).attr('name') ?? '', $(each).attr('value') ?? '']);
          await fetch(action.replace('localhost', '127.0.0.1'), { method: 'POST', body: new URLSearchParams(fields) });
          return;
        }
        const answer = fill(page, round);
        if (!answer) throw new Error(`The browser stays on: ${$('main').text()}`);
        page = await visit(new URL(action, login).href, answer);
      }
    },
  };
}

function signIn(
  started: Started,
  fill?: (page: string, round: number) => Record<string, string> | null,
  application = msal(started),
) {
  const { user } = started;
  const browser = browserOf(started, fill ?? (() => ({ username: user.userName, password: user.password })));
  const result = application.acquireTokenInteractive({ scopes, openBrowser: browser.open });
  return { result, application, browser };
}

const me = ({ system, graph }: Started, token: string) =>
  system.fetch(`${graph}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } });

describe('signing in with MSAL', () => {
  it('gives a token that Graph takes, with the account that signed in', async () => {
    const started = start();
    const { result } = signIn(started);
    const { accessToken, account, scopes: granted, tenantId } = await result;
    expect(account).toMatchObject({ username: started.user.userName, name: started.user.displayName });
    expect(account?.homeAccountId).toMatch(/^[\w-]{36}\.[\w-]{36}$/);
    expect(tenantId).toBe(account?.homeAccountId.split('.')[1]);
    expect(granted).toEqual(expect.arrayContaining(scopes));
    expect(await (await me(started, accessToken)).json()).toMatchObject({ userPrincipalName: started.user.userName });
  });

  it('refreshes silently, with a new refresh token each time', async () => {
    const started = start();
    const { result, application } = signIn(started);
    const { account, accessToken } = await result;
    if (!account) throw new TypeError('no account');
    const before = application.getTokenCache().serialize();
    const again = await application.acquireTokenSilent({ account, scopes, forceRefresh: true });
    expect(again.accessToken).not.toBe(accessToken);
    const refreshTokens = (text: string) =>
      Object.values(JSON.parse(text).RefreshToken).map((each) => (each as { secret: string }).secret);
    expect(refreshTokens(application.getTokenCache().serialize())).not.toEqual(refreshTokens(before));
    expect((await me(started, again.accessToken)).status).toBe(200);
  });

  it('shows the page again after a wrong password', async () => {
    const started = start();
    const { user } = started;
    const { result, browser } = signIn(started, (page, round) => {
      if (round === 1) expect(page).toContain('Your account or password is incorrect.');
      return { username: user.userName, password: round === 0 ? 'wrong' : user.password };
    });
    await result;
    expect(browser.pages).toHaveLength(3);
  });

  it('tells the application when an administrator has not approved it', async () => {
    const started = start({ switches: { adminApproval: 'required' } });
    await expect(signIn(started).result).rejects.toMatchObject({
      errorCode: 'consent_required',
      errorMessage: expect.stringContaining('AADSTS90094'),
    });
  });

  it('shows the approval page, and tells the application when the user comes back from it', async () => {
    const started = start({ switches: { adminApproval: 'requiredWithPage' } });
    const { user } = started;
    const { result, browser } = signIn(started, (_page, round) =>
      round === 0 ? { username: user.userName, password: user.password } : { decision: 'return' },
    );
    await expect(result).rejects.toMatchObject({ errorCode: 'consent_required' });
    expect(browser.pages).toContain('Need admin approval');
  });

  it('ends with access_denied when the user declines to consent', async () => {
    const started = start({ switches: { consentPage: true } });
    const { user } = started;
    const { result } = signIn(started, (_page, round) =>
      round === 0 ? { username: user.userName, password: user.password } : { decision: 'cancel' },
    );
    await expect(result).rejects.toMatchObject({ errorCode: 'access_denied' });
  });

  it('asks for interaction after consent was withdrawn, and works again after a new sign-in', async () => {
    const started = start();
    const { result, application } = signIn(started);
    const { account, accessToken } = await result;
    if (!account) throw new TypeError('no account');
    started.system.control.revokeSignIn(started.user.userName);
    expect((await me(started, accessToken)).status).toBe(401);
    await expect(application.acquireTokenSilent({ account, scopes, forceRefresh: true })).rejects.toMatchObject({
      name: 'InteractionRequiredAuthError',
      subError: 'bad_token',
    });
    const { accessToken: fresh } = await signIn(started, undefined, application).result;
    expect((await me(started, fresh)).status).toBe(200);
  });

  it('finds the documents of a named tenant at the original’s addresses', async () => {
    const started = start();
    const { tenantId } = await signIn(started).result;
    const { result } = signIn(started, undefined, msal(started, tenantId));
    expect((await result).tenantId).toBe(tenantId);
    const document = await started.system.fetch(`${started.login}/${tenantId}/v2.0/.well-known/openid-configuration`);
    expect(await document.json()).toMatchObject({
      issuer: `${original}/${tenantId}/v2.0`,
      token_endpoint: `${original}/${tenantId}/oauth2/v2.0/token`,
    });
    const common = await started.system.fetch(`${started.login}/common/v2.0/.well-known/openid-configuration`);
    expect(await common.json()).toMatchObject({ issuer: `${original}/{tenantid}/v2.0` });
    const elsewhere = await started.system.fetch(
      `${started.login}/contoso.example/v2.0/.well-known/openid-configuration`,
    );
    expect(elsewhere.status).toBe(400);
  });

  it('signs id tokens with the key that it publishes', async () => {
    const { createLocalJWKSet, jwtVerify } = await import('jose');
    const started = start();
    const { idToken, tenantId, account } = await signIn(started).result;
    const keys = await (await started.system.fetch(`${started.login}/common/discovery/v2.0/keys`)).json();
    const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys), {
      issuer: `${original}/${tenantId}/v2.0`,
      audience: started.system.describe().clientId,
    });
    expect(payload).toMatchObject({
      oid: account?.localAccountId,
      preferred_username: started.user.userName,
      ver: '2.0',
    });
  });
});

describe('the token endpoint', () => {
  const post = ({ system, login }: Started, form: Record<string, string>) =>
    system.fetch(`${login}/common/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) });
  const refresh = (started: Started, refreshToken: string) =>
    post(started, {
      grant_type: 'refresh_token',
      client_id: started.system.describe().clientId,
      refresh_token: refreshToken,
      scope: 'https://graph.microsoft.com/User.Read openid profile offline_access',
    });

  it('takes the ready refresh token and answers in the original’s form', async () => {
    const started = start();
    const answer = await refresh(started, started.user.refreshToken);
    const body = await answer.json();
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 4217, ext_expires_in: 4217 });
    expect(body.scope.split(' ').sort()).toEqual(['https://graph.microsoft.com/User.Read', 'openid', 'profile']);
    expect(body.refresh_token).not.toBe(started.user.refreshToken);
    expect(JSON.parse(Buffer.from(body.client_info, 'base64url').toString())).toEqual({
      uid: expect.any(String),
      utid: expect.any(String),
    });
    expect((await me(started, body.access_token)).status).toBe(200);
  });

  it('lets access tokens age by the servers’ clock, and refresh tokens after ninety days', async () => {
    const started = start();
    const { access_token: access, refresh_token: token } = await (
      await refresh(started, started.user.refreshToken)
    ).json();
    started.system.control.clock.advance(4_216_000);
    expect((await me(started, access)).status).toBe(200);
    started.system.control.clock.advance(2_000);
    const refused = await me(started, access);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('Bearer');
    started.system.control.clock.advance(90 * 86_400_000);
    const late = await refresh(started, token);
    expect(late.status).toBe(400);
    expect(await late.json()).toMatchObject({ error: 'invalid_grant', error_codes: [700082] });
  });

  it('refuses used refresh tokens only where the switch says so', async () => {
    const started = start();
    await refresh(started, started.user.refreshToken);
    expect((await refresh(started, started.user.refreshToken)).status).toBe(200);
    started.system.control.set('usedRefreshToken', 'refused');
    expect(await (await refresh(started, started.user.refreshToken)).json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('grants nothing that was withheld', async () => {
    const started = start({ switches: { withheldScopes: 'User.Read' } });
    const body = await (await refresh(started, started.user.refreshToken)).json();
    expect(body.scope).not.toContain('User.Read');
    expect((await me(started, body.access_token)).status).toBe(403);
  });

  it('refuses an unknown application, a wrong code and an unknown grant', async () => {
    const started = start();
    const clientId = started.system.describe().clientId;
    const cases = [
      [{ grant_type: 'refresh_token', client_id: 'other', refresh_token: 'x' }, 'unauthorized_client'],
      [
        {
          grant_type: 'authorization_code',
          client_id: clientId,
          code: 'x',
          redirect_uri: 'http://localhost:1',
          code_verifier: 'v'.repeat(43),
        },
        'invalid_grant',
      ],
      [{ grant_type: 'password', client_id: clientId }, 'unsupported_grant_type'],
    ] as const;
    for (const [form, error] of cases) {
      const answer = await post(started, form);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error, error_description: expect.stringMatching(/^AADSTS\d+: /) });
    }
  });

  it('knows its people after a restart from a saved state', async () => {
    const first = start();
    const body = await (await refresh(first, first.user.refreshToken)).json();
    const second = start({ seed: 7 });
    second.system.restore(JSON.parse(JSON.stringify(first.system.save())));
    expect((await me(second, body.access_token)).status).toBe(200);
    expect((await refresh(second, body.refresh_token)).status).toBe(200);
  });

  it('expires all access tokens at once and still refreshes', async () => {
    const started = start();
    started.system.control.expireAccessTokens();
    expect((await me(started, started.user.accessToken)).status).toBe(401);
    const body = await (await refresh(started, started.user.refreshToken)).json();
    expect((await me(started, body.access_token)).status).toBe(200);
  });
});
