/** @file The table's rows of tasks. */
import { expect } from 'vitest';
import { type Arrived, arrivals, both, directions, neither } from './arrivals.ts';
import type { Rows } from './row.ts';
import { dayFrom, only, type World } from './world.ts';

/** Types of the sample's list that to-dos can have. */
export const proposal = 9;
const other = 12;

export const todosCalled = (world: World, title: string) => world.crm.todos().filter((one) => one.title === title);
export const tasksCalled = (world: World, title: string) => world.calendar.tasks().filter((one) => one.title === title);

/** A new task on each side. */
async function expectTasks(world: World, { inCalendar, inCrm }: Arrived): Promise<void> {
  world.crm.createTodo({ title: 'Hinaus', due: dayFrom(3) });
  world.calendar.createTask({ title: 'Herein', due: dayFrom(4) });
  await world.sync();
  expect(tasksCalled(world, 'Hinaus')).toHaveLength(inCalendar ? 1 : 0);
  expect(todosCalled(world, 'Herein')).toHaveLength(inCrm ? 1 : 0);
}

/** The type that a task gets that comes in. */
export async function incomingTaskType(world: World, categories: string[] = []): Promise<number> {
  const task = { title: 'Hereinkommend', due: dayFrom(3) };
  if (categories.length === 0) world.calendar.createTask(task);
  else world.outlook.createTask({ ...task, categories });
  await world.sync();
  return only(todosCalled(world, 'Hereinkommend')).typeId;
}

export const tasks: Rows<'kinds.task' | 'direction.task' | 'crm.incoming.taskType' | 'crm.outgoing.taskCategory'> = {
  'kinds.task': {
    said: { label: 'Task', standard: true },
    later: 'stays',
    cases: [true, false].map((value) => ({
      value,
      shows: value ? 'tasks go both ways' : 'none goes any way',
      seen: (world: World) => expectTasks(world, value ? both : neither),
    })),
  },
  'direction.task': {
    said: { label: 'Direction for tasks', standard: 'asAbove' },
    later: 'stays',
    cases: [
      ...directions.map((value) => ({
        value,
        beside: { direction: value === 'none' ? ('twoWay' as const) : ('none' as const) },
        shows: 'tasks go that way, whatever stands above',
        seen: (world: World) => expectTasks(world, arrivals[value]),
      })),
      {
        value: 'asAbove',
        beside: { direction: 'calendarToCrm' },
        shows: 'tasks go as stands above',
        seen: (world) => expectTasks(world, arrivals.calendarToCrm),
      },
    ],
  },
  'crm.incoming.taskType': {
    said: { label: 'Task', standard: null },
    later: 'stays',
    cases: [
      {
        value: null,
        beside: { 'crm.incoming.appointmentType': 6 },
        shows: 'a task that comes in has the CRM’s default type for to-dos',
        async seen(world) {
          const incoming = await incomingTaskType(world);
          world.crm.createTodo({ title: 'Von selbst', due: dayFrom(4) });
          await world.sync();
          expect(incoming).toBe(only(todosCalled(world, 'Von selbst')).typeId);
        },
      },
      {
        value: other,
        beside: { 'crm.incoming.appointmentType': 6 },
        shows: 'a task that comes in has that type, and an appointment its own',
        async seen(world) {
          expect(await incomingTaskType(world)).toBe(other);
        },
      },
    ],
  },
  'crm.outgoing.taskCategory': {
    said: { label: 'Task', standard: 'SuperOffice Task' },
    later: 'stays',
    needs: 'taskCategories',
    cases: ['SuperOffice Task', 'Kunde', ''].map((value) => ({
      value,
      shows: value === '' ? 'no category' : `${value} is put on`,
      async seen(world: World) {
        world.crm.createTodo({ title: 'Hinaus', due: dayFrom(3) });
        await world.sync();
        const { id, categories } = only(tasksCalled(world, 'Hinaus'));
        expect(categories).toEqual(value === '' ? [] : [value]);
        // The user's own stay beside it.
        world.outlook.changeTask({ id, categories: [...categories, 'Eigene'] });
        world.crm.changeTodo({ id: only(todosCalled(world, 'Hinaus')).id, due: dayFrom(5) });
        await world.sync();
        expect(only(tasksCalled(world, 'Hinaus'))).toMatchObject({
          due: dayFrom(5),
          categories: [...categories, 'Eigene'],
        });
      },
    })),
  },
};
