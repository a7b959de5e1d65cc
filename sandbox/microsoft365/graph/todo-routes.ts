/**
 * @file Microsoft To Do: task lists, their tasks, what a task is linked to, and rounds of changes of a list. A POST knows no
 * transaction id: whoever repeats one makes a second task.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { GraphError, itemNotFound, notInSandbox } from '../graph-error.ts';
import { writeTask } from '../todo/complete-task.ts';
import { etagOfTask, renderList, renderTask } from '../todo/render-task.ts';
import {
  contentAfter,
  emptyTask,
  readLinkedResource,
  readListName,
  readTaskInput,
  type TaskRules,
} from '../todo/task-input.ts';
import type { TaskList, TaskRecord } from '../todo/task-record.ts';
import type { Cursors } from './cursor.ts';
import { callOfRequest, demandScope, type GraphCall, sendJson } from './gate.ts';
import { readQueryOptions } from './query-options.ts';
import { sendChanges } from './record-delta.ts';
import { contextOf, demandEtag, readId, sendInContext } from './record-routes.ts';
import type { GraphObject } from './render-event.ts';

const lists = '/v1.0/me/todo/lists';
const tasks = `${lists}/:listId/tasks`;
const linked = `${tasks}/:taskId/linkedResources`;
const defaultPageSize = 20;
/** Tokens of task lists are not for other folders. */
const ofTasks = -1;

export function todoRoutes(app: FastifyInstance, kit: Kit, cursors: Cursors): void {
  const routes = new TodoRoutes(kit, cursors);
  app.get(lists, routes.lists);
  app.post(lists, routes.addList);
  app.get(`${lists}/:listId`, routes.list);
  app.get(tasks, routes.tasks);
  app.post(tasks, routes.create);
  for (const name of ['delta', 'delta()']) app.get(`${tasks}/${name}`, routes.changes);
  app.get(`${tasks}/:taskId`, routes.read);
  app.patch(`${tasks}/:taskId`, routes.change);
  app.delete(`${tasks}/:taskId`, routes.remove);
  app.get(linked, routes.linked);
  app.post(linked, routes.addLinked);
  for (const part of ['checklistItems', 'extensions', 'attachments']) {
    app.all(`${tasks}/:taskId/${part}`, () => {
      throw notInSandbox(`${part} of tasks`);
    });
  }
}

/** What the sandbox's switches make of what is written to a task. */
export function taskRules(kit: Kit): TaskRules {
  return { html: kit.switches.text('taskHtml') === 'kept' ? 'kept' : 'text', now: kit.clock.now() };
}

class TodoRoutes {
  readonly #kit: Kit;
  readonly #cursors: Cursors;

  constructor(kit: Kit, cursors: Cursors) {
    this.#kit = kit;
    this.#cursors = cursors;
  }

  readonly lists = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    readQueryOptions(request.query, []);
    const all = call.mailbox.tasks.lists;
    return sendJson(reply, {
      '@odata.context': contextOf(this.#kit, call, 'todo/lists'),
      value: all.map((list) => renderList(call.mailbox.tasks, list)),
    });
  };

