/**
 * @file What the engine relies on, asked of every address book in the same words; see `calendars.test.ts`. At the end a table says which
 * system does what.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type CreationMark,
  type Cursor,
  isReadable,
  type KnownItems,
  type PersonFace,
  type RemoteItem,
  type WriteOperation,
} from '../../sync-core/connectors/connector.ts';
import { CursorExpired } from '../../sync-core/connectors/errors.ts';
import { leavesDoubt } from '../../sync-core/engine/problem.ts';
import type { ItemPatch } from '../../sync-core/model/item.ts';
import { noAddress, type Person } from '../../sync-core/model/person.ts';
import { type CalendarStage, calendarSystems } from '../support/calendar-stage.ts';
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
import { aPerson, everything } from '../support/sample-person.ts';
import { createSuiteTable } from '../support/suite-table.ts';

let number = 0;
function next(): CreationMark {
  number += 1;
  return markOf(number);
}

const group = 'SuperOffice';
const fieldsOf = (over: Parameters<typeof aPerson>[0] = {}) => aPerson({ surname: `Lind ${number}`, ...over });

/** Of lists that lag behind what was written, by minutes. */
const fiveMinutes = 5 * 60_000;
const systems = calendarSystems.map(({ name, start, capabilities: { throttles } }) => ({
  name,
  start,
  capabilities: { throttles },
}));
const table = createSuiteTable(systems);

