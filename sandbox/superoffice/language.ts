/**
 * @file Texts in several languages (`US:"Meeting";GE:"Besprechung"`): as stored, or in the one language that a request asks
 * for.
 */

const languages: Readonly<Record<string, string>> = {
  en: 'US',
  de: 'GE',
  no: 'NO',
  nb: 'NO',
  nn: 'NO',
  sv: 'SW',
  da: 'DA',
  nl: 'NL',
  fr: 'FR',
};

/**
 * The language of a request, as SuperOffice's own code.
 * @returns null: texts stay as they are stored (no header, `x` or `*`)
 */
export function requestedLanguage(soLanguage: string | undefined, acceptLanguage: string | undefined): string | null {
  const asked = (soLanguage ?? acceptLanguage ?? '').split(/[,;]/)[0]?.trim().toLowerCase() ?? '';
  if (asked === '' || asked === 'x' || asked === '*') return null;
  return languages[asked.slice(0, 2)] ?? 'US';
}

export function multilingual(names: Readonly<Record<string, string>>): string {
  return Object.entries(names)
    .map(([code, name]) => `${code}:"${name}"`)
    .join(';');
}

/** The text in a language, else in English, else in its first; a plain text stays. */
export function inLanguage(text: string, language: string | null): string {
  if (language === null || !/^[A-Z]{2}:"/.test(text)) return text;
  const found = new Map<string, string>();
  for (const [, code = '', name = ''] of text.matchAll(/([A-Z]{2}):"([^"]*)"/g)) found.set(code, name);
  return found.get(language) ?? found.get('US') ?? found.values().next().value ?? text;
}
