/** @file `npm start [-- options]`: compiles and starts the application, for real servers. */
import { asCommand, hasDisplay, MachineLacks, prepare, rootSwitches, run } from './machine.mjs';

/** Options that answer on the terminal and need no display. */
const windowless = [
  '--sync-once',
  '--dry-run',
  '--status',
  '--set',
  '--get',
  '--connect',
  '--disconnect',
  '--help',
  '--version',
];

await asCommand(async (args) => {
  const isWindowless = args.some((one) => windowless.includes(one.split('=')[0]));
  if (!hasDisplay() && !isWindowless) {
    throw new MachineLacks(
      'There is no display here for the tray and the window. Use --sync-once, --status, --set or --get, or try npm run demo.',
    );
  }
  const { node, electron } = await prepare({ electron: true });
  const compiled = await run(node, ['build/compile.mjs']);
  if (compiled !== 0) return compiled;
  // Without a display Electron does not start at all unless it is told to draw nowhere.
  const platform = hasDisplay() ? [] : ['--ozone-platform=headless'];
  return run(electron.executable, [...rootSwitches(), ...platform, '.', ...args]);
});
