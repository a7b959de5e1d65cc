/** @file The settings as the window shows them, and what the window asks to be changed: checked, and refused with its reason. */
import type { Answer, SettingView } from '../../preload/contract.ts';
import { isSettingId, type SettingId, type SettingValues, settingIds, settingsSchema } from './schema.ts';
import { SettingFixed, type Settings } from './settings.ts';
import { describeSetting } from './text.ts';

type Refusal = Answer<'settings:set'>['refused'];
type ResetRefusal = Answer<'settings:unset'>['refused'];

function viewOf(id: SettingId, settings: Settings): SettingView {
  return {
    ...describeSetting(id),
    value: settings.get(id),
    standard: settings.standard(id),
    own: settings.isOwn(id),
    locked: settings.whyFixed(id) === 'locked',
  };
}

/** In the order of the schema. */
export function viewSettings(settings: Settings): Answer<'settings:list'> {
  const policyProblem = settings.checkPolicy();
  const editable = settingIds.every((id) => settings.whyFixed(id) !== 'notEditable');
  return { editable, policyProblem, settings: settingIds.map((id) => viewOf(id, settings)) };
}

/** @throws SettingsNotKept */
export function setFromWindow(settings: Settings, asked: Readonly<Record<string, unknown>>): Refusal {
  const values: Partial<Record<SettingId, unknown>> = {};
  for (const [id, value] of Object.entries(asked)) {
    if (!isSettingId(id)) return { id, why: 'unknown' };
    const parsed = settingsSchema.shape[id].safeParse(value);
    if (!parsed.success) return { id, why: 'notAllowed' };
    values[id] = parsed.data;
  }
  return whatWasFixed(() => settings.set(values as Partial<SettingValues>));
}

/** @throws SettingsNotKept */
export function unsetFromWindow(settings: Settings, ids: readonly string[]): ResetRefusal {
  const unknown = ids.find((id) => !isSettingId(id));
  if (unknown !== undefined) return { id: unknown, why: 'unknown' };
  return whatWasFixed(() => settings.unset(ids.filter(isSettingId)));
}

function whatWasFixed(change: () => void): { readonly id: string; readonly why: SettingFixed['by'] } | null {
  try {
    change();
    return null;
  } catch (error) {
    if (!(error instanceof SettingFixed)) throw error;
    return { id: error.id, why: error.by };
  }
}
