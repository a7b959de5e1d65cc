/** @file Lists of tasks: the lists themselves, and the pages of what stands in one. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Kit } from '../../kit/kit.ts';
import { etagOf } from '../calendar/calendar.ts';
import { GoogleError } from '../google-error.ts';
import { renderList, renderTask, taskEtag } from '../tasks/render-task.ts';
import type { TaskBox, TaskRecord } from '../tasks/task-box.ts';
import { demandScope, taskScopes } from './gate.ts';
import { type Parameters, readParameters } from './parameters.ts';

export type TaskBoxOf = (request: FastifyRequest) => TaskBox;

const lists = '/tasks/v1/users/@me/lists';
const day = 86_400_000;
const text = z.string().optional();
const listBody = z.strictObject({
  kind: text,
  id: text,
  etag: text,
  title: z.string().min(1).max(1024),
  updated: text,
  selfLink: text,
});
const taskParameters = [
  'completedMax',
  'completedMin',
  'dueMax',
  'dueMin',
  'maxResults',
  'pageToken',
  'showAssigned',
  'showCompleted',
  'showDeleted',
  'showHidden',
  'updatedMin',
];

export function taskListRoutes(app: FastifyInstance, kit: Kit, boxOf: TaskBoxOf): void {
  const idOf = (request: FastifyRequest) => (request.params as { list: string }).list;

  app.get(lists, (request, reply) => {
    demandScope(request, ...taskScopes.read);
    const parameters = readParameters(request, ['maxResults', 'pageToken']);
    const all = boxOf(request).lists.map(renderList);
    const { items, next } = paged(all, parameters, 1000, 1000);
    return reply.send({ kind: 'tasks#taskLists', etag: etagOf(all), ...next, items });
  });
  app.get(`${lists}/:list`, (request, reply) => {
    demandScope(request, ...taskScopes.read);
    readParameters(request, []);
    return reply.send(renderList(boxOf(request).list(idOf(request))));
  });
  app.post(lists, (request, reply) => {
    demandScope(request, ...taskScopes.write);
    readParameters(request, []);
    return reply.send(renderList(boxOf(request).addList(titleOf(request))));
  });
  for (const method of ['PATCH', 'PUT'] as const) {
    app.route({
      method,
      url: `${lists}/:list`,
      handler: (request, reply) => {
        demandScope(request, ...taskScopes.write);
        readParameters(request, []);
        return reply.send(renderList(boxOf(request).renameList(idOf(request), titleOf(request))));
      },
    });
  }
  app.delete(`${lists}/:list`, (request, reply) => {
    demandScope(request, ...taskScopes.write);
    readParameters(request, []);
    boxOf(request).deleteList(idOf(request));
    return reply.code(204).send();
  });
  app.get('/tasks/v1/lists/:list/tasks', (request, reply) => {
    demandScope(request, ...taskScopes.read);
    const parameters = readParameters(request, taskParameters);
    const box = boxOf(request);
    const forgotten = box.now() - kit.switches.number('deletedTaskDays') * day;
    const all = box
      .tasks(box.list(idOf(request)).id, request.sandbox.asOf)
      .filter((task) => !task.deleted || task.updated > forgotten)
      .filter(filterOf(parameters))
      .sort((one, other) => one.order - other.order);
    const { items, next } = paged(all, parameters, 20, 100);
    const etag = etagOf(all.map(taskEtag));
    return reply.send({ kind: 'tasks#tasks', etag, ...next, items: items.map((task) => renderTask(box, task)) });
  });
}

/** Completed tasks that were put away are listed with showHidden alone; deleted ones with showDeleted. */
function filterOf(parameters: Parameters): (task: TaskRecord) => boolean {
  const completed = parameters.flag('showCompleted') ?? true;
  const [hidden, deleted] = [parameters.flag('showHidden') ?? false, parameters.flag('showDeleted') ?? false];
  // Nobody assigns tasks here: there is nothing to leave out.
  parameters.flag('showAssigned');
  const within = (at: number | null, name: string) => {
    const [least, most] = [parameters.moment(`${name}Min`), parameters.moment(`${name}Max`)];
    if (at === null) return least === null && most === null;
    return at >= (least ?? Number.NEGATIVE_INFINITY) && at < (most ?? Number.POSITIVE_INFINITY);
  };
  const since = parameters.moment('updatedMin') ?? Number.NEGATIVE_INFINITY;
  return (task) =>
    (completed || task.status !== 'completed') &&
    (hidden || !task.hidden) &&
    (deleted || !task.deleted) &&
    task.updated >= since &&
    within(task.due === null ? null : Date.parse(task.due), 'due') &&
    within(task.completed, 'completed');
}

function paged<T>(all: readonly T[], parameters: Parameters, usual: number, most: number) {
  const offset = Number(parameters.text('pageToken') ?? 0);
  if (!Number.isInteger(offset) || offset < 0)
    throw new GoogleError(400, 'invalid', 'Invalid page token value.', 'pageToken');
  const end = offset + (parameters.count('maxResults', most) ?? usual);
  return { items: all.slice(offset, end), next: end < all.length ? { nextPageToken: String(end) } : {} };
}

function titleOf(request: FastifyRequest): string {
  const read = listBody.safeParse(request.body);
  if (!read.success)
    throw new GoogleError(400, 'invalid', `Invalid value for: ${read.error.issues[0]?.path.join('.')}`);
  return read.data.title;
}
