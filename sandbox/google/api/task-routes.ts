/** @file `/tasks/v1/lists/{tasklist}/tasks`: single tasks. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { GoogleError } from '../google-error.ts';
import { renderTask, taskEtag } from '../tasks/render-task.ts';
import type { TaskBox, TaskRecord } from '../tasks/task-box.ts';
import { readTask, type TaskRules, withFields } from '../tasks/task-fields.ts';
import { demandScope, taskScopes } from './gate.ts';
import { readParameters } from './parameters.ts';
import type { TaskBoxOf } from './task-list-routes.ts';

const base = '/tasks/v1/lists/:list/tasks';

/** What is not confirmed of tasks. */
export function taskRules(kit: Kit): TaskRules {
  const dueDay = kit.switches.text('taskDueDay') === 'utc' ? 'utc' : 'asWritten';
  return { dueDay, reopensAlone: kit.switches.flag('tasksReopenAlone') };
}

export function taskRoutes(app: FastifyInstance, kit: Kit, boxOf: TaskBoxOf): void {
  const paramsOf = (request: FastifyRequest) => request.params as { list: string; task: string };
  const answer = (reply: FastifyReply, box: TaskBox, task: TaskRecord) => reply.send(renderTask(box, task));
  const foundIn = (box: TaskBox, request: FastifyRequest, asOf: number | null = null) => {
    const { list, task } = paramsOf(request);
    return box.task(box.list(list).id, task, asOf);
  };

  app.get(`${base}/:task`, (request, reply) => {
    demandScope(request, ...taskScopes.read);
    readParameters(request, []);
    const box = boxOf(request);
    return answer(reply, box, foundIn(box, request, request.sandbox.asOf));
  });

  app.post(base, (request, reply) => {
    demandScope(request, ...taskScopes.write);
    const parameters = readParameters(request, ['parent', 'previous']);
    const box = boxOf(request);
    const { id } = box.list(paramsOf(request).list);
    const fields = readTask(request.body);
    const blank = box.blank(id, box.place(id, parameters.text('parent'), parameters.text('previous')));
    return answer(reply, box, box.put(withFields(blank, fields, true, box.now(), taskRules(kit))));
  });

  for (const method of ['PATCH', 'PUT'] as const) {
    app.route({
      method,
      url: `${base}/:task`,
      handler: (request, reply) => {
        demandScope(request, ...taskScopes.write);
        readParameters(request, []);
        const box = boxOf(request);
        const old = foundIn(box, request);
        demandMatch(kit, request, old);
        const fields = readTask(request.body);
        if (method === 'PUT' && fields.id !== old.id) throw new GoogleError(400, 'invalid', 'Missing task ID');
        return answer(reply, box, box.put(withFields(old, fields, method === 'PUT', box.now(), taskRules(kit))));
      },
    });
  }

  app.delete(`${base}/:task`, (request, reply) => {
    demandScope(request, ...taskScopes.write);
    readParameters(request, []);
    const box = boxOf(request);
    const old = foundIn(box, request);
    demandMatch(kit, request, old);
    deleteTask(box, old);
    return reply.code(204).send();
  });

  app.post('/tasks/v1/lists/:list/clear', (request, reply) => {
    demandScope(request, ...taskScopes.write);
    readParameters(request, []);
    const box = boxOf(request);
    const completed = box.tasks(box.list(paramsOf(request).list).id).filter((task) => task.status === 'completed');
    for (const task of completed) if (!task.hidden) box.put({ ...task, hidden: true });
    return reply.code(204).send();
  });

  app.post(`${base}/:task/move`, (request, reply) => {
    demandScope(request, ...taskScopes.write);
    const parameters = readParameters(request, ['destinationTasklist', 'parent', 'previous']);
    const box = boxOf(request);
    const old = foundIn(box, request);
    const list = box.list(parameters.text('destinationTasklist') ?? old.list).id;
    const place = box.place(list, parameters.text('parent'), parameters.text('previous'));
    const renamed = list !== old.list && kit.switches.text('movedTaskId') === 'new' ? box.rename(old) : old;
    return answer(reply, box, box.put({ ...renamed, list, ...place }));
  });
}

/** With its subtasks. */
export function deleteTask(box: TaskBox, old: TaskRecord): void {
  box.put({ ...old, deleted: true });
  for (const task of box.tasks(old.list))
    if (task.parent === old.id && !task.deleted) box.put({ ...task, deleted: true });
}

function demandMatch(kit: Kit, request: FastifyRequest, task: TaskRecord): void {
  const match = request.headers['if-match'];
  if (!kit.switches.flag('taskIfMatch') || match === undefined || match === '*' || match === taskEtag(task)) return;
  throw new GoogleError(412, 'conditionNotMet', 'Precondition Failed', 'If-Match');
}
