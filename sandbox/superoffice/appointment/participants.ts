/**
 * @file Bookings: every colleague and room has an own row in the own diary; guests have none and are kept on the master.
 */
import { userOfPerson } from '../api/carriers.ts';
import { badRequest } from '../errors.ts';
import { type AppointmentRow, type Guest, rowStatus } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { ParticipantInput } from './input.ts';

export interface Invited {
  /** Associates, the owner first when it is a list of a body. */
  readonly associates: readonly { readonly associateId: number; readonly sendEmail: boolean }[];
  readonly guests: readonly Guest[];
}

/** What follows from the master for every participant. */
const shared = [
  ...(['title', 'agenda', 'description', 'internalNotes', 'location', 'joinUrl', 'start', 'end', 'taskId'] as const),
  ...(['contactId', 'personId', 'isAllDay', 'isMilestone', 'visibleFor', 'isPrivate', 'ruleId', 'plannedDay'] as const),
];

/** @throws Refusal (400) when the ids of one participant do not belong together */
export function resolveParticipants(tenant: Tenant, participants: readonly ParticipantInput[]): Invited {
  const associates = new Map<number, { associateId: number; sendEmail: boolean }>();
  const guests: Guest[] = [];
  for (const participant of participants) {
    const user = tenant.users.get(participant.associateId) ?? userOfPerson(tenant, participant.personId);
    if (participant.associateId !== 0 && user?.associateId !== participant.associateId) {
      throw badRequest(`Participant: associate id ${participant.associateId} not found`);
    }
    if (user && participant.personId !== 0 && participant.personId !== user.personId) {
      throw badRequest(`Participant: person id ${participant.personId} is not associate ${user.associateId}`);
    }
    if (user) associates.set(user.associateId, { associateId: user.associateId, sendEmail: participant.sendEmail });
    else guests.push(guestOf(tenant, participant));
  }
  return { associates: [...associates.values()], guests };
}

function guestOf(tenant: Tenant, participant: ParticipantInput): Guest {
  const { associateId: _none, ...guest } = participant;
  if (guest.personId === 0) {
    if (guest.emailAddress === '') throw badRequest('Participant: neither an id nor an e-mail address is given');
    return guest;
  }
  const person = tenant.persons.get(guest.personId);
  if (!person) throw badRequest(`Participant: person id ${guest.personId} not found`);
  if (guest.contactId !== 0 && guest.contactId !== person.contactId) {
    throw badRequest(`Participant: person id ${guest.personId} does not belong to contact id ${guest.contactId}`);
  }
  return { ...guest, contactId: person.contactId };
}

/**
 * Brings the participants' rows in line with their master: new ones are invited, removed ones cancelled, the others get what
 * changed, and have to answer again when the time moved.
 * @param associates null: the same people as before
 */
export function bookParticipants(
  tenant: Tenant,
  before: AppointmentRow | null,
  master: AppointmentRow,
  associates: Invited['associates'] | null,
): void {
  const rows = tenant.family(master.motherId).filter((row) => row.id !== master.id);
  const wanted = associates?.filter((each) => each.associateId !== master.associateId);
  const moved = before !== null && (before.start !== master.start || before.end !== master.end);
  for (const row of rows) {
    const invited = wanted?.find((each) => each.associateId === row.associateId);
    const stays = wanted === undefined || invited !== undefined;
    const mail = { sendEmail: invited?.sendEmail ?? row.sendEmail };
    const next = stays ? { ...follow(tenant, row, master, moved), ...mail } : cancelled(row);
    if (differs(row, next)) tenant.put({ ...next, updated: tenant.now(), updatedBy: master.updatedBy });
  }
  for (const { associateId, sendEmail } of wanted ?? []) {
    const known = rows.find((row) => row.associateId === associateId);
    if (!known || known.status === rowStatus.bookingDeleted)
      tenant.put(invitationRow(tenant, master, associateId, sendEmail));
  }
}

function invitationRow(
  tenant: Tenant,
  master: AppointmentRow,
  associateId: number,
  sendEmail: boolean,
): AppointmentRow {
  const isRoom = tenant.users.get(associateId)?.isRoom ?? false;
  return {
    ...master,
    id: tenant.nextAppointmentId(),
    associateId,
    createdBy: master.updatedBy,
    created: tenant.now(),
    type: isRoom ? 1 : 6,
    status: isRoom ? rowStatus.notStarted : rowStatus.booking,
    done: 0,
    guests: [],
    sendEmail,
  };
}

function follow(tenant: Tenant, row: AppointmentRow, master: AppointmentRow, moved: boolean): AppointmentRow {
  const content = Object.fromEntries(shared.map((field) => [field, master[field]])) as Partial<AppointmentRow>;
  const asked = moved && !tenant.users.get(row.associateId)?.isRoom && row.status !== rowStatus.bookingDeleted;
  if (!asked) return { ...row, ...content };
  const seen = row.status === rowStatus.bookingSeen || row.status === rowStatus.bookingMovedSeen;
  return { ...row, ...content, type: 6, status: seen ? rowStatus.bookingMovedSeen : rowStatus.bookingMoved };
}

/** What is left of an invitation that was taken back, until it is cleaned up. */
export function cancelled(row: AppointmentRow): AppointmentRow {
  return { ...row, type: 6, status: rowStatus.bookingDeleted };
}

function differs(a: AppointmentRow, b: AppointmentRow): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
