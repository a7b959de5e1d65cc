/**
 * @file SuperOffice's multi-language texts: `US:"Meeting";GE:"Besprechung"`, in the product's own two-letter codes. A text
 * without that form is the same in all languages.
 */

const entry = /([A-Za-z]{2}):"((?:[^"\\]|\\.|"")*)"(?:;|$)/y;

/**
 * @returns the text in each of its languages, under upper-case codes; under the empty code when it has no languages.
 */
function parseMultiLanguage(text: string): ReadonlyMap<string, string> {
  const languages = new Map<string, string>();
  entry.lastIndex = 0;
  while (entry.lastIndex < text.length) {
    const found = entry.exec(text);
    if (!found) return new Map([['', text]]);
    const [, code = '', raw = ''] = found;
    languages.set(
      code.toUpperCase(),
      raw.replace(/\\(.)|""/g, (_, escaped?: string) => escaped ?? '"'),
    );
  }
  return languages.size > 0 ? languages : new Map([['', text]]);
}

/** SuperOffice's own codes, where they are not those of ISO 639-1. */
const isoCodes: Readonly<Record<string, string>> = { us: 'en', ge: 'de', sw: 'sv' };

/** @returns the names by ISO 639-1 codes, trimmed; empty ones are left out. */
export function namesByLanguage(text: string): Readonly<Record<string, string>> {
  const names = [...parseMultiLanguage(text)].map(([code, name]) => {
    const own = code.toLowerCase();
    return [isoCodes[own] ?? own, name.trim()] as const;
  });
  return Object.fromEntries(names.filter(([, name]) => name !== ''));
}
