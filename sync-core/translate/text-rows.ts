/**
 * @file A text as the lines that are left of it where formatting is not known, and the same text after some of those lines were
 * changed: all others keep their formatting, and what stands between them stays.
 */
import { type Block, type Line, linesOf, readBlocks, writeBlocks } from './html-blocks.ts';

/** What becomes of one line. */
export interface RowEdit {
  /** What it reads from now on; null: it goes. Absent: it stays. */
  readonly text?: string | null;
  /** Lines that follow it from now on. */
  readonly after?: readonly string[];
}

export interface Rows {
  /** Each line as a reader without formatting sees it, see `plainTextOfHtml`. */
  readonly texts: readonly string[];
  /** @param edits by the lines' places. @param above lines that are to stand before the first. @returns canonical HTML. */
  rewritten(edits: ReadonlyMap<number, RowEdit>, above: readonly string[]): string;
}

/** @param html canonical. */
export function rowsOf(html: string): Rows {
  const blocks = readBlocks(html);
  return {
    texts: textsOf(blocks),
    rewritten(edits, above) {
      const { blocks: rest, trailing } = new Rewriter(edits).all(blocks);
      return writeBlocks([...above.map(paragraph), ...rest, ...trailing.map(paragraph)]);
    },
  };
}

/** Whether it has neither formatting nor any form but paragraphs. @param html canonical. */
export function isPlain(html: string): boolean {
  return readBlocks(html).every(
    (block) =>
      'lines' in block &&
      block.tag === 'p' &&
      block.lines.every((line) => line.every(({ marks, href }) => marks.size === 0 && href === null)),
  );
}

/** Its words alone, without the signs that stand for lists. @param html canonical. */
export function wordsOf(html: string): readonly string[] {
  return linesOf(readBlocks(html)).flatMap((line) => line.split(' '));
}

const oneSpace = (text: string) => text.replace(/[\s\u00a0]+/g, ' ').trim();

function textsOf(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block): readonly string[] => {
    if ('lines' in block) return block.lines.map(plain);
    const inner = block.blocks.map((child) => textsOf([child]));
    if (block.tag === 'tr') return [oneSpace(inner.flat().join(' '))];
    if (block.tag !== 'ul' && block.tag !== 'ol') return inner.flat();
    return inner.flatMap(([first = '', ...rest], index) => [markerOf(block.tag, index) + first, ...rest]);
  });
}

function plain(line: Line): string {
  return oneSpace(line.map(({ text }) => text).join(''));
}

function markerOf(tag: string, index: number): string {
  return tag === 'ul' ? '- ' : `${index + 1}. `;
}
const marker = /^(?:-|\d+\.) /;

function paragraph(text: string): Block {
  return { tag: 'p', lines: [lineOf(text)] };
}

function tableRow(text: string): Block {
  return { tag: 'tr', blocks: [{ tag: 'td', blocks: [paragraph(text)] }] };
}

function lineOf(text: string): Line {
  return text === '' ? [] : [{ text, href: null, marks: new Set() }];
}

interface Rewritten {
  readonly blocks: Block[];
  /** Lines that follow, and whose place the surrounding block knows. */
  readonly trailing: readonly string[];
}

/** Goes through the document in the order in which `textsOf` counts. */
class Rewriter {
  #next = 0;
  readonly #edits: ReadonlyMap<number, RowEdit>;

  constructor(edits: ReadonlyMap<number, RowEdit>) {
    this.#edits = edits;
  }

  /**
   * @param marked the first line has the sign of a list before it, as `textsOf` shows it.
   * @param newLine a line that follows one of the blocks, as it may stand between them.
   */
  all(blocks: readonly Block[], marked = false, newLine = paragraph): Rewritten {
    const done: Block[] = [];
    let trailing: readonly string[] = [];
    for (const [index, block] of blocks.entries()) {
      done.push(...trailing.map(newLine));
      const one = this.#one(block, marked && index === 0);
      done.push(...one.blocks);
      trailing = one.trailing;
    }
    return { blocks: done, trailing };
  }

