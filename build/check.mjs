/**
 * @file `npm run check`: everything that can be said about the sources without running them: format and lint, types, who
 * imports whom, what nobody uses, and whether the tests exist that docs/fidelity.md names. All are run, so that one failure does
 * not hide another.
 */
import { asCommand, prepare, run, say } from './machine.mjs';

const checks = [
  ['Format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['Types', ['node_modules/typescript/bin/tsc', '-p', '.']],
  [
    'Import rules',
    ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', '--config', 'build/import-rules.mjs', '.'],
  ],
  ['Tests that docs/fidelity.md names', ['build/documents/command.ts']],
  ['Dead code', ['node_modules/knip/bin/knip.js']],
];

/** Runs all checks; answers the number of those that failed. */
export async function check(node) {
  let failed = 0;
  for (const [name, args] of checks) {
    say(`— ${name}`);
    if ((await run(node, args)) !== 0) failed += 1;
  }
  return failed;
}

await asCommand(async () => {
  const { node } = await prepare();
  return (await check(node)) === 0 ? 0 : 1;
});
