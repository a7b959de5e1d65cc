/**
 * @file Microsoft To Do: task lists, their tasks, what a task is linked to, and rounds of changes of a list. A POST knows no
 * transaction id: whoever repeats one makes a second task.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { GraphError, itemNotFound, malformedId, notInSandbox } from '../graph-error.ts';
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
import type { Cursor, Cursors } from './cursor.ts';
import { callOfRequest, demandScope, type GraphCall, sendJson } from './gate.ts';
import { queryTexts, readQueryOptions } from './query-options.ts';
import type { GraphObject } from './render-event.ts';

const lists = '/v1.0/me/todo/lists';
const tasks = `${lists}/:listId/tasks`;
const linked = `${tasks}/:taskId/linkedResources`;
const defaultPageSize = 20;
/** Tokens of task lists and of calendars are not for each other. */
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
      '@odata.context': this.#context(call, 'todo/lists'),
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
    const all = call.mailbox.tasks.tasksOf(list.number, request.sandbox.asOf);
    const size = options.top ?? call.preferences.maxPageSize ?? defaultPageSize;
    const next = options.skip + size;
    const path = request.url.split('?')[0] ?? '';
    const link = new URLSearchParams({ ...options.all, $skip: String(next) });
    return sendJson(reply, {
      '@odata.context': this.#context(call, 'todo/lists/tasks'),
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
    const task = call.mailbox.tasks.insert({ ...content, list: list.number, linkedResources });
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
    const changed = writeTask(call.mailbox.tasks, task, contentAfter(task, input, taskRules(this.#kit)));
    return this.#answerTask(call, reply, changed, false);
  };

  readonly remove = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const task = this.#find(call, request);
    this.#demandEtag(task, request);
    call.mailbox.tasks.remove(task);
    return reply.code(204).send();
  };

  readonly linked = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    readQueryOptions(request.query, []);
    return sendJson(reply, {
      '@odata.context': this.#context(call, 'todo/lists/tasks/linkedResources'),
      value: this.#find(call, request).linkedResources,
    });
  };

  readonly addLinked = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, true);
    const added = { id: this.#kit.ids.uuid(), ...readLinkedResource(request.body) };
    const task = this.#find(call, request);
    call.mailbox.tasks.replace(task, { linkedResources: [...task.linkedResources, added] });
    return this.#answer(call, reply.code(201), 'todo/lists/tasks/linkedResources/$entity', added);
  };

  /** Dates and texts of all that changed; what a task is linked to is not told. */
  readonly changes = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const call = this.#enter(request, false);
    const list = this.#list(call, request);
    const { tasks: lists } = call.mailbox;
    const { asOf } = request.sandbox;
    const asked = this.#cursor(list, queryTexts(request.query));
    const until = asked.until ?? Math.max(lists.revisionAt(asOf), asked.since ?? 0);
    const rows = lists.changes(list.number, asked.since, until, asOf).filter(({ revision }) => revision > asked.place);
    const size = call.preferences.maxPageSize ?? defaultPageSize;
    const page = rows.slice(0, size);
    const more = rows.length > size;
    const next: Cursor = more
      ? { ...asked, kind: 'skip', until, place: page.at(-1)?.revision ?? 0 }
      : { ...asked, kind: 'delta', since: until, until: null, place: 0 };
    const path = `${this.#kit.address('graph')}${request.url.split('?')[0]}`;
    return sendJson(reply, {
      '@odata.context': `${this.#kit.address('graph')}/v1.0/$metadata#Collection(todoTask)`,
      [more ? '@odata.nextLink' : '@odata.deltaLink']: `${path}?$${next.kind}token=${this.#cursors.write(next)}`,
      value: page.map(({ number, task }) => ({
        '@odata.type': '#microsoft.graph.todoTask',
        ...(task
          ? renderTask(lists, task, false)
          : { id: lists.ids.idOf(number, 'ordinary'), '@removed': { reason: 'deleted' } }),
      })),
    });
  };

  /** @throws GraphError for options that change lists do not take, and for tokens that are not this list's */
  #cursor(list: TaskList, query: Readonly<Record<string, string>>): Cursor {
    const refused = Object.keys(query).filter((name) => name !== '$skiptoken' && name !== '$deltatoken');
    if (refused.length > 0) {
      throw new GraphError(
        400,
        'invalidRequest',
        `Not supported with change tracking of tasks: ${refused.join(', ')}.`,
      );
    }
    const { $skiptoken: skip, $deltatoken: delta } = query;
    const token = skip ?? delta;
    if (token === undefined) {
      return { kind: 'delta', from: list.number, to: ofTasks, since: null, until: null, place: 0, row: 0 };
    }
    const cursor = this.#cursors.read(token, skip === undefined ? 'delta' : 'skip');
    if (cursor.to !== ofTasks || cursor.from !== list.number) {
      throw new GraphError(400, 'invalidRequest', 'The change list token is not one of this list.');
    }
    return cursor;
  }

  #enter(request: FastifyRequest, writes: boolean): GraphCall {
    const call = callOfRequest(request);
    demandScope(call, 'Tasks.ReadWrite', ...(writes ? [] : ['Tasks.Read']));
    return call;
  }

  #list(call: GraphCall, request: FastifyRequest): TaskList {
    const list = known(() => call.mailbox.tasks.list((request.params as { listId: string }).listId));
    if (list === null) throw itemNotFound();
    return list;
  }

  #find(call: GraphCall, request: FastifyRequest): TaskRecord {
    const list = this.#list(call, request);
    const { tasks: all } = call.mailbox;
    const asOf = request.method === 'GET' ? request.sandbox.asOf : null;
    const meaning = known(() => all.ids.read((request.params as { taskId: string }).taskId));
    const task = meaning === null ? null : all.task(meaning.number, asOf);
    if (task === null || task.list !== list.number) throw itemNotFound();
    return task;
  }

  #demandEtag(task: TaskRecord, request: FastifyRequest): void {
    if (this.#kit.switches.text('taskIfMatch') === 'ignored') return;
    const wanted = request.headers['if-match'];
    if (wanted === undefined || wanted === '*' || wanted === etagOfTask(task)) return;
    throw new GraphError(412, 'ErrorIrresolvableConflict', 'The task was changed since it was read.');
  }

  #answerTask(call: GraphCall, reply: FastifyReply, task: TaskRecord, expanded: boolean): FastifyReply {
    return this.#answer(call, reply, 'todo/lists/tasks/$entity', renderTask(call.mailbox.tasks, task, expanded));
  }

  #answer(call: GraphCall, reply: FastifyReply, path: string, body: GraphObject): FastifyReply {
    return sendJson(reply, { '@odata.context': this.#context(call, path), ...body });
  }

  #context(call: GraphCall, path: string): string {
    return `${this.#kit.address('graph')}/v1.0/$metadata#users('${encodeURIComponent(call.userName)}')/${path}`;
  }
}

/** @throws GraphError 400 for what has not the form of an id */
function known<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw malformedId();
    throw error;
  }
}

/** @throws GraphError 400 for what a task cannot be read with */
function isExpanded(expand: readonly { readonly name: string }[]): boolean {
  const other = expand.find(({ name }) => name !== 'linkedResources');
  if (other) throw notInSandbox(`the expansion of ${other.name} of tasks`);
  return expand.length > 0;
}
