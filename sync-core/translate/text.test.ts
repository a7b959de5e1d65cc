/** @file Tests of the canonical text. */
import { describe, expect, test } from 'vitest';
import { canonicalHtml, htmlOfPlainText, plainTextOfHtml, readableText } from './text.ts';

describe('text that looks the same', () => {
  test.each([
    ['<p>Agenda</p>', '<div>Agenda</div>'],
    ['<p>Agenda</p>', 'Agenda'],
    ['<p><b>Agenda</b></p>', '<p><strong>Agenda</strong></p>'],
    ['<p>one</p><p>two</p>', 'one<br><br>two'],
    ['<p>one</p><p>two</p>', '<div>one</div><div><br></div><div>two</div>'],
    ['<p>one</p><p>two</p>', '<p>one</p>\r\n<p>&nbsp;</p>\r\n<p>two</p>'],
    ['<p>one two</p>', '<p>  one \n &nbsp; two  </p>'],
    ['<p>Æ &amp; ø</p>', '<p>&AElig; &#38; &oslash;</p>'],
    ['<p><strong>a</strong> <strong>b</strong></p>', '<p><strong>a </strong><strong>b</strong></p>'],
    [
      '<p>Agenda</p>',
      '<html><head><meta charset="utf-8"><style>p{color:red}</style></head>\r\n<body><div>Agenda</div></body></html>',
    ],
    ['<ul><li>one</li><li>two</li></ul>', '<ul>\n <li><p>one</p></li>\n <li><div>two</div></li></ul>'],
    [
      '<table><tr><td>a</td></tr></table>',
      '<table border="1"><tbody><tr><td style="x"><p>a</p></td></tr></tbody></table>',
    ],
  ])('is one text: %s and %s', (one, other) => {
    expect(canonicalHtml(other)).toBe(canonicalHtml(one));
  });
});

test.each([
  '<p><em>slanted</em> <u>under</u> <s>struck</s> H<sub>2</sub>O x<sup>2</sup></p>',
  '<h1>Plan</h1><p>see <a href="https://example.org/a?b=1&amp;c=2">this</a><br>next line</p>',
  '<ol><li>one<ul><li>inner</li></ul></li><li>two</li></ol>',
  '<table><tr><th>Who</th><th>What</th></tr><tr><td>Mara</td><td></td></tr></table>',
  '<p>call <a href="tel:+49471555017">+49 471 5550 17</a> or <a href="mailto:a@b.example">write</a></p>',
])('formatting that is promised survives, and settles at once: %s', (html) => {
  expect(canonicalHtml(html)).toBe(html);
});

test('canonical text is its own canonical form, whatever it was made of', () => {
  const wild = [
    '<div><div>a<p>b<div>c</div></p></div>d</div>',
    '<li>stray</li>text<td>cell</td>',
    '<b>bold<p>through</p>paragraphs</b>',
    '<p>unclosed <i>tags <b>here',
    '<ul><li></li><li><p>a</p><p>b</p></li></ul>',
    '1 < 2 && 3 > 2 "quoted"',
    '<h2>head<br><br>line</h2>',
    '<a href="https://a.example">x</a><a href="https://a.example">y</a>',
  ];
  for (const html of wild) {
    const once = canonicalHtml(html);
    expect(canonicalHtml(once)).toBe(once);
  }
});

test('what could run, load or style is removed, and what is not allowed leaves its words', () => {
  const html =
    '<p onclick="x()">a<script>alert(1)</script><img src="https://t.example/pixel.png"><font color="red">b</font>' +
    '<a href="javascript:alert(1)">c</a></p><iframe src="https://x.example"></iframe><style>p{}</style>';
  expect(canonicalHtml(html)).toBe('<p>abc</p>');
});

test('text without anything to read is empty', () => {
  expect(canonicalHtml('<html><body><div>&nbsp;<br></div>\r\n</body></html>')).toBe('');
});

test('plain text becomes paragraphs and comes back as the same lines', () => {
  const text = 'First line\nSecond <line> & more\n- a dash';
  expect(htmlOfPlainText(text)).toBe('<p>First line</p><p>Second &lt;line&gt; &amp; more</p><p>- a dash</p>');
  expect(plainTextOfHtml(htmlOfPlainText(text))).toBe(text);
});

test('lists and tables stay readable without formatting', () => {
  const html = '<ol><li>one</li><li>two<ul><li>inner</li></ul></li></ol><table><tr><td>a</td><td>b</td></tr></table>';
  expect(plainTextOfHtml(html)).toBe('1. one\n2. two\n  - inner\na\tb');
});

test('what is no text goes, and what is stays: no system keeps it, and it would look like an edit for ever', () => {
  expect(readableText('a\u0000b\u001fc\ufffed')).toBe('abcd');
  expect(readableText('half \ud800 of a sign')).toBe('half \ufffd of a sign');
  expect(readableText('\u202eright\u200f to left 😀\tand\r\nlines')).toBe('\u202eright\u200f to left 😀\tand\r\nlines');
  expect(canonicalHtml('<p>a\u0000b\ud800</p>')).toBe('<p>ab\ufffd</p>');
});
