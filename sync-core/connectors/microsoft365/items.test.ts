/** @file Lists that never end, and answers about something else than was asked for. */
import { describe, expect, test } from 'vitest';
import type { ItemId } from '../../model/side.ts';
import type { ZoneId } from '../../model/time.ts';
import { Nonsense } from '../errors.ts';
import type { HttpRequest } from '../http/http-client.ts';
import { jumpingClock } from '../http/testing/ports.ts';
import { anEvent } from '../outlook/testing/events.ts';
import type { Graph } from './graph.ts';
import { type Mailbox, readItems } from './items.ts';
import { listPages } from './list-pages.ts';

const never = new AbortController().signal;

function graphOf(answer: (request: HttpRequest, asked: number) => unknown): Graph {
  let asked = 0;
  return {
    url: (path) => `https://graph.test/v1.0${path}`,
    ownLink: (link) => link,
    hush: () => undefined,
    refuseToken: () => undefined,
    send: async (request) => ({ status: 200, headers: {}, body: answer(request, asked++) }),
  };
}

async function all(graph: Graph): Promise<number> {
  let rows = 0;
  for await (const page of listPages(graph, graph.url('/me/events'), '', never)) rows += page.rows.length;
  return rows;
}

describe('a list', () => {
  test('whose next page is the same page ends as nonsense', async () => {
    const same = (request: HttpRequest) => ({ value: [{ id: 'a' }], '@odata.nextLink': request.url });
    await expect(all(graphOf(same))).rejects.toThrow(Nonsense);
  });

  test('of ever new pages with the same rows ends as nonsense', async () => {
    const again = (_: HttpRequest, asked: number) => ({
      value: [{ id: 'a' }],
      '@odata.nextLink': `https://graph.test/v1.0/me/events?page=${asked}`,
    });
    await expect(all(graphOf(again))).rejects.toThrow(Nonsense);
  });

  test('may be long, with empty pages and rows that come again', async () => {
    const pages = (_: HttpRequest, asked: number) => ({
      value: asked % 3 === 0 ? [] : [{ id: `${asked}` }, { id: `${asked - 1}` }],
      ...(asked < 60 ? { '@odata.nextLink': `https://graph.test/v1.0/me/events?page=${asked}` } : {}),
    });
    expect(await all(graphOf(pages))).toBe(80);
  });
});

describe('an item that is asked for by its id', () => {
  const ids = ['a', 'b'] as ItemId[];
  const read = async (partOf: (id: string) => object) => {
    const graph = graphOf((request) => {
      const { requests } = request.json as { requests: readonly { id: string }[] };
      return { responses: requests.map(({ id }) => ({ id, ...partOf(ids[Number(id)] ?? '') })) };
    });
    const ports = { clock: jumpingClock(0), random: () => 0.5 };
    const mailbox: Mailbox = {
      graph,
      ports,
      zone: async () => 'Europe/Oslo' as ZoneId,
      zoneForUnknown: () => undefined,
    };
    return await readItems(mailbox, ids, never);
  };
  const good = (id: string) => ({ status: 200, body: anEvent({ id }) });

  test('is not another one that was answered instead', async () => {
    const found = await read((id) => (id === 'a' ? { status: 200, body: anEvent({ id: 'other' }) } : good(id)));
    expect(found.get(ids[0] as ItemId)).toMatchObject({ unreadable: true, id: 'a' });
    expect(found.get(ids[1] as ItemId)).toMatchObject({ version: 'W/"key-1"' });
  });

  test('is not gone because something said 404', async () => {
    const found = await read((id) =>
      id === 'a' ? { status: 404, body: { error: { code: 'ResourcePathBroken' } } } : good(id),
    );
    expect(found.get(ids[0] as ItemId)).toMatchObject({ unreadable: true });
    const gone = { status: 404, body: { error: { code: 'ErrorItemNotFound' } } };
    expect((await read((id) => (id === 'a' ? gone : good(id)))).get(ids[0] as ItemId)).toBe('gone');
  });

  test('keeps no others from being read when its answer is odd; when all are, nothing is concluded', async () => {
    const refused = { status: 400, body: { error: { code: 'ErrorInvalidRequest' } } };
    expect((await read((id) => (id === 'a' ? refused : good(id)))).size).toBe(2);
    await expect(read(() => refused)).rejects.toThrow('refused');
  });
});
