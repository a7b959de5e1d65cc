/** @file Tests of what the engine does with tasks that it does not do with appointments, and of what must hold for both. */
import { describe, expect, test } from 'vitest';
import { RightMissing } from '../connectors/errors.ts';
import type { Task } from '../model/task.ts';
import type { Instant, LocalDate } from '../model/time.ts';
import { createScene, createSceneOf, meeting, type Scene, todo, writesOf } from './testing/scene.ts';

const scene = async (): Promise<Scene<Task>> => await createSceneOf<Task>('task');
const day = (text: string) => text as LocalDate;
const only = (s: Scene<Task>, side: 'crm' | 'calendar') => {
  const [item, ...more] = s[side].items();
  if (item === undefined || more.length > 0) throw new Error(`${s[side].items().length} items`);
  return item;
};

describe('a task', () => {
  test('goes across in both directions, and a run after that writes nothing', async () => {
    const s = await scene();
    s.crm.create(todo({ title: 'From the CRM', dueDate: day('2026-12-01') }), { typeId: 6 });
    s.calendar.create(todo({ title: 'From the list', reminderAt: '2026-12-02T07:00:00Z' as Instant }));
    const report = await s.run();
    expect(writesOf(report)).toEqual({ crm: '+1 ~0 -0', calendar: '+1 ~0 -0' });
    expect(report.linked).toBe(2);
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
  });

  test('has the subject that is built of what the CRM knows, and the category of its kind', async () => {
    const s = await scene();
    const surroundings = {
      type: { '': 'To-do' },
      company: 'Hafenbau',
      department: '',
      person: '',
      project: '',
      sale: '',
    };
    s.crm.create(todo(), { surroundings });
    await s.run();
    expect(only(s, 'calendar').fields.title).toBe('To-do * Send the offer * Hafenbau');
    expect(only(s, 'calendar').categories).toEqual(['SuperOffice Task']);
    s.calendar.edit(only(s, 'calendar').id, { title: 'To-do * Send the better offer * Hafenbau' });
    await s.run();
    expect(only(s, 'crm').fields.title).toBe('Send the better offer');
  });

  test('is given the type that the user wants for tasks', async () => {
    const s = await scene();
    s.calendar.create(todo());
    await s.run({ 'crm.incoming.taskType': 9, 'crm.incoming.appointmentType': 2 });
    expect(only(s, 'crm').typeId).toBe(9);
  });

  test.each([
    ['its due date is taken away', { dueDate: null }],
    ['its due date is moved', { dueDate: day('2026-12-24') }],
    ['it is done', { done: true, percentComplete: 100 }],
    ['some of it is done', { percentComplete: 50 }],
    ['it matters more', { importance: 'high' }],
  ] as const)('changes on the other side when %s', async (_what, patch) => {
    const s = await scene();
    s.calendar.create(todo({ dueDate: day('2026-12-01') }));
    await s.run();
    s.crm.edit(only(s, 'crm').id, patch);
    await s.run();
    expect(only(s, 'calendar').fields).toMatchObject(patch);
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
  });

  test('is done on the other side also where nothing is to be said of done appointments', async () => {
    const s = await scene();
    s.crm.create(todo());
    const preferences = { 'crm.outgoing.appointmentCategory': '', 'crm.outgoing.taskCategory': '' };
    await s.run(preferences);
    s.crm.edit(only(s, 'crm').id, { done: true });
    await s.run(preferences);
    expect(only(s, 'calendar').fields.done).toBe(true);
    expect(only(s, 'calendar').categories).toEqual([]);
  });

  test('takes part whatever its date while it is open, and not when it was done long ago', async () => {
    const s = await scene();
    s.crm.create(todo({ title: 'Overdue', dueDate: day('2020-01-01') }));
    s.crm.create(todo({ title: 'Some day', dueDate: day('2031-01-01') }));
    s.crm.create(todo({ title: 'Long done', dueDate: day('2020-01-01'), done: true, percentComplete: 100 }));
    s.crm.create(todo({ title: 'Just done', dueDate: day('2026-11-22'), done: true, percentComplete: 100 }));
    await s.run();
    const titles = s.calendar.items().map(({ fields }) => fields.title);
    expect(titles.toSorted()).toEqual(['Just done', 'Overdue', 'Some day']);
  });

  test('that stands on both sides already is linked and not doubled', async () => {
    const s = await scene();
    s.crm.create(todo({ dueDate: day('2026-12-01') }));
    s.calendar.create(todo({ dueDate: day('2026-12-01') }));
    const report = await s.run();
    expect(report.adopted).toBe(1);
    expect(writesOf(report)).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
  });

  test('is removed with its other half, and comes back when that is taken back', async () => {
    const s = await scene();
    for (const title of ['One', 'Two', 'Three']) s.crm.create(todo({ title }));
    await s.run();
    const [first] = s.crm.items();
    if (first === undefined) throw new Error('nothing there');
    s.crm.remove(first.id);
    await s.run();
    expect(s.calendar.items()).toHaveLength(2);
    const [removal] = s.entries();
    expect(removal).toMatchObject({ kind: 'task', action: 'remove', title: 'One' });
    const undone = await s.engine.undo({ entries: [removal?.id ?? 0] }, new AbortController().signal);
    expect(undone).toMatchObject({ undone: 1, refused: [] });
    expect(s.calendar.items()).toHaveLength(3);
  });

  test('does not begin to remind when its reminder is over', async () => {
    const s = await scene();
    s.calendar.create(todo({ reminderAt: '2026-11-20T07:00:00Z' as Instant }));
    await s.run();
    expect(only(s, 'crm').fields.reminderAt).toBeNull();
  });

  test('that is private stays out unless the user wants private items', async () => {
    const s = await scene();
    s.calendar.create(todo({ visibility: 'private' }));
    expect((await s.run()).leftOut).toEqual({ privateOff: 1 });
    expect(s.crm.items()).toEqual([]);
    await s.run({ 'calendar.private': true });
    expect(only(s, 'crm').fields.visibility).toBe('private');
  });

  test('that may not be read is told of, and does not keep the appointments waiting', async () => {
    const appointments = await createScene();
    const s = await createSceneOf<Task>('task', {
      calendar: {
        mishap: (call) =>
          call === 'changes' ? { kind: 'throw', error: new RightMissing('no', { system: 'microsoft365' }) } : undefined,
      },
    });
    for (const side of ['crm', 'calendar'] as const) {
      Object.assign(s[side].connector, { appointments: appointments[side].connector.appointments });
    }
    appointments.crm.create(meeting());
    const report = await s.run();
    expect(report).toMatchObject({ outcome: 'failed', problem: { code: 'rightMissing', system: 'microsoft365' } });
    expect(appointments.calendar.items()).toHaveLength(1);
  });

  test('takes no part where tasks are switched off, and the other kinds go on', async () => {
    const s = await scene();
    s.crm.create(todo());
    const report = await s.run({ 'kinds.task': false });
    expect(report.outcome).toBe('ok');
    expect(s.calendar.items()).toEqual([]);
  });
});
