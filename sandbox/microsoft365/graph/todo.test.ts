import { beforeEach, describe, expect, it } from 'vitest';
import { type Body, changeRound, type Started, startGraph } from '../testing/checked-client.ts';

let graph: Started;
let tasks: string;

beforeEach(async () => {
  graph = await startGraph();
  const { body } = await graph.get('/me/todo/lists');
  const list = body.value.find((one) => one['wellknownListName'] === 'defaultList');
  tasks = `/me/todo/lists/${encodeURIComponent(list?.id ?? '')}/tasks`;
});

const path = (id: string) => `${tasks}/${encodeURIComponent(id)}`;
const due = (dateTime: string, timeZone = 'UTC') => ({ dueDateTime: { dateTime, timeZone } });
const add = async (task: object) => (await graph.post(tasks, { title: 'Offer', ...task })).body;

describe('a task', () => {
  it('has a due date without a time, whatever time and zone it was sent with', async () => {
    const task = await add(due('2026-12-01T17:30:00', 'Asia/Tokyo'));
    expect(task['dueDateTime']).toEqual({ dateTime: '2026-12-01T00:00:00.0000000', timeZone: 'UTC' });
    expect((await graph.get(path(task.id))).body['dueDateTime']).toEqual(task['dueDateTime']);
  });

  it('tells a date of another program as midnight where its owner is, or in UTC', async () => {
    const { id } = graph.system.control.createTask({ title: 'By telephone', due: '2026-12-01' });
    const told = async () => ((await graph.get(path(id))).body['dueDateTime'] as { dateTime: string }).dateTime;
    expect(await told()).toBe('2026-11-30T23:00:00.0000000');
    graph.system.control.set('taskDates', 'utcMidnight');
    graph.system.control.changeTask({ id, due: '2026-12-02' });
    expect(await told()).toBe('2026-12-02T00:00:00.0000000');
    expect(graph.system.control.tasks()[0]?.due).toBe('2026-12-02');
  });

  it('keeps its reminder as a moment', async () => {
    const task = await add({
      isReminderOn: true,
      reminderDateTime: { dateTime: '2026-12-01T09:00:00', timeZone: 'W. Europe Standard Time' },
    });
    expect(task['reminderDateTime']).toEqual({ dateTime: '2026-12-01T08:00:00.0000000', timeZone: 'UTC' });
  });

  it('loses its date when null is sent, and keeps what is not sent', async () => {
    const task = await add({ ...due('2026-12-01T00:00:00'), importance: 'high', categories: ['Blue'] });
    const { body } = await graph.patch(path(task.id), { dueDateTime: null });
    expect(body).not.toHaveProperty('dueDateTime');
    expect(body).toMatchObject({ title: 'Offer', importance: 'high', categories: ['Blue'] });
  });

  it('is completed on a day, and open again without one', async () => {
    const { id } = await add({});
    const done = (await graph.patch(path(id), { status: 'completed' })).body;
    expect(done['completedDateTime']).toEqual({ dateTime: '2026-11-23T00:00:00.0000000', timeZone: 'UTC' });
    expect((await graph.patch(path(id), { status: 'inProgress' })).body).not.toHaveProperty('completedDateTime');
  });

  it('that repeats leaves its next one in the list when it is ticked off', async () => {
    const weekly = {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
      range: { type: 'noEnd', startDate: '2026-12-01' },
    };
    const { id } = await add({ ...due('2026-12-01T00:00:00'), recurrence: weekly });
    expect((await graph.patch(path(id), { status: 'completed' })).body).not.toHaveProperty('recurrence');
    const open = graph.system.control.tasks().filter(({ status }) => status === 'notStarted');
    expect(open).toMatchObject([{ title: 'Offer', due: '2026-12-08' }]);
    expect(open[0]?.id).not.toBe(id);
  });

  it('is kept as text, or with its HTML', async () => {
    const body = { contentType: 'html', content: '<p>Call <b>Mara</b></p>' };
    expect((await add({ body })).body).toEqual({ contentType: 'text', content: 'Call Mara' });
    graph.system.control.set('taskHtml', 'kept');
    expect((await add({ body })).body).toEqual(body);
  });

  it('tells what it is linked to only when that is asked for', async () => {
    const { id } = await add({
      linkedResources: [{ applicationName: 'Synchronizer', externalId: 'x', webUrl: 'https://a' }],
    });
    expect((await graph.get(path(id))).body).not.toHaveProperty('linkedResources');
    const { body } = await graph.get(`${path(id)}?$expand=linkedResources`);
    expect(body['linkedResources']).toMatchObject([{ externalId: 'x' }]);
    await graph.post(`${path(id)}/linkedResources`, { externalId: 'y' });
    expect((await graph.get(`${path(id)}/linkedResources`)).body.value).toHaveLength(2);
    expect((await graph.patch(path(id), { linkedResources: [] })).status).toBe(400);
  });

  it.each<[string, object, number]>([
    ['a property that there is not', { colour: 'blue' }, 400],
    ['a property that is read-only', { hasAttachments: false }, 400],
    ['a status that there is not', { status: 'done' }, 400],
    ['a zone that there is not', due('2026-12-01T00:00:00', 'Middle Earth'), 400],
    ['a date that there is not', due('2026-13-01T00:00:00'), 400],
    [
      'a pattern without its days',
      {
        ...due('2026-12-01T00:00:00'),
        recurrence: { pattern: { type: 'weekly', interval: 1 }, range: { type: 'noEnd', startDate: '2026-12-01' } },
      },
      400,
    ],
    [
      'a repetition without a date',
      { recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2026-12-01' } } },
      400,
    ],
    ['steps, which the practice server does not keep', { checklistItems: [] }, 501],
  ])('is refused with %s', async (_, wrong, status) => {
    expect((await graph.post(tasks, { title: 'Offer', ...wrong })).status).toBe(status);
    expect(graph.system.control.tasks()).toEqual([]);
  });

  it('is made twice by a POST that is repeated', async () => {
    await add({});
    await add({});
    expect(graph.system.control.tasks()).toHaveLength(2);
  });

  it('is written over in spite of If-Match, or not', async () => {
    const task = await add({});
    graph.system.control.changeTask({ id: task.id, title: 'Changed meanwhile' });
    const stale = { 'if-match': task['@odata.etag'] };
    expect((await graph.patch(path(task.id), { title: 'Mine' }, stale)).status).toBe(200);
    graph.system.control.set('taskIfMatch', 'honoured');
    expect((await graph.patch(path(task.id), { title: 'Again' }, stale)).status).toBe(412);
    expect((await graph.remove(path(task.id), stale)).status).toBe(412);
    expect((await graph.remove(path(task.id))).status).toBe(204);
    expect((await graph.get(path(task.id))).status).toBe(404);
  });

  it('is told apart from an id that there is not, and from what is no id', async () => {
    const { id } = await add({});
    await graph.remove(path(id));
    expect((await graph.patch(path(id), { title: 'x' })).body.error.code).toBe('ErrorItemNotFound');
    expect((await graph.get(path('nothing'))).body.error.code).toBe('ErrorInvalidIdMalformed');
  });
});

describe('changes of a task list', () => {
  const titles = (rows: readonly Body[]) => rows.map((row) => row['title'] ?? 'removed').sort();
  const small = { prefer: 'odata.maxpagesize=2' };

  it('are told from round to round, in pages, with what was removed', async () => {
    const made: Body[] = [];
    for (const title of ['A', 'B', 'C', 'D', 'E']) made.push(await add({ title }));
    const first = await changeRound(graph, `${tasks}/delta`, small);
    expect([titles(first.rows), first.pages]).toEqual([['A', 'B', 'C', 'D', 'E'], 3]);
    expect((await changeRound(graph, first.deltaLink)).rows).toEqual([]);
    await graph.patch(path(made[1]?.id ?? ''), { status: 'completed' });
    await graph.remove(path(made[2]?.id ?? ''));
    const second = await changeRound(graph, first.deltaLink);
    expect(titles(second.rows)).toEqual(['B', 'removed']);
    expect(second.rows.find((row) => row['@removed'])?.id).toBe(made[2]?.id);
  });

  it('are of this list alone, and end with tokens that are not known any more', async () => {
    const other = (await graph.post('/me/todo/lists', { displayName: 'Private' })).body;
    const { deltaLink } = await changeRound(graph, `${tasks}/delta`);
    const token = new URL(deltaLink).search;
    const elsewhere = `/me/todo/lists/${encodeURIComponent(other.id)}/tasks`;
    await graph.post(elsewhere, { title: 'Elsewhere' });
    expect((await changeRound(graph, deltaLink)).rows).toEqual([]);
    expect((await graph.get(`${elsewhere}/delta${token}`)).status).toBe(400);
    expect((await graph.get(`${tasks}/delta?$top=5`)).status).toBe(400);
    graph.system.control.expireCursors();
    expect((await graph.get(deltaLink)).status).toBe(410);
  });

  it('of an older copy are told later', async () => {
    const { deltaLink } = await changeRound(graph, `${tasks}/delta`);
    await add({ title: 'First' });
    graph.clock.advance(60_000);
    await add({ title: 'Second' });
    graph.system.control.fault({ path: 'delta', effect: { kind: 'stale', milliseconds: 30_000 } });
    const stale = await changeRound(graph, deltaLink);
    expect(titles(stale.rows)).toEqual(['First']);
    expect(titles((await changeRound(graph, stale.deltaLink)).rows)).toEqual(['Second']);
  });

  it('survive a restart of the practice server', async () => {
    await add({ title: 'Kept' });
    const { deltaLink } = await changeRound(graph, `${tasks}/delta`);
    graph.system.restore(graph.system.save());
    expect((await changeRound(graph, deltaLink)).rows).toEqual([]);
    expect(graph.system.control.tasks()).toMatchObject([{ title: 'Kept' }]);
  });
});
