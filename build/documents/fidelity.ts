/**
 * @file Holds docs/fidelity.md to its word: every row of its tables names the test that proves it, and that test exists.
 *
 * The column of the tests is headed "Test". A cell names tests as `file`: "title", "title". The file is named by its path
 * in the repository, by its name alone where there is one file of that name, or by a short name which the same section
 * (##) declares as `path` ("short name"). The heading may name the file of all rows: Test (`file`). A title is a piece of
 * the title of one test, or of one group of tests, as it is written in that file.
 */
import path from 'node:path';

/** What the document is held against. */
export interface Tests {
  /** All test files, by their paths from the root. */
  readonly files: readonly string[];
  readonly titlesOf: (file: string) => readonly string[];
}

/** What is wrong with the tables of a document, one sentence for each fault; empty when all is well. */
export function complaintsAbout(document: string, tests: Tests): string[] {
  const complaints: string[] = [];
  let shorts: ReadonlyMap<string, string> = new Map();
  let column: Column | 'none' | undefined;
  const lines = document.split('\n');
  for (const [index, line] of lines.entries()) {
    const where = `line ${index + 1}`;
    if (line.startsWith('## ')) shorts = shortNames(sectionAfter(lines, index));
    if (!line.startsWith('|')) {
      column = undefined;
      continue;
    }
    const cells = cellsOf(line);
    if (column === undefined) {
      const at = cells.findIndex((cell) => /^Test\b/.test(cell));
      column = at === -1 ? 'none' : { at, ...fileInHeading(cells[at] ?? '') };
      if (column === 'none') complaints.push(`${where}: this table has no column headed "Test"`);
    } else if (column !== 'none' && !/^[-: ]+$/.test(cells.join(''))) {
      const faults = faultsOf(cells[column.at] ?? '', column.file, shorts, tests);
      complaints.push(...faults.map((fault) => `${where} (${cells[0]}): ${fault}`));
    }
  }
  return complaints;
}

interface Column {
  readonly at: number;
  readonly file?: string;
}

function fileInHeading(heading: string): { file?: string } {
  const file = /`([^`]+)`/.exec(heading)?.[1];
  return file === undefined ? {} : { file };
}

function cellsOf(line: string): string[] {
  const inside = line.slice(1, line.lastIndexOf('|'));
  return inside.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function sectionAfter(lines: readonly string[], heading: number): string {
  const rest = lines.slice(heading + 1);
  const end = rest.findIndex((line) => line.startsWith('## '));
  return rest.slice(0, end === -1 ? undefined : end).join(' ');
}

function shortNames(section: string): ReadonlyMap<string, string> {
  return new Map([...section.matchAll(/`([^`]+)`\s+\("([^"]+)"\)/g)].map(([, file = '', short = '']) => [short, file]));
}

function faultsOf(cell: string, file: string | undefined, shorts: ReadonlyMap<string, string>, tests: Tests): string[] {
  const faults: string[] = [];
  let name = file;
  let titles = 0;
  for (const [, code, short, title] of cell.matchAll(/`([^`]+)`|\b([a-z][\w-]*): |"([^"]+)"/g)) {
    if (title === undefined) {
      name = code ?? shorts.get(short ?? '') ?? short;
      continue;
    }
    titles += 1;
    const found = fileNamed(name ?? '', tests.files);
    if (name === undefined) faults.push(`no file is named for "${title}"`);
    else if (found === undefined) faults.push(`no test file, or more than one, is called "${name}"`);
    else if (!tests.titlesOf(found).some((text) => text.includes(title))) {
      faults.push(`no test in ${found} has "${title}" in its title`);
    }
  }
  return titles === 0 ? ['names no test; write `file`: "a piece of its title"'] : faults;
}

function fileNamed(name: string, files: readonly string[]): string | undefined {
  if (files.includes(name)) return name;
  const same = files.filter((file) => path.posix.basename(file) === name);
  return same.length === 1 ? same[0] : undefined;
}
