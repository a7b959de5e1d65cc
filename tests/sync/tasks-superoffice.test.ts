/** @file To-dos through the SuperOffice connector, against the practice SuperOffice in each position of its switches. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleWorld } from '../../sandbox/sample/sample-world.ts';
import { isReadable, type RemoteItem } from '../../sync-core/connectors/connector.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import type { Task } from '../../sync-core/model/task.ts';
import type { Instant, LocalDate } from '../../sync-core/model/time.ts';
import '../support/property-seed.ts';
import { type Diary, never } from './superoffice/diary.ts';
import { titled } from './superoffice/samples.ts';
import { task, todosOf, writtenTask } from './superoffice/todos.ts';
import { open } from './superoffice/watched.ts';

const date = (text: string) => text as LocalDate;
const at = (text: string) => text as Instant;
const colleague = 15;

function start(...setting: Parameters<typeof open>) {
  const diary = open(...setting);
  return { diary, todos: todosOf(diary) };
}

/** The requests of `work` about items. */
async function cost(diary: Diary, work: () => Promise<unknown>): Promise<number> {
  const requests = await diary.requests(work);
  return requests.filter((one) => !one.path.startsWith('/api/state')).length;
}

function named(items: readonly RemoteItem<Task>[], title: string): RemoteItem<Task> {
  const found = items.find(({ fields }) => fields.title === title);
  if (!found) throw new Error(`no to-do "${title}"`);
  return found;
}

describe('the user’s to-dos', () => {
  it('are those that are open, whatever their date, and those that are done and were due in the window', async () => {
    const { diary, todos } = start();
    const { control } = diary;
    control.createTodo({ title: 'long overdue', due: '2025-01-01' });
    control.createTodo({ title: 'far ahead', due: '2031-01-01' });
    control.createTodo({ title: 'done lately', due: '2026-11-20', completed: 'Completed' });
    control.createTodo({ title: 'done long ago', due: '2025-02-01', completed: 'Completed' });
    control.createTodo({ title: 'done, never due', due: null, completed: 'Completed' });
    control.createTodo({ title: 'somebody else’s', user: colleague });
    const titles = (await todos.read(null)).changed.map(({ fields }) => fields.title);
    expect(titles).toEqual(expect.arrayContaining(['long overdue', 'far ahead', 'done lately', 'done, never due']));
    expect(titles).not.toContain('done long ago');
    expect(titles).not.toContain('somebody else’s');
  });

  it('are read with all that SuperOffice tells of them', async () => {
    const { diary, todos } = start();
    const contactId = sampleWorld({ seed: 1, size: 'small', today: '2026-11-23' }).companies[0]?.contactId ?? 0;
    const { id } = diary.control.createTodo({
      ...{ title: 'Offer', body: '<p>See <b>draft</b>.</p>', due: '2026-12-04', completed: 'Started' },
      ...{ importance: 'high', private: true, reminderMinutes: 90, typeId: 9, contactId },
    });
    const item = named((await todos.read(null)).changed, 'Offer');
    expect(item).toMatchObject({
      id: String(id),
      fields: {
        ...{ body: '<p>See <strong>draft</strong>.</p>', startDate: null, dueDate: '2026-12-04' },
        ...{ done: false, percentComplete: 50, importance: 'high', visibility: 'private' },
        reminderAt: '2026-12-03T21:30:00Z',
      },
      form: { kind: 'single' },
      protection: { edit: true, remove: true },
      typeId: 9,
      surroundings: { type: { en: 'Proposal', de: 'Angebot' } },
    });
    expect(item.surroundings?.company).not.toBe('');
    expect(item.categories).toContain('Proposal');
    expect(item.webUrl).toContain(String(id));
  });

  it('that colleagues gave and nobody has accepted may be read and not written', async () => {
    const { diary, todos } = start();
    const { id } = diary.control.createTodo({ title: 'Theirs', user: colleague, for: 12 });
    const { cursor, changed } = await todos.read(null);
    expect(named(changed, 'Theirs').protection).toEqual({ edit: false, remove: false, why: 'bookingOfOthers' });
    diary.control.answerAssignment({ id, answer: 'accept' });
    diary.clock.advance(60_000);
    expect(named((await todos.read(cursor)).changed, 'Theirs').protection).toEqual({ edit: true, remove: true });
  });

  it('that were declined, or given away, take no part any more', async () => {
    const { diary, todos } = start();
    const { control } = diary;
    const theirs = control.createTodo({ title: 'Theirs', user: colleague, for: 12 });
    const mine = control.createTodo({ title: 'Mine' });
    const { cursor } = await todos.read(null);
    control.answerAssignment({ ...theirs, answer: 'decline' });
    control.assignTodo({ ...mine, to: colleague });
    diary.clock.advance(60_000);
    const { changed, gone } = await todos.read(cursor);
    expect(named(changed, 'Theirs').unfit).toBe('declined');
    expect(named(changed, 'Mine').unfit).toBe('noLongerMine');
    expect(gone).toEqual([]);
  });
});

