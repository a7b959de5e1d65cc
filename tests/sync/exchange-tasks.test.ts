/** @file The tasks of an Exchange Server through the connector, against the practice server. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask } from '../../sandbox/exchange/testing/checked-client.ts';
import type { RemoteItem, TaskFace, WriteOperation } from '../../sync-core/connectors/connector.ts';
import { CursorExpired } from '../../sync-core/connectors/errors.ts';
import type { ItemPatch } from '../../sync-core/model/item.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import { type Task, task } from '../../sync-core/model/task.ts';
import { addedText } from '../../sync-core/translate/added-text.ts';
import { type ExchangeStage, startExchangeStage } from '../support/exchange-connector.ts';
import { halfAYear, itemOf, knowing, markOf, never, roundOf, written } from '../support/graph-connector.ts';

let stage: ExchangeStage;
let tasks: TaskFace;

beforeAll(async () => {
  stage = await startExchangeStage();
  tasks = stage.connector.tasks as TaskFace;
});
afterAll(() => stage.close());
beforeEach(() => {
  for (const { id } of stage.server.control.tasks()) stage.server.control.deleteTask({ id });
  stage.between = async (answer) => answer;
  stage.server.control.set('taskDates', 'localMidnight');
});

function aTask(over: Partial<Record<keyof Task, unknown>> = {}): Task {
  return task.parse({
    title: 'Offer for Fjord Foods',
    body: '<p>Ask <strong>Mara</strong></p>',
    startDate: '2026-11-30',
    dueDate: '2026-12-01',
    done: false,
    percentComplete: 30,
    importance: 'high',
    reminderAt: '2026-11-30T07:30:00Z',
    visibility: 'private',
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
const update = (item: RemoteItem<Task>, patch: ItemPatch<Task>, more: object = {}): WriteOperation<Task> => ({
  do: 'update',
  id: item.id,
  version: item.version,
  patch,
  current: item.fields,
  ...more,
});
const created = async (fields: Task, number = 1, more: object = {}) =>
  itemOf((await written(tasks, creation(fields, number, more)))[0]);
const read = async (id: ItemId) => (await tasks.get([id], never)).get(id) as RemoteItem<Task>;
const list = () => stage.server.control.tasks();

describe('a task that is created', () => {
  test('is all that it was said to be, and is listed as that', async () => {
    const { cursor } = await roundOf(tasks);
    const item = await created(aTask());
    expect(item.fields).toEqual(aTask());
    expect(tasks.express(aTask(), halfAYear)).toEqual(aTask());
    expect(list()).toMatchObject([
      { title: 'Offer for Fjord Foods', due: '2026-12-01', start: '2026-11-30', percent: 30 },
    ]);
    const { changed } = await roundOf(tasks, cursor);
    expect(changed).toEqual([item]);
    expect((await roundOf(tasks)).changed).toEqual([item]);
  });

  test.each([
    ['localMidnight', 'Pacific/Auckland', 'New Zealand Standard Time'],
    ['utcMidnight', 'Pacific/Auckland', 'New Zealand Standard Time'],
    ['localMidnight', 'America/Los_Angeles', 'Pacific Standard Time'],
    ['utcMidnight', 'America/Los_Angeles', 'Pacific Standard Time'],
  ])('keeps its days, be they kept as %s for somebody in %s', async (how, _zone, windowsName) => {
    const there = await startExchangeStage(windowsName);
    there.server.control.set('taskDates', how);
    const face = there.connector.tasks as TaskFace;
    const item = itemOf((await written(face, creation(aTask())))[0]);
    expect(item.fields).toMatchObject({ startDate: '2026-11-30', dueDate: '2026-12-01' });
    const shown = there.server.control.tasks().find(({ title }) => title === item.fields.title);
    expect(shown).toMatchObject({ start: '2026-11-30', due: '2026-12-01' });
    await there.close();
  });

  test('has no dates, no text and no reminder where none are said', async () => {
    const bare = aTask({
      startDate: null,
      dueDate: null,
      body: '',
      reminderAt: null,
      percentComplete: 0,
      visibility: 'public',
    });
    expect((await created(bare)).fields).toEqual(bare);
  });

  test('never starts after it is due, and says so', async () => {
    const late = aTask({ startDate: '2026-12-24' });
    expect(tasks.express(late, halfAYear).startDate).toBe('2026-12-01');
    expect((await created(late)).fields).toEqual(tasks.express(late, halfAYear));
  });

  test('carries its categories, what is added below its text, and our mark, and is found by it', async () => {
    const participants = [{ name: 'Mara Lind', email: 'mara@nordlicht.example', answer: 'none' as const }];
    const added = addedText({ participants, language: 'en' });
    const item = await created(aTask(), 7, { categories: ['SuperOffice Task'], added });
    expect(item).toMatchObject({ categories: ['SuperOffice Task'], added, fields: aTask() });
    expect(list()[0]?.body).toContain('mara@nordlicht.example');
    const renamed = itemOf((await written(tasks, update(item, { body: '<p>Ask Kai</p>' }, { added })))[0]);
    expect(renamed).toMatchObject({ added, fields: { body: '<p>Ask Kai</p>' } });
    expect(await tasks.markers?.([item.id], halfAYear, never)).toEqual(new Map([[item.id, markOf(7).marker]]));
    expect((await tasks.findCreated([markOf(7), markOf(8)], never)).get(markOf(7).key)?.id).toBe(item.id);
    expect(stage.server.control.categories().map(({ displayName }) => displayName)).toContain('SuperOffice Task');
  });

  test('is made once, though the answer to it was lost, or it is asked for again', async () => {
    await stage.connector.facts(never);
    stage.between = async (answer, operation) => {
      if (operation.startsWith('CreateItem')) throw new Error('the connection broke');
      return answer;
    };
    const outcomes = await written(tasks, creation(aTask(), 11), creation(aTask({ title: 'Other' }), 12));
    expect(outcomes.map(({ result }) => result)).toEqual(['created', 'created']);
    stage.between = async (answer) => answer;
    expect((await written(tasks, creation(aTask(), 11))).map(({ result }) => result)).toEqual(['existed']);
    expect(list()).toHaveLength(2);
  });
});

describe('a change', () => {
  test('says one thing and leaves the rest', async () => {
    let item = await created(aTask());
    const patches: readonly ItemPatch<Task>[] = [
      { title: 'Other' },
      { body: '' },
      { dueDate: null },
      { startDate: null },
      { dueDate: aTask().dueDate },
      { reminderAt: null },
      { importance: 'low' },
      { visibility: 'public' },
      { percentComplete: 80 },
    ];
    for (const patch of patches) {
      const before = item.fields;
      item = itemOf((await written(tasks, update(item, patch)))[0]);
      expect(item.fields).toEqual({ ...before, ...patch });
    }
    expect(await read(item.id)).toEqual(item);
  });

  test('ticks off and opens again, and says how far it is then', async () => {
    const item = await created(aTask());
    const done = itemOf((await written(tasks, update(item, { done: true })))[0]);
    expect(done.fields).toEqual({ ...aTask(), done: true, percentComplete: 100 });
    expect(list()).toMatchObject([{ status: 'Completed', percent: 100 }]);
    const open = itemOf((await written(tasks, update(done, { done: false })))[0]);
    expect(open.fields).toEqual({ ...aTask(), done: false, percentComplete: 0 });
    const again = itemOf((await written(tasks, update(open, { done: true })))[0]);
    const begun = itemOf((await written(tasks, update(again, { done: false, percentComplete: 40 })))[0]);
    expect(begun.fields).toEqual({ ...aTask(), percentComplete: 40 });
  });

  test('keeps what the person says of it beyond our fields', async () => {
    const item = await created(aTask());
    stage.server.control.changeTask({ id: item.id, status: 'WaitingOnOthers' });
    const waiting = await read(item.id);
    await written(tasks, update(waiting, { title: 'Other' }));
    expect(list()).toMatchObject([{ status: 'WaitingOnOthers', title: 'Other' }]);
  });

  test('leaves a repeated task repeating, and once it is done the next one is another task', async () => {
    const rule =
      '<t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Tuesday</t:DaysOfWeek></t:WeeklyRecurrence><t:NoEndRecurrence><t:StartDate>2026-12-01</t:StartDate></t:NoEndRecurrence>';
    const weekly = `<t:Task><t:Subject>Weekly</t:Subject><t:DueDate>2026-12-01T00:00:00Z</t:DueDate><t:Recurrence>${rule}</t:Recurrence></t:Task>`;
    await ask(stage.server, `<m:CreateItem><m:Items>${weekly}</m:Items></m:CreateItem>`);
    const { changed, cursor } = await roundOf(tasks);
    const renamed = itemOf((await written(tasks, update(changed[0] as RemoteItem<Task>, { title: 'Each week' })))[0]);
    const done = itemOf((await written(tasks, update(renamed, { done: true })))[0]);
    const { changed: news } = await roundOf(tasks, cursor, knowing(done));
    expect(news).toMatchObject([{ fields: { title: 'Each week', dueDate: '2026-12-08', done: false } }]);
    expect(news[0]?.id).not.toBe(done.id);
  });

  test('of what the person changed meanwhile is refused, and of what is gone says so', async () => {
    const item = await created(aTask());
    stage.server.control.changeTask({ id: item.id, title: 'By hand' });
    expect(await written(tasks, update(item, { title: 'Ours' }))).toMatchObject([{ error: { kind: 'conflict' } }]);
    const remove: WriteOperation<Task> = { do: 'remove', id: item.id, version: item.version, current: item.fields };
    expect(await written(tasks, remove)).toMatchObject([{ error: { kind: 'conflict' } }]);
    expect(list()).toMatchObject([{ title: 'By hand' }]);
    const { cursor } = await roundOf(tasks);
    const now = await read(item.id);
    expect(await written(tasks, { ...remove, version: now.version })).toEqual([{ index: 0, result: 'removed' }]);
    expect(await written(tasks, update(now, { title: 'Ours' }))).toMatchObject([{ error: { kind: 'notFound' } }]);
    expect(await written(tasks, { ...remove, version: now.version })).toEqual([{ index: 0, result: 'removed' }]);
    expect((await roundOf(tasks, cursor, knowing(now))).gone).toEqual([{ id: item.id, proof: 'tombstone' }]);
  });

  test('that arrived though its answer was lost is done, and not undone', async () => {
    const item = await created(aTask());
    let left = 1;
    stage.between = async (answer, operation) => {
      if (operation.startsWith('UpdateItem') && left-- > 0) throw new Error('the connection broke');
      return answer;
    };
    const [outcome] = await written(tasks, update(item, { title: 'Ours' }));
    expect(outcome).toMatchObject({ result: 'updated', item: { fields: { title: 'Ours' } } });
  });
});

test('a folder that was replaced is listed anew', async () => {
  const { cursor } = await roundOf(tasks);
  stage.server.control.expireCursors();
  await expect(roundOf(tasks, cursor)).rejects.toThrow(CursorExpired);
});

test('what is linked and not listed is asked for, and only what is not found is gone', async () => {
  const [one, other] = [await created(aTask(), 21), await created(aTask({ title: 'Other' }), 22)];
  stage.server.control.deleteTask({ id: one.id });
  const { gone, changed } = await roundOf(tasks, null, knowing(one, other));
  expect(gone).toEqual([{ id: one.id, proof: 'notFound' }]);
  expect(changed).toEqual([]);
});

test('a quiet round is one request; forty new tasks are two searches, two creations and two readings', async () => {
  const { cursor } = await roundOf(tasks);
  stage.asked.length = 0;
  await roundOf(tasks, cursor);
  expect(stage.asked).toEqual(['SyncFolderItems']);
  stage.asked.length = 0;
  await written(tasks, ...Array.from({ length: 40 }, (_, number) => creation(aTask(), 100 + number)));
  expect(stage.asked.toSorted()).toEqual([
    'CreateItem 20',
    'CreateItem 20',
    'FindItem',
    'FindItem',
    'GetItem 20',
    'GetItem 20',
  ]);
});
