/** @file A user's to-dos in the practice SuperOffice, seen through the connector, with a memory of what was read. */
import { v4 } from 'uuid';
import type {
  Cursor,
  KnownItems,
  RemoteItem,
  TaskFace,
  WriteOutcome,
} from '../../../sync-core/connectors/connector.ts';
import type { ItemPatch } from '../../../sync-core/model/item.ts';
import type { ItemId } from '../../../sync-core/model/side.ts';
import type { Task } from '../../../sync-core/model/task.ts';
import { type Diary, never } from './diary.ts';

interface TodosRead {
  readonly changed: readonly RemoteItem<Task>[];
  readonly gone: readonly ItemId[];
  readonly cursor: Cursor;
}

export function todosOf(diary: Diary) {
  const memory = new Map<ItemId, RemoteItem<Task>>();
  const face = (): TaskFace => {
    const { tasks } = diary.connector;
    if (tasks === undefined) throw new Error('the connector has no tasks');
    return tasks;
  };
  const known: KnownItems = { versionOf: (id) => memory.get(id)?.version, idsWithin: () => memory.keys() };
  return {
    get face() {
      return face();
    },
    memory,
    /** Reads what changed, and remembers what can be linked. */
    async read(cursor: Cursor | null): Promise<TodosRead> {
      const changed: RemoteItem<Task>[] = [];
      const gone: ItemId[] = [];
      let next: Cursor | undefined;
      for await (const page of face().changes({ ...diary.requestFor(cursor), known })) {
        changed.push(...page.changed);
        gone.push(...page.gone.map((item) => item.id));
        if (page.unreadable?.length) throw new Error('a to-do could not be read');
        next = page.cursor;
      }
      if (next === undefined) throw new Error('the listing ended without a cursor');
      for (const item of changed) {
        if (item.unfit) memory.delete(item.id);
        else memory.set(item.id, item);
      }
      for (const id of gone) memory.delete(id);
      return { changed, gone, cursor: next };
    },
    async create(
      fields: Task,
      more: { readonly key?: string; readonly typeId?: number; readonly categories?: readonly string[] } = {},
    ): Promise<WriteOutcome<Task>> {
      const { key = v4(), categories = [], ...rest } = more;
      const operation = { do: 'create', mark: { key, marker: `m:${key}` }, fields, categories, ...rest } as const;
      return await only(face().write([operation], diary.window, never));
    },
    async update(item: RemoteItem<Task>, patch: ItemPatch<Task>): Promise<WriteOutcome<Task>> {
      const { id, version, fields } = item;
      return await only(face().write([{ do: 'update', id, version, patch, current: fields }], diary.window, never));
    },
    async remove({ id, version, fields }: RemoteItem<Task>): Promise<WriteOutcome<Task>> {
      return await only(face().write([{ do: 'remove', id, version, current: fields }], diary.window, never));
    },
  };
}

async function only(outcomes: AsyncIterable<WriteOutcome<Task>>): Promise<WriteOutcome<Task>> {
  for await (const outcome of outcomes) return outcome;
  throw new Error('no outcome');
}

export function writtenTask(outcome: WriteOutcome<Task>): RemoteItem<Task> {
  if (outcome.result === 'failed') throw outcome.error;
  if (outcome.result === 'removed') throw new Error('removed');
  return outcome.item;
}

export function task(over: Partial<Task> = {}): Task {
  return {
    title: 'Call the yard',
    body: '<p>About the keel.</p>',
    startDate: null,
    dueDate: '2026-12-04' as NonNullable<Task['dueDate']>,
    done: false,
    percentComplete: 0,
    importance: 'normal',
    reminderAt: null,
    visibility: 'public',
    ...over,
  };
}
