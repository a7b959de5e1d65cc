/** @file The person's first list of tasks: its rows page by page, and single tasks by their ids. */
import type { ItemId } from '../../../model/side.ts';
import type { Task } from '../../../model/task.ts';
import type { ItemAnswer } from '../../connector.ts';
import { ConnectorError, Nonsense, NotFound } from '../../errors.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import type { ConnectorPorts } from '../../ports.ts';
import type { GoogleSession } from '../session.ts';
import { readTask, unreadableTask } from './read-task.ts';
import { type TaskRow, taskPage, taskRow } from './task-schemas.ts';

const system = 'google';
/** Google's own name for the first list, which cannot be deleted. */
export const firstList = '@default';
/** The most that a page has. */
const pageSize = 100;
/** So many requests are under way at once. */
export const atOnce = 4;
/** Beyond so many tasks a list of all costs fewer requests than asking for each. */
const mostOneByOne = 40;

export interface TaskList {
  readonly session: GoogleSession;
  readonly clock: ConnectorPorts['clock'];
  readonly log: ConnectorPorts['log'];
}

/**
 * Every page of the list, done tasks and those that were put away included.
 * @param options deleted ones too; changed since then alone. @throws Nonsense and others
 */
export async function* listPages(
  { session }: TaskList,
  options: { readonly showDeleted: boolean; readonly updatedMin?: string },
  signal: AbortSignal,
): AsyncGenerator<readonly TaskRow[]> {
  const asked = new Set<string>();
  // What others have assigned stands in a document of theirs, and is not the person's to hand on.
  const whole = { ...options, tasklist: firstList, showCompleted: true, showHidden: true, showAssigned: false };
  for (let pageToken: string | undefined; ; ) {
    const page = { ...whole, maxResults: pageSize, ...(pageToken === undefined ? {} : { pageToken }) };
    const { body } = await session.ask((call) => session.tasks.tasks.list(page, call), signal);
    const read = taskPage.safeParse(body);
    if (!read.success) throw new Nonsense('a list of tasks is in an unknown form', { system, cause: read.error });
    yield read.data.items.map(rowOf);
    pageToken = read.data.nextPageToken;
    if (pageToken === undefined) return;
    if (asked.has(pageToken)) throw new Nonsense('a list of tasks goes in circles', { system });
    asked.add(pageToken);
  }
}

/** @throws Nonsense for a row of which not even the id can be told */
function rowOf(item: unknown): TaskRow {
  const row = taskRow.safeParse(item);
  if (!row.success) throw new Nonsense('a row of a list of tasks is in an unknown form', { system, cause: row.error });
  return { ...row.data, whole: item };
}

/** @returns the task that a row tells of, which is not a deleted one. */
export function itemOfRow({ log }: TaskList, { id, whole }: TaskRow): Exclude<ItemAnswer<Task>, 'gone' | 'noAccess'> {
  const item = readTask(whole);
  if (item !== undefined) return item;
  log.warn('a task is in an unknown form and is left alone', { system, id });
  return unreadableTask(id as ItemId, whole);
}

/** See `ItemFace.get`. */
export async function readTasks(
  list: TaskList,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, ItemAnswer<Task>>> {
  const found = new Map<ItemId, ItemAnswer<Task>>();
  if (ids.length > mostOneByOne) {
    const wanted = new Set<string>(ids);
    for await (const page of listPages(list, { showDeleted: false }, signal))
      for (const row of page) if (wanted.has(row.id)) found.set(row.id as ItemId, itemOfRow(list, row));
  }
  const unseen = ids.filter((id) => !found.has(id));
  const answers = sideBySide(atOnce, unseen, async (id) => ({ id, answer: await readOne(list, id, signal) }));
  for await (const { id, answer } of answers) found.set(id, answer);
  return found;
}

/** @throws ConnectorError where nothing can be said of it, or of anything */
async function readOne(list: TaskList, id: ItemId, signal: AbortSignal): Promise<ItemAnswer<Task>> {
  const { session } = list;
  try {
    const get = { tasklist: firstList, task: id };
    const { body } = await session.ask((call) => session.tasks.tasks.get(get, call), signal);
    const row = rowOf(body);
    if (row.id !== id) throw new Nonsense('another task was answered than was asked for', { system });
    return row.deleted ? 'gone' : itemOfRow(list, row);
  } catch (error) {
    if (error instanceof NotFound) return 'gone';
    const isOwn = error instanceof ConnectorError && (error.kind === 'rejected' || error.kind === 'nonsense');
    if (!isOwn) throw error;
    return error.details.status === 403 ? 'noAccess' : unreadableTask(id, undefined);
  }
}
