/**
 * @file Creating, changing and removing tasks, and what Tasks' answers mean for each.
 *
 * Nothing refuses a second creation, and a task has no place for a mark: one whose answer was lost is not sent again. The engine looks
 * for it by what it was to show (`findCreated`). Whether a version keeps a write from going over somebody else's is not known: a
 * task is read just before it is written.
 */
import type { ItemId } from '../../../model/side.ts';
import { type Task, taskFields } from '../../../model/task.ts';
import { isReadable, type RemoteItem, type WriteOperation, type WriteOutcome } from '../../connector.ts';
import { Conflict, ConnectorError, Nonsense, NotFound } from '../../errors.ts';
import { AnswerLost } from '../../http/attempt.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import { concernsAccount } from '../events.ts';
import type { CallTraits } from '../session.ts';
import { expressTask, readTask } from './read-task.ts';
import { atOnce, firstList, listPages, readTasks, type TaskList } from './task-list.ts';
import { googleTask } from './task-schemas.ts';
import { writeNewTask, writeTaskPatch } from './write-task.ts';

const system = 'google';

type Outcome = WriteOutcome<Task> extends infer O ? (O extends WriteOutcome<Task> ? Omit<O, 'index'> : never) : never;
type Create = Extract<WriteOperation<Task>, { readonly do: 'create' }>;
type Update = Extract<WriteOperation<Task>, { readonly do: 'update' }>;
type Remove = Extract<WriteOperation<Task>, { readonly do: 'remove' }>;

/** See `ItemFace.write`. */
export async function* writeTasks(
  list: TaskList,
  operations: readonly WriteOperation<Task>[],
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome<Task>> {
  const removed = operations.flatMap((operation) => (operation.do === 'remove' ? [operation.id] : []));
  const below = removed.length === 0 ? new Map() : await subtasksOf(list, new Set(removed), signal);
  const placed = operations.map((operation, index) => ({ operation, index }));
  yield* sideBySide(atOnce, placed, async ({ operation, index }): Promise<WriteOutcome<Task>> => {
    try {
      return { index, ...(await carriedOut(list, operation, below, signal)) } as WriteOutcome<Task>;
    } catch (error) {
      // Whether a creation arrived is its own matter, and is looked into.
      if (!(error instanceof AnswerLost) && concernsAccount(error)) throw error;
      if (!(error instanceof ConnectorError)) throw error;
      return { index, result: 'failed', error };
    }
  });
}

type Subtasks = ReadonlyMap<ItemId, readonly string[]>;

/** Those that stand under one of these: Tasks would delete them with it. */
async function subtasksOf(list: TaskList, parents: ReadonlySet<string>, signal: AbortSignal): Promise<Subtasks> {
  const found = new Map<ItemId, string[]>();
  for await (const rows of listPages(list, { showDeleted: false }, signal)) {
    for (const { whole } of rows) {
      const { id, parent } = googleTask.safeParse(whole).data ?? {};
      if (id === undefined || parent === undefined || !parents.has(parent)) continue;
      found.set(parent as ItemId, [...(found.get(parent as ItemId) ?? []), id]);
    }
  }
  return found;
}

function carriedOut(
  list: TaskList,
  operation: WriteOperation<Task>,
  below: Subtasks,
  signal: AbortSignal,
): Promise<Outcome> {
  if (operation.do === 'create') return create(list, operation, signal);
  return operation.do === 'update' ? update(list, operation, signal) : remove(list, operation, below, signal);
}

/** @throws Nonsense */
function parseTask(body: unknown): RemoteItem<Task> {
  const item = readTask(body);
  if (item === undefined) throw new Nonsense('a task is in an unknown form', { system });
  return item;
}

async function create(list: TaskList, operation: Create, signal: AbortSignal): Promise<Outcome> {
  const insert = { tasklist: firstList, requestBody: writeNewTask(operation) };
  const { body } = await list.session.ask((call) => list.session.tasks.tasks.insert(insert, call), signal);
  return { result: 'created', item: parseTask(body) };
}

/** @returns the task as it is now. @throws Conflict where it is another than was read, NotFound, Nonsense and others */
async function unchanged(list: TaskList, { id, version }: Update | Remove, signal: AbortSignal) {
  const answer = (await readTasks(list, [id], signal)).get(id);
  if (answer === 'gone') throw new NotFound('not found', { system, status: 404 });
  if (!isReadable(answer)) throw new Nonsense('a task is in an unknown form', { system });
  if (answer.version !== version) throw new Conflict('changed in the meantime', { system });
  return answer;
}

function boundTo({ version }: Update | Remove): CallTraits {
  return { headers: { 'if-match': version } };
}

async function update(list: TaskList, operation: Update, signal: AbortSignal): Promise<Outcome> {
  const { session } = list;
  const { id, patch } = operation;
  const item = await unchanged(list, operation, signal);
  const requestBody = writeTaskPatch(operation);
  // Nothing of it can stand there.
  if (Object.keys(requestBody).length === 0) return { result: 'updated', item };
  const change = { tasklist: firstList, task: id, requestBody };
  try {
    const { body } = await session.ask((call) => session.tasks.tasks.patch(change, call), signal, boundTo(operation));
    const written = parseTask(body);
    if (written.id !== id) throw new Nonsense('another task was answered than was written', { system });
    return { result: 'updated', item: written };
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    // It may be our own write that came between: its answer was lost.
    const shown = (await readTasks(list, [id], signal)).get(id);
    if (isReadable(shown) && holds(shown, patch)) return { result: 'updated', item: shown };
    throw error;
  }
}

async function remove(list: TaskList, operation: Remove, below: Subtasks, signal: AbortSignal): Promise<Outcome> {
  const { session } = list;
  const { id } = operation;
  try {
    await unchanged(list, operation, signal);
    // What stands under it is the person's own: it goes up to where this one stood.
    for (const task of below.get(id) ?? []) {
      const up = { tasklist: firstList, task };
      await session.ask((call) => session.tasks.tasks.move(up, call), signal, { repeat: 'idempotent' });
    }
    const gone = { tasklist: firstList, task: id };
    await session.ask((call) => session.tasks.tasks.delete(gone, call), signal, boundTo(operation));
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
  }
  return { result: 'removed' };
}

/** Whether the task is what the patch would have made of it. */
function holds({ fields }: RemoteItem<Task>, patch: Update['patch']): boolean {
  const wanted = expressTask({ ...fields, ...patch });
  return taskFields.every((field) => wanted[field] === fields[field]);
}
