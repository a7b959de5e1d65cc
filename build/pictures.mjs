/** @file `node build/pictures.mjs [FOLDER]`: the pictures that the documents show (build/documents/pictures.ts), or all pages into a folder. */
import { asCommand, prepare, runInSession } from './machine.mjs';

await asCommand(async (args) => {
  const { node } = await prepare({ electron: true, session: true });
  return runInSession(node, ['build/documents/pictures.ts', ...args]);
});
