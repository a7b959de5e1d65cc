/**
 * @file Each field of a task through the whole engine, SuperOffice's to-dos and Microsoft To Do's: set, changed and taken away on either
 * side. Whatever was done: the next run writes nothing, and nobody gets mail.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let stage: Stage;

const crm = () => stage.sandbox.superoffice.control;
const calendar = () => stage.sandbox.microsoft365.control;

beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  expect(writesOf(await stage.run()), 'the run after the last').toEqual(nothing);
  expect([crm().mails(), calendar().mails()]).toEqual([[], []]);
  await stage.close();
});

type TodoWords = Omit<Parameters<ReturnType<typeof crm>['createTodo']>[0], 'title'>;
type TaskWords = Omit<Parameters<ReturnType<typeof calendar>['createTask']>[0], 'title'>;
type Todo = ReturnType<ReturnType<typeof crm>['todos']>[number];
type TodoTask = ReturnType<ReturnType<typeof calendar>['tasks']>[number];

/** What a side is given, and what the other shows then. */
interface Step<Words, Seen> {
  readonly words: Words;
  readonly seen: Partial<Seen>;
}

function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return item;
}
const todo = () =>
  only(
    crm()
      .todos()
      .filter(({ title }) => title === 'Angebot'),
  );
const task = () =>
  only(
    calendar()
      .tasks()
      .filter(({ title }) => title === 'Angebot'),
  );

async function run(): Promise<void> {
  const report = await stage.run();
  expect([report.problem, report.parked, report.held]).toEqual([undefined, 0, 0]);
}

/** Made on its side with the first words, changed with the others; each as it is seen on the other side. */
const fromCrm: Readonly<Record<string, readonly Step<TodoWords, TodoTask>[]>> = {
  'a text': [
    { words: { body: '<p>Bis Freitag.</p>' }, seen: { body: 'Bis Freitag.' } },
    { words: { body: '<p>Bis <b>Montag</b>.</p>' }, seen: { body: 'Bis Montag.' } },
    { words: { body: '' }, seen: { body: '' } },
  ],
  'a due date': [
    { words: { due: '2026-12-04' }, seen: { due: '2026-12-04' } },
    { words: { due: '2026-12-07' }, seen: { due: '2026-12-07' } },
    { words: { due: null }, seen: { due: null } },
    { words: { due: '2026-12-01' }, seen: { due: '2026-12-01' } },
  ],
  'an importance': [
    { words: { importance: 'high' }, seen: { importance: 'high' } },
    { words: { importance: 'low' }, seen: { importance: 'low' } },
    { words: { importance: 'normal' }, seen: { importance: 'normal' } },
  ],
  'a reminder': [
    { words: { due: '2026-12-04', reminderMinutes: 60 }, seen: { reminder: '2026-12-03T22:00:00.000Z' } },
    { words: { reminderMinutes: 1440 }, seen: { reminder: '2026-12-02T23:00:00.000Z' } },
    { words: { reminderMinutes: null }, seen: { reminder: null } },
  ],
  'how far it is': [
    { words: {}, seen: { status: 'notStarted' } },
    { words: { completed: 'Started' }, seen: { status: 'inProgress' } },
    { words: { completed: 'Completed' }, seen: { status: 'completed' } },
    { words: { completed: 'NotStarted' }, seen: { status: 'notStarted' } },
    { words: { completed: 'Completed' }, seen: { status: 'completed' } },
    { words: { completed: 'Started' }, seen: { status: 'inProgress' } },
  ],
};

