import { describe, expect, it } from 'vitest';
import { sampleAppointment, sampleTask, startTestTenant } from '../testing.ts';

const due = '2026-11-27T00:00:00+01:00';
const newTodo = { Type: 'inChecklist', Title: 'Anrufen', StartDate: due, EndDate: due, Task: { TaskListItemId: 5 } };
const day = (text: unknown) => String(text).slice(0, 10);
const empty = '0001-01-01T00:00:00';

describe('a to-do', () => {
  it('comes by default with the type for to-dos, today and no hours', async () => {
    const { ask } = startTestTenant();
    const made = await ask('POST', 'Agents/Appointment/CreateDefaultAppointmentEntityByType', { Type: 'ToDo' });
    expect(made.body).toMatchObject({
      Type: 'inChecklist',
      Task: { TaskListItemId: 5, Type: 'ToDo' },
      StartDate: '2026-11-23T00:00:00+0100',
      EndDate: '2026-11-23T00:00:00+0100',
      Completed: 'NotStarted',
    });
    const other = await ask('POST', 'Agents/Appointment/CreateDefaultAppointmentEntityByTypeAndAssociate', {
      Type: 'ToDo',
      AssociateId: 15,
    });
    expect(other.at('Associate.AssociateId')).toBe(15);
  });

  it('is ticked off in three states, by a patch, by a toggle and by name', async () => {
    const { ask } = startTestTenant({ tasks: [sampleTask({})] });
    const state = async () => (await ask('GET', 'Appointment/5001')).at('Completed');
    await ask('PATCH', 'Appointment/5001', [{ op: 'replace', path: '/Completed', value: 'Started' }]);
    expect(await state()).toBe('Started');
    expect((await ask('POST', 'Agents/Appointment/ToggleAppointmentStatus', { AppointmentId: 5001 })).body).toBe(
      'Completed',
    );
    expect((await ask('PATCH', 'Appointment/5001', [{ op: 'replace', path: '/Title', value: 'B' }])).status).toBe(403);
    await ask('POST', 'Agents/Appointment/ToggleAppointmentStatus', { AppointmentId: 5001 });
    expect(await state()).toBe('Started');
    const named = { ActivityIdentifier: ['appointment_id=5001'], ActivityStatus: 'NotStarted' };
    expect((await ask('POST', 'Agents/Appointment/SetActivityStatus', named)).status).toBe(204);
    expect(await state()).toBe('NotStarted');
  });

  it('is its owner’s alone', async () => {
    const { ask } = startTestTenant();
    const guests = { Participants: [{ AssociateId: 12 }, { PersonId: 911 }] };
    expect((await ask('POST', 'Appointment', { ...newTodo, ...guests })).status).toBe(400);
    const made = await ask('POST', 'Appointment', newTodo);
    expect((await ask('PATCH', `Appointment/${made.at('AppointmentId')}`, guests)).status).toBe(400);
  });

  it('that is open is in the list of the user’s to-dos, the most urgent first', async () => {
    const { ask } = startTestTenant({
      tasks: [
        sampleTask({ title: 'later', due: '2026-12-24' }),
        sampleTask({ title: 'done', completed: true }),
        sampleTask({ title: 'sooner', due: '2026-11-20' }),
      ],
    });
    const titles = async (count: number) =>
      ((await ask('POST', 'Agents/Appointment/GetMyTasks', { Count: count })).body as { Title: string }[]).map(
        ({ Title }) => Title,
      );
    expect(await titles(9)).toEqual(['sooner', 'later']);
    expect(await titles(1)).toEqual(['sooner']);
  });

  it('that repeats is a row for each time', async () => {
    const { ask } = startTestTenant();
    const made = await ask('POST', 'Agents/Appointment/Save', {
      AppointmentEntity: {
        ...newTodo,
        Recurrence: {
          IsRecurrence: true,
          ...{ StartDate: due, Pattern: 'Daily', RecurrenceEndType: 'Counter', RecurrenceCounter: 3 },
          ...{ DayPattern: { Pattern: 'EveryCyclicDay', Cycle: 1 } },
        },
      },
      UpdateMode: 'OnlyThis',
    });
    expect(made.status).toBe(200);
    const rows = await ask('GET', 'Archive/ChecklistAppointment?$select=appointmentId,rawType,recurrenceRuleId');
    expect(rows.at('value')).toMatchObject([{ rawType: 2 }, { rawType: 2 }, { rawType: 2 }]);
    expect(rows.at('value.0.recurrenceRuleId')).toBe(made.at('Recurrence.RecurrenceId'));
  });
});

