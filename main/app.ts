/**
 * @file The life of the process: what it was started for, one process for each profile, ready, at work, and a clean end.
 * Nothing here waits for Electron's "ready" at the top level of a module: ready comes only when all modules are loaded.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { app, dialog } from 'electron';
import { chooseLanguage, createWords, type Words } from '../locales/index.ts';
import type { Log } from '../sync-core/connectors/ports.ts';
import { VaultUnavailable } from './accounts/vault.ts';
import { carryOut } from './command-line/carry-out.ts';
import type { CommandResult } from './command-line/command.ts';
import { exitCode } from './command-line/exit-codes.ts';
import { type Errand, holdProfile, serveOthers } from './command-line/one-instance.ts';
import { ownArguments } from './command-line/own-arguments.ts';
import { type CommandToDo, type Parsed, parseCommandLine, type StartOptions } from './command-line/parse.ts';
import { compose } from './compose.ts';
import { openLog } from './log/log.ts';
import { makeFolder } from './make-folder.ts';
import { SettingsNotKept } from './settings/settings.ts';
import { systemClock } from './system-clock.ts';
import { startTrayMode } from './tray-mode.ts';
import { declarePageScheme } from './windows/page-protocol.ts';

/** Waits until everything is written: `app.exit` does not. */
function write(stream: NodeJS.WriteStream, said: string): Promise<void> {
  return new Promise((done) => {
    if (said === '') done();
    else stream.write(said, () => done());
  });
}

async function endWith({ code, output, errors }: CommandResult): Promise<void> {
  await write(process.stdout, output);
  await write(process.stderr, errors);
  app.exit(code);
}

/**
 * A command needs no screen, but on Linux Electron does not start without one unless it is told so on its command line:
 * the same command once more, with that switch.
 */
function againWithoutScreen(parsed: Parsed): number | undefined {
  if (parsed.kind !== 'command' || process.platform !== 'linux') return undefined;
  const hasScreen = process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (hasScreen || app.commandLine.hasSwitch('ozone-platform')) return undefined;
  const again = spawnSync(process.execPath, ['--ozone-platform=headless', ...process.argv.slice(1)], {
    stdio: 'inherit',
  });
  return again.status ?? exitCode.local;
}

/** Makes the profile's folder and has Electron keep everything in it. @returns what stands in the way, if anything. */
function keepEverythingIn({ profile }: StartOptions, words: Words): string | undefined {
  const folder = profile === undefined ? app.getPath('userData') : resolve(profile);
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `${words.t('commandLine:profileUnusable', { folder, why })}\n`;
  }
  app.setPath('userData', folder);
  return undefined;
}

/** What keeps the application from starting, in words; undefined for errors of our own. */
function startProblem(error: unknown, words: Words): string | undefined {
  if (error instanceof VaultUnavailable) return `${error.message}\n`;
  if (!(error instanceof SettingsNotKept)) return undefined;
  const why = error.cause instanceof Error ? error.cause.message : error.message;
  return `${words.t('commandLine:profileUnusable', { folder: app.getPath('userData'), why })}\n`;
}

/** Named by its whole path, so that two processes in two folders mean the same. */
function secretsFile({ secrets }: StartOptions): string | undefined {
  return secrets === undefined ? undefined : resolve(secrets);
}

async function withSecret(command: CommandToDo, words: Words): Promise<CommandToDo | string> {
  if (command.do !== 'connect' || command.user === undefined) return command;
  const secret = (await text(process.stdin)).trim();
  return secret === '' ? `${words.t('commandLine:usage.noSecret')}\n` : { ...command, secret };
}

/** A command without a running application: the profile is held, the command carried out, and that is all. */
async function runCommand(command: CommandToDo, options: StartOptions, log: Log, words: Words): Promise<void> {
  app.dock?.hide();
  const composed = await compose({
    profileFolder: app.getPath('userData'),
    secrets: options.secrets,
    log,
    onBrowser: (address) => {
      process.stderr.write(
        `${words.t('commandLine:waitingForBrowser')} ${words.t('commandLine:openByHand')}\n${address}\n`,
      );
    },
  });
  const { application, settings, locale } = composed;
  const around = { application, settings, locale, words: composed.words(), now: () => systemClock.now() };
  // Told to end (by the system, or a script's time limit): what is under way is ended first, and the result says so.
  app.on('before-quit', (event) => {
    event.preventDefault();
    void application.close();
  });
  const result = await carryOut(command, around);
  await application.close();
  await endWith(result);
}

