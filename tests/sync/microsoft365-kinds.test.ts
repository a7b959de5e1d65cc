/**
 * @file Tasks and contacts of Microsoft 365 with the engine: the practice server on one side, a CRM in memory on the other. What
 * SuperOffice makes of them is not looked at here.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSceneOf, type Scene, someone, todo, writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { ItemFields } from '../../sync-core/model/item.ts';
import type { Person } from '../../sync-core/model/person.ts';
import type { Task } from '../../sync-core/model/task.ts';
import type { Instant, LocalDate } from '../../sync-core/model/time.ts';
import { type GraphStage, startGraphStage } from '../support/graph-connector.ts';

let stage: GraphStage;

beforeEach(async () => {
  stage = await startGraphStage();
  for (const { id } of stage.server.control.tasks()) stage.server.control.deleteTask({ id });
  for (const { id } of stage.server.control.contacts()) stage.server.control.deleteContact({ id });
});
afterEach(() => stage.close());

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };
const day = (text: string) => text as LocalDate;

async function sceneWith<F extends ItemFields>(kind: 'task' | 'person'): Promise<Scene<F>> {
  const scene = await createSceneOf<F>(kind);
  const { tasks, contacts } = stage.connector;
  Object.assign(scene.calendar.connector, kind === 'task' ? { tasks } : { contacts });
  return scene;
}

/** A run after it writes nothing, and asks for one thing. */
async function isAtRest<F extends ItemFields>(scene: Scene<F>): Promise<void> {
  expect(writesOf(await scene.run())).toEqual(nothing);
  const before = stage.trips();
  expect(writesOf(await scene.run())).toEqual(nothing);
  expect(stage.trips() - before).toBeLessThanOrEqual(1);
}

describe('tasks', () => {
  test('go both ways, with all that both sides know, and a run after that writes nothing', async () => {
    const s = await sceneWith<Task>('task');
    const body = '<p>Ask <strong>Mara</strong></p>';
    const reminderAt = '2026-11-30T07:30:00Z' as Instant;
    s.crm.create(todo({ title: 'Offer', body, dueDate: day('2026-12-01'), reminderAt, percentComplete: 30 }));
    s.crm.create(todo({ title: 'Secret', visibility: 'private', importance: 'high' }));
    stage.server.control.createTask({ title: 'By telephone', due: '2026-12-02', categories: ['Blue'] });
    expect(writesOf(await s.run())).toEqual({ crm: '+1 ~0 -0', calendar: '+2 ~0 -0' });
    expect(stage.server.control.tasks()).toHaveLength(3);
    expect(s.crm.items().map(({ fields }) => [fields.title, fields.dueDate, fields.visibility])).toContainEqual([
      'By telephone',
      '2026-12-02',
      'public',
    ]);
    await isAtRest(s);
    expect(s.crm.items().map(({ fields }) => fields.visibility)).toContain('private');
    expect(s.crm.items().find(({ fields }) => fields.title === 'Offer')?.fields).toMatchObject({
      body,
      percentComplete: 30,
    });
  });

  test('are changed, ticked off and removed from both sides', async () => {
    const s = await sceneWith<Task>('task');
    const id = s.crm.create(todo({ title: 'Offer', dueDate: day('2026-12-01') }));
    // One of many: the loss of the only one would be asked about.
    for (let number = 0; number < 20; number += 1) s.crm.create(todo({ title: `No. ${number}` }));
    await s.run();
    const there = () => stage.server.control.tasks().find(({ title }) => title === 'Offer');
    const here = () => s.crm.items().find(({ fields }) => fields.title === 'Offer')?.fields;
    s.crm.edit(id, { dueDate: null, percentComplete: 40 });
    await s.run();
    expect(there()).toMatchObject({ due: null, status: 'inProgress' });
    stage.server.control.changeTask({ id: String(there()?.id), status: 'completed' });
    await s.run();
    expect(here()).toMatchObject({ done: true, percentComplete: 100 });
    await isAtRest(s);
    stage.server.control.changeTask({ id: String(there()?.id), status: 'notStarted' });
    await s.run();
    expect(here()).toMatchObject({ done: false, percentComplete: 0 });
    stage.server.control.deleteTask({ id: String(there()?.id) });
    await s.run();
    expect(here()).toBeUndefined();
    await isAtRest(s);
  });

  test('that repeat go on: the one that is done in the CRM is done, and the next one is new there', async () => {
    const s = await sceneWith<Task>('task');
    const lists = (await stage.person('GET', '/me/todo/lists'))['value'] as {
      id: string;
      wellknownListName: string;
    }[];
    const own = lists.find(({ wellknownListName }) => wellknownListName === 'defaultList');
    await stage.person('POST', `/me/todo/lists/${encodeURIComponent(own?.id ?? '')}/tasks`, {
      title: 'Report',
      dueDateTime: { dateTime: '2026-12-01T00:00:00', timeZone: 'UTC' },
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'], firstDayOfWeek: 'monday' },
        range: { type: 'noEnd', startDate: '2026-12-01' },
      },
    });
    await s.run();
    const [first] = s.crm.items();
    if (first === undefined) throw new Error('nothing came');
    stage.advance(60_000);
    s.crm.edit(first.id, { done: true, percentComplete: 100 });
    await s.run();
    await s.run();
    expect(s.crm.items().map(({ fields }) => [fields.dueDate, fields.done])).toEqual([
      ['2026-12-01', true],
      ['2026-12-08', false],
    ]);
    expect(stage.server.control.tasks()).toHaveLength(2);
    await isAtRest(s);
  });

  test('that we made and that repeat by then give their mark on, and the next one is a task of its own', async () => {
    const s = await sceneWith<Task>('task');
    s.crm.create(todo({ title: 'Report', dueDate: day('2026-12-01') }));
    await s.run();
    const [made] = stage.server.control.tasks();
    const lists = (await stage.person('GET', '/me/todo/lists'))['value'] as { id: string }[];
    const path = `/me/todo/lists/${encodeURIComponent(lists[0]?.id ?? '')}/tasks/${encodeURIComponent(made?.id ?? '')}`;
    await stage.person('PATCH', path, {
      recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2026-12-01' } },
    });
    stage.advance(60_000);
    stage.server.control.changeTask({ id: made?.id ?? '', status: 'completed' });
    await s.run();
    await s.run();
    expect(s.crm.items().map(({ fields }) => [fields.dueDate, fields.done])).toEqual([
      ['2026-12-01', true],
      ['2026-12-02', false],
    ]);
    expect(stage.server.control.tasks()).toHaveLength(2);
    await isAtRest(s);
  });

  test('whose answers are lost are neither doubled nor lost', async () => {
    const s = await sceneWith<Task>('task');
    for (let number = 0; number < 30; number += 1) s.crm.create(todo({ title: `No. ${number}` }));
    stage.server.control.fault({
      method: 'POST',
      path: 'tasks$',
      times: 4,
      skip: 3,
      effect: { kind: 'status', status: 500 },
    });
    stage.server.control.fault({ method: 'POST', path: 'batch', skip: 1, effect: { kind: 'dropAfter' } });
    for (let runs = 0; runs < 4; runs += 1) await s.run();
    expect(new Set(stage.server.control.tasks().map(({ title }) => title)).size).toBe(30);
    expect(stage.server.control.tasks()).toHaveLength(30);
    await isAtRest(s);
  });
});

