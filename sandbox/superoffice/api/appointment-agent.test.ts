import { describe, expect, it } from 'vitest';
import { startTestTenant } from '../testing.ts';

const times = { StartDate: '2026-11-24T10:00:00+01:00', EndDate: '2026-11-24T11:30:00+01:00' };
const everybody = [
  { AssociateId: 12 },
  { AssociateId: 15, SendEmail: true },
  { AssociateId: 31 },
  { PersonId: 911, SendEmail: true },
  { EmailAddress: 'guest@elsewhere.example' },
];

/** A meeting of the main user (5001) with a colleague (5002), a room (5003) and two guests without rows. */
async function startBooking(options = {}) {
  const tenant = startTestTenant({}, options);
  const created = await tenant.ask('POST', 'Agents/Appointment/Save', {
    AppointmentEntity: { Title: 'Runde', ...times, Participants: everybody },
    UpdateMode: 'OnlyThis',
    SendEmailToParticipants: false,
  });
  tenant.system.control.clock.advance(60_000);
  return { ...tenant, created, colleague: tenant.as('toke@nordlicht.example') };
}

describe('a booking', () => {
  it('has a row in the diary of everybody who has one', async () => {
    const { created, ask, colleague } = await startBooking();
    expect(created.body).toMatchObject({
      AppointmentId: 5001,
      MotherId: 5001,
      BookingType: 'Owner',
      MotherAssociate: { AssociateId: 12 },
    });
    expect(created.at('Participants')).toMatchObject([
      { AssociateId: 12, InvitationStatus: 'Accepted' },
      { AssociateId: 15, InvitationStatus: 'Invitation' },
      { AssociateId: 31, InvitationStatus: 'Accepted' },
      { AssociateId: 0, PersonId: 911, ContactId: 310 },
      { AssociateId: 0, PersonId: 0, EmailAddress: 'guest@elsewhere.example' },
    ]);
    expect((await colleague('GET', 'Appointment/5002')).body).toMatchObject({
      ...{ Title: 'Runde', Associate: { AssociateId: 15 }, MotherId: 5001, BookingType: 'Participant' },
      ...{ Type: 'BookingForDiary', InvitationStatus: 'Invitation', InvitedPerson: { PersonId: 43 } },
      ...{ TableRight: { Mask: 'RI, RestrictedUpdate, Delete' } },
    });
    const rows = await ask('POST', 'Agents/Appointment/GetAppointmentRecords', { MotherId: 5001, RecurrenceRuleId: 0 });
    expect(rows.body).toMatchObject([
      { IsBookingMain: true },
      { AppointmentId: 5002 },
      { AppointmentId: 5003, Type: 'inDiary' },
    ]);
    const people = await ask('GET', 'Appointment/5001/Participants?$select=associateId,entityType,emailAddress');
    expect((people.at('value') as Record<string, string>[]).map((row) => row['entityType'])).toEqual([
      ...['associate', 'associate', 'resource', 'externalPerson', 'emailParticipant'],
    ]);
  });

  it('is answered by the invited: accepted, seen, declined', async () => {
    const { ask, colleague } = await startBooking();
    const agent = (name: string, more = {}) =>
      colleague('POST', `Agents/Appointment/${name}`, { AppointmentId: 5002, UpdateMode: 'OnlyThis', ...more });
    const state = async () => (await colleague('GET', 'Appointment/5002')).body;
    expect((await agent('SetSeen')).status).toBe(204);
    expect(await state()).toMatchObject({ InvitationStatus: 'Seen', Type: 'BookingForDiary' });
    await agent('Accept');
    expect(await state()).toMatchObject({ InvitationStatus: 'Accepted', Type: 'inDiary' });
    await agent('Reject', { RejectReason: 'keine Zeit' });
    expect(await state()).toMatchObject({ InvitationStatus: 'Declined', RejectReason: 'keine Zeit' });
    const master = await ask('GET', 'Appointment/5001');
    expect([master.at('RejectCounter'), master.at('Participants.1.InvitationStatus')]).toEqual([1, 'Declined']);
    expect((await ask('POST', 'Agents/Appointment/Accept', { AppointmentId: 5001, UpdateMode: 1 })).status).toBe(400);
    expect((await ask('POST', 'Agents/Appointment/Accept', { AppointmentId: 5002, UpdateMode: 1 })).status).toBe(403);
  });

  it('is changed by its owner for all; who is invited changes only the own alarm, priority and state', async () => {
    const { ask, colleague } = await startBooking();
    expect((await colleague('PATCH', 'Appointment/5002', { Title: 'Meins' })).status).toBe(403);
    expect((await colleague('PATCH', 'Appointment/5002', { HasAlarm: true, AlarmLeadTime: '00:30:00' })).status).toBe(
      200,
    );
    await colleague('POST', 'Agents/Appointment/Accept', { AppointmentId: 5002, UpdateMode: 1 });
    await ask('PATCH', 'Appointment/5001', { Title: 'Große Runde', EndDate: '2026-11-24T12:00:00+01:00' });
    expect((await colleague('GET', 'Appointment/5002')).body).toMatchObject({
      ...{ Title: 'Große Runde', EndDate: '2026-11-24T12:00:00+0100', HasAlarm: true },
      ...{ InvitationStatus: 'Moved', Type: 'BookingForDiary', UpdatedDate: '2026-11-23T09:01:00Z' },
    });
    expect((await ask('GET', 'Appointment/5003')).at('InvitationStatus')).toBe('Accepted');
  });

  it('loses and gains participants by the list of its owner', async () => {
    const { ask } = await startBooking();
    await ask('PATCH', 'Appointment/5001', [
      { op: 'replace', path: 'Participants', value: [{ AssociateId: 12 }, { AssociateId: 31 }] },
    ]);
    expect((await ask('GET', 'Appointment/5002')).at('InvitationStatus')).toBe('Cancelled');
    expect((await ask('GET', 'Appointment/5001')).at('Participants')).toHaveLength(2);
    await ask('PATCH', 'Appointment/5001', { Participants: { AssociateId: 15 } });
    expect((await ask('GET', 'Appointment/5001')).at('Participants')).toMatchObject([
      { AssociateId: 12 },
      { AssociateId: 31 },
      { AssociateId: 15 },
    ]);
  });

  it('that is deleted stays with the invited as cancelled until it is cleaned up', async () => {
    const { ask, colleague } = await startBooking();
    expect((await ask('DELETE', 'Appointment/5001')).status).toBe(204);
    expect((await colleague('GET', 'Appointment/5002')).body).toMatchObject({
      InvitationStatus: 'Cancelled',
      Type: 'BookingForDiary',
    });
    const archive = await colleague(
      'GET',
      'Appointment?$select=rawStatus&$filter=appointmentId%20eq%205002 and skipTentativeAndRejectedRestriction set true',
    );
    expect(archive.at('value.0.rawStatus')).toBe(10);
    await colleague('POST', 'Agents/Appointment/CleanUpBookingDeleted');
    expect((await colleague('GET', 'Appointment/5002')).status).toBe(404);
  });

  it('is declined by deleting the own row', async () => {
    const { ask, colleague } = await startBooking();
    expect((await colleague('DELETE', 'Appointment/5002')).status).toBe(204);
    expect((await ask('GET', 'Appointment/5001')).at('RejectCounter')).toBe(1);
  });

  it('for another user alone invites that user', async () => {
    const { ask, as } = startTestTenant();
    const created = await ask('POST', 'Appointment', { Title: 'Für dich', ...times, Associate: { AssociateId: 15 } });
    expect(created.body).toMatchObject({ Associate: { AssociateId: 12 }, BookingType: 'Owner' });
    expect((await as('toke@nordlicht.example')('GET', 'Appointment/5002')).at('Type')).toBe('BookingForDiary');
  });

  it.each([
    [[{ AssociateId: 15 }, { AssociateId: 12 }], 403],
    [[{ AssociateId: 12 }, { AssociateId: 99 }], 400],
    [[{ AssociateId: 12 }, { AssociateId: 15, PersonId: 40 }], 400],
    [[{ AssociateId: 12 }, { PersonId: 911, ContactId: 1 }], 400],
    [[{ AssociateId: 12 }, {}], 400],
  ])('refuses participants %j', async (Participants, status) => {
    const { ask } = startTestTenant();
    expect((await ask('POST', 'Appointment', { Title: 'x', ...times, Participants })).status).toBe(status);
  });
});

