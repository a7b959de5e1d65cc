/** @file The tasks of the default list of To Do. */
import type { Task } from '../../../model/task.ts';
import type { ZoneId } from '../../../model/time.ts';
import type { TaskFace, WriteOperation, WriteOutcome } from '../../connector.ts';
import { NotKeptPrivate } from '../../errors.ts';
import type { CategoryKeeper } from '../../outlook/category-keeper.ts';
import type { ConnectorPorts } from '../../ports.ts';
import type { Mailbox } from '../items.ts';
import { eachWithRight, withRight } from '../records/named-right.ts';
import { listRecordChanges } from '../records/record-changes.ts';
import { readRecords } from '../records/record-items.ts';
import type { RecordKind, Records } from '../records/record-kind.ts';
import { writeRecords } from '../records/record-writes.ts';
import { createDefaultList, type DefaultList } from './default-list.ts';
import { readTask, unreadableTask } from './read-task.ts';
import { findTasks, readTaskMarkers } from './task-marks.ts';
import { expressTask, writeNewTask, writeTaskPatch } from './write-task.ts';

export const taskRight = 'Tasks.ReadWrite';

export interface TaskFaceParts {
  readonly mailbox: Mailbox;
  readonly ports: ConnectorPorts;
  readonly keepCategories: CategoryKeeper;
}

function taskKind(list: DefaultList, owner: ZoneId): RecordKind<Task> {
  return {
    folder: `/me/todo/lists/${encodeURIComponent(list.id)}/tasks`,
    options: { read: '', list: '$top=100', changes: '' },
    toldWhole: true,
    // Whether To Do heeds If-Match is not known.
    looksFirst: () => true,
    read: (row) => readTask(row, owner),
    readWritten: (row) => readTask(row, owner),
    remains: (id, row) => unreadableTask(id, row, owner),
    // Moved to another list, it is another task.
    isElsewhere: async () => false,
    newBody: writeNewTask,
    changedBody: writeTaskPatch,
    holds({ fields }, { patch }) {
      const wanted = expressTask({ ...fields, ...patch });
      return (Object.keys(patch) as (keyof Task)[]).every((field) => wanted[field] === fields[field]);
    },
  };
}

/** Others see what stands in a shared list. */
function isPrivate(operation: WriteOperation<Task>): boolean {
  if (operation.do === 'remove') return false;
  const { visibility } = operation.do === 'create' ? operation.fields : operation.patch;
  return visibility === 'private';
}

export function createTaskFace({ mailbox, ports, keepCategories }: TaskFaceParts): TaskFace {
  const defaultList = createDefaultList(mailbox.graph, ports);

  async function tasksOf(signal: AbortSignal): Promise<Records<Task> & { readonly isShared: boolean }> {
    const list = await defaultList(signal);
    const kind = taskKind(list, await mailbox.zone(signal));
    return { graph: mailbox.graph, ports: mailbox.ports, log: ports.log, kind, isShared: list.isShared };
  }

  async function* write(operations: readonly WriteOperation<Task>[], signal: AbortSignal) {
    const tasks = await tasksOf(signal);
    const kept = operations.map((operation, index) => ({ operation, index }));
    const [open, refused] = tasks.isShared
      ? [kept.filter(({ operation }) => !isPrivate(operation)), kept.filter(({ operation }) => isPrivate(operation))]
      : [kept, []];
    for (const { index } of refused) {
      const error = new NotKeptPrivate('the list of tasks is shared', { system: 'microsoft365' });
      yield { index, result: 'failed', error } satisfies WriteOutcome<Task>;
    }
    const put = open.flatMap(({ operation }) => (operation.do === 'create' ? operation.categories : []));
    await keepCategories(put, signal);
    const allowed = open.map(({ operation }) => operation);
    const written = writeRecords(tasks, allowed, (marks, stop) => findTasks(tasks, marks, stop), signal);
    for await (const outcome of written) {
      yield { ...outcome, index: open[outcome.index]?.index ?? outcome.index };
    }
  }

  return {
    isPrivateByNature: true,
    express: expressTask,
    changes: (request) =>
      eachWithRight(taskRight, async function* () {
        yield* listRecordChanges(await tasksOf(request.signal), request);
      }),
    get: (ids, signal, known) =>
      withRight(taskRight, async () => readRecords(await tasksOf(signal), ids, signal, known)),
    markers: (ids, _window, signal) =>
      withRight(taskRight, async () => readTaskMarkers(await tasksOf(signal), ids, signal)),
    findCreated: (marks, signal) => withRight(taskRight, async () => findTasks(await tasksOf(signal), marks, signal)),
    write: (operations, _window, signal) => eachWithRight(taskRight, () => write(operations, signal)),
  };
}
