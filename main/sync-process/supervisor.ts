/** @file The sync process as one of Electron's utility processes. */
import { utilityProcess } from 'electron';
import { type Launched, type SupervisionOptions, supervise } from './supervise.ts';
import type { SyncHost } from './sync-host.ts';

export interface SupervisorOptions extends Omit<SupervisionOptions, 'launch'> {
  /** The compiled `process.ts`. */
  readonly script: string;
}

/** The process is started with the first call. */
export function createSyncProcess({ script, ...options }: SupervisorOptions): SyncHost {
  const { log } = options;
  return supervise({
    ...options,
    launch(): Launched {
      const launched = utilityProcess.fork(script, [], { serviceName: 'Synchronizer sync', stdio: 'pipe' });
      launched.stderr?.on('data', (text) => log.warn('The sync process writes', { said: String(text) }));
      launched.stdout?.on('data', (text) => log.info('The sync process writes', { said: String(text) }));
      return {
        postMessage: (message) => launched.postMessage(message),
        kill: () => launched.kill(),
        onMessage: (listener) => void launched.on('message', listener),
        onExit: (listener) => void launched.once('exit', listener),
      };
    },
  });
}
