/** @file What is said of a setting's values: their names, what is standard, and why one was refused. */
import { settingWords, standardWords, valueWords, type Words } from '../../../locales/preference.ts';
import type { SettingView } from '../../../preload/contract.ts';
import type { Choice } from '../../../sync-core/model/choice.ts';
import type { SystemId } from '../../../sync-core/model/side.ts';
import type { Refusal } from './use-settings.ts';

/** The label; with its section's title where others are called the same (incoming and outgoing "Task"). */
export function nameOf(
  words: Words,
  { id, section }: SettingView,
  all: readonly SettingView[],
  calendar: SystemId | undefined,
): string {
  const { label } = settingWords(words, id, calendar);
  const alike = all.filter((one) => settingWords(words, one.id, calendar).label === label);
  if (alike.length < 2) return label;
  return words.t('preferences:field.named', { section: words.t(`preferences:section.${section}.title`), label });
}

/** The value as a person reads it. @param choices the list that it was chosen from, if that is known */
export function valueText(
  words: Words,
  view: SettingView,
  value: SettingView['value'],
  choices: readonly Choice[] = [],
): string {
  const nothingChosen =
    JSON.stringify(value) === JSON.stringify(view.builtIn) ? standardWords(words, view.id) : undefined;
  if (nothingChosen !== undefined) return nothingChosen;
  if (Array.isArray(value)) {
    // The parts of a subject are shown as they stand in it.
    return value.map((one) => oneText(words, view, one, choices)).join(view.allowed.kind === 'choices' ? ' * ' : ', ');
  }
  return oneText(words, view, value, choices);
}

function oneText(
  words: Words,
  { id, allowed }: SettingView,
  value: SettingView['value'],
  choices: readonly Choice[],
): string {
  if (typeof value === 'boolean') return words.t(value ? 'preferences:value.yes' : 'preferences:value.no');
  if (value === null)
    return words.t(allowed.kind === 'textOrNone' ? 'preferences:value.empty' : 'preferences:value.standard');
  if (value === '') return words.t('preferences:value.empty');
  const chosen = choices.find((one) => one.value === value)?.label;
  return chosen ?? (typeof value === 'string' ? (valueWords(words, id, value) ?? value) : String(value));
}

/** What the field takes, or why it was not taken. */
export function refusalText(words: Words, { id, allowed }: SettingView, why: Refusal): string {
  if (why === 'failed') return words.t('preferences:refused.failed');
  if (why === 'locked' || why === 'notEditable') return words.t(`preferences:refused.${why}`);
  const filled =
    'choices' in allowed
      ? { ...allowed, choices: allowed.choices.map((one) => valueWords(words, id, one) ?? one).join(', ') }
      : allowed;
  return words.t('preferences:refused.notAllowed', { allowed: words.t(`commandLine:allowed.${allowed.kind}`, filled) });
}
