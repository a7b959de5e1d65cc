/** @file Tasks: dates without time, what a list shows, places, and what a change makes. */
import { describe, expect, it } from 'vitest';
import { type Body, startServices } from '../testing/checked-client.ts';

const tasks = '/tasks/v1/lists/@default/tasks';
const lists = '/tasks/v1/users/@me/lists';

async function withTask(fields: Readonly<Record<string, unknown>> = {}, switches = {}) {
  const started = startServices({ switches });
  const { body } = await started.send('POST', tasks, { title: 'Call', ...fields });
  const titles = async (query = '') => {
    const { body: page } = await started.send('GET', `${tasks}?${query}`);
    return page.items.map((task: Body) => task['title']);
  };
  return { ...started, task: body, path: `${tasks}/${body.id}`, titles };
}

describe('a task', () => {
  it('is due on a day: the time is dropped', async () => {
    const { task, send, path } = await withTask({ due: '2026-11-24T23:30:00-05:00', notes: 'Soon' });
    expect(task).toMatchObject({
      title: 'Call',
      notes: 'Soon',
      due: '2026-11-24T00:00:00.000Z',
      status: 'needsAction',
    });
    expect((await send('GET', path)).body).toEqual(task);
    expect((await send('PATCH', path, { due: null })).body).not.toHaveProperty('due');
    const utc = await withTask({ due: '2026-11-24T23:30:00-05:00' }, { taskDueDay: 'utc' });
    expect(utc.task['due']).toBe('2026-11-25T00:00:00.000Z');
  });

  it.each([
    ['an unknown property', { priority: 1 }, 'badRequest'],
    ['a title that is too long', { title: 'x'.repeat(1025) }, 'invalid'],
    ['notes that are too long', { notes: 'x'.repeat(8193) }, 'invalid'],
    ['a due date without a time', { due: '2026-11-24' }, 'invalid'],
    ['a due date that is none', { due: '2026-13-24T00:00:00Z' }, 'invalid'],
    ['an unknown status', { status: 'started' }, 'invalid'],
  ])('is refused with %s', async (_, fields, reason) => {
    const answer = await startServices().send('POST', tasks, fields);
    expect([answer.status, answer.reason]).toEqual([400, reason]);
  });

  it('says when it was completed, and has to forget it to be open again', async () => {
    const { send, path } = await withTask();
    const done = await send('PATCH', path, { status: 'completed' });
    expect(done.body).toMatchObject({ status: 'completed', completed: '2026-11-23T08:00:00.000Z' });
    expect((await send('PATCH', path, { status: 'needsAction' })).reason).toBe('invalid');
    const open = await send('PATCH', path, { status: 'needsAction', completed: null });
    expect(open.body).not.toHaveProperty('completed');
    const easy = await withTask({ status: 'completed' }, { tasksReopenAlone: true });
    expect((await easy.send('PATCH', easy.path, { status: 'needsAction' })).body.status).toBe('needsAction');
  });

  it('loses with PUT what is not named, and needs its id there', async () => {
    const { send, path, task } = await withTask({ notes: 'Soon' });
    expect((await send('PUT', path, { title: 'Call' })).status).toBe(400);
    expect((await send('PUT', path, { id: task.id, title: 'Write' })).body).not.toHaveProperty('notes');
  });

  it('heeds If-Match where the switch says so', async () => {
    const old = { 'if-match': '"1"' };
    const heedless = await withTask();
    expect((await heedless.send('PATCH', heedless.path, { title: 'x' }, old)).status).toBe(200);
    const strict = await withTask({}, { taskIfMatch: true });
    expect(await strict.send('PATCH', strict.path, { title: 'x' }, old)).toMatchObject({ status: 412 });
    expect((await strict.send('DELETE', strict.path, undefined, { 'if-match': strict.task.etag })).status).toBe(204);
  });
});

