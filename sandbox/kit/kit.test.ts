import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from './clock.ts';
import { createKit } from './kit.ts';
import type { SandboxSystem, StartOptions } from './system.ts';

const opened: SandboxSystem[] = [];
afterEach(async () => {
  for (const system of opened.splice(0)) await system.close();
});

/** A system with one number that can be read and raised. */
function countingSystem(options: StartOptions = {}) {
  const kit = createKit({
    name: 'superoffice',
    hosts: ['api', 'login'],
    options,
    switches: { colour: { meaning: 'For the test.', default: 'red', choices: ['red', 'green'] } },
    writeError: (status, message, host) => ({ headers: { 'x-host': host }, body: { Wrong: `${status} ${message}` } }),
  });
  let count = 0;
  let before = { count: 0, until: 0 };
  kit.host('api').get('/count', (request) => {
    const { asOf } = request.sandbox;
    return { count: asOf !== null && asOf < before.until ? before.count : count };
  });
  kit.host('api').post('/count', (request) => {
    before = { count, until: kit.clock.now() };
    count += 1;
    return { count, got: request.body };
  });
  kit.host('api').post('/batch', async () => {
    const inner = await kit.callInBatch('api', { method: 'POST', url: '/count', headers: {} }, 7);
    return { status: inner.status, body: JSON.parse(inner.body.toString('utf8')) };
  });
  kit.host('login').get('/away', (_request, reply) => reply.redirect(`${kit.address('api')}/count`));
  const system = kit.finish({
    describe: () => ({ clientId: 'client', users: [] }),
    load: () => {
      count = 0;
    },
    save: () => ({ count, next: kit.ids.hex(8) }),
    restore: (state) => {
      count = (state as { count: number }).count;
    },
    expireAccessTokens: () => undefined,
    revokeSignIn: () => undefined,
    expireCursors: () => undefined,
    operations: { setCount: (argument: { to: number }) => (count = argument.to) },
  });
  opened.push(system);
  return { system, api: () => system.describe().addresses['api'] ?? '', count: () => count };
}

const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' };