describe('a later run', () => {
  it('costs one request for diary and to-dos together, also in a program that was started again', async () => {
    const { diary, todos } = start();
    let [appointments, tasks] = [(await diary.read(null)).cursor, (await todos.read(null)).cursor];
    const run = async () => {
      const [one, other] = [await diary.read(appointments), await todos.read(tasks)];
      expect([one.changed, one.gone, other.changed, other.gone]).toEqual([[], [], [], []]);
      [appointments, tasks] = [one.cursor, other.cursor];
    };
    diary.clock.advance(60_000);
    await run();
    diary.clock.advance(60_000);
    expect(await cost(diary, run)).toBe(1);
    diary.startAgain();
    expect(await cost(diary, run)).toBe(1);
  });

  it('costs one request for the diary alone where nobody asks about to-dos', async () => {
    const { diary, todos } = start();
    let { cursor } = await diary.read(null);
    await todos.read(null);
    ({ cursor } = await diary.read(cursor));
    ({ cursor } = await diary.read(cursor));
    expect(await cost(diary, () => diary.read(cursor))).toBe(1);
    const last = diary.control.journal().at(-1);
    expect(last?.path).not.toContain('rawType%20%3D');
  });

  it.each([
    ['at once', 0, {}],
    ['when the answer of the diary is old by then', 61_000, {}],
    ['in a large site, by the log', 0, { pageSize: 5 }],
    ['in a large site without a log', 0, { pageSize: 5, switches: { deletionLogReadable: false } }],
  ] as const)('tells what is new, other and gone, %s', async (_, pause, setting) => {
    const { diary, todos } = start(setting);
    const { control } = diary;
    const [kept, removed] = [control.createTodo({ title: 'Kept' }), control.createTodo({ title: 'Removed' })];
    let [appointments, tasks] = [(await diary.read(null)).cursor, (await todos.read(null)).cursor];
    diary.clock.advance(600_000);
    [appointments, tasks] = [(await diary.read(appointments)).cursor, (await todos.read(tasks)).cursor];
    diary.clock.advance(600_000);
    control.changeTodo({ ...kept, title: 'Kept and renamed' });
    control.deleteAppointment(removed);
    const added = control.createTodo({ title: 'Added' });
    ({ cursor: appointments } = await diary.read(appointments));
    diary.clock.advance(pause);
    const { changed, gone, cursor } = await todos.read(tasks);
    expect(changed.map(({ id }) => id).sort()).toEqual([String(kept.id), String(added.id)].sort());
    expect(named(changed, 'Kept and renamed').id).toBe(String(kept.id));
    expect(gone).toEqual([String(removed.id)]);
    diary.clock.advance(60_000);
    await diary.read(appointments);
    expect(await todos.read(cursor)).toMatchObject({ gone: [] });
  });

  it('sees what was done after the diary was read no later than the run after', async () => {
    const { diary, todos } = start();
    let [appointments, tasks] = [(await diary.read(null)).cursor, (await todos.read(null)).cursor];
    diary.clock.advance(60_000);
    ({ cursor: appointments } = await diary.read(appointments));
    const { id } = diary.control.createTodo({ title: 'In between' });
    ({ cursor: tasks } = await todos.read(tasks));
    diary.clock.advance(60_000);
    await diary.read(appointments);
    await todos.read(tasks);
    expect(todos.memory.has(String(id) as ItemId)).toBe(true);
  });
});

