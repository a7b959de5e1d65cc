/** @file Tests of how a subject is built, and what is meant when somebody changes it. */
import { describe, expect, test } from 'vitest';
import type { SubjectPart } from '../model/subject.ts';
import type { Surroundings } from '../model/surroundings.ts';
import { buildSubject, type SubjectSource, titleFrom } from './subject.ts';

const usual: readonly SubjectPart[] = ['type', 'title', 'company', 'department', 'person'];
const surroundings: Surroundings = {
  type: { en: 'Meeting', de: 'Besprechung' },
  company: 'Hafenbau GmbH',
  department: 'Werk Nord',
  person: 'Jonas Reuter',
  project: 'Kai 4',
  sale: '',
};
const source: SubjectSource = { title: 'Abnahme', location: 'Tor 3', surroundings };
const build = (over: Partial<SubjectSource> = {}, parts = usual, languages = ['de']) =>
  buildSubject({ ...source, ...over }, { parts, languages });

describe('a subject', () => {
  test('is made of the chosen parts in their order', () => {
    expect(build().subject).toBe('Besprechung * Abnahme * Hafenbau GmbH * Werk Nord * Jonas Reuter');
    expect(build({}, ['project', 'location', 'title']).subject).toBe('Kai 4 * Tor 3 * Abnahme');
  });
  test('leaves empty parts out together with their separator', () => {
    expect(build({}, ['sale', 'title', 'sale', 'company']).subject).toBe('Abnahme * Hafenbau GmbH');
    expect(build({ surroundings: undefined }).subject).toBe('Abnahme');
    expect(build({ title: '' }, ['type', 'title', 'company']).subject).toBe('Besprechung * Hafenbau GmbH');
  });
  test('is the title where no part has a text', () => {
    expect(build({}, ['sale']).subject).toBe('Abnahme');
  });
  test('has the type in the chosen language, else in English, else in the first', () => {
    const typed = (type: Surroundings['type'], languages: string[]) =>
      build({ surroundings: { ...surroundings, type } }, ['type'], languages).subject;
    expect(typed({ no: 'Møte', en: 'Meeting', de: 'Besprechung' }, ['de', 'no'])).toBe('Besprechung');
    expect(typed({ no: 'Møte', en: 'Meeting' }, ['de'])).toBe('Meeting');
    expect(typed({ no: 'Møte', sv: 'Möte' }, ['de'])).toBe('Møte');
    expect(typed({ '': 'Meeting' }, ['de'])).toBe('Meeting');
  });
  test('is one line', () => {
    expect(build({ title: 'Abnahme \n Kai' }, ['title', 'company']).subject).toBe('Abnahme Kai * Hafenbau GmbH');
  });
  test('is cut at a word where it would be too long, and keeps the whole', () => {
    const built = build({ title: 'Wort '.repeat(60) });
    expect(built.subject.length).toBeLessThanOrEqual(255);
    expect(built.subject).toMatch(/ Wort…$/);
    expect(built.whole).toMatch(/Wort \* Hafenbau GmbH \* Werk Nord \* Jonas Reuter$/);
    expect(build({ title: `${'x'.repeat(253)}😀y` }, ['title']).subject).toBe(`${'x'.repeat(253)}…`);
  });
});

describe('the way back', () => {
  const meant = (subject: string, built = build()) => titleFrom(subject, built);

  test('of what was built is the title', () => {
    expect(meant(build().subject)).toBe('Abnahme');
    expect(meant('  Besprechung *  Abnahme * Hafenbau GmbH * Werk Nord * Jonas Reuter ')).toBe('Abnahme');
  });
  test.each([
    ['the title is another', 'Besprechung * Begehung * Hafenbau GmbH * Werk Nord * Jonas Reuter', 'Begehung'],
    ['parts were taken away', 'Begehung * Hafenbau GmbH', 'Begehung'],
    ['the last ones were taken away', 'Besprechung * Begehung', 'Begehung'],
    ['one in the middle was taken away', 'Besprechung * Begehung * Hafenbau GmbH * Jonas Reuter', 'Begehung'],
    ['a part is another', 'Besprechung * Abnahme * Nordbau * Werk Nord * Jonas Reuter', 'Abnahme * Nordbau'],
    ['nothing of it is left', 'Urlaub', 'Urlaub'],
    ['only the parts are left', 'Besprechung * Hafenbau GmbH * Werk Nord * Jonas Reuter', ''],
    ['the separators of the title stayed', 'Besprechung *  * Hafenbau GmbH * Werk Nord * Jonas Reuter', ''],
    ['all is gone', '', ''],
    ['a part is only the beginning of a word', 'Besprechungen * Abnahme', 'Besprechungen * Abnahme'],
  ])('when %s', (_, subject, title) => {
    expect(meant(subject)).toBe(title);
  });
  test('a part that stands where the title was is not taken for that part', () => {
    const built = build({ title: 'Meeting', surroundings: { ...surroundings, type: { '': 'Meeting' } } });
    expect(titleFrom('Meeting * Lunch * Hafenbau GmbH * Werk Nord * Jonas Reuter', built)).toBe('Lunch');
    expect(titleFrom('Meeting * Meeting * Hafenbau GmbH * Werk Nord * Jonas Reuter', built)).toBe('Meeting');
  });
  test('a title that was empty has its place', () => {
    const built = build({ title: '' }, ['type', 'title', 'company']);
    expect(titleFrom('Besprechung * Begehung * Hafenbau GmbH', built)).toBe('Begehung');
  });
  test('where the title is no part, only what is added says something about it', () => {
    const built = build({}, ['type', 'company']);
    expect(titleFrom('Besprechung', built)).toBeNull();
    expect(titleFrom('Besprechung * Begehung * Hafenbau GmbH', built)).toBe('Begehung');
  });
  test('what was cut off is not lost by an edit before it', () => {
    const title = `Abnahme ${'Wort '.repeat(60)}Ende`;
    const built = build({ title });
    const edited = built.subject.replace('Abnahme', 'Begehung');
    expect(titleFrom(edited, built)).toBe(title.replace('Abnahme', 'Begehung'));
    expect(titleFrom(`${built.subject.slice(0, -4)}`, built)).toBe(built.subject.slice(14, -4).trim());
  });
});

test('whatever was built is understood, whatever its parts contain', () => {
  const texts = ['', 'a', '*', 'a * b', 'b', ' * ', 'Meeting'];
  for (const title of texts) {
    for (const company of texts) {
      for (const person of texts) {
        const built = build({ title, surroundings: { ...surroundings, company, person } }, [
          'company',
          'title',
          'person',
        ]);
        if (built.subject !== '') expect(titleFrom(built.subject, built)).toBe(title.trim());
      }
    }
  }
});
