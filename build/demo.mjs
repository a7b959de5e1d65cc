/**
 * @file `npm run demo`: the main job on practice servers. Starts them with sample data, links the real application to them,
 * lets it synchronise, and shows it: the window and the tray where there is a display; otherwise a table and pictures
 * under `out/demo/`. `-- --calendar google` (or `exchange`) links that in place of Microsoft 365. The exit code is 0 only if both sides are equal.
 */
import { asCommand, hasDisplay, prepare, run, runInSession, say } from './machine.mjs';

await asCommand(async (args) => {
  const visible = hasDisplay() && !args.includes('--no-display');
  const { node, electron } = await prepare({ electron: true, session: !visible });
  say(`Electron ${electron.version} (${electron.source})`);
  const compiled = await run(node, ['build/compile.mjs']);
  if (compiled !== 0) return compiled;
  const passed = args.filter((arg) => arg !== '--no-display');
  const session = ['build/demo/session.ts', ...passed, ...(visible ? ['--visible'] : [])];
  return visible ? run(node, session) : runInSession(node, session);
});
