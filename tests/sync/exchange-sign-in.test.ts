/**
 * @file Signing in to an Exchange Server, at the practice server over real HTTP: Basic, NTLM over kept connections, tokens; how it is
 * found; and that a wrong password is tried once, whatever happens.
 */
import { randomBytes } from 'node:crypto';
import { type AddressInfo, connect } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import type { ConnectedAccount, ConnectOutcome, SignInProgress } from '../../main/accounts/account.ts';
import { createAccounts } from '../../main/accounts/accounts.ts';
import { createExchangeSignIn } from '../../main/accounts/exchange-sign-in.ts';
import { type MemoryVault, memoryVault } from '../../main/accounts/testing/memory-vault.ts';
import { openKeptConnection, openTrusting } from '../../main/network/kept-connection.ts';
import { certificate, key } from '../../main/network/testing/localhost-certificate.ts';
import type { SignInStep } from '../../preload/contract.ts';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import { AuthExpired } from '../../sync-core/connectors/errors.ts';
import { createEwsSession } from '../../sync-core/connectors/exchange/session.ts';
import { createSigningFetch } from '../../sync-core/connectors/exchange/sign-in/signing-fetch.ts';
import { xml } from '../../sync-core/connectors/exchange/soap/xml.ts';
import type { Fetch } from '../../sync-core/connectors/ports.ts';
import { rememberInMemory } from '../../sync-core/connectors/testing/remember-in-memory.ts';
import { noGoogle } from '../support/no-google.ts';
import { quiet } from '../support/sandbox-accounts.ts';

const never = new AbortController().signal;
const clock = { now: () => Date.now(), sleep: async () => undefined };
const folder = xml(
  'm:GetFolder',
  {},
  xml('m:FolderShape', {}, xml('t:BaseShape', {}, 'IdOnly')),
  xml('m:FolderIds', {}, xml('t:DistinguishedFolderId', { Id: 'calendar' })),
);

let sandbox: Sandbox<'exchange'>;
let fresh: unknown;
beforeAll(async () => {
  sandbox = await startSandbox({ systems: ['exchange'], size: 'small', listen: true });
  fresh = sandbox.exchange.save();
});
afterAll(() => sandbox.close());

let vault: MemoryVault;
let steps: SignInStep[];
let asked: string[];
beforeEach(() => {
  sandbox.exchange.restore(fresh);
  for (const [name, value] of [
    ['signIn', 'ntlm basic bearer'],
    ['channelBinding', 'allowed'],
    ['mailboxPlace', 'here'],
    ['autodiscover', 'direct'],
    ['release', '2013'],
  ] as const)
    sandbox.exchange.control.set(name, value);
  sandbox.exchange.control.clearFaults();
  sandbox.exchange.control.clearJournal();
  vault = memoryVault();
  steps = [];
  asked = [];
});

const address = (host: 'mail' | 'domain') => sandbox.exchange.describe().addresses[host] ?? '';
function user() {
  const [first] = sandbox.exchange.describe().users;
  if (!first) throw new Error('nobody can sign in');
  return first;
}
/** Proofs of a password that came to the server: a Basic header, or the last message of NTLM. */
function attempts(): number {
  return sandbox.exchange.control.journal().filter(({ requestHeaders }) => {
    const [way, secret = ''] = (requestHeaders['authorization'] ?? '').split(' ');
    return way === 'Basic' || (way === 'NTLM' && Buffer.from(secret, 'base64').readUInt32LE(8) === 3);
  }).length;
}

/** The names of the sample's domain lead to the practice server; all others are not known. */
const byName: Fetch = async (url, init) => {
  const { hostname, pathname, search, origin } = new URL(url);
  if (origin === address('mail')) return await fetch(url, init);
  const isMail = hostname === 'mail.nordlicht.example' && url.startsWith('https:');
  const isFound = hostname === 'autodiscover.nordlicht.example' && (url.startsWith('http:') ? 'domain' : 'mail');
  const there = isMail ? 'mail' : isFound;
  if (!there) throw new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ENOTFOUND' }) });
  return await fetch(`${address(there)}${pathname}${search}`, init);
};
const openByName: typeof openKeptConnection = (origin) => {
  const there = origin === 'https://autodiscover.nordlicht.example' ? address('mail') : origin;
  const line = openKeptConnection(there);
  return { send: (url, init) => line.send(url.replace(origin, there), init), close: () => line.close() };
};

