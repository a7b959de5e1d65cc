/**
 * @file What an administrator has settled stays so, whichever way somebody comes: by the window, by the settings file, by the command
 * line. Each setting that there is, one by one.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWords } from '../../../locales/index.ts';
import type { Application } from '../../../main/application.ts';
import { carryOut } from '../../../main/command-line/carry-out.ts';
import { exitCode } from '../../../main/command-line/exit-codes.ts';
import { parseCommandLine } from '../../../main/command-line/parse.ts';
import type { Policy } from '../../../main/settings/policy.ts';
import {
  isPreferenceId,
  type SettingId,
  type SettingValues,
  settingIds,
  settingsSchema,
} from '../../../main/settings/schema.ts';
import { openSettings } from '../../../main/settings/settings.ts';
import { formatSetting } from '../../../main/settings/text.ts';
import { setFromWindow, unsetFromWindow } from '../../../main/settings/view.ts';
import type { PreferenceId } from '../../../sync-core/preferences/schema.ts';
import { quiet } from '../../support/sandbox-accounts.ts';
import { table } from './table.ts';

const words = createWords('en');
const standard = settingsSchema.parse({});

/** Another value than the usual one, for the settings that are no preferences of the synchronisation. */
const others: Readonly<Record<Exclude<SettingId, PreferenceId>, SettingValues[SettingId]>> = {
  'superoffice.loginUrl': 'https://sod.superoffice.com',
  'superoffice.clientId': 'somebody else’s',
  'microsoft365.loginUrl': 'https://login.example.org',
  'microsoft365.graphUrl': 'https://graph.example.org/v1.0',
  'microsoft365.clientId': 'somebody else’s',
  'google.loginUrl': 'https://login.example.org',
  'google.apiUrl': 'https://google.example.org',
  'google.clientId': 'somebody else’s',
  'google.clientSecret': 'somebody else’s',
  'exchange.server': 'https://mail.example.org',
  theme: 'dark',
  language: 'en',
};

function anotherValue(id: SettingId): unknown {
  const cases: readonly { readonly value: unknown }[] = id in table ? table[id as PreferenceId].cases : [];
  const usual = JSON.stringify(standard[id]);
  const found = cases.find(({ value }) => JSON.stringify(value) !== usual);
  return found ? found.value : others[id as keyof typeof others];
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doors-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the user had set before the administrator came stands in the file. */
function open(id: SettingId, rules: Partial<Extract<Policy, { state: 'inForce' }>>) {
  const file = join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify({ version: 1, values: { [id]: anotherValue(id) } }));
  const policy: Policy = { state: 'inForce', editPreferences: true, defaults: {}, locked: {}, ...rules };
  const settings = openSettings(folder, new Date(0), quiet, { current: () => policy, refresh: () => false });
  return { settings, stored: () => JSON.parse(readFileSync(file, 'utf8')).values };
}

async function byCommand(settings: ReturnType<typeof openSettings>, id: SettingId) {
  const parsed = parseCommandLine(['--set', `${id}=${formatSetting(anotherValue(id) as never)}`], words, '1.0.0');
  if (parsed.kind !== 'command') throw new Error(`not understood: ${JSON.stringify(parsed)}`);
  const around = { application: {} as Application, settings, words, locale: 'en', now: () => 0 };
  return await carryOut(parsed.command, around);
}

describe.each(settingIds)('%s', (id) => {
  const locked = { locked: { [id]: standard[id] } };

  test('has another value to be set to', () => {
    expect(settingsSchema.shape[id].safeParse(anotherValue(id)).success).toBe(true);
    expect(anotherValue(id)).not.toEqual(standard[id]);
  });

  test('is what is locked, whatever stands in the file', () => {
    expect(open(id, locked).settings.get(id)).toEqual(standard[id]);
    expect(open(id, {}).settings.get(id)).toEqual(anotherValue(id));
  });

  test('is neither set nor reset by the window when it is locked', () => {
    const { settings, stored } = open(id, locked);
    expect(setFromWindow(settings, { [id]: anotherValue(id) })).toEqual({ id, why: 'locked' });
    expect(unsetFromWindow(settings, [id])).toEqual({ id, why: 'locked' });
    expect(settings.get(id)).toEqual(standard[id]);
    expect(stored()).toEqual({ [id]: anotherValue(id) });
  });

  test('is not set by the command line when it is locked', async () => {
    const { settings } = open(id, locked);
    expect(await byCommand(settings, id)).toMatchObject({
      code: exitCode.usage,
      output: '',
      errors: expect.stringContaining(id),
    });
    expect(settings.get(id)).toEqual(standard[id]);
  });

  test('is set by window and command line when it is not', async () => {
    const { settings } = open(id, {});
    expect(unsetFromWindow(settings, [id])).toBeNull();
    expect(settings.get(id)).toEqual(standard[id]);
    expect(await byCommand(settings, id)).toMatchObject({ code: exitCode.ok, errors: '' });
    expect(settings.get(id)).toEqual(anotherValue(id));
    expect(setFromWindow(settings, { [id]: standard[id] as never })).toBeNull();
    expect(settings.get(id)).toEqual(standard[id]);
  });
});

test.each(settingIds.filter(isPreferenceId))('%s can be read only where editing is turned off', async (id) => {
  const { settings } = open(id, { editPreferences: false });
  expect(setFromWindow(settings, { [id]: standard[id] as never })).toEqual({ id, why: 'notEditable' });
  expect((await byCommand(settings, id)).code).toBe(exitCode.usage);
  expect(settings.get(id)).toEqual(anotherValue(id));
});
