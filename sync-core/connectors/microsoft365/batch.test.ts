import { describe, expect, test } from 'vitest';
import { AuthExpired, Nonsense, Rejected, Unavailable } from '../errors.ts';
import { AnswerLost } from '../http/attempt.ts';
import type { HttpRequest } from '../http/http-client.ts';
import { jumpingClock } from '../http/testing/ports.ts';
import { type PartRequest, sendParts } from './batch.ts';
import type { Graph } from './graph.ts';

interface Asked {
  readonly id: string;
  readonly url: string;
}
type Reply = (requests: readonly Asked[]) => unknown;

/** A Graph that answers each batch by the next reply; the last reply stays. */
function graphOf(...replies: readonly Reply[]) {
  const batches: (readonly Asked[])[] = [];
  const hushed: number[] = [];
  const refusals: boolean[] = [];
  const graph: Graph = {
    url: (path) => `https://graph.test/v1.0${path}`,
    ownLink: (link) => link,
    hush: (milliseconds) => void hushed.push(milliseconds),
    refuseToken(again) {
      refusals.push(again);
      if (again) throw new AuthExpired('refused', { system: 'microsoft365' });
    },
    async send(request: HttpRequest) {
      const { requests } = request.json as { requests: readonly Asked[] };
      batches.push(requests);
      const reply = replies[Math.min(batches.length, replies.length) - 1];
      return { status: 200, headers: {}, body: reply?.(requests) };
    },
  };
  return { graph, batches, hushed, refusals };
}

const ok: Reply = (requests) => ({
  responses: requests.toReversed().map(({ id }) => ({ id, status: 200, body: { id } })),
});
const reads = (count: number): readonly PartRequest[] =>
  Array.from({ length: count }, (_, index) => ({ method: 'GET', path: `/me/events/${index}` }));

async function all(
  graph: Graph,
  requests: readonly PartRequest[],
  clock = jumpingClock(0),
  onWaiting: (until: number, why: string) => void = () => undefined,
) {
  const parts = [];
  const { signal } = new AbortController();
  for await (const part of sendParts(graph, { clock, random: () => 0.5, onWaiting }, requests, signal))
    parts.push(part);
  return parts.toSorted((one, other) => one.index - other.index);
}

