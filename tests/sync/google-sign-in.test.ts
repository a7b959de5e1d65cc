/**
 * @file Signing in to Google, at the sandbox's sign-in server and over real HTTP, with a browser that has no screen.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConnectedAccount, ConnectOutcome } from '../../main/accounts/account.ts';
import { createAccounts } from '../../main/accounts/accounts.ts';
import { type MemoryVault, memoryVault } from '../../main/accounts/testing/memory-vault.ts';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import { AuthExpired } from '../../sync-core/connectors/errors.ts';
import type { Log } from '../../sync-core/connectors/ports.ts';
import type { ItemKind } from '../../sync-core/model/side.ts';
import { noExchange } from '../support/no-exchange.ts';
import { type SignInOptions, signInByBrowser } from '../support/scripted-browser.ts';

const scope = (name: string) => `https://www.googleapis.com/auth/${name}`;
const all: readonly ItemKind[] = ['appointment', 'task', 'person'];
const never = new AbortController().signal;
const dayMs = 86_400_000;
const words = {
  language: 'en',
  successTitle: 'Signed in',
  successText: 'You can close this page.',
  failureTitle: 'Not signed in',
  failureText: 'Synchronizer says why.',
};

let sandbox: Sandbox<'google'>;
let vault: MemoryVault;
let logged: string[];
/** Milliseconds that the program's clock is ahead. */
let ahead: number;

beforeEach(async () => {
  sandbox = await startSandbox({ systems: ['google'], size: 'small', listen: true });
  vault = memoryVault();
  logged = [];
  ahead = 0;
});
afterEach(() => sandbox.close());

const description = () => sandbox.google.describe();
function user() {
  const [first] = description().users;
  if (!first) throw new Error('nobody can sign in');
  return first;
}

function accountsOf(kinds = all, visit: Partial<SignInOptions> = {}, clientSecret = 'GOCSPX-sandbox-secret') {
  const { addresses, clientId } = description();
  const write = (message: string, facts?: object) => void logged.push(`${message} ${JSON.stringify(facts)}`);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const loginUrl = addresses['login'] ?? '';
  const apiUrl = addresses['api'] ?? '';
  return createAccounts({
    exchange: noExchange,
    vault,
    fetch: (url, init) => fetch(url, init),
    clock: { now: () => Date.now() + ahead, sleep: () => new Promise(() => undefined) },
    log,
    words: () => words,
    settings: () => ({
      superoffice: { loginUrl, clientId: null, clientSecret: null },
      microsoft365: { loginUrl, graphUrl: apiUrl, clientId: null, kinds },
      google: { loginUrl, apiUrl, clientId, clientSecret, kinds },
    }),
    openBrowser: async (url) => {
      const options = { userName: user().userName, passwords: [user().password], ...visit };
      void signInByBrowser(url, options).then(() => undefined, write);
    },
  });
}

function accountOf(outcome: ConnectOutcome): ConnectedAccount {
  if (!outcome.connected) throw new Error(`Not connected: ${JSON.stringify(outcome.problem)}`);
  return outcome.account;
}

test('by the browser: the account is known, and its token is taken', async () => {
  const accounts = accountsOf();
  const account = accountOf(await accounts.connect('google', never));
  expect(account).toMatchObject({
    system: 'google',
    userName: user().userName,
    rights: [scope('calendar'), scope('tasks'), scope('contacts')],
    missingRights: [],
  });
  expect(account.userId).not.toBe('');
  const token = await accounts.tokenSource('google').accessToken(never);
  const answer = await fetch(`${account.apiUrl}/v1/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  expect(logged.join('\n')).not.toContain(token);
});

test('only what is to be synchronised is asked for', async () => {
  const account = accountOf(await accountsOf(['appointment']).connect('google', never));
  expect(account.rights).toEqual([scope('calendar')]);
});

test('a right that was left out is named, and the others stand', async () => {
  sandbox.google.control.set('withheldScopes', scope('tasks'));
  const account = accountOf(await accountsOf().connect('google', never));
  expect(account.rights).toEqual([scope('calendar'), scope('contacts')]);
  expect(account.missingRights).toEqual([scope('tasks')]);
});

test('who says no is told so', async () => {
  const outcome = await accountsOf(all, { refuse: 'atConsent' }).connect('google', never);
  expect(outcome).toMatchObject({ connected: false, problem: { code: 'signInDenied', system: 'google' } });
  expect(await vault.read('google')).toBeUndefined();
});

test('a wrong client secret is a matter for whoever registered the application', async () => {
  const outcome = await accountsOf(all, {}, 'wrong').connect('google', never);
  expect(outcome).toMatchObject({ connected: false, problem: { code: 'appNotApproved' } });
});

test('without a browser, from a refresh token; after a restart the vault is enough', async () => {
  const given = { secret: user().refreshToken, user: user().userName };
  accountOf(await accountsOf().connectWithSecret('google', given, never));
  expect(await accountsOf().tokenSource('google').accessToken(never)).not.toBe('');
});

test('a consent that was withdrawn needs the user', async () => {
  const accounts = accountsOf();
  accountOf(await accounts.connect('google', never));
  sandbox.google.control.revokeSignIn(user().userName);
  const token = await accounts.tokenSource('google').accessToken(never);
  await expect(accounts.tokenSource('google').accessToken(never, token)).rejects.toThrow(AuthExpired);
});

test('the end of the seven days of an application that is not verified is told as what it is', async () => {
  sandbox.google.control.set('publishingStatus', 'testing');
  const accounts = accountsOf();
  accountOf(await accounts.connect('google', never));
  ahead = 7 * dayMs + 60_000;
  sandbox.google.control.clock.advance(ahead);
  await expect(accounts.tokenSource('google').accessToken(never)).rejects.toThrow(/not verified.*seven days/);
});

test('disconnecting takes the consent back', async () => {
  const accounts = accountsOf();
  accountOf(await accounts.connect('google', never));
  const kept = JSON.parse((await vault.read('google')) ?? '{}') as { refreshToken: string };
  await accounts.disconnect('google');
  expect(await vault.read('google')).toBeUndefined();
  const again = await accountsOf().connectWithSecret('google', { secret: kept.refreshToken }, never);
  expect(again).toMatchObject({ connected: false, problem: { code: 'authExpired' } });
});
