/**
 * @file Reads clean HTML into a small document of paragraphs, headings, lists and tables, and writes it in one fixed way.
 * Whatever looks the same to a reader (div or paragraph, b or strong, one blank line or three) becomes the same text.
 */
import { Parser } from 'htmlparser2';
import { type Mark, markOrder, marksOfStyle, noStyle } from './html-marks.ts';

const markOf: Readonly<Record<string, Mark>> = {
  strong: 'strong',
  b: 'strong',
  em: 'em',
  i: 'em',
  u: 'u',
  ins: 'u',
  s: 's',
  strike: 's',
  del: 's',
  sub: 'sub',
  sup: 'sup',
};

interface Run {
  text: string;
  readonly href: string | null;
  readonly marks: ReadonlySet<Mark>;
}
/** A line is a list of runs; a paragraph a list of lines. */
export type Line = Run[];

type HeadingTag = 'h1' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6';
interface TextBlock {
  readonly tag: 'p' | HeadingTag;
  readonly lines: readonly Line[];
}
interface GroupBlock {
  readonly tag: 'ul' | 'ol' | 'li' | 'table' | 'tr' | 'td' | 'th';
  readonly blocks: Block[];
}
export type Block = TextBlock | GroupBlock;

const groups: ReadonlySet<string> = new Set(['ul', 'ol', 'li', 'table', 'tr', 'td', 'th']);
const headings: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
/** Everything else that begins a new paragraph: words on both sides of one must not grow together. */
export const boundaryTags: readonly string[] = [
  ...[
    'p',
    'div',
    'blockquote',
    'pre',
    'hr',
    'section',
    'article',
    'aside',
    'header',
    'footer',
    'main',
    'nav',
    'address',
  ],
  ...['center', 'dl', 'dt', 'dd', 'details', 'summary', 'fieldset', 'legend', 'figure', 'figcaption', 'form'],
  ...['caption', 'tbody', 'thead', 'tfoot'],
];
const boundaries: ReadonlySet<string> = new Set(boundaryTags);

function isGroupTag(name: string): name is GroupBlock['tag'] {
  return groups.has(name);
}
function isHeadingTag(name: string): name is HeadingTag {
  return headings.has(name);
}

/** How text looks inside an element that is open. */
interface Look {
  readonly name: string;
  readonly href: string | null;
  readonly marks: ReadonlySet<Mark>;
}

/** Collects the parser's events into blocks. */
class Collector {
  readonly root: Block[] = [];
  #groups: GroupBlock[] = [];
  #heading: HeadingTag | null = null;
  #lines: Line[] = [[]];
  #looks: Look[] = [];

  open(name: string, { href, style }: Readonly<Record<string, string>>): void {
    if (name === 'br') this.#lines.push([]);
    else if (isGroupTag(name)) this.#openGroup(name);
    else if (isHeadingTag(name)) {
      this.#flush();
      this.#heading = name;
    } else if (boundaries.has(name)) this.#flush();
    const around = this.#look();
    const link = name === 'a' ? href || null : around.href;
    this.#looks.push({ name, href: link, marks: marksWithin(around.marks, markOf[name], style, link !== null) });
  }

  close(name: string): void {
    const at = this.#looks.findLastIndex((look) => look.name === name);
    if (at >= 0) this.#looks.splice(at, 1);
    if (isGroupTag(name)) this.#closeGroup(name);
    else if (isHeadingTag(name) || boundaries.has(name)) this.#flush();
  }

  text(text: string): void {
    const { href, marks } = this.#look();
    // Only there are the ends of lines what they are.
    const [first = '', ...more] = this.#looks.some(({ name }) => name === 'pre') ? text.split(/\r\n|\r|\n/) : [text];
    this.#lines.at(-1)?.push({ text: first, href, marks });
    for (const line of more) this.#lines.push([{ text: line, href, marks }]);
  }

