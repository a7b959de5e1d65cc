/** @file The lists of SuperOffice that a user chooses preferences from, in the user's language as far as SuperOffice has it. */
import type { Choice, ChoiceSource } from '../../model/choice.ts';
import type { Surroundings } from '../../model/surroundings.ts';
import type { FieldSource } from './persons/choices.ts';
import type { Profile } from './profile.ts';

type Names = Surroundings['type'];

/** The name in this language, else in English, else in the list's first; a text without languages is under the empty code. */
function nameIn(names: Names, language: string): string | undefined {
  return names[language] ?? names[''] ?? names['en'] ?? Object.values(names)[0];
}

function types(ids: readonly number[], { typeNames }: Profile, language: string): Choice[] {
  return ids
    .map((value) => ({ value, label: nameIn(typeNames.get(value) ?? {}, language) ?? String(value) }))
    .sort((one, other) => one.label.localeCompare(other.label, language));
}

/** The languages that the types have names in. */
function languages({ typeNames }: Profile, language: string): Choice[] {
  const codes = new Set([...typeNames.values()].flatMap((names) => Object.keys(names)));
  const spoken = new Intl.DisplayNames([language], { type: 'language' });
  return [...codes]
    .filter((code) => /^[a-z]{2}$/.test(code))
    .map((value) => ({ value, label: spoken.of(value) ?? value }))
    .sort((one, other) => one.label.localeCompare(other.label, language));
}

/** Those that are read with the profile. */
export type ProfileSource = Exclude<ChoiceSource, FieldSource | 'selections'>;

/** @param language a BCP 47 tag */
export function choicesOf(source: ProfileSource, profile: Profile, language: string): Choice[] {
  switch (source) {
    case 'appointmentTypes':
      return types(profile.diaryTypes, profile, language);
    case 'followUpTypes':
      return types([...new Set([...profile.diaryTypes, ...profile.todoTypes])], profile, language);
    case 'taskTypes':
      return types(profile.todoTypes, profile, language);
    case 'languages':
      return languages(profile, language);
  }
}
