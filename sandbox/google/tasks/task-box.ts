/** @file One person's task lists and the tasks in them, deleted ones included. */
import { createRecordTable, type RecordTable } from '../../kit/record-table.ts';
import { GoogleError } from '../google-error.ts';

export interface TaskList {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly updated: number;
}

export interface TaskRecord {
  readonly id: string;
  readonly list: string;
  readonly title: string;
  readonly notes: string;
  readonly status: 'needsAction' | 'completed';
  /** A day, `2026-11-24`. */
  readonly due: string | null;
  /** Milliseconds since 1970, like `updated`. */
  readonly completed: number | null;
  readonly deleted: boolean;
  /** Completed and put away: in Google's own programs, or by `clear`. */
  readonly hidden: boolean;
  readonly parent: string | null;
  /** Ascending among the tasks of one parent. */
  readonly order: number;
  readonly updated: number;
  readonly revision: number;
}

export interface TaskBoxState {
  readonly lists: readonly TaskList[];
  readonly tasks: readonly TaskRecord[];
  readonly revision: number;
}

export class TaskBox {
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #tasks: RecordTable<TaskRecord> = createRecordTable();
  #lists = new Map<string, TaskList>();
  #revision = 0;

  constructor(now: () => number, newId: () => string) {
    this.#now = now;
    this.#newId = newId;
    this.addList('My Tasks');
  }

  get lists(): readonly TaskList[] {
    return [...this.#lists.values()];
  }

  now(): number {
    return this.#now();
  }

  /** @param id `@default`: the first. @throws GoogleError 404 */
  list(id: string): TaskList {
    const found = id === '@default' ? this.lists[0] : this.#lists.get(id);
    if (!found) throw notFound();
    return found;
  }

  addList(title: string): TaskList {
    const list = { id: this.#newId(), title, updated: this.#now() };
    this.#lists.set(list.id, list);
    return list;
  }

  renameList(id: string, title: string): TaskList {
    const list = { ...this.list(id), title, updated: this.#now() };
    this.#lists.set(list.id, list);
    return list;
  }

  /** With all its tasks. @throws GoogleError 400 for the first list, 404 for one that is not there */
  deleteList(id: string): void {
    const list = this.list(id);
    if (list.id === this.lists[0]?.id) throw new GoogleError(400, 'invalid', 'The default list cannot be deleted.');
    for (const task of this.tasks(list.id)) this.#tasks.delete(task.id, this.#now());
    this.#lists.delete(list.id);
  }

  tasks(listId: string, asOf: number | null = null): readonly TaskRecord[] {
    return [...this.#tasks.values(asOf)].filter((task) => task.list === listId);
  }

  /** @throws GoogleError 404 for a task that is not in this list */
  task(listId: string, id: string, asOf: number | null = null): TaskRecord {
    const found = this.#tasks.get(id, asOf);
    if (found?.list !== listId) throw notFound();
    return found;
  }

  /** A task with nothing in it, at a place that `place` gives it. */
  blank(listId: string, place: Pick<TaskRecord, 'parent' | 'order'>): TaskRecord {
    return {
      ...{ id: this.#newId(), list: listId, title: '', notes: '', status: 'needsAction', due: null, completed: null },
      ...{ deleted: false, hidden: false, updated: 0, revision: 0 },
      ...place,
    };
  }

  put(task: TaskRecord): TaskRecord {
    this.#revision += 1;
    const kept = { ...task, updated: this.#now(), revision: this.#revision };
    this.#tasks.set(task.id, kept, this.#now());
    return kept;
  }

  /** Under another id, where the original gives one. */
  rename(task: TaskRecord): TaskRecord {
    this.#tasks.delete(task.id, this.#now());
    return { ...task, id: this.#newId() };
  }

  /** Under a parent, behind a sibling; first where none is named. @throws GoogleError 400 for one that is not there */
  place(listId: string, parent: string | null, previous: string | null): Pick<TaskRecord, 'parent' | 'order'> {
    const living = this.tasks(listId).filter((task) => !task.deleted);
    if (parent !== null && !living.some((task) => task.id === parent)) throw invalid('parent');
    const siblings = living.filter((task) => task.parent === parent).sort((one, other) => one.order - other.order);
    if (previous === null) return { parent, order: (siblings[0]?.order ?? 0) - 1 };
    const at = siblings.findIndex((task) => task.id === previous);
    const [before, behind] = [siblings[at], siblings[at + 1]];
    if (!before) throw invalid('previous');
    return { parent, order: behind ? (before.order + behind.order) / 2 : before.order + 1 };
  }

  save(): TaskBoxState {
    const tasks = this.lists.flatMap((list) => this.tasks(list.id));
    return { lists: this.lists, tasks, revision: this.#revision };
  }

  restore(state: TaskBoxState): void {
    this.#lists = new Map(state.lists.map((list) => [list.id, list]));
    this.#tasks.clear();
    for (const task of state.tasks) this.#tasks.set(task.id, task, this.#now());
    this.#revision = state.revision;
  }
}

function notFound(): GoogleError {
  return new GoogleError(404, 'notFound', 'Not Found');
}

function invalid(name: string): GoogleError {
  return new GoogleError(400, 'invalid', `Invalid value for: ${name}`, name);
}
