import { beforeEach, describe, expect, it } from 'vitest';
import { eventPath, meeting, type Started, startGraph } from '../testing/checked-client.ts';

const json = { 'Content-Type': 'application/json' };
let graph: Started;
beforeEach(async () => {
  graph = await startGraph();
});

const batch = (requests: readonly object[]) => graph.post('/$batch', { requests });
const creation = (id: string, change = {}) => ({
  id,
  method: 'POST',
  url: '/me/events',
  headers: json,
  body: meeting(change),
});
const statuses = (responses: readonly { id: string; status: number }[]) =>
  Object.fromEntries(responses.map(({ id, status }) => [id, status]));

describe('a batch', () => {
  it('answers each of twenty requests with its own status, in another order', async () => {
    const requests = Array.from({ length: 20 }, (_, index) =>
      creation(String(index), index === 7 ? { titel: 'x' } : {}),
    );
    const { status, body } = await batch(requests);
    expect(status).toBe(200);
    expect(body.responses).toHaveLength(20);
    expect(body.responses.map((each) => each.id)).not.toEqual(requests.map((each) => each.id));
    expect(statuses(body.responses)).toMatchObject({ 0: 201, 7: 400, 19: 201 });
    expect(body.responses.find((each) => each.id === '7')?.body.error.code).toBe('RequestBodyRead');
    expect(graph.system.control.list()).toHaveLength(19);
    expect(graph.system.control.journal().filter((entry) => entry.inBatch !== undefined)).toHaveLength(20);
  });

  it.each([
    ['twenty-one requests', Array.from({ length: 21 }, (_, index) => creation(String(index)))],
    ['two equal ids', [creation('1'), creation('1')]],
    ['a dependency that is not there', [{ ...creation('1'), dependsOn: ['2'] }]],
    [
      'dependencies in a circle',
      [
        { ...creation('1'), dependsOn: ['2'] },
        { ...creation('2'), dependsOn: ['1'] },
      ],
    ],
    ['no requests', []],
    ['an unknown property', [{ ...creation('1'), priority: 1 }]],
  ])('is refused as a whole with %s', async (_what, requests) => {
    expect((await batch(requests)).status).toBe(400);
    expect(graph.system.control.list()).toEqual([]);
  });

  it('does what depends on something afterwards, and not at all when that failed', async () => {
    const { id } = (await graph.post('/me/events', meeting())).body;
    const { body } = await batch([
      { ...creation('3'), dependsOn: ['2'] },
      { id: '2', method: 'PATCH', url: eventPath(id), headers: json, body: { subject: 'x' }, dependsOn: ['1'] },
      { id: '1', method: 'DELETE', url: eventPath(id) },
    ]);
    expect(statuses(body.responses)).toEqual({ 1: 204, 2: 404, 3: 424 });
  });

  it('refuses requests with a body but without a type, absolute addresses, and batches in batches', async () => {
    const { body } = await batch([
      { id: '1', method: 'POST', url: '/me/events', body: meeting() },
      { id: '2', method: 'GET', url: 'https://graph.microsoft.com/v1.0/me' },
      { id: '3', method: 'POST', url: '/$batch', headers: json, body: { requests: [] } },
      { id: '4', method: 'GET', url: 'me' },
    ]);
    expect(statuses(body.responses)).toEqual({ 1: 400, 2: 400, 3: 400, 4: 200 });
  });

  it('passes preferences and preconditions on to each request', async () => {
    const { body: event } = await graph.post('/me/events', meeting());
    const { body } = await batch([
      { id: '1', method: 'GET', url: eventPath(event.id), headers: { Prefer: 'IdType="ImmutableId"' } },
      {
        id: '2',
        method: 'PATCH',
        url: eventPath(event.id),
        headers: { ...json, 'If-Match': 'W/"old"' },
        body: { subject: 'x' },
      },
    ]);
    expect(statuses(body.responses)).toEqual({ 1: 200, 2: 412 });
    expect(body.responses.find((each) => each.id === '1')?.body.id).not.toBe(event.id);
  });

  it('meets faults in single requests', async () => {
    graph.system.control.fault({
      method: 'POST',
      path: '/me/events',
      skip: 1,
      effect: { kind: 'status', status: 429, retryAfterSeconds: 3 },
    });
    const { body } = await batch([creation('1'), creation('2'), creation('3')]);
    expect(statuses(body.responses)).toEqual({ 1: 201, 2: 429, 3: 201 });
    expect(body.responses.find((each) => each.id === '2')).toMatchObject({ headers: { 'Retry-After': '3' } });
  });

  it('has every n-th request throttled where the switch says so', async () => {
    graph.system.control.set('batchThrottleEvery', 3);
    const { body } = await batch(['1', '2', '3', '4', '5', '6'].map((id) => creation(id)));
    expect(statuses(body.responses)).toEqual({ 1: 201, 2: 201, 3: 429, 4: 201, 5: 201, 6: 429 });
    expect(graph.system.control.list()).toHaveLength(4);
  });

  it('loses some of its requests to what else is under way', async () => {
    const requests = Array.from({ length: 8 }, (_, index) => ({ id: String(index), method: 'GET', url: '/me' }));
    const [first, second] = await Promise.all([batch(requests), batch(requests)]);
    const throttled = [first, second].map(({ body }) => body.responses.filter((each) => each.status === 429).length);
    expect(throttled.some((count) => count > 0)).toBe(true);
    const [one] = [first, second].flatMap(({ body }) => body.responses.filter((each) => each.status === 429));
    expect(one).toMatchObject({ body: { error: { code: 'ApplicationThrottled' } }, headers: { 'Retry-After': '1' } });
  });
});
