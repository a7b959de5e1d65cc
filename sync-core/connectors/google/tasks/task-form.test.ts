import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import type { Task } from '../../../model/task.ts';
import type { LocalDate } from '../../../model/time.ts';
import { expressTask, readTask, unreadableTask } from './read-task.ts';
import { type TaskBody, writeNewTask, writeTaskPatch } from './write-task.ts';

const plain: Task = {
  title: 'Angebot',
  body: '<p>Bis Freitag.</p>',
  startDate: null,
  dueDate: '2026-12-04' as LocalDate,
  done: false,
  percentComplete: 0,
  importance: 'normal',
  reminderAt: null,
  visibility: 'public',
};
const mark = { key: '8b0e6f8e-2a52-5d0a-9d0c-3a0f6a1f2b11', marker: 'superoffice:Cust70001:12:5001' };

/** As Tasks answers what was written. */
function answered({ completed: _, ...body }: TaskBody): unknown {
  const told = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
  return { status: 'needsAction', ...told, id: 't1', etag: '"1"', updated: '2026-11-23T08:00:00.123Z' };
}

const tasks = fc.record({
  title: fc.string({ unit: 'grapheme', maxLength: 1500 }),
  body: fc.oneof(
    fc.constant(`<p>${'😀 lang '.repeat(1200)}</p>`),
    fc
      .array(fc.constantFrom('<p>Eins</p>', '<p><b>Zwei</b> drei</p>', '<ul><li>vier</li></ul>'))
      .map((all) => all.join('')),
  ),
  startDate: fc.constantFrom(null, '2026-12-01' as LocalDate),
  dueDate: fc.constantFrom(null, '2026-12-04' as LocalDate),
  done: fc.boolean(),
  percentComplete: fc.integer({ min: 0, max: 100 }),
  importance: fc.constantFrom('low', 'normal', 'high'),
  reminderAt: fc.constant(null),
  visibility: fc.constantFrom('public', 'private'),
});

test('whatever is written is read as it was said to be, and that is its own form', () => {
  fc.assert(
    fc.property(tasks, (fields) => {
      const body = writeNewTask({ do: 'create', mark, fields, categories: [] });
      const meant = expressTask(fields);
      expect(readTask(answered(body))?.fields).toEqual(meant);
      expect(expressTask(meant)).toEqual(meant);
      expect(body.title?.length ?? 0).toBeLessThanOrEqual(1024);
      expect(body.notes?.length ?? 0).toBeLessThanOrEqual(8192);
    }),
  );
});

const update = (patch: Partial<Task>, current = plain, added?: string) =>
  writeTaskPatch({
    do: 'update',
    id: 't1' as ItemId,
    version: '"1"' as ItemVersion,
    patch,
    current,
    ...(added === undefined ? {} : { added }),
  });

test('a change says exactly what changes', () => {
  expect(update({ title: 'Anfrage' })).toEqual({ title: 'Anfrage' });
  expect(update({ dueDate: null })).toEqual({ due: null });
  expect(update({ body: '' })).toEqual({ notes: null });
  expect(update({ importance: 'high', percentComplete: 50, startDate: plain.dueDate })).toEqual({});
  expect(update({ done: true })).toEqual({ status: 'completed' });
  expect(update({ done: false }, { ...plain, done: true })).toEqual({ status: 'needsAction', completed: null });
  expect(update({}, plain, '<p>Added by Synchronizer</p>')).toEqual({ notes: 'Bis Freitag.\nAdded by Synchronizer' });
});

test('a task in an unknown form is none, and as much as can be told of it is told', () => {
  const row = { id: 't1', title: 'Angebot\n', due: '2026-12-04T00:00:00.000Z', status: 'someday' };
  expect(readTask(row)).toBeUndefined();
  expect(unreadableTask('t1' as ItemId, row)).toEqual({
    unreadable: true,
    id: 't1',
    isPublic: false,
    title: 'Angebot',
    start: '2026-12-04',
  });
  expect(unreadableTask('t1' as ItemId, { title: 7, due: 'soon' })).toEqual({
    unreadable: true,
    id: 't1',
    isPublic: false,
  });
});
