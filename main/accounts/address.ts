/** @file Which addresses secrets may be sent to: https anywhere, http only to this computer itself. */
import { Rejected } from '../../sync-core/connectors/errors.ts';
import { isSecureAddress } from '../../sync-core/connectors/http/secure-address.ts';
import type { AccountSystem } from './account.ts';

/** @throws Rejected when the text is no address, or one that would carry secrets in the clear over a network. */
export function secureAddress(text: string, system: AccountSystem): URL {
  if (!URL.canParse(text)) throw new Rejected(`Not an address: ${text}`, { system, code: 'badAddress' });
  const address = new URL(text);
  if (isSecureAddress(address)) return address;
  throw new Rejected(`Not a secure address: ${address.origin}`, { system, code: 'insecureAddress' });
}
