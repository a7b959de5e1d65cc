/**
 * @file The marked block below the text of an item, in which we tell what the other system knows and this one has no place
 * for: who takes part, and a subject that had to be cut. It is replaced when it changes, and never read as somebody's words.
 * Systems rewrite HTML as they like, so that the block is told by its first and last line and not by tags.
 */
import type { Participant } from '../model/participant.ts';
import type { BuiltSubject } from '../model/subject.ts';
import { escapeHtml, linesOf, readBlocks, withLines, writeBlocks } from './html-blocks.ts';

const first = 'Added by Synchronizer';
const last = 'End of what Synchronizer added';
const firstLine = new RegExp(`^\\W*${first}\\W*$`, 'u');
const lastLine = new RegExp(`^\\W*${last}\\W*$`, 'u');
/** Lines of ours, for a block whose last line somebody has deleted. */
const ourLine = /^(Subject:|Participants:|• )/u;

const answers: Readonly<Record<Participant['answer'], string>> = {
  organiser: ' (organiser)',
  accepted: ' (accepted)',
  tentative: ' (tentative)',
  declined: ' (declined)',
  none: '',
};

/** @returns canonical HTML; empty where there is nothing to tell. */
export function addedText(participants: readonly Participant[], subject?: BuiltSubject): string {
  const lines = [
    ...(subject === undefined || subject.subject === subject.whole ? [] : [`Subject: ${subject.whole}`]),
    ...(participants.length === 0 ? [] : ['Participants:', ...participants.map(lineOf)]),
  ];
  return lines.length === 0 ? '' : paragraph([`--- ${first} ---`, ...lines, `--- ${last} ---`]);
}

function paragraph(lines: readonly string[]): string {
  return `<p>${lines.map(escapeHtml).join('<br>')}</p>`;
}

function lineOf({ name, company = '', email, phone = '', answer }: Participant): string {
  const known = [name === email ? '' : name, company, email, phone].map((text) => text.replace(/\s+/g, ' ').trim());
  return `• ${known.filter((text) => text !== '').join(', ')}${answers[answer]}`;
}

export interface SplitText {
  /** Somebody's words, in canonical form. */
  readonly body: string;
  /** What we added, as `addedText` would write its lines; empty where there is nothing of ours. */
  readonly added: string;
}

/** @param html in canonical form (see `canonicalHtml`). */
export function splitAddedText(html: string): SplitText {
  if (!html.includes(first)) return { body: html, added: '' };
  const blocks = readBlocks(html);
  const texts = linesOf(blocks);
  const ours = texts.map(() => false);
  for (let at = 0; at < texts.length; at += 1) {
    if (!firstLine.test(texts[at] ?? '')) continue;
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
  const end = texts.findIndex((text, index) => index > start && lastLine.test(text));
  const next = texts.findIndex((text, index) => index > start && firstLine.test(text));
  if (end >= 0 && (next < 0 || end < next)) return end + 1;
  let at = start + 1;
  while (ourLine.test(texts[at] ?? '')) at += 1;
  return at;
}
