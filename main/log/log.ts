/** @file The log: one file in the profile's folder, rotated by size, with nothing private in it. */
import { join } from 'node:path';
import electronLog from 'electron-log/node';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { redact } from './redact.ts';

/** Older lines are kept in one more file of this size, `synchronizer.old.log`. */
const largestBytes = 2 * 1024 * 1024;

/** Opens the log of a profile. Nothing is written to the terminal: that is for the results of commands. */
export function openLog(profileFolder: string): Log {
  const logger = electronLog.create({ logId: 'synchronizer' });
  const { file } = logger.transports;
  logger.transports.console.level = false;
  file.resolvePathFn = () => join(profileFolder, 'logs', 'synchronizer.log');
  file.maxSize = largestBytes;
  file.level = process.env['SYNCHRONIZER_LOG'] === 'debug' ? 'debug' : 'info';
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, facts?: Readonly<Record<string, unknown>>): void => {
      const line = facts === undefined ? '' : ` ${JSON.stringify(redact(facts))}`;
      logger[level](`${redact(message)}${line}`);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
