/** @file The operating system's network: its proxies and its certificates, through Chromium's own stack (G13). */
import { net } from 'electron';
import type { Fetch } from '../../sync-core/connectors/ports.ts';

/** For the main process and the sync process alike. Cookies are neither kept nor sent. */
export const systemFetch: Fetch = (url, init) => net.fetch(url, { ...init, credentials: 'omit', cache: 'no-store' });

/** False is certain; true only says that there is some network. */
export function seemsOnline(): boolean {
  return net.isOnline();
}
