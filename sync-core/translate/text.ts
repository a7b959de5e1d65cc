/**
 * @file The text of items, in one canonical HTML: what is allowed survives, what looks the same is the same string. Every
 * system rewrites HTML in its own way; without this each rewriting would look like an edit (G7.3, G19).
 */
import sanitizeHtml from 'sanitize-html';
import { blocksToText, boundaryTags, escapeHtml, readBlocks, writeBlocks } from './html-blocks.ts';
import { stylesWithMarks } from './html-marks.ts';

/** The formatting that docs/user-guide promises to keep; all else is unwrapped, and scripts, styles and images removed. */
const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...boundaryTags,
    ...['br', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
    ...['strong', 'b', 'em', 'i', 'u', 'ins', 's', 'strike', 'del', 'sub', 'sup', 'a', 'span', 'font'],
    ...['ul', 'ol', 'li', 'table', 'tr', 'td', 'th'],
  ],
  // No style comes out of it: it is read for what it says of formatting, and written as tags.
  allowedAttributes: { a: ['href'], '*': ['style'] },
  allowedStyles: {
    '*': Object.fromEntries(Object.entries(stylesWithMarks).map(([name, forms]) => [name, [...forms]])),
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  nonTextTags: ['head', 'title', 'style', 'script', 'textarea', 'option', 'noscript', 'template', 'object', 'svg'],
};

/**
 * @param html of any system, also a whole page.
 * @returns the canonical form; empty when nothing is left to read. Its own canonical form is itself.
 */
export function canonicalHtml(html: string): string {
  if (html === '') return '';
  return writeBlocks(readBlocks(sanitizeHtml(readableText(html), allowed)));
}

/**
 * Without signs that are no text: halves of characters become the replacement sign, and control characters go. No system
 * keeps them, so that they would look like an edit for ever.
 */
export function readableText(text: string): string {
  return text.toWellFormed().replaceAll(noText, '');
}

const noText = /[^\P{Cc}\t\n\v\f\r\u0085]|\p{Noncharacter_Code_Point}/gu;

/** @returns the canonical form of text that was typed without formatting: a paragraph for each line. */
export function htmlOfPlainText(text: string): string {
  const paragraphs = text.split(/\r\n|\r|\n/).map((line) => `<p>${escapeHtml(line)}</p>`);
  return canonicalHtml(paragraphs.join(''));
}

/** @returns the words alone, for systems that take no formatting and for people to read: one line for each paragraph. */
export function plainTextOfHtml(html: string): string {
  return blocksToText(readBlocks(sanitizeHtml(html, allowed)));
}