describe('what was an appointment and is a to-do, or the other way round', () => {
  it.each([
    ['in a small site', {}],
    ['in a large one', { pageSize: 5 }],
  ])('is gone there and new here, %s', async (_, setting) => {
    const { diary, todos } = start(setting);
    let [appointments, tasks] = [(await diary.read(null)).cursor, (await todos.read(null)).cursor];
    const { id } = titled([...diary.memory.values()], 'Forecast Q1');
    diary.clock.advance(600_000);
    diary.control.convertToTodo({ id: Number(id) });
    const left = await diary.read(appointments);
    expect([left.gone, left.changed]).toEqual([[id], []]);
    const came = await todos.read(tasks);
    expect(came.changed.map((item) => item.id)).toContain(id);
    [appointments, tasks] = [left.cursor, came.cursor];

    diary.clock.advance(600_000);
    diary.control.convertToAppointment({ id: Number(id), start: '2026-11-30T08:00:00', end: '2026-11-30T09:00:00' });
    const back = await diary.read(appointments);
    expect(back.changed.map((item) => item.id)).toEqual([id]);
    expect((await todos.read(tasks)).gone).toEqual([id]);
  });

  it('is not found by the other’s key, nor asked for by its id', async () => {
    const { diary, todos } = start();
    const made = writtenTask(await todos.create(task(), { key: 'key-1' }));
    const mark = { key: 'key-1', marker: 'm' };
    expect((await todos.face.findCreated([mark], never)).get('key-1')?.id).toBe(made.id);
    expect((await diary.face.findCreated([mark], never)).size).toBe(0);
    expect((await diary.face.get([made.id], never)).get(made.id)).toBe('gone');
    expect(isReadable((await todos.face.get([made.id], never)).get(made.id))).toBe(true);
  });

  it('is not taken for gone on the word of a copy of the database that lags behind', async () => {
    const { diary } = start();
    const { cursor } = await diary.read(null);
    const { id } = titled([...diary.memory.values()], 'Forecast Q1');
    diary.control.convertToTodo({ id: Number(id) });
    diary.clock.advance(120_000);
    diary.control.convertToAppointment({ id: Number(id), start: '2026-11-30T08:00:00', end: '2026-11-30T09:00:00' });
    diary.clock.advance(30_000);
    diary.control.fault({ method: 'GET', times: 9, effect: { kind: 'stale', milliseconds: 60_000 } });
    diary.control.fault({ method: 'POST', effect: { kind: 'stale', milliseconds: 60_000 } });
    expect((await diary.read(cursor)).gone).toEqual([]);
  });
});

describe('a new to-do', () => {
  it('is what was asked for, with the user’s own default type, and reads back as it was written', async () => {
    const { diary, todos } = start();
    const fields = task({ importance: 'high', visibility: 'private', reminderAt: at('2026-12-03T20:00:00Z') });
    const made = writtenTask(await todos.create(fields));
    expect(made.fields).toEqual(todos.face.express(fields, diary.window));
    expect(made.fields).toEqual(fields);
    const [row] = diary.control.todos().filter(({ id }) => String(id) === made.id);
    expect(row).toMatchObject({ due: '2026-12-04', typeId: 5, private: true, completed: 'NotStarted' });
  });

  it.each([
    ['done', { done: true, percentComplete: 100 }, 'Completed', 100],
    ['begun', { percentComplete: 30 }, 'Started', 50],
  ] as const)('can be %s already', async (_, over, completed, percentComplete) => {
    const { diary, todos } = start();
    const made = writtenTask(await todos.create(task(over)));
    expect(made.fields.percentComplete).toBe(percentComplete);
    expect(diary.control.todos().find(({ id }) => String(id) === made.id)?.completed).toBe(completed);
  });

  it('has the type that a category names, else the one that is asked for, if that is one for to-dos', async () => {
    const { todos } = start();
    const typeOf = async (more: { categories?: string[]; typeId?: number }) =>
      writtenTask(await todos.create(task(), more)).typeId;
    expect(await typeOf({ categories: ['Angebot'], typeId: 12 })).toBe(9);
    expect(await typeOf({ categories: ['Yellow'], typeId: 12 })).toBe(12);
    expect(await typeOf({ typeId: 2 })).toBe(5);
  });

  it('is made once, whatever answers are lost', async () => {
    const { diary, todos } = start();
    diary.control.fault({ path: 'CreateAppointmentForUID', effect: { kind: 'dropAfter' }, times: 1 });
    await todos.create(task({ title: 'Once' }));
    const again = await todos.create(task({ title: 'Once' }), { key: 'key-2' });
    expect(again.result).toBe('created');
    expect((await todos.create(task({ title: 'Once' }), { key: 'key-2' })).result).toBe('existed');
    expect(diary.control.todos().filter(({ title }) => title === 'Once')).toHaveLength(2);
  });

  it('that is to be private is refused where it could not be, and never lies open', async () => {
    const { diary, todos } = start({ user: { confidentialActivities: false } });
    diary.pretendLicence();
    const outcome = await todos.create(task({ title: 'Secret', visibility: 'private' }));
    expect(outcome).toMatchObject({ result: 'failed', error: { kind: 'rejected' } });
    expect(diary.control.todos().filter(({ title }) => title === 'Secret')).toEqual([]);
  });
});