describe('mail', () => {
  it('goes only to those who are marked, and only when the call wants it', async () => {
    const { ask, system } = await startBooking();
    expect(system.control.mails()).toEqual([]);
    const entity = (await ask('GET', 'Appointment/5001')).body;
    const save = (SendEmailToParticipants: boolean, Title: string) =>
      ask('POST', 'Agents/Appointment/Save', {
        AppointmentEntity: { ...Object(entity), Title },
        UpdateMode: 1,
        SendEmailToParticipants,
      });
    await save(false, 'Still');
    expect(system.control.mails()).toEqual([]);
    await save(true, 'Laut');
    const to = ['toke@nordlicht.example', 'j.reuter@hafenbau.example'];
    expect(system.control.mails()).toEqual([{ to, subject: 'Laut', cause: 'POST /v1/Agents/Appointment/Save' }]);
    await ask('POST', 'Agents/Appointment/Delete', {
      AppointmentId: 5001,
      UpdateMode: 1,
      SendEmailToParticipants: false,
    });
    expect(system.control.mails()).toHaveLength(1);
  });

  it('goes out by REST as well, unless told otherwise', async () => {
    const { ask, system } = await startBooking();
    await ask('PATCH', 'Appointment/5001', { Title: 'Neu' });
    expect(system.control.mails()).toMatchObject([{ cause: 'PATCH /v1/Appointment/5001' }]);
    system.control.set('restSavesMail', false);
    await ask('DELETE', 'Appointment/5001');
    expect(system.control.mails()).toHaveLength(1);
  });
});

