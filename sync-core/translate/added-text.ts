/**
 * @file The marked block below the text of an item, in which we tell what the other system knows and this one has no place
 * for: who takes part, and a subject that had to be cut. It is replaced when it changes, and never read as somebody's words.
 * Systems rewrite HTML as they like, so that the block is told by its first and last line and not by tags.
 */
import { type AddedTextLanguage, addedTextWords } from '../../locales/added-text.ts';
import type { Participant } from '../model/participant.ts';
import type { BuiltSubject } from '../model/subject.ts';
import { escapeHtml, linesOf, readBlocks, withLines, writeBlocks } from './html-blocks.ts';
import { readableText } from './text.ts';

const allLanguages = Object.keys(addedTextWords).filter(isLanguage);
const allWords = Object.values(addedTextWords);
/** In all of the first and last lines. */
const brand = 'Synchronizer';
const bullet = '•';

const firstLines: ReadonlySet<string> = new Set(allWords.flatMap(({ first }) => first));
const lastLines: ReadonlySet<string> = new Set(allWords.flatMap(({ last }) => last));
/** Dashes and the like around our words; a line that begins with a participant's name has a bullet before it. */
const frame = new RegExp(`^[^\\p{L}\\p{N}${bullet}]+|[^\\p{L}\\p{N}${bullet}]+$`, 'gu');

function isOne(texts: ReadonlySet<string>, line: string | undefined): boolean {
  return line !== undefined && texts.has(line.replaceAll(frame, ''));
}

/** Lines of ours, for a block whose last line somebody has deleted. */
const headings = allWords.flatMap(({ subject, participants }) => [subject, participants]);
const ourLine = new RegExp(`^(?:(?:${headings.join('|')}):|${bullet} )`, 'u');

/** @param languages ISO 639-1 codes, the most wanted first. @returns the first that there are words in, else English. */
export function addedTextLanguage(languages: readonly string[]): AddedTextLanguage {
  return languages.find(isLanguage) ?? 'en';
}

function isLanguage(code: string): code is AddedTextLanguage {
  return Object.hasOwn(addedTextWords, code);
}

/** What there is to tell, and how. */
interface Telling {
  readonly participants: readonly Participant[];
  readonly subject?: BuiltSubject | undefined;
  readonly language: AddedTextLanguage;
}

/** @returns canonical HTML; empty where there is nothing to tell. */
export function addedText({ participants, subject, language }: Telling): string {
  const words = addedTextWords[language];
  const lines = [
    ...(subject === undefined || subject.subject === subject.whole
      ? []
      : [`${words.subject}: ${oneLine(subject.whole)}`]),
    ...(participants.length === 0
      ? []
      : [`${words.participants}:`, ...participants.map((one) => lineOf(one, language))]),
  ];
  return lines.length === 0 ? '' : paragraph([`--- ${words.first[0]} ---`, ...lines, `--- ${words.last[0]} ---`]);
}

/** @param shown as `splitAddedText` found it. @returns whether it tells that, in one of the languages that we write. */
export function isAddedText(shown: string, telling: Omit<Telling, 'language'>): boolean {
  return allLanguages.some((language) => addedText({ ...telling, language }) === shown);
}

function paragraph(lines: readonly string[]): string {
  return `<p>${lines.map(escapeHtml).join('<br>')}</p>`;
}

function lineOf({ name, company = '', email, phone = '', answer }: Participant, language: AddedTextLanguage): string {
  const known = [name === email ? '' : name, company, email, phone].map(oneLine).filter((text) => text !== '');
  return `${bullet} ${known.join(', ')}${answer === 'none' ? '' : ` (${addedTextWords[language][answer]})`}`;
}

function oneLine(text: string): string {
  return readableText(text)
    .normalize('NFC')
    .replaceAll(/[\s\u00a0]+/g, ' ')
    .trim();
}

export interface SplitText {
  /** Somebody's words, in canonical form. */
  readonly body: string;
  /** What we added, as `addedText` would write its lines; empty where there is nothing of ours. */
  readonly added: string;
}

/** @param html in canonical form (see `canonicalHtml`). What we added is found in every language that we write. */
export function splitAddedText(html: string): SplitText {
  if (!html.includes(brand)) return { body: html, added: '' };
  const blocks = readBlocks(html);
  const texts = linesOf(blocks).map((text) => text.normalize('NFC'));
  const ours = texts.map(() => false);
  for (let at = 0; at < texts.length; at += 1) {
    if (!isOne(firstLines, texts[at])) continue;
    const end = endOf(texts, at);
    ours.fill(true, at, end);
    at = end - 1;
  }
  const added = texts.filter((_, index) => ours[index]);
  if (added.length === 0) return { body: html, added: '' };
  return { body: writeBlocks(withLines(blocks, (index) => ours[index] === false)), added: paragraph(added) };
}

/** @returns the line after the block. */
function endOf(texts: readonly string[], start: number): number {
  const end = texts.findIndex((text, index) => index > start && isOne(lastLines, text));
  const next = texts.findIndex((text, index) => index > start && isOne(firstLines, text));
  if (end >= 0 && (next < 0 || end < next)) return end + 1;
  let at = start + 1;
  while (ourLine.test(texts[at] ?? '')) at += 1;
  return at;
}
