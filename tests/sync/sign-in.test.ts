/**
 * @file Signing in to both systems, at the sandbox's sign-in servers and over real HTTP, with a browser that has no screen.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountSystem, Accounts, ConnectedAccount, ConnectOutcome } from '../../main/accounts/account.ts';
import { createAccounts } from '../../main/accounts/accounts.ts';
import { type MemoryVault, memoryVault } from '../../main/accounts/testing/memory-vault.ts';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import type { SandboxUser } from '../../sandbox/kit/system.ts';
import { AuthExpired, Unavailable } from '../../sync-core/connectors/errors.ts';
import type { Log } from '../../sync-core/connectors/ports.ts';
import type { ItemKind } from '../../sync-core/model/side.ts';
import { noExchange } from '../support/no-exchange.ts';
import { noGoogle } from '../support/no-google.ts';
import { type SignInOptions, signInByBrowser } from '../support/scripted-browser.ts';

const words = {
  language: 'en',
  successTitle: 'Signed in',
  successText: 'You can close this page.',
  failureTitle: 'Not signed in',
  failureText: 'Synchronizer says why.',
};
const never = new AbortController().signal;

/** What differs between the systems, beside the code under test. */
const systems = [
  {
    system: 'superoffice',
    notApproved: { name: 'appApproval', value: 'notApproved' },
    whoAmI: (account: ConnectedAccount) => `${account.apiUrl}v1/User/currentPrincipal`,
  },
  {
    system: 'microsoft365',
    notApproved: { name: 'adminApproval', value: 'required' },
    whoAmI: (account: ConnectedAccount) => `${account.apiUrl}/me`,
  },
] as const;

