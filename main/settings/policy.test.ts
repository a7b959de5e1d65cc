import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPolicy, policyPath, readPolicy } from './policy.ts';

const lines: string[] = [];
const write = (message: string, facts?: object) => void lines.push(`${message} ${JSON.stringify(facts ?? {})}`);
const log = { debug: write, info: write, warn: write, error: write };

const text = (rules: object) => JSON.stringify({ version: 1, ...rules });
const why = (policy: ReturnType<typeof readPolicy>) => (policy.state === 'wrong' ? policy.why : policy.state);

describe('a policy', () => {
  it('brings defaults, locks, and turns editing off', () => {
    expect(
      readPolicy(
        text({
          editPreferences: false,
          defaults: { 'schedule.minutes': 15, 'microsoft365.clientId': 'c0ffee' },
          locked: { 'superoffice.loginUrl': 'https://login.example.org/' },
        }),
      ),
    ).toEqual({
      state: 'inForce',
      editPreferences: false,
      defaults: { 'schedule.minutes': 15, 'microsoft365.clientId': 'c0ffee' },
      locked: { 'superoffice.loginUrl': 'https://login.example.org' },
    });
  });

  it('may say nothing but its version, and may have been saved by an editor on Windows', () => {
    expect(readPolicy(`\uFEFF${text({})}`)).toEqual({
      state: 'inForce',
      editPreferences: true,
      defaults: {},
      locked: {},
    });
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{ broken', /JSON/],
    ['no object', '[]', /object/],
    ['another form', JSON.stringify({ version: 2 }), /version/],
    ['a key that there is not', text({ lock: {} }), /lock/],
    ['a setting that there is not', text({ defaults: { 'crm.colour': 1 } }), /crm\.colour/],
    ['a value out of range', text({ locked: { 'schedule.minutes': 0 } }), /schedule\.minutes: .*1/],
    ['a default that is locked as well', text({ defaults: { theme: 'dark' }, locked: { theme: 'light' } }), /theme/],
    [
      'an address that secrets must not go to',
      text({ locked: { 'superoffice.loginUrl': 'http://evil.example' } }),
      /https/,
    ],
  ])('counts not at all with %s, and names it', (_, content, named) => {
    expect(why(readPolicy(content))).toMatch(named);
  });

  it('stands where only administrators write', () => {
    expect(policyPath('linux', {})).toBe('/etc/synchronizer/policy.json');
    expect(policyPath('darwin', {})).toBe('/Library/Application Support/Synchronizer/policy.json');
    expect(policyPath('win32', { ProgramFiles: 'D:\\Programs' })).toBe('D:\\Programs\\Synchronizer\\policy.json');
  });
});

describe('the file of a policy', () => {
  let folder = '';
  const file = () => join(folder, 'policy.json');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'policy-'));
    lines.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('may be missing, come, change and go', () => {
    const policy = openPolicy(file(), 'win32', log);
    expect(policy.current()).toEqual({ state: 'none' });
    expect(policy.refresh()).toBe(false);
    writeFileSync(file(), text({ locked: { theme: 'dark' } }));
    expect(policy.refresh()).toBe(true);
    expect(policy.current()).toMatchObject({ state: 'inForce', locked: { theme: 'dark' } });
    writeFileSync(file(), '{');
    expect(policy.refresh()).toBe(true);
    expect(policy.current()).toMatchObject({ state: 'wrong' });
    expect(lines.at(-1)).toContain('cannot be used');
    rmSync(file());
    policy.refresh();
    expect(policy.current()).toEqual({ state: 'none' });
  });

  it('does not count where others than the administrator may write it', () => {
    writeFileSync(file(), text({}));
    chmodSync(file(), 0o666);
    expect(openPolicy(file(), 'linux', log).current()).toMatchObject({
      state: 'wrong',
      why: expect.stringContaining('root'),
    });
    chmodSync(file(), 0o644);
    const mine = process.getuid?.() === 0 ? 'inForce' : 'wrong';
    expect(openPolicy(file(), 'linux', log).current().state).toBe(mine);
  });
});
