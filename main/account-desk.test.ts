import { describe, expect, it } from 'vitest';
import { createAccountDesk } from './account-desk.ts';
import type { Accounts, ConnectedAccount, ConnectOutcome } from './accounts/account.ts';
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
  const signIn = (_system: string, signal: AbortSignal) =>
    new Promise<ConnectOutcome>((resolve) => {
      signals.push(signal);
      answers.push(resolve);
      signal.addEventListener('abort', () => resolve({ connected: false, problem: { code: 'cancelled' } }));
    });
  const accounts: Accounts = {
    connect: signIn,
    connectWithSecret: (system, _given, signal) => signIn(system, signal),
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
  });
  async function connectAs(userId: string): Promise<ConnectOutcome> {
    const outcome = desk.connect('superoffice');
    answers.at(-1)?.({ connected: true, account: accountOf(userId) });
    return outcome;
  }
  return { desk, told, done, answers, signals, settings, connectAs };
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
