import { describe, expect, it } from 'vitest';
import { appState } from '../../preload/contract.ts';
import type { RunProblem, RunReport } from '../../sync-core/engine/report.ts';
import type { AccountSystem, ConnectedAccount } from '../accounts/account.ts';
import { failedRun } from '../sync-process/failed-run.ts';
import { appStateOf, type Facts, firstFacts, type Happening, happened, isReady } from './app-state.ts';

const minute = 60_000;
const now = Date.parse('2026-11-22T12:00:00Z');
const iso = (at: number) => new Date(at).toISOString();

function account(system: AccountSystem): ConnectedAccount {
  return {
    system,
    userName: 'mara@nordlicht.example',
    displayName: 'Mara',
    tenant: 'Cust1',
    userId: '12',
    apiUrl: 'http://127.0.0.1:5000/api/',
    loginUrl: 'http://127.0.0.1:5001',
    connectedAt: iso(now - 60 * minute),
    rights: [],
    missingRights: [],
  };
}

const known = {
  paused: null,
  online: true,
  intervalMs: 5 * minute,
  kinds: [],
  canKeepSecrets: true,
  settingsSetAside: null,
};
const nobody = firstFacts({
  ...known,
  accounts: { superoffice: null, microsoft365: null, google: null, exchange: null },
});
const both = firstFacts({
  ...known,
  accounts: {
    superoffice: account('superoffice'),
    microsoft365: account('microsoft365'),
    google: null,
    exchange: null,
  },
});

function report(change: Partial<RunReport> = {}): RunReport {
  const { problem: _none, ...run } = failedRun({ trigger: 'timer', dryRun: false }, now, now, { code: 'internal' });
  return { ...run, outcome: 'ok', linked: 7, linkedOf: { appointment: 4, task: 2, person: 1 }, ...change };
}
const ended = (change: Partial<RunReport> = {}): Happening => ({ type: 'ended', report: report(change) });
const failed = (problem: RunProblem): Happening => ended({ outcome: 'failed', problem });

function following(facts: Facts, ...all: Happening[]): Facts {
  return all.reduce(happened, facts);
}
const statusOf = (facts: Facts, at = now) => appStateOf(facts, at).status;

