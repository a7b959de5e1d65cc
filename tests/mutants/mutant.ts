/** @file A mutant: one small change that breaks one promise on purpose, as data. */
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../build/machine.mjs';

export interface Mutant {
  /** Short, in kebab case: the name on the command line. */
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** What is wrong with the product then. */
  readonly breaks: string;
  /** Test files that should see it, or parts of their paths; the fast simulation is asked after them. */
  readonly seenBy: readonly string[];
  /** Why nothing can see it; absent: some test must. */
  readonly unseen?: string;
}

export class StaleMutant extends Error {
  override readonly name = 'StaleMutant';
}

/** @returns the file's text with the change. @throws StaleMutant when the file no longer has that text, or has it twice. */
export function mutate({ name, file, find, replace }: Mutant, text: string): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new StaleMutant(`${name}: ${file} has its text ${parts.length - 1} times`);
  return parts.join(replace);
}

/** @returns what is wrong with the table itself: texts that are no longer there, names that stand for two. */
export function staleOnes(mutants: readonly Mutant[]): readonly string[] {
  const twice = mutants.filter(({ name }, at) => mutants.findIndex((other) => other.name === name) !== at);
  const stale = mutants.flatMap((mutant) => {
    const file = path.join(projectRoot, mutant.file);
    if (!fs.existsSync(file)) return [`${mutant.name}: there is no ${mutant.file}`];
    try {
      mutate(mutant, fs.readFileSync(file, 'utf8'));
      return [];
    } catch (error) {
      if (error instanceof StaleMutant) return [error.message];
      throw error;
    }
  });
  return [...twice.map(({ name }) => `${name}: stands there twice`), ...stale];
}