describe('the deadline of a to-do', () => {
  const create = async (switches: Record<string, string>, times: Record<string, string> = {}) => {
    const { ask } = startTestTenant({}, { switches });
    return await ask('POST', 'Appointment', { ...newTodo, ...times });
  };

  it('stands where the site keeps it', async () => {
    expect((await create({})).body).toMatchObject({
      StartDate: '2026-11-27T00:00:00+0100',
      EndDate: '2026-11-27T00:00:00+0100',
    });
    expect((await create({ todoDeadline: 'endDate' })).body).toMatchObject({
      StartDate: empty,
      EndDate: '2026-11-27T00:00:00+0100',
    });
    expect((await create({ todoDeadline: 'startDate' })).body).toMatchObject({
      StartDate: '2026-11-27T00:00:00+0100',
      EndDate: empty,
    });
  });

  it('may be missing, is today then, or is asked for', async () => {
    const none = { StartDate: empty, EndDate: empty };
    expect((await create({}, none)).body).toMatchObject(none);
    expect(day((await create({ todoWithoutDate: 'today' }, none)).at('EndDate'))).toBe('2026-11-23');
    expect((await create({ todoWithoutDate: 'refused' }, none)).status).toBe(400);
    expect((await create({}, { StartDate: due, EndDate: '2026-11-26T00:00:00+01:00' })).status).toBe(400);
  });

  it('keeps its time of day, or loses it by the user’s or the database’s clock', async () => {
    const late = { StartDate: '2026-11-27T15:00:00+01:00', EndDate: '2026-11-27T15:00:00+01:00' };
    expect((await create({}, late)).at('EndDate')).toBe('2026-11-27T15:00:00+0100');
    expect((await create({ todoTimes: 'cut' }, late)).at('EndDate')).toBe('2026-11-27T00:00:00+0100');
    const { as } = startTestTenant({}, { switches: { todoTimes: 'cutInBase' } });
    const newYork = { 'so-timezone': 'US-NY, includeTZOffset' };
    const made = await as('toke@nordlicht.example')('POST', 'Appointment', { ...newTodo, ...late }, newYork);
    expect(made.at('EndDate')).toBe('2026-11-26T18:00:00-0500');
  });
});

describe('a meeting and a to-do', () => {
  const diary = 'Archive/DiaryAppointment?$select=appointmentId';
  const checklist = 'Archive/ChecklistAppointment?$select=appointmentId';

  it('turn into each other as the same row', async () => {
    const { ask } = startTestTenant({ appointments: [sampleAppointment({})] });
    const made = await ask('POST', 'Agents/Appointment/ConvertAppointmentToTask', { AppointmentId: 5001 });
    expect(made.body).toMatchObject({ AppointmentId: 5001, Type: 'inChecklist' });
    expect((await ask('GET', diary)).at('value')).toEqual([]);
    expect((await ask('GET', checklist)).at('value')).toMatchObject([{ appointmentId: 5001 }]);
    expect((await ask('POST', 'Agents/Appointment/ConvertAppointmentToTask', { AppointmentId: 5001 })).status).toBe(
      400,
    );
    await ask('PATCH', 'Appointment/5001', [{ op: 'replace', path: '/Type', value: 'inDiary' }]);
    expect((await ask('GET', diary)).at('value')).toHaveLength(1);
    expect((await ask('GET', checklist)).at('value')).toEqual([]);
  });

  it('need a beginning and an end in the diary, whichever of them the to-do had', async () => {
    const { ask } = startTestTenant({}, { switches: { todoDeadline: 'startDate' } });
    const id = (await ask('POST', 'Appointment', newTodo)).at('AppointmentId');
    const turn = [{ op: 'replace', path: '/Type', value: 'inDiary' }];
    expect((await ask('PATCH', `Appointment/${id}`, turn)).body).toMatchObject({
      StartDate: '2026-11-27T00:00:00+0100',
      EndDate: '2026-11-27T00:00:00+0100',
    });
    const undated = await ask('POST', 'Appointment', { ...newTodo, StartDate: empty, EndDate: empty });
    expect((await ask('PATCH', `Appointment/${undated.at('AppointmentId')}`, turn)).status).toBe(400);
  });

  it('do not, where others take part or it repeats', async () => {
    const { ask } = startTestTenant({
      appointments: [sampleAppointment({ bookedAssociates: [15] }), sampleAppointment({ weekly: 2 })],
    });
    for (const id of [5001, 5003]) {
      const answer = await ask('POST', 'Agents/Appointment/ConvertAppointmentToTask', { AppointmentId: id });
      expect([id, answer.status]).toEqual([id, 400]);
    }
  });
});

