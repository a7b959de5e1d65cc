import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { defaultPreferences } from '../../sync-core/preferences/schema.ts';
import type { ConnectedAccount } from '../accounts/account.ts';
import type { Policy } from './policy.ts';
import { openSettings, SettingFixed, SettingsNotKept } from './settings.ts';

const now = new Date('2026-11-22T12:00:00Z');
const lines: string[] = [];
const write = (message: string, facts?: object) => void lines.push(`${message} ${JSON.stringify(facts ?? {})}`);
const log: Log = { debug: write, info: write, warn: write, error: write };

let folder = '';
let policy: Policy = { state: 'none' };
let policyChanged = false;
const policyFile = { current: () => policy, refresh: () => policyChanged };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  lines.length = 0;
  policy = { state: 'none' };
  policyChanged = false;
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const file = () => join(folder, 'settings.json');
const open = () => openSettings(folder, now, log, policyFile);
const content = () => JSON.parse(readFileSync(file(), 'utf8'));

const account = {
  system: 'superoffice',
  userName: 'mara@nordlicht.example',
  displayName: 'Mara',
  tenant: 'Cust1',
  userId: '12',
  apiUrl: 'https://sod.superoffice.com/Cust1/api/',
  loginUrl: 'https://online.superoffice.com',
  connectedAt: '2026-11-22T11:00:00Z',
  rights: ['webapi'],
  missingRights: [],
} satisfies ConnectedAccount;

describe('settings', () => {
  it('are the defaults in a new profile, and nothing is set aside', () => {
    const settings = open();
    expect(settings.preferences()).toEqual(defaultPreferences);
    expect(settings.signIn().microsoft365.graphUrl).toBe('https://graph.microsoft.com/v1.0');
    expect(settings.setAside).toBeNull();
  });

  it('survive a restart, and only what was set stands in the file', () => {
    const settings = open();
    settings.set({ 'window.pastDays': 30, theme: 'dark' });
    settings.remember('account.superoffice', account);
    settings.remember('pause', 'forever');
    const again = open();
    expect(again.preferences()).toEqual({ ...defaultPreferences, 'window.pastDays': 30 });
    expect(again.get('theme')).toBe('dark');
    expect(again.account('superoffice')).toEqual(account);
    expect(again.account('microsoft365')).toBeNull();
    expect(again.pause()).toBe('forever');
    expect(content().values).toEqual({ 'window.pastDays': 30, theme: 'dark' });
  });

  it('tell whether preferences of the synchronisation changed', () => {
    const settings = open();
    const told: string[] = [];
    settings.onChange((change) => told.push(change));
    settings.set({ theme: 'dark' });
    settings.set({ 'calendar.free': false, theme: 'light' });
    expect(told).toEqual(['application', 'preferences']);
  });

  it.each(['{ broken', '[1, 2]', '{"some": "other file"}', '"text"'])(
    'set a file aside that is no settings file: %s',
    (text) => {
      writeFileSync(file(), text);
      const settings = open();
      expect(settings.setAside).toBe('settings.unreadable-2026-11-22T12-00-00.json');
      expect(readFileSync(join(folder, settings.setAside ?? ''), 'utf8')).toBe(text);
      settings.set({ theme: 'dark' });
      expect(open().get('theme')).toBe('dark');
    },
  );

  it('use the default for a value that is not possible, and keep that value', () => {
    writeFileSync(
      file(),
      JSON.stringify({ version: 1, values: { 'window.pastDays': 99_999, 'window.futureDays': 30, 'later.one': 'x' } }),
    );
    const settings = open();
    expect(settings.preferences()).toEqual({ ...defaultPreferences, 'window.futureDays': 30 });
    settings.set({ theme: 'dark' });
    expect(content().keptAside).toEqual({ 'window.pastDays': 99_999, 'later.one': 'x' });
    expect(lines.join()).toContain('later.one');
  });

  it('take up again what an older version had to keep aside', () => {
    writeFileSync(file(), JSON.stringify({ version: 1, keptAside: { 'window.pastDays': 14 } }));
    expect(open().get('window.pastDays')).toBe(14);
  });

  it('set a file aside that a newer version wrote, say so once, and keep who is signed in', () => {
    const text = JSON.stringify({
      version: 2,
      values: { theme: 'dark' },
      memory: { 'account.superoffice': account },
      somethingNew: true,
    });
    writeFileSync(file(), text);
    const settings = open();
    expect(settings.setAside).toBe('settings.newer-2026-11-22T12-00-00.json');
    expect(readFileSync(join(folder, settings.setAside ?? ''), 'utf8')).toBe(text);
    expect([settings.get('theme'), settings.account('superoffice')]).toEqual(['system', account]);
    const again = open();
    expect([again.setAside, again.get('theme'), again.account('superoffice')]).toEqual([null, 'system', account]);
    expect(readdirSync(folder).filter((name) => name.startsWith('settings.newer-'))).toHaveLength(1);
  });

  it('say that a change could not be written, and go on with the old value', () => {
    const settings = open();
    settings.set({ theme: 'dark' });
    // A folder in the file's place: it cannot be replaced, whoever tries.
    rmSync(file());
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    expect(() => settings.set({ theme: 'light' })).toThrow(SettingsNotKept);
    expect(settings.get('theme')).toBe('dark');
    rmSync(folder);
    folder = mkdtempSync(join(tmpdir(), 'settings-'));
  });
});

