/** @file The calendar itself: what programs leave on it, and the answers to those who do it wrongly. */
import { beforeEach, describe, expect, test } from 'vitest';
import { meeting, type Started, startGraph } from '../testing/checked-client.ts';

const property = 'String {3f1d8a52-6c0e-4e8b-9a57-1b2f4d7c6e90} Name Note';
const expanded = `/me/calendar?$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${property}')`)}`;
const noted = (value: string | null) => ({ singleValueExtendedProperties: [{ id: property, value }] });

let graph: Started;
beforeEach(async () => {
  graph = await startGraph();
});

async function etag(): Promise<string> {
  return `W/"${(await graph.get('/me/calendar')).body['changeKey']}"`;
}

describe('extended properties of the calendar', () => {
  test('are given only to those who name them, and stay when others are written', async () => {
    expect((await graph.patch('/me/calendar', noted('mine'))).status).toBe(200);
    expect((await graph.get('/me/calendar')).body).not.toHaveProperty('singleValueExtendedProperties');
    const other = property.replace('Note', 'Other');
    await graph.patch('/me/calendar', { singleValueExtendedProperties: [{ id: other, value: 'x' }] });
    expect((await graph.get(expanded)).body['singleValueExtendedProperties']).toEqual([
      { id: property, value: 'mine' },
    ]);
    await graph.patch('/me/calendar', noted(null));
    expect((await graph.get(expanded)).body).not.toHaveProperty('singleValueExtendedProperties');
  });

  test('change the calendar’s change key, and an outdated one is refused', async () => {
    const before = await etag();
    expect((await graph.patch('/me/calendar', noted('1'), { 'if-match': before })).status).toBe(200);
    const refused = await graph.patch('/me/calendar', noted('2'), { 'if-match': before });
    expect([refused.status, refused.body.error.code]).toEqual([412, 'ErrorIrresolvableConflict']);
    expect((await graph.patch('/me/calendar', noted('3'), { 'if-match': await etag() })).status).toBe(200);
    graph.system.control.set('calendarIfMatch', 'ignored');
    expect((await graph.patch('/me/calendar', noted('4'), { 'if-match': before })).status).toBe(200);
  });

  test.each([
    [{ singleValueExtendedProperties: [{ id: 'mine', value: 'x' }] }, 400],
    [{ singleValueExtendedProperties: [{ id: property, value: 7 }] }, 400],
    [{ changeKey: 'x' }, 400],
    [{ nonsense: true }, 400],
    [{ name: 'Work' }, 501],
    [[], 400],
  ])('are refused in another form: %j', async (body, status) => {
    expect((await graph.patch('/me/calendar', body)).status).toBe(status);
  });

  test('are not expanded without a filter', async () => {
    expect((await graph.get('/me/calendar?$expand=singleValueExtendedProperties')).status).toBe(400);
  });

  test('are kept with the state', async () => {
    await graph.patch('/me/calendar', noted('kept'));
    const state = graph.system.save();
    await graph.patch('/me/calendar', noted('lost'));
    graph.system.restore(state);
    expect((await graph.get(expanded)).body['singleValueExtendedProperties']).toEqual([
      { id: property, value: 'kept' },
    ]);
  });
});

test('another default calendar has another id, and nothing of the former one', async () => {
  await graph.post('/me/events', meeting());
  await graph.patch('/me/calendar', noted('mine'));
  const { id } = (await graph.get('/me/calendar')).body;
  graph.system.control.replaceCalendar();
  const now = (await graph.get(expanded)).body;
  expect(now.id).not.toBe(id);
  expect(now).not.toHaveProperty('singleValueExtendedProperties');
  expect((await graph.get(`/me/calendars/${encodeURIComponent(id)}`)).status).toBe(404);
  expect((await graph.get('/me/events')).body.value).toEqual([]);
});

test('a copy that a person makes has the hidden properties, and not the id that it was made with', async () => {
  const made = await graph.post('/me/events', {
    ...meeting(),
    transactionId: '8e9a1c3e-3c8c-4c37-9a67-2f0e5f0b7a11',
    singleValueExtendedProperties: [{ id: property, value: 'mine' }],
  });
  const copy = graph.system.control.copyEvent({ id: made.body.id });
  const expand = encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${property}')`);
  const { body } = await graph.get(`/me/events/${encodeURIComponent(copy.id)}?$expand=${expand}`);
  expect(body['singleValueExtendedProperties']).toEqual([{ id: property, value: 'mine' }]);
  expect(body['transactionId']).toBeNull();
});
