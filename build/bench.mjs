/** @file `npm run bench [-- options]`: prints figures; asserts nothing. */
import { asCommand, prepare, run, runInSession } from './machine.mjs';

await asCommand(async (args) => {
  const { node, electron } = await prepare({ electron: true, session: true });
  const compiled = await run(node, ['build/compile.mjs']);
  if (compiled !== 0) return compiled;
  return runInSession(node, ['bench/bench.ts', ...args], { env: { BENCH_ELECTRON: electron.executable } });
});
