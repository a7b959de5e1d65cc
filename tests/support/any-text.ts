/**
 * @file Rich texts by chance, in the HTML of those who write them (Outlook, Outlook on the web, SuperOffice, plain text), and what
 * a reader sees of HTML: the lines with the place in which each stands and the look of each of its letters. The eye is a parser
 * of its own: it must not share the product's mistakes.
 */
import fc from 'fast-check';
import { Parser } from 'htmlparser2';

const marks = ['b', 'i', 'u', 's', 'sub', 'sup'] as const;
type Mark = (typeof marks)[number];

interface Run {
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly href: string | null;
}
type Line = readonly Run[];
type Block =
  | { readonly kind: 'p' | 'h1' | 'h2' | 'h3'; readonly lines: readonly Line[] }
  | { readonly kind: 'ul' | 'ol'; readonly items: readonly { readonly line: Line; readonly inner: readonly Block[] }[] }
  | { readonly kind: 'table'; readonly head: boolean; readonly rows: readonly (readonly Line[])[] }
  | { readonly kind: 'blank' };
export type AnyText = readonly Block[];

const words = [
  ...['Agenda', 'Kai', 'Größe', 'Møte', 'x', '1.', '-', '*', '•', '→', '"zitiert"', "o'clock", '100 %', '--- Ende ---'],
  ...[
    'a<b',
    'R&D',
    '&amp;',
    '&lt;b&gt;',
    '<script>',
    '</p>',
    '😀',
    '👩‍👩‍👧',
    'e\u0301',
    'שלום',
    'مرحبا\u200f',
    'soft\u00adhyphen',
    '日本',
  ],
  ...['a\u00a0b', 'a  b', '\u00a0', 'wort '.repeat(30)],
];
const addresses = [
  'https://example.org/a?b=1&c=2',
  'http://localhost:8080/%20x#y',
  'mailto:a@b.example',
  'tel:+49471555017',
];
const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((some) => some.join(' '));
const run: fc.Arbitrary<Run> = fc.record({
  text,
  marks: fc.oneof({ weight: 2, arbitrary: fc.constant<Mark[]>([]) }, fc.subarray([...marks], { maxLength: 3 })),
  href: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, fc.constantFrom(...addresses)),
});
const line = fc.array(run, { minLength: 1, maxLength: 3 });
const paragraph = fc.record({
  kind: fc.constantFrom('p' as const, 'p' as const, 'h1' as const, 'h2' as const, 'h3' as const),
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
});
const innerList = fc.record({
  kind: fc.constantFrom('ul' as const, 'ol' as const),
  items: fc.array(fc.record({ line, inner: fc.constant([]) }), { minLength: 1, maxLength: 2 }),
});
const list = fc.record({
  kind: fc.constantFrom('ul' as const, 'ol' as const),
  items: fc.array(fc.record({ line, inner: fc.array(innerList, { maxLength: 1 }) }), { minLength: 1, maxLength: 3 }),
});
const table = fc.integer({ min: 1, max: 3 }).chain((columns) =>
  fc.record({
    kind: fc.constant('table' as const),
    head: fc.boolean(),
    rows: fc.array(fc.array(line, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 3 }),
  }),
);
const blank = fc.constant({ kind: 'blank' as const });
export const anyText: fc.Arbitrary<AnyText> = fc.array(
  fc.oneof({ weight: 4, arbitrary: paragraph }, list, table, blank),
  { minLength: 1, maxLength: 5 },
);

/** Whose HTML it is. */
export const writers = ['plainHtml', 'outlook', 'outlookWeb', 'superOffice'] as const;
export type Writer = (typeof writers)[number];

const escaped = (plain: string, writer: Writer) => {
  const safe = plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const spaces = safe.replaceAll('\u00a0', '&nbsp;');
  return writer === 'outlook' ? spaces.replace(/[^\x20-\x7f]/gu, (sign) => `&#${sign.codePointAt(0)};`) : spaces;
};

