/** @file `npm start [-- options]`: compiles and starts the application, for real servers. */
import { asCommand, hasDisplay, MachineLacks, prepare, rootSwitches, run } from './machine.mjs';

/** Options that answer on the terminal and need no display. */
const windowless = ['--sync-once', '--status', '--set', '--get', '--dry-run', '--help', '--version'];

await asCommand(async (args) => {
  if (!hasDisplay() && !args.some((one) => windowless.some((option) => one.startsWith(option)))) {
    throw new MachineLacks(
      'There is no display here for the tray and the window. Use --sync-once, --status, --set or --get, or try npm run demo.',
    );
  }
  const { node, electron } = await prepare({ electron: true });
  const compiled = await run(node, ['build/compile.mjs']);
  if (compiled !== 0) return compiled;
  return run(electron.executable, [...rootSwitches(), '.', ...args]);
});
