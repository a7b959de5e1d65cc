/**
 * @file The one plain text that older clients saw instead of title and agenda.
 */
import { convert } from 'html-to-text';
import sanitizeHtml from 'sanitize-html';

export const descriptionLength = 2047;

const formatting = {
  allowedTags: [
    ...['p', 'br', 'div', 'span', 'b', 'strong', 'i', 'em', 'u', 's', 'sub', 'sup', 'a', 'ul', 'ol', 'li'],
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'td', 'th'],
  ],
  allowedAttributes: { a: ['href'] },
  transformTags: { b: 'strong', i: 'em' },
};

/** Title, line break, agenda without its HTML, at most 2047 characters. */
export function descriptionOf(title: string, agenda: string): string {
  const text = plain(agenda);
  return (text === '' ? title : `${title}\r\n${text}`).slice(0, descriptionLength);
}

/** First line and the rest of a description. */
export function splitDescription(description: string): { title: string; agenda: string } {
  const end = /\r?\n/.exec(description);
  if (!end) return { title: description, agenda: '' };
  return { title: description.slice(0, end.index), agenda: description.slice(end.index + end[0].length) };
}

/** The HTML in the formatting that SuperOffice knows; images and the like are gone, bold and italic have other tags. */
export function rewrittenHtml(agenda: string): string {
  if (agenda === '') return '';
  return /<[a-z]/i.test(agenda) ? sanitizeHtml(agenda, formatting) : `<p>${sanitizeHtml(agenda, formatting)}</p>`;
}

function plain(html: string): string {
  if (!/[<&]/.test(html)) return html;
  const selectors = [{ selector: 'a', options: { ignoreHref: true } }];
  return convert(html, { wordwrap: false, selectors }).replaceAll('\n', '\r\n');
}