/** TLS before the practice server, connection by connection, as a server has it. */
async function withTls(work: (open: typeof openKeptConnection) => Promise<void>): Promise<void> {
  const { port } = new URL(address('mail'));
  const front = createTlsServer({ cert: certificate, key }, (socket) => {
    const inner = connect(Number(port), '127.0.0.1');
    socket.on('error', () => inner.destroy());
    inner.on('error', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const there = `https://localhost:${(front.address() as AddressInfo).port}`;
  try {
    await work((origin) => {
      const line = openTrusting({ ca: [certificate] }, there);
      return { send: (url, init) => line.send(url.replace(origin, there), init), close: () => line.close() };
    });
  } finally {
    front.close();
  }
}

function accountsOf(open = openByName) {
  const at = { loginUrl: '', clientId: null };
  return createAccounts({
    vault,
    fetch: byName,
    openBrowser: () => Promise.reject(new Error('no browser is needed')),
    clock,
    log: quiet,
    words: () => ({ language: 'en', successTitle: '', successText: '', failureTitle: '', failureText: '' }),
    settings: () => ({
      superoffice: { ...at, clientSecret: null },
      microsoft365: { ...at, graphUrl: '', kinds: [] },
      google: noGoogle,
    }),
    exchange: async () => createExchangeSignIn({ fetch: byName, open, clock, record: () => Promise.resolve([]) }),
  });
}

function progress(yes = true): SignInProgress {
  return {
    onStep: (step) => steps.push(step),
    async mayGoTo(host) {
      asked.push(host);
      return yes;
    },
  };
}
const given = (change: { userName?: string; password?: string; server?: string | null } = {}) => ({
  userName: user().userName,
  password: user().password,
  server: address('mail'),
  ...change,
});
const ended = () => steps.filter(({ outcome }) => outcome !== 'going').map(({ kind, outcome }) => `${kind} ${outcome}`);

function accountOf(outcome: ConnectOutcome): ConnectedAccount {
  if (!outcome.connected) throw new Error(`Not connected: ${JSON.stringify(outcome.problem)}`);
  return outcome.account;
}
function problemOf(outcome: ConnectOutcome) {
  if (outcome.connected) throw new Error('Connected, and should not be');
  return [outcome.problem.code, outcome.problem.because];
}

/** What the sync process does with the account: requests of the connector's session, signed. */
function sessionOf(account: ConnectedAccount, accounts: ReturnType<typeof accountsOf>) {
  const signer = createSigningFetch({
    fetch: (url, init) => fetch(url, init),
    open: openKeptConnection,
    clock,
    randomBytes,
  });
  const ports = {
    fetch: signer.fetch,
    tokens: accounts.tokenSource('exchange'),
    clock,
    random: () => 0.5,
    log: quiet,
    remembered: rememberInMemory(clock.now),
  };
  return { session: createEwsSession({ ports, url: account.apiUrl }), signer };
}

describe.each([
  ['ntlm', 'ntlm basic bearer'],
  ['basic', 'basic'],
] as const)('signing in with a password by %s', (_way, open) => {
  beforeEach(() => sandbox.exchange.control.set('signIn', open));

  it('goes through all steps, and the account’s requests are taken', async () => {
    const accounts = accountsOf();
    const account = accountOf(await accounts.connectExchange(given(), progress(), never));
    expect(account).toMatchObject({
      system: 'exchange',
      userName: user().userName,
      displayName: user().displayName,
      userId: user().userName,
      apiUrl: `${address('mail')}/EWS/Exchange.asmx`,
    });
    expect(JSON.stringify(account)).not.toContain(user().password);
    expect(ended()).toEqual(['name good', 'signIn good', 'mailbox good']);
    const { session, signer } = sessionOf(account, accounts);
    const answers = await Promise.all([
      session.send(folder, never),
      session.send(folder, never),
      session.send(folder, never),
    ]);
    expect(answers.flat().map(({ code }) => code)).toEqual(['NoError', 'NoError', 'NoError']);
    signer.close();
  });

  it.each(['alex', 'NORDLICHT\\alex'])('takes the name %s', async (name) => {
    const userName = name.replace('alex', user().userName.split('@')[0] ?? '');
    const outcome = await accountsOf().connectExchange(given({ userName }), progress(), never);
    expect(accountOf(outcome).userName).toBe(userName);
  });

  it('tries a wrong password once, and names the step', async () => {
    const outcome = await accountsOf().connectExchange(given({ password: 'wrong' }), progress(), never);
    expect(problemOf(outcome)).toEqual(['signInDenied', open === 'basic' ? 'passwordRefused' : 'ntlmRefused']);
    expect(ended()).toEqual(['name good', 'signIn failed']);
    expect(attempts()).toBe(1);
    expect(await vault.read('exchange')).toBeUndefined();
  });

  it('sends a password that was changed on the server once, in no later run and after no restart again', async () => {
    const accounts = accountsOf();
    const account = accountOf(await accounts.connectExchange(given(), progress(), never));
    sandbox.exchange.control.revokeSignIn(user().userName);
    sandbox.exchange.control.clearJournal();
    const first = sessionOf(account, accounts);
    const together = await Promise.allSettled([
      first.session.send(folder, never),
      first.session.send(folder, never),
      first.session.send(folder, never),
    ]);
    expect(together.map((one) => one.status === 'rejected' && one.reason instanceof AuthExpired)).toEqual([
      true,
      true,
      true,
    ]);
    expect(attempts()).toBe(1);
    for (const later of [accounts, accountsOf()]) {
      const { session, signer } = sessionOf(account, later);
      await expect(session.send(folder, never)).rejects.toMatchObject({ kind: 'authExpired' });
      expect(await later.testExchange(account, progress(), never)).toMatchObject({ code: 'authExpired' });
      signer.close();
    }
    expect(attempts()).toBe(1);
    first.signer.close();
  });

  it('the test names the step that fails, and a password that it finds refused is sent no more', async () => {
    const accounts = accountsOf();
    const account = accountOf(await accounts.connectExchange(given(), progress(), never));
    steps = [];
    expect(await accounts.testExchange(account, progress(), never)).toBeNull();
    expect(ended()).toEqual(['name good', 'signIn good', 'mailbox good']);
    sandbox.exchange.control.set('mailboxPlace', 'cloud');
    expect(await accounts.testExchange(account, progress(), never)).toMatchObject({ because: 'noMailbox' });
    sandbox.exchange.control.set('mailboxPlace', 'here');
    sandbox.exchange.control.revokeSignIn(user().userName);
    sandbox.exchange.control.clearJournal();
    expect(await accounts.testExchange(account, progress(), never)).toMatchObject({ code: 'signInDenied' });
    await expect(accounts.tokenSource('exchange').accessToken(never)).rejects.toBeInstanceOf(AuthExpired);
    expect(await accounts.testExchange(account, progress(), never)).toMatchObject({ code: 'authExpired' });
    expect(attempts()).toBe(1);
  });
});

test('NTLM signs in a connection and not each request, and does so again where the server has closed it', async () => {
  const accounts = accountsOf();
  const account = accountOf(await accounts.connectExchange(given(), progress(), never));
  const { session, signer } = sessionOf(account, accounts);
  sandbox.exchange.control.clearJournal();
  for (let times = 0; times < 4; times += 1) await session.send(folder, never);
  expect(attempts()).toBe(1);
  expect(sandbox.exchange.control.journal()).toHaveLength(5);
  sandbox.exchange.control.fault({ path: 'EWS', effect: { kind: 'dropBefore' } });
  await session.send(folder, never);
  expect(attempts()).toBe(2);
  signer.close();
});

test('a demand for Extended Protection that cannot be met is told as what it may be', async () => {
  sandbox.exchange.control.set('channelBinding', 'required');
  const outcome = await accountsOf().connectExchange(given(), progress(), never);
  expect(problemOf(outcome)).toEqual(['signInDenied', 'ntlmRefused']);
  expect(attempts()).toBe(1);
});

test('a demand for Extended Protection is met over TLS, with a certificate of one’s own authority', async () => {
  sandbox.exchange.control.set('channelBinding', 'required');
  await withTls(async (open) => {
    const outcome = await accountsOf(open).connectExchange(
      given({ server: 'mail.nordlicht.example' }),
      progress(),
      never,
    );
    expect(accountOf(outcome).apiUrl).toBe('https://mail.nordlicht.example/EWS/Exchange.asmx');
    expect(ended()).toEqual(['name good', 'tls good', 'signIn good', 'mailbox good']);
  });
});

test('a server that takes neither NTLM nor Basic does not get the password', async () => {
  sandbox.exchange.control.set('signIn', 'bearer');
  expect(problemOf(await accountsOf().connectExchange(given(), progress(), never))).toEqual(['signInDenied', 'noWay']);
  expect(attempts()).toBe(0);
});

test('a token that is handed in is taken as one', async () => {
  const secret = `Bearer ${user().accessToken}\n`;
  const asked = { user: user().userName, server: address('mail'), secret };
  const account = accountOf(await accountsOf().connectWithSecret('exchange', asked, never));
  expect(account.userName).toBe(user().userName);
  const { server: _none, ...withoutServer } = asked;
  const outcome = await accountsOf().connectWithSecret('exchange', withoutServer, never);
  expect(problemOf(outcome)).toEqual(['serverNotFound', 'serverNeeded']);
});

describe('looking for the server', () => {
  const search = (yes = true, userName = user().userName) =>
    accountsOf().connectExchange(given({ server: null, userName }), progress(yes), never);

  it('asks where the domain says, and before the password goes to a server of another name', async () => {
    const account = accountOf(await search());
    expect(account.apiUrl).toBe(`${address('mail')}/EWS/Exchange.asmx`);
    expect(asked).toEqual([new URL(address('mail')).host]);
    expect(ended()).toEqual([
      'json nothing',
      'pox nothing',
      'json nothing',
      'pox good',
      'name good',
      'signIn good',
      'mailbox good',
    ]);
  });

  it('needs no password where the newer way answers', async () => {
    sandbox.exchange.control.set('release', '2019');
    accountOf(await search());
    expect(ended().slice(0, 3)).toEqual(['json nothing', 'pox nothing', 'json good']);
  });

  it('ends where the user does not want the password to go there', async () => {
    sandbox.exchange.control.set('release', '2019');
    expect(problemOf(await search(false))).toEqual(['serverNotFound', 'hostDeclined']);
    expect(asked).toEqual([new URL(address('mail')).host]);
    expect(sandbox.exchange.control.journal().filter(({ path }) => path.includes('EWS/'))).toEqual([]);
  });

  it('sends a wrong password to the first server that wants it, and to no other', async () => {
    const outcome = await accountsOf().connectExchange(given({ server: null, password: 'wrong' }), progress(), never);
    expect(problemOf(outcome)).toEqual(['signInDenied', 'ntlmRefused']);
    expect(attempts()).toBe(1);
  });

  it('finds nothing where there is nothing, and says so', async () => {
    sandbox.exchange.control.set('autodiscover', 'none');
    expect(problemOf(await search())).toEqual(['serverNotFound', undefined]);
  });

  it.each(['direct', 'redirectAddress'])('recognises a mailbox in the cloud: %s', async (place) => {
    sandbox.exchange.control.set('mailboxPlace', 'cloud');
    sandbox.exchange.control.set('autodiscover', place);
    expect(problemOf(await search())).toEqual(['signInDenied', 'cloudMailbox']);
    expect(asked).toEqual([]);
  });

  it('is not possible with a name that is no e-mail address', async () => {
    expect(problemOf(await search(true, 'NORDLICHT\\alex'))).toEqual(['serverNotFound', 'serverNeeded']);
  });
});

describe('a server that is typed', () => {
  it.each([
    ['https://outlook.office365.com', 'signInDenied', 'cloudMailbox'],
    ['http://mail.nordlicht.example', 'serverNotFound', 'badServer'],
    ['mail.nowhere.example', 'serverNotFound', 'nameUnknown'],
  ])('%s does not get the password', async (server, ...problem) => {
    expect(problemOf(await accountsOf().connectExchange(given({ server }), progress(), never))).toEqual(problem);
    expect(attempts()).toBe(0);
  });

  it('but is no Exchange is told as that', async () => {
    sandbox.exchange.control.fault({ path: 'EWS', effect: { kind: 'nonsense', body: 'html' } });
    expect(problemOf(await accountsOf().connectExchange(given(), progress(), never))).toEqual([
      'nonsense',
      'noWebService',
    ]);
    expect(attempts()).toBe(0);
  });
});
