import { describe, expect, it } from 'vitest';
import { createWords } from '../../locales/index.ts';
import { type RunProblem, type RunReport, runProblem } from '../../sync-core/engine/report.ts';
import { appStateOf, firstFacts } from '../state/app-state.ts';
import { failedRun } from '../sync-process/failed-run.ts';
import { exitCodeOfProblem, exitCodeOfReport, exitCodeOfState } from './exit-codes.ts';
import { reportText, statusText } from './results.ts';

const words = createWords('en');
const now = Date.parse('2026-11-22T12:00:00Z');
const failed = (problem: RunProblem) => failedRun({ trigger: 'commandLine', dryRun: false }, now, now, problem);
function report(change: Partial<RunReport> = {}): RunReport {
  const { problem: _none, ...run } = failed({ code: 'internal' });
  return { ...run, outcome: 'ok', ...change };
}

describe('exit codes', () => {
  it('are 0 only when everything is as it should be', () => {
    expect(exitCodeOfReport(report())).toBe(0);
    expect(exitCodeOfReport(report({ outcome: 'partly' }))).toBe(1);
    expect(exitCodeOfReport(report({ held: 1 }))).toBe(1);
    expect(exitCodeOfReport(report({ parked: 1 }))).toBe(1);
    expect(exitCodeOfReport(report({ outcome: 'stopped' }))).toBe(1);
  });

  it('tell what kind of help a failed run needs', () => {
    expect(exitCodeOfReport(failed({ code: 'authExpired' }))).toBe(3);
    expect(exitCodeOfReport(failed({ code: 'offline' }))).toBe(4);
    expect(exitCodeOfReport(failed({ code: 'diskFull' }))).toBe(5);
  });

  it('are never "all is well" for a problem', () => {
    for (const code of runProblem.shape.code.options) expect(exitCodeOfProblem({ code })).toBeGreaterThan(0);
  });

  it('say "sign-in needed" while an account is missing', () => {
    const known = {
      paused: null,
      online: true,
      intervalMs: 1,
      kinds: [],
      canKeepSecrets: true,
      settingsSetAside: null,
    };
    const facts = firstFacts({
      ...known,
      accounts: { superoffice: null, microsoft365: null, google: null, exchange: null },
    });
    expect(exitCodeOfState(appStateOf(facts, now))).toBe(3);
    expect(statusText(appStateOf(facts, now), words, now, 'en')).toMatch(
      /^State +connect your accounts\nSuperOffice +not connected/,
    );
  });
});

describe('the report in words', () => {
  it('counts by side, and names why something was left out', () => {
    const text = reportText(
      report({
        written: { crm: { created: 3, updated: 0, removed: 1 }, calendar: { created: 12, updated: 4, removed: 0 } },
        leftOut: { privateOff: 2 },
        linked: 40,
      }),
      words,
      'google',
    );
    expect(text).toMatch(/^ +SuperOffice +Google\n/m);
    expect(text).toMatch(/^Synchronised\.\n/);
    expect(text).toMatch(/Added +3 +12\n/);
    expect(text).toMatch(/Deleted +1 +0\n/);
    expect(text).toMatch(/Left out: Private +2\n/);
    expect(text).not.toMatch(/Repeating/);
  });

  it('says that a dry run wrote nothing', () => {
    expect(reportText(report({ dryRun: true }), words, 'google')).toMatch(/^Nothing was written/);
  });

  it('says what happened and what helps when it failed', () => {
    const text = reportText(failed({ code: 'offline', system: 'superoffice', details: 'ENOTFOUND' }), words, 'google');
    expect(text).toMatch(/^No connection to SuperOffice\. .*\nDetails: ENOTFOUND\n$/);
  });
});
