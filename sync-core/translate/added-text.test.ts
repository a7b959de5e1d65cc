/** @file Tests of the block below a text: it is found again whatever a system makes of its HTML, and is nobody's words. */
import { describe, expect, test } from 'vitest';
import { addedTextWords } from '../../locales/added-text.ts';
import type { Participant } from '../model/participant.ts';
import { addedText, addedTextLanguage, splitAddedText } from './added-text.ts';
import { canonicalHtml, htmlOfPlainText, plainTextOfHtml } from './text.ts';

const people: readonly Participant[] = [
  {
    name: 'Jonas Reuter',
    company: 'Hafenbau GmbH',
    email: 'j.reuter@hafenbau.example',
    phone: '+49 471 555',
    answer: 'accepted',
  },
  { name: 'a.b@example.org', email: 'a.b@example.org', answer: 'none' },
  { name: 'Ann <"Q&A">', email: '', answer: 'organiser' },
];
const added = addedText({ participants: people, language: 'en' });
const lines = [
  '--- Added by Synchronizer ---',
  'Participants:',
  '• Jonas Reuter, Hafenbau GmbH, j.reuter@hafenbau.example, +49 471 555 (accepted)',
  '• a.b@example.org',
  '• Ann <"Q&A"> (organiser)',
  '--- End of what Synchronizer added ---',
];

test('names everybody with what is known of them', () => {
  expect(plainTextOfHtml(added).split('\n')).toEqual(lines);
  expect(canonicalHtml(added)).toBe(added);
});

test('has the whole subject where that had to be cut, and is empty where there is nothing to tell', () => {
  const cut = { subject: 'Long…', whole: 'Long story', parts: [] };
  const english = { participants: [], language: 'en' } as const;
  expect(plainTextOfHtml(addedText({ ...english, subject: cut }))).toContain('Subject: Long story');
  expect(addedText({ ...english, subject: { ...cut, subject: 'Long story' } })).toBe('');
  expect(addedText(english)).toBe('');
});

describe('a text with the block', () => {
  const body = '<p>Agenda</p><ul><li>one</li></ul>';
  const both = { body, added };

  test.each([
    ['as it was written', body + added],
    [
      'wrapped by Outlook',
      `<html><body><div class="WordSection1">${body}<p class="MsoNormal"><span lang="EN-GB">${added.slice(3, -4)}</span></p></div></body></html>`,
    ],
    ['with a paragraph for each line', body + lines.map((line) => htmlOfPlainText(line)).join('')],
    [
      'with a division for each line',
      body + lines.map((line) => `<div>${htmlOfPlainText(line).slice(3, -4)}</div>`).join('<br>'),
    ],
    ['with addresses made links', body + added.replaceAll(/([\w.]+@[\w.]+)/g, '<a href="mailto:$1">$1</a>')],
    ['with other dashes', body + added.replaceAll('---', '—')],
    ['with formatting and hard spaces', `${body}<p><b>${added.slice(3, -4).replaceAll(' ', '&nbsp;')}</b></p>`],
    ['in a cell of a table', `${body}<table><tr><td>${added}</td></tr></table>`],
    ['in bare text', htmlOfPlainText(`Agenda\n${lines.join('\n')}`)],
  ])('is told apart from it: %s', (how, html) => {
    const split = splitAddedText(canonicalHtml(html));
    expect(plainTextOfHtml(split.added).replaceAll('—', '---').split('\n')).toEqual(lines);
    expect(split.body).not.toContain('Synchronizer');
    expect(split.body).not.toContain('Reuter');
    if (how === 'as it was written') expect(split).toEqual(both);
    else expect(plainTextOfHtml(split.body).trim()).toContain('Agenda');
  });
  test('keeps what somebody writes below and between', () => {
    const html = `<p>above</p>${added}<p>below</p>${added}<p>last</p>`;
    expect(splitAddedText(html).body).toBe('<p>above</p><p>below</p><p>last</p>');
  });
  test('keeps what stands in the same paragraph', () => {
    expect(splitAddedText(`<p>above<br>${added.slice(3, -4)}<br>below</p>`).body).toBe('<p>above<br>below</p>');
  });
  test('loses no words of its user where the last line was deleted', () => {
    const html = htmlOfPlainText([...lines.slice(0, -1), 'mine', '• mine too'].join('\n'));
    expect(splitAddedText(html).body).toBe('<p>mine</p><p>• mine too</p>');
  });
  test('is as it is where somebody only writes of us', () => {
    const html = '<p>It says: Added by Synchronizer, see there</p>';
    expect(splitAddedText(html)).toEqual({ body: html, added: '' });
  });
});

test('twenty times written and read, nothing has grown', () => {
  let html = '<p>Agenda</p>';
  for (let run = 0; run < 20; run += 1) {
    html = canonicalHtml(`<div>${splitAddedText(canonicalHtml(html)).body}</div><div>${added}</div>`);
  }
  expect(html).toBe(`<p>Agenda</p>${added}`);
});

describe.each(Object.keys(addedTextWords).map(addedLanguage))('in the language %s', (language) => {
  const cut = { subject: 'Long…', whole: 'Long story', parts: [] };
  const block = addedText({ participants: people, subject: cut, language });

  test('the block is told apart like any other', () => {
    const html = canonicalHtml(`<div>Agenda</div><div>${block.slice(3, -4)}</div><p>below</p>`);
    expect(splitAddedText(html)).toEqual({ body: '<p>Agenda</p><p>below</p>', added: block });
    // Letters may come in parts.
    expect(splitAddedText(html.normalize('NFD')).body).toBe('<p>Agenda</p><p>below</p>');
  });
  test('two blocks never stand, whichever was first', () => {
    const other = addedText({ participants: people, language: language === 'de' ? 'da' : 'de' });
    expect(splitAddedText(`<p>Agenda</p>${other}${block}`).body).toBe('<p>Agenda</p>');
  });
  test('no words of its user are lost where the last line was deleted', () => {
    const left = block.replace(/<br>[^<]*<\/p>$/u, '</p>');
    expect(splitAddedText(`${left}<p>mine</p>`).body).toBe('<p>mine</p>');
  });
});

function addedLanguage(code: string) {
  return addedTextLanguage([code]);
}

test('the first language that there are words in is chosen, else English', () => {
  expect(addedTextLanguage(['fi', 'sv', 'de'])).toBe('sv');
  expect(addedTextLanguage(['toString'])).toBe('en');
});

test.each([
  'End of what Synchronizer added',
  '--- End of what Synchronizer added ---',
  'Added by Synchronizer',
  '<script>alert(1)</script>',
  '</p><p>mine</p>',
  '<b>bold</b> & "co"',
  'two\n--- End of what Synchronizer added ---\nlines',
  'a\u0000b\ud800c\u00a0d',
  'Zoe\u0308',
])('somebody called %j is a line like all others, and ends nothing', (name) => {
  const evil = [{ name, company: name, email: '', answer: 'none' as const }, ...people];
  const block = addedText({ participants: evil, language: 'en' });
  expect(canonicalHtml(block)).toBe(block);
  expect(block).not.toMatch(/<(?!\/?p>|br>)/);
  expect(splitAddedText(`<p>Agenda</p>${block}<p>below</p>`)).toEqual({
    body: '<p>Agenda</p><p>below</p>',
    added: block,
  });
});
