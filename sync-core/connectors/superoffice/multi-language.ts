/**
 * @file SuperOffice's multi-language texts: `US:"Meeting";GE:"Besprechung"`, in the product's own two-letter codes. A text
 * without that form is the same in all languages.
 */

const entry = /([A-Za-z]{2}):"((?:[^"\\]|\\.|"")*)"(?:;|$)/y;

/**
 * @returns the text in each of its languages, under upper-case codes; under the empty code when it has no languages.
 */
export function parseMultiLanguage(text: string): ReadonlyMap<string, string> {
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

/** Each name once, in the order of its languages; empty ones are left out. */
export function namesInAllLanguages(text: string): readonly string[] {
  return [...new Set([...parseMultiLanguage(text).values()].map((name) => name.trim()))].filter((name) => name !== '');
}
