/**
 * @file The sign-in as an installed application does it with a standard OAuth client, and a browser of a few lines that fills in
 * the pages.
 */
import { load } from 'cheerio';
import * as oauth from 'openid-client';
import { CookieJar } from 'tough-cookie';
import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../kit/clock.ts';
import type { SandboxSystem, StartOptions } from '../../kit/system.ts';
import { createGoogle } from '../index.ts';

const calendar = 'https://www.googleapis.com/auth/calendar';
const contacts = 'https://www.googleapis.com/auth/contacts';
const tasks = 'https://www.googleapis.com/auth/tasks';
const redirectUri = 'http://127.0.0.1:53124/answer';
const secret = 'GOCSPX-sandbox-secret';
const verifier = 'a-verifier-that-is-long-enough-for-everybody-0123456789';
const opened: SandboxSystem[] = [];
afterEach(async () => {
  for (const system of opened.splice(0)) await system.close();
});

function start(options: StartOptions = {}) {
  const clock = createManualClock(Date.now());
  const system = createGoogle({ seed: 7, clock, ...options });
  opened.push(system);
  const { addresses, users, clientId } = system.describe();
  const [user] = users;
  if (!user) throw new TypeError('The sandbox has no user.');
  return { system, clock, user, clientId, login: addresses['login'] ?? '', api: addresses['api'] ?? '' };
}

type Started = ReturnType<typeof start>;
type Fill = (page: ReturnType<typeof load>, round: number) => Record<string, string>;

