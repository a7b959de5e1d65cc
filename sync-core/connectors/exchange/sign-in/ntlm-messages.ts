/**
 * @file The client's two messages of NTLM. Version 2 alone: a server that asks for the older one, whose answers can be broken, gets
 * none. Names go as Unicode; the answer names the TLS channel it is meant for, where there is one (Extended Protection). Pure, but
 * for what is handed in.
 *
 * Source: Microsoft's open specification MS-NLMP, sections 2.2.1, 2.2.2.7 and 3.3.2; RFC 5929 for the channel.
 */
import { createHash, createHmac } from 'node:crypto';
import { md4 } from 'hash-wasm';

const signature = Buffer.from('NTLMSSP\0', 'latin1');
const flag = {
  unicode: 0x1,
  requestTarget: 0x4,
  ntlm: 0x200,
  alwaysSign: 0x8000,
  extendedSecurity: 0x80000,
  targetInfo: 0x800000,
  bits128: 0x20000000,
} as const;
const wanted = Object.values(flag).reduce((all, one) => all + one, 0);
/** Without these there is no answer of version 2. */
const needed = [flag.unicode, flag.extendedSecurity, flag.targetInfo];
const pairId = { end: 0, timestamp: 7, channelBindings: 10 } as const;
const challengeBytes = 48;
const answerBytes = 64;
/** Between 1601, where Windows begins to count, and 1970. */
const epochDifferenceMs = 11_644_473_600_000;

/** The server's message is none, or asks for what is not safe. The message says which. */
export class NtlmNotPossible extends Error {
  override readonly name = 'NtlmNotPossible';
}

export interface NtlmChallenge {
  readonly flags: number;
  readonly nonce: Buffer;
  /** As the server sent it, without its end. */
  readonly targetInfo: Buffer;
  /** As Windows counts, where the server tells it. */
  readonly time: Buffer | undefined;
}

export interface NtlmAnswerOptions {
  /** `DOMAIN\name`, an address, or a name alone. */
  readonly userName: string;
  readonly password: string;
  /** Eight random bytes. */
  readonly nonce: Buffer;
  /** Milliseconds since 1970; used where the server tells no time. */
  readonly now: number;
  /** Of the certificate that the server showed, see `channelOf`; null without TLS. */
  readonly channel: Buffer | null;
}

/** @returns the first message, in base64. */
export function ntlmGreeting(): string {
  const message = Buffer.alloc(32);
  signature.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(wanted, 12);
  return message.toString('base64');
}

/** @param token of the server's header. @throws NtlmNotPossible */
export function readNtlmChallenge(token: string): NtlmChallenge {
  const message = Buffer.from(token, 'base64');
  const isOne = message.length >= challengeBytes && message.subarray(0, 8).equals(signature);
  if (!isOne || message.readUInt32LE(8) !== 2) throw new NtlmNotPossible('the challenge of the server is none');
  const flags = message.readUInt32LE(20);
  if (needed.some((one) => (flags & one) === 0)) throw new NtlmNotPossible('the server speaks NTLM version 1 only');
  const offset = message.readUInt32LE(44);
  const info = message.subarray(offset, offset + message.readUInt16LE(40));
  let time: Buffer | undefined;
  let at = 0;
  while (at + 4 <= info.length && info.readUInt16LE(at) !== pairId.end) {
    const end = at + 4 + info.readUInt16LE(at + 2);
    if (info.readUInt16LE(at) === pairId.timestamp && end - at === 12) time = info.subarray(at + 4, end);
    at = end;
  }
  if (at > info.length) throw new NtlmNotPossible('the challenge of the server is cut off');
  return { flags, nonce: message.subarray(24, 32), targetInfo: info.subarray(0, at), time };
}

/** @returns the last message, in base64. */
export async function ntlmAnswer(challenge: NtlmChallenge, options: NtlmAnswerOptions): Promise<string> {
  const { user, domain } = nameParts(options.userName);
  const response = await responseTo(challenge, options, { user, domain });
  const parts = [Buffer.alloc(24), response, utf16(domain), utf16(user), Buffer.alloc(0), Buffer.alloc(0)];
  const head = Buffer.alloc(answerBytes);
  signature.copy(head);
  head.writeUInt32LE(3, 8);
  let offset = answerBytes;
  for (const [index, part] of parts.entries()) {
    const at = 12 + index * 8;
    head.writeUInt16LE(part.length, at);
    head.writeUInt16LE(part.length, at + 2);
    head.writeUInt32LE(offset, at + 4);
    offset += part.length;
  }
  head.writeUInt32LE((challenge.flags & wanted) >>> 0, 60);
  return Buffer.concat([head, ...parts]).toString('base64');
}

async function responseTo(
  challenge: NtlmChallenge,
  { password, nonce, now, channel }: NtlmAnswerOptions,
  { user, domain }: { readonly user: string; readonly domain: string },
): Promise<Buffer> {
  const secret = Buffer.from(await md4(utf16(password)), 'hex');
  const key = hmac(secret, utf16(user.toUpperCase() + domain));
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(BigInt(now + epochDifferenceMs) * 10_000n);
  const blob = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    challenge.time ?? time,
    nonce,
    Buffer.alloc(4),
    challenge.targetInfo,
    ...(channel === null ? [] : [pair(pairId.channelBindings, channel)]),
    pair(pairId.end, Buffer.alloc(0)),
    Buffer.alloc(4),
  ]);
  return Buffer.concat([hmac(key, Buffer.concat([challenge.nonce, blob])), blob]);
}

/** @param certificateHash of the server's certificate, by the hash of its signature (SHA-256 at least; RFC 5929, 4.1). */
export function channelOf(certificateHash: Buffer): Buffer {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), certificateHash]);
  // Two addresses that nobody tells, four numbers, and then the length of the data.
  const head = Buffer.alloc(20);
  head.writeUInt32LE(data.length, 16);
  return createHash('md5')
    .update(Buffer.concat([head, data]))
    .digest();
}

function nameParts(userName: string): { readonly user: string; readonly domain: string } {
  const at = userName.indexOf('\\');
  return at < 0 ? { user: userName, domain: '' } : { user: userName.slice(at + 1), domain: userName.slice(0, at) };
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
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
