/**
 * @file The story of a person's to-dos between SuperOffice and Google Tasks, through the whole engine: real connectors, real store, both
 * sandbox servers. What holds after every story is checked when it is closed.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { type GoogleStory, only, openGoogleStory } from '../support/google-story.ts';

let story: GoogleStory;

const crm = () => story.sandbox.superoffice.control;
const google = () => story.sandbox.google.control;
const inCrm = (title: string) =>
  crm()
    .todos()
    .filter((todo) => todo.title === title);
const inGoogle = (title: string) =>
  google()
    .listTasks()
    .filter((task) => task.title === title);
const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };

async function begin(switches: Parameters<typeof openGoogleStory>[1] = {}): Promise<void> {
  story = await openGoogleStory('small', switches);
  expect(await story.run()).toMatchObject({ outcome: 'ok', parked: 0, held: 0 });
}

afterEach(() => story.close());

test('a first run has each to-do once on both sides', async () => {
  await begin();
  const titles = (items: readonly { readonly title: string }[]) => items.map(({ title }) => title).sort();
  const kept = crm()
    .todos()
    .filter(({ assignment }) => assignment === 'None');
  expect(kept.length).toBeGreaterThan(2);
  expect(titles(google().listTasks())).toEqual(expect.arrayContaining(titles(kept)));
  expect(new Set(titles(google().listTasks())).size).toBe(google().listTasks().length);
  expect(new Set(titles(crm().todos())).size).toBe(crm().todos().length);
});

describe.each([
  ['as it is to be feared', { tasksReopenAlone: false, taskIfMatch: false, taskDueDay: 'asWritten' }],
  ['as it may be', { tasksReopenAlone: true, taskIfMatch: true, taskDueDay: 'utc' }],
])('a to-do, with Google Tasks %s', (_name, switches) => {
  beforeEach(() => begin(switches));

  test('goes to Google with what Tasks has room for, follows edits both ways, and leaves with its original', async () => {
    const words = {
      title: 'Angebot',
      body: '<p>Bis <b>Freitag</b>.</p>',
      due: '2026-12-04',
      importance: 'high',
    } as const;
    const { id } = crm().createTodo(words);
    await story.run();
    expect(only(inGoogle('Angebot'))).toMatchObject({
      notes: 'Bis Freitag.',
      due: '2026-12-04T00:00:00.000Z',
      status: 'needsAction',
    });
    google().changeTask({ id: only(inGoogle('Angebot')).id, change: { due: '2026-12-07T00:00:00.000Z' } });
    await story.run();
    expect(only(inCrm('Angebot'))).toMatchObject({ due: '2026-12-07', importance: 'high', body: words.body });
    crm().changeTodo({ id, due: null });
    await story.run();
    expect(only(inGoogle('Angebot'))).not.toHaveProperty('due');
    crm().deleteAppointment({ id });
    await story.run();
    await story.run();
    expect(inGoogle('Angebot')).toEqual([]);
  });

  test('is ticked off and opened again on either side', async () => {
    google().createTask({ task: { title: 'Zelt bestellen', notes: 'Zwei Meter' } });
    await story.run();
    const { id } = only(inCrm('Zelt bestellen'));
    google().completeTask({ id: only(inGoogle('Zelt bestellen')).id });
    await story.run();
    expect(only(inCrm('Zelt bestellen'))).toMatchObject({ completed: 'Completed' });
    crm().changeTodo({ id, completed: 'NotStarted' });
    await story.run();
    expect(only(inGoogle('Zelt bestellen'))).toMatchObject({ status: 'needsAction' });
    crm().changeTodo({ id, completed: 'Completed' });
    await story.run();
    expect(only(inGoogle('Zelt bestellen'))).toMatchObject({ status: 'completed' });
  });
});

describe('what Tasks does by itself', () => {
  beforeEach(() => begin());

  test('is asked for once in five minutes at the most', async () => {
    await story.run();
    const paths = () =>
      google()
        .journal()
        .filter(({ path }) => path.includes('/tasks/v1/'));
    const before = paths().length;
    await story.run({}, 4);
    expect(paths()).toHaveLength(before);
    await story.run();
    expect(paths().length).toBe(before + 1);
  });

  test('a task that was deleted long ago is found missing by the list of the week, and by a second look', async () => {
    crm().createTodo({ title: 'Angebot' });
    await story.run();
    google().set('deletedTaskDays', 1);
    google().deleteTask({ id: only(inGoogle('Angebot')).id });
    story.advance(8 * 86_400_000);
    await story.run();
    await story.run();
    await story.run();
    expect(inCrm('Angebot')).toEqual([]);
  });

  test('what stands under a task that is removed goes up, and stays', async () => {
    const { id } = crm().createTodo({ title: 'Messe vorbereiten' });
    await story.run();
    const parent = only(inGoogle('Messe vorbereiten'));
    google().createTask({ task: { title: 'Prospekte' }, parent: parent.id });
    await story.run();
    crm().deleteAppointment({ id });
    await story.run();
    await story.run();
    expect(inGoogle('Messe vorbereiten')).toEqual([]);
    expect(only(inGoogle('Prospekte'))).not.toHaveProperty('parent');
    only(inCrm('Prospekte'));
  });

  test('of two that look alike each is made once, though one answer was lost', async () => {
    crm().createTodo({ title: 'Anrufen', due: '2026-12-04' });
    await story.run();
    crm().createTodo({ title: 'Anrufen', due: '2026-12-04' });
    google().fault({ method: 'POST', path: '/tasks/v1/', effect: { kind: 'dropAfter' } });
    await story.run();
    await story.run();
    expect(inGoogle('Anrufen')).toHaveLength(2);
    expect(inCrm('Anrufen')).toHaveLength(2);
    expect(writesOf(await story.run())).toEqual(nothing);
  });
});
