/** @file The test files of the repository, and the titles of the tests in one. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rooms = ['build', 'locales', 'main', 'preload', 'renderer', 'sandbox', 'sync-core', 'tests'];

/** Every test file, by its path from the root of the repository, with slashes. */
export function testFiles(): string[] {
  return rooms.flatMap((room) =>
    readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.test\.tsx?$/.test(name))
      .map((name) => path.posix.join(room, ...name.split(path.sep))),
  );
}

/** The titles in one of these files: see `titlesIn`. */
export function titlesOfFile(file: string): string[] {
  return titlesIn(readFileSync(path.join(root, file), 'utf8'));
}

/**
 * The titles of all tests and groups in a source, as they are written there: places for values are left as `%s` and
 * `$name`, and those of a template literal become `…`. A case of a table of tests has its name first in its row: the
 * names of all rows are titles, too.
 */
export function titlesIn(source: string): string[] {
  const titles: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (isCall(node) && ['it', 'test', 'describe'].includes(rootName(node.callee))) {
      titles.push(...wordsOf(node.arguments[0]?.expression));
    }
    if (isRow(node)) titles.push(...wordsOf(node.elements[0]?.expression));
    for (const part of Object.values(node)) visit(part);
  };
  visit(parseSync(source, { syntax: 'typescript', tsx: false }).body);
  return titles;
}

interface Node {
  readonly type?: string;
}

interface Part {
  readonly expression: unknown;
}

interface Call extends Node {
  readonly callee: unknown;
  readonly arguments: readonly Part[];
}

interface Row extends Node {
  readonly elements: readonly (Part | undefined)[];
}

function isCall(node: Node): node is Call {
  return node.type === 'CallExpression';
}

function isRow(node: Node): node is Row {
  return node.type === 'ArrayExpression' && (node as Row).elements.length > 1;
}

/** `it` of `it(…)`, `it.each(…)(…)` and their like; no text where the call is of something else. */
function rootName(callee: unknown): string {
  const node = callee as Node & { value?: string; object?: unknown; callee?: unknown };
  if (node.type === 'Identifier') return node.value ?? '';
  if (node.type === 'MemberExpression') return rootName(node.object);
  return node.type === 'CallExpression' ? rootName(node.callee) : '';
}

function wordsOf(argument: unknown): string[] {
  const node = argument as (Node & { value?: string; quasis?: readonly { cooked?: string }[] }) | undefined;
  if (node?.type === 'StringLiteral') return [node.value ?? ''];
  if (node?.type !== 'TemplateLiteral') return [];
  return [(node.quasis ?? []).map((piece) => piece.cooked ?? '').join('…')];
}