describe('requests in batches', () => {
  test.each([400, 413])('one that has the whole batch refused (%s) is refused alone', async (status) => {
    const { graph, batches } = graphOf((requests) => {
      if (requests.some(({ id }) => id === '7')) throw new Rejected('refused', { system: 'microsoft365', status });
      return ok(requests);
    });
    const parts = await all(graph, reads(25));
    expect(parts.flatMap((part) => ('error' in part ? [[part.index, part.error.kind]] : []))).toEqual([
      [7, 'rejected'],
    ]);
    expect(parts).toHaveLength(25);
    expect(batches.map((batch) => batch.length)).toEqual([20, ...Array(20).fill(1), 5]);
  });

  test('an account without a mailbox is no matter of one request', async () => {
    const { graph, batches } = graphOf(() => {
      const code = 'MailboxNotEnabledForRESTAPI';
      throw new Rejected('no mailbox', { system: 'microsoft365', status: 400, code });
    });
    await expect(all(graph, reads(3))).rejects.toThrow(Rejected);
    expect(batches).toHaveLength(1);
  });

  test('twenty go at a time, and each gets its own answer whatever their order', async () => {
    const { graph, batches } = graphOf(ok);
    const parts = await all(graph, reads(45));
    expect(batches.map((batch) => batch.length)).toEqual([20, 20, 5]);
    expect(parts).toEqual(
      Array.from({ length: 45 }, (_, index) => ({ index, status: 200, body: { id: String(index) }, repeated: false })),
    );
  });

  const throttled =
    (which: string, headers: Readonly<Record<string, string>>): Reply =>
    (requests) => ({
      responses: requests.map(({ id }) => ({ id, status: id === which ? 429 : 200, headers, body: {} })),
    });

  test('a throttled one is sent again alone, and what it was told about waiting holds for the whole mailbox', async () => {
    const { graph, batches, hushed } = graphOf(throttled('1', { 'Retry-After': '7' }), ok);
    const parts = await all(graph, reads(3));
    expect(hushed).toEqual([7000]);
    expect(batches.map((batch) => batch.map(({ id }) => id))).toEqual([['0', '1', '2'], ['1']]);
    expect(parts.map((part) => 'status' in part && part.status)).toEqual([200, 200, 200]);
  });

  test('one that is told no time waits by our own measure, while others go on', async () => {
    const clock = jumpingClock(0);
    const waits: unknown[] = [];
    const { graph, batches, hushed } = graphOf(throttled('1', {}), ok);
    await all(graph, reads(25), clock, (...wait) => waits.push(wait));
    expect(hushed).toEqual([]);
    expect(batches.map((batch) => batch.length)).toEqual([20, 5, 1]);
    expect(waits).toEqual([[1000, 'throttled']]);
    expect(clock.sleeps).toEqual([1000]);
  });

  test('one that stays throttled without a time ends as its own failure; the others went through', async () => {
    const { graph } = graphOf(throttled('0', {}));
    const parts = await all(graph, reads(2));
    expect(parts[0]).toMatchObject({ index: 0, error: { kind: 'throttled' } });
    expect(parts[1]).toMatchObject({ index: 1, status: 200 });
  });

  test('one that is put off again and again ends the whole after an hour, once all others are told of', async () => {
    const { graph, batches, hushed } = graphOf(throttled('0', { 'Retry-After': '2' }));
    const told: number[] = [];
    const parts = sendParts(
      graph,
      { clock: jumpingClock(0), random: () => 0.5 },
      reads(2),
      new AbortController().signal,
    );
    const reading = (async () => {
      for await (const { index } of parts) told.push(index);
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'throttled' });
    expect(told).toEqual([1]);
    expect(hushed.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 2000));
    expect(hushed.reduce((sum, each) => sum + each)).toBeGreaterThan(3_600_000);
    expect(batches.length).toBeLessThan(120);
  });

  const refused =
    (...which: readonly string[]): Reply =>
    (requests) => ({ responses: requests.map(({ id }) => ({ id, status: which.includes(id) ? 401 : 200, body: {} })) });

  test('those whose token is refused are sent once more, with another one, and the others stand', async () => {
    const { graph, batches, refusals } = graphOf(refused('1', '2'), ok);
    const parts = await all(graph, reads(3));
    expect(refusals).toEqual([false]);
    expect(batches.map((batch) => batch.map(({ id }) => id))).toEqual([
      ['0', '1', '2'],
      ['1', '2'],
    ]);
    expect(parts.map((part) => 'status' in part && part.status)).toEqual([200, 200, 200]);
  });

  test('one whose second token is refused too ends the whole, once the others are told of', async () => {
    const { graph, batches, refusals } = graphOf(refused('1'));
    const told: number[] = [];
    const ports = { clock: jumpingClock(0), random: () => 0.5 };
    const reading = (async () => {
      for await (const { index } of sendParts(graph, ports, reads(3), new AbortController().signal)) told.push(index);
    })();
    await expect(reading).rejects.toBeInstanceOf(AuthExpired);
    expect(told).toEqual([0, 2]);
    expect(refusals).toEqual([false, true]);
    expect(batches).toHaveLength(2);
  });

  test('after a lost answer all are asked again, and their answers say so', async () => {
    const { graph, batches } = graphOf(() => {
      throw new AnswerLost('the connection broke', { system: 'microsoft365' });
    }, ok);
    const parts = await all(graph, reads(2));
    expect(batches).toHaveLength(2);
    expect(parts).toMatchObject([{ repeated: true }, { repeated: true }]);
  });

  test('answers that stay lost end the whole', async () => {
    const { graph } = graphOf(() => {
      throw new AnswerLost('the connection broke', { system: 'microsoft365' });
    });
    await expect(all(graph, reads(1))).rejects.toThrow(Unavailable);
  });

  test('a part without an answer is sent again', async () => {
    const { graph, batches } = graphOf(
      (requests) => ({ responses: requests.slice(1).map(({ id }) => ({ id, status: 200 })) }),
      ok,
    );
    await all(graph, reads(2));
    expect(batches[1]?.map(({ id }) => id)).toEqual(['0']);
  });

  test.each([['another form', () => ({ value: [] })]])('%s is nonsense', async (_, reply) => {
    await expect(all(graphOf(reply).graph, reads(1))).rejects.toThrow(Nonsense);
  });

  test.each<[string, readonly unknown[]]>([
    ['is answered in a form that nobody understands', [{ id: '1', status: 'OK', body: { id: 'wrong' } }]],
    [
      'is answered twice',
      [
        { id: '1', status: 200, body: { id: 'wrong' } },
        { id: '1', status: 404 },
      ],
    ],
    ['is not answered, but something else is', [{ id: '99', status: 200, body: { id: 'wrong' } }]],
    ['is not answered, but what is no answer stands there', [null, 7, 'x', [], { status: 200 }]],
  ])('a request that %s is sent again, and the others stand', async (_, odd) => {
    const { graph, batches } = graphOf(
      () => ({ responses: [{ id: '0', status: 200, body: { id: '0' } }, ...odd] }),
      ok,
    );
    const answers = await all(graph, reads(2));
    expect(answers).toEqual([
      { index: 0, status: 200, body: { id: '0' }, repeated: false },
      { index: 1, status: 200, body: { id: '1' }, repeated: true },
    ]);
    expect(batches.map((batch) => batch.map(({ id }) => id))).toEqual([['0', '1'], ['1']]);
  });
});

describe('a request that must not be sent twice', () => {
  const creation: PartRequest = { method: 'POST', path: '/me/contacts', body: {}, once: true };
  const statusOnce =
    (status: number, headers: object = {}): Reply =>
    (requests) => ({ responses: requests.map(({ id }) => ({ id, status, headers })) });

  test.each([500, 502, 503, 504, 424])('is not sent again after %i', async (status) => {
    const { graph, batches } = graphOf(statusOnce(status), ok);
    const [part] = await all(graph, [creation]);
    expect(part).toMatchObject({ error: { kind: 'unavailable' } });
    expect(part && 'error' in part && part.error).toBeInstanceOf(AnswerLost);
    expect(batches).toHaveLength(1);
  });

  test.each([
    [429, {}],
    [429, { 'Retry-After': '2' }],
    [503, { 'Retry-After': '2' }],
  ])('is sent again after %i with %j, by which nothing was done', async (status, headers) => {
    const { graph, batches } = graphOf(statusOnce(status, headers), ok);
    expect(await all(graph, [creation])).toMatchObject([{ status: 200 }]);
    expect(batches).toHaveLength(2);
  });

  test('is left alone when the answer to all is lost, and what goes with it is asked again', async () => {
    const { graph, batches } = graphOf(() => ({ responses: [] }), ok);
    const parts = await all(graph, [creation, ...reads(1)]);
    expect(parts).toMatchObject([{ error: { kind: 'unavailable' } }, { status: 200, repeated: true }]);
    expect(batches[1]?.map(({ url }) => url)).toEqual(['/me/events/0']);
  });
});
