/** @file The to-dos of the signed-in user, as tasks: read, written and found again like appointments, from the same table. */

import { Temporal } from 'temporal-polyfill';
import type { ItemId } from '../../../model/side.ts';
import type { Task } from '../../../model/task.ts';
import type { ItemAnswer, RemoteItem, TaskFace, WriteOperation } from '../../connector.ts';
import { Nonsense, Rejected } from '../../errors.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import type { Clock, Log, Remembered } from '../../ports.ts';
import type { Asker } from '../ask.ts';
import { type Creation, createItemCreator } from '../create-item.ts';
import { createEntityCalls } from '../entity-calls.ts';
import type { People } from '../people.ts';
import type { ProfileSource } from '../profile.ts';
import { createItemReader } from '../read-items.ts';
import type { SeriesCalls } from '../series/series-calls.ts';
import type { Session } from '../session.ts';
import { createSamenessCheck } from '../still-the-same.ts';
import { createItemUpdater, explainRefusedRemoval } from '../update-item.ts';
import { isOfSeries } from '../version.ts';
import { dateIn } from '../wire-time.ts';
import { callsSideBySide, writeAll } from '../write-all.ts';
import { todoRows } from './read-todo.ts';
import { readTodoChanges } from './todo-changes.ts';
import { createTodoTemplate } from './todo-template.ts';
import { createRepeatedWriter } from './write-repeated.ts';
import { expressTask, newTodo, todoWriting } from './write-todo.ts';

interface Parts {
  readonly session: Session;
  readonly profiles: ProfileSource;
  readonly people: People;
  readonly asker: Asker;
  readonly rows: SeriesCalls;
  readonly clock: Clock;
  readonly log: Log;
  readonly remembered: Remembered;
}

type Update = Extract<WriteOperation<Task>, { do: 'update' }>;

export function createTaskFace({ session, profiles, people, asker, rows, clock, log, remembered }: Parts): TaskFace {
  const load = (signal: AbortSignal) => profiles.load(signal);
  const reader = createItemReader(todoRows, session, load, people);
  const calls = createEntityCalls(todoRows, session, load, people);
  const template = createTodoTemplate(session, clock, remembered);
  const createOne = createItemCreator<Task>({
    calls,
    load,
    log,
    newItem: async (operation, profile, signal) => newTodo(operation, profile, await template(signal)),
  });
  const updateOne = createItemUpdater({ calls, reader, writing: todoWriting, load });
  const repeated = createRepeatedWriter({ calls, rows, load });
  const ensureSame = createSamenessCheck(reader, clock);

  /** Where a to-do must have a date, one that has none is due today, as a new one is by itself there. */
  async function create(operation: Creation<Task>, signal: AbortSignal) {
    try {
      return await createOne(operation, signal);
    } catch (error) {
      if (!isRefusal(error) || operation.fields.dueDate !== null) throw error;
      const { wireZone } = await load(signal);
      const dueDate = dateIn(Temporal.Instant.fromEpochMilliseconds(clock.now()), wireZone);
      return await createOne({ ...operation, fields: { ...operation.fields, dueDate } }, signal);
    }
  }

  /** Where a to-do must have a date, it keeps the one that it has. */
  async function update(operation: Update, signal: AbortSignal): Promise<RemoteItem<Task>> {
    const write = isOfSeries(operation.version) ? repeated.update : updateOne;
    try {
      return await write(operation, signal);
    } catch (error) {
      const { dueDate, ...patch } = operation.patch;
      if (!isRefusal(error) || dueDate !== null) throw error;
      return await write({ ...operation, patch }, signal);
    }
  }

  async function remove({ id, version }: Extract<WriteOperation<Task>, { do: 'remove' }>, signal: AbortSignal) {
    if (isOfSeries(version)) return await repeated.remove(id, signal);
    await calls.remove(id, version, signal).catch((error: unknown) => explainRefusedRemoval(reader, id, error, signal));
  }

  async function carryOut(operation: WriteOperation<Task>, signal: AbortSignal) {
    switch (operation.do) {
      case 'create':
        return await create(operation, signal);
      case 'update':
        await ensureSame(operation, signal);
        return { result: 'updated', item: await update(operation, signal) } as const;
      case 'remove':
        await ensureSame(operation, signal);
        await remove(operation, signal);
        return { result: 'removed' } as const;
    }
  }

  async function createdWith(key: string, signal: AbortSignal): Promise<RemoteItem<Task> | undefined> {
    try {
      const found = await calls.byUid(key, signal);
      return found && calls.isOfKind(found) ? await calls.present(found, signal) : undefined;
    } catch (error) {
      if (!(error instanceof Nonsense)) throw error;
      log.warn('a to-do that was asked for by its UID is in an unknown form', { system: 'superoffice' });
      return undefined;
    }
  }

  return {
    express: (task) => expressTask(task, profiles.current),
    changes: (request) => readTodoChanges({ asker, reader, load, log }, request),
    async get(ids, signal) {
      const found = new Map<ItemId, ItemAnswer<Task>>();
      const answers = sideBySide(callsSideBySide, ids, async (id) => [id, await reader.one(id, signal)] as const);
      for await (const [id, item] of answers) found.set(id, item);
      return found;
    },
    async findCreated(marks, signal) {
      const items = new Map<string, RemoteItem<Task>>();
      const answers = sideBySide(callsSideBySide, marks, async ({ key }) => ({
        key,
        item: await createdWith(key, signal),
      }));
      for await (const { key, item } of answers) if (item) items.set(key, item);
      return items;
    },
    findPersons: (addresses, signal) => people.byAddress(addresses, signal),
    write(operations, _window, signal) {
      asker.forget();
      return writeAll(operations, {
        carryOut: (operation) => carryOut(operation, signal),
        noPrivate: () => profiles.noPrivate(),
      });
    },
  };
}

/** The server understood, and does not want it so. */
function isRefusal(error: unknown): boolean {
  return error instanceof Rejected && error.details.status === 400;
}
