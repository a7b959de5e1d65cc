import {
  AuthenticationHandler,
  BatchRequestContent,
  BatchResponseContent,
  Client,
  type Context,
  GraphError,
  type Middleware,
  PageIterator,
  RetryHandler,
  RetryHandlerOptions,
} from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';

interface Event {
  readonly id: string;
  readonly subject: string;
  readonly type: string;
}

const window = { startDateTime: '2026-11-16T00:00:00Z', endDateTime: '2027-05-22T00:00:00Z' };
const draft = {
  subject: 'Vom offiziellen Client',
  start: { dateTime: '2026-12-01T09:00:00', timeZone: 'Europe/Berlin' },
  end: { dateTime: '2026-12-01T10:00:00', timeZone: 'Europe/Berlin' },
};

/**
 * Sends what the library addresses to Microsoft to the sandbox, as a proxy with the original's certificate would: the
 * library gives tokens and follows links only where it sees https.
 */
function createProxy(graphAddress: string): Middleware {
  const original = 'https://graph.microsoft.com';
  return {
    execute: async (context: Context) => {
      const address = typeof context.request === 'string' ? context.request : context.request.url;
      const response = await fetch(address.replace(original, graphAddress), context.options as RequestInit);
      const text = (await response.text()).replaceAll(graphAddress, original);
      context.response = new Response(text === '' ? null : text, response);
    },
  };
}

describe('Microsoft’s own Graph client', () => {
  let sandbox: Sandbox<'microsoft365'>;
  let client: Client;
  beforeAll(async () => {
    sandbox = await startSandbox({ systems: ['microsoft365'], size: 'small', today: '2026-11-23', listen: true });
    const [{ addresses, users }] = sandbox.descriptions as [(typeof sandbox.descriptions)[number]];
    const provider = { getAccessToken: async () => users[0]?.accessToken ?? '' };
    client = Client.initWithMiddleware({
      middleware: [
        new AuthenticationHandler(provider),
        new RetryHandler(new RetryHandlerOptions()),
        createProxy(String(addresses['graph'])),
      ],
    });
  });
  afterAll(() => sandbox.close());

  it('asks who it is', async () => {
    expect(await client.api('/me').get()).toMatchObject({
      displayName: 'Mara Wendt',
      mail: 'mara.wendt@nordlicht.example',
    });
  });

  it('turns pages with its own iterator', async () => {
    const inCalendar = sandbox.world.appointments.filter((item) => item.on !== 'crm').length;
    const first = await client.api('/me/events').top(4).get();
    const seen: string[] = [];
    const iterator = new PageIterator(client, first, (event: Event) => {
      seen.push(event.id);
      return true;
    });
    await iterator.iterate();
    expect(iterator.isComplete()).toBe(true);
    expect(new Set(seen).size).toBe(inCalendar);
  });

  it('creates, changes and deletes', async () => {
    const created: Event = await client.api('/me/events').post(draft);
    expect(created.subject).toBe(draft.subject);
    const changed: Event = await client
      .api(`/me/events/${encodeURIComponent(created.id ?? '')}`)
      .patch({ subject: 'Geändert' });
    expect(changed).toMatchObject({ id: created.id, subject: 'Geändert' });
    await client.api(`/me/events/${encodeURIComponent(created.id ?? '')}`).delete();
    const error = await client
      .api(`/me/events/${encodeURIComponent(created.id ?? '')}`)
      .get()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({ statusCode: 404, code: expect.stringMatching(/^ErrorItemNotFound$/i) });
  });

  it('follows changes', async () => {
    let page = await client.api('/me/calendarView/delta').query(window).get();
    while (page['@odata.nextLink']) page = await client.api(page['@odata.nextLink']).get();
    const created: Event = await client.api('/me/events').post(draft);
    const changes = await client.api(page['@odata.deltaLink']).get();
    expect((changes.value as Event[]).map((event) => event.id)).toContain(created.id);
  });

  it('sends batches with its own batch content', async () => {
    const body = JSON.stringify(draft);
    const headers = { 'Content-Type': 'application/json' };
    const content = new BatchRequestContent([
      { id: 'a', request: new Request('https://graph.microsoft.com/me/events', { method: 'POST', body, headers }) },
      { id: 'b', request: new Request('https://graph.microsoft.com/me') },
    ]);
    const answer = new BatchResponseContent(await client.api('/$batch').post(await content.getContent()));
    expect([answer.getResponseById('a').status, answer.getResponseById('b').status]).toEqual([201, 200]);
    expect(await answer.getResponseById('a').json()).toMatchObject({ subject: draft.subject });
  });

  it('tries again by itself after a 429', async () => {
    sandbox.microsoft365.control.fault({ path: '/me$', effect: { kind: 'status', status: 429, retryAfterSeconds: 0 } });
    expect(await client.api('/me').get()).toMatchObject({ displayName: 'Mara Wendt' });
  });
});
