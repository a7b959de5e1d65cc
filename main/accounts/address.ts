/** @file Which addresses secrets may be sent to: https anywhere, http only to this computer itself. */
import { Rejected } from '../../sync-core/connectors/errors.ts';
import type { AccountSystem } from './account.ts';

const loopbackNames: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** @returns whether the address is on this computer. */
export function isLoopback(address: URL): boolean {
  return loopbackNames.includes(address.hostname);
}

/** @throws Rejected when the text is no address, or one that would carry secrets in the clear over a network. */
export function secureAddress(text: string, system: AccountSystem): URL {
  if (!URL.canParse(text)) throw new Rejected(`Not an address: ${text}`, { system, code: 'badAddress' });
  const address = new URL(text);
  if (address.protocol === 'https:' || (address.protocol === 'http:' && isLoopback(address))) return address;
  throw new Rejected(`Not a secure address: ${address.origin}`, { system, code: 'insecureAddress' });
}