describe('settings under a policy', () => {
  const inForce = (rules: Partial<Extract<Policy, { state: 'inForce' }>>): Policy => ({
    state: 'inForce',
    editPreferences: true,
    defaults: {},
    locked: {},
    ...rules,
  });

  it('have its defaults until the user chooses, and again when the user takes the choice back', () => {
    policy = inForce({ defaults: { 'schedule.minutes': 30 } });
    const settings = open();
    expect(settings.get('schedule.minutes')).toBe(30);
    settings.set({ 'schedule.minutes': 10 });
    expect([settings.get('schedule.minutes'), settings.standard('schedule.minutes')]).toEqual([10, 30]);
    expect(settings.isOwn('schedule.minutes')).toBe(true);
    settings.unset(['schedule.minutes']);
    expect(settings.preferences()['schedule.minutes']).toBe(30);
    expect(content().values).toEqual({});
  });

  it('keep what is locked, whatever stands in the file, and give the user’s choice back when it is unlocked', () => {
    open().set({ direction: 'none' });
    policy = inForce({ locked: { direction: 'crmToCalendar' } });
    const settings = open();
    expect(settings.preferences().direction).toBe('crmToCalendar');
    expect(settings.whyFixed('direction')).toBe('locked');
    expect(() => settings.set({ direction: 'twoWay' })).toThrow(SettingFixed);
    expect(() => settings.unset(['direction'])).toThrow(SettingFixed);
    expect(content().values).toEqual({ direction: 'none' });
    policy = { state: 'none' };
    expect(open().preferences().direction).toBe('none');
  });

  it('set all or none', () => {
    policy = inForce({ locked: { direction: 'crmToCalendar' } });
    const settings = open();
    expect(() => settings.set({ 'calendar.free': false, direction: 'none' })).toThrow(SettingFixed);
    expect(settings.get('calendar.free')).toBe(true);
  });

  it('cannot be edited where editing is turned off, but for how the application looks', () => {
    policy = inForce({ editPreferences: false });
    const settings = open();
    expect(() => settings.set({ 'calendar.free': false })).toThrow(SettingFixed);
    settings.set({ theme: 'dark' });
    expect(settings.get('theme')).toBe('dark');
  });

  it('cannot be edited under a policy that cannot be used, and say what is wrong with it', () => {
    policy = { state: 'wrong', why: 'there is no setting “x”' };
    const settings = open();
    expect(settings.checkPolicy()).toBe('there is no setting “x”');
    expect(settings.whyFixed('calendar.free')).toBe('notEditable');
    expect(settings.preferences()).toEqual(defaultPreferences);
  });

  it('tell when the policy has become another one', () => {
    const settings = open();
    const told: string[] = [];
    settings.onChange((change) => told.push(change));
    expect(settings.checkPolicy()).toBeNull();
    policyChanged = true;
    settings.checkPolicy();
    expect(told).toEqual(['preferences']);
  });
});
