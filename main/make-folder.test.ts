/** @file Tests of makeFolder. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'make-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder is made with those above it, and one that is there already is left alone', () => {
  const deep = join(folder, 'one', 'two');
  makeFolder(deep);
  makeFolder(deep);
  expect(statSync(deep).isDirectory()).toBe(true);
});

test('a file in the way is said, be it the folder itself or one above it', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow(/EEXIST/);
  expect(() => makeFolder(join(file, 'inner'))).toThrow(/ENOTDIR/);
});

// Elsewhere it is an ordinary place that does not exist, and that may be made.
test.runIf(process.platform === 'linux')('a place where no folder can be made is said at once', () => {
  expect(() => makeFolder('/proc/synchronizer/inner')).toThrow(/ENOENT/);
});