describe('an assignment', () => {
  const start = async () => {
    const tenant = startTestTenant({ tasks: [sampleTask({})] });
    const colleague = tenant.as('toke@nordlicht.example');
    const given = await tenant.ask('POST', 'Agents/Appointment/AssignTo', {
      AppointmentId: 5001,
      Participant: { AssociateId: 15 },
      UpdateMode: 'OnlyThis',
    });
    return { ...tenant, colleague, given };
  };

  it('leaves the checklist of whoever gives it, for that of whoever gets it', async () => {
    const { ask, colleague, given } = await start();
    expect(given.body).toMatchObject({
      AppointmentId: 5001,
      Type: 'BookingForChecklist',
      AssignmentStatus: 'Assigning',
      Associate: { AssociateId: 15 },
      AssignedBy: { AssociateId: 12 },
      TableRight: { Mask: 'Select' },
    });
    const own = 'Appointment?$select=appointmentId,rawType,rawStatus&$filter=associateId currentAssociate';
    expect((await ask('GET', own)).at('value')).toEqual([]);
    expect((await colleague('GET', own)).at('value')).toMatchObject([
      { appointmentId: 5001, rawType: 7, rawStatus: 11 },
    ]);
    const log = await ask(
      'GET',
      'Archive/dynamic?$select=traveltransactionlog.type,traveltransactionlog.record_id,traveltransactionlog.prev_record_id&$filter=traveltransactionlog.type = 5120',
    );
    expect(log.at('value')).toMatchObject([
      { 'traveltransactionlog.record_id': 5001, 'traveltransactionlog.prev_record_id': 12 },
    ]);
  });

  it('can be ticked off before it is accepted, and edited only afterwards', async () => {
    const { colleague } = await start();
    const patch = (name: string, value: unknown) =>
      colleague('PATCH', 'Appointment/5001', [{ op: 'replace', path: `/${name}`, value }]);
    expect((await colleague('GET', 'Appointment/5001')).at('TableRight.Mask')).toBe('RI, RestrictedUpdate, Delete');
    expect((await patch('Title', 'Anders')).status).toBe(403);
    expect((await patch('HasAlarm', true)).status).toBe(200);
    await colleague('POST', 'Agents/Appointment/SetSeen', { AppointmentId: 5001 });
    expect((await colleague('GET', 'Appointment/5001')).at('AssignmentStatus')).toBe('Seen');
    await colleague('POST', 'Agents/Appointment/Accept', { AppointmentId: 5001 });
    expect((await colleague('GET', 'Appointment/5001')).body).toMatchObject({
      Type: 'inChecklist',
      AssignmentStatus: 'None',
      AssignedBy: { AssociateId: 12 },
    });
    expect((await patch('Title', 'Anders')).status).toBe(200);
  });

  it('that is declined waits for whoever gave it, who may not write to it', async () => {
    const { ask, colleague } = await start();
    await colleague('POST', 'Agents/Appointment/Reject', { AppointmentId: 5001, RejectReason: 'Urlaub' });
    expect((await colleague('GET', 'Appointment/5001/Simple')).body).toMatchObject({
      AssignmentStatus: 'Declined',
      AssignedBy: 12,
      RejectReason: 'Urlaub',
    });
    expect((await ask('DELETE', 'Appointment/5001')).status).toBe(403);
  });

  it('is made at once by creating a to-do for somebody else', async () => {
    const { ask } = startTestTenant();
    const made = await ask('POST', 'Appointment', { ...newTodo, Associate: { AssociateId: 15 } });
    expect(made.body).toMatchObject({
      Type: 'BookingForChecklist',
      AssignmentStatus: 'Assigning',
      BookingType: 'None',
    });
    expect(made.at('CreatedBy.AssociateId')).toBe(12);
  });
});
