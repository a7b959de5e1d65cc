/** @file Which addresses the application opens in the user's browser: those of the connected systems, and no others. */
import { isLoopback } from '../../sync-core/connectors/http/secure-address.ts';

/** Where Outlook, Google and SuperOffice let people open their items. */
const knownDomains: readonly string[] = [
  'outlook.office.com',
  'outlook.office365.com',
  'outlook.live.com',
  'outlook.cloud.microsoft',
  'calendar.google.com',
  'contacts.google.com',
  'tasks.google.com',
  'www.google.com',
  'superoffice.com',
];

/**
 * @param address as an item carries it, so from outside.
 * @param ownServers addresses of the servers that the user connected: their hosts count as known, and plain http is
 * allowed for those on this computer.
 * @returns the address to open, or undefined when it must not be opened.
 */
export function linkToOpen(address: string, ownServers: readonly string[]): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return undefined;
  const own = ownServers.filter((server) => URL.canParse(server)).map((server) => new URL(server));
  if (url.protocol === 'http:') {
    const onThisComputer = isLoopback(url);
    const practice = own.some((server) => server.protocol === 'http:' && server.hostname === url.hostname);
    return onThisComputer && practice ? url.href : undefined;
  }
  if (url.protocol !== 'https:') return undefined;
  const known =
    own.some((server) => server.host === url.host) ||
    knownDomains.some((domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`));
  return known ? url.href : undefined;
}
