/**
 * @file `npm run test:mutants [-- --only name,name] [--list]`: breaks one promise after the other on purpose, and sees whether
 * the tests notice. Fails when one goes unseen without an explanation, or when the table no longer fits the sources.
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { mutants } from './all.ts';
import { type Mutant, staleOnes } from './mutant.ts';
import { type Trial, tryMutant } from './try-mutant.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, list: { type: 'boolean', default: false } } });

/** After the tests that were named come those that look at everything. */
const farther = [['tests/simulation/fast'], ['sync-core/'], ['tests/sync/', 'tests/simulation/real']];

function chosen(): readonly Mutant[] {
  if (values.only === undefined) return mutants;
  const names = values.only.split(',');
  const unknown = names.filter((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown.length > 0) throw new Error(`there is no mutant ${unknown.join(', ')}; --list names them`);
  return mutants.filter(({ name }) => names.includes(name));
}

/** In words, and whether it is as it must be. */
function verdict({ mutant, fate }: Trial): { readonly words: string; readonly good: boolean } {
  switch (fate.end) {
    case 'killed':
      return { words: fate.by, good: mutant.unseen === undefined };
    case 'hung':
      return { words: 'the tests did not end', good: mutant.unseen === undefined };
    case 'void':
      return { words: `proves nothing: ${fate.why}`, good: false };
    case 'survived':
      return {
        words: `NOT SEEN${mutant.unseen === undefined ? '' : `: ${mutant.unseen}`}`,
        good: mutant.unseen !== undefined,
      };
  }
}

/** A change that changes nothing: what fails then would be taken for proof. @throws Error with the test that fails */
async function demandGreen(some: readonly Mutant[]): Promise<void> {
  const unchanged = { name: 'none', file: 'README.md', find: '', replace: '', breaks: 'nothing', seenBy: [] };
  const { fate } = await tryMutant(unchanged, [[...new Set(some.flatMap(({ seenBy }) => seenBy))]]);
  if (fate.end !== 'survived') throw new Error(`tests fail without any change: ${JSON.stringify(fate)}`);
}

async function main(): Promise<number> {
  const stale = staleOnes(mutants);
  if (stale.length > 0) {
    console.log(stale.join('\n'));
    return 1;
  }
  if (values.list) {
    for (const { name, breaks } of mutants) console.log(`${name}: ${breaks}`);
    return 0;
  }
  const begun = performance.now();
  const trials: Trial[] = [];
  await demandGreen(chosen());
  for (const mutant of chosen()) {
    const trial = await tryMutant(mutant, [mutant.seenBy, ...farther]);
    trials.push(trial);
    console.log(`${mutant.name} (${Math.round(trial.milliseconds / 1000)} s): ${verdict(trial).words}`);
  }
  const table = new Table({ style: { head: [], border: [], compact: true }, head: ['broken on purpose', 'seen by'] });
  for (const trial of trials) table.push([trial.mutant.breaks, verdict(trial).words]);
  console.log(table.toString());
  const seen = trials.filter(({ fate }) => fate.end === 'killed' || fate.end === 'hung').length;
  const explained = trials.filter(({ mutant, fate }) => fate.end === 'survived' && mutant.unseen !== undefined).length;
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  console.log(`${trials.length} mutants: ${seen} seen, ${explained} not seen and explained; ${minutes} minutes`);
  const bad = trials.filter((trial) => !verdict(trial).good);
  for (const { mutant } of bad) console.log(`Not as it must be: ${mutant.name}`);
  return bad.length === 0 ? 0 : 1;
}

process.exitCode = await main();
