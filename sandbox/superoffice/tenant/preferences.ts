/**
 * @file User preferences that the API tells, with the values of a site that changed nothing.
 */
import { writeDuration } from '../time/wire-time.ts';
import type { Tenant } from './tenant.ts';

/** Value and kind of display, by `Section/Key`. */
const siteDefaults: Readonly<Record<string, readonly [value: string, display: string]>> = {
  'Defaults/DefaultAppointmentAppointTaskId': ['2', 'ListTableRef'],
  'Defaults/DefaultAppointmentPhoneTaskId': ['3', 'ListTableRef'],
  'Defaults/DefaultAppointmentToDoTaskId': ['5', 'ListTableRef'],
  'Defaults/DefaultAppointmentAppointLength': ['60', 'Number'],
  'Defaults/DefaultAppointmentToDoLength': ['60', 'Number'],
  'Defaults/DefaultAppointmentAppointText': ['', 'Text'],
  'Defaults/DefaultAppntRememberVisibleFor': ['0', 'Bool'],
  'DiaryView/DefaultAlarmTime': ['15', 'Number'],
  'DiaryView/AllDayStartTime': [writeDuration(8 * 3600), 'Time'],
  'DiaryView/AllDayEndTime': [writeDuration(16 * 3600), 'Time'],
  'Functions/ThreeStateStatusCheckbox': ['0', 'Bool'],
};

export interface PreferenceValue {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly display: string;
  readonly level: 'SystemWide' | 'Individual';
}

/** @returns undefined when there is no such preference */
export function preferenceOf(
  tenant: Tenant,
  associateId: number,
  section: string,
  key: string,
): PreferenceValue | undefined {
  const wanted = `${section}/${key}`.toLowerCase();
  const known = Object.entries(siteDefaults).find(([name]) => name.toLowerCase() === wanted);
  if (!known) return undefined;
  const [name, [value, display]] = known;
  const own = tenant.preferences.get(`${associateId}/${wanted}`);
  const [properSection = section, properKey = key] = name.split('/');
  return {
    section: properSection,
    key: properKey,
    value: own ?? value,
    display,
    level: own === undefined ? 'SystemWide' : 'Individual',
  };
}

/** All preferences of a section, or of all. */
export function preferencesOf(tenant: Tenant, associateId: number, section: string | null): PreferenceValue[] {
  return Object.keys(siteDefaults)
    .map((name) => name.split('/'))
    .filter(([each]) => section === null || each?.toLowerCase() === section.toLowerCase())
    .map(([each = '', key = '']) => preferenceOf(tenant, associateId, each, key))
    .filter((each) => each !== undefined);
}

/** The number in a preference; 0 where it is none. */
export function numberPreference(tenant: Tenant, associateId: number, section: string, key: string): number {
  return Number(preferenceOf(tenant, associateId, section, key)?.value ?? 0);
}