/** A clock that runs, and lets nobody wait except until the test says that the time is up. */
function clockWithAlarm() {
  const alarms = new Set<() => void>();
  return {
    now: () => Date.now(),
    sleep: (_: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        alarms.add(resolve);
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
    timeIsUp: () => {
      for (const ring of alarms) ring();
    },
  };
}

describe.each(systems)('signing in to $system', ({ system, notApproved, whoAmI }) => {
  let sandbox: Sandbox<AccountSystem>;
  let user: SandboxUser;
  let vault: MemoryVault;
  let logged: string[];
  let clock: ReturnType<typeof clockWithAlarm>;
  let pages: string[];

  beforeEach(async () => {
    sandbox = await startSandbox({ systems: [system as AccountSystem], size: 'small', listen: true });
    user = description().users[0] as SandboxUser;
    vault = memoryVault();
    logged = [];
    clock = clockWithAlarm();
    pages = [];
  });
  afterEach(() => sandbox.close());

  const server = () => sandbox[system];
  const description = () => server().describe();

  /** The accounts of a person whose browser does as told; `null`: it opens, and nobody does anything. */
  function accountsOf(
    visit: Partial<SignInOptions> | null = {},
    clientId: string | null = description().clientId,
  ): Accounts {
    const { addresses } = description();
    const seen = pages;
    const write = (message: string, facts?: object) => void logged.push(`${message} ${JSON.stringify(facts)}`);
    const log: Log = { debug: write, info: write, warn: write, error: write };
    const login = addresses['login'] ?? '';
    return createAccounts({
      exchange: noExchange,
      vault,
      fetch: (url, init) => fetch(url, init),
      clock,
      log,
      words: () => words,
      settings: () => ({
        superoffice: { loginUrl: login, clientId, clientSecret: null },
        microsoft365: { loginUrl: login, graphUrl: `${addresses['graph']}/v1.0`, clientId, kinds: ['appointment'] },
        google: noGoogle,
      }),
      openBrowser: async (url) => {
        if (!visit) return;
        const options = { userName: user.userName, passwords: [user.password], ...visit };
        void signInByBrowser(url, options).then((page) => seen.push(page.text), write);
      },
    });
  }

  function accountOf(outcome: ConnectOutcome): ConnectedAccount {
    if (!outcome.connected) throw new Error(`Not connected: ${JSON.stringify(outcome.problem)}`);
    return outcome.account;
  }

  async function statusOf(account: ConnectedAccount, token: string): Promise<number> {
    return (await fetch(whoAmI(account), { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } }))
      .status;
  }

  test('by the browser: the account is known, and its token is taken', async () => {
    const accounts = accountsOf();
    const account = accountOf(await accounts.connect(system, never));
    expect(account).toMatchObject({ system, userName: user.userName, missingRights: [] });
    expect(account.tenant).not.toBe('');
    expect(account.userId).not.toBe('');
    expect(await statusOf(account, await accounts.tokenSource(system).accessToken(never))).toBe(200);
    await expect.poll(() => pages).toEqual([expect.stringContaining('Signed in')]);
  });

  test('after a restart the vault is enough', async () => {
    const account = accountOf(await accountsOf().connect(system, never));
    const token = await accountsOf(null).tokenSource(system).accessToken(never);
    expect(await statusOf(account, token)).toBe(200);
  });

  test('a wrong password can be put right', async () => {
    const outcome = await accountsOf({ passwords: ['wrong', user.password] }).connect(system, never);
    expect(outcome.connected).toBe(true);
  });

  test('who never gets the password right is told after a while that nothing came back', async () => {
    const accounts = accountsOf({ passwords: ['wrong', 'wrong again'] });
    const outcome = accounts.connect(system, never);
    await expect.poll(() => pages).toHaveLength(1);
    clock.timeIsUp();
    expect(await outcome).toMatchObject({ connected: false, problem: { code: 'signInTimedOut', system } });
    expect(await vault.read(system)).toBeUndefined();
  });

  test('who stops it is told so, and a connected account stays', async () => {
    accountOf(await accountsOf().connect(system, never));
    const before = await vault.read(system);
    const stop = new AbortController();
    const outcome = accountsOf(null).connect(system, stop.signal);
    stop.abort();
    expect(await outcome).toMatchObject({ connected: false, problem: { code: 'cancelled' } });
    expect(await vault.read(system)).toBe(before);
  });

  test('an application without approval is told as that', async () => {
    server().control.set(notApproved.name, notApproved.value);
    const outcome = await accountsOf().connect(system, never);
    expect(outcome).toMatchObject({ connected: false, problem: { code: 'appNotApproved', system } });
    await expect.poll(() => pages).toEqual([expect.stringContaining('Not signed in')]);
  });

  test('an access token that is refused is replaced', async () => {
    const accounts = accountsOf();
    const account = accountOf(await accounts.connect(system, never));
    const source = accounts.tokenSource(system);
    const old = await source.accessToken(never);
    server().control.expireAccessTokens();
    expect(await statusOf(account, old)).toBe(401);
    const replaced = await source.accessToken(never, old);
    expect(replaced).not.toBe(old);
    expect(await statusOf(account, replaced)).toBe(200);
  });

  test('a withdrawn consent needs the user, and the server is not asked again and again', async () => {
    const accounts = accountsOf();
    accountOf(await accounts.connect(system, never));
    const source = accounts.tokenSource(system);
    const old = await source.accessToken(never);
    server().control.revokeSignIn(user.userName);
    await expect(source.accessToken(never, old)).rejects.toThrow(AuthExpired);
    const asked = server().control.journal().length;
    await expect(source.accessToken(never, old)).rejects.toThrow(AuthExpired);
    expect(server().control.journal().length).toBe(asked);
    expect((await accounts.connect(system, never)).connected).toBe(true);
    expect(await source.accessToken(never)).not.toBe(old);
  });

  test('a sign-in server that is out of order for a while asks nobody to sign in again', async () => {
    const accounts = accountsOf();
    accountOf(await accounts.connect(system, never));
    const source = accounts.tokenSource(system);
    const old = await source.accessToken(never);
    server().control.fault({ path: 'token', times: 2, effect: { kind: 'status', status: 500 } });
    await expect(source.accessToken(never, old)).rejects.toThrow(Unavailable);
    server().control.clearFaults();
    expect(await source.accessToken(never, old)).not.toBe(old);
  });

  test('by a refresh token: the same account', async () => {
    const byBrowser = accountOf(await accountsOf().connect(system, never));
    const given = { secret: `${user.refreshToken}\n`, user: user.userName.toUpperCase() };
    const accounts = accountsOf(null);
    const bySecret = accountOf(await accounts.connectWithSecret(system, given, never));
    expect({ ...bySecret, connectedAt: '' }).toEqual({ ...byBrowser, connectedAt: '' });
    expect(await statusOf(bySecret, await accounts.tokenSource(system).accessToken(never))).toBe(200);
    expect(await statusOf(bySecret, await accountsOf(null).tokenSource(system).accessToken(never))).toBe(200);
  });

  test('a refresh token of somebody else, or of nobody, connects nothing', async () => {
    const accounts = accountsOf(null);
    const other = await accounts.connectWithSecret(
      system,
      { secret: user.refreshToken, user: 'other@example.com' },
      never,
    );
    expect(other).toMatchObject({ connected: false, problem: { code: 'otherAccount' } });
    const none = await accounts.connectWithSecret(system, { secret: 'made-up' }, never);
    expect(none).toMatchObject({ connected: false, problem: { code: 'authExpired' } });
    expect(await vault.read(system)).toBeUndefined();
  });

  test('without a client id or a key store no browser is opened', async () => {
    const outcome = await accountsOf({}, null).connect(system, never);
    expect(outcome).toMatchObject({ connected: false, problem: { code: 'noClientId' } });
    vault = { ...vault, available: false };
    expect(await accountsOf().connect(system, never)).toMatchObject({ problem: { code: 'noKeyStore' } });
    expect(server().control.journal()).toEqual([]);
  });

  test('a sign-in server that has a fault, answers nonsense or cannot be reached is told as that', async () => {
    const connect = async () => {
      const outcome = await accountsOf(null).connectWithSecret(system, { secret: user.refreshToken }, never);
      return outcome.connected ? 'connected' : outcome.problem.code;
    };
    server().control.fault({ path: 'token', effect: { kind: 'status', status: 503 } });
    expect(await connect()).toBe('unavailable');
    server().control.fault({ path: 'token', effect: { kind: 'status', status: 429, retryAfterSeconds: 5 } });
    expect(await connect()).toBe('throttled');
    server().control.fault({ path: 'token', effect: { kind: 'nonsense', body: 'html' } });
    expect(await connect()).toBe('nonsense');
    await server().close();
    // The first request may still meet the end of a connection that was open.
    await expect.poll(connect).toBe('offline');
  });

  test('signing out forgets the secret', async () => {
    const accounts = accountsOf();
    accountOf(await accounts.connect(system, never));
    await accounts.disconnect(system);
    expect(await vault.read(system)).toBeUndefined();
    await expect(accounts.tokenSource(system).accessToken(never)).rejects.toThrow(AuthExpired);
  });

  test('no token and no password gets into the log', async () => {
    const accounts = accountsOf();
    accountOf(await accounts.connect(system, never));
    const token = await accounts.tokenSource(system).accessToken(never);
    await accounts.connectWithSecret(system, { secret: user.refreshToken }, never);
    server().control.revokeSignIn(user.userName);
    await accounts
      .tokenSource(system)
      .accessToken(never, token)
      .catch(() => undefined);
    expect(logged.length).toBeGreaterThan(0);
    for (const secret of [token, user.refreshToken, user.password]) expect(logged.join('\n')).not.toContain(secret);
  });
});

