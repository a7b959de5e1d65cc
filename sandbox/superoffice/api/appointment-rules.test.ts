import { describe, expect, it } from 'vitest';
import { sampleAppointment, startTestTenant } from '../testing.ts';

const meeting = {
  Title: 'Quartalsgespräch',
  StartDate: '2026-11-24T10:00:00+01:00',
  EndDate: '2026-11-24T11:30:00+01:00',
};

async function startWithMeeting(options = {}, more: Record<string, unknown> = {}) {
  const tenant = startTestTenant({}, options);
  const created = await tenant.ask('POST', 'Appointment', { ...meeting, ...more });
  const id = Number(created.at('AppointmentId'));
  tenant.system.control.clock.advance(60_000);
  return { ...tenant, id, path: `Appointment/${id}`, created };
}

describe('completed, private and all-day entries', () => {
  it('that are completed can only be opened again, unless told otherwise', async () => {
    const { ask, path, system } = await startWithMeeting({}, { Completed: 'Completed' });
    const refused = await ask('PATCH', path, { Title: 'Neu' });
    expect([refused.status, refused.at('ErrorType')]).toEqual([403, 'SoSentryException']);
    expect((await ask('PATCH', path, { Completed: 'Started', Title: 'Neu' })).status).toBe(200);
    await ask('PATCH', path, { Completed: 'Completed' });
    system.control.set('completedEditable', true);
    expect((await ask('PATCH', path, { Title: 'Noch neuer' })).status).toBe(200);
  });

  it('that are private show others the time alone', async () => {
    const visible = { Private: 'PrivateUser', VisibleFor: [{ VisibleId: 12, Visibility: 'Associate' }] };
    const { as, path, ask } = await startWithMeeting({}, { ...visible, Location: 'Arzt', Contact: { ContactId: 310 } });
    const seen = await as('toke@nordlicht.example')('GET', path);
    expect(seen.body).toMatchObject({
      ...{ Title: '', Description: '', Location: '', Contact: null, Private: 'PrivateUser' },
      ...{ StartDate: '2026-11-24T10:00:00+0100', TableRight: { Mask: 'Select' } },
    });
    expect((await ask('GET', path)).at('Location')).toBe('Arzt');
    expect((await ask('PATCH', path, { VisibleFor: [{ VisibleId: 0, Visibility: 'All' }] })).at('Private')).toBe(
      'Public',
    );
  });

  it('need the licence to be private: without it they are public, or refused', async () => {
    const { as, system } = startTestTenant();
    const colleague = as('toke@nordlicht.example');
    const body = { ...meeting, VisibleFor: [{ VisibleId: 15, Visibility: 'Associate' }] };
    expect((await colleague('POST', 'Appointment', body)).at('Private')).toBe('Public');
    system.control.set('privateWithoutLicence', 'refused');
    expect((await colleague('POST', 'Appointment', body)).status).toBe(403);
  });

  it('with Private alone stay public, or become private where told', async () => {
    const { ask, path, system } = await startWithMeeting();
    expect((await ask('PATCH', path, { Private: 'PrivateUser' })).at('Private')).toBe('Public');
    system.control.set('privateAlone', 'follows');
    expect((await ask('PATCH', path, { Private: 'PrivateUser' })).at('VisibleFor')).toMatchObject([
      { VisibleId: 12, Visibility: 'Associate' },
    ]);
  });

  it.each([
    ['kept', '2026-12-28T00:00:00+0100', '2026-12-30T00:00:00+0100'],
    ['officeHours', '2026-12-28T08:00:00+0100', '2026-12-30T16:00:00+0100'],
    ['midnight', '2026-12-28T00:00:00+0100', '2026-12-30T23:59:00+0100'],
  ])('that last all day have their times %s', async (allDayTimes, StartDate, EndDate) => {
    const { ask } = startTestTenant({}, { switches: { allDayTimes } });
    const body = {
      Title: 'Urlaub',
      StartDate: '2026-12-28T00:00:00+01:00',
      EndDate: '2026-12-30T00:00:00+01:00',
      IsAlldayEvent: true,
    };
    expect((await ask('POST', 'Appointment', body)).body).toMatchObject({ IsAlldayEvent: true, StartDate, EndDate });
  });

  it('of others cannot be changed or deleted', async () => {
    const { as, path } = await startWithMeeting();
    const colleague = as('toke@nordlicht.example');
    expect((await colleague('PATCH', path, { Title: 'x' })).status).toBe(403);
    expect((await colleague('DELETE', path)).status).toBe(403);
  });

  it('that a calendar system owns keep what is its own', async () => {
    const { ask, path } = await startWithMeeting(
      { switches: { ownedExternallyWritable: true } },
      { OwnedExternally: 'Outlook' },
    );
    expect((await ask('PATCH', path, { Title: 'x' })).status).toBe(403);
    expect((await ask('PATCH', path, { IsFree: true, InternalNotes: 'n' })).status).toBe(200);
  });
});

describe('a row of a series', () => {
  const weekly = { appointments: [sampleAppointment({ weekly: 3 })] };

  it('is one of as many rows as there are dates, with the rule on each', async () => {
    const { ask } = startTestTenant(weekly);
    const rows = await ask('POST', 'Agents/Appointment/GetAppointmentRecords', { MotherId: 0, RecurrenceRuleId: 71 });
    expect((rows.body as Record<string, string>[]).map((row) => row['StartDate'])).toEqual([
      '2026-11-24T10:00:00+0100',
      '2026-12-01T10:00:00+0100',
      '2026-12-08T10:00:00+0100',
    ]);
    expect((await ask('GET', 'Appointment/5002')).at('Recurrence')).toMatchObject({
      ...{
        RecurrenceId: 71,
        IsRecurrence: true,
        Pattern: 'Weekly',
        RecurrenceCounter: 3,
        RecurrenceEndType: 'Counter',
      },
      ...{ WeekPattern: { Weekdays: 'Tuesday', Cycle: 1 }, StartDate: '2026-11-24T00:00:00+0100' },
    });
  });

  it('is changed and deleted alone where a request says no more', async () => {
    const { ask, system } = startTestTenant(weekly);
    expect((await ask('PATCH', 'Appointment/5002', { Title: 'Verlegt' })).status).toBe(200);
    expect((await ask('GET', 'Appointment/5003')).at('Title')).toBe('Quartalsgespräch');
    const one = { AppointmentId: 5002, UpdateMode: 'OnlyThis', SendEmailToParticipants: false };
    expect((await ask('POST', 'Agents/Appointment/Delete', one)).status).toBe(204);
    system.control.set('seriesRowByRest', 'refused');
    expect((await ask('DELETE', 'Appointment/5001')).status).toBe(400);
    expect(system.control.list()).toHaveLength(2);
    system.control.set('seriesRowByRest', 'thisAndForward');
    expect((await ask('DELETE', 'Appointment/5001')).status).toBe(204);
    expect(system.control.list()).toEqual([]);
  });
});
