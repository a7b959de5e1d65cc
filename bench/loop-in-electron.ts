/**
 * @file How long the application's main process is held while the engine works: measured in the real Electron, with the
 * engine in the main process and with it in a process of its own (docs/adr/0001).
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { projectRoot, rootSwitches } from '../build/machine.mjs';
import type { SystemDescription } from '../sandbox/kit/system.ts';
import { sampleWorld } from '../sandbox/sample/sample-world.ts';
import { control, type Servers, startServers } from './servers.ts';

export interface LoopFigures {
  readonly longestMs: number;
  readonly ninetyNineMs: number;
  /** Stretches of more than a twentieth of a second, which a person can notice. */
  readonly noticeable: number;
  readonly wallMs: number;
}

const script = path.join(projectRoot, 'out/bench/electron-main.js');

async function compileScript(): Promise<void> {
  await build({
    root: projectRoot,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['electron', 'better-sqlite3'] },
    build: {
      ssr: path.join(projectRoot, 'bench/electron-main.ts'),
      target: 'node20.18',
      outDir: path.dirname(script),
      rolldownOptions: { external: ['electron', 'better-sqlite3', /^node:/], output: { format: 'es' } },
    },
  });
}

/**
 * All stand in the CRM alone: a first run then reads them in large pieces and writes them in batches, as fast as it can.
 * Creating them in the CRM would be paced to ten a second, and leave the engine idle most of the time.
 */
async function putAllIntoCrm(servers: Servers, items: number): Promise<Servers> {
  const today = new Date().toISOString().slice(0, 10);
  const world = sampleWorld({ seed: 1, size: 'large', today, appointments: items });
  const inCrm = { ...world, appointments: world.appointments.map((one) => ({ ...one, on: 'crm' as const })) };
  // Without the mailbox's quota, which would put a pause of minutes into the run.
  await control(servers.calendar, 'set', { name: 'requestsPerTenMinutes', value: 1_000_000 });
  // Loading ends what was handed out before: the description has new tokens.
  const load = async (system: SystemDescription): Promise<SystemDescription> => {
    await control(system, 'load', inCrm);
    return (await (await fetch(`${system.addresses['control']}/control`)).json()) as SystemDescription;
  };
  return {
    ...servers,
    superoffice: await load(servers.superoffice),
    calendar: await load(servers.calendar),
  };
}

/** One first run of so many appointments inside Electron. `place`: where the engine works. */
export async function measureLoop(items: number, place: 'main' | 'utility'): Promise<LoopFigures> {
  await compileScript();
  const servers = await putAllIntoCrm(await startServers({ appointments: 1 }, 'microsoft365'), items);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-loop-'));
  try {
    const child = spawn(path.join(projectRoot, 'node_modules/electron/dist/electron'), [...rootSwitches(), script], {
      env: {
        ...process.env,
        BENCH: JSON.stringify({ place, folder, superoffice: servers.superoffice, microsoft365: servers.calendar }),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await new Promise((resolve) => child.on('close', resolve));
    const line = output.split('\n').find((text) => text.startsWith('{'));
    if (!line) throw new Error(`the measurement in Electron said: ${output}`);
    return JSON.parse(line) as LoopFigures;
  } finally {
    servers.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
