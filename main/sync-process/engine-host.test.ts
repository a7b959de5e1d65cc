import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWords, describeProblem } from '../../locales/index.ts';
import { AuthExpired, appNotVerified } from '../../sync-core/connectors/errors.ts';
import type { Log, TokenSource } from '../../sync-core/connectors/ports.ts';
import { toProblem } from '../../sync-core/engine/problem.ts';
import type { EngineEvent } from '../../sync-core/engine/report.ts';
import { defaultPreferences } from '../../sync-core/preferences/schema.ts';
import type { AccountSystem } from '../accounts/account.ts';
import { systemClock } from '../system-clock.ts';
import { createEngineHost } from './engine-host.ts';
import { type HostAsk, hostCalls } from './sync-host.ts';
import { failureToError, tellFailure } from './token-failure.ts';

const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const events: EngineEvent[] = [];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-'));
  events.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const noToken = (system: AccountSystem): TokenSource => ({
  async accessToken() {
    throw new AuthExpired('refused', { system });
  },
});

function hostOn(storeFile: string) {
  return createEngineHost({
    openConnection: () => Promise.reject(new Error('nobody asks an Exchange Server here')),
    storeFile,
    installation: { id: 'installation-1', name: 'desk' },
    fetch: async () => new Response('{}', { status: 401 }),
    clock: systemClock,
    random: () => 0.5,
    log,
    outside: { tokens: noToken, onEvent: (event) => void events.push(event) },
  });
}

const place = {
  apiUrl: 'http://127.0.0.1:1/Cust1/api/',
  loginUrl: 'http://127.0.0.1:1',
  tenant: 'Cust1',
  userId: '12',
  rights: [],
};
const run: HostAsk<'run'> = {
  trigger: 'user',
  dryRun: false,
  preferences: defaultPreferences,
  accounts: { superoffice: place, microsoft365: { ...place, apiUrl: 'http://127.0.0.1:1/v1.0' } },
};

describe('hosting the engine', () => {
  it('answers from an empty store, in the form that is promised', async () => {
    const host = hostOn(join(folder, 'store.sqlite'));
    expect(hostCalls.summary.answer.parse(await host.call('summary', null))).toEqual({
      linked: { appointment: 0, task: 0, person: 0 },
      held: 0,
      parked: 0,
      lastRun: null,
      lastSuccessAt: null,
      storeSetAside: null,
    });
    expect(await host.call('activityEntry', { id: 1 })).toBeNull();
    expect(await host.call('history', { days: 14, zone: 'Europe/Oslo' })).toHaveLength(14);
    expect(await host.call('activity', { filter: 'all', search: '', before: null, limit: 10 })).toEqual({
      entries: [],
      more: false,
    });
    await host.close();
  });

  it('reports a sign-in that is refused, and remembers that report', async () => {
    const host = hostOn(join(folder, 'store.sqlite'));
    const report = await host.call('run', run);
    expect(report).toMatchObject({ outcome: 'failed', problem: { code: 'authExpired' } });
    expect((await host.call('summary', null)).lastRun?.runId).toBe(report.runId);
    expect(events.at(0)?.type).toBe('started');
    await host.close();
  });

  it('reports a store that cannot be written as the problem of the run, and tries again with the next call', async () => {
    const inTheWay = join(folder, 'taken');
    writeFileSync(inTheWay, '');
    const host = hostOn(join(inTheWay, 'store.sqlite'));
    expect(await host.call('run', run)).toMatchObject({ outcome: 'failed', problem: { code: 'storeReadOnly' } });
    await expect(host.call('summary', null)).rejects.toMatchObject({ problem: { code: 'storeReadOnly' } });
    rmSync(inTheWay);
    mkdirSync(inTheWay);
    expect((await host.call('summary', null)).linked.appointment).toBe(0);
    await host.close();
  });

  it('says where a damaged store was put', async () => {
    const file = join(folder, 'store.sqlite');
    writeFileSync(file, 'this is no database, and it is long enough to be looked at as one'.repeat(100));
    const host = hostOn(file);
    const { storeSetAside } = await host.call('summary', null);
    expect(readdirSync(folder).some((name) => storeSetAside?.endsWith(name))).toBe(true);
    await host.close();
  });

  it('has nothing to stop when nothing runs, and closes twice without harm', async () => {
    const host = hostOn(join(folder, 'store.sqlite'));
    expect(await host.call('stop', null)).toBeNull();
    await host.close();
    await host.close();
  });
});

describe('a token that could not be had', () => {
  it('is the same error on the other side of the process border', () => {
    const told = tellFailure(new AuthExpired('refused', { system: 'superoffice' }));
    const error = failureToError(structuredClone(told), 'superoffice');
    expect(error).toBeInstanceOf(AuthExpired);
    expect(error.details.system).toBe('superoffice');
  });

  it('tells the end of a trial as what it is', () => {
    const told = tellFailure(new AuthExpired('over', { system: 'google', code: appNotVerified }));
    const problem = toProblem(failureToError(structuredClone(told), 'google'), 0);
    expect(problem).toMatchObject({ code: 'authExpired', because: 'appNotVerified' });
    expect(describeProblem(createWords('en'), problem).text).toMatch(/^Google has not verified .* seven days/);
  });

  it('makes the system unavailable when the fault is our own', () => {
    expect(tellFailure(new TypeError('x'))).toEqual({ kind: 'unavailable', message: 'x' });
  });
});
