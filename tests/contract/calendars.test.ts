/**
 * @file What the engine relies on, asked of every calendar system in the same words. A system declares what it can keep, and exactly that
 * is demanded: what it cannot keep, its `express` has to say. At the end a table says which system does what.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type CreationMark,
  isReadable,
  type RemoteAppointment,
  type WriteOperation,
} from '../../sync-core/connectors/connector.ts';
import { CursorExpired } from '../../sync-core/connectors/errors.ts';
import { leavesDoubt } from '../../sync-core/engine/problem.ts';
import {
  type Appointment,
  type AppointmentPatch,
  appointment,
  availability,
  importance,
} from '../../sync-core/model/appointment.ts';
import { type CalendarStage, calendarSystems } from '../support/calendar-stage.ts';
import { halfAYear, itemOf, knowing, markOf, never, roundOf, written } from '../support/graph-connector.ts';
import { createSuiteTable } from '../support/suite-table.ts';

let number = 0;
function next(): CreationMark {
  number += 1;
  return markOf(number);
}

/** An hour of a day in December. */
function hour(day: number, zone = 'Europe/Berlin', at = 9) {
  const two = (value: number) => String(value).padStart(2, '0');
  const on = `2026-12-${two(day)}`;
  return { kind: 'timed', start: `${on}T${two(at)}:00:00Z`, end: `${on}T${two(at + 1)}:00:00Z`, zone } as const;
}

function fieldsOf(over: Record<string, unknown> = {}): Appointment {
  return appointment.parse({
    title: `Besprechung ${number}`,
    body: '<p>Bitte <strong>vorher</strong> anrufen.</p>',
    location: 'Raum Elbe',
    span: hour(1),
    availability: 'busy',
    reminderMinutes: 30,
    visibility: 'public',
    ...over,
  });
}

const weekly = {
  frequency: 'weekly',
  interval: 1,
  byDay: [{ day: 'TU', nth: null }],
  byMonthDay: [],
  byMonth: [],
  bySetPosition: [],
  weekStart: 'MO',
  end: { kind: 'count', count: 5 },
} as const;
/** Five Tuesdays: one moved to its Wednesday, with other words, and one that does not take place. */
const series = {
  pattern: { kind: 'rule', rule: weekly },
  cancelled: ['2026-12-15'],
  changed: [{ day: '2026-12-08', change: { title: 'Ausnahme', span: hour(9) } }],
};

const table = createSuiteTable(calendarSystems);

