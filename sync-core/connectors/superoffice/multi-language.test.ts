import { expect, it } from 'vitest';
import { namesInAllLanguages, parseMultiLanguage } from './multi-language.ts';

it('reads each language, with or without the last semicolon', () => {
  expect([...parseMultiLanguage('US:"Follow-up";GE:"Nachfassen"')]).toEqual([
    ['US', 'Follow-up'],
    ['GE', 'Nachfassen'],
  ]);
  expect(namesInAllLanguages('no:"Møte; stort";SW:"Möte";')).toEqual(['Møte; stort', 'Möte']);
});

it('reads quotes within a text', () => {
  expect(namesInAllLanguages('US:"the \\"big\\" one";NO:"den ""store"""')).toEqual(['the "big" one', 'den "store"']);
});

it('takes a text without the form as it is', () => {
  for (const text of ['Meeting', 'Re: "plan"', 'US:"broken', '[SR_TASK]', 'US:"a" b']) {
    expect(namesInAllLanguages(text)).toEqual([text]);
  }
  expect(namesInAllLanguages('  ')).toEqual([]);
});

it('names each text once', () => {
  expect(namesInAllLanguages('US:"Lunch";NO:"Lunch"')).toEqual(['Lunch']);
});
