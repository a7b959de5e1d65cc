/** @file One person's task lists, and the tasks in them. */
import { createItemIds, type ItemIds } from '../mailbox/item-ids.ts';
import { RevisedRecords, type RevisedRecordsState } from '../mailbox/revised-records.ts';
import type { TaskList, TaskRecord } from './task-record.ts';

export interface TaskListsState {
  readonly lists: readonly TaskList[];
  readonly tasks: RevisedRecordsState<TaskRecord>;
}

const standardLists: readonly TaskList[] = [
  { number: 0, displayName: 'Tasks', wellknownListName: 'defaultList' },
  { number: 1, displayName: 'Flagged Emails', wellknownListName: 'flaggedEmails' },
];

export class TaskLists {
  readonly ids: ItemIds;
  readonly tasks: RevisedRecords<TaskRecord>;
  readonly #listIds: ItemIds;
  #lists: readonly TaskList[] = standardLists;

  constructor(owner: string, now: () => number) {
    this.ids = createItemIds(`${owner}/tasks`);
    this.tasks = new RevisedRecords(now, (number) => this.ids.idOf(number, 'ordinary'));
    this.#listIds = createItemIds(`${owner}/lists`);
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

  save(): TaskListsState {
    return { lists: this.#lists, tasks: this.tasks.save() };
  }

  restore(state: TaskListsState): void {
    this.#lists = state.lists;
    for (const { number } of this.#lists) this.listId(number);
    this.tasks.restore(state.tasks);
  }
}