describe('signing in to microsoft365', () => {
  let sandbox: Sandbox<'microsoft365'>;
  let vault: MemoryVault;

  beforeEach(async () => {
    sandbox = await startSandbox({ systems: ['microsoft365'], size: 'small', listen: true });
    vault = memoryVault();
  });
  afterEach(() => sandbox.close());

  function accountsFor(kinds: readonly ItemKind[], visit: Partial<SignInOptions> = {}): Accounts {
    const { addresses, clientId, users } = sandbox.microsoft365.describe();
    const login = addresses['login'] ?? '';
    const quiet = () => undefined;
    return createAccounts({
      exchange: noExchange,
      vault,
      fetch: (url, init) => fetch(url, init),
      clock: clockWithAlarm(),
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      words: () => words,
      settings: () => ({
        superoffice: { loginUrl: login, clientId, clientSecret: null },
        microsoft365: { loginUrl: login, graphUrl: `${addresses['graph']}/v1.0`, clientId, kinds },
        google: noGoogle,
      }),
      openBrowser: async (url) => {
        const { userName, password } = users[0] as SandboxUser;
        void signInByBrowser(url, { userName, passwords: [password], ...visit });
      },
    });
  }

  /** Another token than the first, and what Graph says to a look at the user's tasks with it. */
  async function renewed(accounts: Accounts) {
    const source = accounts.tokenSource('microsoft365');
    const token = await source.accessToken(never, await source.accessToken(never));
    const url = `${sandbox.microsoft365.describe().addresses['graph']}/v1.0/me/todo/lists`;
    return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
  }

  test('who says no in the browser is told so', async () => {
    sandbox.microsoft365.control.set('consentPage', true);
    const outcome = await accountsFor(['appointment'], { refuse: 'atConsent' }).connect('microsoft365', never);
    expect(outcome).toMatchObject({ problem: { code: 'signInDenied' } });
  });

  test('asks for the rights to what is synchronised, and for no others', async () => {
    const accounts = accountsFor(['appointment', 'task']);
    const outcome = await accounts.connect('microsoft365', never);
    const rights = ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'Tasks.ReadWrite', 'User.Read'];
    expect(outcome).toMatchObject({ account: { rights, missingRights: [] } });
    expect(await renewed(accounts)).toBe(200);
  });

  test('names each right that was not granted, and goes on with the others', async () => {
    sandbox.microsoft365.control.set('withheldScopes', 'Tasks.ReadWrite Contacts.ReadWrite');
    const accounts = accountsFor(['appointment', 'task', 'person']);
    const outcome = await accounts.connect('microsoft365', never);
    expect(outcome).toMatchObject({ account: { missingRights: ['Tasks.ReadWrite', 'Contacts.ReadWrite'] } });
    expect(await renewed(accounts)).toBe(403);
  });

  test('an account from before a kind was synchronised goes on with the rights that it has', async () => {
    await accountsFor(['appointment']).connect('microsoft365', never);
    const { rights: _, ...older } = JSON.parse((await vault.read('microsoft365')) ?? '') as Record<string, unknown>;
    for (const kept of [await vault.read('microsoft365'), JSON.stringify(older)]) {
      await vault.write('microsoft365', kept ?? '');
      expect(await renewed(accountsFor(['appointment', 'task', 'person']))).toBe(403);
    }
  });
});