describe('a list', () => {
  it('shows completed tasks, put away ones and deleted ones where they are asked for', async () => {
    const { send, system, titles, path } = await withTask();
    const away = system.control.createTask({ task: { title: 'Away' } });
    system.control.completeTask({ id: away.id });
    await send('POST', tasks, { title: 'Done', status: 'completed' });
    expect(await titles()).toEqual(['Done', 'Call']);
    expect(await titles('showCompleted=false')).toEqual(['Call']);
    expect(await titles('showHidden=true')).toEqual(['Done', 'Away', 'Call']);
    expect((await send('DELETE', path)).status).toBe(204);
    expect(await titles()).toEqual(['Done']);
    expect(await titles('showDeleted=true')).toEqual(['Done', 'Call']);
    expect((await send('GET', path)).body['deleted']).toBe(true);
    expect((await send('POST', '/tasks/v1/lists/@default/clear')).status).toBe(204);
    expect(await titles()).toEqual([]);
  });

  it('tells what changed since a moment, a deleted task for some days only', async () => {
    const { send, clock, titles, path } = await withTask();
    clock.advance(3_600_000);
    await send('POST', tasks, { title: 'New', due: '2026-11-30T00:00:00Z' });
    expect(await titles('updatedMin=2026-11-23T09:00:00Z')).toEqual(['New']);
    expect(await titles('dueMin=2026-11-30T00:00:00Z&dueMax=2026-12-01T00:00:00Z')).toEqual(['New']);
    await send('DELETE', path);
    expect(await titles('updatedMin=2026-11-23T09:00:00Z&showDeleted=true')).toEqual(['New', 'Call']);
    clock.advance(31 * 86_400_000);
    expect(await titles('showDeleted=true')).toEqual(['New']);
  });

  it('comes in pages of twenty, of a hundred at most', async () => {
    const { send } = await withTask();
    for (let index = 0; index < 20; index += 1) await send('POST', tasks, { title: `Task ${index}` });
    const { body } = await send('GET', tasks);
    expect([body.items.length, body.nextPageToken]).toEqual([20, '20']);
    expect((await send('GET', `${tasks}?pageToken=20`)).body.items).toHaveLength(1);
    expect((await send('GET', `${tasks}?maxResults=101`)).status).toBe(400);
    expect((await send('GET', `${tasks}?pageToken=x`)).status).toBe(400);
    expect((await send('GET', `${tasks}?syncToken=x`)).status).toBe(400);
  });

  it('keeps the order and the parents that it was given', async () => {
    const { send, task, titles, path } = await withTask();
    const second = await send('POST', `${tasks}?previous=${task.id}`, { title: 'Second' });
    const child = await send('POST', `${tasks}?parent=${task.id}`, { title: 'Child' });
    expect(child.body['parent']).toBe(task.id);
    expect(second.body['position']).toBe('00000000000000000001');
    const moved = await send('POST', `${tasks}/${second.body.id}/move`);
    expect(moved.body['position']).toBe('00000000000000000000');
    expect((await send('POST', `${tasks}?parent=nobody`, { title: 'x' })).reason).toBe('invalid');
    await send('DELETE', path);
    expect(await titles()).toEqual(['Second']);
  });
});

describe('the lists', () => {
  it('are made, renamed and deleted, but for the first', async () => {
    const { send } = startServices();
    const { body } = await send('POST', lists, { title: 'SuperOffice' });
    const renamed = await send('PATCH', `${lists}/${body.id}`, { title: 'CRM' });
    expect(renamed.body['title']).toBe('CRM');
    expect((await send('GET', lists)).body.items.map((each) => each['title'])).toEqual(['My Tasks', 'CRM']);
    expect((await send('GET', `${lists}/${body.id}`)).body['title']).toBe('CRM');
    expect((await send('DELETE', `${lists}/${body.id}`)).status).toBe(204);
    expect((await send('GET', `/tasks/v1/lists/${body.id}/tasks`)).reason).toBe('notFound');
    expect((await send('DELETE', `${lists}/@default`)).status).toBe(400);
    expect((await send('POST', lists, { name: 'x' })).status).toBe(400);
  });

  it('give a task another id when it moves between them, or not', async () => {
    for (const kept of ['new', 'kept']) {
      const { send, path, task } = await withTask({}, { movedTaskId: kept });
      const { body } = await send('POST', lists, { title: 'Other' });
      const moved = await send('POST', `${path}/move?destinationTasklist=${body.id}`);
      expect(moved.body.id === task.id).toBe(kept === 'kept');
      expect((await send('GET', path)).status).toBe(404);
    }
  });
});