const fromTodo: Readonly<Record<string, readonly Step<TaskWords, Todo>[]>> = {
  'a text': [
    { words: { body: 'Bis Freitag.' }, seen: { body: 'Bis Freitag.' } },
    { words: { body: 'Bis Montag.' }, seen: { body: 'Bis Montag.' } },
    { words: { body: '' }, seen: { body: '' } },
  ],
  'a due date': [
    { words: { due: '2026-12-04' }, seen: { due: '2026-12-04' } },
    { words: { due: '2026-12-07' }, seen: { due: '2026-12-07' } },
    { words: { due: null }, seen: { due: null } },
    { words: { due: '2026-12-01' }, seen: { due: '2026-12-01' } },
  ],
  'an importance': [
    { words: { importance: 'high' }, seen: { importance: 'high' } },
    { words: { importance: 'low' }, seen: { importance: 'low' } },
    { words: { importance: 'normal' }, seen: { importance: 'normal' } },
  ],
  'a reminder': [
    { words: { due: '2026-12-04', reminder: '2026-12-03T22:00:00Z' }, seen: { reminderMinutes: 60 } },
    { words: { reminder: '2026-12-02T23:00:00Z' }, seen: { reminderMinutes: 1440 } },
    { words: { reminder: null }, seen: { reminderMinutes: null } },
  ],
  'how far it is': [
    { words: {}, seen: { completed: 'NotStarted' } },
    { words: { status: 'inProgress' }, seen: { completed: 'Started' } },
    { words: { status: 'completed' }, seen: { completed: 'Completed' } },
    { words: { status: 'notStarted' }, seen: { completed: 'NotStarted' } },
    { words: { status: 'completed' }, seen: { completed: 'Completed' } },
    { words: { status: 'inProgress' }, seen: { completed: 'Started' } },
  ],
};

/** Texts without what a side puts around them. */
const bare = (text: string) => text.replaceAll(/<[^>]*>/g, '').trim();

describe('a task of either side', () => {
  test.each(Object.entries(fromCrm))(
    'has %s in To Do as the CRM has it: set, changed, taken away',
    async (_, steps) => {
      for (const [place, { words, seen }] of steps.entries()) {
        if (place === 0) crm().createTodo({ title: 'Angebot', ...words });
        else crm().changeTodo({ id: todo().id, ...words });
        await run();
        const shown = task();
        expect({ ...shown, body: bare(shown.body) }, JSON.stringify(words)).toMatchObject(seen);
      }
    },
  );

  test.each(Object.entries(fromTodo))(
    'has %s in the CRM as To Do has it: set, changed, taken away',
    async (_, steps) => {
      for (const [place, { words, seen }] of steps.entries()) {
        if (place === 0) calendar().createTask({ title: 'Angebot', ...words });
        else calendar().changeTask({ id: task().id, ...words });
        await run();
        const shown = todo();
        expect({ ...shown, body: bare(shown.body) }, JSON.stringify(words)).toMatchObject(seen);
      }
    },
  );

  test('keeps its day on which to begin in To Do, which the CRM has no room for, whatever is edited there', async () => {
    calendar().createTask({ title: 'Angebot', start: '2026-12-01', due: '2026-12-04' });
    await run();
    expect(todo().due).toBe('2026-12-04');
    crm().changeTodo({ id: todo().id, due: '2026-12-07', importance: 'high' });
    await run();
    expect(task()).toMatchObject({ start: '2026-12-01', due: '2026-12-07', importance: 'high' });
    calendar().changeTask({ id: task().id, start: null });
    await run();
    expect(todo().due).toBe('2026-12-07');
    expect(task().start).toBeNull();
  });

  test.each(['waitingOnOthers', 'deferred'] as const)(
    'that is %s in To Do stays so until it is done',
    async (status) => {
      const { id } = calendar().createTask({ title: 'Angebot', status });
      await run();
      crm().changeTodo({ id: todo().id, importance: 'high' });
      await run();
      expect(task()).toMatchObject({ id, status, importance: 'high' });
      crm().changeTodo({ id: todo().id, completed: 'Completed' });
      await run();
      expect(task()).toMatchObject({ id, status: 'completed' });
    },
  );

  test('keeps edits of different fields that both sides made, and its own categories', async () => {
    calendar().createTask({ title: 'Angebot', due: '2026-12-04', categories: ['Eigene'] });
    await run();
    calendar().changeTask({ id: task().id, due: null });
    crm().changeTodo({ id: todo().id, importance: 'high', completed: 'Started' });
    await run();
    expect(todo()).toMatchObject({ due: null, importance: 'high', completed: 'Started' });
    expect(task()).toMatchObject({ due: null, importance: 'high', status: 'inProgress', categories: ['Eigene'] });
  });
});
