/** @file Finds tasks that we made by what they were to show: Google Tasks has no place for a mark. */

import { isTask } from '../../../model/item.ts';
import type { ItemId } from '../../../model/side.ts';
import { type Task, taskFields } from '../../../model/task.ts';
import { isReadable, type RemoteItem, type SoughtCreation, type VersionLookup } from '../../connector.ts';
import { expressTask } from './read-task.ts';
import { itemOfRow, listPages, type TaskList } from './task-list.ts';

/**
 * See `ItemFace.findCreated`. Each task stands for one creation, and one that is linked for none. Where nobody says what was to be
 * shown there is nothing to look for.
 */
export async function findCreatedTasks(
  list: TaskList,
  sought: readonly SoughtCreation[],
  known: VersionLookup | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RemoteItem<Task>>> {
  const found = new Map<string, RemoteItem<Task>>();
  const open = sought.flatMap(({ key, like }) =>
    like !== undefined && isTask(like) ? [{ key, look: lookOf(expressTask(like)) }] : [],
  );
  if (open.length === 0) return found;
  const taken = new Set<ItemId>();
  for await (const rows of listPages(list, { showDeleted: false }, signal)) {
    for (const row of rows) {
      const item = itemOfRow(list, row);
      if (!isReadable(item) || taken.has(item.id) || known?.versionOf(item.id) !== undefined) continue;
      const look = lookOf(item.fields);
      const one = open.find((each) => each.look === look && !found.has(each.key));
      if (one === undefined) continue;
      taken.add(item.id);
      found.set(one.key, item);
    }
  }
  return found;
}

function lookOf(fields: Task): string {
  return JSON.stringify(taskFields.map((field) => fields[field]));
}