  #one(block: Block, marked: boolean): Rewritten {
    if ('lines' in block) return this.#lines(block.tag, block.lines, marked);
    if (block.tag === 'ul' || block.tag === 'ol') return this.#list(block.tag, block.blocks);
    if (block.tag === 'tr') return this.#tableRow(block.blocks);
    const { blocks, trailing } = this.all(block.blocks, marked, block.tag === 'table' ? tableRow : paragraph);
    return { blocks: [{ tag: block.tag, blocks }], trailing };
  }

  #lines(tag: 'p' | `h${1 | 2 | 3 | 4 | 5 | 6}`, lines: readonly Line[], marked: boolean): Rewritten {
    const done: Block[] = [];
    let open: Line[] = [];
    let trailing: readonly string[] = [];
    const close = () => {
      if (open.length > 0) done.push({ tag, lines: open });
      open = [];
    };
    for (const [index, line] of lines.entries()) {
      if (trailing.length > 0) close();
      done.push(...trailing.map(paragraph));
      const { text, after = [] } = this.#edits.get(this.#next++) ?? {};
      const words = marked && index === 0 ? text?.replace(marker, '') : text;
      if (text === undefined) open.push(line);
      else if (words !== null && words !== undefined) open.push(withText(line, words));
      trailing = after;
    }
    close();
    return { blocks: done, trailing };
  }

  #list(tag: 'ul' | 'ol', items: readonly Block[]): Rewritten {
    const done: Block[] = [];
    let left: readonly string[] = [];
    for (const item of items) {
      // What was put below an item and is none itself stays with it.
      done.push(...left.map((text): Block => ({ tag: 'li', blocks: [paragraph(text)] })));
      const { blocks, trailing } = 'lines' in item ? this.#one(item, true) : this.#item(item);
      done.push(...blocks);
      const end = trailing.findIndex((text) => !marker.test(text));
      const own = end < 0 ? trailing : trailing.slice(0, end);
      done.push(...own.map((text): Block => ({ tag: 'li', blocks: [paragraph(text.replace(marker, ''))] })));
      left = trailing.slice(own.length);
    }
    return { blocks: [{ tag, blocks: done }], trailing: left };
  }

  #item(item: Extract<Block, { blocks: unknown }>): Rewritten {
    const { blocks, trailing } = this.all(item.blocks, true);
    return { blocks: [{ tag: item.tag, blocks }], trailing };
  }

  /** One line to a reader, however many cells and lines these have. */
  #tableRow(cells: readonly Block[]): Rewritten {
    const { text, after = [] } = this.#edits.get(this.#next++) ?? {};
    if (text === undefined) return { blocks: [{ tag: 'tr', blocks: [...cells] }], trailing: after };
    if (text === null) return { blocks: [], trailing: after };
    return { blocks: [{ tag: 'tr', blocks: cellsWithText(cells, text) }], trailing: after };
  }
}

/** A row in which one cell reads otherwise; where more than one does, the first has all the words. */
function cellsWithText(cells: readonly Block[], text: string): Block[] {
  const texts = cells.map((cell) => textsOf([cell]).join(' '));
  const changed = texts.flatMap((_, index) => {
    const before = oneSpace(texts.slice(0, index).join(' '));
    const behind = oneSpace(texts.slice(index + 1).join(' '));
    const start = before === '' ? '' : `${before} `;
    const end = behind === '' ? '' : ` ${behind}`;
    const fits = text.startsWith(start) && text.endsWith(end) && text.length >= start.length + end.length;
    return fits ? [{ index, words: text.slice(start.length, text.length - end.length) }] : [];
  });
  const [one = { index: 0, words: text }] = changed;
  const others = changed.length > 0 ? cells : cells.map((cell) => ('blocks' in cell ? { ...cell, blocks: [] } : cell));
  return others.map((cell, index) => {
    if (index !== one.index || !('blocks' in cell)) return cell;
    return { ...cell, blocks: [paragraph(one.words)] };
  });
}

/** The words are others from the first letter that differs to the last, and the letters around them keep their formatting. */
function withText(line: Line, text: string): Line {
  const before = line.map((run) => run.text).join('');
  const { start, end } = changedPart(before, text);
  const middle = text.slice(start, text.length - (before.length - end));
  const done: Line = [];
  let at = 0;
  let isIn = false;
  for (const run of line) {
    const upTo = at + run.text.length;
    const head = run.text.slice(0, Math.max(0, start - at));
    const tail = run.text.slice(Math.max(0, end - at));
    // What takes the place of words looks like them, and what is put in like what stands before it.
    const takes: boolean = !isIn && (start < upTo || (start === end && start === upTo));
    isIn ||= takes;
    done.push({ ...run, text: head + (takes ? middle : '') + tail });
    at = upTo;
  }
  return line.length === 0 ? lineOf(text) : done.filter((run) => run.text !== '');
}

/** @returns the part of `before`, from `start` to `end`, that reads otherwise in `after`. */
export function changedPart(before: string, after: string): { readonly start: number; readonly end: number } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let same = 0;
  while (same < most - start && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { start, end: before.length - same };
}
