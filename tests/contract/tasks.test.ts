/**
 * @file What the engine relies on, asked of every system of tasks in the same words; see `calendars.test.ts`. A system declares what it can
 * keep, and exactly that is demanded. At the end a table says which system does what.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type {
  CreationMark,
  Cursor,
  KnownItems,
  RemoteItem,
  TaskFace,
  WriteOperation,
} from '../../sync-core/connectors/connector.ts';
import { CursorExpired } from '../../sync-core/connectors/errors.ts';
import { leavesDoubt } from '../../sync-core/engine/problem.ts';
import { importance } from '../../sync-core/model/appointment.ts';
import type { ItemPatch } from '../../sync-core/model/item.ts';
import { type Task, task } from '../../sync-core/model/task.ts';
import type { CalendarStage } from '../support/calendar-stage.ts';
import {
  halfAYear,
  itemOf,
  knowing,
  markOf,
  never,
  nothingKnown,
  roundOf,
  written,
} from '../support/graph-connector.ts';
import { createSuiteTable } from '../support/suite-table.ts';
import { taskSystems } from '../support/task-stage.ts';

let number = 0;
function next(): CreationMark {
  number += 1;
  return markOf(number);
}

function fieldsOf(over: Partial<Record<keyof Task, unknown>> = {}): Task {
  return task.parse({
    title: `Angebot ${number}`,
    body: '<p>Bitte vorher anrufen.</p><p>Danach schreiben.</p>',
    startDate: null,
    dueDate: '2026-12-04',
    done: false,
    percentComplete: 0,
    importance: 'normal',
    reminderAt: null,
    visibility: 'public',
    ...over,
  });
}

const table = createSuiteTable(taskSystems);
const sixMinutes = 6 * 60_000;

describe.each(taskSystems)('$name', ({ name, capabilities, start }) => {
  let stage: CalendarStage;
  const face = () => stage.connector.tasks as TaskFace;
  beforeAll(async () => {
    stage = await start();
  });
  afterEach(({ task: { name: what, result } }) => {
    stage.plainly();
    table.note(what, name, result?.state);
  });
  afterAll(() => stage.close());

  const create = (fields: Task, mark = next()): WriteOperation<Task> => ({
    do: 'create',
    mark,
    fields,
    categories: ['SuperOffice Task'],
  });
  const created = async (fields: Task, mark?: CreationMark) => itemOf((await written(face(), create(fields, mark)))[0]);
  const change = async ({ id, version, fields: current }: RemoteItem<Task>, patch: ItemPatch<Task>) =>
    itemOf((await written(face(), { do: 'update', id, version, patch, current }))[0]);
  const read = async ({ id }: Pick<RemoteItem<Task>, 'id'>) => (await face().get([id], never)).get(id);
  const expressed = (fields: Task) => face().express(fields, halfAYear);
  /** Not every system may be asked as often as one likes. */
  const round = (cursor: Cursor | null = null, known: KnownItems = nothingKnown) => {
    stage.control.clock.advance(sixMinutes);
    return roundOf(face(), cursor, known);
  };

  /** What was written is what is answered, and what is read. */
  async function keeps(fields: Task): Promise<RemoteItem<Task>> {
    const item = await created(fields);
    expect(item.fields).toEqual(expressed(fields));
    expect(await read(item)).toMatchObject({ version: item.version, fields: item.fields });
    return item;
  }

  test('creates what is read back, and lists it', async () => {
    const before = await round();
    const fields = fieldsOf();
    const item = await created(fields);
    expect(item.fields).toEqual(fields);
    expect(item.categories).toEqual(capabilities.categories ? ['SuperOffice Task'] : []);
    const { changed } = await round(before.cursor);
    expect(changed.find(({ id }) => id === item.id)).toMatchObject({ version: item.version, fields: item.fields });
  });

  test('a mark that nobody sees, as declared', async () => {
    const mark = next();
    const item = await created(fieldsOf(), mark);
    const markers = await face().markers?.([item.id], halfAYear, never);
    expect(markers?.get(item.id)).toBe(capabilities.marks ? mark.marker : undefined);
  });

  test('changes one field, and nothing else', async () => {
    const item = await created(fieldsOf());
    let now = item;
    for (const patch of [{ title: 'Anders' }, { body: '<p>Neu</p>' }, { body: '' }]) {
      const before = now.fields;
      now = await change(now, patch);
      expect(now.fields).toEqual({ ...before, ...patch });
    }
    expect(await read(item)).toMatchObject({ version: now.version, fields: now.fields });
  });

  test('removes, says that it is gone, and can be told so twice', async () => {
    const item = await created(fieldsOf());
    const { cursor } = await round();
    const remove: WriteOperation<Task> = { do: 'remove', id: item.id, version: item.version, current: item.fields };
    expect(await written(face(), remove)).toEqual([{ index: 0, result: 'removed' }]);
    expect(await written(face(), remove)).toEqual([{ index: 0, result: 'removed' }]);
    expect(await read(item)).toBe('gone');
    expect((await round(cursor, knowing(item))).gone).toEqual([{ id: item.id, proof: 'tombstone' }]);
  });

  test('a day on which it is due is a date: another one, none, and one again', async () => {
    let item = await keeps(fieldsOf({ dueDate: '2026-12-31' }));
    for (const dueDate of [fieldsOf().dueDate, null, fieldsOf().dueDate]) {
      item = await change(item, { dueDate });
      expect(item.fields.dueDate).toBe(dueDate);
    }
  });

  test('a day on which to begin, as declared', async () => {
    const fields = fieldsOf({ startDate: '2026-12-01' });
    expect(expressed(fields).startDate).toBe(capabilities.startDate ? '2026-12-01' : null);
    await keeps(fields);
  });

  test('is ticked off, and open again', async () => {
    const item = await keeps(fieldsOf());
    const done = await change(item, { done: true, percentComplete: 100 });
    expect(done.fields).toMatchObject({ done: true, percentComplete: 100 });
    expect(await read(item)).toMatchObject({ version: done.version, fields: done.fields });
    const open = await change(done, { done: false, percentComplete: 0 });
    expect(open.fields).toEqual(item.fields);
    await keeps(fieldsOf({ done: true, percentComplete: 100 }));
  });

  test('how much of it is done, as declared', async () => {
    const shares = [25, 50, 75];
    const kept = shares.filter((one) => expressed(fieldsOf({ percentComplete: one })).percentComplete === one);
    expect(kept).toEqual([...capabilities.percent]);
    for (const percentComplete of shares) await keeps(fieldsOf({ percentComplete }));
  });

  test('importance, as declared', async () => {
    const kept = importance.options.filter((one) => expressed(fieldsOf({ importance: one })).importance === one);
    expect(kept).toEqual(importance.options.filter((one) => (capabilities.importance as string[]).includes(one)));
    for (const one of importance.options) await keeps(fieldsOf({ importance: one }));
  });

  test('a reminder, as declared', async () => {
    const fields = fieldsOf({ reminderAt: '2026-12-04T08:30:00Z' });
    expect(expressed(fields).reminderAt).toBe(capabilities.reminder ? fields.reminderAt : null);
    const item = await keeps(fields);
    expect((await change(item, { reminderAt: null })).fields.reminderAt).toBe(null);
  });

  test('private, as declared', async () => {
    const fields = fieldsOf({ visibility: 'private' });
    expect(expressed(fields).visibility).toBe(capabilities.private ? 'private' : 'public');
    // Where nothing can be marked as private, everything is.
    expect(face().isPrivateByNature === true).toBe(!capabilities.private);
    await keeps(fields);
  });

  test.each(capabilities.throttles)(
    'asked for silence with %i, it keeps it, and does once what it was to do',
    async (status) => {
      const fields = fieldsOf({ title: `Gedrosselt ${status}` });
      let left = 1;
      stage.between = {
        pageSize: null,
        async answer(answer) {
          left -= 1;
          const error = { code: status, errors: [{ reason: 'rateLimitExceeded' }], message: 'slow down' };
          return left < 0 ? answer : Response.json({ error }, { status, headers: { 'retry-after': '17' } });
        },
      };
      const before = stage.now();
      await face().get((await round()).changed.map(({ id }) => id).slice(0, 1), never);
      expect(stage.now() - before).toBeGreaterThanOrEqual(sixMinutes + 17_000);
      stage.plainly();
      await created(fields);
      expect(stage.ofTasks.titles().filter((title) => title === fields.title)).toHaveLength(1);
    },
  );

  test('a list of several pages is read to its end', async () => {
    const whole = await round();
    stage.between = { pageSize: 3, answer: async (answer) => answer };
    const asked = stage.control.journal().length;
    const { changed, cursor } = await round();
    expect(stage.control.journal().length - asked).toBeGreaterThan(3);
    const ids = (items: readonly RemoteItem<Task>[]) => items.map(({ id }) => id).toSorted();
    expect(new Set(ids(changed))).toEqual(new Set(ids(whole.changed)));
    expect((await round(cursor, knowing(...changed))).changed).toEqual([]);
  });

  test('a page in an unknown form is not the end of a list', async () => {
    for (let nth = 1; nth < 4; nth++) {
      let left = nth;
      stage.between = {
        pageSize: 3,
        answer: async (answer) => (--left === 0 ? Response.json({ nothing: ['that', 'was', 'agreed'] }) : answer),
      };
      await expect(round()).rejects.toMatchObject({ kind: 'nonsense' });
    }
  });

  test('a cursor that is lost says so, and all is listed again', async () => {
    const item = await created(fieldsOf());
    const { cursor } = await round();
    stage.control.expireCursors();
    if (capabilities.token) await expect(round(cursor)).rejects.toThrow(CursorExpired);
    else expect((await round(cursor, knowing(item))).changed).toEqual([]);
    await expect(round('of yesterday' as Cursor)).rejects.toThrow(CursorExpired);
    expect((await round()).changed.map(({ id }) => id)).toContain(item.id);
  });

  test('what somebody changed meanwhile is told, and not written over', async () => {
    const item = await created(fieldsOf());
    const { cursor } = await round();
    stage.control.clock.advance(1000);
    stage.ofTasks.rename(item.id, 'Von Hand');
    const { id, version, fields: current } = item;
    const [outcome] = await written(face(), { do: 'update', id, version, patch: { title: 'Von uns' }, current });
    expect(outcome).toMatchObject({ result: 'failed', error: { kind: 'conflict' } });
    const { changed } = await round(cursor, knowing(item));
    expect(changed).toMatchObject([{ id, fields: { title: 'Von Hand' } }]);
    const remove: WriteOperation<Task> = { do: 'remove', id, version, current };
    expect(await written(face(), remove)).toMatchObject([{ result: 'failed', error: { kind: 'conflict' } }]);
    expect(await read(item)).toMatchObject({ fields: { title: 'Von Hand' } });
  });

  test('what somebody deleted is gone, and not written to', async () => {
    const item = await created(fieldsOf());
    stage.ofTasks.discard(item.id);
    const { id, version, fields: current } = item;
    const [outcome] = await written(face(), { do: 'update', id, version, patch: { title: 'Von uns' }, current });
    expect(outcome).toMatchObject({ result: 'failed', error: { kind: 'notFound' } });
    expect(await read(item)).toBe('gone');
  });

  test('a creation whose answer was lost is found, beside one that looks the same', async () => {
    const fields = fieldsOf({ title: 'Verlorene Antwort' });
    const twin = await created(fields);
    const mark = next();
    stage.control.fault({ method: 'POST', effect: { kind: 'dropAfter' } });
    const [outcome] = await written(face(), create(fields, mark));
    // It may have asked by itself what became of it; if not, it does not say that there is nothing.
    if (outcome?.result === 'failed') expect(leavesDoubt(outcome.error)).toBe(true);
    const find = async (...known: readonly RemoteItem<Task>[]) => {
      const sought = capabilities.marks ? mark : { ...mark, like: fields };
      return (await face().findCreated([sought], never, knowing(...known))).get(mark.key);
    };
    const found = await find(twin);
    expect(found?.fields).toEqual(fields);
    expect(found?.id).not.toBe(twin.id);
    // By its looks alone, what is linked already is nobody's creation.
    if (found !== undefined) expect(await find(twin, found)).toEqual(capabilities.marks ? found : undefined);
    expect(stage.ofTasks.titles().filter((title) => title === fields.title)).toHaveLength(2);
  });

  test('an answer that spells the text another way is no change', async () => {
    const respell = (text: string) => text.replaceAll('\\n', '\\r\\n');
    const answer = async (real: Response) => new Response(respell(await real.text()), real);
    stage.between = { pageSize: null, answer };
    const fields = fieldsOf();
    expect((await keeps(fields)).fields).toEqual(fields);
  });

  test('a look at what has not changed tells nothing, with one request', async () => {
    const all = await round();
    const asked = stage.control.journal().length;
    expect(await round(all.cursor, knowing(...all.changed))).toMatchObject({ changed: [], gone: [] });
    expect(stage.control.journal().length - asked).toBe(1);
  });
});

afterAll(() => table.print());
