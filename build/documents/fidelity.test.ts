/** @file The check of docs/fidelity.md finds what it is there to find. */
import { describe, expect, test } from 'vitest';
import { complaintsAbout } from './fidelity.ts';
import { titlesIn } from './test-titles.ts';

const source = `
describe('a booking', () => {
  test.each([['with a room', 1], ['with “guests”', 2]])('%s stays', () => check('nothing here'));
  it(\`costs \${most} at most\`, () => undefined);
});`;
const tests = {
  files: ['tests/sync/a.test.ts', 'tests/sync/b.test.ts', 'main/b.test.ts'],
  titlesOf: () => titlesIn(source),
};
const table = (cell: string, heading = 'Test') =>
  `## One\n\nHere is \`tests/sync/a.test.ts\` ("ay").\n\n| What | ${heading} |\n|---|---|\n| Room | ${cell} |\n`;
const complaints = (document: string) => complaintsAbout(document, tests);

test('titles are those of tests and groups, and of the cases of a table', () => {
  expect(titlesIn(source)).toEqual(['a booking', '%s stays', 'with a room', 'with “guests”', 'costs … at most']);
});

describe('a row', () => {
  test.each([
    ['by the path', '`tests/sync/a.test.ts`: "a booking", "with a room"'],
    ['by the name', '`a.test.ts` "a booking"'],
    ['by the short name of its section', 'ay: "stays"'],
    ['with words around', 'for the room, ay: "with a room" (and after each test)'],
  ])('that names its tests %s is well', (_, cell) => {
    expect(complaints(table(cell))).toEqual([]);
  });

  test('may leave the file to the heading', () => {
    expect(complaints(table('"a booking"', 'Test (`a.test.ts`)'))).toEqual([]);
  });

  test.each([
    ['no test', '–', 'line 7 (Room): names no test'],
    ['a file alone', '`tests/sync/a.test.ts`', 'names no test'],
    ['a title without its file', '"a booking"', 'no file is named for "a booking"'],
    ['a file that does not exist', '`c.test.ts`: "a booking"', 'is called "c.test.ts"'],
    ['a file name that two files have', '`b.test.ts`: "a booking"', 'is called "b.test.ts"'],
    ['a title that no test has', 'ay: "a booking", "with guests"', 'no test in tests/sync/a.test.ts has "with guests"'],
    ['words of a test that are no title', 'ay: "nothing here"', 'no test in tests/sync/a.test.ts has "nothing here"'],
  ])('that names %s is told of', (_, cell, expected) => {
    expect(complaints(table(cell))).toEqual([expect.stringContaining(expected)]);
  });

  test('does not know the short names of another section', () => {
    const other = '\n## Two\n\n| What | Test |\n|---|---|\n| Place | ay: "a booking" |\n';
    expect(complaints(table('ay: "stays"') + other)).toEqual([expect.stringContaining('is called "ay"')]);
  });
});

test('a table without a column of tests is told of once', () => {
  expect(complaints('| What | Why |\n|---|---|\n| a | b |\n| c | d |\n')).toEqual([
    expect.stringContaining('no column'),
  ]);
});
