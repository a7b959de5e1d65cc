/**
 * @file The values of user-defined fields as one reads them. SuperOffice tells them as texts of its own (`[I:23]`, `[D:11/30/2026]`,
 * `[F:1.5]`), and the words of a list beside its number.
 */
import { Temporal } from 'temporal-polyfill';
import { namesByLanguage } from '../multi-language.ts';
import { oneLine } from '../text-form.ts';

export type CustomFields = Readonly<Record<string, string | null>> | null | undefined;

/** A field by the entity that has it: `person:SuperOffice:3`, `contact:SuperOffice:1` (the company). */
export interface FieldPlace {
  readonly of: 'person' | 'contact';
  readonly name: string;
}

/** @returns null for the field that stands there by itself. */
export function placeOf(choice: string): FieldPlace | null {
  const [of, ...name] = choice.split(':');
  return (of === 'person' || of === 'contact') && name.length > 0 ? { of, name: name.join(':') } : null;
}

const encoded = /^\[([A-Z]+):(.*)\]$/s;

/**
 * @param language ISO 639-1; in which the words of a list are told, where it has them in several.
 * @returns one line; empty where there is nothing.
 */
export function fieldText(fields: CustomFields, name: string, language: string): string {
  const words = fields?.[`${name}:DisplayText`];
  if (words) return oneLine(nameIn(namesByLanguage(words), language));
  const raw = fields?.[name] ?? '';
  const [, kind, value = ''] = encoded.exec(raw) ?? [];
  switch (kind) {
    case undefined:
      return oneLine(raw);
    case 'D':
    case 'DT':
      return dateText(value, language);
    case 'F':
      return numberText(value, language);
    case 'I':
      return value === '0' ? '' : numberText(value, language);
    default:
      return oneLine(value);
  }
}

/** @returns whether the field has a text that anybody may have typed; false where it is not told at all. */
export function isPlainText(fields: CustomFields, name: string): boolean {
  const raw = fields?.[name];
  return typeof raw === 'string' && !encoded.test(raw) && fields?.[`${name}:DisplayText`] === undefined;
}

/** @returns the name in the language, else in English, else in the first that there is. */
export function nameIn(names: Readonly<Record<string, string>>, language: string): string {
  return names[language] ?? names[''] ?? names['en'] ?? Object.values(names)[0] ?? '';
}

function numberText(value: string, language: string): string {
  const number = Number(value);
  return Number.isFinite(number) ? new Intl.NumberFormat(language).format(number) : value;
}

/** Month first, as SuperOffice writes it; the year 1 says that there is none. */
function dateText(value: string, language: string): string {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})/.exec(value) ?? [];
  if (month === undefined || day === undefined || year === undefined || Number(year) <= 1) return '';
  const date = Temporal.PlainDate.from({ year: Number(year), month: Number(month), day: Number(day) });
  return date.toLocaleString(language, { dateStyle: 'medium' });
}