/** How each of them says it: by tags, by other tags, or by CSS. */
const marked: Readonly<Record<Writer, Readonly<Record<Mark, (html: string) => string>>>> = {
  plainHtml: {
    b: (html) => `<strong>${html}</strong>`,
    i: (html) => `<em>${html}</em>`,
    u: (html) => `<u>${html}</u>`,
    s: (html) => `<s>${html}</s>`,
    sub: (html) => `<sub>${html}</sub>`,
    sup: (html) => `<sup>${html}</sup>`,
  },
  outlook: {
    b: (html) =>
      `<b><span style="font-family:&quot;Calibri&quot;,sans-serif;mso-bidi-font-weight:normal">${html}</span></b>`,
    i: (html) => `<i style='mso-bidi-font-style:normal'>${html}</i>`,
    u: (html) => `<u>${html}</u>`,
    s: (html) => `<s><span lang="EN-GB">${html}</span></s>`,
    sub: (html) => `<sub>${html}</sub>`,
    sup: (html) => `<sup>${html}</sup>`,
  },
  outlookWeb: {
    b: (html) => `<b>${html}</b>`,
    i: (html) => `<i class="x_i">${html}</i>`,
    u: (html) => `<u>${html}</u>`,
    s: (html) => `<strike>${html}</strike>`,
    sub: (html) => `<sub style="font-size:10pt">${html}</sub>`,
    sup: (html) => `<sup>${html}</sup>`,
  },
  superOffice: {
    b: (html) => `<span style="font-weight: 700;">${html}</span>`,
    i: (html) => `<span style="font-style: italic; color: rgb(0, 0, 0);">${html}</span>`,
    u: (html) => `<span style="text-decoration: underline;">${html}</span>`,
    s: (html) => `<span style="text-decoration: line-through solid rgb(1, 2, 3);">${html}</span>`,
    sub: (html) => `<span style="vertical-align: sub; font-size: smaller">${html}</span>`,
    sup: (html) => `<span style="vertical-align:super">${html}</span>`,
  },
};

function htmlOfRun({ text: plain, marks: on, href }: Run, writer: Writer): string {
  let html = escaped(plain, writer);
  for (const mark of on) html = marked[writer][mark](html);
  return href === null ? html : `<a href="${href.replaceAll('&', '&amp;')}" target="_blank">${html}</a>`;
}

const htmlOfLine = (runs: Line, writer: Writer) => runs.map((one) => htmlOfRun(one, writer)).join(' ');

function paragraphOf(kind: 'p' | 'h1' | 'h2' | 'h3', html: string, writer: Writer): string {
  if (kind !== 'p') return `<${kind}>${html}</${kind}>`;
  if (writer === 'outlook') return `<p class="MsoNormal" style="margin:0cm">${html}<o:p></o:p></p>\r\n`;
  if (writer === 'outlookWeb') return `<div style="font-size:11pt" class="elementToProof">${html}</div>`;
  return `<p>${html}</p>`;
}

const blankOf: Readonly<Record<Writer, string>> = {
  plainHtml: '<p></p>',
  outlook: '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\r\n',
  outlookWeb: '<div class="elementToProof"><br></div>',
  superOffice: '<p>&nbsp;</p>',
};

function htmlOfBlock(block: Block, writer: Writer): string {
  if (block.kind === 'blank') return blankOf[writer];
  if ('lines' in block) {
    return paragraphOf(block.kind, block.lines.map((one) => htmlOfLine(one, writer)).join('<br>'), writer);
  }
  if ('items' in block) {
    const items = block.items.map(({ line: words, inner }) => {
      const html = htmlOfLine(words, writer);
      const nested = inner.map((one) => htmlOfBlock(one, writer)).join('');
      return `<li>${writer === 'outlook' ? `<p class="MsoListParagraph">${html}</p>` : html}${nested}</li>`;
    });
    return `<${block.kind} style="margin-top:0cm">${items.join('\r\n')}</${block.kind}>`;
  }
  const rows = block.rows.map((cells, index) => {
    const cell = block.head && index === 0 ? 'th' : 'td';
    return `<tr>${cells.map((one) => `<${cell} style="border:solid windowtext 1.0pt">${htmlOfLine(one, writer)}</${cell}>`).join('')}</tr>`;
  });
  return `<table border="1"><tbody>${rows.join('')}</tbody></table>`;
}

export function htmlBy(writer: Writer, blocks: AnyText): string {
  const html = blocks.map((block) => htmlOfBlock(block, writer)).join('');
  if (writer !== 'outlook') return html;
  return `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm} --></style></head><body lang="DE"><div class="WordSection1">${html}</div></body></html>`;
}

