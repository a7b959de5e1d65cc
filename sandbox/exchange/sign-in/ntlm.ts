/**
 * @file The server's part of NTLM, version 2: a challenge, and the proof that who answers it knows the password.
 *
 * Source: Microsoft's open specification MS-NLMP, sections 2.2.1 and 3.3.2.
 */
import { createHmac } from 'node:crypto';
import { md4 } from 'hash-wasm';

const signature = Buffer.from('NTLMSSP\0', 'latin1');
/** Unicode, target name asked for, NTLM, always sign, target is a domain, extended session security, target info, 128, 56. */
const flags = 0xa2898205;
const avPairs = { end: 0, computer: 1, domain: 2, dnsComputer: 3, dnsDomain: 4, timestamp: 7, channelBindings: 10 };
/** Between 1601, where Windows begins to count, and 1970. */
const epochDifferenceMs = 11_644_473_600_000;
const headerBytes = 56;
/** A response of this length is one of version 1. */
const versionOneBytes = 24;

/** What a client said in the last of the three messages. */
export interface NtlmProof {
  /** As it was typed: `mara`, or an address where there is no domain. */
  readonly user: string;
  readonly domain: string;
  readonly response: Buffer;
}

/** Which of the messages of a client this is; null: none. */
export function messageKind(message: Buffer): 1 | 3 | null {
  if (message.length < 12 || !message.subarray(0, 8).equals(signature)) return null;
  const kind = message.readUInt32LE(8);
  return kind === 1 || kind === 3 ? kind : null;
}

/** The second message. @param nonce eight bytes @param now milliseconds since 1970 */
export function challenge(nonce: Buffer, domain: string, computer: string, now: number): Buffer {
  const target = Buffer.from(domain, 'utf16le');
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(BigInt(now + epochDifferenceMs) * 10_000n);
  const info = Buffer.concat([
    pair(avPairs.domain, Buffer.from(domain, 'utf16le')),
    pair(avPairs.computer, Buffer.from(computer, 'utf16le')),
    pair(avPairs.dnsDomain, Buffer.from(`${domain.toLowerCase()}.example`, 'utf16le')),
    pair(avPairs.dnsComputer, Buffer.from(`${computer.toLowerCase()}.${domain.toLowerCase()}.example`, 'utf16le')),
    pair(avPairs.timestamp, time),
    pair(avPairs.end, Buffer.alloc(0)),
  ]);
  const head = Buffer.alloc(headerBytes);
  signature.copy(head);
  head.writeUInt32LE(2, 8);
  field(head, 12, target.length, headerBytes);
  head.writeUInt32LE(flags, 20);
  nonce.copy(head, 24);
  field(head, 40, info.length, headerBytes + target.length);
  // Windows Server 2019.
  Buffer.from([10, 0, 0x63, 0x45, 0, 0, 0, 15]).copy(head, 48);
  return Buffer.concat([head, target, info]);
}

/** The third message; null where it is none. */
export function readProof(message: Buffer): NtlmProof | null {
  if (messageKind(message) !== 3 || message.length < 64) return null;
  const unicode = (message.readUInt32LE(60) & 1) === 1;
  const text = (at: number) => slice(message, at).toString(unicode ? 'utf16le' : 'latin1');
  return { domain: text(28), user: text(36), response: slice(message, 20) };
}

/** @param nonce of the challenge that was given on this connection */
export async function proves({ user, domain, response }: NtlmProof, password: string, nonce: Buffer): Promise<boolean> {
  if (response.length <= versionOneBytes) return false;
  const secret = Buffer.from(await md4(Buffer.from(password, 'utf16le')), 'hex');
  const key = hmac(secret, Buffer.from(user.toUpperCase() + domain, 'utf16le'));
  const proof = hmac(key, Buffer.concat([nonce, response.subarray(16)]));
  return proof.equals(response.subarray(0, 16));
}

/** Whether the proof names the TLS channel that it is meant for, as an administrator may demand it. */
export function bindsChannel({ response }: NtlmProof): boolean {
  // Behind the proof: version, reserved, time, client nonce, reserved.
  for (let at = 16 + 28; at + 4 <= response.length; ) {
    const id = response.readUInt16LE(at);
    const length = response.readUInt16LE(at + 2);
    const value = response.subarray(at + 4, at + 4 + length);
    if (id === avPairs.channelBindings) return value.some((byte) => byte !== 0);
    if (id === avPairs.end) return false;
    at += 4 + length;
  }
  return false;
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest();
}

function pair(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

function field(message: Buffer, at: number, length: number, offset: number): void {
  message.writeUInt16LE(length, at);
  message.writeUInt16LE(length, at + 2);
  message.writeUInt32LE(offset, at + 4);
}

function slice(message: Buffer, at: number): Buffer {
  const length = message.readUInt16LE(at);
  const offset = message.readUInt32LE(at + 4);
  return message.subarray(offset, offset + length);
}
