/** @file `npm run test:mutants [-- --only name,name] [--list]`: promises broken on purpose (tests/mutants/). */
import { asCommand, prepare, run } from './machine.mjs';

await asCommand(async (args) => {
  const { node } = await prepare();
  return run(node, ['tests/mutants/command.ts', ...args]);
});
