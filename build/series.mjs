/** @file `npm run test:series [-- --stories 5000 --seed 1 --from crm]`: series carried to and fro (tests/series-stories/). */
import { asCommand, prepare, run } from './machine.mjs';

await asCommand(async (args) => {
  const { node } = await prepare();
  return run(node, ['tests/series-stories/command.ts', ...args]);
});
