/** @file Runs inside Electron for bench/loop-in-electron.ts: one first run, and how long this process was held meanwhile. */
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { app, net } from 'electron';
import { createEngineHost } from '../main/sync-process/engine-host.ts';
import { createSyncProcess } from '../main/sync-process/supervisor.ts';
import type { HostOutside } from '../main/sync-process/sync-host.ts';
import { systemClock } from '../main/system-clock.ts';
import type { SystemDescription } from '../sandbox/kit/system.ts';
import type { Log } from '../sync-core/connectors/ports.ts';
import { defaultPreferences } from '../sync-core/preferences/schema.ts';

interface Task {
  readonly place: 'main' | 'utility';
  readonly folder: string;
  readonly superoffice: SystemDescription;
  readonly microsoft365: SystemDescription;
}

const task = JSON.parse(process.env['BENCH'] ?? '{}') as Task;
const silent: Log = { debug: () => undefined, info: () => undefined, warn: console.error, error: console.error };
/** Starting Electron and opening the store are over by then. */
const settlingMs = 3000;
const noticeableMs = 50;
const place = { userId: '', rights: [], displayName: '' };

function host(outside: HostOutside) {
  const storeFile = path.join(task.folder, 'bench.sqlite');
  const installation = { id: 'bench', name: 'bench' };
  const common = { storeFile, installation, outside, clock: systemClock, log: silent };
  if (task.place === 'utility') {
    return createSyncProcess({ ...common, script: path.join(import.meta.dirname, '../main/sync-process.js') });
  }
  return createEngineHost({
    ...common,
    random: Math.random,
    fetch: (url, init) => net.fetch(url, init),
    openConnection: () => Promise.reject(new Error('no Exchange is measured here')),
  });
}

async function measure(): Promise<void> {
  const engine = host({
    tokens: (system) => ({
      accessToken: async () =>
        system === 'google' || system === 'exchange' ? '' : (task[system].users[0]?.accessToken ?? ''),
    }),
    onEvent: () => undefined,
  });
  await engine.call('summary', null);
  await setTimeout(settlingMs);
  const loop = monitorEventLoopDelay({ resolution: 5 });
  let noticeable = 0;
  let last = performance.now();
  const watching = setInterval(() => {
    const now = performance.now();
    if (now - last > noticeableMs) noticeable += 1;
    last = now;
  }, 5);
  const started = performance.now();
  loop.enable();
  const report = await engine.call('run', {
    trigger: 'user',
    dryRun: false,
    preferences: defaultPreferences,
    accounts: {
      superoffice: {
        ...place,
        tenant: 'Cust70001',
        apiUrl: `${task.superoffice.addresses['api']}/Cust70001/api/`,
        loginUrl: task.superoffice.addresses['login'] ?? '',
      },
      microsoft365: { ...place, tenant: '', apiUrl: `${task.microsoft365.addresses['graph']}/v1.0`, loginUrl: '' },
    },
  });
  loop.disable();
  clearInterval(watching);
  if (report.outcome !== 'ok') throw new Error(JSON.stringify(report));
  const figures = {
    longestMs: loop.max / 1e6,
    ninetyNineMs: loop.percentile(99) / 1e6,
    noticeable,
    wallMs: performance.now() - started,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  await engine.close();
}

app.setPath('userData', task.folder);
app
  .whenReady()
  .then(measure)
  .then(
    () => app.exit(0),
    (error: unknown) => {
      process.stdout.write(`failed: ${error instanceof Error ? error.stack : String(error)}\n`);
      app.exit(1);
    },
  );