  #look(): Pick<Look, 'href' | 'marks'> {
    return this.#looks.at(-1) ?? plain;
  }

  end(): readonly Block[] {
    this.#flush();
    return this.root;
  }

  #openGroup(tag: GroupBlock['tag']): void {
    this.#flush();
    if (tag === 'li' && !this.#backTo('ul', 'ol')) return;
    if (tag === 'tr' && !this.#backTo('table')) return;
    if ((tag === 'td' || tag === 'th') && !this.#inRow()) return;
    if (tag === 'ul' || tag === 'ol' || tag === 'table') this.#beWhereTextMayStand();
    this.#push(tag);
  }

  #closeGroup(tag: GroupBlock['tag']): void {
    this.#flush();
    const at = this.#groups.findLastIndex((group) => group.tag === tag);
    if (at >= 0) this.#groups.length = at;
  }

  #push(tag: GroupBlock['tag']): void {
    const group: GroupBlock = { tag, blocks: [] };
    this.#blocks().push(group);
    this.#groups.push(group);
  }

  #blocks(): Block[] {
    return this.#groups.at(-1)?.blocks ?? this.root;
  }

  /** Leaves everything inside the innermost of these. @returns whether there is one; otherwise the tag is only a new paragraph. */
  #backTo(...tags: readonly GroupBlock['tag'][]): boolean {
    const at = this.#groups.findLastIndex((group) => tags.includes(group.tag));
    if (at >= 0) this.#groups.length = at + 1;
    return at >= 0;
  }

  #inRow(): boolean {
    const row = this.#groups.findLastIndex((group) => group.tag === 'tr');
    const table = this.#groups.findLastIndex((group) => group.tag === 'table');
    if (table < 0) return false;
    if (row > table) return this.#backTo('tr');
    this.#groups.length = table + 1;
    this.#push('tr');
    return true;
  }

  /** Text, lists and tables stand in items and cells, never beside them. */
  #beWhereTextMayStand(): void {
    const tag = this.#groups.at(-1)?.tag;
    if (tag === 'ul' || tag === 'ol') this.#push('li');
    if (tag === 'table') this.#push('tr');
    if (tag === 'table' || tag === 'tr') this.#push('td');
  }

  /** Ends the paragraph that is being collected. An empty line inside it ends it too. */
  #flush(): void {
    const tag = this.#heading ?? 'p';
    let lines: Line[] = [];
    const emit = () => {
      if (lines.length === 0) return;
      this.#beWhereTextMayStand();
      this.#blocks().push({ tag, lines });
      lines = [];
    };
    for (const raw of this.#lines) {
      const line = tidy(raw);
      if (line.length === 0) emit();
      else lines.push(line);
    }
    emit();
    this.#lines = [[]];
    this.#heading = null;
  }
}

const plain: Pick<Look, 'href' | 'marks'> = { href: null, marks: new Set<Mark>() };

/** @param mark of the element itself. @param style its CSS: editors say by it what others say by tags. */
function marksWithin(
  around: ReadonlySet<Mark>,
  mark: Mark | undefined,
  style: string | undefined,
  inLink: boolean,
): ReadonlySet<Mark> {
  if (mark === undefined && style === undefined && !inLink) return around;
  const { on, off } = style === undefined ? noStyle : marksOfStyle(style);
  const marks = new Set(around);
  for (const one of off) marks.delete(one);
  if (mark !== undefined && !off.has(mark)) marks.add(mark);
  for (const one of on) marks.add(one);
  // Links are underlined anyway, and some editors say so each time.
  if (inLink) marks.delete('u');
  return marks;
}

/**
 * Joins runs of equal formatting, and leaves one space where there were several and none at the ends. Formatting of a
 * space is not seen: between two runs of equal formatting it takes theirs, elsewhere it has none.
 */
function tidy(line: Line): Line {
  const tidied: Line = [];
  let spaceDue = false;
  for (const run of line) {
    const text = run.text.replace(/[\s\u00a0]+/g, ' ');
    const words = text.trim();
    if (text.startsWith(' ')) spaceDue = true;
    if (words === '') continue;
    const last = tidied.at(-1);
    const space = spaceDue && last !== undefined ? ' ' : '';
    if (last !== undefined && sameFormat(last, run)) last.text += space + words;
    else if (space === '' || sameFormat(run, plain)) tidied.push({ ...run, text: space + words });
    else {
      if (last !== undefined && sameFormat(last, plain)) last.text += space;
      else tidied.push({ ...plain, text: space });
      tidied.push({ ...run, text: words });
    }
    spaceDue = text.endsWith(' ');
  }
  return tidied;
}

