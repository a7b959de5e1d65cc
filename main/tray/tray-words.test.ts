import { describe, expect, it } from 'vitest';
import { createWords } from '../../locales/index.ts';
import type { AppState } from '../../preload/contract.ts';
import { failedRun } from '../sync-process/failed-run.ts';
import { describeState } from './describe.ts';
import { menuEntries } from './menu.ts';

const words = createWords('en');
// Noon in the zone of the tests.
const now = new Date(2026, 10, 22, 12, 0).getTime();
const at = (hours: number, minutes: number, day = 22) => new Date(2026, 10, day, hours, minutes).toISOString();

const account = {
  side: 'crm',
  system: 'superoffice',
  status: 'connected',
  userName: 'mara',
  displayName: 'Mara',
  server: 'x',
  local: false,
  connectedAt: at(8, 0),
  lastContactAt: null,
  rights: [],
  missingRights: [],
  signIn: null,
  problem: null,
} as const;

const progress = { phase: 'reading', done: 3, total: 9, startedAt: at(11, 59), undoing: false, waiting: null } as const;

function state(change: Partial<AppState>): AppState {
  return {
    status: 'upToDate',
    accounts: [{ ...account, rights: [], missingRights: [] }],
    progress: null,
    lastRun: null,
    preview: null,
    lastSuccessAt: at(10, 42),
    nextRunAt: null,
    paused: null,
    linked: { appointment: 1, task: 0, person: 0 },
    held: 0,
    parked: 0,
    problem: null,
    canKeepSecrets: true,
    settingsSetAside: null,
    ...change,
  };
}
const said = (change: Partial<AppState>) => describeState(state(change), words, now, 'en-GB');
const failed = (code: 'offline' | 'otherAccount' | 'unavailable') =>
  failedRun({ trigger: 'timer', dryRun: false }, now, now, { code, system: 'superoffice' });

describe('the state in one line', () => {
  it.each<[string, Partial<AppState>]>([
    ['up to date 10:42', {}],
    ['up to date 21/11/2026, 10:42', { lastSuccessAt: at(10, 42, 21) }],
    ['ready for the first run', { status: 'setUp' }],
    ['getting ready for the first run', { status: 'setUp', progress: { ...progress, dryRun: true } }],
    ['synchronising', { status: 'working' }],
    ['paused until 13:00', { status: 'paused', paused: at(13, 0) }],
    ['paused', { status: 'paused', paused: 'forever' }],
    ['1 change waits for your decision', { status: 'needsYou', held: 1 }],
    ['1,204 changes wait for your decision', { status: 'needsYou', held: 1204 }],
    ['A different account in SuperOffice', { status: 'needsYou', lastRun: failed('otherAccount') }],
    ['offline, last up to date 10:42', { status: 'offline' }],
    ['offline', { status: 'offline', lastSuccessAt: null }],
    ['No proper answer from SuperOffice', { status: 'error', lastRun: failed('unavailable') }],
    ['last up to date 10:42', { status: 'error' }],
  ])('%s', (line, change) => {
    expect(said(change)).toBe(line);
  });

  it('names the system that wants a sign-in', () => {
    const accounts = [{ ...account, rights: [], missingRights: [], status: 'signInAgain' as const }];
    expect(said({ status: 'needsYou', accounts })).toBe('please sign in to SuperOffice again');
  });
});

describe('the menu', () => {
  const choices = (change: Partial<AppState>) =>
    menuEntries(state(change), 'line', words).flatMap((entry) =>
      entry.kind === 'choice' ? [entry.choice] : entry.kind === 'menu' ? entry.entries.map((one) => one.kind) : [],
    );

  it('begins with the state, and offers everything', () => {
    expect(menuEntries(state({}), 'up to date 10:42', words)[0]).toEqual({ kind: 'line', label: 'up to date 10:42' });
    expect(choices({})).toEqual(['syncNow', 'choice', 'choice', 'choice', 'open', 'activity', 'quit']);
  });

  it('offers to resume in a pause, and to stop while it works', () => {
    expect(choices({ paused: 'forever', status: 'paused' })).toContain('resume');
    expect(choices({ status: 'working' })).toEqual(expect.arrayContaining(['stop']));
    expect(choices({ status: 'working' })).not.toContain('syncNow');
  });

  it('does not offer to synchronise before both accounts are there', () => {
    const accounts = [{ ...account, rights: [], missingRights: [], connectedAt: null }];
    const entry = menuEntries(state({ status: 'setUp', accounts }), 'line', words).find(
      (one) => one.kind === 'choice' && one.choice === 'syncNow',
    );
    expect(entry).toMatchObject({ enabled: false });
  });
});