  readonly addList = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const list = call.mailbox.tasks.addList(readListName(request.body));
    return this.#answer(call, reply.code(201), 'todo/lists/$entity', renderList(call.mailbox.tasks, list));
  };

  readonly list = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    return this.#answer(call, reply, 'todo/lists/$entity', renderList(call.mailbox.tasks, this.#list(call, request)));
  };

  readonly tasks = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const list = this.#list(call, request);
    const options = readQueryOptions(request.query, ['$top', '$skip', '$count', '$expand']);
    const expanded = isExpanded(options.expand);
    const all = call.mailbox.tasks.tasks.inFolder(list.number, request.sandbox.asOf);
    const size = options.top ?? call.preferences.maxPageSize ?? defaultPageSize;
    const next = options.skip + size;
    const path = request.url.split('?')[0] ?? '';
    const link = new URLSearchParams({ ...options.all, $skip: String(next) });
    return sendJson(reply, {
      '@odata.context': contextOf(this.#kit, call, 'todo/lists/tasks'),
      ...(options.count ? { '@odata.count': all.length } : {}),
      value: all.slice(options.skip, next).map((task) => renderTask(call.mailbox.tasks, task, expanded)),
      ...(next < all.length ? { '@odata.nextLink': `${this.#kit.address('graph')}${path}?${link}` } : {}),
    });
  };

  readonly create = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const list = this.#list(call, request);
    const input = readTaskInput(request.body);
    const content = contentAfter(emptyTask, input, taskRules(this.#kit));
    const linkedResources = (input.linkedResources ?? []).map((one) => ({
      id: this.#kit.ids.uuid(),
      ...readLinkedResource(one),
    }));
    const task = call.mailbox.tasks.tasks.insert({
      ...content,
      folder: list.number,
      linkedResources,
      bodyModifiedAt: this.#kit.clock.now(),
    });
    return this.#answerTask(call, reply.code(201), task, linkedResources.length > 0);
  };

  readonly read = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const { expand } = readQueryOptions(request.query, ['$expand']);
    return this.#answerTask(call, reply, this.#find(call, request), isExpanded(expand));
  };

  readonly change = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const input = readTaskInput(request.body);
    if (input.linkedResources) {
      throw new GraphError(400, 'invalidRequest', 'The property linkedResources can only be given to a new task.');
    }
    const task = this.#find(call, request);
    this.#demandEtag(task, request);
    const changed = writeTask(call.mailbox.tasks.tasks, task, {
      ...contentAfter(task, input, taskRules(this.#kit)),
      ...(input.body === undefined ? {} : { bodyModifiedAt: this.#kit.clock.now() }),
    });
    return this.#answerTask(call, reply, changed, false);
  };

  readonly remove = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const task = this.#find(call, request);
    this.#demandEtag(task, request);
    call.mailbox.tasks.tasks.remove(task);
    return reply.code(204).send();
  };

  readonly linked = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    readQueryOptions(request.query, []);
    return sendJson(reply, {
      '@odata.context': contextOf(this.#kit, call, 'todo/lists/tasks/linkedResources'),
      value: this.#find(call, request).linkedResources,
    });
  };

  readonly addLinked = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const added = { id: this.#kit.ids.uuid(), ...readLinkedResource(request.body) };
    const task = this.#find(call, request);
    call.mailbox.tasks.tasks.replace(task, { linkedResources: [...task.linkedResources, added] });
    return this.#answer(call, reply.code(201), 'todo/lists/tasks/linkedResources/$entity', added);
  };

  readonly changes = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const all = call.mailbox.tasks;
    return sendChanges(this.#kit, this.#cursors, call, request, reply, {
      records: all.tasks,
      folder: this.#list(call, request).number,
      kind: ofTasks,
      type: 'todoTask',
      options: [],
      idOf: (number) => all.ids.idOf(number, 'ordinary'),
      // What a task is linked to is not told.
      render: (task) => renderTask(all, task, false),
    });
  };

  #enter(request: FastifyRequest, writes: boolean): GraphCall {
    const call = callOfRequest(request);
    demandScope(call, 'Tasks.ReadWrite', ...(writes ? [] : ['Tasks.Read']));
    return call;
  }

  #list(call: GraphCall, request: FastifyRequest): TaskList {
    const list = readId(() => call.mailbox.tasks.list((request.params as { listId: string }).listId));
    if (list === null) throw itemNotFound();
    return list;
  }

  #find(call: GraphCall, request: FastifyRequest): TaskRecord {
    const list = this.#list(call, request);
    const { tasks: all } = call.mailbox;
    const asOf = request.method === 'GET' ? request.sandbox.asOf : null;
    const meaning = readId(() => all.ids.read((request.params as { taskId: string }).taskId));
    const task = meaning === null ? null : all.tasks.record(meaning.number, asOf);
    if (task === null || task.folder !== list.number) throw itemNotFound();
    return task;
  }

  #demandEtag(task: TaskRecord, request: FastifyRequest): void {
    if (this.#kit.switches.text('taskIfMatch') === 'ignored') return;
    demandEtag(request.headers['if-match'], etagOfTask(task));
  }

  #answerTask(call: GraphCall, reply: FastifyReply, task: TaskRecord, expanded: boolean): FastifyReply {
    return this.#answer(call, reply, 'todo/lists/tasks/$entity', renderTask(call.mailbox.tasks, task, expanded));
  }

  #answer(call: GraphCall, reply: FastifyReply, path: string, body: GraphObject): FastifyReply {
    return sendInContext(this.#kit, call, reply, path, body);
  }
}

/** @throws GraphError 400 for what a task cannot be read with */
function isExpanded(expand: readonly { readonly name: string }[]): boolean {
  const other = expand.find(({ name }) => name !== 'linkedResources');
  if (other) throw notInSandbox(`the expansion of ${other.name} of tasks`);
  return expand.length > 0;
}
