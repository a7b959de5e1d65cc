/** @file Addresses of Exchange: of a mailbox, of its web service as people write it, and those that are Microsoft's cloud. Pure. */
import { isSecureAddress } from '../../http/secure-address.ts';

/** Where every installation has its web service. */
const servicePath = '/EWS/Exchange.asmx';
/** Hosts of Microsoft 365, in all its clouds. */
const cloudHosts =
  /(^|\.)(outlook|office|office365|hotmail|live)\.com$|(^|\.)outlook\.cloud\.microsoft$|(^|\.)office365\.us$|(^|\.)outlook\.(cn|de)$|(^|\.)partner\.outlook\.cn$/i;
/** A mailbox that was moved has an address of this kind there. */
const cloudMailboxes = /(^|\.)onmicrosoft\.(com|us|de|cn)$/i;

/** @returns the domain of an e-mail address, as a name server knows it; undefined for what is no address. */
export function domainOf(mailbox: string): string | undefined {
  const [, domain] = /^[^@\s\\]+@([^@\s/?#:\\]+)$/.exec(mailbox.trim()) ?? [];
  const address = domain === undefined ? undefined : `https://${domain}/`;
  return address !== undefined && URL.canParse(address) ? new URL(address).hostname : undefined;
}

/** @param domain of a mail address */
export function isCloudDomain(domain: string): boolean {
  return cloudMailboxes.test(domain) || cloudHosts.test(domain);
}

export function isCloudHost(host: string): boolean {
  return cloudHosts.test(host);
}

/**
 * @param text `mail.example.com`, the address of its web pages, or that of the web service itself.
 * @returns the address of the web service; undefined for what is no address, or one that a password must not go to.
 */
export function webServiceAddress(text: string): string | undefined {
  const typed = text.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(whole)) return undefined;
  const address = new URL(whole);
  const { hostname, username, password } = address;
  if (!isSecureAddress(address) || hostname === '' || username !== '' || password !== '') return undefined;
  address.search = '';
  address.hash = '';
  if (!/\.asmx$/i.test(address.pathname)) address.pathname = servicePath;
  return address.href;
}
