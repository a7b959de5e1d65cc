/**
 * @file What this machine has, and how to get what it lacks: packages, a Node of the right age, Electron, and on Debian
 * the shared libraries and the tools for a display that nobody sees. Plain JavaScript without packages, because it runs
 * before any is installed and on whatever Node the machine happens to have.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const oldestNode = [20, 15];

/** Whether the module with this `import.meta.url` was started from the command line. */
export function runsDirectly(moduleUrl) {
  return process.argv[1] !== undefined && fs.realpathSync(process.argv[1]) === fileURLToPath(moduleUrl);
}

/** A sentence for the person at the machine; printed without a stack. */
export class MachineLacks extends Error {}

export function say(message) {
  process.stderr.write(`${message}\n`);
}

/** Runs a command's main function; a machine's lack is one sentence and exit code 1. */
export async function asCommand(main) {
  try {
    process.exitCode = (await main(process.argv.slice(2))) ?? 0;
  } catch (error) {
    if (!(error instanceof MachineLacks)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

/** Runs a program with this terminal and answers its exit code; signals sent to us reach it. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: projectRoot, stdio: 'inherit', ...options });
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

function which(program) {
  const ends = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const end of ends) {
      const file = path.join(folder, program + end);
      if (fs.existsSync(file)) return file;
    }
  }
  return undefined;
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new MachineLacks(
    `Synchronizer needs Node ${oldestNode.join('.')} or newer to set itself up; this is ${process.versions.node}. Install a current Node and try again.`,
  );
}

/**
 * Installs the packages of the lock file when they are not there or are others. What was installed last is remembered by
 * the lock file's hash inside node_modules.
 */
async function ensurePackages() {
  const stamp = path.join(projectRoot, 'node_modules', '.installed-lock');
  const wanted = createHash('sha256')
    .update(fs.readFileSync(path.join(projectRoot, 'package-lock.json')))
    .digest('hex');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  const npm = which('npm');
  if (!npm) throw new MachineLacks('npm is not installed: it comes with Node. Install it and try again.');
  say('Installing packages (once) …');
  // No install script of any package is needed, so none is run. The engines of some packages are newer than the machine's
  // Node: they are run by the Node that this very step installs.
  const code = await run(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (code !== 0) throw new MachineLacks('The packages could not be installed: see the message of npm above.');
  fs.writeFileSync(stamp, wanted);
}

/** The Node that tools and tests run on: the project's own where it has one for this machine, else the machine's. */
export function projectNode() {
  const own = path.join(
    projectRoot,
    'node_modules',
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (fs.existsSync(own)) return own;
  const [major] = process.versions.node.split('.').map(Number);
  if (major >= 24) return process.execPath;
  throw new MachineLacks(
    `There is no Node 24 for ${process.platform} ${process.arch} among the packages, and the machine's is ${process.versions.node}. Install Node 24 and try again.`,
  );
}

const debianPackages = {
  runtime: ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libsecret-1-0', 'libnotify4'],
  session: ['xvfb', 'xauth', 'dbus', 'gnome-keyring', 'fonts-dejavu-core'],
};

/** What Electron cannot be loaded without, and what a session without a display needs. Linux only; empty elsewhere. */
function missingOnLinux(executable, withSession) {
  if (process.platform !== 'linux') return [];
  const missing = [];
  const libraries = execFileSync('ldd', [executable], { encoding: 'utf8' });
  if (libraries.includes('not found')) missing.push(...debianPackages.runtime);
  if (withSession) {
    const programs = ['Xvfb', 'xvfb-run', 'dbus-run-session', 'gnome-keyring-daemon'];
    if (programs.some((program) => !which(program))) missing.push(...debianPackages.session);
  }
  return missing;
}

async function ensureLibraries(executable, withSession) {
  const missing = missingOnLinux(executable, withSession);
  if (missing.length === 0) return;
  const apt = which('apt-get');
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!apt) {
    throw new MachineLacks(
      `Shared libraries or tools are missing. On Debian this command installs them: sudo ${command}`,
    );
  }
  if (process.getuid() !== 0)
    throw new MachineLacks(`Please run this, and then the same command again: sudo ${command}`);
  say(`Installing ${missing.join(', ')} (once) …`);
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  await run(apt, ['update', '-qq'], quiet);
  const code = await run(apt, ['install', '-y', '-qq', '--no-install-recommends', ...missing], quiet);
  if (code !== 0 || missingOnLinux(executable, withSession).length > 0) {
    throw new MachineLacks(
      `Not everything could be installed. Please run, and then the same command again: ${command}`,
    );
  }
}

/** Whether somebody can see windows here. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Makes the machine ready and answers with the Node to use and, where asked for, the Electron.
 * @param {{ electron?: boolean, session?: boolean }} [needs] `session`: also what a display that nobody sees needs.
 * @throws MachineLacks with the sentence to show.
 */
export async function prepare(needs = {}) {
  checkNode();
  await ensurePackages();
  const node = projectNode();
  if (!needs.electron) return { node };
  const { ensureElectron } = await import('./ensure-electron.mjs');
  let electron;
  try {
    electron = await ensureElectron();
  } catch (error) {
    throw new MachineLacks(error.message);
  }
  await ensureLibraries(electron.executable, needs.session ?? false);
  return { node, electron };
}

/** Chromium refuses to start as root with its sandbox on; only containers and test machines are root. */
export function rootSwitches() {
  return process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : [];
}

/**
 * Runs a program in a session of its own: session bus, unlocked key store and a display that nobody sees, so that tray,
 * window and encryption are the real ones and touch nothing of the machine's user.
 */
export async function runInSession(command, args, options = {}) {
  const quote = (word) => `'${word.replaceAll("'", `'\\''`)}'`;
  const inner = [command, ...args].map(quote).join(' ');
  // The bus daemon has words of its own about every service; only the program's are wanted.
  const script = `exec 2>&3 3>&-; printf 'session' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec xvfb-run -a -s '-screen 0 1280x900x24' ${inner}`;
  // Key store and sockets go to a folder of this session: the user's own key store has another password.
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'session-'));
  try {
    return await run('dbus-run-session', ['--', 'sh', '-c', script], {
      ...options,
      stdio: ['inherit', 'inherit', 'ignore', process.stderr.fd],
      env: {
        ...process.env,
        ...options.env,
        XDG_CURRENT_DESKTOP: 'GNOME',
        XDG_DATA_HOME: home,
        XDG_RUNTIME_DIR: home,
      },
    });
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}
