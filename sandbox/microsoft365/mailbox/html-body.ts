/**
 * @file What Exchange makes of a body: HTML is cleaned and wrapped into a whole document, text becomes HTML, and HTML is
 * read back as text on request.
 */
import { convert } from 'html-to-text';
import sanitizeHtml from 'sanitize-html';

const head =
  '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head>\r\n<body>\r\n';
const foot = '\r\n</body>\r\n</html>\r\n';
const previewLength = 255;

/** Bodies are often the same (none, above all), and making them is what costs most in a big mailbox. */
const remembered = 2_000;
const documents = new Map<string, string>();
const texts = new Map<string, string>();

/** The document that is stored for a body that was sent; an empty body stays empty. */
export function storedHtml(contentType: 'html' | 'text', content: string): string {
  if (content === '') return '';
  return fromMemory(documents, `${contentType}\n${content}`, () =>
    contentType === 'html' ? head + cleaned(content) + foot : head + fromText(content) + foot,
  );
}

/** The body as text, lines ended by CR LF as Exchange does. */
export function textOfHtml(html: string): string {
  if (html === '') return '';
  return fromMemory(texts, html, () =>
    convert(html, {
      wordwrap: false,
      selectors: [
        { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
        { selector: 'img', format: 'skip' },
        ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
      ],
    })
      .trim()
      .replaceAll(/\r?\n/g, '\r\n'),
  );
}

/** The beginning of the text that lists show. */
export function previewOfHtml(html: string): string {
  return textOfHtml(html).slice(0, previewLength);
}

function cleaned(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: false,
    allowVulnerableTags: true,
    allowedAttributes: false,
    nonTextTags: ['script', 'noscript'],
    exclusiveFilter: (frame) => ['script', 'iframe', 'object', 'embed', 'form', 'meta', 'title'].includes(frame.tag),
    transformTags: { html: 'sandbox-part', head: 'sandbox-part', body: 'sandbox-part' },
  })
    .replaceAll(/<\/?sandbox-part[^>]*>/g, '')
    .trim();
}

function fromText(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const lines = escaped.split(/\r?\n/).map((line) => (line === '' ? '<div><br></div>' : `<div>${line}</div>`));
  return `<div class="PlainText">${lines.join('\r\n')}</div>`;
}

function fromMemory(memory: Map<string, string>, key: string, make: () => string): string {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (memory.size >= remembered) memory.clear();
  memory.set(key, made);
  return made;
}
