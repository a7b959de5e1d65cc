/**
 * @file The usual tests with one file changed while it is read: nothing in the tree is touched, and other tests may run at
 * the same time. The mutant comes as JSON in `MUTANT`.
 */
import path from 'node:path';
import type { Plugin } from 'vite';
import { mergeConfig } from 'vitest/config';
import { projectRoot } from '../../build/machine.mjs';
import usual from '../../vitest.config.ts';
import { type Mutant, mutate } from './mutant.ts';

function changeOneFile(mutant: Mutant): Plugin {
  const file = path.join(projectRoot, mutant.file);
  return {
    name: 'mutant',
    enforce: 'pre',
    transform: (code, id) => (id.split('?')[0] === file ? { code: mutate(mutant, code), map: null } : undefined),
  };
}

const { MUTANT: given } = process.env;
if (given === undefined) throw new Error('MUTANT does not say what to change');

export default mergeConfig(usual, {
  root: projectRoot,
  plugins: [changeOneFile(JSON.parse(given) as Mutant)],
  // What was read once would be taken for the file ever after, change or no change.
  test: { fsModuleCache: false },
});