describe('a change of a to-do', () => {
  it('writes what changed and nothing else', async () => {
    const { diary, todos } = start();
    const { id } = diary.control.createTodo({
      title: 'Offer',
      due: '2026-12-04T15:00:00',
      typeId: 9,
      importance: 'low',
    });
    diary.clock.advance(60_000);
    const item = named((await todos.read(null)).changed, 'Offer');
    const changed = writtenTask(await todos.update(item, { title: 'Tender' }));
    expect(changed.fields).toEqual({ ...item.fields, title: 'Tender' });
    const patches = diary.control.journal().filter((one) => one.method === 'PATCH');
    expect(patches.map((one) => one.requestBody)).toEqual([[{ op: 'replace', path: '/Title', value: 'Tender' }]]);
    expect(diary.control.todos().find((one) => one.id === id)).toMatchObject({ due: '2026-12-04', typeId: 9 });
  });

  it('opens, begins and closes it, and edits one that is done', async () => {
    const { diary, todos } = start();
    let item = writtenTask(await todos.create(task()));
    const write = async (patch: Partial<Task>) => {
      diary.clock.advance(60_000);
      item = writtenTask(await todos.update(item, patch));
      return [item.fields.done, item.fields.percentComplete, item.fields.title];
    };
    expect(await write({ percentComplete: 10 })).toEqual([false, 50, 'Call the yard']);
    expect(await write({ done: true, percentComplete: 100 })).toEqual([true, 100, 'Call the yard']);
    expect(await write({ title: 'Called' })).toEqual([true, 100, 'Called']);
    expect(await write({ done: false, percentComplete: 0 })).toEqual([false, 0, 'Called']);
    expect(await write({ done: true })).toEqual([true, 100, 'Called']);
    expect(await write({ done: false })).toEqual([false, 50, 'Called']);
  });

  it('moves the reminder’s lead with the date, so that it reminds when it did', async () => {
    const { diary, todos } = start();
    const made = writtenTask(await todos.create(task({ reminderAt: at('2026-12-03T20:00:00Z') })));
    diary.clock.advance(60_000);
    const moved = writtenTask(await todos.update(made, { dueDate: date('2026-12-06') }));
    expect(moved.fields).toMatchObject({ dueDate: '2026-12-06', reminderAt: '2026-12-03T20:00:00Z' });
  });

  it('is refused when somebody has changed it since, and so is its removal', async () => {
    const { diary, todos } = start();
    const made = writtenTask(await todos.create(task()));
    diary.clock.advance(60_000);
    diary.control.changeTodo({ id: Number(made.id), title: 'By hand' });
    expect(await todos.update(made, { title: 'By us' })).toMatchObject({
      result: 'failed',
      error: { kind: 'conflict' },
    });
    expect(await todos.remove(made)).toMatchObject({ result: 'failed', error: { kind: 'conflict' } });
    expect(diary.control.todos().find(({ id }) => String(id) === made.id)?.title).toBe('By hand');
  });

  it.each(['onlyThis', 'thisAndForward', 'refused'])(
    'of one that repeats is of this one alone, and so is its removal (%s)',
    async (seriesRowByRest) => {
      const { diary, todos } = start({ switches: { seriesRowByRest } });
      const rule = { Pattern: 'Daily', RecurrenceEndType: 'Counter', RecurrenceCounter: 4 };
      const days = { DayPattern: { Pattern: 'EveryCyclicDay', Cycle: 1 } };
      diary.control.createTodo({ title: 'Water the plants', due: '2026-12-01', rule: { ...rule, ...days } });
      diary.clock.advance(60_000);
      const { changed, cursor } = await todos.read(null);
      const rows = changed.filter(({ fields }) => fields.title === 'Water the plants');
      expect(rows.map(({ fields }) => fields.dueDate)).toEqual([
        '2026-12-01',
        '2026-12-02',
        '2026-12-03',
        '2026-12-04',
      ]);
      const [first, second] = rows;
      if (!first || !second) throw new Error('no rows');
      const written = writtenTask(await todos.update(second, { title: 'Watered', done: true, percentComplete: 100 }));
      expect(written.fields).toMatchObject({ title: 'Watered', done: true });
      expect((await todos.remove(first)).result).toBe('removed');
      const left = diary.control.todos().filter(({ ruleId }) => ruleId !== 0);
      expect(left.map(({ title, completed }) => [title, completed])).toEqual([
        ['Watered', 'Completed'],
        ['Water the plants', 'NotStarted'],
        ['Water the plants', 'NotStarted'],
      ]);
      diary.clock.advance(60_000);
      todos.memory.set(written.id, written);
      expect((await todos.read(cursor)).changed.filter(({ id }) => id !== written.id)).toEqual([]);
      expect((await diary.read(null)).changed.filter(({ fields }) => fields.title.startsWith('Water'))).toEqual([]);
    },
  );
});