/** Follows redirects with cookies and fills in forms until it is sent back to the application, or stands on a page. */
async function browse({ system, login }: Started, address: string, fill: Fill): Promise<{ back?: URL; page: string }> {
  const jar = new CookieJar();
  let next: { url: string; form?: Record<string, string> } = { url: address };
  for (let round = 0; ; ) {
    const response = await system.fetch(next.url, {
      redirect: 'manual',
      headers: { cookie: await jar.getCookieString(next.url) },
      ...(next.form ? { method: 'POST', body: new URLSearchParams(next.form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) await jar.setCookie(cookie, next.url);
    const location = response.headers.get('location');
    if (location !== null) {
      const url = new URL(location, next.url);
      if (url.href.startsWith(redirectUri)) return { back: url, page: '' };
      next = { url: url.href };
      continue;
    }
    const page = await response.text();
    const action = load(page)('form').attr('action');
    if (action === undefined) return { page };
    next = { url: new URL(action, login).href, form: fill(load(page), round) };
    round += 1;
  }
}

/** Gives the password, then ticks these permissions, or all. */
function person({ user }: Started, ticked?: readonly string[], decision = 'accept'): Fill {
  return ($) => {
    if ($('#password').length > 0) return { username: user.userName, password: user.password };
    const offered = $('input[name^="scope:"]')
      .toArray()
      .map((each) => $(each).attr('name') ?? '');
    const chosen = offered.filter((name) => ticked === undefined || ticked.includes(name.slice('scope:'.length)));
    return { decision, ...Object.fromEntries(chosen.map((name) => [name, 'on'])) };
  };
}

async function question(started: Started, change: Record<string, string> = {}): Promise<string> {
  return `${started.login}/o/oauth2/v2/auth?${new URLSearchParams({
    client_id: started.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: `openid email ${calendar} ${contacts} ${tasks}`,
    access_type: 'offline',
    prompt: 'consent',
    state: 'mine',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...change,
  })}`;
}

async function token(started: Started, form: Record<string, string>) {
  const response = await started.system.fetch(`${started.login}/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: started.clientId, client_secret: secret, ...form }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string | number> };
}

async function signIn(started: Started, change: Record<string, string> = {}, fill: Fill = person(started)) {
  const { back, page } = await browse(started, await question(started, change), fill);
  if (!back) throw new Error(page);
  const code = back.searchParams.get('code');
  if (code === null) return { back, status: 0, body: {} as Record<string, string | number> };
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  return { back, ...(await token(started, form)) };
}

const refresh = (started: Started, refreshToken: unknown) =>
  token(started, { grant_type: 'refresh_token', refresh_token: String(refreshToken) });
const who = ({ system, api }: Started, accessToken: unknown) =>
  system.fetch(`${api}/v1/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });

describe('an installed application signs in', () => {
  it('and gets tokens for what was granted, and who it is', async () => {
    const started = start();
    const { back, status, body } = await signIn(started);
    expect(back.searchParams.get('state')).toBe('mine');
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599, refresh_token: expect.any(String) });
    expect(new Set(String(body['scope']).split(' '))).toEqual(
      new Set(['openid', 'https://www.googleapis.com/auth/userinfo.email', calendar, contacts, tasks]),
    );
    const claims = JSON.parse(Buffer.from(String(body['id_token']).split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({
      iss: 'https://accounts.google.com',
      aud: started.clientId,
      email: started.user.userName,
      email_verified: true,
    });
    expect(await (await who(started, body['access_token'])).json()).toEqual({
      sub: claims.sub,
      email: started.user.userName,
      email_verified: true,
    });
  });

  it('with a standard client, which checks signature, issuer and audience of the id token', async () => {
    const started = start();
    const server = await (await started.system.fetch(`${started.login}/.well-known/openid-configuration`)).json();
    const config = new oauth.Configuration(
      server as oauth.ServerMetadata,
      started.clientId,
      undefined,
      oauth.ClientSecretPost(secret),
    );
    oauth.allowInsecureRequests(config);
    oauth.enableNonRepudiationChecks(config);
    config[oauth.customFetch] = (url, options) => started.system.fetch(url, options as RequestInit);
    const { back } = await browse(started, await question(started), person(started));
    if (!back) throw new TypeError('no answer');
    const tokens = await oauth.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: verifier,
      expectedState: 'mine',
    });
    expect(tokens.claims()).toMatchObject({ email: started.user.userName });
  });

  it('without an identity where it asks for none', async () => {
    const { body } = await signIn(start(), { scope: `${calendar} ${tasks}` });
    expect(body).not.toHaveProperty('id_token');
    expect(body['scope']).toBe(`${calendar} ${tasks}`);
  });

  it('and sees in the answer which single permissions were refused', async () => {
    const started = start();
    const { body } = await signIn(started, {}, person(started, [calendar]));
    expect(String(body['scope'])).toContain(calendar);
    expect(String(body['scope'])).not.toContain(contacts);
    const withheld = start({ switches: { withheldScopes: contacts } });
    expect(String((await signIn(withheld)).body['scope'])).not.toContain(contacts);
  });

  it.each([
    ['cancels', undefined, 'cancel'],
    ['ticks nothing', [], 'accept'],
  ])('and hears access_denied when the person %s', async (_, ticked, decision) => {
    const started = start();
    const { back } = await signIn(started, {}, person(started, ticked, decision));
    expect(back.searchParams.get('error')).toBe('access_denied');
  });

  it('after a wrong password once more', async () => {
    const started = start();
    const fill: Fill = ($, round) => {
      if (round === 1) expect($('#problem').text()).toContain('Wrong password');
      return { ...person(started)($, round), ...(round === 0 ? { password: 'wrong' } : {}) };
    };
    expect((await signIn(started, {}, fill)).status).toBe(200);
  });

  it('adds permissions later, and has the earlier ones as well', async () => {
    const started = start();
    await signIn(started, { scope: `openid ${calendar}` });
    const offered: string[] = [];
    const fill: Fill = ($, round) => {
      offered.push(
        ...$('li')
          .toArray()
          .map((each) => $(each).text().trim()),
      );
      return person(started)($, round);
    };
    const change = { scope: `openid ${calendar} ${tasks}`, prompt: '', include_granted_scopes: 'true' };
    const { body } = await signIn(started, change, fill);
    expect(offered).toEqual([tasks]);
    expect(String(body['scope']).split(' ').sort()).toEqual([calendar, tasks, 'openid'].sort());
    const alone = await signIn(started, { scope: contacts, prompt: 'consent' });
    expect(alone.body['scope']).toBe(contacts);
  });

  it('gets a refresh token once, unless it asks for consent again or for none', async () => {
    const started = start();
    expect((await signIn(started, { access_type: 'online' })).body).not.toHaveProperty('refresh_token');
    expect((await signIn(started, { prompt: '' })).body).toHaveProperty('refresh_token');
    expect((await signIn(started, { prompt: '' })).body).not.toHaveProperty('refresh_token');
    expect((await signIn(started)).body).toHaveProperty('refresh_token');
  });
});

describe('the question is refused on a page', () => {
  it.each([
    ['a redirect that is not on this machine', { redirect_uri: 'http://elsewhere.example/answer' }, /mismatch/],
    ['an unknown permission', { scope: 'https://www.googleapis.com/auth/calender' }, /invalid_scope/],
    ['an unknown application', { client_id: 'nobody' }, /invalid_client/],
    ['no permission', { scope: '' }, /invalid_request/],
    ['an unknown access type', { access_type: 'always' }, /access_type/],
  ])('for %s', async (_, change, sentence) => {
    const started = start();
    const { back, page } = await browse(started, await question(started, change), person(started));
    expect(back).toBeUndefined();
    expect(page).toMatch(sentence);
  });

  it('and needs a code challenge', async () => {
    const started = start();
    const address = new URL(await question(started));
    address.searchParams.delete('code_challenge');
    address.searchParams.delete('code_challenge_method');
    const { back } = await browse(started, address.href, person(started));
    expect(back?.searchParams.get('error')).toBe('invalid_request');
  });
});

describe('the token address', () => {
  it('takes a code once, and with its verifier only', async () => {
    const started = start();
    const { back } = await browse(started, await question(started), person(started));
    const code = back?.searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
    const wrong = await token(started, { ...form, code_verifier: verifier.replace('a', 'b') });
    expect(wrong).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const second = await signIn(started);
    const again = second.back.searchParams.get('code') ?? '';
    expect(await token(started, { ...form, code: again, code_verifier: verifier })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  it('wants the secret of the application', async () => {
    const started = start();
    const form = { grant_type: 'refresh_token', refresh_token: started.user.refreshToken };
    const bare = await started.system.fetch(`${started.login}/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: started.clientId, ...form }),
    });
    expect([bare.status, await bare.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'client_secret is missing.' },
    ]);
    expect((await token(started, { ...form, client_secret: 'x' })).status).toBe(401);
    expect((await token(started, { ...form, client_id: 'x' })).body['error']).toBe('invalid_client');
    expect((await token(started, { ...form, grant_type: 'password' })).body['error']).toBe('unsupported_grant_type');
  });

  it('exchanges a refresh token any number of times, and gives no new one', async () => {
    const started = start();
    const { body } = await signIn(started);
    for (const each of [body['refresh_token'], body['refresh_token'], started.user.refreshToken]) {
      const answer = await refresh(started, each);
      expect(answer.status).toBe(200);
      expect(answer.body).not.toHaveProperty('refresh_token');
      expect(answer.body).toHaveProperty('id_token');
      expect((await who(started, answer.body['access_token'])).status).toBe(200);
    }
  });

  it('refuses a token that is too old: after seven days in testing, after half a year without use', async () => {
    const expired = { status: 400, body: { error: 'invalid_grant' } };
    const testing = start({ switches: { publishingStatus: 'testing' } });
    const { body } = await signIn(testing);
    expect(body['refresh_token_expires_in']).toBe(604_799);
    testing.clock.advance(7 * 86_400_000);
    expect(await refresh(testing, body['refresh_token'])).toMatchObject(expired);

    const started = start();
    const used = await signIn(started);
    started.clock.advance(150 * 86_400_000);
    expect((await refresh(started, used.body['refresh_token'])).status).toBe(200);
    started.clock.advance(150 * 86_400_000);
    expect((await refresh(started, used.body['refresh_token'])).status).toBe(200);
    started.clock.advance(180 * 86_400_000);
    expect(await refresh(started, used.body['refresh_token'])).toMatchObject(expired);
  });

  it('ends the oldest refresh token when there are too many', async () => {
    const started = start({ switches: { liveRefreshTokens: 2 } });
    const first = await signIn(started);
    const second = await signIn(started);
    const third = await signIn(started);
    expect((await refresh(started, first.body['refresh_token'])).status).toBe(400);
    expect((await refresh(started, second.body['refresh_token'])).status).toBe(200);
    expect((await refresh(started, third.body['refresh_token'])).status).toBe(200);
  });
});

describe('consent ends', () => {
  const revoke = ({ system, login }: Started, each: unknown) =>
    system.fetch(`${login}/revoke?token=${encodeURIComponent(String(each))}`, { method: 'POST' });

  it.each(['access_token', 'refresh_token'])('when the application gives its %s back', async (kind) => {
    const started = start();
    const { body } = await signIn(started);
    expect((await revoke(started, body[kind])).status).toBe(200);
    expect((await who(started, body['access_token'])).status).toBe(401);
    expect((await refresh(started, body['refresh_token'])).body).toEqual({
      error: 'invalid_grant',
      error_description: 'Token has been expired or revoked.',
    });
    expect((await revoke(started, body[kind])).status).toBe(400);
    expect((await signIn(started, { prompt: '' })).body).toHaveProperty('refresh_token');
  });

  it('when the person withdraws it', async () => {
    const started = start();
    const { body } = await signIn(started);
    started.system.control.revokeSignIn(started.user.userName);
    expect((await who(started, body['access_token'])).status).toBe(401);
    expect((await refresh(started, body['refresh_token'])).status).toBe(400);
    expect(() => started.system.control.revokeSignIn('nobody@x.example')).toThrow(RangeError);
  });

  it('for access tokens alone when they are too old', async () => {
    const started = start({ switches: { accessTokenSeconds: 60 } });
    const { body } = await signIn(started);
    started.clock.advance(60_000);
    const answer = await who(started, body['access_token']);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { code: 401, status: 'UNAUTHENTICATED' } });
    const fresh = (await refresh(started, body['refresh_token'])).body['access_token'];
    expect((await who(started, fresh)).status).toBe(200);
    started.system.control.expireAccessTokens();
    expect((await who(started, fresh)).status).toBe(401);
  });
});

describe('the services', () => {
  it('refuse who asks too often', async () => {
    const started = start({ switches: { requestsPerMinute: 2 } });
    const ask = async () => (await who(started, started.user.accessToken)).status;
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 403]);
    started.system.control.set('quotaAnswer', '429');
    expect(await ask()).toBe(429);
    started.clock.advance(60_000);
    expect(await ask()).toBe(200);
  });

  it('keep tokens, consents and accounts in the saved state', async () => {
    const started = start();
    const { body } = await signIn(started);
    const saved = JSON.parse(JSON.stringify(started.system.save()));
    const other = start();
    other.system.restore(saved);
    expect(JSON.parse(JSON.stringify(other.system.save()))).toEqual(saved);
    expect((await who(other, body['access_token'])).status).toBe(200);
    expect((await refresh(other, body['refresh_token'])).status).toBe(200);
  });
});
