/** @file The client's messages of NTLM, held against the numbers that MS-NLMP and Microsoft give. */
import { describe, expect, it, test } from 'vitest';
import { channelOf, NtlmNotPossible, ntlmAnswer, ntlmGreeting, readNtlmChallenge } from './ntlm-messages.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
/** Domain "Domain", server "Server"; MS-NLMP, 4.2.4.1.3. */
const targetInfo = hex('02000c0044006f006d00610069006e00 01000c005300650072007600650072 00');
const published = { flags: 0xe28a8233, nonce: hex('0123456789abcdef'), targetInfo, time: Buffer.alloc(8) };
const person = {
  userName: 'Domain\\User',
  password: 'Password',
  nonce: hex('aaaaaaaaaaaaaaaa'),
  now: 0,
  channel: null,
};

function parts(answer: string) {
  const message = Buffer.from(answer, 'base64');
  const part = (at: number) => {
    const offset = message.readUInt32LE(at + 4);
    return message.subarray(offset, offset + message.readUInt16LE(at));
  };
  return { response: part(20), domain: part(28).toString('utf16le'), user: part(36).toString('utf16le') };
}

function challengeMessage(flags: number, info: Buffer): string {
  const head = Buffer.alloc(48);
  head.write('NTLMSSP\0', 'latin1');
  head.writeUInt32LE(2, 8);
  head.writeUInt32LE(flags >>> 0, 20);
  head.writeUInt16LE(info.length, 40);
  head.writeUInt32LE(48, 44);
  return Buffer.concat([head, info]).toString('base64');
}

test('the proof is the one that MS-NLMP 4.2.4.2.2 gives', async () => {
  const { response } = parts(await ntlmAnswer(published, person));
  expect(response.subarray(0, 16).toString('hex')).toBe('68cd0ab851e51c96aabc927bebef6a1c');
});

test('the channel is the one that Microsoft reckons out for its example', () => {
  const hash = hex('ea05fefecc6b0bd571dbbc5baa3ed45386d0446835f7b74c85621b9983475f95');
  expect(channelOf(hash).toString('hex')).toBe('6586e99d81c2fc984e47172fd4dd0310');
});

test('the answer carries the channel, and the server’s own time', async () => {
  const channel = hex('6586e99d81c2fc984e47172fd4dd0310');
  const time = hex('0102030405060708');
  const { response } = parts(await ntlmAnswer({ ...published, time }, { ...person, channel }));
  expect(response.toString('hex')).toContain(`0a001000${channel.toString('hex')}00000000`);
  expect(response.subarray(24, 32)).toEqual(time);
});

test('where the server tells no time, that of this computer is taken', async () => {
  const now = Date.UTC(2026, 10, 23);
  const { response } = parts(await ntlmAnswer({ ...published, time: undefined }, { ...person, now }));
  expect(response.readBigUInt64LE(24)).toBe(BigInt(now + 11_644_473_600_000) * 10_000n);
});

it.each([
  ['NORDLICHT\\björn', 'NORDLICHT', 'björn'],
  ['björn@nordlicht.example', '', 'björn@nordlicht.example'],
  ['björn', '', 'björn'],
])('the name %s goes in Unicode', async (userName, domain, user) => {
  expect(parts(await ntlmAnswer(published, { ...person, userName }))).toMatchObject({ domain, user });
});

describe('the challenge of a server', () => {
  const good = 0xa2898205;
  const time = hex('07000800 0102030405060708');

  it('is read with its time and its target, without the end', () => {
    const info = Buffer.concat([targetInfo, time, Buffer.alloc(4)]);
    const read = readNtlmChallenge(challengeMessage(good, info));
    expect(read.time).toEqual(hex('0102030405060708'));
    expect(read.targetInfo).toEqual(Buffer.concat([targetInfo, time]));
  });

  it.each([
    ['version 1', challengeMessage(good & ~0x80000, targetInfo)],
    ['signs of one byte', challengeMessage(good & ~1, targetInfo)],
    ['no target', challengeMessage(good & ~0x800000, targetInfo)],
    ['a target that is cut off', challengeMessage(good, targetInfo.subarray(0, 20))],
    ['our own message', ntlmGreeting()],
    ['nothing', ''],
    ['rubbish', 'AAAA'],
  ])('with %s is answered by nobody', (_what, message) => {
    expect(() => readNtlmChallenge(message)).toThrow(NtlmNotPossible);
  });
});