describe('persons', () => {
  test('become contacts, follow their persons, and keep what their owner has added', async () => {
    const s = await sceneWith<Person>('person');
    const fields = someone({ emails: ['j.reuter@hafenbau.example'], businessFax: '040 1', homePhone: '040 2' });
    const id = s.crm.create(fields);
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+1 ~0 -0' });
    await isAtRest(s);
    const [contact] = stage.server.control.contacts();
    const change = { personalNotes: 'likes skiing', homePhones: ['040 2', '040 3'] };
    stage.server.control.changeContact({ id: String(contact?.id), contact: change });
    s.crm.edit(id, { homePhone: '040 9', businessFax: '', jobTitle: 'Buyer' });
    await s.run();
    expect(stage.server.control.contacts()).toMatchObject([
      { jobTitle: 'Buyer', homePhones: ['040 9', '040 3'], personalNotes: 'likes skiing', surname: 'Reuter' },
    ]);
    await isAtRest(s);
  });

  test('cost what changed: twenty new ones a request, one for a look, two for one that is another now', async () => {
    const s = await sceneWith<Person>('person');
    const ids = Array.from({ length: 400 }, (_, number) => s.crm.create(someone({ surname: `No. ${number}` })));
    const costOf = async (written: string) => {
      const before = stage.trips();
      expect(writesOf(await s.run()).calendar).toBe(written);
      return stage.trips() - before;
    };
    // A first look, and the list of categories with what was missing in it.
    expect(await costOf('+400 ~0 -0')).toBe(20 + 3);
    // The echo of what was written, two hundred to a page.
    expect(await costOf('+0 ~0 -0')).toBe(2);
    expect(await costOf('+0 ~0 -0')).toBe(1);
    for (const id of ids.slice(0, 1)) s.crm.edit(id, { jobTitle: 'Buyer' });
    expect(await costOf('+0 ~1 -0')).toBe(2);
  });

  test('whose contact is there already are linked with it and not doubled', async () => {
    const s = await sceneWith<Person>('person');
    const contact = {
      givenName: 'Jonas',
      surname: 'Reuter',
      emailAddresses: [{ address: 'j.reuter@hafenbau.example' }],
    };
    stage.server.control.createContact({ contact });
    s.crm.create(someone({ emails: ['j.reuter@hafenbau.example'] }));
    await s.run();
    expect(stage.server.control.contacts()).toHaveLength(1);
    await isAtRest(s);
  });

  test('of whom no answer came are made once', async () => {
    const s = await sceneWith<Person>('person');
    for (let number = 0; number < 30; number += 1) s.crm.create(someone({ surname: `No. ${number}` }));
    stage.server.control.fault({
      method: 'POST',
      path: 'contacts$',
      times: 4,
      skip: 3,
      effect: { kind: 'status', status: 504 },
    });
    stage.server.control.fault({ method: 'POST', path: 'batch', skip: 1, effect: { kind: 'dropAfter' } });
    for (let runs = 0; runs < 4; runs += 1) await s.run();
    expect(stage.server.control.contacts()).toHaveLength(30);
    expect(new Set(stage.server.control.contacts().map(({ surname }) => surname)).size).toBe(30);
    await isAtRest(s);
  });
});