describe('the agent', () => {
  it('creates one appointment for a UID, once', async () => {
    const { ask } = startTestTenant();
    const agent = (name: string, body: unknown) => ask('POST', `Agents/Appointment/${name}`, body);
    const request = { AppointmentEntity: { Title: 'x', ...times }, UID: 'abc@calendar' };
    const created = await agent('CreateAppointmentForUID', request);
    expect(created.at('AppointmentId')).toBe(5001);
    const taken = await agent('CreateAppointmentForUID', request);
    expect([taken.status, taken.body]).toEqual([200, null]);
    expect((await agent('GetAppointmentFromUID', { UID: 'abc@calendar' })).at('AppointmentId')).toBe(5001);
    expect((await agent('GetUIDFromAppointmentId', { AppointmentId: 5001, UseMotherId: false })).body).toBe(
      'abc@calendar',
    );
    await ask('DELETE', 'Appointment/5001');
    expect((await agent('GetAppointmentFromUID', { UID: 'abc@calendar' })).body).toBeNull();
    expect((await agent('CreateAppointmentForUID', request)).at('AppointmentId')).toBe(5002);
  });

  it('saves whole entities, new and known', async () => {
    const { ask } = startTestTenant();
    const fresh = await ask('POST', 'Agents/Appointment/CreateDefaultAppointmentEntityByType', { Type: 'ToDo' });
    expect(fresh.body).toMatchObject({
      AppointmentId: 0,
      Type: 'inChecklist',
      Task: { TaskListItemId: 5 },
      StartDate: '2026-11-23T00:00:00+0100',
    });
    const created = await ask('POST', 'Agents/Appointment/SaveAppointmentEntity', {
      ...Object(fresh.body),
      Title: 'Anrufen',
    });
    expect(created.at('AppointmentId')).toBe(5001);
    const changed = await ask('POST', 'Agents/Appointment/SaveAppointmentEntity', {
      ...Object(created.body),
      Title: 'Schreiben',
    });
    expect(changed.body).toMatchObject({ AppointmentId: 5001, Title: 'Schreiben', Type: 'inChecklist' });
    expect((await ask('POST', 'Agents/Appointment/GetAppointmentEntity?appointmentEntityId=5001')).at('Title')).toBe(
      'Schreiben',
    );
  });

  it('reads many at once in the flat form and leaves out what is gone', async () => {
    const { ask } = await startBooking();
    const list = await ask('POST', 'Agents/Appointment/GetAppointmentList', [5001, 4711, 5002]);
    expect(list.body).toMatchObject([
      { AppointmentId: 5001, TaskId: 2, IsBookingMain: true, Title: 'Runde', StartDate: '2026-11-24T10:00:00+0100' },
      { AppointmentId: 5002, InvitationStatus: 'Invitation', MotherAssociateId: 12 },
    ]);
  });

  it('lists the own diary of a window', async () => {
    const { colleague } = await startBooking();
    const window = { StartTime: '2026-11-24T00:00:00', EndTime: '2026-11-25T00:00:00' };
    const people = [
      { PersonFullName: 'Mara Wendt', ParticipantStatus: 'NotStarted' },
      { EMail: ['toke@nordlicht.example'], ParticipantStatus: 'Booking' },
      { PersonFullName: 'Raum Elbe', ParticipantStatus: 'NotStarted' },
      { PersonId: 911, ContactName: 'Hafenbau GmbH', ParticipantStatus: 'UnknownOrPostIt' },
    ];
    const mine = await colleague('POST', 'Agents/Appointment/GetMySyncAppointments', window);
    expect(mine.body).toMatchObject([
      { AppointmentId: 5002, IsInvitation: true, IsTentative: false, IsBusy: true, Participants: people },
    ]);
    const other = { StartTime: '2026-11-25T00:00:00', EndTime: '2026-11-26T00:00:00' };
    expect((await colleague('POST', 'Agents/Appointment/GetMySyncAppointments', other)).body).toEqual([]);
  });
});
