/**
 * @file One start of the real application in a process group of its own, and the ways to end it without a warning. Linux:
 * the processes of a group are found in /proc.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { commandLine, type Profile } from '../../build/demo/application.ts';

/** `tree`: all processes at once, as when the power fails. `main`, `sync`: that one alone. */
export type Victim = 'tree' | 'main' | 'sync';

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export interface Start {
  /** Of the main process, which is the group's name too. */
  readonly pid: number;
  readonly ended: Promise<Ended>;
  isOver(): boolean;
}

/** How long processes that were left behind may take to notice. */
const patienceMs = 10_000;
const lookEveryMs = 5;

export function startApplication(profile: Profile, args: readonly string[]): Start {
  const [program = '', ...rest] = commandLine(profile, args);
  const child = spawn(program, rest, {
    env: { ...process.env, ...profile.environment },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  let output = '';
  let over = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      over = true;
      resolve({ code, output });
    });
  });
  if (child.pid === undefined) throw new Error('the application did not start');
  return { pid: child.pid, ended, isOver: () => over };
}

interface Process {
  readonly pid: number;
  readonly command: string;
}

/** @returns undefined for a process that is over, or is none of the group. */
async function member(pid: string, group: number): Promise<Process | undefined> {
  try {
    const [stat, command] = await Promise.all([
      fs.readFile(`/proc/${pid}/stat`, 'utf8'),
      fs.readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    // "pid (name) state parent group …"; what is dead and not yet buried has the state Z.
    const [state, , ofGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(ofGroup) === group && state !== 'Z' && state !== 'X' ? { pid: Number(pid), command } : undefined;
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

async function alive(group: number): Promise<readonly Process[]> {
  const pids = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const members = await Promise.all(pids.map((pid) => member(pid, group)));
  return members.filter((one) => one !== undefined);
}

/** The process in which the engine works. */
export async function syncProcess(start: Start): Promise<number | undefined> {
  return (await alive(start.pid)).find(({ command }) => command.includes('node.mojom.NodeService'))?.pid;
}

/**
 * Waits until no process of the group is left.
 * @returns milliseconds waited. @throws Error when one goes on alone.
 */
export async function untilGone(start: Start): Promise<number> {
  const since = performance.now();
  for (;;) {
    const left = await alive(start.pid);
    const waited = performance.now() - since;
    if (left.length === 0) return waited;
    if (waited > patienceMs) {
      throw new Error(`these go on without the application: ${left.map(({ command }) => command).join('\n')}`);
    }
    await pause(lookEveryMs);
  }
}

/** @throws when it is over already: there was nothing to kill. */
export function killNow(pid: number): void {
  process.kill(pid, 'SIGKILL');
}
