/** @file `/v1/Agents/Appointment/…` of to-dos: the user's checklist, ticking off, giving away, and what turns a meeting into one. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { appointmentEntity } from '../appointment/entity.ts';
import { simpleAppointment } from '../appointment/flat-forms.ts';
import { completedOf } from '../appointment/input.ts';
import { defaultRow } from '../appointment/save.ts';
import { assignTodo, convertToTodo, tickOff } from '../appointment/todo.ts';
import { badRequest } from '../errors.ts';
import { type AppointmentRow, completion, isChecklist, rowStatus } from '../tenant/rows.ts';
import { fieldsOf } from '../wire.ts';
import { rowToChange } from './appointments.ts';
import { recordType } from './record-type.ts';
import type { ApiParts } from './request-context.ts';

export function addTodoAgent(api: FastifyInstance, parts: ApiParts): void {
  const { tenant } = parts;
  const call = (name: string, handle: (request: FastifyRequest) => unknown): void => {
    api.post(`/Agents/Appointment/${name}`, (request) => handle(request));
  };
  const entity = (request: FastifyRequest, row: AppointmentRow) => appointmentEntity(tenant, row, request.caller);
  call('CreateDefaultAppointmentEntityByTypeAndAssociate', (request) => {
    const body = fieldsOf(request.body);
    const record = recordType.name(recordType.read(body.get('Type'), 'Type'));
    const associateId = body.int('AssociateId');
    if (!tenant.users.has(associateId)) throw badRequest(`Associate id ${associateId} not found`);
    return entity(request, { ...defaultRow(parts, request.caller, record), associateId });
  });
  call('GetMyTasks', (request) => {
    const { user, asOf } = request.caller;
    return [...tenant.appointments.values(asOf)]
      .filter((row) => row.associateId === user.associateId && isChecklist(row) && row.status !== rowStatus.completed)
      .sort((a, b) => a.end - b.end || a.id - b.id)
      .slice(0, fieldsOf(request.body).int('Count'))
      .map((row) => simpleAppointment(tenant, row, request.caller));
  });
  call('ConvertAppointmentToTask', (request) => {
    const row = rowToChange(parts, fieldsOf(request.body).int('AppointmentId'));
    return entity(request, convertToTodo(parts, request.caller, row));
  });
  call('AssignTo', (request) => {
    const body = fieldsOf(request.body);
    const row = rowToChange(parts, body.int('AppointmentId'));
    const associateId = body.object('Participant')?.int('AssociateId') ?? 0;
    return entity(request, assignTodo(parts, request.caller, row, associateId));
  });
  addStates(api, parts);
}

function addStates(api: FastifyInstance, parts: ApiParts): void {
  api.post('/Agents/Appointment/ToggleAppointmentStatus', (request, reply) => {
    const row = rowToChange(parts, fieldsOf(request.body).int('AppointmentId'));
    const completed = completedOf(row) === rowStatus.completed ? rowStatus.started : rowStatus.completed;
    const name = completion.name(tickOff(parts, request.caller, row, completed).status);
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(name));
  });
  api.post('/Agents/Appointment/SetActivityStatus', (request, reply) => {
    const body = fieldsOf(request.body);
    const named = body.get('ActivityIdentifier');
    if (!Array.isArray(named)) throw badRequest('ActivityIdentifier is not an array.');
    const rows = named.map((each) => {
      const id = /^appointment_id=(\d+)$/.exec(String(each))?.[1];
      if (id === undefined) throw badRequest(`"${String(each)}" names no activity.`);
      return rowToChange(parts, Number(id));
    });
    const status = completion.read(body.get('ActivityStatus'), 'ActivityStatus');
    for (const row of rows) tickOff(parts, request.caller, row, status);
    return reply.code(204).send();
  });
}
