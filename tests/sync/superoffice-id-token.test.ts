/**
 * @file What is believed of SuperOffice's identity token. The sandbox's token is replaced on its way by one that the test
 * signs, together with the keys that it is checked with.
 */
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectOutcome } from '../../main/accounts/account.ts';
import { createAccounts } from '../../main/accounts/accounts.ts';
import { memoryVault } from '../../main/accounts/testing/memory-vault.ts';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import type { SandboxUser } from '../../sandbox/kit/system.ts';
import { quietLog } from '../../sync-core/connectors/http/testing/ports.ts';
import { noExchange } from '../support/no-exchange.ts';
import { noGoogle } from '../support/no-google.ts';
import { signInByBrowser } from '../support/scripted-browser.ts';

const never = new AbortController().signal;
const webApiClaim = 'http://schemes.superoffice.net/identity/webapi_url';

let sandbox: Sandbox<'superoffice'>;
let user: SandboxUser;
beforeEach(async () => {
  sandbox = await startSandbox({ systems: ['superoffice'], size: 'small', listen: true });
  user = sandbox.superoffice.describe().users[0] as SandboxUser;
});
afterEach(() => sandbox.close());

interface Forgery {
  readonly claims?: (claims: JWTPayload) => Record<string, unknown>;
  /** Signed by a key that the server does not publish. */
  readonly foreignKey?: boolean;
  /** The whole token, in place of a signed one. */
  readonly token?: (genuine: string) => string | undefined;
}

async function accountsWith(forgery: Forgery) {
  const published = await generateKeyPair('RS256', { extractable: true });
  const signing = forgery.foreignKey ? await generateKeyPair('RS256') : published;
  const jwks = { keys: [{ ...(await exportJWK(published.publicKey)), alg: 'RS256', kid: 'test' }] };

  async function forged(genuine: string): Promise<string | undefined> {
    if (forgery.token) return forgery.token(genuine);
    const claims = decodeJwt(genuine);
    return new SignJWT({ ...claims, ...forgery.claims?.(claims) } as JWTPayload)
      .setProtectedHeader({ alg: 'RS256', kid: 'test' })
      .sign(signing.privateKey);
  }

  const { addresses, clientId } = sandbox.superoffice.describe();
  const login = addresses['login'] ?? '';
  return createAccounts({
    exchange: noExchange,
    vault: memoryVault(),
    log: quietLog,
    clock: { now: () => Date.now(), sleep: () => new Promise(() => undefined) },
    words: () => ({ language: 'en', successTitle: '', successText: '', failureTitle: '', failureText: '' }),
    settings: () => ({
      superoffice: { loginUrl: login, clientId, clientSecret: null },
      microsoft365: { loginUrl: login, graphUrl: login, clientId: null, kinds: [] },
      google: noGoogle,
    }),
    openBrowser: async (url) => {
      void signInByBrowser(url, { userName: user.userName, passwords: [user.password] });
    },
    fetch: async (url, init) => {
      if (url.endsWith('/jwks')) return Response.json(jwks);
      const response = await fetch(url, init);
      if (!url.endsWith('/tokens') || !response.ok) return response;
      const { id_token, ...rest } = (await response.json()) as { id_token: string };
      return Response.json({ ...rest, id_token: await forged(id_token) });
    },
  });
}

async function bySecret(forgery: Forgery): Promise<ConnectOutcome> {
  return (await accountsWith(forgery)).connectWithSecret('superoffice', { secret: user.refreshToken }, never);
}

const refused = { connected: false, problem: { code: 'nonsense', system: 'superoffice' } };
const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;

describe('the identity token', () => {
  test('that says when it was issued as a text is taken, as SuperOffice documents it', async () => {
    const outcome = await bySecret({ claims: ({ iat }) => ({ iat: String(iat) }) });
    expect(outcome).toMatchObject({ connected: true, account: { userName: user.userName } });
  });

  test('of a clock that is minutes off is taken', async () => {
    const outcome = await bySecret({ claims: () => ({ exp: seconds(-120), nbf: seconds(-480) }) });
    expect(outcome.connected).toBe(true);
  });

  test.each<readonly [string, Forgery]>([
    ['for another application', { claims: () => ({ aud: 'another' }) }],
    ['of another server', { claims: () => ({ iss: 'https://online.superoffice.example' }) }],
    ['that is over', { claims: () => ({ exp: seconds(-3600), nbf: seconds(-4000) }) }],
    ['that never ends', { claims: () => ({ exp: undefined }) }],
    ['signed by somebody else', { foreignKey: true }],
    [
      'that is not signed',
      { token: (genuine) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${genuine.split('.')[1]}.` },
    ],
    ['that is missing', { token: () => undefined }],
    ['without a tenant', { claims: () => ({ 'http://schemes.superoffice.net/identity/ctx': undefined }) }],
  ])('%s is refused', async (_, forgery) => {
    expect(await bySecret(forgery)).toMatchObject(refused);
  });

  test('that would send the data over an open network is refused', async () => {
    const outcome = await bySecret({ claims: () => ({ [webApiClaim]: 'http://superoffice.example/Cust1/api/' }) });
    expect(outcome).toMatchObject({ connected: false, problem: { code: 'rejected' } });
  });

  test('of another sign-in is refused', async () => {
    const outcome = async (forgery: Forgery) => (await accountsWith(forgery)).connect('superoffice', never);
    expect(await outcome({ claims: () => ({ nonce: 'of another sign-in' }) })).toMatchObject(refused);
    expect(await outcome({})).toMatchObject({ connected: true });
  });
});