describe.each(['without sockets', 'through sockets'])('requests %s', (way) => {
  async function start(options: StartOptions = {}) {
    const made = countingSystem(options);
    if (way === 'without sockets') return { ...made, fetch: made.system.fetch };
    await made.system.listen();
    return { ...made, fetch: (url: string, init?: RequestInit) => fetch(url, init) };
  }

  it('reach the routes and are journalled with both bodies', async () => {
    const { fetch, api, system } = await start();
    const response = await fetch(`${api()}/COUNT?x=1`, json);
    expect(await response.json()).toEqual({ count: 1, got: { a: 1 } });
    expect(system.control.journal()).toMatchObject([
      {
        method: 'POST',
        path: '/COUNT?x=1',
        requestBody: { a: 1 },
        status: 200,
        responseBody: { count: 1 },
        requestBytes: 7,
      },
    ]);
  });

  it('are not journalled while the journal is off', async () => {
    const { fetch, api, system } = await start();
    system.control.set('journal', false);
    await fetch(`${api()}/count`);
    expect(system.control.journal()).toEqual([]);
  });

  it('have no effect when the connection is cut before', async () => {
    const { fetch, api, system, count } = await start();
    system.control.fault({ method: 'POST', path: '^/count', effect: { kind: 'dropBefore' } });
    await expect(fetch(`${api()}/count`, json)).rejects.toBeInstanceOf(TypeError);
    expect(count()).toBe(0);
    expect((await fetch(`${api()}/count`, json)).status).toBe(200);
    expect(system.control.journal().map((entry) => entry.status)).toEqual([null, 200]);
  });

  it('take effect when the connection is cut after', async () => {
    const { fetch, api, system, count } = await start();
    system.control.fault({ effect: { kind: 'dropAfter' } });
    await expect(fetch(`${api()}/count`, json)).rejects.toBeInstanceOf(TypeError);
    expect(count()).toBe(1);
  });

  it('meet an error in the own form with the waiting time, after those that were to be skipped', async () => {
    const { fetch, api, system } = await start();
    system.control.fault({ skip: 1, times: 2, effect: { kind: 'status', status: 429, retryAfterSeconds: 3 } });
    const statuses = [];
    let refused: Response | undefined;
    for (let turn = 0; turn < 4; turn += 1) {
      const response = await fetch(`${api()}/count`);
      statuses.push(response.status);
      if (response.status === 429) refused = response;
    }
    expect(statuses).toEqual([200, 429, 429, 200]);
    expect(refused?.headers.get('retry-after')).toBe('3');
    expect(refused?.headers.get('x-host')).toBe('api');
    expect(await refused?.json()).toEqual({ Wrong: '429 The sandbox was told to fail this request.' });
  });

  it('get nonsense as told', async () => {
    const { fetch, api, system } = await start();
    for (const body of ['html', 'truncated', 'shape'] as const)
      system.control.fault({ effect: { kind: 'nonsense', body } });
    const html = await fetch(`${api()}/count`);
    expect(html.headers.get('content-type')).toMatch('text/html');
    await expect((await fetch(`${api()}/count`)).json()).rejects.toBeInstanceOf(SyntaxError);
    expect(await (await fetch(`${api()}/count`)).json()).not.toHaveProperty('count');
  });

  it('see the former state when reads are stale', async () => {
    const { fetch, api, system } = await start({ clock: createManualClock(1_000_000) });
    system.control.clock.advance(10_000);
    await fetch(`${api()}/count`, json);
    system.control.fault({ effect: { kind: 'stale', milliseconds: 5_000 } });
    expect(await (await fetch(`${api()}/count`)).json()).toEqual({ count: 0 });
    expect(await (await fetch(`${api()}/count`)).json()).toEqual({ count: 1 });
  });

  it('wait on the clock that was handed in, and are dated by it', async () => {
    const clock = createManualClock(0);
    const { fetch, api, system } = await start({ clock });
    system.control.fault({ effect: { kind: 'latency', milliseconds: 86_400_000 } });
    const response = await fetch(`${api()}/count`);
    expect(clock.now()).toBe(86_400_000);
    expect(response.headers.get('date')).toBe('Fri, 02 Jan 1970 00:00:00 GMT');
  });

  it('inside a batch are journalled with their place, and pass cut connections by', async () => {
    const { fetch, api, system } = await start();
    system.control.fault({ path: '^/count', effect: { kind: 'dropBefore' } });
    const response = await fetch(`${api()}/batch`, { method: 'POST' });
    expect(await response.json()).toMatchObject({ status: 200, body: { count: 1 } });
    expect(system.control.journal().map((entry) => entry.inBatch)).toEqual([7, undefined]);
  });

  it('that are refused by the kit look like the system', async () => {
    const { fetch, api } = await start();
    const missing = await fetch(`${api()}/nowhere`);
    expect([missing.status, await missing.json()]).toEqual([404, { Wrong: '404 No resource answers GET /nowhere.' }]);
    const broken = await fetch(`${api()}/count`, { ...json, body: '{' });
    expect([broken.status, await broken.json()]).toEqual([400, { Wrong: '400 The body is not JSON.' }]);
  });

  it('stop when the caller gives up', async () => {
    const { fetch, api, system } = await start();
    system.control.fault({ effect: { kind: 'latency', milliseconds: 50 } });
    const giveUp = new AbortController();
    const pending = fetch(`${api()}/count`, { signal: giveUp.signal });
    giveUp.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('follow redirects between the servers only where asked to', async () => {
    const { fetch, system } = await start();
    const away = `${system.describe().addresses['login']}/away`;
    expect((await fetch(away, { redirect: 'manual' })).status).toBe(302);
    expect(await (await fetch(away)).json()).toEqual({ count: 0 });
  });
});

describe('a system', () => {
  it('refuses addresses that are not its own, as a refused connection', async () => {
    const { system } = countingSystem();
    await expect(system.fetch('http://127.0.0.1:9/count')).rejects.toBeInstanceOf(TypeError);
  });

  it('refuses unknown switches, values and faults', () => {
    const { system } = countingSystem();
    expect(() => system.control.set('size', 1)).toThrow(/no switch "size"/);
    expect(() => system.control.set('colour', 'blue')).toThrow(/one of red, green/);
    expect(() => system.control.fault({ effect: { kind: 'boom' } } as never)).toThrow(/kinds/);
    expect(() => countingSystem({ switches: { colour: 1 } })).toThrow(/takes a string/);
  });

  it('keeps its state and goes on with the ids it would have given', () => {
    const first = countingSystem({ seed: 5 });
    first.system.control.setCount({ to: 9 });
    const saved = JSON.parse(JSON.stringify(first.system.save()));
    const second = countingSystem({ seed: 5 });
    second.system.restore(saved);
    expect(second.count()).toBe(9);
    const next = second.system.save();
    expect(next).not.toEqual(saved);
    expect(next).toEqual(first.system.save());
    expect(() => second.system.restore({ system: 'microsoft365', ids: 1 })).toThrow(/not a saved state/);
  });

  it('is controlled by HTTP as in process', async () => {
    const { system, count } = countingSystem();
    const { addresses } = await system.listen();
    const post = (name: string, body: unknown) =>
      fetch(`${addresses['control']}/control/${name}`, { ...json, body: JSON.stringify(body) });
    expect(await (await post('setCount', { to: 4 })).json()).toEqual({ result: 4 });
    expect(count()).toBe(4);
    await post('fault', { effect: { kind: 'status', status: 503 } });
    expect((await fetch(`${addresses['api']}/count`)).status).toBe(503);
    const journal = await (await fetch(`${addresses['control']}/control/journal?since=0`)).json();
    expect(journal).toMatchObject([{ path: '/count', status: 503 }]);
    expect((await post('set', { name: 'colour', value: 'blue' })).status).toBe(400);
    expect((await post('unheardOf', {})).status).toBe(404);
  });

  it('keeps count of thousands of requests', async () => {
    const { system, api } = countingSystem();
    for (let turn = 0; turn < 3_000; turn += 1) await system.fetch(`${api()}/count`);
    expect(system.control.journal()).toHaveLength(3_000);
  });
});
