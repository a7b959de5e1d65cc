/** @file The practice servers in a process of their own, so that their work does not count as the product's. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { SystemDescription } from '../sandbox/kit/system.ts';

export const calendarNames = ['microsoft365', 'google', 'exchange'] as const;
export type CalendarName = (typeof calendarNames)[number];

export interface Servers {
  readonly superoffice: SystemDescription;
  readonly calendar: SystemDescription;
  close(): void;
}

/**
 * So many plain appointments: half only in the CRM, three in eight only in the calendar, the rest on both sides. `year`: the sample
 * year, which has persons by the thousand.
 */
export type Load = { readonly appointments: number } | 'year';

/** Meters that count by the servers' clock, which does not skip what the client's does. */
const meters: Readonly<Record<CalendarName, readonly string[]>> = {
  microsoft365: [],
  google: ['requestsPerMinute=0', 'contactWritesPerMinute=0'],
  exchange: [],
};

/**
 * Starts both systems. The meters are off: the client keeps its own pace, and the bench counts the waiting without spending it.
 */
export async function startServers(load: Load, calendar: CalendarName): Promise<Servers> {
  const size =
    load === 'year' ? ['--size', 'sample'] : ['--size', 'large', '--appointments', String(load.appointments)];
  const off = ['callsPerSecond=0', ...meters[calendar]].flatMap((meter) => ['--switch', meter]);
  const child = spawn(process.execPath, ['sandbox/command.ts', 'superoffice', calendar, ...size, ...off], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', (code) => reject(new Error(`the practice servers ended with code ${code}`)));
  });
  const systems = (JSON.parse(line) as { systems: SystemDescription[] }).systems;
  const one = (name: SystemDescription['system']): SystemDescription => {
    const found = systems.find((description) => description.system === name);
    if (!found) throw new Error(`the practice servers did not start ${name}`);
    return found;
  };
  return { superoffice: one('superoffice'), calendar: one(calendar), close: () => child.kill() };
}

/** What a system's control does. @throws Error with the control's words */
export async function control(system: SystemDescription, name: string, argument: unknown): Promise<unknown> {
  const answer = await fetch(`${system.addresses['control']}/control/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(argument),
  });
  if (!answer.ok) throw new Error(`control ${name}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { result: unknown }).result;
}
