/** @file What is written as a task is read as the same task, whichever form To Do keeps it in. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import { type Task, task } from '../../../model/task.ts';
import type { ZoneId } from '../../../model/time.ts';
import type { CreationMark } from '../../connector.ts';
import { readTask } from './read-task.ts';
import { markOn } from './task-link.ts';
import { expressTask, writeNewTask, writeTaskPatch } from './write-task.ts';

const oslo = 'Europe/Oslo' as ZoneId;
const mark: CreationMark = { key: '00000000-0000-4000-8000-000000000001', marker: 'superoffice:Cust1:12:7' };

function aTask(over: Partial<Record<keyof Task, unknown>> = {}): Task {
  return task.parse({
    title: 'Offer',
    body: '',
    startDate: null,
    dueDate: null,
    done: false,
    percentComplete: 0,
    importance: 'normal',
    reminderAt: null,
    visibility: 'public',
    ...over,
  });
}

function answered(over: object): object {
  return {
    '@odata.etag': 'W/"1"',
    id: 'AAMk-1',
    title: 'Offer',
    status: 'notStarted',
    importance: 'normal',
    isReminderOn: false,
    categories: [],
    createdDateTime: '2026-11-20T08:30:15.1234567Z',
    lastModifiedDateTime: '2026-11-20T08:30:15.1234567Z',
    ...over,
  };
}

const readFields = (over: object, zone: ZoneId = oslo) => readTask(answered(over), zone)?.fields;
const updateOf = (patch: object, current = aTask(), more: object = {}) =>
  writeTaskPatch({
    do: 'update',
    id: 'AAMk-1' as ItemId,
    version: 'W/"1"' as ItemVersion,
    patch,
    current,
    ...more,
  });

const anyHtml = fc
  .array(
    fc.constantFrom('<p>', '</p>', '<br>', '<b>', '</b>', '<li>', 'a ', ' b', '&lt;i&gt;', '\n', '&nbsp;', 'ü', '<ul>'),
  )
  .map((parts) => parts.join(''));

test('a new task is read as it was said to be, whatever its text', () => {
  fc.assert(
    fc.property(anyHtml, fc.string(), fc.integer({ min: 0, max: 100 }), fc.boolean(), (body, title, percent, done) => {
      const fields = aTask({ title, body, done, percentComplete: percent, visibility: 'private' });
      const json = writeNewTask({ do: 'create', mark, fields, categories: [] });
      const said = expressTask(fields);
      expect(readFields(json)).toEqual(said);
      expect(expressTask(said)).toEqual(said);
    }),
  );
});

describe('a due date', () => {
  test.each([
    ['2026-12-01T00:00:00.0000000', 'UTC', 'Europe/Oslo', '2026-12-01'],
    ['2026-12-01T00:00:00.0000000', 'UTC', 'America/New_York', '2026-12-01'],
    ['2026-11-30T23:00:00.0000000', 'UTC', 'Europe/Oslo', '2026-12-01'],
    ['2026-11-30T11:00:00.0000000', 'UTC', 'Pacific/Auckland', '2026-12-01'],
    ['2026-12-01T05:00:00.0000000', 'UTC', 'America/New_York', '2026-12-01'],
    ['2026-12-01T10:00:00.0000000', 'UTC', 'Pacific/Honolulu', '2026-12-01'],
    ['2026-12-01T00:00:00.0000000', 'W. Europe Standard Time', 'Pacific/Auckland', '2026-12-01'],
    ['2026-12-01T17:30:00.0000000', 'Pacific Standard Time', 'Europe/Oslo', '2026-12-01'],
  ])('told as %s (%s) to somebody in %s is %s', (dateTime, timeZone, zone, date) => {
    expect(readFields({ dueDateTime: { dateTime, timeZone } }, zone as ZoneId)?.dueDate).toBe(date);
  });

  test('is written as midnight in UTC, and taken away by null', () => {
    const { dueDate } = aTask({ dueDate: '2026-12-01' });
    expect(updateOf({ dueDate })).toEqual({ dueDateTime: { dateTime: '2026-12-01T00:00:00', timeZone: 'UTC' } });
    expect(updateOf({ dueDate: null, startDate: null })).toEqual({ dueDateTime: null, startDateTime: null });
  });
});

describe('a reminder', () => {
  test('in a zone with a name is that moment, and in one without, nobody knows when', () => {
    const at = (timeZone: string) => ({
      isReminderOn: true,
      reminderDateTime: { dateTime: '2026-12-01T09:00:00.0000000', timeZone },
    });
    expect(readFields(at('W. Europe Standard Time'))?.reminderAt).toBe('2026-12-01T08:00:00Z');
    expect(readTask(answered(at('Middle Earth')), oslo)).toBeUndefined();
  });

  test('that is switched off is none, whatever its time', () => {
    const reminderDateTime = { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' };
    expect(readFields({ isReminderOn: false, reminderDateTime })?.reminderAt).toBeNull();
    expect(readTask(answered({ isReminderOn: true }), oslo)).toBeUndefined();
  });
});

describe('a change', () => {
  test('says nothing but itself', () => {
    expect(updateOf({})).toEqual({});
    expect(updateOf({ visibility: 'private' })).toEqual({});
    expect(updateOf({ title: 'Other' })).toEqual({ title: 'Other' });
    expect(updateOf({ percentComplete: 60 }, aTask({ percentComplete: 50 }))).toEqual({});
    expect(updateOf({}, aTask(), { categories: ['Blue'] })).toEqual({ categories: ['Blue'] });
  });

  test('of what is added below the text writes the text with it', () => {
    const current = aTask({ body: '<p>Ask Mara</p>' });
    expect(updateOf({}, current, { added: '<p>Below</p>' })).toEqual({
      body: { contentType: 'text', content: 'Ask Mara\nBelow' },
    });
  });

  test.each([
    [{ done: true }, {}, 'completed'],
    [{ done: true, percentComplete: 40 }, {}, 'completed'],
    [{ percentComplete: 1 }, {}, 'inProgress'],
    [{ percentComplete: 0 }, { percentComplete: 50 }, 'notStarted'],
    [{ done: false }, { done: true, percentComplete: 100 }, 'notStarted'],
    [{ done: false, percentComplete: 70 }, { done: true, percentComplete: 100 }, 'inProgress'],
  ])('%j of %j makes it %s', (patch, current, status) => {
    expect(updateOf(patch, aTask(current))).toEqual({ status });
  });
});

test('our mark is found beside the links of others, and theirs is none of ours', () => {
  const { linkedResources } = writeNewTask({ do: 'create', mark, fields: aTask(), categories: [] });
  const ours = linkedResources as { applicationName: string; externalId: string }[];
  const theirs = { applicationName: 'Mail', externalId: ours[0]?.externalId };
  const linked = (links: object[]) => ({ id: 'x', createdDateTime: '2026-11-20T08:30:15Z', linkedResources: links });
  expect(markOn(linked([theirs, ...ours]))).toEqual(mark);
  expect(markOn(linked([theirs, { applicationName: 'Synchronizer', externalId: 'something else' }]))).toBeUndefined();
});
