import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Log } from '../sync-core/connectors/ports.ts';
import type { RunReport } from '../sync-core/engine/report.ts';
import { preferencesSchema } from '../sync-core/preferences/schema.ts';
import type { AccountSystem, ConnectedAccount, ConnectOutcome } from './accounts/account.ts';
import { type Application, createApplication } from './application.ts';
import type { Settings } from './settings/settings.ts';
import { failedRun } from './sync-process/failed-run.ts';
import { type HostAsk, type HostOutside, HostProblem, type SyncHost } from './sync-process/sync-host.ts';

const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

function account(system: AccountSystem): ConnectedAccount {
  return {
    system,
    userName: 'mara@nordlicht.example',
    displayName: 'Mara',
    tenant: 'Cust1',
    userId: '12',
    apiUrl: 'http://127.0.0.1:5000/api/',
    loginUrl: 'http://127.0.0.1:5001',
    connectedAt: '2026-11-22T11:00:00Z',
    rights: [],
    missingRights: [],
  };
}

interface HostedRun {
  readonly ask: HostAsk<'run'>;
  end(change?: Partial<RunReport>): void;
}

/** The engine's place: runs end when the test says so, or as stopped when they are told to stop. */
function createHost() {
  const runs: HostedRun[] = [];
  let going: HostedRun | undefined;
  let lastRun: RunReport | null = null;
  function run(ask: HostAsk<'run'>): Promise<RunReport> {
    if (going) throw new HostProblem({ code: 'internal', details: 'two runs at once' });
    const { problem: _none, ...plain } = failedRun(ask, Date.now(), Date.now(), { code: 'internal' });
    return new Promise((resolve) => {
      going = {
        ask,
        end(change) {
          going = undefined;
          const report: RunReport = { ...plain, outcome: 'ok', ...change };
          if (!ask.dryRun) lastRun = report;
          resolve(report);
        },
      };
      runs.push(going);
    });
  }
  const host = {
    async call(call: string, ask: unknown) {
      if (call === 'run') return run(ask as HostAsk<'run'>);
      if (call === 'stop') going?.end({ outcome: 'stopped', problem: { code: 'cancelled' } });
      if (call !== 'summary') return null;
      return {
        linked: { appointment: 0, task: 0, person: 0 },
        held: 0,
        parked: 0,
        lastRun,
        lastSuccessAt: null,
        storeSetAside: null,
      };
    },
    close: async () => undefined,
  } as SyncHost;
  return { host, runs };
}

let preferencesChanged: () => void = silent;
let wrongPolicy: string | null = null;
let exchangeServer: { readonly set: string | null; readonly locked: boolean } = { set: null, locked: false };
let wentTo: (string | null)[] = [];

const settings = {
  account,
  pause: () => null,
  get: (id: string) => (id === 'exchange.server' ? exchangeServer.set : 5),
  whyFixed: () => (exchangeServer.locked ? 'locked' : undefined),
  preferences: () => preferencesSchema.parse({}),
  signIn: () => ({ microsoft365: { kinds: [] } }),
  setAside: null,
  checkPolicy: () => wrongPolicy,
  remember: silent,
  onChange: (listener: (change: 'preferences') => void) => {
    preferencesChanged = () => listener('preferences');
  },
} as unknown as Settings;

let application: Application;
let runs: HostedRun[];
let outside: HostOutside;
let connects: ConnectOutcome;

beforeEach(async () => {
  vi.useFakeTimers({ now: new Date('2026-11-22T12:00:00Z') });
  const hosted = createHost();
  runs = hosted.runs;
  connects = { connected: false, problem: { code: 'cancelled' } };
  wrongPolicy = null;
  wentTo = [];
  application = createApplication({
    profileFolder: '/profile',
    settings,
    accounts: {
      connect: async () => connects,
      async connectExchange({ server }) {
        wentTo.push(server);
        return connects;
      },
      testExchange: async () => null,
      connectWithSecret: async () => ({ connected: false, problem: { code: 'cancelled' } }),
      disconnect: async () => undefined,
      tokenSource: () => ({ accessToken: async () => 'never' }),
    },
    canKeepSecrets: true,
    createHost: (_file, given) => {
      outside = given;
      return hosted.host;
    },
    isOnline: () => true,
    clock: { now: () => Date.now(), sleep: async () => undefined },
    random: () => 0.5,
    log,
  });
  await application.start();
});

afterEach(() => application.close());

const settle = () => vi.advanceTimersByTimeAsync(0);
const dry = () => runs.map(({ ask }) => ask.dryRun);

