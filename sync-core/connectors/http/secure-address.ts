/** @file Which addresses secrets may be sent to: https anywhere, http only to this computer itself. Pure. */

const loopbackNames: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** @returns whether the address is on this computer. */
export function isLoopback({ hostname }: URL): boolean {
  return loopbackNames.includes(hostname);
}

export function isSecureAddress(address: URL): boolean {
  return address.protocol === 'https:' || (address.protocol === 'http:' && isLoopback(address));
}
