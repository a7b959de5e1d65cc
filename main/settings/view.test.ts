import { describe, expect, it } from 'vitest';
import { createWords } from '../../locales/index.ts';
import { limitWords, settingWords } from '../../locales/preference.ts';
import { systemId } from '../../sync-core/model/side.ts';
import { settingIds, settingsSchema, traitsOf } from './schema.ts';
import { SettingFixed, type Settings } from './settings.ts';
import { setFromWindow, unsetFromWindow, viewSettings } from './view.ts';

const standard = settingsSchema.parse({});
let kept: Readonly<Record<string, unknown>> | undefined;
const settings = {
  get: (id: keyof typeof standard) => standard[id],
  standard: (id: keyof typeof standard) => standard[id],
  isOwn: () => false,
  whyFixed: (id: string) => (id === 'direction' ? 'locked' : undefined),
  checkPolicy: () => null,
  set(values: Readonly<Record<string, unknown>>) {
    if ('direction' in values) throw new SettingFixed('direction', 'locked');
    kept = values;
  },
  unset: () => undefined,
} as unknown as Settings;

describe('settings in the window', () => {
  it('stand each in a section, with words of their own', () => {
    const words = createWords('en');
    for (const id of settingIds) {
      expect(traitsOf(id).section, id).toMatch(/./);
      const { label, help } = settingWords(words, id);
      for (const said of [label, help]) expect(said, id).toMatch(/^[A-Z“].+/);
    }
  });

  it('say why a linked system cannot serve them, where it cannot, and nothing of it where it can', () => {
    const words = createWords('en');
    for (const id of settingIds) {
      const { limits = {} } = traitsOf(id);
      for (const system of systemId.options)
        expect(limitWords(words, id, system) !== undefined, `${id} with ${system}`).toBe(limits[system] !== undefined);
    }
  });

  it('are told with what they take, and whether an administrator has settled them', () => {
    const { editable, settings: all } = viewSettings(settings);
    expect(editable).toBe(true);
    expect(all.map(({ id }) => id)).toEqual(settingIds);
    expect(all.find(({ id }) => id === 'direction')).toMatchObject({ locked: true, section: 'direction' });
    expect(all.find(({ id }) => id === 'crm.types')).toMatchObject({
      choices: 'followUpTypes',
      allowed: { kind: 'numbers' },
      standard: [],
    });
  });

  it('are set as they were checked, and refused with the reason', () => {
    expect(setFromWindow(settings, { 'superoffice.loginUrl': 'https://login.example.org/' })).toBeNull();
    expect(kept).toEqual({ 'superoffice.loginUrl': 'https://login.example.org' });
    expect(setFromWindow(settings, { 'schedule.minutes': 0 })).toEqual({ id: 'schedule.minutes', why: 'notAllowed' });
    expect(setFromWindow(settings, { colour: 1 })).toEqual({ id: 'colour', why: 'unknown' });
    expect(setFromWindow(settings, { direction: 'none' })).toEqual({ id: 'direction', why: 'locked' });
    expect(unsetFromWindow(settings, ['colour'])).toEqual({ id: 'colour', why: 'unknown' });
    expect(unsetFromWindow(settings, ['theme'])).toBeNull();
  });
});
