/**
 * @file `/v1/Agents/Appointment/…`: the calls by name, with a mode and a wish about mail where REST has none.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acceptInvitation, markInvitationSeen, rejectInvitation } from '../appointment/answer.ts';
import { appointmentEntity } from '../appointment/entity.ts';
import { simpleAppointment, syncData } from '../appointment/flat-forms.ts';
import { inputOf, readInput } from '../appointment/input.ts';
import {
  changeAppointment,
  createAppointment,
  defaultRow,
  deleteAppointment,
  restWish,
  type Wish,
} from '../appointment/save.ts';
import { badRequest, notYet } from '../errors.ts';
import { type AppointmentRow, isChecklist, rowStatus, updateMode } from '../tenant/rows.ts';
import { type Fields, fieldsOf, selected } from '../wire.ts';
import { appointmentRow, emptyInput, rowToChange } from './appointments.ts';
import { recordType } from './record-type.ts';
import { type ApiParts, queryOf } from './request-context.ts';

export function addAppointmentAgent(api: FastifyInstance, parts: ApiParts): void {
  const call = (name: string, handle: (request: FastifyRequest, reply: FastifyReply) => unknown): void => {
    api.post(`/Agents/Appointment/${name}`, (request, reply) => handle(request, reply));
  };
  const entity = (request: FastifyRequest, row: AppointmentRow) =>
    selected(appointmentEntity(parts.tenant, row, request.caller), queryOf(request)['$select']);
  const done = (reply: FastifyReply) => reply.code(204).send();
  call('CreateDefaultAppointmentEntity', (request) => entity(request, defaultRow(parts, request.caller)));
  call('CreateDefaultAppointmentEntityByType', (request) => {
    const record = recordType.name(recordType.read(fieldsOf(request.body).get('Type'), 'Type'));
    return entity(request, defaultRow(parts, request.caller, record));
  });
  call('GetAppointmentEntity', (request) => entity(request, appointmentRow(parts, request, idInQuery(request))));
  call('SaveAppointmentEntity', (request) => entity(request, save(parts, request, fieldsOf(request.body), restWish)));
  call('Save', (request) => {
    const body = fieldsOf(request.body);
    const given = body.object('AppointmentEntity');
    if (!given) throw badRequest('AppointmentEntity is missing.');
    return entity(request, save(parts, request, given, wishOf(body)));
  });
  call('DeleteAppointmentEntity', (request, reply) => {
    deleteAppointment(parts, request.caller, rowToChange(parts, idInQuery(request)), restWish);
    return done(reply);
  });
  call('Delete', (request, reply) => {
    const body = fieldsOf(request.body);
    deleteAppointment(parts, request.caller, rowToChange(parts, body.int('AppointmentId')), wishOf(body));
    return done(reply);
  });
  addAnswers(call, parts, done);
  addQueries(call, parts);
  addUids(call, parts, entity);
}

type Call = (name: string, handle: (request: FastifyRequest, reply: FastifyReply) => unknown) => void;

function addAnswers(call: Call, parts: ApiParts, done: (reply: FastifyReply) => FastifyReply): void {
  const invitationIn = (request: FastifyRequest): { row: AppointmentRow; body: Fields } => {
    const body = fieldsOf(request.body);
    const row = rowToChange(parts, body.int('AppointmentId'));
    if (row.ruleId !== 0 && updateMode.read(body.get('UpdateMode'), 'UpdateMode') > 1)
      throw notYet('Answering a whole series');
    return { row, body };
  };
  call('Accept', (request, reply) => {
    acceptInvitation(parts, request.caller, invitationIn(request).row);
    return done(reply);
  });
  call('Reject', (request, reply) => {
    const { row, body } = invitationIn(request);
    rejectInvitation(parts, request.caller, row, body.text('RejectReason'));
    return done(reply);
  });
  call('SetSeen', (request, reply) => {
    markInvitationSeen(parts, request.caller, invitationIn(request).row);
    return done(reply);
  });
  call('CleanUpBookingDeleted', (request, reply) => {
    const { associateId } = request.caller.user;
    const gone = [...parts.tenant.appointments.values()].filter(
      (row) => row.associateId === associateId && row.status === rowStatus.bookingDeleted,
    );
    for (const row of gone) parts.tenant.remove(row, associateId);
    return done(reply);
  });
}

function addQueries(call: Call, parts: ApiParts): void {
  const { tenant } = parts;
  call('GetAppointmentList', (request) => {
    if (!Array.isArray(request.body)) throw badRequest('The body is an array of appointment ids.');
    return request.body
      .map((id) => tenant.appointments.get(Number(id), request.caller.asOf))
      .filter((row) => row !== undefined)
      .map((row) => simpleAppointment(tenant, row, request.caller));
  });
  call('GetAppointmentRecords', (request) => {
    const body = fieldsOf(request.body);
    const [motherId, ruleId] = [body.int('MotherId'), body.int('RecurrenceRuleId')];
    const rows =
      motherId !== 0
        ? tenant.family(motherId, request.caller.asOf)
        : [...tenant.appointments.values(request.caller.asOf)].filter((row) => ruleId !== 0 && row.ruleId === ruleId);
    return rows.map((row) => simpleAppointment(tenant, row, request.caller));
  });
  call('GetMySyncAppointments', (request) => {
    const body = fieldsOf(request.body);
    const { user, time, asOf } = request.caller;
    const [from, to] = [time.read(body.text('StartTime')), time.read(body.text('EndTime'))];
    return [...tenant.appointments.values(asOf)]
      .filter((row) => row.associateId === user.associateId && !isChecklist(row) && row.start < to && row.end >= from)
      .map((row) => syncData(tenant, row, request.caller));
  });
}

function addUids(call: Call, parts: ApiParts, entity: (request: FastifyRequest, row: AppointmentRow) => unknown): void {
  const { tenant } = parts;
  call('CreateAppointmentForUID', (request, reply) => {
    const body = fieldsOf(request.body);
    const [uid, given] = [body.text('UID'), body.object('AppointmentEntity')];
    if (uid === '' || !given) throw badRequest('AppointmentEntity and UID are mandatory.');
    if (tenant.uids.has(uid)) return reply.type('application/json; charset=utf-8').send('null');
    const row = save(parts, request, seriesByUid(parts, given), { updateMode: 1, sendEmail: false });
    tenant.nameByUid(uid, row.id);
    return entity(request, row);
  });
  call('GetAppointmentFromUID', (request, reply) => {
    const id = tenant.uids.get(fieldsOf(request.body).text('UID'));
    const row = id === undefined ? undefined : tenant.appointments.get(id, request.caller.asOf);
    return row ? entity(request, row) : reply.type('application/json; charset=utf-8').send('null');
  });
  call('GetUIDFromAppointmentId', (request, reply) => {
    const body = fieldsOf(request.body);
    const row = appointmentRow(parts, request, body.int('AppointmentId'));
    const id = body.flag('UseMotherId') && row.motherId !== 0 ? row.motherId : row.id;
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(tenant.uidOf(id) ?? ''));
  });
}

/** What becomes of a rule that comes with a UID is not told anywhere. */
function seriesByUid({ kit }: ApiParts, given: Fields): Fields {
  const form = kit.switches.text('uidWithRecurrence');
  if (form === 'series' || !given.object('Recurrence')?.flag('IsRecurrence')) return given;
  if (form === 'refused') throw badRequest('A recurrence cannot be created with a UID.');
  return { ...given, has: (name) => name.toLowerCase() !== 'recurrence' && given.has(name) };
}

/** An entity without an id is created over the default, one with an id replaces the whole row. */
function save(parts: ApiParts, request: FastifyRequest, given: Fields, wish: Wish): AppointmentRow {
  const { caller } = request;
  const id = given.int('AppointmentId');
  if (id === 0) {
    return createAppointment(parts, caller, readInput(given, inputOf(defaultRow(parts, caller)), caller.time), wish);
  }
  const row = rowToChange(parts, id);
  return changeAppointment(parts, caller, row, readInput(given, emptyInput(parts, row), caller.time), wish);
}

function wishOf(body: Fields): Wish {
  return {
    updateMode: updateMode.read(body.get('UpdateMode'), 'UpdateMode'),
    sendEmail: body.flag('SendEmailToParticipants'),
  };
}

function idInQuery(request: FastifyRequest): number {
  const id = Number(queryOf(request)['appointmententityid']);
  if (!Number.isInteger(id)) throw badRequest('appointmentEntityId is missing.');
  return id;
}