describe('the state', () => {
  it('always fits the contract', () => {
    for (const facts of [nobody, both, following(both, ended())])
      expect(appState.parse(appStateOf(facts, now))).toBeTruthy();
  });

  it('is "set up" until both accounts are there and the first run was made', () => {
    expect(statusOf(nobody)).toBe('setUp');
    expect(statusOf(both)).toBe('setUp');
    expect(isReady(both)).toBe(false);
    const done = following(both, ended());
    expect(statusOf(done)).toBe('upToDate');
    expect(isReady(done)).toBe(true);
    expect(statusOf(following(done, { type: 'disconnected', system: 'superoffice' }))).toBe('setUp');
  });

  it('shows how far a run is, and nothing of it afterwards', () => {
    const begun = following(
      both,
      { type: 'engine', event: { type: 'started', runId: 'r', trigger: 'user', dryRun: false, at: iso(now) } },
      { type: 'engine', event: { type: 'progress', phase: 'writing', kind: 'appointment', done: 3, total: 9 } },
    );
    expect(statusOf(begun)).toBe('working');
    expect(appStateOf(begun, now).progress).toMatchObject({ phase: 'writing', done: 3, total: 9 });
    const waiting = following(begun, {
      type: 'engine',
      event: { type: 'waiting', system: 'superoffice', until: iso(now + minute), why: 'throttled' },
    });
    expect(appStateOf(waiting, now).progress?.waiting).toEqual({
      system: 'superoffice',
      until: iso(now + minute),
      why: 'throttled',
    });
    expect(appStateOf(following(waiting, ended()), now).progress).toBeNull();
  });

  it('is still setting up while it looks ahead to the first run, and keeps what that run would do', () => {
    const looking: Happening = {
      type: 'engine',
      event: { type: 'started', runId: 'p', trigger: 'user', dryRun: true, at: iso(now) },
    };
    const begun = following(both, looking);
    expect(statusOf(begun)).toBe('setUp');
    expect(appStateOf(begun, now).progress).toMatchObject({ phase: 'preparing', dryRun: true });
    const seen = following(begun, ended({ dryRun: true, adopted: 4 }));
    expect(appStateOf(seen, now)).toMatchObject({ progress: null, lastRun: null, preview: { adopted: 4 } });
    expect(isReady(seen)).toBe(false);
    expect(appStateOf(following(seen, ended()), now).preview).toBeNull();
    expect(statusOf(following(both, ended(), looking))).toBe('working');
  });

  it('works while something is taken back, and takes nothing else from it', () => {
    const done = following(both, ended());
    const undoing = following(done, {
      type: 'engine',
      event: { type: 'started', runId: 'u', trigger: 'undo', dryRun: false, at: iso(now) },
    });
    expect(statusOf(undoing)).toBe('working');
    expect(appStateOf(undoing, now).progress).toMatchObject({ undoing: true });
    const over = following(undoing, { type: 'undone' });
    expect(over).toEqual(done);
    const told = following(
      undoing,
      ended({ trigger: 'undo', finishedAt: iso(now + 60_000), linkedOf: { appointment: 6, task: 2, person: 1 } }),
    );
    expect(appStateOf(told, now)).toMatchObject({
      progress: null,
      lastRun: done.lastRun,
      linked: { appointment: 6, task: 2, person: 1 },
    });
    expect(told.lastSuccessAt).toBe(done.lastSuccessAt);
  });

  it('keeps nothing of a look ahead that was stopped', () => {
    const stopped = following(both, ended({ dryRun: true, outcome: 'stopped', problem: { code: 'cancelled' } }));
    expect(appStateOf(stopped, now).preview).toBeNull();
  });

  it.each<[string, Happening]>([
    ['somebody else signed in', { type: 'connected', system: 'superoffice', account: account('superoffice') }],
    ['somebody disconnected', { type: 'disconnected', system: 'microsoft365' }],
    ['a preference changed', { type: 'preferences', intervalMs: 5 * minute, kinds: [] }],
  ])('forgets what the first run would do when %s', (_when, happening) => {
    const seen = following(both, ended({ dryRun: true }));
    expect(seen.preview).not.toBeNull();
    expect(following(seen, happening).preview).toBeNull();
  });

  it('shows a sign-in that is followed until it worked or was stopped, and a refused password of a test', () => {
    const signIn = { steps: [{ kind: 'name', place: 'x', outcome: 'good', why: null } as const], question: null };
    const followed = following(nobody, { type: 'signInSteps', system: 'exchange', signIn });
    const of = (facts: Facts) => appStateOf(facts, now).accounts.find(({ system }) => system === 'exchange');
    expect(of(followed)?.signIn).toEqual(signIn);
    const ends = (code: 'signInDenied' | 'cancelled'): Happening => ({
      type: 'notConnected',
      system: 'exchange',
      problem: { code, system: 'exchange' },
    });
    expect(of(following(followed, ends('signInDenied')))).toMatchObject({ signIn, problem: { code: 'signInDenied' } });
    expect(of(following(followed, ends('cancelled')))).toMatchObject({ signIn: null, problem: null });
    const linked = following(followed, { type: 'connected', system: 'exchange', account: account('exchange') });
    expect(of(linked)).toMatchObject({ status: 'connected', signIn: null });
    expect(appStateOf(linked, now).accounts.map(({ system }) => system)).toEqual(['superoffice', 'exchange']);
    const tested = (problem: RunProblem | null): Happening => ({ type: 'tested', system: 'exchange', problem });
    expect(of(following(linked, tested({ code: 'offline', system: 'exchange' })))?.status).toBe('connected');
    expect(of(following(linked, tested({ code: 'signInDenied', system: 'exchange' })))?.status).toBe('signInAgain');
  });

  it('asks to sign in again after a refused sign-in, until a run reaches its end or somebody signed in', () => {
    const refused = following(both, ended(), failed({ code: 'authExpired', system: 'superoffice' }));
    expect(statusOf(refused)).toBe('needsYou');
    expect(isReady(refused)).toBe(false);
    const status = (facts: Facts) => appStateOf(facts, now).accounts.map((one) => one.status);
    expect(status(refused)).toEqual(['signInAgain', 'connected']);
    expect(status(following(refused, failed({ code: 'offline', system: 'superoffice' })))[0]).toBe('signInAgain');
    const again = following(refused, { type: 'connected', system: 'superoffice', account: account('superoffice') });
    expect(status(again)).toEqual(['connected', 'connected']);
    expect(isReady(again)).toBe(true);
    expect(status(following(refused, ended()))).toEqual(['connected', 'connected']);
  });

  it.each<[RunProblem['code'], string]>([
    ['offline', 'offline'],
    ['rightMissing', 'needsYou'],
    ['otherAccount', 'needsYou'],
    ['otherFolder', 'needsYou'],
    ['otherDevice', 'needsYou'],
    ['unavailable', 'error'],
    ['diskFull', 'error'],
    ['unknownZone', 'error'],
  ])('is after a run that failed with %s: %s', (code, status) => {
    expect(statusOf(following(both, ended(), failed({ code })))).toBe(status);
  });

  it('names each right that an account lacks for what is synchronised now', () => {
    const rights = ['User.Read', 'Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'Contacts.ReadWrite'];
    const facts = following(nobody, {
      type: 'connected',
      system: 'microsoft365',
      account: { ...account('microsoft365'), rights },
    });
    const missing = (kinds: Facts['kinds']) =>
      appStateOf(following(facts, { type: 'preferences', intervalMs: 5 * minute, kinds }), now).accounts.map(
        ({ missingRights }) => missingRights,
      );
    expect(missing(['appointment', 'person'])).toEqual([[], []]);
    expect(missing(['appointment', 'task', 'person'])).toEqual([[], ['Tasks.ReadWrite']]);
  });

  it('needs the user while something is held, also when the run itself went well', () => {
    expect(statusOf(following(both, ended({ held: 12 })))).toBe('needsYou');
  });

  it('says "up to date" no longer than the last success can prove it', () => {
    const done = following(both, ended());
    expect(statusOf(done, now + 29 * minute)).toBe('upToDate');
    expect(statusOf(done, now + 31 * minute)).toBe('error');
  });

  it('is offline without network, and paused in a pause', () => {
    const schedule = { type: 'schedule', nextRunAt: now + minute, paused: null, online: true } as const;
    const done = following(both, ended());
    expect(statusOf(following(done, { ...schedule, online: false }))).toBe('offline');
    const paused = following(done, { ...schedule, paused: now + 60 * minute });
    expect(statusOf(paused)).toBe('paused');
    expect(appStateOf(paused, now).paused).toBe(iso(now + 60 * minute));
    expect(appStateOf(following(done, { ...schedule, paused: 'forever' }), now).paused).toBe('forever');
  });

  it('keeps the counts of the last run that reached its end', () => {
    const state = appStateOf(following(both, ended(), failed({ code: 'offline' })), now);
    expect(state.linked.appointment).toBe(4);
    expect(state.lastSuccessAt).toBe(iso(now));
  });

  it('takes nothing from a dry run', () => {
    const state = appStateOf(
      following(both, ended({ dryRun: true, linkedOf: { appointment: 99, task: 0, person: 0 } })),
      now,
    );
    expect(state.lastRun).toBeNull();
    expect(state.linked.appointment).toBe(0);
  });

  it('says that an account is on this computer', () => {
    expect(appStateOf(both, now).accounts[0]).toMatchObject({ local: true, server: '127.0.0.1:5000' });
  });

  it('does not take a sign-in that the user gave up for a problem', () => {
    const given = following(both, { type: 'notConnected', system: 'superoffice', problem: { code: 'cancelled' } });
    expect(appStateOf(given, now).accounts[0]?.problem).toBeNull();
    const denied = following(both, { type: 'notConnected', system: 'superoffice', problem: { code: 'signInDenied' } });
    expect(appStateOf(denied, now).accounts[0]?.problem?.code).toBe('signInDenied');
  });
});
