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
import { startServers } from './servers.ts';

export interface LoopFigures {
  readonly longestMs: number;
  readonly ninetyNineMs: number;
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

/** One first run of so many appointments inside Electron. `place`: where the engine works. */
export async function measureLoop(items: number, place: 'main' | 'utility'): Promise<LoopFigures> {
  await compileScript();
  const servers = await startServers(items);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-loop-'));
  try {
    const child = spawn(path.join(projectRoot, 'node_modules/electron/dist/electron'), [...rootSwitches(), script], {
      env: {
        ...process.env,
        BENCH: JSON.stringify({ place, folder, superoffice: servers.superoffice, microsoft365: servers.microsoft365 }),
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
