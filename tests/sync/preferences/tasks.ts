/** @file The table's rows of tasks. */
import { expect } from 'vitest';
import { createSceneOf, todo } from '../../../sync-core/engine/testing/scene.ts';
import type { Task } from '../../../sync-core/model/task.ts';
import type { Preferences } from '../../../sync-core/preferences/schema.ts';
import { type Arrived, arrivals, both, directions, neither } from './arrivals.ts';
import type { Rows } from './row.ts';

const taskType = 12;

/** A new task on each side, and a run with these preferences. */
async function synchronised(preferences: Partial<Preferences>) {
  const scene = await createSceneOf<Task>('task');
  scene.crm.create(todo({ title: 'Hinaus' }));
  scene.calendar.create(todo({ title: 'Herein' }));
  expect((await scene.run(preferences)).outcome).toBe('ok');
  const called = (side: 'crm' | 'calendar', title: string) =>
    scene[side].items().filter(({ fields }) => fields.title === title);
  const [created] = scene.crm.writes;
  const outcome = {
    arrived: { inCalendar: called('calendar', 'Hinaus').length === 1, inCrm: called('crm', 'Herein').length === 1 },
    categories: called('calendar', 'Hinaus')[0]?.categories,
    typeId: created?.do === 'create' ? created.typeId : undefined,
  };
  scene.store.close();
  return outcome;
}

async function expectTasks(preferences: Partial<Preferences>, expected: Arrived): Promise<void> {
  expect((await synchronised(preferences)).arrived).toEqual(expected);
}

export const tasks: Rows<'kinds.task' | 'direction.task' | 'crm.incoming.taskType' | 'crm.outgoing.taskCategory'> = {
  'kinds.task': {
    said: { label: 'Tasks', standard: true },
    later: 'stays',
    cases: [true, false].map((value) => ({
      value,
      shows: value ? 'tasks go both ways' : 'none goes any way',
      seen: () => expectTasks({ 'kinds.task': value }, value ? both : neither),
    })),
  },
  'direction.task': {
    said: { label: 'Direction for tasks', standard: 'asAbove' },
    later: 'stays',
    cases: [
      ...directions.map((value) => ({
        value,
        shows: 'tasks go that way, whatever stands above',
        seen: () =>
          expectTasks({ 'direction.task': value, direction: value === 'none' ? 'twoWay' : 'none' }, arrivals[value]),
      })),
      {
        value: 'asAbove',
        shows: 'tasks go as stands above',
        seen: () => expectTasks({ 'direction.task': 'asAbove', direction: 'calendarToCrm' }, arrivals.calendarToCrm),
      },
    ],
  },
  'crm.incoming.taskType': {
    said: { label: 'Task', standard: null },
    later: 'stays',
    cases: [null, taskType].map((value) => ({
      value,
      shows:
        value === null
          ? 'the CRM gives its default type'
          : 'a task that comes in has that type, an appointment has not',
      async seen() {
        const others = { 'crm.incoming.appointmentType': 6 };
        expect((await synchronised({ ...others, 'crm.incoming.taskType': value })).typeId).toBe(value ?? undefined);
      },
    })),
  },
  'crm.outgoing.taskCategory': {
    said: { label: 'Task', standard: 'SuperOffice Task' },
    later: 'stays',
    cases: ['SuperOffice Task', 'Kunde', ''].map((value) => ({
      value,
      shows: value === '' ? 'no category' : `${value} is put on`,
      async seen() {
        const { categories } = await synchronised({ 'crm.outgoing.taskCategory': value });
        expect(categories).toEqual(value === '' ? [] : [value]);
      },
    })),
  },
};
