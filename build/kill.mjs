/** @file `npm run test:kill [-- --kills 200 --seed 1 --items 1000]`: the real application, killed over and over (tests/kill/). */
import { asCommand, prepare, run, runInSession } from './machine.mjs';

await asCommand(async (args) => {
  const { node, electron } = await prepare({ electron: true, session: true });
  const compiled = await run(node, ['build/compile.mjs']);
  if (compiled !== 0) return compiled;
  console.log(`Electron ${electron.version}`);
  return runInSession(node, ['tests/kill/command.ts', ...args]);
});