describe('the due date', () => {
  const zones = [
    'Pacific/Auckland',
    'America/Los_Angeles',
    'Etc/UTC',
    'Europe/Oslo',
    'America/New_York',
    'Asia/Kolkata',
  ];

  it.each(
    ['both', 'endDate', 'startDate'].flatMap((todoDeadline) =>
      ['kept', 'cut', 'cutInBase'].map((todoTimes) => ({ todoDeadline, todoTimes })),
    ),
  )('stays the same date in every zone of user and database: %j', async (switches) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zones),
        fc.constantFrom(...zones),
        fc.constantFrom('2026-12-04', '2026-03-29', '2026-04-05', '2026-10-25', '2026-11-01', '2027-02-28'),
        async (zone, baseZone, day) => {
          const { diary, todos } = start({ switches, user: { zone }, baseZone });
          const made = writtenTask(await todos.create(task({ dueDate: date(day) })));
          expect([zone, baseZone, made.fields.dueDate]).toEqual([zone, baseZone, day]);
          diary.clock.advance(60_000);
          const [read] = (await todos.read(null)).changed.filter(({ id }) => id === made.id);
          expect([zone, baseZone, read?.fields]).toEqual([zone, baseZone, made.fields]);
          expect(todos.face.express(made.fields, diary.window)).toEqual(made.fields);
        },
      ),
      { numRuns: 6 },
    );
  });

  it.each(['both', 'endDate', 'startDate'])('is removed, and given again (%s)', async (todoDeadline) => {
    const { diary, todos } = start({ switches: { todoDeadline } });
    const made = writtenTask(await todos.create(task({ reminderAt: at('2026-12-03T20:00:00Z') })));
    diary.clock.advance(60_000);
    const undated = writtenTask(await todos.update(made, { dueDate: null, reminderAt: null }));
    expect(undated.fields).toMatchObject({ dueDate: null, reminderAt: null });
    diary.clock.advance(60_000);
    const again = writtenTask(await todos.update(undated, { dueDate: date('2026-12-24') }));
    expect(again.fields.dueDate).toBe('2026-12-24');
  });

  it('that is missing is today’s where SuperOffice puts that in, and where it insists on one', async () => {
    for (const todoWithoutDate of ['today', 'refused']) {
      const { diary, todos } = start({ switches: { todoWithoutDate } });
      const made = writtenTask(await todos.create(task({ dueDate: null })));
      expect([todoWithoutDate, made.fields.dueDate]).toEqual([todoWithoutDate, '2026-11-23']);
      expect(diary.control.todos().filter(({ title }) => title === 'Call the yard')).toHaveLength(1);
    }
  });

  it('cannot be taken away where SuperOffice insists on one, and all else is written', async () => {
    const { diary, todos } = start({ switches: { todoWithoutDate: 'refused' } });
    const made = writtenTask(await todos.create(task()));
    diary.clock.advance(60_000);
    const kept = writtenTask(await todos.update(made, { dueDate: null, title: 'No hurry' }));
    expect(kept.fields).toMatchObject({ dueDate: '2026-12-04', title: 'No hurry' });
    diary.clock.advance(60_000);
    expect(writtenTask(await todos.update(kept, { dueDate: null })).fields.dueDate).toBe('2026-12-04');
  });

  it('that another program wrote with a time of day is that of the user’s clock', async () => {
    const { diary, todos } = start({ user: { zone: 'America/Los_Angeles' } });
    diary.control.createTodo({ title: 'Late', due: '2026-12-04T21:10:00' });
    expect(named((await todos.read(null)).changed, 'Late').fields.dueDate).toBe('2026-12-04');
  });
});
