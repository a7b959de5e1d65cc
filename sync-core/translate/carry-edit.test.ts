/** @file Tests of what an edit of a part, or of a form without formatting, means for the whole. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { carryLineEdit, carryTextEdit } from './carry-edit.ts';
import { canonicalHtml, htmlOfPlainText, plainTextOfHtml } from './text.ts';

const rich =
  '<h1>Plan</h1><p>see <strong>the</strong> <a href="https://example.org">page</a><br>second line</p>' +
  '<ol><li>one</li><li>two<ul><li>inner</li></ul></li><li>three</li></ol>' +
  '<table><tr><td>Who</td><td><em>What</em></td></tr><tr><td>Mara</td><td>chair</td></tr></table><p>the end of it all</p>';
const plainOf = (html: string) => htmlOfPlainText(plainTextOfHtml(html));
const edited = (change: (text: string) => string, whole = rich) =>
  carryTextEdit(whole, plainOf(whole), htmlOfPlainText(change(plainTextOfHtml(whole))));

describe('a text without its formatting', () => {
  test('that was not changed leaves the whole as it is', () => {
    expect(edited((text) => text)).toBe(rich);
    // Another server may write the same lines in another HTML.
    const lines = plainTextOfHtml(rich).split('\n');
    expect(carryTextEdit(rich, plainOf(rich), canonicalHtml(`<div>${lines.join('<br>')}</div>`))).toBe(rich);
  });
  test.each([
    ['a word', 'the page', 'this page', 'see <strong>this</strong> <a href="https://example.org">page</a>'],
    ['a word in a link', 'page', 'paper', '<a href="https://example.org">paper</a>'],
    ['a heading', 'Plan', 'Our plan', '<h1>Our plan</h1>'],
    ['a list item', '2. two', '2. twenty', '<li>twenty<ul><li>inner</li></ul></li>'],
    ['an inner item', '- inner', '- inmost', '<ul><li>inmost</li></ul>'],
    ['one cell', 'chair', 'charwoman', '<td>Mara</td><td>charwoman</td>'],
    ['the second line of a paragraph', 'second line', 'another line', '<br>another line</p>'],
  ])('where %s was changed, all else is as it was', (_what, from, to, there) => {
    const now = edited((text) => text.replace(from, to));
    expect(now).toContain(there);
    expect(plainTextOfHtml(now ?? '')).toBe(plainTextOfHtml(rich).replace(from, to));
  });
  test('loses and gets lines where they stand', () => {
    expect(edited((text) => text.replace('second line\n', ''))).toBe(rich.replace('<br>second line', ''));
    expect(edited((text) => text.replace('2. two', '2. two\n- new'))).toContain(
      '<li><p>two</p><p>- new</p><ul><li>inner</li></ul></li>',
    );
    expect(edited((text) => `above\n${text}\nbelow`)).toBe(`<p>above</p>${rich}<p>below</p>`);
    expect(edited((text) => text.replace('3. three', '3. three\n4. four'))).toBe(
      rich.replace('<li>three</li>', '<li>three</li><li>four</li>'),
    );
    expect(edited((text) => text.replace('3. three', '3. three\nfour'))).toBe(
      rich.replace('</ol>', '</ol><p>four</p>'),
    );
    expect(edited((text) => text.replace('Mara\tchair', 'Mara\tchair\nnote'))).toBe(
      rich.replace('</table>', '</table><p>note</p>'),
    );
  });
  test('may be thrown away, or written anew: all of it was seen', () => {
    expect(edited(() => '')).toBe('');
    expect(plainTextOfHtml(edited(() => 'something else') ?? '')).toBe('something else');
    expect(carryTextEdit(rich, plainOf(rich), '<p><strong>bold</strong></p>')).toBe('<p><strong>bold</strong></p>');
  });
  test('whatever is made of it, its words are what somebody wrote', () => {
    const line = fc.constantFrom(
      'Plan',
      'the end of it all',
      '- inner',
      '2. two',
      'new',
      'Mara\tchair',
      '- more',
      'a b',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const now = edited(() => lines.join('\n')) ?? '';
        const words = (text: string) => text.split(/\s+/).filter((word) => !/^(-|\d+\.|)$/.test(word));
        expect(words(plainTextOfHtml(now))).toEqual(words(lines.join('\n')));
        expect(canonicalHtml(now)).toBe(now);
      }),
    );
  });
});

describe('a text that was cut', () => {
  const whole = `<p>first</p>${rich}<p>rest</p>`;
  const seen = plainTextOfHtml(whole).slice(0, plainTextOfHtml(whole).indexOf(' it all'));
  const cutEdit = (change: (text: string) => string) =>
    carryTextEdit(whole, htmlOfPlainText(seen), htmlOfPlainText(change(seen)));

  test('keeps what was not seen', () => {
    expect(cutEdit((text) => text)).toBe(whole);
    expect(cutEdit((text) => text.replace('first', 'FIRST'))).toBe(whole.replace('first', 'FIRST'));
    expect(cutEdit((text) => `${text}\nmine`)).toBe(whole.replace('it all</p>', 'it all</p><p>mine</p>'));
    expect(cutEdit((text) => text.replace('first\n', ''))).toBe(whole.replace('<p>first</p>', ''));
  });
  test.each([
    ['its last line is another', (text: string) => text.replace('the end of', 'another')],
    ['its last line was completed', (text: string) => `${text} that`],
    ['its last line is gone', (text: string) => text.slice(0, text.lastIndexOf('\n'))],
    ['it is empty', () => ''],
    ['it was formatted', null],
  ])('says nothing where %s', (_how, change) => {
    if (change === null) expect(carryTextEdit(whole, htmlOfPlainText(seen), '<p><em>first</em></p>')).toBeNull();
    else expect(cutEdit(change)).toBeNull();
  });
  test('is edited again and again, and the rest stays', () => {
    let [all, shown] = [whole, seen];
    for (const word of ['first', 'Plan', 'chair', 'inner']) {
      const now = shown.replace(word, `${word}s`);
      all = carryTextEdit(all, htmlOfPlainText(shown), htmlOfPlainText(now)) ?? '';
      shown = now;
    }
    expect(all).toBe(['first', 'Plan', 'chair', 'inner'].reduce((html, word) => html.replace(word, `${word}s`), whole));
  });
});

test('a text that both know whole, or that has nothing to do with the other, is what it was changed to', () => {
  expect(carryTextEdit('<p>a</p>', '<p>a</p>', '<p>b</p>')).toBe('<p>b</p>');
  expect(carryTextEdit('<p><em>a</em></p>', '<p>b</p>', '<p>c</p>')).toBeNull();
});

describe('a line that was cut', () => {
  const whole = 'Kaistraße 1, Halle 7, Tor 3, zweiter Aufgang links';
  const seen = whole.slice(0, 30);

  test.each([
    ['is as it was', seen, whole],
    ['was changed before its end', seen.replace('Kaistraße 1', 'Kai 2'), whole.replace('Kaistraße 1', 'Kai 2')],
    ['was changed at its end', `${seen} now`, null],
    ['is another', 'Raum 4', null],
    ['is empty', '', null],
  ])('and %s', (_how, now, meant) => {
    expect(carryLineEdit(whole, seen, now)).toBe(meant);
  });
  test('is what it was changed to where it was whole, or is no part', () => {
    expect(carryLineEdit('Halle 7', 'Halle 7', 'Halle 8')).toBe('Halle 8');
    expect(carryLineEdit('Halle 7', 'Tor', 'Tor 3')).toBe('Tor 3');
    expect(carryLineEdit('Halle 7', '', 'Tor 3')).toBe('Tor 3');
  });
});