describe('a run whose account is replaced while it goes on', () => {
  const never = new AbortController().signal;

  it('gets no token of the new one: it would compare somebody else’s calendar with what it knows', async () => {
    const report = application.syncNow('user');
    await settle();
    const tokens = outside.tokens('microsoft365');
    expect(await tokens.accessToken(never)).toBe('never');
    connects = { connected: true, account: { ...account('microsoft365'), userId: '99' } };
    await application.accounts.connect('microsoft365');
    await expect(tokens.accessToken(never)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await outside.tokens('superoffice').accessToken(never)).toBe('never');
    runs[0]?.end();
    await report;
    expect(await tokens.accessToken(never)).toBe('never');
  });

  it('goes on when the same person signed in again', async () => {
    const report = application.syncNow('user');
    await settle();
    connects = { connected: true, account: { ...account('microsoft365'), connectedAt: '2026-11-22T12:00:00Z' } };
    await application.accounts.connect('microsoft365');
    expect(await outside.tokens('microsoft365').accessToken(never)).toBe('never');
    runs[0]?.end();
    await report;
  });
});

describe('the preview before the first run', () => {
  it('is a dry run, and nothing follows it', async () => {
    const made = application.preview();
    expect(dry()).toEqual([true]);
    runs[0]?.end({ adopted: 3 });
    await made;
    expect(application.state).toMatchObject({ status: 'setUp', lastRun: null, preview: { dryRun: true, adopted: 3 } });
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(dry()).toEqual([true]);
  });

  it('is made once, however often it is asked for meanwhile, and again after a problem', async () => {
    const both = Promise.all([application.preview(), application.preview()]);
    runs[0]?.end({ outcome: 'failed', problem: { code: 'offline', system: 'superoffice' } });
    await both;
    expect(dry()).toEqual([true]);
    expect(application.state.preview?.problem?.code).toBe('offline');
    const again = application.preview();
    runs[1]?.end();
    await again;
    expect(application.state.preview).toMatchObject({ outcome: 'ok' });
  });

  it('stops as soon as the run is wanted, which then begins', async () => {
    const made = application.preview();
    const wanted = application.syncNow('user');
    await made;
    expect(application.state.preview).toBeNull();
    expect(dry()).toEqual([true, false]);
    runs[1]?.end();
    expect((await wanted).outcome).toBe('ok');
    expect(application.state).toMatchObject({ preview: null, lastRun: { dryRun: false } });
  });

  it('begins again when a preference changes meanwhile, and says nothing of what it found out before', async () => {
    const made = application.preview();
    preferencesChanged();
    await settle();
    expect(dry()).toEqual([true, true]);
    expect(application.state.preview).toBeNull();
    runs[1]?.end({ adopted: 8 });
    await made;
    expect(application.state.preview).toMatchObject({ outcome: 'ok', adopted: 8 });
    preferencesChanged();
    expect(application.state.preview).toBeNull();
  });

  it('neither stops nor follows a run that began before it', async () => {
    const wanted = application.syncNow('user');
    const made = application.preview();
    const second = application.syncNow('user');
    await settle();
    expect(dry()).toEqual([false]);
    runs[0]?.end();
    expect((await wanted).outcome).toBe('ok');
    await settle();
    expect(dry()).toEqual([false, false]);
    runs[1]?.end();
    await Promise.all([second, made]);
    expect(dry()).toEqual([false, false]);
  });
});

describe('a policy that cannot be used', () => {
  it('lets nothing run, says so, and is over as soon as it is mended', async () => {
    wrongPolicy = 'there is no setting “x”';
    const report = await application.syncNow('user');
    expect(report).toMatchObject({ outcome: 'failed', problem: { code: 'policyUnusable', details: wrongPolicy } });
    expect(runs).toEqual([]);
    expect(application.state.problem).toMatchObject({ code: 'policyUnusable' });
    wrongPolicy = null;
    const again = application.syncNow('user');
    await vi.waitFor(() => expect(runs).toHaveLength(1));
    runs[0]?.end();
    await again;
    expect(application.state.problem).toBeNull();
  });
});

describe('the server of an Exchange account', () => {
  it.each([
    ['is looked for where none is said', null, false, null, null],
    ['is the one that is set where none is typed', 'https://set.example', false, null, 'https://set.example'],
    ['is the one that is typed', 'https://set.example', false, 'mail.example', 'mail.example'],
    ['is the administrator’s where that is locked', 'https://set.example', true, 'mail.example', 'https://set.example'],
  ])('%s', async (_what, set, locked, typed, expected) => {
    exchangeServer = { set, locked };
    await application.accounts.connectExchange({ userName: 'mara', password: 'secret', server: typed });
    expect(wentTo).toEqual([expected]);
  });
});
