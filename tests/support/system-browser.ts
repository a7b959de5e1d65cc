/**
 * @file Catches what an application opens in the system browser on Linux: a program named `xdg-open` stands first in its
 * PATH and writes each address to a file.
 */
import { readFileSync, watch } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const openerFolder = fileURLToPath(new URL('system-browser', import.meta.url));

export interface SystemBrowser {
  /** To be laid over the environment of the application. */
  readonly environment: { readonly PATH: string; readonly OPENED_ADDRESSES: string };
  /**
   * The next address that was opened and not yet asked for.
   * @throws Error when nothing is opened in this time
   */
  waitForOpenedUrl(milliseconds?: number): Promise<string>;
  close(): Promise<void>;
}

/** Makes a catcher of its own; several applications may each have one. */
export async function createSystemBrowser(): Promise<SystemBrowser> {
  const folder = await mkdtemp(path.join(tmpdir(), 'system-browser-'));
  const file = path.join(folder, 'opened');
  await writeFile(file, '');
  let taken = 0;

  const take = (): string | null => {
    const address = readFileSync(file, 'utf8').split('\n').slice(0, -1)[taken];
    if (address === undefined) return null;
    taken += 1;
    return address;
  };

  return {
    environment: { PATH: `${openerFolder}${path.delimiter}${process.env['PATH'] ?? ''}`, OPENED_ADDRESSES: file },
    waitForOpenedUrl: async (milliseconds = 30_000) => {
      const waiting = Promise.withResolvers<string>();
      const watcher = watch(folder);
      const late = new Error(`No address was opened in the system browser within ${milliseconds} ms.`);
      const timer = setTimeout(() => waiting.reject(late), milliseconds);
      let found = false;
      const look = (): void => {
        const address = found ? null : take();
        if (address === null) return;
        found = true;
        waiting.resolve(address);
      };
      watcher.on('change', look);
      look();
      return waiting.promise.finally(() => {
        clearTimeout(timer);
        watcher.close();
      });
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
