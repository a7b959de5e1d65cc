/**
 * @file The story of a person's to-dos through the whole engine: SuperOffice's and Microsoft To Do's. Whatever happens in a story:
 * the next run writes nothing, and nobody gets mail.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { nothing, openStage, type Stage, type StageOptions } from '../support/stage.ts';

let stage: Stage;

const crm = () => stage.sandbox.superoffice.control;
const calendar = () => stage.sandbox.microsoft365.control;
const inCrm = (title: string) =>
  crm()
    .todos()
    .filter((todo) => todo.title === title);
const inTodo = (title: string) =>
  calendar()
    .tasks()
    .filter((task) => task.title === title);

function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return item;
}

async function begin(options: StageOptions = {}): Promise<void> {
  stage = await openStage(options);
  expect((await stage.run()).outcome).toBe('ok');
}

beforeEach(() => begin());
afterEach(async () => {
  expect(writesOf(await stage.run()), 'the run after the last').toEqual(nothing);
  expect(crm().mails()).toEqual([]);
  expect(calendar().mails()).toEqual([]);
  await stage.close();
});

describe('the first run', () => {
  test('has each to-do once on both sides, and doubles none that stood on both', () => {
    const titles = (items: readonly { readonly title: string }[]) => items.map(({ title }) => title).sort();
    const kept = crm()
      .todos()
      .filter(({ assignment }) => assignment === 'None');
    expect(titles(calendar().tasks())).toEqual(expect.arrayContaining(titles(kept)));
    expect(new Set(titles(calendar().tasks())).size).toBe(calendar().tasks().length);
    expect(new Set(titles(crm().todos())).size).toBe(crm().todos().length);
  });
});

describe('a to-do of the CRM', () => {
  test('goes to To Do with what is known of it, follows its edits both ways, and leaves with it', async () => {
    const { id } = crm().createTodo({
      title: 'Angebot',
      body: '<p>Bis Freitag.</p>',
      due: '2026-12-04',
      importance: 'high',
    });
    await stage.run();
    expect(only(inTodo('Angebot'))).toMatchObject({ due: '2026-12-04', importance: 'high', status: 'notStarted' });
    expect(only(inTodo('Angebot')).body).toContain('Bis Freitag.');

    crm().changeTodo({ id, due: '2026-12-07', completed: 'Started' });
    expect(writesOf(await stage.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    expect(only(inTodo('Angebot'))).toMatchObject({ due: '2026-12-07', status: 'inProgress' });

    calendar().changeTask({ id: only(inTodo('Angebot')).id, title: 'Angebot raus', status: 'completed' });
    expect(writesOf(await stage.run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(only(inCrm('Angebot raus'))).toMatchObject({ id, completed: 'Completed', due: '2026-12-07' });

    calendar().changeTask({ id: only(inTodo('Angebot raus')).id, status: 'notStarted', due: null });
    await stage.run();
    expect(only(inCrm('Angebot raus'))).toMatchObject({ completed: 'NotStarted', due: null });

    crm().deleteAppointment({ id });
    expect(writesOf(await stage.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -1' });
    expect(inTodo('Angebot raus')).toEqual([]);
  });
});

describe('a task of To Do', () => {
  test('goes to the CRM as a to-do of the user’s own type, and leaves with it', async () => {
    const { id } = calendar().createTask({ title: 'Werft anrufen', body: 'Wegen des Kiels', due: '2026-12-09' });
    expect(writesOf(await stage.run())).toEqual({ crm: '+1 ~0 -0', calendar: '+0 ~0 -0' });
    expect(only(inCrm('Werft anrufen'))).toMatchObject({ due: '2026-12-09', typeId: 5, completed: 'NotStarted' });
    calendar().deleteTask({ id });
    expect(writesOf(await stage.run())).toEqual({ crm: '+0 ~0 -1', calendar: '+0 ~0 -0' });
    expect(inCrm('Werft anrufen')).toEqual([]);
  });

  test('without a date stays without one, and is made once', async () => {
    calendar().createTask({ title: 'Irgendwann' });
    await stage.run();
    expect(only(inCrm('Irgendwann')).due).toBeNull();
    expect(only(inTodo('Irgendwann')).due).toBeNull();
  });

  test.each(['today', 'refused'])(
    'without a date is made once where SuperOffice has none such (%s)',
    async (todoWithoutDate) => {
      await stage.close();
      await begin({ switches: { superoffice: { todoWithoutDate } } });
      calendar().createTask({ title: 'Irgendwann' });
      expect(writesOf(await stage.run()).crm).toBe('+1 ~0 -0');
      expect(only(inCrm('Irgendwann')).due).toBe('2026-11-23');
      expect(writesOf(await stage.run())).toEqual(nothing);
      expect(only(inTodo('Irgendwann')).due).toBeNull();
    },
  );
});

describe('a task of To Do that repeats', () => {
  /** As its owner does in another program. */
  async function graph(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const { addresses, users } = stage.sandbox.microsoft365.describe();
    const response = await stage.sandbox.microsoft365.fetch(`${addresses['graph']}/v1.0/me/todo/lists${path}`, {
      method,
      headers: { authorization: `Bearer ${users[0]?.accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  test('is done once it is ticked off in the CRM, and the next one comes as a to-do of its own', async () => {
    const lists = (await graph('GET', ''))['value'] as { id: string; wellknownListName: string }[];
    const own = lists.find(({ wellknownListName }) => wellknownListName === 'defaultList');
    await graph('POST', `/${encodeURIComponent(own?.id ?? '')}/tasks`, {
      title: 'Wochenbericht',
      dueDateTime: { dateTime: '2026-12-01T00:00:00', timeZone: 'UTC' },
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'], firstDayOfWeek: 'monday' },
        range: { type: 'noEnd', startDate: '2026-12-01' },
      },
    });
    await stage.run();
    crm().changeTodo({ id: only(inCrm('Wochenbericht')).id, completed: 'Completed' });
    await stage.run();
    await stage.run();
    const dues = inTodo('Wochenbericht').map(({ due, status }) => `${due} ${status}`);
    expect(dues.sort()).toEqual(['2026-12-01 completed', '2026-12-08 notStarted']);
    const rows = inCrm('Wochenbericht').map(({ due, completed }) => `${due} ${completed}`);
    expect(rows.sort()).toEqual(['2026-12-01 Completed', '2026-12-08 NotStarted']);
  });
});

test('to-dos of which no answer came are neither doubled nor lost', async () => {
  for (let number = 0; number < 25; number += 1) crm().createTodo({ title: `Rückruf ${number}`, due: '2026-12-04' });
  calendar().fault({ method: 'POST', path: 'tasks$', skip: 3, times: 4, effect: { kind: 'status', status: 500 } });
  calendar().fault({ method: 'POST', path: 'batch', skip: 1, effect: { kind: 'dropAfter' } });
  for (let runs = 0; runs < 4; runs += 1) await stage.run();
  for (let number = 0; number < 25; number += 1) {
    only(inTodo(`Rückruf ${number}`));
    only(inCrm(`Rückruf ${number}`));
  }
});

describe('a meeting that becomes a to-do', () => {
  test('leaves the calendar and comes into the task list, each once, and the other way round', async () => {
    const meeting = only(stage.inCrm('Forecast Q1'));
    crm().convertToTodo({ id: meeting.id });
    await stage.run();
    expect(stage.inCalendar('Forecast Q1')).toEqual([]);
    expect(inTodo('Forecast Q1')).toHaveLength(1);
    crm().convertToAppointment({ id: meeting.id, start: '2026-12-01T09:00:00', end: '2026-12-01T10:00:00' });
    // The first copy's key is used up there: the run after takes another.
    await stage.run();
    await stage.run();
    expect(stage.inCalendar('Forecast Q1')).toHaveLength(1);
    expect(inTodo('Forecast Q1')).toEqual([]);
    expect(stage.inCrm('Forecast Q1')).toHaveLength(1);
  });
});

test('a run in which nothing happened asks SuperOffice once for diary and to-dos', async () => {
  await stage.run();
  crm().clearJournal();
  await stage.run();
  expect(
    crm()
      .journal()
      .filter(({ path }) => !path.startsWith('/api/state')),
  ).toHaveLength(1);
});
