/**
 * @file The message catalogue: every word that a person reads, in the window, the tray, notifications and on the command
 * line. Keys are typed from the English files; another language is one more folder of the same shape, one more entry in
 * `catalogues`, and its name in each `value.of.language`. Plural forms follow the language's own rules (`_one`, `_few`,
 * `_other`…), never English ones.
 */
import { createInstance, type i18n, type Module } from 'i18next';
import danish from './da/index.ts';
import german from './de/index.ts';
import english from './en/index.ts';
import norwegian from './nb/index.ts';
import dutch from './nl/index.ts';
import swedish from './sv/index.ts';

export type Catalogue = typeof english;

/** By ISO 639-1 code. */
const catalogues = { en: english, de: german, nl: dutch, nb: norwegian, da: danish, sv: swedish } satisfies Record<
  string,
  Catalogue
>;
export type Language = keyof typeof catalogues;
const standard: Language = 'en';

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(catalogues, tag);
}

/** All that the application speaks, English first. */
export const languages: readonly Language[] = Object.keys(catalogues).filter(isLanguage);

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'window';
    resources: Catalogue;
  }
}

/** A loaded catalogue in one language; `t` is its typed look-up, with `namespace:key` for all but the window's words. */
export type Words = i18n;

/** Whoever asks for Norwegian of any kind is served with the written language that we have. */
const anyNorwegian = new Set(['no', 'nn']);

/**
 * The language to speak to somebody who wants `wanted`, best first (BCP 47 tags: `nb-NO`, `de`). The region does not
 * matter; English when none is known.
 */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const named = tag.split('-')[0]?.toLowerCase() ?? '';
    const language = anyNorwegian.has(named) ? 'nb' : named;
    if (isLanguage(language)) return language;
  }
  return standard;
}

/**
 * Loads the words of a language; ready when it returns.
 * @param locale whose digits and separators counts are written with (`{{count, number}}`), by default the language's own.
 * @param postProcessor changes every sentence before it is read; for tests of the layout with longer words.
 */
export function createWords(
  language: Language,
  locale: string = language,
  postProcessor?: Module & { name: string },
): Words {
  const words = createInstance();
  if (postProcessor) words.use(postProcessor);
  const count = new Intl.NumberFormat(locale);
  void words.init({
    lng: language,
    fallbackLng: standard,
    resources: catalogues,
    ns: Object.keys(english),
    defaultNS: 'window',
    initAsync: false,
    // What is filled in is shown as text by React, the tray and the terminal, none of which reads HTML.
    interpolation: { escapeValue: false },
    returnNull: false,
    ...(postProcessor ? { postProcess: postProcessor.name } : {}),
  });
  words.services.formatter?.add('number', (value: unknown) => (typeof value === 'number' ? count.format(value) : ''));
  return words;
}

type ErrorCode = keyof Catalogue['errors']['error'];
type SystemName = keyof Catalogue['states']['system'];

/** What happened, what it means for the user, and the label of the one button that helps. */
export interface ProblemWords {
  readonly title: string;
  readonly text: string;
  readonly action: string;
}

/** The words for a problem of a run (`runProblem`), with the system's name in them. */
export function describeProblem(
  words: Words,
  problem: {
    code: ErrorCode;
    system?: SystemName | undefined;
    because?: keyof Catalogue['errors']['because'] | undefined;
  },
): ProblemWords {
  const system = words.t(`states:system.${problem.system ?? 'unknown'}`);
  return {
    title: words.t(`errors:error.${problem.code}.title`, { system }),
    text: words.t(problem.because ? `errors:because.${problem.because}` : `errors:error.${problem.code}.text`, {
      system,
    }),
    action: words.t(`errors:error.${problem.code}.action`),
  };
}
