/** @file The tasks of Microsoft To Do through the connector, against the practice server. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RemoteItem, TaskFace, WriteOperation } from '../../sync-core/connectors/connector.ts';
import { CursorExpired, RightMissing } from '../../sync-core/connectors/errors.ts';
import type { ItemPatch } from '../../sync-core/model/item.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import { type Task, task } from '../../sync-core/model/task.ts';
import { addedText } from '../../sync-core/translate/added-text.ts';
import {
  type GraphStage,
  halfAYear,
  itemOf,
  knowing,
  markOf,
  never,
  nothingKnown,
  roundOf,
  startGraphStage,
  written,
} from '../support/graph-connector.ts';

let stage: GraphStage;
let tasks: TaskFace;
let list: string;

beforeEach(async () => {
  stage = await startGraphStage();
  for (const { id } of stage.server.control.tasks()) stage.server.control.deleteTask({ id });
  tasks = stage.connector.tasks as TaskFace;
  const lists = (await stage.person('GET', '/me/todo/lists'))['value'] as { id: string; wellknownListName: string }[];
  const own = lists.find(({ wellknownListName }) => wellknownListName === 'defaultList');
  list = `/me/todo/lists/${encodeURIComponent(own?.id ?? '')}/tasks`;
});

afterEach(() => stage.close());

function aTask(over: Partial<Record<keyof Task, unknown>> = {}): Task {
  return task.parse({
    title: 'Offer for Fjord Foods',
    body: '<p>Ask Mara</p>',
    startDate: null,
    dueDate: '2026-12-01',
    done: false,
    percentComplete: 0,
    importance: 'normal',
    reminderAt: null,
    visibility: 'public',
    ...over,
  });
}

const creation = (fields: Task, number = 1, more: object = {}): WriteOperation<Task> => ({
  do: 'create',
  mark: markOf(number),
  fields,
  categories: [],
  ...more,
});
const update = (
  { id, version, fields }: RemoteItem<Task>,
  patch: ItemPatch<Task>,
  added?: string,
): WriteOperation<Task> => ({
  do: 'update',
  id,
  version,
  patch,
  current: fields,
  ...(added === undefined ? {} : { added }),
});
const removal = ({ id, version, fields }: RemoteItem<Task>): WriteOperation<Task> => ({
  do: 'remove',
  id,
  version,
  current: fields,
});
const created = async (fields: Task, number = 1, more: object = {}) =>
  itemOf((await written(tasks, creation(fields, number, more)))[0]);
const read = async (id: string) => (await tasks.get([id as ItemId], never)).get(id as ItemId) as RemoteItem<Task>;
const raw = (id: string) => stage.person('GET', `${list}/${encodeURIComponent(id)}?$expand=linkedResources`);

describe('a task that is created', () => {
  const whole = {
    startDate: '2026-11-30',
    percentComplete: 30,
    importance: 'high',
    reminderAt: '2026-11-30T07:30:00Z',
    visibility: 'private',
  };

  test.each([['text'], ['kept']] as const)('is answered as it was said that it would be (HTML: %s)', async (html) => {
    stage.server.control.set('taskHtml', html);
    const fields = aTask({ ...whole, body: '<p>Ask <b>Mara</b></p><p><br></p><ul><li>price</li></ul>' });
    const { fields: shown } = await created(fields);
    expect(shown).toEqual(tasks.express(fields, halfAYear));
    expect(shown).toMatchObject({ percentComplete: 50, reminderAt: '2026-11-30T07:30:00Z', startDate: '2026-11-30' });
  });

  test('may start after it is due, and may have no date at all', async () => {
    const late = aTask({ startDate: '2026-12-24' });
    expect((await created(late)).fields).toEqual(late);
    const undated = aTask({ dueDate: null });
    expect((await created(undated, 2)).fields).toEqual(undated);
  });

  test('carries its categories, what is added below its text, and our mark, which no text shows', async () => {
    const participants = [{ name: 'Mara Lind', email: 'mara@nordlicht.example', answer: 'none' as const }];
    const added = addedText({ participants, language: 'en' });
    const item = await created(aTask(), 7, { categories: ['SuperOffice Task'], added });
    expect(item).toMatchObject({ categories: ['SuperOffice Task'], added, fields: aTask() });
    expect(stage.server.control.tasks()[0]?.body).toContain('mara@nordlicht.example');
    const [renamed] = await written(tasks, update(item, { body: '<p>Ask Kai</p>' }, added));
    expect(itemOf(renamed)).toMatchObject({ added, fields: { body: '<p>Ask Kai</p>' } });
    expect(await tasks.markers?.([item.id], halfAYear, never)).toEqual(new Map([[item.id, markOf(7).marker]]));
    expect((await tasks.findCreated([markOf(7), markOf(8)], never)).get(markOf(7).key)?.id).toBe(item.id);
    const names = (await stage.person('GET', '/me/outlook/masterCategories'))['value'] as { displayName: string }[];
    expect(names.map(({ displayName }) => displayName)).toContain('SuperOffice Task');
  });

  test('is made once though the answer to it was lost', async () => {
    stage.server.control.fault({ method: 'POST', path: 'batch', effect: { kind: 'dropAfter' } });
    const outcomes = await written(tasks, creation(aTask(), 1), creation(aTask({ title: 'Other' }), 2));
    expect(outcomes.map(({ result }) => result)).toEqual(['existed', 'existed']);
    expect(stage.server.control.tasks()).toHaveLength(2);
  });

  test('stays a question where its answer was lost and it is not to be found', async () => {
    stage.server.control.fault({ method: 'POST', path: 'tasks$', effect: { kind: 'status', status: 500 } });
    const outcomes = await written(tasks, creation(aTask(), 1), creation(aTask({ title: 'Other' }), 2));
    expect(outcomes).toMatchObject([{ result: 'failed', error: { kind: 'unavailable' } }, { result: 'created' }]);
    expect(stage.server.control.tasks()).toHaveLength(1);
  });

  test('is put off, not given up and not doubled, when the mailbox asks for a break', async () => {
    stage.server.control.set('batchThrottleEvery', 3);
    const outcomes = await written(tasks, ...Array.from({ length: 45 }, (_, n) => creation(aTask(), n)));
    expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['created']));
    expect(stage.server.control.tasks()).toHaveLength(45);
  });

  test('is not put into a list that others see when it is private', async () => {
    stage.between = async (answer, url) => {
      if (!url.endsWith('/lists')) return answer;
      const body = (await answer.json()) as { value: object[] };
      return Response.json({ ...body, value: body.value.map((one) => ({ ...one, isShared: true })) });
    };
    const outcomes = await written(tasks, creation(aTask({ visibility: 'private' })), creation(aTask(), 2));
    expect(outcomes).toMatchObject([{ result: 'failed', error: { kind: 'rejected' } }, { result: 'created' }]);
    expect(stage.server.control.tasks()).toHaveLength(1);
  });
});

describe('a task that is read', () => {
  test.each([['localMidnight'], ['utcMidnight']] as const)(
    'is due on the day that its owner set (%s)',
    async (dates) => {
      stage.server.control.set('taskDates', dates);
      const { id } = stage.server.control.createTask({ title: 'By telephone', due: '2026-12-01', start: '2026-06-30' });
      expect((await read(id)).fields).toMatchObject({ dueDate: '2026-12-01', startDate: '2026-06-30' });
    },
  );

  test.each([
    ['notStarted', false, 0],
    ['inProgress', false, 50],
    ['completed', true, 100],
    ['waitingOnOthers', false, 0],
    ['deferred', false, 0],
  ] as const)('with the status %s', async (status, done, percentComplete) => {
    const { id } = stage.server.control.createTask({ title: 'x', status });
    expect((await read(id)).fields).toMatchObject({ done, percentComplete });
  });

  test('has words only, also where somebody wrote HTML', async () => {
    stage.server.control.set('taskHtml', 'kept');
    const body = { contentType: 'html', content: '<html><body><p>Call <b>Mara</b></p></body></html>' };
    const { id } = await stage.person('POST', list, { title: 'x', body });
    expect((await read(String(id))).fields.body).toBe('<p>Call Mara</p>');
  });

  test('in an unknown form is told of as such, and the others come', async () => {
    stage.server.control.createTask({ title: 'Sound' });
    stage.server.control.createTask({ title: 'Odd' });
    stage.between = async (answer, url) => {
      if (!url.includes('/delta')) return answer;
      const body = (await answer.json()) as { value: { title: string }[] };
      const value = body.value.map((row) => (row.title === 'Odd' ? { ...row, status: 'paused' } : row));
      return Response.json({ ...body, value });
    };
    const { changed, unreadable } = await roundOf(tasks);
    expect(changed.map(({ fields }) => fields.title)).toEqual(['Sound']);
    expect(unreadable).toMatchObject([{ title: 'Odd', isPublic: false }]);
  });
});

describe('a task that is changed', () => {
  test('has what is written and keeps everything else', async () => {
    const { id } = await stage.person('POST', list, {
      title: 'Offer',
      categories: ['Blue'],
      dueDateTime: { dateTime: '2026-12-01T00:00:00', timeZone: 'UTC' },
      linkedResources: [{ applicationName: 'Mail', displayName: 'Letter', externalId: 'x' }],
    });
    const item = await read(String(id));
    await written(tasks, update(item, { title: 'Better offer', importance: 'high' }));
    expect(await raw(item.id)).toMatchObject({
      title: 'Better offer',
      importance: 'high',
      categories: ['Blue'],
      dueDateTime: { dateTime: '2026-12-01T00:00:00.0000000' },
      linkedResources: [{ applicationName: 'Mail', displayName: 'Letter', externalId: 'x' }],
    });
  });

  test('loses its dates and its reminder when they are taken away', async () => {
    const item = await created(aTask({ startDate: '2026-11-30', reminderAt: '2026-11-30T07:30:00Z' }));
    const [outcome] = await written(tasks, update(item, { dueDate: null, startDate: null, reminderAt: null }));
    expect(itemOf(outcome).fields).toEqual(aTask({ dueDate: null }));
  });

  test.each(['waitingOnOthers', 'deferred'] as const)('stays %s until it is begun or done', async (status) => {
    const { id } = stage.server.control.createTask({ title: 'x', status });
    const statusNow = () => stage.server.control.tasks()[0]?.status;
    let item = await read(id);
    item = itemOf((await written(tasks, update(item, { title: 'y', percentComplete: 0 })))[0]);
    expect(statusNow()).toBe(status);
    item = itemOf((await written(tasks, update(item, { percentComplete: 10 })))[0]);
    expect(statusNow()).toBe('inProgress');
    item = itemOf((await written(tasks, update(item, { percentComplete: 80 })))[0]);
    expect(statusNow()).toBe('inProgress');
    item = itemOf((await written(tasks, update(item, { done: true })))[0]);
    expect([statusNow(), item.fields.percentComplete]).toEqual(['completed', 100]);
    item = itemOf((await written(tasks, update(item, { done: false })))[0]);
    expect([statusNow(), item.fields.percentComplete]).toEqual(['notStarted', 0]);
  });

  test.each(['ignored', 'honoured'] as const)(
    'since it was read is not written over (If-Match %s)',
    async (ifMatch) => {
      stage.server.control.set('taskIfMatch', ifMatch);
      const item = await created(aTask());
      stage.server.control.changeTask({ id: item.id, title: 'By telephone' });
      const outcomes = await written(tasks, update(item, { title: 'Mine' }), removal(item));
      expect(outcomes).toMatchObject([{ error: { kind: 'conflict' } }, { error: { kind: 'conflict' } }]);
      expect(stage.server.control.tasks()).toMatchObject([{ title: 'By telephone' }]);
    },
  );

  test.each(['ignored', 'honoured'] as const)(
    'is changed once though the answer was lost (If-Match %s)',
    async (ifMatch) => {
      stage.server.control.set('taskIfMatch', ifMatch);
      const item = await created(aTask());
      stage.server.control.fault({ path: 'batch', skip: 1, effect: { kind: 'dropAfter' } });
      const [outcome] = await written(tasks, update(item, { title: 'Mine', percentComplete: 20 }));
      expect(outcome).toMatchObject({ result: 'updated', item: { fields: { title: 'Mine', percentComplete: 50 } } });
    },
  );

  test('is gone, or is removed, and both are said', async () => {
    const [one, other] = [await created(aTask()), await created(aTask(), 2)];
    stage.server.control.deleteTask({ id: one.id });
    const outcomes = await written(tasks, update(one, { title: 'x' }), removal(one), removal(other));
    expect(outcomes).toMatchObject([
      { result: 'failed', error: { kind: 'notFound' } },
      { result: 'removed' },
      { result: 'removed' },
    ]);
    expect(stage.server.control.tasks()).toEqual([]);
  });
});

describe('a task that repeats', () => {
  const weekly = {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'], firstDayOfWeek: 'monday' },
    range: { type: 'noEnd', startDate: '2026-12-01' },
  };
  const repeating = async () => {
    const due = { dateTime: '2026-12-01T00:00:00', timeZone: 'UTC' };
    const { id } = await stage.person('POST', list, { title: 'Report', dueDateTime: due, recurrence: weekly });
    return await read(String(id));
  };

  test('is the one that is to be done now, and repeats on whatever is written to it', async () => {
    const item = await repeating();
    expect(item).toMatchObject({ form: { kind: 'single' }, fields: { dueDate: '2026-12-01' } });
    await written(tasks, update(item, { title: 'Weekly report', importance: 'high' }));
    expect(await raw(item.id)).toMatchObject({ title: 'Weekly report', recurrence: { pattern: { type: 'weekly' } } });
  });

  test('once it is done, has a next one that is new, and is itself neither doubled nor lost', async () => {
    const item = await repeating();
    const { cursor } = await roundOf(tasks);
    const [outcome] = await written(tasks, update(item, { done: true, percentComplete: 100 }));
    expect(itemOf(outcome).id).toBe(item.id);
    const round = await roundOf(tasks, cursor, knowing(itemOf(outcome)));
    expect(round.gone).toEqual([]);
    expect(round.changed).toMatchObject([{ fields: { title: 'Report', dueDate: '2026-12-08', done: false } }]);
    expect(stage.server.control.tasks()).toHaveLength(2);
  });

  test('is completed once though the answer was lost', async () => {
    const item = await repeating();
    stage.server.control.fault({ path: 'batch', skip: 1, effect: { kind: 'dropAfter' } });
    await written(tasks, update(item, { done: true }));
    expect(stage.server.control.tasks()).toHaveLength(2);
  });

  test('gives our mark on to the next one, and the first is still known as the one that we made', async () => {
    const item = await created(aTask());
    await stage.person('PATCH', `${list}/${encodeURIComponent(item.id)}`, { recurrence: weekly });
    stage.advance(60_000);
    stage.server.control.changeTask({ id: item.id, status: 'completed' });
    expect(stage.server.control.tasks()).toHaveLength(2);
    expect((await tasks.findCreated([markOf(1)], never)).get(markOf(1).key)?.id).toBe(item.id);
  });
});

describe('changes of tasks', () => {
  test('come from round to round, from the default list alone, with what is gone', async () => {
    stage.between = async (answer, url) => {
      if (!url.endsWith('/lists')) return answer;
      const body = (await answer.json()) as { value: object[] };
      return Response.json({ ...body, value: body.value.toReversed() });
    };
    const other = await stage.person('POST', '/me/todo/lists', { displayName: 'Tasks' });
    await stage.person('POST', `/me/todo/lists/${encodeURIComponent(String(other['id']))}/tasks`, {
      title: 'Elsewhere',
    });
    const items = [await created(aTask({ title: 'A' })), await created(aTask({ title: 'B' }), 2)] as const;
    const first = await roundOf(tasks);
    expect(first.changed.map(({ fields }) => fields.title).sort()).toEqual(['A', 'B']);
    expect(stage.server.control.tasks()).toHaveLength(2);
    stage.server.control.changeTask({ id: items[0].id, status: 'completed' });
    stage.server.control.deleteTask({ id: items[1].id });
    const second = await roundOf(tasks, first.cursor, knowing(...items));
    expect(second.changed).toMatchObject([{ id: items[0].id, fields: { done: true } }]);
    expect(second.gone).toEqual([{ id: items[1].id, proof: 'tombstone' }]);
  });

  test('cost one request when there are none', async () => {
    const { cursor } = await roundOf(tasks);
    const before = stage.trips();
    expect((await roundOf(tasks, cursor)).changed).toEqual([]);
    expect(stage.trips() - before).toBe(1);
  });

  test('are listed anew when the cursor is no longer known, and what is missing then is asked for', async () => {
    const [kept, gone] = [await created(aTask()), await created(aTask(), 2)];
    const { cursor } = await roundOf(tasks);
    stage.server.control.deleteTask({ id: gone.id });
    stage.server.control.expireCursors();
    await expect(roundOf(tasks, cursor, knowing(kept, gone))).rejects.toThrow(CursorExpired);
    const round = await roundOf(tasks, null, knowing(kept, gone));
    expect(round.changed).toEqual([]);
    expect(round.gone).toEqual([{ id: gone.id, proof: 'notFound' }]);
  });

  test('of a wider window tell everything once more', async () => {
    const item = await created(aTask({ done: true, dueDate: '2024-02-01' }));
    const { cursor } = await roundOf(tasks);
    const wide = { ...halfAYear, from: '2023-11-16T00:00:00Z' as typeof halfAYear.from };
    expect((await roundOf(tasks, cursor, nothingKnown, wide)).changed.map(({ id }) => id)).toEqual([item.id]);
    expect((await roundOf(tasks, cursor)).changed).toEqual([]);
  });
});

test('without the right to tasks, it is that right that is named, and appointments go on', async () => {
  stage.between = async (answer, url) => {
    if (!url.includes('/todo/')) return answer;
    return Response.json({ error: { code: 'ErrorAccessDenied', message: 'no' } }, { status: 403 });
  };
  const error = await roundOf(tasks).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RightMissing);
  expect(error).toMatchObject({ kind: 'rightMissing', details: { code: 'Tasks.ReadWrite' } });
  await expect(written(tasks, creation(aTask()))).rejects.toThrow(RightMissing);
  await expect(roundOf(stage.connector.appointments)).resolves.toBeDefined();
});

test('a sign-in without the right to a kind has no face for it, and one with it has', async () => {
  const facesWith = async (...rights: readonly string[]) => {
    const { connector, close } = await startGraphStage(rights);
    await close();
    return [connector.tasks !== undefined, connector.contacts !== undefined];
  };
  expect(await facesWith('Calendars.ReadWrite')).toEqual([false, false]);
  expect(await facesWith('Calendars.ReadWrite', 'tasks.readwrite')).toEqual([true, false]);
  expect(await facesWith('Contacts.ReadWrite')).toEqual([false, true]);
});
