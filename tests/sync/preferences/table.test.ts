/** @file The schema against the customer's text: nothing is missing, nothing is there twice, and each default is the one that is told. */
import { describe, expect, test } from 'vitest';
import { createWords } from '../../../locales/index.ts';
import { settingWords } from '../../../locales/preference.ts';
import { traitsOf } from '../../../main/settings/schema.ts';
import { defaultPreferences, preferenceIds, preferencesSchema } from '../../../sync-core/preferences/schema.ts';
import { preferencePages } from '../../../sync-core/preferences/traits.ts';
import { table } from './table.ts';

test('every preference has a row, and every row is a preference', () => {
  expect(Object.keys(table).toSorted()).toEqual([...preferenceIds].toSorted());
});

describe.each(preferenceIds)('%s', (id) => {
  const { said, cases } = table[id];

  test('is by itself what the customer’s text says', () => {
    expect(defaultPreferences[id]).toEqual(said.standard);
  });

  test('is called what the specification calls it, with a help of its own', () => {
    const { label, help } = settingWords(createWords('en'), id);
    expect(label).toBe(said.label);
    expect(help).toMatch(/^\p{Lu}.*\.$/u);
  });

  test('stands on a page', () => {
    const pages = Object.values(preferencePages).filter((sections) =>
      sections.some((section) => section === traitsOf(id).section),
    );
    expect(pages).toHaveLength(1);
  });

  test('takes the values that are shown, its default among them, and refuses another kind of value', () => {
    for (const { value } of cases) expect(preferencesSchema.shape[id].parse(value)).toEqual(value);
    expect(cases.map(({ value }) => value)).toContainEqual(said.standard);
    for (const wrong of [{}, Number.NaN, [[]], -1, 'x'.repeat(300)])
      expect(preferencesSchema.shape[id].safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
  });
});
