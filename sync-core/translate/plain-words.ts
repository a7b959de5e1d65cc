/**
 * @file The text of a task. Lists of tasks show words and no formatting, and whether they keep HTML that is written to them is not
 * known: text is written, and read as its words alone, so that both come to the same.
 */
import { htmlOfPlainText, plainTextOfHtml } from './text.ts';

/** @returns the words of `html`, without empty lines around them. */
export function wordsOf(html: string): string {
  return plainTextOfHtml(html)
    .replaceAll(/[^\S\n]+$/gm, '')
    .replaceAll(/^\n+|\n+$/g, '');
}

/** @returns canonical HTML of the words of `html` and nothing else. Its own form is itself. */
export function plainHtml(html: string): string {
  return htmlOfPlainText(wordsOf(html));
}
