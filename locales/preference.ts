/** @file The words of a setting: its label, what it means, and the names of its values. */
import type { SystemId } from '../sync-core/model/side.ts';
import type { Catalogue, Words } from './index.ts';

export type { Words } from './index.ts';

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends { label: string; help: string }
    ? `${Prefix}${K}` | Leaves<T[K], `${Prefix}${K}.`>
    : T[K] extends object
      ? Leaves<T[K], `${Prefix}${K}.`>
      : never;
}[keyof T & string];

/** The ids that there are words for; a test sees to it that these are all. */
type SpokenId = Leaves<Catalogue['preferences']['setting']>;

export interface SettingWords {
  /** Short, without a full stop. */
  readonly label: string;
  /** What it does, in a sentence or two. */
  readonly help: string;
}

/**
 * @param id of a setting, as in the settings file
 * @param calendar the linked calendar system; absent where nobody is asked about a linked one (documents)
 */
export function settingWords(words: Words, id: string, calendar?: SystemId | undefined): SettingWords {
  const path = id as SpokenId;
  return {
    label: labelIn(words, id, calendar) ?? words.t(`preferences:setting.${path}.label`),
    help: words.t(`preferences:setting.${path}.help`, { calendar: systemName(words, calendar) }),
  };
}

/** @returns what it is called where that system is linked; undefined where it is called the same in all. */
function labelIn(words: Words, id: string, calendar: SystemId | undefined): string | undefined {
  const path = `${calendar}.${id}` as Texts<Catalogue['preferences']['labelIn']>;
  return words.exists(`preferences:labelIn.${path}`) ? words.t(`preferences:labelIn.${path}`) : undefined;
}

/** @returns the name of the linked calendar system; where none is meant, what anybody calls it */
export function systemName(words: Words, calendar: SystemId | undefined): string {
  return calendar ? words.t(`states:system.${calendar}`) : words.t('preferences:yourCalendar');
}

/** @returns why that system cannot serve this setting, or not for all items; undefined where it can. */
export function limitWords(words: Words, id: string, calendar: SystemId | undefined): string | undefined {
  const path = `${calendar}.${id}` as Texts<Catalogue['preferences']['limit']>;
  return words.exists(`preferences:limit.${path}`) ? words.t(`preferences:limit.${path}`) : undefined;
}

/** Values have their names by the first word of the setting's id, those of a subject's parts by the second. */
function groupOf(id: string): string {
  return id === 'crm.subject.parts' || id === 'crm.subject.language' ? 'subject' : (id.split('.')[0] ?? '');
}

type ValueGroup = keyof Catalogue['preferences']['value']['of'];
type SpokenValue = {
  [G in ValueGroup]: `${G}.${keyof Catalogue['preferences']['value']['of'][G] & string}`;
}[ValueGroup];

/** @returns the name of a value that is one of a few; undefined for one that has none. */
export function valueWords(words: Words, id: string, value: string): string | undefined {
  const path = `${groupOf(id)}.${value}` as SpokenValue;
  return words.exists(`preferences:value.of.${path}`) ? words.t(`preferences:value.of.${path}`) : undefined;
}

type Standards = Catalogue['preferences']['standard'];
type Texts<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Texts<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** @returns what it means that nothing was chosen for this setting; undefined where the value speaks for itself. */
export function standardWords(words: Words, id: string): string | undefined {
  const path = id as Texts<Standards>;
  return words.exists(`preferences:standard.${path}`) ? words.t(`preferences:standard.${path}`) : undefined;
}