function sameFormat(one: Omit<Run, 'text'>, other: Omit<Run, 'text'>): boolean {
  return one.href === other.href && markOrder.every((mark) => one.marks.has(mark) === other.marks.has(mark));
}

/** @param html without scripts, styles and comments. */
export function readBlocks(html: string): readonly Block[] {
  const collector = new Collector();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => collector.open(name, attributes),
      onclosetag: (name) => collector.close(name),
      ontext: (text) => collector.text(text),
    },
    { decodeEntities: true },
  );
  parser.write(html);
  parser.end();
  return collector.end();
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);
}

function writeRun(run: Run): string {
  let html = escapeHtml(run.text);
  for (const mark of markOrder.toReversed()) if (run.marks.has(mark)) html = `<${mark}>${html}</${mark}>`;
  return run.href === null ? html : `<a href="${escapeHtml(run.href)}">${html}</a>`;
}

function writeLines(lines: readonly Line[]): string {
  return lines.map((line) => line.map(writeRun).join('')).join('<br>');
}

/** The one way to write a document: no white space between the tags, a lone paragraph of a cell or list item bare. */
export function writeBlocks(blocks: readonly Block[]): string {
  return blocks.map(writeBlock).join('');
}

function writeBlock(block: Block): string {
  if ('lines' in block) return `<${block.tag}>${writeLines(block.lines)}</${block.tag}>`;
  const children = block.blocks.filter(hasContent);
  const [first, ...rest] = children;
  const holdsText = block.tag === 'li' || block.tag === 'td' || block.tag === 'th';
  const bare = holdsText && first !== undefined && isParagraph(first) && !rest.some((child) => 'lines' in child);
  const inner = bare ? writeLines(first.lines) + writeBlocks(rest) : writeBlocks(children);
  return hasContent(block) ? `<${block.tag}>${inner}</${block.tag}>` : '';
}

function isParagraph(block: Block): block is TextBlock {
  return block.tag === 'p';
}

/** Empty cells keep their place in the row; other empty groups are nothing to a reader. */
function hasContent(block: Block): boolean {
  return 'lines' in block || block.tag === 'td' || block.tag === 'th' || block.blocks.some(hasContent);
}

/** The words of every line in its order. */
export function linesOf(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block) => ('lines' in block ? block.lines.map(wordsOf) : linesOf(block.blocks)));
}

/** The same document with those lines only, by their places in `linesOf`. */
export function withLines(blocks: readonly Block[], stays: (index: number) => boolean): readonly Block[] {
  let index = 0;
  const keep = (some: readonly Block[]): Block[] =>
    some.flatMap((block): Block[] => {
      if (!('lines' in block)) return [{ ...block, blocks: keep(block.blocks) }];
      const lines = block.lines.filter(() => stays(index++));
      return lines.length === 0 ? [] : [{ ...block, lines }];
    });
  return keep(blocks).filter(hasContent);
}

function wordsOf(line: Line): string {
  return line.map((run) => run.text).join('');
}

/** The words alone, a line for each paragraph, list item and table row. */
export function blocksToText(blocks: readonly Block[]): string {
  return blocks.flatMap((block) => blockToLines(block)).join('\n');
}

function blockToLines(block: Block): readonly string[] {
  if ('lines' in block) return block.lines.map(wordsOf);
  const inner = block.blocks.map((child) => blockToLines(child));
  if (block.tag === 'tr') return [inner.map((cell) => cell.join(' ')).join('\t')];
  if (block.tag === 'ul' || block.tag === 'ol') {
    return inner.flatMap(([first = '', ...rest], index) => [
      `${block.tag === 'ul' ? '-' : `${index + 1}.`} ${first}`,
      ...rest.map((line) => `  ${line}`),
    ]);
  }
  return inner.flat();
}
