import { afterAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import { checkJournal } from '../support/contract-checker.ts';
import { createSuperOfficeChecker } from '../support/superoffice-contract.ts';

const today = '2026-11-23';
const clock = createManualClock(Date.parse(`${today}T08:00:00Z`));
const sandbox = await startSandbox({
  systems: ['superoffice'],
  size: 'small',
  today,
  listen: false,
  clock,
  switches: { superoffice: { callsPerSecond: 0 } },
});
const system = sandbox.superoffice;
const [user] = system.describe().users;
const root = `${system.describe().addresses['api']}/${sandbox.world.tenant.context}/api/v1`;
const checker = createSuperOfficeChecker();

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await system.fetch(root + path, {
    method,
    headers: {
      authorization: `Bearer ${user?.accessToken}`,
      accept: 'application/json',
      'so-timezone': 'DE, includeTZOffset',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

const rows = (answer: Answer): Record<string, unknown>[] => answer.body['value'] as Record<string, unknown>[];
const query = (options: Record<string, string | number>): string =>
  new URLSearchParams(Object.entries(options).map(([name, value]) => [name, String(value)])).toString();
const inWindow =
  "associateId currentAssociate and date afterTime '2026-11-15T00:00:00' and date beforeTime '2027-05-21T00:00:00'";

/** Runs a part of the tour, and holds every request and answer of it against the contract. */
async function inContract(part: () => Promise<void>): Promise<void> {
  const before = system.control.journal().length;
  await part();
  const report = checkJournal(checker, system.control.journal(before));
  expect(report.violations).toEqual([]);
  expect(report.checked).toBeGreaterThan(0);
}

async function createAppointment(more: Record<string, unknown> = {}): Promise<Answer> {
  return call('POST', '/Appointment', {
    Title: 'Angebotsbesprechung',
    Agenda: '<p>Bitte <b>vorher</b> anrufen.</p>',
    StartDate: '2026-12-01T09:00:00+01:00',
    EndDate: '2026-12-01T10:00:00+01:00',
    Location: 'Raum Elbe',
    HasAlarm: true,
    AlarmLeadTime: '00:30:00',
    Task: { TaskListItemId: 2 },
    ...more,
  });
}

describe('SuperOffice in the sandbox keeps to its contract', () => {
  afterAll(() => sandbox.close());

  it('when one asks who and where one is', () =>
    inContract(async () => {
      for (const path of [
        '/User/currentPrincipal',
        '/User/currentAssociate',
        '/TimeZone/current',
        '/TimeZone/base',
        '/MDOList/timezoneiana?flat=true',
        '/List/Task/Items',
        '/Preference/Defaults/DefaultAppointmentAppointTaskId',
        '/Preference/DiaryView/DefaultAlarmTime',
        '/Preference/DiaryView/AllDayStartTime',
        '/Preference/DiaryView/AllDayEndTime',
      ]) {
        expect([path, (await call('GET', path)).status]).toEqual([path, 200]);
      }
    }));

  it('when one makes a to-do, changes it, ticks it off and lists those that are open', () =>
    inContract(async () => {
      const template = await call('POST', '/Agents/Appointment/CreateDefaultAppointmentEntityByType', { Type: 'ToDo' });
      expect(template.body['Type']).toBe('inChecklist');
      const { _Links, ...entity } = template.body;
      const due = '2026-12-04T00:00:00+01:00';
      const made = await call('POST', '/Agents/Appointment/CreateAppointmentForUID', {
        AppointmentEntity: { ...entity, Title: 'Angebot nachfassen', StartDate: due, EndDate: due, ActiveDate: due },
        UID: '7f0f7c0e-0000-4000-8000-00000000000a',
      });
      const id = made.body['AppointmentId'];
      const patch = (value: string) =>
        call('PATCH', `/Appointment/${id}`, [{ op: 'replace', path: '/Completed', value }], {
          'content-type': 'application/json-patch+json',
        });
      expect((await patch('Started')).body['Completed']).toBe('Started');
      const identified = { ActivityIdentifier: [`appointment_id=${id}`], ActivityStatus: 'Completed' };
      expect((await call('POST', '/Agents/Appointment/SetActivityStatus', identified)).status).toBe(204);
      await call('POST', '/Agents/Appointment/ToggleAppointmentStatus', { AppointmentId: id });
      expect((await call('POST', '/Agents/Appointment/GetMyTasks', { Count: 50 })).status).toBe(200);
      const open = {
        $select: 'appointmentId,updatedDate,rawType',
        $filter:
          'associateId currentAssociate and (rawType = 2 or rawType = 7) and completed set false and skipTentativeAndRejectedRestriction set true',
        $orderBy: 'appointmentId',
        $top: 50,
      };
      const listed = await call('GET', `/Archive/ChecklistAppointment?${query(open)}`);
      expect(rows(listed).map((row) => row['appointmentId'])).toContain(id);
    }));

  it('when a meeting becomes a to-do and is given to somebody else, who declines', () =>
    inContract(async () => {
      const { AppointmentId: id } = (await createAppointment()).body;
      const todo = await call('POST', '/Agents/Appointment/ConvertAppointmentToTask', { AppointmentId: id });
      expect(todo.body['Type']).toBe('inChecklist');
      const given = await call('POST', '/Agents/Appointment/AssignTo', {
        AppointmentId: id,
        Participant: { AssociateId: 15 },
        UpdateMode: 'OnlyThis',
      });
      expect(given.body['AssignmentStatus']).toBe('Assigning');
      expect((await call('GET', `/Appointment/${id}/Simple`)).status).toBe(200);
    }));

  it('when one lists appointments, page by page, and reads each', () =>
    inContract(async () => {
      const options = {
        $select: 'appointmentId,updatedDate,time,endTime,rawType',
        $filter: inWindow,
        $orderBy: 'appointmentId',
      };
      const pages = [0, 5, 10].map((skip) =>
        call('GET', `/Appointment?${query({ ...options, $top: 5, $skip: skip })}`),
      );
      const found = (await Promise.all(pages)).flatMap(rows);
      expect(found.length).toBeGreaterThan(10);
      for (const row of found) {
        expect((await call('GET', `/Appointment/${row['appointmentId']}`)).status).toBe(200);
      }
    }));

  it('when one asks what changed since', () =>
    inContract(async () => {
      const before = new Date(clock.now() - 1000).toISOString().slice(0, 19);
      const created = await createAppointment();
      const answer = await call(
        'GET',
        `/Appointment?${query({
          $select: 'appointmentId,associateId,time,endTime,updatedDate,rawType,rawStatus,recurrenceRuleId',
          $filter: `associateId currentAssociate and updatedDate afterTime '${before}'`,
          $orderBy: 'appointmentId',
          $top: 500,
        })}`,
      );
      expect(rows(answer).map((row) => row['appointmentId'])).toContain(created.body['AppointmentId']);
    }));

  it('when one creates, changes and deletes an appointment', () =>
    inContract(async () => {
      expect((await call('GET', '/Appointment/default')).status).toBe(200);
      const created = await createAppointment({
        Private: 'PrivateUser',
        VisibleFor: [{ VisibleId: 12, Visibility: 'Associate' }],
      });
      expect(created).toMatchObject({ status: 200, body: { Private: 'PrivateUser' } });
      const path = `/Appointment/${created.body['AppointmentId']}`;
      const patched = await call('PATCH', path, [
        { op: 'test', path: '/Title', value: 'Angebotsbesprechung' },
        { op: 'replace', path: '/Title', value: 'Verlegt' },
        { op: 'replace', path: '/StartDate', value: '2026-12-02T09:00:00+01:00' },
        { op: 'replace', path: '/EndDate', value: '2026-12-02T10:00:00+01:00' },
      ]);
      expect(patched).toMatchObject({ status: 200, body: { Title: 'Verlegt' } });
      expect(await call('PATCH', path, { Location: 'Rom Fjord' })).toMatchObject({ body: { Location: 'Rom Fjord' } });
      const { _Links: _, ...whole } = (await call('GET', path)).body;
      expect((await call('PUT', path, { ...whole, Title: 'Ersetzt' })).body['Title']).toBe('Ersetzt');
      expect((await call('DELETE', path)).status).toBe(204);
      expect((await call('GET', path)).status).toBe(404);
    }));

  it('when one reads only some properties', () =>
    inContract(async () => {
      const created = await createAppointment();
      const answer = await call('GET', `/Appointment/${created.body['AppointmentId']}?$select=Title,StartDate`);
      expect(answer).toMatchObject({ status: 200, body: { Title: 'Angebotsbesprechung', Location: null } });
    }));

  it('when one changes what somebody else changed meanwhile', () =>
    inContract(async () => {
      const created = await createAppointment();
      const path = `/Appointment/${created.body['AppointmentId']}`;
      const before = new Date(clock.now()).toUTCString();
      clock.advance(5000);
      expect((await call('PATCH', path, { Title: 'Anders' })).status).toBe(200);
      const late = await call('PATCH', path, { Title: 'Zu spät' }, { 'if-unmodified-since': before });
      expect(late.status).toBe(412);
    }));

  it('when one uses the agents', () =>
    inContract(async () => {
      const byType = await call('POST', '/Agents/Appointment/CreateDefaultAppointmentEntityByType', {
        Type: 'Appointment',
      });
      expect(byType.status).toBe(200);
      const { _Links: _, ...whole } = (await createAppointment()).body;
      const saved = await call('POST', '/Agents/Appointment/Save', {
        AppointmentEntity: { ...whole, Title: 'Über den Agenten' },
        UpdateMode: 'OnlyThis',
        SendEmailToParticipants: false,
        SmtpEMailConnectionInfo: null,
        ImapEMailConnectionInfo: null,
      });
      expect(saved).toMatchObject({ status: 200, body: { Title: 'Über den Agenten' } });
      const removed = await call('POST', '/Agents/Appointment/Delete', {
        AppointmentId: saved.body['AppointmentId'],
        UpdateMode: 'OnlyThis',
        SendEmailToParticipants: false,
      });
      expect(removed.status).toBe(204);
    }));

  it('when one asks the agents for many at once', () =>
    inContract(async () => {
      const ids = [1, 2, 3].map(() => createAppointment());
      const created = (await Promise.all(ids)).map((answer) => answer.body['AppointmentId']);
      expect(await call('POST', '/Agents/Appointment/GetAppointmentList', created)).toHaveProperty('body.length', 3);
      const series = rows(
        await call('GET', `/Appointment?${query({ $select: 'recurrenceRuleId', $filter: inWindow, $top: 500 })}`),
      );
      const ruleId = series.map((row) => Number(row['recurrenceRuleId'])).find((id) => id > 0) ?? 0;
      const records = await call('POST', '/Agents/Appointment/GetAppointmentRecords', {
        MotherId: 0,
        RecurrenceRuleId: ruleId,
      });
      expect(records).toHaveProperty('body.length', 10);
      const window = { StartTime: '2026-11-16T00:00:00', EndTime: '2027-05-22T00:00:00' };
      expect((await call('POST', '/Agents/Appointment/GetMySyncAppointments', window)).status).toBe(200);
      expect((await call('POST', '/Agents/Person/GetMyPerson')).status).toBe(200);
    }));

  it('when one makes, changes, ends and stops a series', () =>
    inContract(async () => {
      const agent = (name: string, body: object) => call('POST', `/Agents/Appointment/${name}`, body);
      const Recurrence = (await agent('CreateDefaultRecurrenceByDate', { StartDate: '2026-12-07T10:00:00' })).body;
      const AppointmentEntity = {
        Title: 'Runde',
        StartDate: '2026-12-07T10:00:00',
        EndDate: '2026-12-07T11:00:00',
        Recurrence: {
          ...Recurrence,
          IsRecurrence: true,
          WeekPattern: { Weekdays: 'Monday, Thursday', Cycle: 1 },
          RecurrenceEndType: 'Counter',
          RecurrenceCounter: 5,
        },
      };
      const days = await agent('CalculateDays', { AppointmentEntity });
      expect(days).toHaveProperty('body.Dates.length', 5);
      expect(await agent('ValidateDays', { AppointmentEntity, Dates: [] })).toMatchObject({ status: 400 });
      const whole = { ...AppointmentEntity, Recurrence: days.body };
      const mail = { SendEmailToParticipants: false };
      const saved = await agent('Save', { AppointmentEntity: whole, UpdateMode: 'OnlyThis', ...mail });
      const id = Number(saved.body['AppointmentId']);
      const { _Links, ...read } = (await call('GET', `/Appointment/${id + 2}`)).body;
      const third = { ...read, Title: 'Anders' };
      expect((await agent('Save', { AppointmentEntity: third, UpdateMode: 'ThisAndForward', ...mail })).status).toBe(
        200,
      );
      expect((await agent('Save', { AppointmentEntity: third, UpdateMode: 'StopRecurrence', ...mail })).status).toBe(
        200,
      );
      const forward = { AppointmentId: id, UpdateMode: 'ThisAndForward', ...mail };
      expect((await agent('Delete', forward)).status).toBe(204);
    }));

  it('when one answers an invitation', () =>
    inContract(async () => {
      const all = rows(
        await call(
          'GET',
          `/Appointment?${query({ $select: 'appointmentId,text', $filter: `${inWindow} and skipTentativeAndRejectedRestriction set true`, $top: 500 })}`,
        ),
      );
      const entities = await Promise.all(all.map((row) => call('GET', `/Appointment/${row['appointmentId']}`)));
      const invitation = entities.find(({ body }) => body['Type'] === 'BookingForDiary')?.body['AppointmentId'];
      expect((await call('GET', `/Appointment/${invitation}/Participants`)).status).toBe(200);
      expect((await call('GET', `/Appointment/${invitation}/Simple`)).status).toBe(200);
      for (const name of ['SetSeen', 'Accept']) {
        const answer = await call('POST', `/Agents/Appointment/${name}`, {
          AppointmentId: invitation,
          UpdateMode: 'OnlyThis',
        });
        expect([name, answer.status]).toEqual([name, 204]);
      }
      expect((await call('GET', `/Appointment/${invitation}`)).body['InvitationStatus']).toBe('Accepted');
      const reason = { AppointmentId: invitation, RejectReason: 'Keine Zeit', UpdateMode: 'OnlyThis' };
      expect((await call('POST', '/Agents/Appointment/Reject', reason)).status).toBe(204);
    }));

  it('when one looks up persons, companies and deletions', () =>
    inContract(async () => {
      const [person] = sandbox.world.persons;
      for (const path of [
        `/Person/${person?.personId}`,
        `/Person/${person?.personId}/Simple`,
        `/Contact/${person?.contactId}`,
        `/Contact/${person?.contactId}/Simple`,
        '/List/Task/MDOItems',
        '/List/Task/Items/2',
        '/MDOList/associate?flat=true',
        '/TimeZone?$select=timeZone,isActive',
      ]) {
        expect([path, (await call('GET', path)).status]).toEqual([path, 200]);
      }
      const byMail = query({
        $select: 'personId,contactId,fullName,email/emailAddress',
        $filter: `email/emailAddress is '${person?.email}'`,
        $top: 5,
      });
      expect(rows(await call('GET', `/Person?${byMail}`))).toMatchObject([{ personId: person?.personId }]);
      const created = (await createAppointment()).body['AppointmentId'];
      expect((await call('DELETE', `/Appointment/${created}`)).status).toBe(204);
      const log = query({
        $select: 'traveltransactionlog.record_id,traveltransactionlog.ttime,traveltransactionlog.associate_id',
        $filter: 'traveltransactionlog.tablenumber = 9 and traveltransactionlog.type = 4864',
        $orderBy: 'traveltransactionlog.traveltransactionlog_id',
        $top: 500,
      });
      const deleted = rows(await call('GET', `/Archive/dynamic?${log}`)).map(
        (row) => row['traveltransactionlog.record_id'],
      );
      expect(deleted).toContain(created);
    }));

  it('when one reads a whole year', async () => {
    const year = await startSandbox({
      systems: ['superoffice'],
      size: 'sample',
      today,
      listen: false,
      clock,
      switches: { superoffice: { callsPerSecond: 0 } },
    });
    const { control, fetch } = year.superoffice;
    const [{ addresses, users }] = year.descriptions as [(typeof year.descriptions)[number]];
    const headers = { authorization: `Bearer ${users[0]?.accessToken}`, 'so-timezone': 'DE, includeTZOffset' };
    const get = async (path: string): Promise<Answer['body']> => {
      const response = await fetch(`${addresses['api']}/${year.world.tenant.context}/api/v1${path}`, { headers });
      return (await response.json()) as Answer['body'];
    };
    const list = await get(
      `/Appointment?${query({ $select: 'appointmentId', $filter: 'associateId currentAssociate', $top: 2000 })}`,
    );
    const ids = (list['value'] as Record<string, unknown>[]).map((row) => row['appointmentId']);
    expect(ids.length).toBeGreaterThan(700);
    for (const id of ids) await get(`/Appointment/${id}`);
    const report = checkJournal(checker, control.journal());
    expect(report).toEqual({ checked: ids.length + 1, notCovered: [], violations: [] });
    await year.close();
  });

  it('when it refuses', () =>
    inContract(async () => {
      expect((await call('GET', '/Appointment/999999')).status).toBe(404);
      expect((await call('GET', '/User/currentPrincipal', undefined, { authorization: 'Bearer nobody' })).status).toBe(
        401,
      );
      for (const status of [429, 503] as const) {
        system.control.fault({ path: 'currentPrincipal', effect: { kind: 'status', status, retryAfterSeconds: 2 } });
        expect((await call('GET', '/User/currentPrincipal')).status).toBe(status);
      }
    }));

  it('without sending a mail to anybody', () => {
    expect(system.control.mails()).toEqual([]);
  });
});
