/** @file That the mutation check tells the truth: the table fits the sources, what is broken is seen, and what is not is not. */
import { expect, test } from 'vitest';
import { mutants } from './all.ts';
import { type Mutant, staleOnes } from './mutant.ts';
import { tryMutant } from './try-mutant.ts';

test('every mutant still has its text in the sources', () => {
  expect(staleOnes(mutants)).toEqual([]);
  const [some] = mutants;
  if (some === undefined) throw new Error('there are no mutants');
  expect(staleOnes([{ ...some, find: 'a text that nobody wrote' }])).toHaveLength(1);
});

test('a promise that is broken is seen, with the name of the test that saw it', { timeout: 120_000 }, async () => {
  const broken = mutants.find(({ name }) => name === 'window-a-day-short');
  if (broken === undefined) throw new Error('the mutant has another name');
  const { fate } = await tryMutant(broken, [broken.seenBy]);
  expect(fate).toMatchObject({ end: 'killed', by: expect.stringContaining('sync-core/preferences/') });
});

test('a change that breaks nothing survives, and one that is no program proves nothing', {
  timeout: 120_000,
}, async () => {
  const harmless: Mutant = {
    name: 'harmless',
    file: 'sync-core/preferences/scope.ts',
    find: 'if (item.unfit !== undefined) return item.unfit;',
    replace: "if (typeof item.unfit === 'string') return item.unfit;",
    breaks: 'nothing',
    seenBy: ['sync-core/preferences/'],
  };
  expect((await tryMutant(harmless, [harmless.seenBy])).fate).toEqual({ end: 'survived' });
  const nonsense = { ...harmless, replace: 'if (' };
  expect((await tryMutant(nonsense, [nonsense.seenBy])).fate.end).toBe('void');
  expect((await tryMutant(harmless, [['no/such/test']])).fate.end).toBe('void');
});
