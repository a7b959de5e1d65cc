import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type INetworkModule, PublicClientApplication } from '@azure/msal-node';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import {
  allowInsecureRequests,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  genericGrantRequest,
  None,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
} from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import type { SystemDescription } from '../../sandbox/kit/system.ts';
import { type LastPage, type SignInOptions, signInByBrowser } from '../support/scripted-browser.ts';

let sandbox: Sandbox;
const described = (name: string): SystemDescription => {
  const found = sandbox.descriptions.find((description) => description.system === name);
  if (found === undefined) throw new Error(`${name} was not started`);
  return found;
};
const mara = (name: string): SignInOptions & { readonly passwords: readonly [string] } => {
  const [user] = described(name).users;
  if (user === undefined) throw new Error(`${name} has no users`);
  return { userName: user.userName, passwords: [user.password] };
};

beforeAll(async () => {
  sandbox = await startSandbox({ size: 'small', today: '2026-11-23', listen: true });
});
afterAll(() => sandbox.close());

describe('SuperID, by an OpenID Connect library and the pages that it shows', () => {
  let configuration: Configuration;
  beforeAll(async () => {
    const { addresses, clientId } = described('superoffice');
    const issuer = new URL(`${addresses['login']}/login/.well-known/openid-configuration`);
    configuration = await discovery(issuer, clientId, {}, None(), { execute: [allowInsecureRequests] });
  });

  /** Signs in with a listener of the application's own; gives the last page and the address that the listener was asked. */
  async function signIn(
    options: SignInOptions,
  ): Promise<{ page: LastPage; answer: URL | null; verifier: string; state: string }> {
    let answer: URL | null = null;
    const listener = createServer((request, response) => {
      answer = new URL(request.url ?? '', `http://${request.headers.host}`);
      response.end('You can close this page.');
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const [verifier, state] = [randomPKCECodeVerifier(), randomState()];
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
      scope: 'openid',
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
    });
    const page = await signInByBrowser(url.href, options);
    await new Promise((resolve) => listener.close(resolve));
    return { page, answer, verifier, state };
  }

  it('lets the right password in, and its tokens into the API', async () => {
    const { page, answer, verifier, state } = await signIn(mara('superoffice'));
    expect(page.text).toBe('You can close this page.');
    expect(answer?.searchParams.get('state')).toBe(state);
    // The library's own code grant would add a slash to the redirect address, and SuperID compares it letter by letter.
    const tokens = await genericGrantRequest(configuration, 'authorization_code', {
      code: answer?.searchParams.get('code') ?? '',
      redirect_uri: answer?.origin ?? '',
      code_verifier: verifier,
    });
    const { issuer, jwks_uri } = configuration.serverMetadata();
    const keys = createRemoteJWKSet(new URL(String(jwks_uri)));
    const { payload } = await jwtVerify(String(tokens.id_token), keys, {
      issuer,
      audience: described('superoffice').clientId,
      algorithms: ['RS256'],
    });
    const webApi = payload['http://schemes.superoffice.net/identity/webapi_url'];
    const who = (token: string): Promise<Response> =>
      fetch(`${webApi}v1/User/currentPrincipal`, {
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      });
    expect(await (await who(tokens.access_token)).json()).toMatchObject({ AssociateId: 12, FullName: 'Mara Wendt' });
    const fresh = await refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    expect(fresh.access_token).not.toBe(tokens.access_token);
    expect((await who(fresh.access_token)).status).toBe(200);
  });

  it('shows the form again after a wrong password, and then lets the right one in', async () => {
    const { userName, passwords } = mara('superoffice');
    const wrong = await signIn({ userName, passwords: ['wrong'] });
    expect(wrong.answer).toBeNull();
    expect(wrong.page.text).toMatch(/password is wrong/);
    const right = await signIn({ userName, passwords: ['wrong', ...passwords] });
    expect(right.answer?.searchParams.get('code')).toBeTruthy();
  });
});

describe('Microsoft 365, by Microsoft’s own sign-in library and the pages that it shows', () => {
  const publicOrigin = 'https://login.microsoftonline.com';

  /** The library insists on the public address: what it sends there goes to the sandbox. */
  function createClient(): { client: PublicClientApplication; login: string } {
    const { addresses, clientId } = described('microsoft365');
    const login = String(addresses['login']);
    const send = async <T>(url: string, init: RequestInit) => {
      const response = await fetch(url.replace(publicOrigin, login), init);
      const headers = Object.fromEntries(response.headers);
      return { status: response.status, headers, body: (await response.json()) as T };
    };
    const networkClient: INetworkModule = {
      sendGetRequestAsync: (url, options) => send(url, { headers: options?.headers ?? {} }),
      sendPostRequestAsync: (url, options) =>
        send(url, { method: 'POST', headers: options?.headers ?? {}, body: options?.body ?? '' }),
    };
    const client = new PublicClientApplication({
      auth: { clientId, authority: `${publicOrigin}/organizations` },
      system: { networkClient },
    });
    return { client, login };
  }

  it('lets the right password in, and its token into Graph', async () => {
    const { client, login } = createClient();
    const result = await client.acquireTokenInteractive({
      scopes: ['User.Read', 'Calendars.ReadWrite'],
      successTemplate: '<p>Signed in.</p>',
      openBrowser: async (url) => {
        const page = await signInByBrowser(url.replace(publicOrigin, login), mara('microsoft365'));
        // The library waits for its listener for ever: what goes wrong before it has to be told here.
        expect(page).toMatchObject({ status: 200, text: 'Signed in.' });
      },
    });
    expect(result.account?.username).toBe('mara.wendt@nordlicht.example');
    const me = await fetch(`${described('microsoft365').addresses['graph']}/v1.0/me`, {
      headers: { authorization: `Bearer ${result.accessToken}` },
    });
    expect(await me.json()).toMatchObject({ displayName: 'Mara Wendt' });
    const account = result.account;
    if (account === null) throw new Error('no account');
    const fresh = await client.acquireTokenSilent({ account, scopes: ['Calendars.ReadWrite'], forceRefresh: true });
    expect(fresh.accessToken).not.toBe(result.accessToken);
  });

  it('tells the application when the user declines', async () => {
    const { client, login } = createClient();
    sandbox.microsoft365.control.set('consentPage', true);
    const declined = client.acquireTokenInteractive({
      scopes: ['Calendars.ReadWrite'],
      openBrowser: async (url) => {
        await signInByBrowser(url.replace(publicOrigin, login), { ...mara('microsoft365'), refuse: 'atConsent' });
      },
    });
    await expect(declined).rejects.toMatchObject({ errorCode: 'access_denied' });
    sandbox.microsoft365.control.set('consentPage', false);
  });
});
