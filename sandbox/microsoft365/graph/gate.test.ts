import diagnostics from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleWorld } from '../../sample/sample-world.ts';
import { createMicrosoft365 } from '../index.ts';
import { type Started, startGraph } from '../testing/checked-client.ts';

let graph: Started;
beforeEach(async () => {
  graph = await startGraph();
});
afterEach(() => graph.system.close());

describe('every answer of Graph', () => {
  it('names its request, echoes the client’s, and has the servers’ date', async () => {
    const { headers } = await graph.get('/me', { 'client-request-id': 'mine' });
    expect(headers.get('request-id')).toMatch(/^[\w-]{36}$/);
    expect(headers.get('client-request-id')).toBe('mine');
    expect(headers.get('date')).toBe('Mon, 23 Nov 2026 08:00:00 GMT');
    const refused = await graph.get('/me/nothing', { 'client-request-id': 'mine' });
    expect(refused.body.error).toMatchObject({
      innerError: { 'client-request-id': 'mine', date: '2026-11-23T08:00:00' },
    });
  });

  it('is a refusal without a token, with a foreign one, and with an old one', async () => {
    for (const authorization of ['', 'Bearer nonsense', 'Basic YTpi']) {
      const { status, body, headers } = await graph.get('/me', { authorization });
      expect([status, body.error.code]).toEqual([401, 'InvalidAuthenticationToken']);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer .*authorization_uri=/);
    }
    graph.system.control.expireAccessTokens();
    expect((await graph.get('/me')).status).toBe(401);
  });

  it('tells apart what the sandbox lacks, what is not allowed, and what does not exist', async () => {
    expect((await graph.get('/me/messages')).status).toBe(501);
    expect((await graph.remove('/me/calendarView')).status).toBe(405);
    expect((await graph.get('/me/kalender')).status).toBe(400);
    expect((await graph.get('/me/calendars/unknown/events')).status).toBe(404);
  });
});

describe('the limits of a mailbox', () => {
  it('let four requests through at once, without sockets and through them', async () => {
    const count = async (send: () => Promise<{ status: number }>) => {
      const answers = await Promise.all(Array.from({ length: 7 }, send));
      return answers.filter((answer) => answer.status === 200).length;
    };
    expect(await count(() => graph.get('/me'))).toBe(4);
    expect((await graph.get('/me')).status).toBe(200);
    const { addresses, users } = await graph.system.listen();
    const headers = { authorization: `Bearer ${users[0]?.accessToken}` };
    const send = async () => {
      const answer = await fetch(`${addresses['graph']}/v1.0/me`, { headers });
      if (answer.status === 429) expect(await answer.json()).toMatchObject({ error: { code: 'ApplicationThrottled' } });
      return answer;
    };
    await count(send);
    expect(await count(send)).toBeLessThan(7);
    expect((await send()).status).toBe(200);
  });

  it('let so many through in ten minutes', async () => {
    graph.system.control.set('requestsPerTenMinutes', 3);
    await graph.get('/me');
    graph.clock.advance(240_000);
    await graph.get('/me');
    await graph.get('/me');
    const { status, headers } = await graph.get('/me');
    expect([status, headers.get('retry-after')]).toEqual([429, '360']);
    graph.clock.advance(360_000);
    expect((await graph.get('/me')).status).toBe(200);
  });

  it.each([
    { when: 'while they were held up', path: '/me', channel: 'http.server.request.start' },
    { when: 'while they were worked on', path: '/$batch', channel: 'tracing:fastify.request.handler:start' },
  ])('are free again after requests whose sender died $when', async ({ path, channel }) => {
    // On a clock of the machine's own, for the waiting must take time.
    const patient = createMicrosoft365({ switches: { concurrentRequests: 1 } });
    patient.load(sampleWorld({ seed: 1, size: 'small', today: '2026-11-23' }));
    const { addresses, users } = await patient.listen();
    const headers = { authorization: `Bearer ${users[0]?.accessToken}`, 'content-type': 'application/json' };
    const graphUrl = `${addresses['graph']}/v1.0`;
    const body = JSON.stringify({ requests: [{ id: '1', method: 'GET', url: '/me/events' }] });
    patient.control.fault({ path: '/me/?(events)?$', effect: { kind: 'latency', milliseconds: 30 } });
    const died = new AbortController();
    const arrived = new Promise((resolve) => diagnostics.subscribe(channel, resolve));
    const first = fetch(graphUrl + path, {
      headers,
      signal: died.signal,
      ...(path === '/me' ? {} : { method: 'POST', body }),
    });
    await arrived;
    died.abort();
    await expect(first).rejects.toThrow('aborted');
    // Held up for longer than the first one.
    patient.control.fault({ effect: { kind: 'latency', milliseconds: 90 } });
    expect((await fetch(`${graphUrl}/me`, { headers })).status).toBe(200);
    await patient.close();
  });

  it('are free again after requests whose connection was cut', async () => {
    const { addresses, users } = await graph.system.listen();
    graph.system.control.fault({ times: 8, effect: { kind: 'dropAfter' } });
    const headers = { authorization: `Bearer ${users[0]?.accessToken}` };
    for (let turn = 0; turn < 8; turn += 1) {
      await expect(fetch(`${addresses['graph']}/v1.0/me`, { headers })).rejects.toThrow(TypeError);
    }
    expect((await fetch(`${addresses['graph']}/v1.0/me`, { headers })).status).toBe(200);
  });
});

describe('the mailbox', () => {
  it('tells its zone, its only calendar and its person', async () => {
    expect((await graph.get('/me/mailboxSettings')).body).toMatchObject({ timeZone: 'W. Europe Standard Time' });
    expect((await graph.get('/me/mailboxSettings?$select=timeZone')).body).toEqual({
      timeZone: 'W. Europe Standard Time',
    });
    const { body } = await graph.get('/me/calendar');
    expect(body).toMatchObject({ isDefaultCalendar: true, owner: { address: graph.user.userName } });
    expect((await graph.get('/me/calendars')).body.value).toMatchObject([{ id: body.id }]);
    expect((await graph.get(`/me/calendars/${encodeURIComponent(body.id)}/events`)).status).toBe(200);
    expect((await graph.get('/me?$select=displayName')).body).toHaveProperty('displayName');
    expect((await graph.get('/me?$select=shoeSize')).status).toBe(400);
  });

  it('keeps categories with colours, each name once', async () => {
    const { status, body } = await graph.post('/me/outlook/masterCategories', {
      displayName: 'SuperOffice',
      color: 'preset5',
    });
    expect(status).toBe(201);
    expect((await graph.get('/me/outlook/masterCategories')).body.value).toEqual([
      { id: body.id, displayName: 'SuperOffice', color: 'preset5' },
    ]);
    const again = await graph.post('/me/outlook/masterCategories', { displayName: 'superoffice', color: 'none' });
    expect(again.status).toBe(409);
    for (const wrong of [{ color: 'none' }, { displayName: 'x', color: 'red' }, { displayName: 'x', colour: 'none' }]) {
      expect((await graph.post('/me/outlook/masterCategories', wrong)).status).toBe(400);
    }
  });

  it('knows zones by both kinds of names', async () => {
    const zones = async (path: string) =>
      (await graph.get(`/me/outlook/supportedTimeZones${path}`)).body.value.map((zone) => zone['alias']);
    expect(await zones('')).toEqual(expect.arrayContaining(['W. Europe Standard Time', 'Tokyo Standard Time', 'UTC']));
    const iana = await zones("(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')");
    expect(iana).toEqual(expect.arrayContaining(['Europe/Berlin', 'Europe/Oslo']));
  });
});
