/** @file One person's task lists: the tasks in them, and in which order they changed. */
import { createRecordTable, type RecordTable } from '../../kit/record-table.ts';
import { createItemIds, type ItemIds } from '../mailbox/item-ids.ts';
import type { TaskContent, TaskList, TaskRecord } from './task-record.ts';

export interface TaskListsState {
  readonly revision: number;
  readonly next: number;
  readonly lists: readonly TaskList[];
  readonly tasks: readonly TaskRecord[];
  readonly removed: readonly (readonly [number, Removed])[];
}

interface Removed {
  readonly list: number;
  readonly revision: number;
}

/** A row of a change list; `task` is null for one that was removed. */
export interface TaskChange {
  readonly number: number;
  readonly revision: number;
  readonly task: TaskRecord | null;
}

type NewTask = TaskContent & Pick<TaskRecord, 'list' | 'linkedResources'>;

const standardLists: readonly TaskList[] = [
  { number: 0, displayName: 'Tasks', wellknownListName: 'defaultList' },
  { number: 1, displayName: 'Flagged Emails', wellknownListName: 'flaggedEmails' },
];

export class TaskLists {
  readonly ids: ItemIds;
  readonly #listIds: ItemIds;
  readonly #now: () => number;
  #revision = 0;
  #next = 0;
  #lists: readonly TaskList[] = standardLists;
  #tasks: RecordTable<TaskRecord> = createRecordTable();
  #removed = new Map<number, Removed>();

  constructor(owner: string, now: () => number) {
    this.ids = createItemIds(`${owner}/tasks`);
    this.#listIds = createItemIds(`${owner}/lists`);
    this.#now = now;
    for (const { number } of this.#lists) this.listId(number);
  }

  get lists(): readonly TaskList[] {
    return this.#lists;
  }

  listId(number: number): string {
    return this.#listIds.idOf(number, 'ordinary');
  }

  /** @throws RangeError for what has not the form of an id */
  list(id: string): TaskList | null {
    const number = this.#listIds.read(id)?.number;
    return this.#lists.find((list) => list.number === number) ?? null;
  }

  addList(displayName: string): TaskList {
    const number = Math.max(...this.#lists.map((list) => list.number)) + 1;
    const list = { number, displayName, wellknownListName: 'none' } as const;
    this.#lists = [...this.#lists, list];
    this.listId(number);
    return list;
  }

  /** @param asOf milliseconds since 1970; null: as it is */
  task(number: number, asOf: number | null): TaskRecord | null {
    return this.#tasks.get(number, asOf) ?? null;
  }

  /** The last changed first. */
  tasksOf(list: number, asOf: number | null): readonly TaskRecord[] {
    return [...this.#tasks.values(asOf)]
      .filter((task) => task.list === list)
      .sort((one, other) => other.modifiedAt - one.modifiedAt || other.number - one.number);
  }

  /** The newest revision that a reader of that time knows. */
  revisionAt(asOf: number | null): number {
    if (asOf === null) return this.#revision;
    return Math.max(0, ...[...this.#tasks.values(asOf)].map(({ revision }) => revision));
  }

  /** What changed in a list after one revision and up to another; in the first round (`since` null) what is there. */
  changes(list: number, since: number | null, until: number, asOf: number | null): readonly TaskChange[] {
    const there = this.tasksOf(list, asOf).map((task): TaskChange => ({ ...task, task }));
    const gone = [...this.#removed].flatMap(([number, removed]): TaskChange[] =>
      since !== null && removed.list === list && asOf === null
        ? [{ number, revision: removed.revision, task: null }]
        : [],
    );
    return [...there, ...gone]
      .filter(({ revision }) => revision > (since ?? 0) && revision <= until)
      .sort((one, other) => one.revision - other.revision);
  }

  insert(task: NewTask): TaskRecord {
    const number = this.#next;
    this.#next += 1;
    this.ids.idOf(number, 'ordinary');
    const at = this.#now();
    return this.#write({ ...task, number, revision: 0, createdAt: at, modifiedAt: at, bodyModifiedAt: at });
  }

  replace(task: TaskRecord, change: Partial<NewTask>): TaskRecord {
    const at = this.#now();
    const bodyModifiedAt = change.body === undefined ? task.bodyModifiedAt : at;
    return this.#write({ ...task, ...change, modifiedAt: at, bodyModifiedAt });
  }

  remove(task: TaskRecord): void {
    this.#revision += 1;
    this.#tasks.delete(task.number, this.#now());
    this.#removed.set(task.number, { list: task.list, revision: this.#revision });
  }

  save(): TaskListsState {
    return {
      revision: this.#revision,
      next: this.#next,
      lists: this.#lists,
      tasks: [...this.#tasks.values()],
      removed: [...this.#removed],
    };
  }

  restore(state: TaskListsState): void {
    this.#revision = state.revision;
    this.#next = state.next;
    this.#lists = state.lists;
    for (const { number } of this.#lists) this.listId(number);
    for (let number = 0; number < state.next; number += 1) this.ids.idOf(number, 'ordinary');
    this.#tasks = createRecordTable();
    for (const task of state.tasks) this.#tasks.set(task.number, task, this.#now());
    this.#removed = new Map(state.removed);
  }

  #write(task: TaskRecord): TaskRecord {
    this.#revision += 1;
    const written = { ...task, revision: this.#revision };
    this.#tasks.set(task.number, written, this.#now());
    return written;
  }
}