/** The application in the tray, until the user quits. */
async function runInTray(options: StartOptions, log: Log, others: (serve: Serve) => void): Promise<void> {
  app.dock?.hide();
  app.setAppUserModelId('synchronizer');
  log.info('Started', { version: app.getVersion(), electron: process.versions.electron, platform: process.platform });
  const composed = await compose({
    profileFolder: app.getPath('userData'),
    secrets: options.secrets,
    log,
    onBrowser: () => log.info('The browser is asked to sign in'),
  });
  const mode = await startTrayMode(composed, options.open, log);
  const { application, settings, words, locale } = composed;
  others(async (errand, secrets) => {
    // Said, because whoever named another file believes that sign-ins go there.
    const otherFile = secrets !== undefined && secrets !== secretsFile(options);
    const notUsed = otherFile ? `${words().t('commandLine:secretsNotUsed')}\n` : '';
    if (errand.do !== 'start') {
      const around = { application, settings, words: words(), locale, now: () => systemClock.now() };
      const result = await carryOut(errand, around);
      return { ...result, errors: notUsed + result.errors };
    }
    mode.openWindow();
    return { code: exitCode.ok, output: '', errors: notUsed };
  });
  let ended = false;
  app.on('before-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void mode
      .close()
      .catch((error: unknown) => log.error('Not everything could be closed', { error }))
      .finally(() => {
        ended = true;
        log.info('Ended');
        app.quit();
      });
  });
}

type Serve = (errand: Errand, secrets: string | undefined) => Promise<CommandResult | undefined>;

function catchWhatNobodyCaught(log: Log): void {
  // The application goes on: what it remembers is on disk, and ending would leave the user without it.
  process.on('uncaughtException', (error) => log.error('An error that nobody caught', { error }));
  process.on('unhandledRejection', (error) => log.error('A promise that nobody waited for failed', { error }));
}

async function live(parsed: Extract<Parsed, { kind: 'start' | 'command' }>, words: Words): Promise<void> {
  const command = parsed.kind === 'command' ? await withSecret(parsed.command, words) : undefined;
  if (typeof command === 'string') return endWith({ code: exitCode.usage, output: '', errors: command });
  const errand: Errand = command ?? { do: 'start', open: parsed.options.open };

  let takeServe: (serve: Serve) => void = () => undefined;
  const served = new Promise<Serve>((resolve) => {
    takeServe = resolve;
  });
  const log = openLog(app.getPath('userData'));
  // A command is busy with itself; the application answers as soon as it can.
  serveOthers(
    async (other, secrets) => (command ? undefined : (await served)(other, secrets)),
    () => log,
  );
  const holding = await holdProfile(errand, secretsFile(parsed.options), systemClock);
  if (!holding.first) {
    const inUse = { code: exitCode.local, output: '', errors: `${words.t('commandLine:profileInUse')}\n` };
    return endWith(holding.result ?? inUse);
  }
  catchWhatNobodyCaught(log);
  await app.whenReady();
  try {
    if (command) await runCommand(command, parsed.options, log, words);
    else await runInTray(parsed.options, log, takeServe);
  } catch (error) {
    log.error('The application cannot start', { error });
    const details = error instanceof Error ? error.message : String(error);
    const errors = startProblem(error, words) ?? `${details}\n`;
    if (!command) dialog.showErrorBox(words.t('window:app.name'), errors);
    await endWith({ code: exitCode.local, output: '', errors });
  }
}

/**
 * GTK, which Electron shows dialogs with on Linux, asks the X server for OpenGL when it begins, and that alone loads the
 * graphics driver into this process: some 30 MB that nothing is ever drawn with. Once it has begun, the variable goes: the
 * browser that a sign-in opens must not inherit it. Whoever has set it keeps what they set.
 */
function leaveOutOpenGl(): void {
  if (process.platform !== 'linux' || process.env['GDK_GL'] !== undefined) return;
  process.env['GDK_GL'] = 'disable';
  void app.whenReady().then(() => {
    delete process.env['GDK_GL'];
  });
}

/** Starts whatever the command line asks for. */
export function start(): void {
  leaveOutOpenGl();
  const words = createWords(chooseLanguage(app.getPreferredSystemLanguages()));
  const args = ownArguments(process.argv, app.isPackaged ? undefined : app.getAppPath());
  const parsed = parseCommandLine(args, words, app.getVersion());
  if (parsed.kind === 'say' || parsed.kind === 'misused') {
    void endWith(
      parsed.kind === 'say'
        ? { code: exitCode.ok, output: parsed.text, errors: '' }
        : { code: exitCode.usage, output: '', errors: parsed.text },
    );
    return;
  }
  const code = againWithoutScreen(parsed);
  if (code !== undefined) {
    app.exit(code);
    return;
  }
  const unusable = keepEverythingIn(parsed.options, words);
  if (unusable !== undefined) {
    void endWith({ code: exitCode.local, output: '', errors: unusable });
    return;
  }
  declarePageScheme();
  // Nothing is drawn by a command.
  if (parsed.kind === 'command') app.disableHardwareAcceleration();
  void live(parsed, words);
}