describe.each(systems)('$name', ({ name, capabilities, start }) => {
  let stage: CalendarStage;
  let face: PersonFace;
  beforeAll(async () => {
    stage = await start();
    face = (stage.connector.contacts ?? stage.connector.contactsIn?.(group)) as PersonFace;
  });
  afterEach(({ task: { name: what, result } }) => {
    stage.plainly();
    table.note(what, name, result?.state);
  });
  afterAll(() => stage.close());

  const create = (fields: Person, mark = next()): WriteOperation<Person> => ({
    do: 'create',
    mark,
    fields,
    categories: [group],
  });
  const created = async (fields: Person, mark?: CreationMark) => itemOf((await written(face, create(fields, mark)))[0]);
  const change = async ({ id, version, fields: current }: RemoteItem<Person>, patch: ItemPatch<Person>) =>
    itemOf((await written(face, { do: 'update', id, version, patch, current }))[0]);
  const read = async ({ id }: Pick<RemoteItem<Person>, 'id'>) => (await face.get([id], never)).get(id);
  const round = (cursor: Cursor | null = null, known: KnownItems = nothingKnown) => {
    stage.control.clock.advance(fiveMinutes);
    return roundOf(face, cursor, known);
  };

  test('creates what is read back, marked as ours and in its place, and lists it', async () => {
    const before = await round();
    const mark = next();
    const item = await created(fieldsOf(), mark);
    expect(item).toMatchObject({ fields: fieldsOf(), categories: [group] });
    expect(await read(item)).toMatchObject({ version: item.version, fields: item.fields });
    const { changed } = await round(before.cursor);
    expect(changed.find(({ id }) => id === item.id)).toMatchObject({ version: item.version, fields: item.fields });
    expect((await face.markers?.([item.id], halfAYear, never))?.get(item.id)).toBe(mark.marker);
    expect((await face.findCreated([mark], never)).get(mark.key)?.id).toBe(item.id);
  });

  test('keeps everything that is known of a person', async () => {
    expect(face.express(everything, halfAYear)).toEqual(everything);
    const item = await created(everything);
    expect(item.fields).toEqual(everything);
    expect(await read(item)).toMatchObject({ fields: everything });
  });

  test('changes one field, and nothing else', async () => {
    const item = await created({ ...everything, surname: 'Einzeln' });
    const patches: readonly ItemPatch<Person>[] = [
      { surname: 'Anders' },
      { jobTitle: '' },
      { birthday: null },
      { emails: ['neu@fjord.example'] },
      { businessPhones: [] },
      { businessAddress: noAddress },
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
    const { cursor } = await round();
    const remove: WriteOperation<Person> = { do: 'remove', id: item.id, version: item.version, current: item.fields };
    expect(await written(face, remove)).toEqual([{ index: 0, result: 'removed' }]);
    expect(await written(face, remove)).toEqual([{ index: 0, result: 'removed' }]);
    expect(await read(item)).toBe('gone');
    expect((await round(cursor, knowing(item))).gone).toEqual([{ id: item.id, proof: 'tombstone' }]);
  });

  test.each(capabilities.throttles)(
    'asked for silence with %i, it keeps it, and does once what it was to do',
    async (status) => {
      const item = await created(fieldsOf());
      let left = 1;
      stage.between = {
        pageSize: null,
        async answer(answer) {
          left -= 1;
          const errors = [{ reason: 'rateLimitExceeded' }];
          const error = { code: status, errors, status: 'RESOURCE_EXHAUSTED', message: 'slow down' };
          return left < 0 ? answer : Response.json({ error }, { status, headers: { 'retry-after': '17' } });
        },
      };
      const before = stage.now();
      expect(await read(item)).toMatchObject({ fields: item.fields });
      expect(stage.now() - before).toBeGreaterThanOrEqual(17_000);
      await created(fieldsOf({ surname: `Gedrosselt ${status}` }));
      expect(stage.ofContacts.titles().filter((title) => title === `Gedrosselt ${status}`)).toHaveLength(1);
    },
  );

  test('a list of several pages is read to its end', async () => {
    for (let count = 0; count < 5; count++) await created(fieldsOf());
    const whole = await round();
    stage.between = { pageSize: 3, answer: async (answer) => answer };
    const { changed, cursor } = await round();
    const ids = (items: readonly RemoteItem<Person>[]) => new Set(items.map(({ id }) => id));
    expect(ids(changed)).toEqual(ids(whole.changed));
    expect((await round(cursor, knowing(...changed))).changed).toEqual([]);
  });

  test('a page in an unknown form is not the end of a list', async () => {
    const { changed } = await round();
    const told = async (nth: number) => {
      let left = nth;
      stage.between = {
        pageSize: 3,
        answer: async (answer) => (--left === 0 ? Response.json({ nothing: ['that', 'was', 'agreed'] }) : answer),
      };
      return await round().then(
        (read) => read.changed.length,
        () => 'refused',
      );
    };
    for (let nth = 1; nth < 4; nth++) expect(['refused', changed.length]).toContain(await told(nth));
  });

  test('a cursor that is lost says so, and all is listed again', async () => {
    const item = await created(fieldsOf());
    const { cursor } = await round();
    stage.control.expireCursors();
    await expect(round(cursor)).rejects.toThrow(CursorExpired);
    await expect(round('of yesterday' as Cursor)).rejects.toThrow(CursorExpired);
    expect((await round()).changed.map(({ id }) => id)).toContain(item.id);
  });

  test('what somebody changed meanwhile is told, and not written over', async () => {
    const item = await created(fieldsOf());
    const { cursor } = await round();
    stage.ofContacts.rename(item.id, 'Von Hand');
    const { id, version, fields: current } = item;
    const [outcome] = await written(face, { do: 'update', id, version, patch: { surname: 'Von uns' }, current });
    expect(outcome).toMatchObject({ result: 'failed', error: { kind: 'conflict' } });
    expect((await round(cursor, knowing(item))).changed).toMatchObject([{ id, fields: { surname: 'Von Hand' } }]);
    expect(await read(item)).toMatchObject({ fields: { surname: 'Von Hand' } });
  });

  test('what somebody deleted is gone, and not written to', async () => {
    const item = await created(fieldsOf());
    stage.ofContacts.discard(item.id);
    const { id, version, fields: current } = item;
    const [outcome] = await written(face, { do: 'update', id, version, patch: { surname: 'Von uns' }, current });
    expect(outcome).toMatchObject({ result: 'failed', error: { kind: 'notFound' } });
    expect(await read(item)).toBe('gone');
  });

  test('a creation whose answer was lost is found', async () => {
    const fields = fieldsOf({ surname: 'Verlorene Antwort' });
    const mark = next();
    stage.control.fault({ method: 'POST', effect: { kind: 'dropAfter' } });
    const [outcome] = await written(face, create(fields, mark));
    if (outcome?.result === 'failed') expect(leavesDoubt(outcome.error)).toBe(true);
    stage.control.clock.advance(fiveMinutes);
    const found = (await face.findCreated([mark], never)).get(mark.key);
    expect(isReadable(found) ? found.fields : undefined).toEqual(fields);
    expect(stage.ofContacts.titles().filter((title) => title === fields.surname)).toHaveLength(1);
  });

  test('a look at what has not changed tells nothing, with one request', async () => {
    const all = await round();
    const asked = stage.control.journal().length;
    expect(await round(all.cursor, knowing(...all.changed))).toMatchObject({ changed: [], gone: [] });
    expect(stage.control.journal().length - asked).toBe(1);
  });
});

afterAll(() => table.print());
