/**
 * @file The tasks that we made. To Do cannot be asked for those that are linked to something: the list is gone through, a
 * hundred tasks to a request.
 */
import type { ItemId } from '../../../model/side.ts';
import type { Task } from '../../../model/task.ts';
import type { CreationMark, RemoteItem } from '../../connector.ts';
import { Nonsense } from '../../errors.ts';
import { preferences } from '../graph.ts';
import { listPages } from '../list-pages.ts';
import { readParts } from '../read-parts.ts';
import { oldest, type Records, recordPath } from '../records/record-kind.ts';
import { markOn } from './task-link.ts';
import { type LinkedTask, linkedTask } from './todo-schemas.ts';

const system = 'microsoft365';
const expand = '$expand=linkedResources';
/** So many tasks cost no more one by one than the list does. */
const mostOneByOne = 20;

interface Marked {
  readonly row: unknown;
  readonly task: LinkedTask;
  readonly mark: CreationMark;
}

/** @throws Nonsense */
function parseLinked(row: unknown): LinkedTask {
  const parsed = linkedTask.safeParse(row);
  if (!parsed.success) throw new Nonsense('a task is in an unknown form', { system, cause: parsed.error });
  return parsed.data;
}

function markedOf(row: unknown): readonly Marked[] {
  const task = parseLinked(row);
  const mark = markOn(task);
  return mark === undefined ? [] : [{ row, task, mark }];
}

async function markedInList(records: Records<Task>, signal: AbortSignal): Promise<readonly Marked[]> {
  const url = records.graph.url(`${records.kind.folder}?${expand}&$top=100`);
  const found: Marked[] = [];
  for await (const { rows } of listPages(records.graph, url, preferences, signal)) {
    for (const row of rows) found.push(...markedOf(row));
  }
  return found;
}

/** See `ItemFace.findCreated`. @throws ConnectorError */
export async function findTasks(
  records: Records<Task>,
  marks: readonly CreationMark[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RemoteItem<Task>>> {
  const found = new Map<string, RemoteItem<Task>>();
  if (marks.length === 0) return found;
  const byKey = new Map<string, (LinkedTask & { readonly row: unknown })[]>();
  for (const { row, task, mark } of await markedInList(records, signal)) {
    const key = mark.key.toLowerCase();
    byKey.set(key, [...(byKey.get(key) ?? []), { ...task, row }]);
  }
  for (const { key } of marks) {
    const item = records.kind.read(oldest(byKey.get(key.toLowerCase()) ?? [])?.row);
    if (item) found.set(key, item);
  }
  return found;
}

/** Our marker on each of the tasks that has one and still exists. @throws ConnectorError */
export async function readTaskMarkers(
  records: Records<Task>,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, string>> {
  const wanted = new Set<string>(ids);
  const marked: Marked[] = [];
  if (ids.length > mostOneByOne) marked.push(...(await markedInList(records, signal)));
  else {
    const pathOf = (id: ItemId) => `${recordPath(records.kind, id)}?${expand}`;
    for await (const { reading } of readParts(records, ids, pathOf, signal)) {
      if (typeof reading === 'string') continue;
      // Whether it is a copy of ours decides what becomes of others: not knowing that, nothing can be matched.
      if ('odd' in reading) throw reading.odd;
      marked.push(...markedOf(reading.body));
    }
  }
  return new Map(
    marked.filter(({ task }) => wanted.has(task.id)).map(({ task, mark }) => [task.id as ItemId, mark.marker]),
  );
}
