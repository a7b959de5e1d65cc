/** @file The HTTP layer against a real server on loopback, with a clock that jumps. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  AuthExpired,
  Cancelled,
  Conflict,
  Nonsense,
  NotFound,
  Offline,
  Rejected,
  Throttled,
  Unavailable,
} from '../errors.ts';
import { AnswerLost } from './attempt.ts';
import { tryAtOnce } from './circuit.ts';
import { createHttpClient, type HttpClientOptions } from './create-http-client.ts';
import type { HttpRequest } from './http-client.ts';
import { jumpingClock, quietLog, testPorts } from './testing/ports.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const start = Date.parse('2026-11-22T12:00:00Z');
const never = new AbortController().signal;
const servers: Server[] = [];

/** A server that gives the answers in turn, the last one for ever. */
async function serve(...answers: readonly [Answer, ...Answer[]]) {
  const seen: { method: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const answer = answers[Math.min(seen.length, answers.length - 1)];
      seen.push({ method: request.method ?? '', headers: request.headers, body });
      answer?.(request, response, body);
    });
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/items?secret=1`, seen };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  };
const text =
  (status: number, body: string): Answer =>
  (_, response) => {
    response.writeHead(status);
    response.end(body);
  };
const cut: Answer = (request) => request.socket.destroy();
const ok = json(200, { fine: true });

function client(over: Partial<HttpClientOptions> = {}) {
  const clock = jumpingClock(start);
  const made = createHttpClient({
    system: 'superoffice',
    ports: testPorts(clock),
    maxConcurrent: 4,
    timeoutMs: 5000,
    explain: () => undefined,
    ...over,
  });
  return { clock, http: made, send: (request: HttpRequest, signal = never) => made.send(request, signal) };
}

const get = (url: string): HttpRequest => ({ method: 'GET', url, repeat: 'idempotent' });
const create = (url: string): HttpRequest => ({ method: 'POST', url, json: { Title: 'x' }, repeat: 'once' });

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

describe('a plain exchange', () => {
  it('sends token, JSON and headers, and hands the parsed answer back', async () => {
    const { url, seen } = await serve(json(200, { Id: 7 }, { 'X-Thing': 'a' }));
    const { send } = client({ defaultHeaders: { 'SO-TimeZone': 'NO' } });
    const answer = await send({ ...create(url), headers: { 'Content-Type': 'application/json-patch+json' } });
    expect(answer.body).toEqual({ Id: 7 });
    expect(answer.headers['x-thing']).toBe('a');
    expect(seen[0]).toMatchObject({ method: 'POST', body: '{"Title":"x"}' });
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer token-1',
      'content-type': 'application/json-patch+json',
      'so-timezone': 'NO',
    });
  });

  it('takes an empty body for undefined, and keeps the token from public addresses', async () => {
    const { url, seen } = await serve(json(204, undefined));
    expect((await client().send({ ...get(url), anonymous: true })).body).toBeUndefined();
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });

  it('logs each attempt with its bytes, and without the query', async () => {
    const { url } = await serve(json(500, {}), ok);
    const lines: unknown[] = [];
    const log = { ...quietLog, debug: (_: string, facts?: object) => lines.push(facts) };
    await client({ ports: testPorts(jumpingClock(start), { log }) }).send(get(url));
    const line = { system: 'superoffice', method: 'GET', path: '/items', bytesSent: 0 };
    expect(lines).toEqual([
      { ...line, status: 500, bytesReceived: 2 },
      { ...line, status: 200, bytesReceived: 13 },
    ]);
  });

  describe('of bytes', () => {
    const wantsBytes = { most: 1000, kinds: ['image/'] };
    const picture = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x80]);
    const image =
      (content: Buffer, type = 'image/jpeg'): Answer =>
      (_, response) =>
        response.writeHead(200, { 'content-type': type }).end(content);

    it('hands them back as they came, and repeats, waits and logs as ever', async () => {
      const { url, seen } = await serve(json(429, {}, { 'Retry-After': '2' }), json(500, {}), image(picture));
      const lines: unknown[] = [];
      const log = { ...quietLog, debug: (_: string, facts?: object) => lines.push(facts) };
      const clock = jumpingClock(start);
      const answer = await client({ ports: testPorts(clock, { log }) }).send({ ...get(url), wantsBytes });
      expect(answer.bytes).toEqual(new Uint8Array(picture));
      expect(answer.body).toBeUndefined();
      expect(clock.sleeps[0]).toBe(2000);
      expect(seen[2]?.headers).toMatchObject({ accept: '*/*', authorization: 'Bearer token-1' });
      expect(lines.at(-1)).toEqual({
        ...{ system: 'superoffice', method: 'GET', path: '/items', status: 200 },
        ...{ bytesSent: 0, bytesReceived: 5 },
      });
    });

    it.each([
      ['larger than is wanted', image(Buffer.alloc(1001)), 'tooLarge'],
      ['of another kind', image(Buffer.from('<html>proxy</html>'), 'text/html'), 'otherKind'],
    ])('takes what is %s for nonsense', async (_, reaction, code) => {
      const { url } = await serve(reaction);
      const failure = client().send({ ...get(url), wantsBytes });
      await expect(failure).rejects.toBeInstanceOf(Nonsense);
      await expect(failure).rejects.toMatchObject({ details: { code } });
    });

    it('says of an error what the system says in words', async () => {
      const { url } = await serve(json(404, { ErrorType: 'SoNotFoundException' }));
      await expect(client().send({ ...get(url), wantsBytes })).rejects.toBeInstanceOf(NotFound);
    });
  });

  it('takes what is not JSON for nonsense, and repeats nothing', async () => {
    const { url, seen } = await serve(text(200, '<html>proxy</html>'));
    await expect(client().send(get(url))).rejects.toBeInstanceOf(Nonsense);
    expect(seen).toHaveLength(1);
  });

  it('stops reading an answer that is larger than allowed', async () => {
    const { url } = await serve(text(200, 'x'.repeat(5000)));
    await expect(client({ maxBytes: 1000 }).send(get(url))).rejects.toBeInstanceOf(Nonsense);
  });

  it('takes no text that is not UTF-8', async () => {
    const { url } = await serve((_, response) => response.end(Buffer.from('{"title":"Grüße"}', 'latin1')));
    await expect(client().send(get(url))).rejects.toBeInstanceOf(Nonsense);
  });

  it('does not walk into an answer that is nested beyond all measure', async () => {
    const { url } = await serve(text(200, `${'[{"a":'.repeat(40)}1${'}]'.repeat(40)}`));
    await expect(client().send(get(url))).rejects.toBeInstanceOf(Nonsense);
  });

  it('follows no redirection: neither the token nor what is sent goes anywhere else', async () => {
    const elsewhere = await serve(ok);
    const { url } = await serve((_, response) => response.writeHead(307, { location: elsewhere.url }).end());
    await expect(client().send(get(url))).rejects.toBeInstanceOf(Nonsense);
    expect(elsewhere.seen).toEqual([]);
  });

  it('counts as lost what it cannot read of the answer to a request that may be sent only once', async () => {
    const { url } = await serve(text(200, 'x'.repeat(5000)));
    const once = { ...get(url), repeat: 'once' } as const;
    await expect(client({ maxBytes: 1000 }).send(once)).rejects.toBeInstanceOf(AnswerLost);
  });
});

describe('being throttled', () => {
  it.each([
    ['seconds', json(429, {}, { 'retry-after': '17' })],
    [
      'a date by the server’s own clock',
      json(503, {}, { 'retry-after': 'Sun, 22 Nov 2026 09:00:17 GMT', date: 'Sun, 22 Nov 2026 09:00:00 GMT' }),
    ],
  ])('waits exactly as long as asked in %s, also for what must be sent once', async (_, throttled) => {
    const { url, seen } = await serve(throttled, ok);
    const waits: unknown[] = [];
    const { clock, send } = client({ onWaiting: (until, why) => waits.push([until, why]) });
    await send(create(url));
    expect(clock.sleeps).toEqual([17_000]);
    expect(waits).toEqual([[start + 17_000, 'throttled']]);
    expect(seen).toHaveLength(2);
  });

  it('keeps every other request back as well', async () => {
    const { url } = await serve(json(429, {}, { 'retry-after': '30' }), ok);
    const { clock, send } = client({ maxConcurrent: 1 });
    await Promise.all([send(get(url)), send(get(url))]);
    expect(clock.sleeps).toEqual([30_000]);
  });

  it('doubles its own waiting up to a minute where the server names none, and gives up in the end', async () => {
    const { url } = await serve(json(429, {}));
    const { clock, send } = client({ patienceMs: 200_000 });
    await expect(send(get(url))).rejects.toBeInstanceOf(Throttled);
    expect(clock.sleeps).toEqual([1000, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000, 45_000]);
  });

  it('does not turn "retry after 0" into a busy loop', async () => {
    const { url, seen } = await serve(json(429, {}, { 'retry-after': '0' }));
    const { send } = client({ patienceMs: 10_000 });
    await expect(send(get(url))).rejects.toBeInstanceOf(Throttled);
    expect(seen.length).toBeLessThan(6);
  });

  it('waits in place for up to an hour, in small steps, and gets its token when the wait is over', async () => {
    const { url, seen } = await serve(json(429, {}, { 'retry-after': '3600' }), ok);
    const clock = jumpingClock(start);
    const asked: number[] = [];
    const tokens = { accessToken: async () => `token-${asked.push(clock.now() - start)}` };
    const { send } = client({ ports: testPorts(clock, { tokens }) });
    await send(get(url));
    expect(clock.now() - start).toBe(3_600_000);
    expect(Math.max(...clock.sleeps)).toBeLessThanOrEqual(60_000);
    expect(asked).toEqual([0, 3_600_000]);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('says when to come back when that is more than an hour, and then asks no more', async () => {
    const { url, seen } = await serve(json(429, {}, { 'retry-after': '9000' }), ok);
    const { clock, send } = client();
    await expect(send(get(url))).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 9_000_000 });
    await expect(send(get(url))).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 9_000_000 });
    clock.set(start + 5_399_999);
    await expect(send(get(url))).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 3_600_001 });
    expect(seen).toHaveLength(1);
    await clock.sleep(1, never);
    await send(get(url));
    expect(clock.now()).toBe(start + 9_000_000);
  });

  it('is not forgotten by the next process, nor when the sign-in is refused', async () => {
    const { url, seen } = await serve(json(429, {}, { 'retry-after': '9000' }), json(401, {}), ok);
    const clock = jumpingClock(start);
    const ports = testPorts(clock);
    await expect(client({ ports }).send(get(url))).rejects.toBeInstanceOf(Throttled);
    ports.remembered.forget();
    await expect(client({ ports }).send(get(url))).rejects.toMatchObject({ retryAfterMs: 9_000_000 });
    expect(seen).toHaveLength(1);
  });

  it('a server that goes on saying "a second" is asked less and less often', async () => {
    const { url, seen } = await serve(json(429, {}, { 'retry-after': '1' }));
    const { clock, send } = client();
    await expect(send(get(url))).rejects.toBeInstanceOf(Throttled);
    expect(clock.sleeps.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 1000));
    expect(seen.length).toBeLessThan(120);
  });

  it('lets one request go ahead of the others when it is over', async () => {
    const refused = json(429, {}, { 'retry-after': '30' });
    const most: number[] = [];
    let underWay = 0;
    const slowly: Answer = (request, response) => {
      underWay += 1;
      most.push(underWay);
      // Long enough for whatever else may leave to arrive.
      let turns = 50;
      const turn = () => {
        turns -= 1;
        if (turns > 0) {
          setImmediate(turn);
          return;
        }
        underWay -= 1;
        ok(request, response, '');
      };
      turn();
    };
    const { url } = await serve(refused, refused, refused, refused, slowly);
    const { send } = client();
    await Promise.all(Array.from({ length: 8 }, () => send(get(url))));
    expect(most.slice(0, 2)).toEqual([1, 1]);
    expect(Math.max(...most)).toBeGreaterThan(1);
  });

  it('ends at once when it is stopped', async () => {
    const { url } = await serve(json(429, {}, { 'retry-after': '3000' }), ok);
    const stop = new AbortController();
    const clock = jumpingClock(start);
    const ports = testPorts({
      ...clock,
      now: clock.now,
      sleep: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          setImmediate(() => stop.abort(new Error('stop')));
        }),
    });
    await expect(client({ ports }).send(get(url), stop.signal)).rejects.toBeInstanceOf(Cancelled);
  });
});

describe('a server that fails again and again', () => {
  const failing = json(503, {});

  /** Requests until the first that is refused without being sent. */
  async function untilOpen(send: (request: HttpRequest) => Promise<unknown>, url: string) {
    for (let n = 0; n < 5; n++) {
      const error = await send(get(url)).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Unavailable);
      if ((error as Unavailable).details.retryAfterMs !== undefined) return error as Unavailable;
    }
    throw new Error('it never opens');
  }

  it('is left alone for a while, is tried by one request, and is trusted again after a success', async () => {
    const { url, seen } = await serve(...(Array.from({ length: 9 }, () => failing) as [Answer]), ok);
    const { clock, send } = client();
    const error = await untilOpen(send, url);
    expect(seen).toHaveLength(8);
    expect(error.details.retryAfterMs).toBe(30_000);
    const opened = clock.now();
    await expect(send(get(url))).rejects.toMatchObject({ kind: 'unavailable' });
    expect(seen).toHaveLength(8);
    clock.set(opened + 30_000);
    // The one that tries is not repeated, and the next pause is longer.
    await expect(send(get(url))).rejects.toMatchObject({ details: { retryAfterMs: 60_000 } });
    expect(seen).toHaveLength(9);
    clock.set(opened + 90_000);
    await send(get(url));
    await send(get(url));
    expect(seen).toHaveLength(11);
  });

  it('is remembered by the next process, which tries once', async () => {
    const { url, seen } = await serve(failing);
    const clock = jumpingClock(start);
    const ports = testPorts(clock);
    await untilOpen(client({ ports }).send, url);
    const before = seen.length;
    clock.set(clock.now() + 600_000);
    await expect(client({ ports }).send(get(url))).rejects.toMatchObject({ kind: 'unavailable' });
    expect(seen).toHaveLength(before + 1);
  });

  it('is tried at once where somebody asked and waits', async () => {
    const { url, seen } = await serve(...(Array.from({ length: 8 }, () => failing) as [Answer]), ok);
    const ports = testPorts(jumpingClock(start));
    const { send } = client({ ports });
    await untilOpen(send, url);
    tryAtOnce(ports.remembered, ports.clock);
    await send(get(url));
    expect(seen).toHaveLength(9);
  });

  it('is tried by one request alone, however many wait to be sent', async () => {
    const { url, seen } = await serve(failing);
    const { clock, send } = client();
    await untilOpen(send, url);
    const before = seen.length;
    clock.set(clock.now() + 600_000);
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => send(get(url))));
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'rejected'));
    expect(seen).toHaveLength(before + 1);
  });

  it('is not given up for what concerns one item, nor for several requests that meet one hiccup', async () => {
    const { url, seen } = await serve(json(404, {}));
    const { send } = client();
    for (let n = 0; n < 20; n++) await expect(send(get(url))).rejects.toMatchObject({ kind: 'notFound' });
    expect(seen).toHaveLength(20);
    const hiccup = await serve(...(Array.from({ length: 10 }, () => failing) as [Answer]), ok);
    await Promise.all(Array.from({ length: 4 }, () => send(get(hiccup.url))));
  });

  it('counts as offline where no request arrives, and only for a few seconds', async () => {
    const ports = testPorts(jumpingClock(start), {
      fetch: () => Promise.reject(new TypeError('net::ERR_NAME_NOT_RESOLVED')),
    });
    const { send } = client({ ports });
    const clock = ports.clock as ReturnType<typeof jumpingClock>;
    const pauses: (number | undefined)[] = [];
    for (let n = 0; n < 5; n++) {
      const error = await send(get('http://127.0.0.1:1/')).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Offline);
      pauses.push((error as Offline).details.retryAfterMs);
      clock.set(clock.now() + 10_000);
    }
    expect(pauses).toContain(20_000);
  });

  it('does not stay away for ages when the clock is set back', async () => {
    const { url } = await serve(...(Array.from({ length: 8 }, () => failing) as [Answer]), ok);
    const { clock, send } = client();
    await untilOpen(send, url);
    clock.set(start - 7 * 86_400_000);
    await send(get(url));
  });

  it('leaves the question of what became of a write to whoever asked', async () => {
    const { url } = await serve(failing);
    const { send, clock } = client();
    for (let n = 0; n < 7; n++) {
      await expect(send(create(url))).rejects.toBeInstanceOf(AnswerLost);
      clock.set(clock.now() + 5000);
    }
    await expect(send(create(url))).rejects.toBeInstanceOf(AnswerLost);
    await expect(send(create(url))).rejects.not.toBeInstanceOf(AnswerLost);
  });
});

describe('faults', () => {
  it('repeats what may be repeated, with growing pauses', async () => {
    const { url, seen } = await serve(json(500, {}), cut, text(502, 'bad gateway'), ok);
    const { clock, send } = client();
    await send(get(url));
    expect(seen).toHaveLength(4);
    expect(clock.sleeps).toEqual([1000, 1500, 3000]);
  });

  it('gives up after a bounded number of repeats', async () => {
    const { url, seen } = await serve(json(500, {}));
    await expect(client().send(get(url))).rejects.toBeInstanceOf(Unavailable);
    expect(seen).toHaveLength(6);
  });

  it.each([
    ['the connection is cut', cut],
    ['the server fails', json(500, {})],
    ['the answer cannot be read', text(200, '{"Id":')],
  ])('never repeats what must be sent once when %s: the caller looks it up', async (_, answer) => {
    const { url, seen } = await serve(answer);
    const error = await client()
      .send(create(url))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AnswerLost);
    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(seen).toHaveLength(1);
  });

  it('tells a server that cannot be reached from one that broke off', async () => {
    const { url } = await serve(ok);
    servers[0]?.close();
    servers[0]?.closeAllConnections();
    const { clock, send } = client();
    await expect(send(create(url))).rejects.toBeInstanceOf(Offline);
    expect(clock.sleeps).toEqual([1000, 1500]);
  });

  it('knows the names that Chromium gives to failures', async () => {
    const failing = (message: string) =>
      client({
        ports: testPorts(jumpingClock(start), { fetch: () => Promise.reject(new TypeError(message)) }),
      }).send(get('http://127.0.0.1:1/'));
    await expect(failing('net::ERR_INTERNET_DISCONNECTED')).rejects.toBeInstanceOf(Offline);
    await expect(failing('net::ERR_CONNECTION_RESET')).rejects.toBeInstanceOf(Unavailable);
    await expect(failing('net::ERR_CERT_DATE_INVALID')).rejects.toMatchObject({
      details: { code: 'CERT_DATE_INVALID' },
    });
  });

  it('stops waiting for a server that does not answer', async () => {
    const { url } = await serve(() => undefined);
    await expect(client({ timeoutMs: 30 }).send(create(url))).rejects.toBeInstanceOf(AnswerLost);
  });

  it('asks the system what a status means, and HTTP otherwise', async () => {
    const { url } = await serve(json(403, { Error: 'no' }), json(412, {}), json(412, {}), json(400, {}));
    const refused = new Rejected('no right', { system: 'superoffice' });
    const { send } = client({ explain: (status) => (status === 403 ? refused : undefined) });
    await expect(send(get(url))).rejects.toBe(refused);
    expect((await send({ ...get(url), accept: [412] })).status).toBe(412);
    await expect(send(get(url))).rejects.toBeInstanceOf(Conflict);
    await expect(send(get(url))).rejects.toBeInstanceOf(Rejected);
  });
});

describe('the sign-in', () => {
  const unauthorised = json(401, {});

  it('fetches another token once, and sends what must be sent once again: it was refused', async () => {
    const { url, seen } = await serve(unauthorised, ok);
    const asked: (string | undefined)[] = [];
    const tokens = {
      accessToken: async (_: AbortSignal, rejected?: string) => {
        asked.push(rejected);
        return rejected === undefined ? 'old' : 'new';
      },
    };
    await client({ ports: testPorts(jumpingClock(start), { tokens }) }).send(create(url));
    expect(asked).toEqual([undefined, 'old']);
    expect(seen.map((one) => one.headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  /** Counts which token was refused, and gives out another one then. */
  function renewing() {
    const asked: (string | undefined)[] = [];
    const accessToken = async (_: AbortSignal, rejected?: string) => {
      asked.push(rejected);
      return `token-${asked.filter((one) => one !== undefined).length}`;
    };
    return { asked, tokens: { accessToken } };
  }

  it('fetches another token for what comes next when one was refused inside an answer, and then asks no more', async () => {
    const { url, seen } = await serve(ok);
    const { asked, tokens } = renewing();
    const { send, http } = client({ ports: testPorts(jumpingClock(start), { tokens }) });
    await send(get(url));
    http.refuseToken(false);
    await send(get(url));
    await send(get(url));
    expect(asked).toEqual([undefined, 'token-0', undefined]);
    expect(seen.map((one) => one.headers.authorization).slice(0, 2)).toEqual(['Bearer token-0', 'Bearer token-1']);
  });

  it('is over when another one was refused inside an answer too, and believes nothing of the account any more', async () => {
    const ports = testPorts(jumpingClock(start));
    ports.remembered.set('account', {}, start + 1000);
    const { http } = client({ ports });
    expect(() => http.refuseToken(true)).toThrow(AuthExpired);
    expect(ports.remembered.get('account')).toBeUndefined();
  });

  it('is over when the second token is refused too', async () => {
    const { url, seen } = await serve(unauthorised);
    let count = 0;
    const tokens = { accessToken: async () => `token-${count++}` };
    const { send } = client({ ports: testPorts(jumpingClock(start), { tokens }) });
    await expect(send(get(url))).rejects.toBeInstanceOf(AuthExpired);
    expect(seen).toHaveLength(2);
  });

  it('is over when the same token comes again', async () => {
    const { url, seen } = await serve(unauthorised);
    await expect(client().send(get(url))).rejects.toBeInstanceOf(AuthExpired);
    expect(seen).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('ends a request under way, a waiting one and a queued one', async () => {
    const stop = new AbortController();
    const { url } = await serve(() => stop.abort());
    const { send } = client({ maxConcurrent: 1 });
    const outcomes = await Promise.allSettled([send(get(url), stop.signal), send(get(url), stop.signal)]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(Cancelled) });
    }
    await expect(send(get(url), stop.signal)).rejects.toBeInstanceOf(Cancelled);
  });
});

describe('the pace', () => {
  it('lets at most so many requests out in any second', async () => {
    const { url, seen } = await serve(ok);
    const { clock, send } = client({ perSecond: 10, maxConcurrent: 6 });
    await Promise.all(Array.from({ length: 25 }, () => send(get(url))));
    expect(seen).toHaveLength(25);
    expect(clock.now() - start).toBeGreaterThanOrEqual(2 * 1050);
  });

  it('is not brought to a halt by a clock that is set back', async () => {
    const { url } = await serve(json(429, {}, { 'retry-after': '200' }), ok);
    const { clock, send } = client({ perSecond: 1 });
    await send(get(url));
    clock.set(start - 3_600_000);
    const before = clock.now();
    await send(get(url));
    expect(clock.now() - before).toBeLessThan(2000);
  });

  it('keeps no more on their way than allowed', async () => {
    let under = 0;
    let most = 0;
    const { url } = await serve((request, response) => {
      under += 1;
      most = Math.max(most, under);
      setImmediate(() => {
        under -= 1;
        ok(request, response, '');
      });
    });
    const { send } = client({ maxConcurrent: 3 });
    await Promise.all(Array.from({ length: 12 }, () => send(get(url))));
    expect(most).toBeLessThanOrEqual(3);
  });
});
