/** @file Which addresses a password may go to: https anywhere, http only on this computer itself. Pure. */

const loopbackNames: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

export function isSecureAddress({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && loopbackNames.includes(hostname));
}
