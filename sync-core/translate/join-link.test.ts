/** @file Tests of the addresses of online meetings. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { doneCategoryOf, isDone, withDone, withDoneAs } from './categories.ts';
import { webAddress, withJoinLink, withoutJoinLink } from './join-link.ts';
import { canonicalHtml } from './text.ts';

test('an address that is put into a text comes out of it again, and leaves the text as it was', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), (url, words) => {
      const body = canonicalHtml(words);
      expect(withoutJoinLink(withJoinLink(body, webAddress(url)))).toEqual({ body, joinUrl: url });
    }),
  );
});

test('only what a browser opens is an address, and only whole', () => {
  for (const none of [
    '',
    'javascript:alert(1)',
    'ftp://a.example',
    'no address',
    `https://a.example/${'x'.repeat(2000)}`,
  ])
    expect(webAddress(none)).toBe('');
  expect(webAddress(' https://a.example/b?c=d&e=f ')).toBe('https://a.example/b?c=d&e=f');
});

test('a link of somebody else’s stays in the text', () => {
  const body = '<p>→ <a href="https://a.example">here</a></p>';
  expect(withoutJoinLink(body)).toEqual({ body, joinUrl: '' });
});

test('being done is one category more, whatever ours is called, and the others stay', () => {
  const done = withDone(['Kunde', 'CRM'], true, doneCategoryOf('CRM'));
  expect(done).toEqual(['Kunde', 'CRM', 'CRM (done)']);
  expect(isDone(done)).toBe(true);
  expect(withDone(done, true, doneCategoryOf('Other'))).toEqual(done);
  expect(withDone(['Kunde', 'Old name (DONE)'], false, 'CRM')).toEqual(['Kunde']);
  expect(withDoneAs(['Kunde'], ['CRM (done)', 'Before'])).toEqual(['Kunde', 'CRM (done)']);
  expect(withDoneAs(['Kunde', 'CRM (done)'], ['Before'])).toEqual(['Kunde']);
});
