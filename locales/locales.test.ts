import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { askCode, runProblem, undoRefusal } from '../sync-core/engine/report.ts';
import { leftOutCode, protectedCode } from '../sync-core/model/reason.ts';
import { systemId } from '../sync-core/model/side.ts';
import errors from './en/errors.json' with { type: 'json' };
import reasons from './en/reasons.json' with { type: 'json' };
import states from './en/states.json' with { type: 'json' };
import { chooseLanguage, createWords, describeProblem, languages } from './index.ts';

const sorted = (codes: readonly string[]) => [...codes].sort();

describe('the message catalogue', () => {
  it('has words for every reason to leave something out, and for no other', () => {
    expect(sorted(Object.keys(reasons.reason))).toEqual(sorted(leftOutCode.options));
  });

  it('has words for every protection, and for no other', () => {
    expect(sorted(Object.keys(reasons.protected))).toEqual(sorted(protectedCode.options));
  });

  it('has words for every question of a held entry and every reason not to take back, and for no other', () => {
    expect(sorted(Object.keys(reasons.ask))).toEqual(sorted(askCode.options));
    expect(sorted(Object.keys(reasons.undo))).toEqual(sorted(undoRefusal.options));
  });

  it('has words for every problem, and for no other', () => {
    expect(sorted(Object.keys(errors.error))).toEqual(sorted(runProblem.shape.code.options));
  });

  it('has a name for every system', () => {
    expect(sorted(Object.keys(states.system))).toEqual(sorted([...systemId.options, 'unknown']));
  });

  it('says of every problem what happened, what it means and what helps', () => {
    const words = createWords('en');
    for (const code of runProblem.shape.code.options) {
      const { title, text, action } = describeProblem(words, { code, system: 'google' });
      for (const said of [title, text, action]) {
        expect(said.trim(), code).not.toBe('');
        expect(said, code).not.toMatch(/\{\{|\d{3}|token|entity|cursor|HTTP|API/);
      }
    }
  });

  it('speaks of an unnamed system where none is known', () => {
    expect(describeProblem(createWords('en'), { code: 'offline' }).title).toBe('No connection to one of your accounts');
  });

  it('follows the plural rules, and writes counts as the user does', () => {
    const words = createWords('en', 'de-DE');
    expect(words.t('overview.needsYou', { count: 1 })).toBe('1 item needs you');
    expect(words.t('overview.needsYou', { count: 12_345 })).toBe('12.345 items need you');
  });

  it('shows what is filled in as it is', () => {
    expect(createWords('en').t('activity.openIn', { system: 'A & B <c>' })).toBe('Open in A & B <c>');
  });
});

/** The sources that speak to people. */
const speakers = ['renderer', 'main', 'locales', 'sync-core', 'build', 'bench'];
const projectRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

function spokenKeys(): RegExp[] {
  const patterns = new Set<string>();
  for (const folder of speakers) {
    for (const file of fs.readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(tsx?|mjs)$/.test(file) || /\.test\./.test(file)) continue;
      const source = fs.readFileSync(path.join(projectRoot, folder, file), 'utf8');
      for (const [, , text = ''] of source.matchAll(/(['`])((?:\w+:)?\w+(?:\.(?:\w+|\$\{[^}]*\}))*)\1/g))
        patterns.add(text);
    }
  }
  return [...patterns].map(
    (text) =>
      new RegExp(
        `^${text
          .replaceAll('.', '\\.')
          .replaceAll(/\$\{path\}/g, '.+')
          .replaceAll(/\$\{[^}]*\}/g, '[^.]+')}$`,
      ),
  );
}

function keysOf(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [prefix + key.replace(/_(zero|one|two|few|many|other)$/, '')]
      : keysOf(value, `${prefix}${key}.`),
  );
}

describe('every sentence', () => {
  const spoken = spokenKeys();
  it.each(Object.entries(createWords('en').services.resourceStore.data['en'] ?? {}))(
    'of “%s” is said somewhere',
    (namespace, words) => {
      const silent = keysOf(words as object).filter(
        (key) =>
          !spoken.some(
            (pattern) => pattern.test(`${namespace}:${key}`) || (namespace === 'window' && pattern.test(key)),
          ),
      );
      expect(silent).toEqual([]);
    },
  );
});

/** Each sentence by its key, with the name of each thing that is filled in. */
function sentencesOf(words: object, prefix = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : sentencesOf(value, `${prefix}${key}.`),
  );
}

const spokenIn = (language: string) =>
  new Map(sentencesOf(createWords('en').services.resourceStore.data[language] ?? {}));
const filledIn = (sentence: string) => sorted([...new Set(sentence.match(/\{\{.*?\}\}|[{}]/g) ?? [])]);

/** The words of a sentence itself; a name, or a word that two languages share, is one or two of them. */
const ownWords = (sentence: string) => sentence.replaceAll(/\{\{.*?\}\}/g, '').match(/\p{L}+/gu) ?? [];

describe.each(languages.filter((language) => language !== 'en'))('in the language %s', (language) => {
  const english = spokenIn('en');
  const spoken = spokenIn(language);

  it('everything is said, in the plural forms that the language has', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const wanted = [...english.keys()].flatMap((key) => {
      const [, plural] = /^(.*)_other$/.exec(key) ?? [];
      if (plural !== undefined) return pluralCategories.map((category) => `${plural}_${category}`);
      return /_(zero|one|two|few|many)$/.test(key) ? [] : [key];
    });
    expect(sorted([...spoken.keys()])).toEqual(sorted(wanted));
  });

  it('the same is filled in as in English', () => {
    const otherwise = [...spoken].filter(([key, said]) => {
      const example = english.get(key) ?? english.get(key.replace(/_\w+$/, '_other')) ?? '';
      return filledIn(said).join() !== filledIn(example).join();
    });
    expect(otherwise).toEqual([]);
  });

  it('no sentence was left in English, and none is empty', () => {
    const left = [...spoken].filter(([key, said]) => {
      const example = english.get(key) ?? '';
      return said.trim() === '' || (said === example && ownWords(said).length > 2);
    });
    expect(left).toEqual([]);
  });

  it('has its own name among the languages', () => {
    for (const other of languages)
      expect(spokenIn(other).get(`preferences.value.of.language.${language}`), other).toBe(
        spoken.get(`preferences.value.of.language.${language}`),
      );
  });
});

describe('choosing a language', () => {
  it('takes the first that is known, whatever its region', () => {
    expect(chooseLanguage(['xx', 'en-GB', 'de'])).toBe('en');
    expect(chooseLanguage(['de-AT', 'en'])).toBe('de');
  });

  it('speaks Norwegian to whoever asks for any Norwegian', () => {
    for (const tag of ['nb-NO', 'no', 'nn-NO']) expect(chooseLanguage([tag, 'en']), tag).toBe('nb');
  });

  it('speaks English to everybody else', () => {
    expect(chooseLanguage(['xx-YY', 'toString'])).toBe('en');
    expect(chooseLanguage([])).toBe('en');
  });
});
