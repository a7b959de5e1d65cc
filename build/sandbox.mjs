/** @file `npm run sandbox -- [system …] [options]`: starts the practice servers in the foreground. */
import { asCommand, prepare, run } from './machine.mjs';

await asCommand(async (args) => {
  const { node } = await prepare();
  return run(node, ['sandbox/command.ts', ...args]);
});
