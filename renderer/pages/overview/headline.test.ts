import { describe, expect, it } from 'vitest';
import { createWords } from '../../../locales/index.ts';
import type { AppState } from '../../../preload/contract.ts';
import { createFormats } from '../../format/formats.ts';
import { now, scenarios } from '../../harness/scenarios.ts';
import { headline } from './headline.ts';

const words = createWords('en');
const formats = createFormats('en', 'en-GB', 'Europe/Oslo', { past: 'just now', future: 'any moment now' });
const said = (state: AppState) => {
  const { title, sentence } = headline(state, words, formats, now);
  return [title, sentence];
};
const quiet = scenarios.upToDate.state;

describe('the headline of Overview', () => {
  it('says when it was and when it will be', () => {
    expect(said(quiet)).toEqual(['Up to date', 'Last synchronised 4 minutes ago, next in 1 minute']);
  });

  it('says only what is known', () => {
    expect(said({ ...quiet, nextRunAt: null })).toEqual(['Up to date', 'Last synchronised 4 minutes ago']);
    expect(said({ ...quiet, lastSuccessAt: null })).toEqual(['Up to date', 'Next run in 1 minute']);
    expect(said({ ...quiet, lastSuccessAt: null, nextRunAt: null })).toEqual(['Up to date', '']);
  });

  it('does not speak of first steps to somebody who has synchronised before', () => {
    expect(said(scenarios.setUp.state)[0]).toBe('Three steps, then you can forget about it');
    expect(said(scenarios.disconnected.state)[0]).toBe('Connect again, and it goes on');
  });

  it('counts what needs the user', () => {
    expect(said(scenarios.needsYou.state)[0]).toBe('3 items need you');
    expect(said({ ...scenarios.needsYou.state, held: 1 })[0]).toBe('1 item needs you');
    expect(said(scenarios.signInAgain.state)[0]).toBe('Needs you');
  });

  it('says since when it is offline, and what waits', () => {
    expect(said(scenarios.offline.state)).toEqual(['Offline since 09:12', '2 changes wait']);
  });

  it('takes the last contact with the system that cannot be reached', () => {
    const { state } = scenarios.offline;
    const accounts = state.accounts.map((account) =>
      account.side === 'crm' ? { ...account, lastContactAt: '2026-11-18T09:00:00Z' } : account,
    );
    expect(said({ ...state, accounts })[0]).toBe('Offline since 09:12');
    expect(said({ ...state, accounts, lastRun: null })[0]).toBe('Offline since 10:00');
  });

  it('says until when it is paused', () => {
    expect(said(scenarios.paused.state)[0]).toBe('Paused until 11:42');
    expect(said({ ...scenarios.paused.state, paused: 'forever' })[0]).toBe('Paused until you resume');
  });

  it('does not call it up to date when the last success is too long ago, nor wrong when nothing failed', () => {
    expect(said({ ...quiet, status: 'error', lastSuccessAt: '2026-11-17T07:00:00Z' })[0]).toMatch(
      /^Last up to date Tue.*08:00$/,
    );
    expect(said(scenarios.error.state)[0]).toBe('Something is wrong');
  });
});
