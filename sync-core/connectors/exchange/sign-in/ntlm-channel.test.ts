/** @file NTLM over connections that break, end, and are shared by nobody. */
import { expect, it } from 'vitest';
import { createNtlmChannel } from './ntlm-channel.ts';

const origin = 'https://mail.example';
const credential = { kind: 'password', id: '1', way: 'ntlm', userName: 'N\\mara', password: 'secret' } as const;
const never = new AbortController().signal;

/** A challenge of version 2 without anything about the target. */
function challenge(): string {
  const message = Buffer.alloc(48);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(2, 8);
  message.writeUInt32LE(0xa2898205, 20);
  message.writeUInt32LE(48, 44);
  return message.toString('base64');
}

/** A server with NTLM, whose connections get another socket with each request that `breaks` says. */
function serverWith(breaks: (request: number) => boolean = () => false, offer = `NTLM ${challenge()}`) {
  const log: string[] = [];
  const signedIn = new Set<number>();
  let sockets = 0;
  let requests = 0;
  const channel = createNtlmChannel(origin, credential, {
    now: () => 0,
    randomBytes: (count) => Buffer.alloc(count, 1),
    open: () => {
      let socket: number | undefined;
      const challenged = new Set<number>();
      return {
        async send(_url, { headers }) {
          requests += 1;
          if (socket === undefined || breaks(requests)) {
            sockets += 1;
            socket = sockets;
          }
          const [, token] = (new Headers(headers).get('authorization') ?? '').split(' ');
          const kind = token === undefined ? 0 : Buffer.from(token, 'base64').readUInt32LE(8);
          log.push(`${['plain', 'greeting', '', 'answer'][kind]} ${socket}`);
          if (kind === 1) challenged.add(socket);
          if (kind === 3 && challenged.has(socket)) signedIn.add(socket);
          const isIn = signedIn.has(socket) && kind !== 1;
          const wants = { status: 401, headers: { 'www-authenticate': kind === 1 ? offer : 'NTLM' } };
          return { response: new Response('', isIn ? { status: 200 } : wants), socket, channel: null };
        },
        close: () => void log.push('closed'),
      };
    },
  });
  const send = async () => (await channel.send(`${origin}/EWS`, { method: 'POST', body: 'x', signal: never })).status;
  return { channel, send, log };
}

it('signs in a connection once, and goes on with it', async () => {
  const { send, log } = serverWith();
  expect([await send(), await send()]).toEqual([200, 200]);
  expect(log).toEqual(['greeting 1', 'answer 1', 'plain 1']);
});

it('does not take the answer on another socket for a refusal, and begins anew there', async () => {
  const { send, log } = serverWith((request) => request === 2);
  expect(await send()).toBe(200);
  expect(log).toEqual(['greeting 1', 'answer 2', 'greeting 2', 'answer 2']);
});

it('gives up where no connection is kept', async () => {
  const { send, log } = serverWith(() => true);
  await expect(send()).rejects.toMatchObject({ kind: 'unavailable' });
  expect(log.filter((one) => one.startsWith('answer'))).toHaveLength(3);
  expect(log.at(-1)).toBe('closed');
});

it('signs in again where the server has closed the connection', async () => {
  const { send, log } = serverWith((request) => request === 3);
  expect([await send(), await send()]).toEqual([200, 200]);
  expect(log).toEqual(['greeting 1', 'answer 1', 'plain 2', 'greeting 2', 'answer 2']);
});

it('has a connection of its own for each request at the same time', async () => {
  const { send, channel, log } = serverWith();
  expect(await Promise.all([send(), send()])).toEqual([200, 200]);
  expect(log.filter((one) => one.startsWith('answer')).sort()).toEqual(['answer 1', 'answer 2']);
  channel.close();
  expect(log.filter((one) => one === 'closed')).toHaveLength(2);
});

it.each(['Negotiate', 'NTLM', 'NTLM AAAA'])('answers nothing to what is no challenge: %s', async (offer) => {
  const { send, log } = serverWith(undefined, offer);
  await expect(send()).rejects.toMatchObject({ kind: 'nonsense' });
  expect(log).toEqual(['greeting 1', 'closed']);
});