/** One line as it is seen: where it stands, its words, and the look of each letter (`b`, `bi>https://…`), runs of one look together. */
export interface SeenLine {
  readonly place: string;
  readonly words: string;
  readonly looks: string;
}

interface Letter {
  readonly sign: string;
  readonly look: string;
}

function seenLine(place: string, letters: readonly Letter[]): readonly SeenLine[] {
  const all = letters.map(({ sign }) => sign).join('');
  const seen = all.replace(/[\s\u00a0]+/g, ' ').trim();
  if (seen === '') return [];
  const looks: string[] = [];
  let last: string | null = null;
  for (const { sign, look } of letters) {
    if (/[\s\u00a0]/.test(sign)) continue;
    if (look === last) looks[looks.length - 1] += sign;
    else looks.push(`${look}|${sign}`);
    last = look;
  }
  return [{ place, words: seen, looks: looks.join(' ') }];
}

/** Links are underlined anyway. */
const lookOf = (on: readonly string[], href: string | null) =>
  marks.filter((mark) => on.includes(mark) && !(mark === 'u' && href !== null)).join('') +
  (href === null ? '' : `>${href}`);

function lettersOf(runs: Line): readonly Letter[] {
  return runs.flatMap(({ text: plain, marks: on, href }, index) => [
    ...(index === 0 ? [] : [{ sign: ' ', look: '' }]),
    ...[...plain].map((sign) => ({ sign, look: lookOf(on, href) })),
  ]);
}

/** What is to be seen of it, whoever wrote it. */
export function sightOf(blocks: AnyText, around = ''): readonly SeenLine[] {
  return blocks.flatMap((block): readonly SeenLine[] => {
    if (block.kind === 'blank') return [];
    if ('lines' in block) {
      const place = around + (block.kind === 'p' ? '' : block.kind);
      return block.lines.flatMap((one) => seenLine(place, lettersOf(one)));
    }
    if ('items' in block) {
      const place = `${around}${block.kind}>`;
      return block.items.flatMap(({ line: words, inner }) => [
        ...seenLine(place, lettersOf(words)),
        ...sightOf(inner, place),
      ]);
    }
    return block.rows.flatMap((cells, row) =>
      cells.flatMap((one) => seenLine(`${around}${block.head && row === 0 ? 'th' : 'td'}>`, lettersOf(one))),
    );
  });
}

const tagMarks: Readonly<Record<string, Mark>> = {
  ...{ b: 'b', strong: 'b', i: 'i', em: 'i', u: 'u', ins: 'u', s: 's', strike: 's', del: 's', sub: 'sub', sup: 'sup' },
};

/** What is to be seen of HTML that says all by tags, as the product writes it. */
export function sightOfHtml(html: string): readonly SeenLine[] {
  const seen: SeenLine[] = [];
  const open: { name: string; href: string | null }[] = [];
  let letters: Letter[] = [];
  const place = () =>
    open
      .flatMap(({ name }) => (/^(ul|ol|td|th)$/.test(name) ? [`${name}>`] : /^h\d$/.test(name) ? [name] : []))
      .join('');
  const end = () => {
    seen.push(...seenLine(place(), letters));
    letters = [];
  };
  const breaks = (name: string) => /^(p|div|h\d|ul|ol|li|table|tbody|tr|td|th|br|body|html)$/.test(name);
  const parser = new Parser({
    onopentag(name, { href }) {
      if (breaks(name)) end();
      if (name !== 'br') open.push({ name, href: href ?? null });
    },
    ontext(plain) {
      if (open.some(({ name }) => name === 'head' || name === 'style')) return;
      const on = open.flatMap(({ name }) => tagMarks[name] ?? []);
      const href = open.findLast((one) => one.href !== null)?.href ?? null;
      letters.push(...[...plain].map((sign) => ({ sign, look: lookOf(on, href) })));
    },
    onclosetag(name) {
      if (breaks(name)) end();
      const at = open.findLastIndex((one) => one.name === name);
      if (at >= 0) open.splice(at, 1);
    },
  });
  parser.end(html);
  end();
  return seen;
}
