/**
 * @file `/v1/Appointment`: default, create, read, replace, patch, delete, and what belongs to one appointment.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentOf } from '../appointment/content.ts';
import { appointmentEntity, appointmentLinks } from '../appointment/entity.ts';
import { simpleAppointment } from '../appointment/flat-forms.ts';
import { inputOf, readInput } from '../appointment/input.ts';
import { changesByPatch } from '../appointment/patch.ts';
import { changeAppointment, createAppointment, defaultRow, deleteAppointment, restWish } from '../appointment/save.ts';
import { badRequest, notFound, Refusal } from '../errors.ts';
import { blankRow } from '../tenant/load-world.ts';
import type { AppointmentRow } from '../tenant/rows.ts';
import { fieldsOf, selected } from '../wire.ts';
import { type ApiParts, checkUnmodified, idOf, lastModified, notModified, queryOf } from './request-context.ts';

export function addAppointments(api: FastifyInstance, parts: ApiParts, hostName: string): void {
  const { tenant, kit } = parts;
  const rowOf = (request: FastifyRequest): AppointmentRow => appointmentRow(parts, request, idOf(request));
  const entity = (request: FastifyRequest, row: AppointmentRow) => ({
    ...selected(appointmentEntity(tenant, row, request.caller), queryOf(request)['$select']),
    _Links: appointmentLinks(kit.address(hostName), tenant.context, row.id),
  });
  api.get('/Appointment/default', (request) => {
    const { _Links: _, ...unsaved } = entity(request, defaultRow(parts, request.caller));
    return unsaved;
  });
  api.post('/Appointment', (request) => {
    const below = inputOf(defaultRow(parts, request.caller));
    const input = readInput(fieldsOf(request.body), below, request.caller.time);
    return entity(request, createAppointment(parts, request.caller, input, restWish));
  });
  api.post('/Appointment/Validate', (request) => validate(parts, request));
  api.get('/Appointment/:id', (request, reply) => {
    const row = rowOf(request);
    if (notModified(request, row.updated)) return reply.code(304).send();
    lastModified(reply, row.updated);
    return entity(request, row);
  });
  api.get('/Appointment/:id/Simple', (request) => simpleAppointment(tenant, rowOf(request), request.caller));
  api.put('/Appointment/:id', (request, reply) => {
    const row = rowToChange(parts, idOf(request));
    checkUnmodified(request, row.updated, `Appointment ${row.id}`);
    const body = fieldsOf(request.body);
    if (body.has('AppointmentId') && body.int('AppointmentId') !== row.id)
      throw badRequest('AppointmentId is not that of the address.');
    const input = readInput(body, { ...emptyInput(parts, row), associateId: row.associateId }, request.caller.time);
    return changed(request, reply, changeAppointment(parts, request.caller, row, input, restWish));
  });
  api.patch('/Appointment/:id', (request, reply) => {
    const row = rowToChange(parts, idOf(request));
    checkUnmodified(request, row.updated, `Appointment ${row.id}`);
    const changes = changesByPatch(appointmentEntity(tenant, row, request.caller), request.body);
    const input = readInput(fieldsOf(changes), inputOf(row), request.caller.time);
    return changed(request, reply, changeAppointment(parts, request.caller, row, input, restWish));
  });
  api.delete('/Appointment/:id', (request, reply) => {
    const row = rowToChange(parts, idOf(request));
    checkUnmodified(request, row.updated, `Appointment ${row.id}`);
    deleteAppointment(parts, request.caller, row, restWish);
    return reply.code(204).send();
  });
  const changed = (request: FastifyRequest, reply: FastifyReply, row: AppointmentRow) => {
    lastModified(reply, row.updated);
    return entity(request, row);
  };
}

/** For reads, which may have to be stale. @throws Refusal (404) */
export function appointmentRow(parts: ApiParts, request: FastifyRequest, id: number): AppointmentRow {
  const row = parts.tenant.appointments.get(id, request.caller.asOf);
  if (!row) throw notFound('Appointment', id);
  return row;
}

/** For writes, which act on what is there. @throws Refusal (404) */
export function rowToChange(parts: ApiParts, id: number): AppointmentRow {
  const row = parts.tenant.appointments.get(id);
  if (!row) throw notFound('Appointment', id);
  return row;
}

/** PUT replaces the whole: what the body leaves out is empty afterwards, and a date that is missing is an error. */
export function emptyInput(parts: ApiParts, row: AppointmentRow) {
  return {
    ...inputOf(blankRow(parts.tenant, row.associateId)),
    start: Number.NaN,
    end: Number.NaN,
  };
}

/** The result of the checks before a save: field to problem, empty when it can be saved. */
function validate(parts: ApiParts, request: FastifyRequest): Record<string, string> {
  const { caller } = request;
  const below = defaultRow(parts, caller);
  try {
    const input = readInput(fieldsOf(request.body), inputOf(below), caller.time);
    contentOf({ tenant: parts.tenant, switches: parts.kit.switches, user: caller.user }, input, below);
    return {};
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    return { [/^\w+/.exec(problem.message)?.[0] ?? 'AppointmentEntity']: problem.message };
  }
}