describe.each(calendarSystems)('$name', ({ name, capabilities, start }) => {
  let stage: CalendarStage;
  const face = () => stage.connector.appointments;
  beforeAll(async () => {
    stage = await start();
  });
  afterEach(({ task }) => {
    stage.plainly();
    table.note(task.name, name, task.result?.state);
  });
  afterAll(() => stage.close());

  const create = (fields: Appointment, mark = next()): WriteOperation => ({
    do: 'create',
    mark,
    fields,
    categories: ['SuperOffice Appointment'],
    doneCategory: 'SuperOffice Appointment (done)',
  });
  const created = async (fields: Appointment, mark?: CreationMark) =>
    itemOf((await written(face(), create(fields, mark)))[0]);
  const change = async ({ id, version, fields: current }: RemoteAppointment, patch: AppointmentPatch) =>
    itemOf((await written(face(), { do: 'update', id, version, patch, current }))[0]);
  const read = async ({ id }: Pick<RemoteAppointment, 'id'>) => (await face().get([id], never)).get(id);
  const expressed = (fields: Appointment) => face().express(fields, halfAYear);

  /** What was written is what is answered, what is read, and what the list of changes tells. */
  async function keeps(fields: Appointment): Promise<RemoteAppointment> {
    const item = await created(fields);
    expect(item.fields).toEqual(expressed(fields));
    expect(await read(item)).toMatchObject({ version: item.version, fields: item.fields });
    return item;
  }

  test('creates what is read back, marked as ours, and lists it', async () => {
    const before = await roundOf(face());
    const mark = next();
    const fields = fieldsOf();
    const item = await created(fields, mark);
    expect(item.fields).toEqual(fields);
    expect(item.categories).toEqual(['SuperOffice Appointment']);
    const { changed } = await roundOf(face(), before.cursor);
    expect(changed.find(({ id }) => id === item.id)).toMatchObject({ version: item.version, fields: item.fields });
    expect((await face().markers?.([item.id], halfAYear, never))?.get(item.id)).toBe(mark.marker);
    expect((await face().findCreated([mark], never)).get(mark.key)?.id).toBe(item.id);
  });

  test('changes one field, and nothing else', async () => {
    const item = await created(fieldsOf());
    const patches: readonly AppointmentPatch[] = [
      { title: 'Anders' },
      { body: '<p>Neu</p>' },
      { location: '' },
      { span: appointment.parse(fieldsOf({ span: hour(2) })).span },
      { reminderMinutes: null },
      { availability: 'free' },
      { visibility: 'private' },
    ];
    let now = item;
    for (const patch of patches) {
      const before = now.fields;
      now = await change(now, patch);
      expect(now.fields).toEqual({ ...before, ...patch });
    }
    expect(await read(item)).toMatchObject({ version: now.version, fields: now.fields });
  });

  test('removes, says that it is gone, and can be told so twice', async () => {
    const item = await created(fieldsOf());
    const { cursor } = await roundOf(face());
    const remove: WriteOperation = { do: 'remove', id: item.id, version: item.version, current: item.fields };
    expect(await written(face(), remove)).toEqual([{ index: 0, result: 'removed' }]);
    expect(await written(face(), remove)).toEqual([{ index: 0, result: 'removed' }]);
    expect(await read(item)).toBe('gone');
    const { gone } = await roundOf(face(), cursor, knowing(item));
    expect(gone).toEqual([{ id: item.id, proof: 'tombstone' }]);
  });

  test('whole days are dates', async () => {
    const days = fieldsOf({ span: { kind: 'allDay', firstDay: '2026-12-07', lastDay: '2026-12-09' } });
    const item = await keeps(days);
    expect((await change(item, { span: fieldsOf().span })).fields.span).toEqual(fieldsOf().span);
  });

  test.each(['Asia/Tokyo', 'America/New_York', 'Pacific/Auckland'])('a moment stays, in the zone %s', async (zone) => {
    const item = await keeps(fieldsOf({ span: hour(3, zone, 3) }));
    expect(item.fields.span).toEqual(hour(3, zone, 3));
  });

  test('a moment stays, in a zone whose clocks no Windows zone has', async () => {
    const span = hour(3, 'America/Vancouver', 3);
    const item = await created(fieldsOf({ span }));
    expect(await read(item)).toMatchObject({ fields: { span: { start: span.start, end: span.end } } });
  });

  test('private is private from the first request on', async () => {
    const title = 'Geheim';
    const item = await keeps(fieldsOf({ title, visibility: 'private' }));
    expect(item.fields.visibility).toBe('private');
    const sent = stage.control.journal().filter(({ requestBody }) => JSON.stringify(requestBody ?? '').includes(title));
    expect(sent.length).toBeGreaterThan(0);
    for (const { requestBody } of sent) expect(JSON.stringify(requestBody)).toMatch(/"private"|>Private</);
  });

  test('reminders: none, at the start, and before it', async () => {
    for (const reminderMinutes of [null, 0, 15, 1440]) {
      expect((await keeps(fieldsOf({ reminderMinutes }))).fields.reminderMinutes).toBe(reminderMinutes);
    }
  });

  test('categories: what is done is told by one, and taken back', async () => {
    const item = await created(fieldsOf({ done: true }));
    const categories = ['SuperOffice Appointment', 'SuperOffice Appointment (done)'];
    const { id, version, fields: current } = item;
    const outcome = await written(face(), { do: 'update', id, version, current, patch: { done: true }, categories });
    expect(itemOf(outcome[0])).toMatchObject({ categories, fields: { done: true } });
  });

  test('free, tentative, busy and the finer ones, as declared', async () => {
    const kept = availability.options.filter((one) => expressed(fieldsOf({ availability: one })).availability === one);
    expect(kept).toEqual(availability.options.filter((one) => capabilities.availability.includes(one)));
    for (const one of availability.options) await keeps(fieldsOf({ availability: one }));
  });

  test('importance, as declared', async () => {
    const kept = importance.options.filter((one) => expressed(fieldsOf({ importance: one })).importance === one);
    expect(kept).toEqual(importance.options.filter((one) => capabilities.importance.includes(one)));
    for (const one of importance.options) await keeps(fieldsOf({ importance: one }));
  });

  test('a series with an occurrence that was moved and one that was taken out', async () => {
    const whole = fieldsOf({ recurrence: series });
    const item = await keeps(whole);
    expect(item.fields).toEqual(whole);
    const { changed } = await roundOf(face());
    expect(changed.find(({ id }) => id === item.id)?.fields).toEqual(whole);
    const renamed = await change(item, { title: 'Anderer Name' });
    expect(renamed.fields).toEqual({ ...whole, title: 'Anderer Name' });
    const { id, version, fields: current } = renamed;
    expect(await written(face(), { do: 'remove', id, version, current })).toMatchObject([{ result: 'removed' }]);
    expect(await read(item)).toBe('gone');
  });

  test('a series of which a part cannot be read is not told without that part', async () => {
    const item = await created(fieldsOf({ recurrence: series }));
    const told: unknown[] = [];
    for (let nth = 1; nth < 5; nth++) {
      let left = nth;
      const answer = async (real: Response) =>
        --left === 0 ? Response.json({ nothing: ['that', 'was', 'agreed'] }) : real;
      stage.between = { pageSize: null, answer };
      const read = await face()
        .get([item.id], never)
        .catch(() => new Map());
      const one = read.get(item.id);
      if (isReadable(one)) told.push(one.fields);
    }
    // As many answers as it takes to read a series are never four.
    expect(told.length).toBeGreaterThan(0);
    expect(told).toEqual(told.map(() => item.fields));
  });

  test('a series of days without a rule, as declared', async () => {
    const pattern = { kind: 'dates', days: ['2026-12-01', '2026-12-03', '2026-12-14'] };
    const list = fieldsOf({ recurrence: { pattern, cancelled: [], changed: [] } });
    expect(expressed(list).recurrence?.pattern.kind === 'dates').toBe(capabilities.listsOfDays);
    await keeps(list);
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
      await read({ id: (await created(fieldsOf())).id });
      expect(stage.now() - before).toBeGreaterThanOrEqual(17_000);
      stage.plainly();
      await created(fields);
      expect(stage.titles().filter((title) => title === fields.title)).toHaveLength(1);
    },
  );

  test('a list of several pages is read to its end', async () => {
    const whole = await roundOf(face());
    stage.between = { pageSize: 3, answer: async (answer) => answer };
    const asked = stage.control.journal().length;
    const { changed, cursor } = await roundOf(face());
    expect(stage.control.journal().length - asked).toBeGreaterThan(3);
    const ids = (items: readonly RemoteAppointment[]) => items.map(({ id }) => id).toSorted();
    expect(new Set(ids(changed))).toEqual(new Set(ids(whole.changed)));
    expect((await roundOf(face(), cursor)).changed).toEqual([]);
  });

  test('a page in an unknown form is not the end of a list', async () => {
    for (let nth = 1; nth < 4; nth++) {
      let left = nth;
      stage.between = {
        pageSize: 3,
        answer: async (answer) => (--left === 0 ? Response.json({ nothing: ['that', 'was', 'agreed'] }) : answer),
      };
      await expect(roundOf(face())).rejects.toMatchObject({ kind: 'nonsense' });
    }
  });

  test('a cursor that is lost says so, and all is listed again', async () => {
    const item = await created(fieldsOf());
    const { cursor } = await roundOf(face());
    stage.control.expireCursors();
    await expect(roundOf(face(), cursor)).rejects.toThrow(CursorExpired);
    expect((await roundOf(face())).changed.map(({ id }) => id)).toContain(item.id);
  });

  test('what somebody changed meanwhile is not written over', async () => {
    const item = await created(fieldsOf());
    stage.rename(item.id, 'Von Hand');
    const { id, version, fields: current } = item;
    const patch = { title: 'Von uns' };
    const [outcome] = await written(face(), { do: 'update', id, version, patch, current });
    expect(outcome).toMatchObject({ result: 'failed', error: { kind: 'conflict' } });
    expect(await read(item)).toMatchObject({ fields: { title: 'Von Hand' } });
  });

  test('what somebody deleted is gone, and not written to', async () => {
    const item = await created(fieldsOf());
    stage.discard(item.id);
    const { id, version, fields: current } = item;
    const [outcome] = await written(face(), { do: 'update', id, version, patch: { title: 'Von uns' }, current });
    expect(outcome).toMatchObject({ result: 'failed', error: { kind: 'notFound' } });
    expect(await read(item)).toBe('gone');
  });

  test('a creation whose answer was lost is found, and never made twice', async () => {
    const mark = next();
    const fields = fieldsOf({ title: 'Verlorene Antwort' });
    stage.control.fault({ method: 'POST', effect: { kind: 'dropAfter' } });
    const [outcome] = await written(face(), create(fields, mark));
    // It may have asked by itself what became of it; if not, it does not say that there is nothing.
    if (outcome?.result === 'failed') expect(leavesDoubt(outcome.error)).toBe(true);
    const found = (await face().findCreated([mark], never)).get(mark.key);
    expect(found?.fields).toEqual(fields);
    expect(await written(face(), create(fields, mark))).toMatchObject([{ result: 'existed', item: { id: found?.id } }]);
    expect(stage.titles().filter((title) => title === fields.title)).toHaveLength(1);
  });

  test('an answer that spells the text another way is no change', async () => {
    const respell = (text: string) => text.replaceAll('<strong>', '<b>').replaceAll('</strong>', '</b>');
    const answer = async (real: Response) => new Response(respell(await real.text()), real);
    stage.between = { pageSize: null, answer };
    const fields = fieldsOf();
    expect((await keeps(fields)).fields).toEqual(fields);
  });

  test('a look at what has not changed tells nothing, with one request', async () => {
    const { cursor } = await roundOf(face());
    const asked = stage.control.journal().length;
    expect(await roundOf(face(), cursor)).toMatchObject({ changed: [], gone: [] });
    expect(stage.control.journal().length - asked).toBe(1);
  });
});

afterAll(() => table.print());
