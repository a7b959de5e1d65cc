import { describe, expect, it } from 'vitest';
import { createAccountDesk } from './account-desk.ts';
import type {
  Accounts,
  ConnectedAccount,
  ConnectOutcome,
  ExchangeSignInGiven,
  SignInProgress,
} from './accounts/account.ts';
import type { Settings } from './settings/settings.ts';
import type { Happening } from './state/app-state.ts';

function accountOf(userId: string): ConnectedAccount {
  return {
    system: 'superoffice',
    userName: `${userId}@nordlicht.example`,
    displayName: userId,
    tenant: 'Cust1',
    userId,
    apiUrl: 'https://sod.superoffice.com/Cust1/api/',
    loginUrl: 'https://online.superoffice.com',
    connectedAt: '2026-11-22T11:00:00Z',
    rights: [],
    missingRights: [],
  };
}

/** A desk whose sign-ins end as the test says. */
function setUp() {
  const memory = new Map<string, unknown>();
  const told: Happening[] = [];
  const done: string[] = [];
  const answers: ((outcome: ConnectOutcome) => void)[] = [];
  const signals: AbortSignal[] = [];
  const progresses: { given: ExchangeSignInGiven; progress: SignInProgress }[] = [];
  const signIn = (_system: string, signal: AbortSignal) =>
    new Promise<ConnectOutcome>((resolve) => {
      signals.push(signal);
      answers.push(resolve);
      signal.addEventListener('abort', () => resolve({ connected: false, problem: { code: 'cancelled' } }));
    });
  const accounts: Accounts = {
    connect: signIn,
    connectWithSecret: (system, _given, signal) => signIn(system, signal),
    connectExchange(given, progress, signal) {
      progresses.push({ given, progress });
      return signIn('exchange', signal);
    },
    async testExchange(_account, progress) {
      progress.onStep({ kind: 'signIn', place: 'mail.example', outcome: 'failed', why: 'passwordRefused' });
      return { code: 'signInDenied', system: 'exchange', because: 'passwordRefused' };
    },
    disconnect: async () => void done.push('secrets forgotten'),
    tokenSource: () => ({ accessToken: async () => 'never' }),
  };
  const settings: Pick<Settings, 'account' | 'remember'> = {
    account: (system) => (memory.get(`account.${system}`) as ConnectedAccount | undefined) ?? null,
    remember: (what, value) => void memory.set(what, value),
  };
  const desk = createAccountDesk({
    settings,
    accounts,
    tell: (happening) => void told.push(happening),
    stopRun: async () => void done.push('run stopped'),
    connected: () => void done.push('run wanted'),
    exchangeServer: (typed) => typed ?? 'https://mail.example',
  });
  async function connectAs(userId: string): Promise<ConnectOutcome> {
    const outcome = desk.connect('superoffice');
    answers.at(-1)?.({ connected: true, account: accountOf(userId) });
    return outcome;
  }
  return { desk, told, done, answers, signals, progresses, settings, connectAs };
}

describe('connecting an account', () => {
  it('keeps it, tells of it, and wants a run', async () => {
    const { connectAs, settings, told, done } = setUp();
    expect(await connectAs('mara')).toMatchObject({ connected: true });
    expect(settings.account('superoffice')?.userId).toBe('mara');
    expect(told.map(({ type }) => type)).toEqual(['connecting', 'connected']);
    expect(done).toEqual(['run wanted']);
  });

  it('gives up an attempt for the next one, and shows the next one only', async () => {
    const { desk, told, answers, signals } = setUp();
    const first = desk.connect('superoffice');
    const second = desk.connect('superoffice');
    expect(signals[0]?.aborted).toBe(true);
    expect(await first).toMatchObject({ connected: false });
    expect(told.map(({ type }) => type)).toEqual(['connecting', 'connecting']);
    answers[1]?.({ connected: true, account: accountOf('mara') });
    expect(await second).toMatchObject({ connected: true });
  });

  it('leaves an account as it was when signing in again did not work', async () => {
    const { connectAs, desk, settings, answers, told } = setUp();
    await connectAs('mara');
    const again = desk.connect('superoffice');
    answers.at(-1)?.({ connected: false, problem: { code: 'signInDenied' } });
    await again;
    expect(settings.account('superoffice')?.userId).toBe('mara');
    expect(told.at(-1)).toMatchObject({ type: 'notConnected', problem: { code: 'signInDenied' } });
  });
});

describe('signing in to an Exchange Server', () => {
  const given = { userName: 'mara', password: 'secret', server: null };
  const looked = { kind: 'pox', place: 'northwind.example', outcome: 'going', why: null } as const;
  const stepsOf = (told: readonly Happening[]) =>
    told.flatMap((one) => (one.type === 'signInSteps' && one.signIn ? [one.signIn] : []));

  it('takes the server that is set where none is typed', () => {
    const { desk, progresses } = setUp();
    void desk.connectExchange(given);
    void desk.connectExchange({ ...given, server: 'other.example' });
    expect(progresses.map((one) => one.given.server)).toEqual(['https://mail.example', 'other.example']);
  });

  it('tells each step once it is over in the place of itself going on, and nothing of the password', () => {
    const { desk, told, progresses } = setUp();
    void desk.connectExchange(given);
    progresses[0]?.progress.onStep(looked);
    progresses[0]?.progress.onStep({ ...looked, outcome: 'nothing', why: 'notFound' });
    expect(stepsOf(told).map(({ steps }) => steps.map(({ outcome }) => outcome))).toEqual([[], ['going'], ['nothing']]);
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('asks where the password may go, and hears the answer about that host alone', async () => {
    const { desk, told, progresses } = setUp();
    void desk.connectExchange(given);
    const asked = progresses[0]?.progress.mayGoTo('mail.hoster.example', new AbortController().signal);
    expect(stepsOf(told).at(-1)?.question).toBe('mail.hoster.example');
    desk.allowHost('evil.example', true);
    expect(stepsOf(told).at(-1)?.question).toBe('mail.hoster.example');
    desk.allowHost('mail.hoster.example', true);
    expect(await asked).toBe(true);
    expect(stepsOf(told).at(-1)?.question).toBeNull();
  });

  it('takes a sign-in that is given up for a no', async () => {
    const { desk, progresses, signals } = setUp();
    const outcome = desk.connectExchange(given);
    const asked = progresses[0]?.progress.mayGoTo('mail.hoster.example', signals[0] as AbortSignal);
    desk.cancelConnect('exchange');
    expect(await asked).toBe(false);
    expect(await outcome).toMatchObject({ connected: false });
  });

  it('tests what is connected, and tells what stands in the way', async () => {
    const { desk, told, settings } = setUp();
    expect(await desk.testExchange()).toMatchObject({ code: 'notConnected' });
    settings.remember('account.exchange', { ...accountOf('mara'), system: 'exchange', rights: [], missingRights: [] });
    expect(await desk.testExchange()).toMatchObject({ because: 'passwordRefused' });
    expect(told.at(-1)).toMatchObject({ type: 'tested', problem: { because: 'passwordRefused' } });
  });
});

describe('disconnecting', () => {
  it('ends the run first, then forgets the secrets and the account', async () => {
    const { connectAs, desk, done, settings } = setUp();
    await connectAs('mara');
    done.length = 0;
    await desk.disconnect('superoffice');
    expect(done).toEqual(['run stopped', 'secrets forgotten']);
    expect(settings.account('superoffice')).toBeNull();
  });
});
