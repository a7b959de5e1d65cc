import { expect, it } from 'vitest';
import { namesByLanguage } from './multi-language.ts';

it('reads each language by its code in ISO 639-1, with or without the last semicolon', () => {
  expect(namesByLanguage('US:"Follow-up";GE:"Nachfassen"')).toEqual({ en: 'Follow-up', de: 'Nachfassen' });
  expect(namesByLanguage('no:"Møte; stort";SW:"Möte";')).toEqual({ no: 'Møte; stort', sv: 'Möte' });
});

it('reads quotes within a text', () => {
  expect(namesByLanguage('US:"the \\"big\\" one";NO:"den ""store"""')).toEqual({
    en: 'the "big" one',
    no: 'den "store"',
  });
});

it('takes a text without the form as it is, in all languages', () => {
  for (const text of ['Meeting', 'Re: "plan"', 'US:"broken', '[SR_TASK]', 'US:"a" b']) {
    expect(namesByLanguage(text)).toEqual({ '': text });
  }
  expect(namesByLanguage('  ')).toEqual({});
});
