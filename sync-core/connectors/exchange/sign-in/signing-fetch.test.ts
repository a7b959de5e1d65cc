/** @file How requests are signed, and that a refused password is never sent twice. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { type ExchangeCredential, packCredential, unpackCredential } from './credential.ts';
import { createSigningFetch } from './signing-fetch.ts';

const url = 'https://mail.example/EWS/Exchange.asmx';
const basic = { kind: 'password', id: '1', way: 'basic', userName: 'N\\jörn', password: 'päss' } as const;
const headerOf = ({ userName, password }: { userName: string; password: string }) =>
  `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`;

/** A signing fetch before a server that answers as it is told, one request after the other. */
function signing(answer: (authorization: string | null) => number) {
  const clock = { ms: 0, now: () => clock.ms };
  const seen: (string | null)[] = [];
  const waiting: (() => void)[] = [];
  const signer = createSigningFetch({
    clock,
    randomBytes,
    open: () => {
      throw new Error('no connection is kept here');
    },
    async fetch(_url, { headers }) {
      const authorization = new Headers(headers).get('authorization');
      seen.push(authorization);
      await new Promise<void>((resolve) => void waiting.push(resolve));
      return new Response('x', { status: answer(authorization) });
    },
  });
  const send = (credential: ExchangeCredential, to = url, signal = new AbortController().signal) =>
    signer.fetch(to, { method: 'POST', headers: { authorization: `Bearer ${packCredential(credential)}` }, signal });
  /** Lets the server answer all that have come to it, until nobody asks any more. */
  async function answerAll() {
    for (let turns = 0; turns < 20; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const go of waiting.splice(0)) go();
    }
  }
  return { clock, seen, send, answerAll, signer };
}

test('Basic carries name and password in UTF-8, and nothing of ours', async () => {
  const { send, seen, answerAll } = signing(() => 200);
  const answered = send(basic);
  await answerAll();
  expect((await answered).status).toBe(200);
  expect(seen).toEqual([headerOf(basic)]);
});

test('a token goes as it is, and a request without a credential is left alone', async () => {
  const { signer, send, seen, answerAll } = signing(() => 200);
  const answers = [
    send({ kind: 'bearer', id: '1', token: 'a.b.c' }),
    signer.fetch(url, { method: 'GET', signal: new AbortController().signal }),
  ];
  await answerAll();
  await Promise.all(answers);
  expect(seen).toEqual(expect.arrayContaining(['Bearer a.b.c', null]));
});

describe('a password that is wrong', () => {
  it('is sent once, however many requests want to leave at the same time, and later', async () => {
    const { send, seen, answerAll, clock } = signing(() => 401);
    const answers = [send(basic), send(basic), send(basic)];
    await answerAll();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([401, 401, 401]);
    clock.ms += 86_400_000;
    expect((await send(basic)).status).toBe(401);
    expect(seen).toHaveLength(1);
  });

  it('is sent again when it is typed again, and another one at once', async () => {
    const { send, seen, answerAll } = signing((header) => (header === headerOf(basic) ? 401 : 200));
    const first = send(basic);
    await answerAll();
    await first;
    const again = [send({ ...basic, id: '2' }), send({ ...basic, id: '3', password: 'right' })];
    await answerAll();
    expect((await Promise.all(again)).map(({ status }) => status)).toEqual([401, 200]);
    expect(seen).toHaveLength(3);
  });
});

test('a password that is right lets requests leave side by side, for a minute', async () => {
  const { send, seen, answerAll, clock } = signing(() => 200);
  const first = send(basic);
  await answerAll();
  await first;
  const two = [send(basic), send(basic)];
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toHaveLength(3);
  await answerAll();
  await Promise.all(two);
  clock.ms += 61_000;
  const more = [send(basic), send(basic)];
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toHaveLength(4);
  await answerAll();
  await Promise.all(more);
});

test('what a gateway says proves nothing', async () => {
  const { send, seen, answerAll } = signing(() => 503);
  const first = send(basic);
  await answerAll();
  await first;
  const two = [send(basic), send(basic)];
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toHaveLength(2);
  await answerAll();
  await Promise.all(two);
});

test('one that was stopped while it waited is not sent', async () => {
  const { send, seen, answerAll } = signing(() => 200);
  const stop = new AbortController();
  const first = send(basic);
  const second = send(basic, url, stop.signal);
  const ended = expect(second).rejects.toThrow();
  stop.abort();
  await answerAll();
  await ended;
  await first;
  expect(seen).toHaveLength(1);
});

it.each(['http://mail.example/EWS/Exchange.asmx', 'ftp://mail.example/'])('no password goes to %s', async (address) => {
  const { send, seen } = signing(() => 200);
  await expect(send(basic, address)).rejects.toMatchObject({ details: { code: 'insecureAddress' } });
  expect(seen).toEqual([]);
});

it('a credential comes out as it went in, and nothing else is one', () => {
  expect(unpackCredential(packCredential(basic))).toEqual(basic);
  expect(packCredential(basic)).toMatch(/^[\w-]+$/);
  expect(unpackCredential('a.b.c')).toBeUndefined();
  expect(unpackCredential(Buffer.from('{"kind":"password"}').toString('base64url'))).toBeUndefined();
});
