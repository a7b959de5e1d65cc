/** @file Tests of how a subject is built, and what is meant when somebody changes it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SubjectPart, subjectPart } from '../model/subject.ts';
import type { Surroundings } from '../model/surroundings.ts';
import { buildSubject, recognisedSubject, type SubjectSource, titleFrom } from './subject.ts';

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

describe('parts by chance, in any order, with any texts', () => {
  const odd = fc.constantFrom(
    ...[
      '',
      'a',
      'b',
      '*',
      '* *',
      'a * b',
      'b * a',
      ' * ',
      'Meeting',
      'Meeting * a',
      '[x]',
      '(y)',
      'Grüße 😀',
      '\u202eשלום',
      '…',
    ],
    'Hafenbau GmbH & Co. KG '.repeat(9),
  );
  const any = fc.record({
    parts: fc.shuffledSubarray([...subjectPart.options], { minLength: 1 }),
    source: fc.record({
      title: odd,
      location: odd,
      surroundings: fc.record({
        type: fc.record({ en: odd }),
        company: odd,
        department: odd,
        person: odd,
        project: odd,
        sale: odd,
      }),
    }),
  });
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
  const chosen = (parts: readonly SubjectPart[]) => ({ parts, languages: [] });

  test('what was built is understood', () => {
    fc.assert(
      fc.property(any, ({ parts, source: from }) => {
        const built = buildSubject(from, chosen(parts));
        if (built.subject === '') return;
        const title = titleFrom(built.subject, built);
        if (parts.includes('title')) expect(title).toBe(plain(from.title));
        else expect(title === null || built.parts.length === 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
  test('another title in its place is that title, and whatever else is taken away no name becomes one', () => {
    fc.assert(
      fc.property(
        any,
        fc.constantFrom('Neu', 'Neu * jetzt', 'Neu [x]'),
        fc.infiniteStream(fc.boolean()),
        ({ parts, source: from }, title, stays) => {
          fc.pre(parts.includes('title'));
          const built = buildSubject(from, chosen(parts));
          fc.pre(built.subject === built.whole);
          const texts = built.parts.map(({ part, text }) => (part === 'title' ? title : text));
          const all = texts.filter((text) => text !== '').join(' * ');
          expect(titleFrom(all, built)).toBe(title);
          const left = built.parts.flatMap(({ part, text }) =>
            part === 'title' ? [title] : stays.next().value ? [text] : [],
          );
          expect(titleFrom(left.filter((text) => text !== '').join(' * '), built)).toBe(title);
        },
      ),
      { numRuns: 2000 },
    );
  });
  test('with its own title among what is left it has that title, where anything else could be meant, too', () => {
    fc.assert(
      fc.property(any, fc.infiniteStream(fc.boolean()), ({ parts, source: from }, stays) => {
        fc.pre(parts.includes('title') && plain(from.title) !== '');
        const built = buildSubject(from, chosen(parts));
        fc.pre(built.subject === built.whole);
        const left = built.parts.flatMap(({ part, text }) => (part === 'title' || stays.next().value ? [text] : []));
        expect(titleFrom(left.filter((text) => text !== '').join(' * '), built)).toBe(plain(from.title));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a subject that nobody remembers', () => {
  const recognised = (subject: string, over: Partial<SubjectSource> = {}) =>
    recognisedSubject(subject, { ...source, ...over });
  const titleOf = (subject: string) => {
    const built = recognised(subject);
    return built === null ? undefined : titleFrom(subject, built);
  };

  test.each([
    ['built as now', 'Besprechung * Abnahme * Hafenbau GmbH', 'Abnahme'],
    ['of another name of the company', 'Besprechung * Abnahme * Hafenbau & Sohn', 'Abnahme'],
    ['of another type, in another order', 'Hafenbau GmbH * Telefonat * Abnahme', 'Abnahme'],
    ['with another title between names that are known', 'Meeting * Begehung * Werk Nord * Jonas Reuter', 'Begehung'],
    ['of names alone', 'Besprechung * Hafenbau GmbH', ''],
    ['the title alone', 'Abnahme', undefined],
    ['another title alone', 'Begehung', undefined],
    ['something that is not known of it', 'Begehung * morgen', undefined],
  ])('%s: %s', (_how, subject, title) => {
    expect(titleOf(subject)).toBe(title);
  });
  test('that was cut within the title has the whole of it', () => {
    const title = `Abnahme ${'Wort '.repeat(60)}Ende`;
    const { subject } = build({ title });
    const built = recognised(subject.replace('Besprechung', 'Telefonat'), { title });
    expect(built && titleFrom(built.subject, built)).toBe(title);
    expect(built && titleFrom(built.subject.replace('Abnahme', 'Begehung'), built)).toBe(
      title.replace('Abnahme', 'Begehung'),
    );
  });
  test('is edited as if it were remembered', () => {
    const built = recognised('Telefonat * Abnahme * Hafenbau & Sohn');
    expect(built && titleFrom('Telefonat * Begehung * Hafenbau & Sohn', built)).toBe('Begehung');
    expect(built && titleFrom('Begehung', built)).toBe('Begehung');
  });
});

test('a name of which a part is left over from the cut is no title', () => {
  const built = build({ title: `Abnahme ${'Wort '.repeat(44)}` });
  expect(built.subject).toMatch(/ \* Hafenbau…$/);
  const title = titleFrom(built.subject, built) ?? '';
  expect(title).toMatch(/^Abnahme (Wort ?)+$/);
  for (const end of ['…', '']) {
    const subject = built.subject.replace('Abnahme', 'Begehung').replace(/…$/, end);
    expect(titleFrom(subject, built)).toBe(title.replace('Abnahme', 'Begehung'));
  }
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
