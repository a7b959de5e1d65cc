/**
 * @file The real application, started and asked from outside: its command line for the set-up, its window through
 * Playwright. Used by the demo; knows nothing of what is inside the program.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import { projectRoot, rootSwitches } from '../machine.mjs';

export interface Profile {
  /** Everything of this person is kept in here. */
  readonly folder: string;
  /** Where secrets are kept when there is no key store; absent: the operating system's key store. */
  readonly secretsFile?: string;
  /** Laid over this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

const executable = path.join(projectRoot, 'node_modules/electron/dist/electron');

function switches(profile: Profile): string[] {
  return [
    ...rootSwitches(),
    projectRoot,
    '--profile',
    profile.folder,
    ...(profile.secretsFile ? ['--secrets', profile.secretsFile] : []),
  ];
}

function environmentOf(profile: Profile): Record<string, string> {
  return { ...(process.env as Record<string, string>), ...profile.environment };
}

export interface CommandResult {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Program and arguments of one command of the application. */
export function commandLine(profile: Profile, args: readonly string[]): readonly string[] {
  return [executable, ...switches(profile), ...args];
}

/** Runs one command of the application; `secret` goes to its standard input. */
export function command(profile: Profile, args: readonly string[], secret?: string): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, [...switches(profile), ...args], { stdio: 'pipe', env: environmentOf(profile) });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output, errors }));
    child.stdin.end(secret === undefined ? '' : `${secret}\n`);
  });
}

/** Starts the tray application with its window open. */
export function launch(profile: Profile): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: executable,
    args: [...switches(profile), '--open'],
    env: environmentOf(profile),
  });
}
