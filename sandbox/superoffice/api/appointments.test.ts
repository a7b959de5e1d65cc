import { describe, expect, it } from 'vitest';
import { startTestTenant } from '../testing.ts';

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

describe('creating an appointment', () => {
  it('lays the body over the default: own type, length, alarm and user', async () => {
    const { created } = await startWithMeeting();
    expect([created.status, created.body]).toMatchObject([
      200,
      {
        AppointmentId: 5001,
        Associate: { AssociateId: 12 },
        Title: 'Quartalsgespräch',
        Description: 'Quartalsgespräch',
        StartDate: '2026-11-24T10:00:00+0100',
        EndDate: '2026-11-24T11:30:00+0100',
        CreatedDate: '2026-11-23T09:00:00Z',
        UpdatedDate: '2026-11-23T09:00:00Z',
        Task: { TaskListItemId: 2 },
        Type: 'inDiary',
        MotherId: 0,
        BookingType: 'None',
        Completed: 'NotStarted',
        Private: 'Public',
        VisibleFor: [{ VisibleId: 0, Visibility: 'All', DisplayValue: '[SR_VFC_ALL]' }],
        Participants: [{ AssociateId: 12, InvitationStatus: 'Accepted' }],
        AlarmLeadTime: '00:15:00',
        HasAlarm: false,
        Recurrence: { IsRecurrence: false },
        TableRight: { Mask: 'FULL' },
        PublishTo: '9999-12-31T23:59:59.9999999',
      },
    ]);
  });

  it('reads names in any case and enumerations by number', async () => {
    const { ask } = startTestTenant();
    const created = await ask('POST', 'appointment', {
      title: 'Klein',
      STARTDATE: '2026-11-24T10:00:00',
      endDate: '2026-11-24T10:30:00',
      type: 2,
      completed: 3,
      visibleFor: [{ visibleId: 12, visibility: 1 }],
    });
    expect(created.body).toMatchObject({
      Title: 'Klein',
      Type: 'inChecklist',
      Completed: 'Completed',
      Private: 'PrivateUser',
    });
  });

  it('keeps naive times in the zone of the request, which others see in theirs', async () => {
    const { ask, as } = startTestTenant();
    const created = await ask(
      'POST',
      'Appointment',
      { Title: 'x', StartDate: '2026-11-24T10:00:00', EndDate: '2026-11-24T11:00:00' },
      { 'so-timezone': 'US-NY' },
    );
    expect(created.at('StartDate')).toBe('2026-11-24T10:00:00');
    const seen = await as('toke@nordlicht.example')('GET', `Appointment/${created.at('AppointmentId')}`);
    expect(seen.at('StartDate')).toBe('2026-11-24T16:00:00+0100');
    const raw = await ask('GET', `Appointment/${created.at('AppointmentId')}`, undefined, { 'so-timezone': '' });
    expect(raw.at('StartDate')).toBe('2026-11-24T16:00:00');
  });

  it.each([
    [{ StartDate: null }, /StartDate is mandatory/],
    [{ EndDate: '2026-11-24T09:00:00+01:00' }, /EndDate is before/],
    [{ StartDate: 'tomorrow' }, /not a date-time/],
    [{ Task: null }, /Task is mandatory/],
    [{ Task: { TaskListItemId: 99 } }, /TaskListItem id 99 not found/],
    [{ Contact: { ContactId: 1 } }, /Contact id 1 not found/],
    [{ Contact: { ContactId: 310 }, Person: { PersonId: 912 } }, /Person id 912 not found/],
    [{ Contact: { ContactId: 310 }, Person: { PersonId: 43 } }, /does not belong to contact/],
    [{ Location: 'x'.repeat(255) }, /Location is longer than 254/],
    [{ Title: 'x'.repeat(2048) }, /Title is longer than 2047/],
    [{ Completed: 'Perhaps' }, /Completed has no value/],
    [{ AlarmLeadTime: '15' }, /hh:mm:ss/],
    [{ Type: 'Document' }, /inDiary or inChecklist/],
    [{ IsFree: 'maybe' }, /true or false/],
  ])('refuses %j', async (change, message) => {
    const { ask } = startTestTenant();
    const refused = await ask('POST', 'Appointment', { ...meeting, ...change });
    expect([refused.status, refused.at('ErrorType')]).toEqual([400, 'ArgumentException']);
    expect(refused.at('ErrorMessage')).toMatch(message);
    expect(
      Object.keys(
        Object(await ask('POST', 'Appointment/Validate', { ...meeting, ...change }).then((answer) => answer.body)),
      ),
    ).toHaveLength(1);
  });

  it('cuts long texts where told', async () => {
    const { created } = await startWithMeeting({ switches: { tooLongText: 'cut' } }, { Location: 'x'.repeat(300) });
    expect(created.at('Location')).toBe('x'.repeat(254));
  });

  it('makes one plain text of title and agenda', async () => {
    const { created } = await startWithMeeting({}, { Agenda: '<p>Preise &amp; <b>Termine</b></p><p>Ende</p>' });
    expect(created.at('Description')).toBe('Quartalsgespräch\r\nPreise & Termine\r\n\r\nEnde');
  });
});

describe('reading and changing an appointment', () => {
  it('tells when it was changed, and spares what is known', async () => {
    const { ask, path } = await startWithMeeting();
    const first = await ask('GET', path);
    const stamp = first.headers.get('last-modified') ?? '';
    expect(stamp).toBe('Mon, 23 Nov 2026 09:00:00 GMT');
    expect((await ask('GET', path, undefined, { 'if-modified-since': stamp })).status).toBe(304);
    await ask('PATCH', path, [{ op: 'replace', path: 'Title', value: 'Neu' }]);
    const again = await ask('GET', path, undefined, { 'if-modified-since': stamp });
    expect([again.status, again.at('Title'), again.at('UpdatedDate')]).toEqual([200, 'Neu', '2026-11-23T09:01:00Z']);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('by %s is refused when it was changed since', async (method) => {
    const { ask, path } = await startWithMeeting();
    const whole = await ask('GET', path);
    const stamp = whole.headers.get('last-modified') ?? '';
    await ask('PATCH', path, [{ op: 'replace', path: 'Title', value: 'Von anderen' }]);
    const late = { 'if-unmodified-since': stamp };
    const body = method === 'PUT' ? whole.body : method === 'PATCH' ? { Title: 'Meins' } : undefined;
    expect((await ask(method, path, body, late)).status).toBe(412);
    expect((await ask('GET', path)).at('Title')).toBe('Von anderen');
    const fresh = (await ask('GET', path)).headers.get('last-modified') ?? '';
    expect((await ask(method, path, body, { 'if-unmodified-since': fresh })).status).toBe(
      method === 'DELETE' ? 204 : 200,
    );
  });

  it('by PUT replaces the whole: what is left out is empty', async () => {
    const { ask, path } = await startWithMeeting({}, { Location: 'Raum 4', HasAlarm: true });
    const replaced = await ask('PUT', path, { ...meeting, Task: { TaskListItemId: 3 } });
    expect([replaced.status, replaced.body]).toMatchObject([
      200,
      { Location: '', HasAlarm: false, Task: { TaskListItemId: 3 } },
    ]);
    expect((await ask('PUT', path, { Title: 'nur der Titel' })).status).toBe(400);
  });

  it('changes no stamp when nothing is different', async () => {
    const { ask, path } = await startWithMeeting(
      {},
      { Agenda: '<p>x</p>', Participants: [{ AssociateId: 12 }, { AssociateId: 15 }] },
    );
    const whole = await ask('GET', path);
    const same = await ask('PUT', path, whole.body);
    expect([same.status, same.at('UpdatedDate')]).toEqual([200, whole.at('UpdatedDate')]);
  });

  it('in the dialect of merge patch cannot set what is null', async () => {
    const { ask, path } = await startWithMeeting();
    expect((await ask('PATCH', path, { Contact: { ContactId: 310 } })).at('Contact')).toBeNull();
    const patch = [{ op: 'replace', path: 'Contact', value: { ContactId: 310 } }];
    expect((await ask('PATCH', path, patch)).at('Contact.Name')).toBe('Hafenbau GmbH');
    expect((await ask('PATCH', path, [{ op: 'test', path: 'Title', value: 'anders' }])).status).toBe(409);
  });

  it('takes the description where title and agenda stay, or where told', async () => {
    const { ask, path, system } = await startWithMeeting();
    const first = await ask('PATCH', path, { Description: 'Neuer Titel\r\nText' });
    expect([first.at('Title'), first.at('Agenda')]).toEqual(['Neuer Titel', 'Text']);
    const both = { Title: 'Titel', Description: 'Beschreibung' };
    expect((await ask('PATCH', path, both)).at('Title')).toBe('Titel');
    system.control.set('textPrecedence', 'description');
    expect((await ask('PATCH', path, { ...both, Title: 'Titel 2' })).at('Title')).toBe('Beschreibung');
  });

  it('keeps the repeated hour of autumn when something else changes', async () => {
    const { ask } = startTestTenant();
    const times = { StartDate: '2026-10-25T00:30:00Z', EndDate: '2026-10-25T01:30:00Z' };
    const created = await ask('POST', 'Appointment', { Title: 'Nacht', ...times });
    const path = `Appointment/${created.at('AppointmentId')}`;
    const changed = await ask('PATCH', path, { Title: 'Lange Nacht' }, { 'so-timezone': 'US-NY' });
    const after = await ask('GET', path);
    expect([after.at('Title'), after.at('StartDate'), after.at('EndDate')]).toEqual([
      'Lange Nacht',
      created.at('StartDate'),
      created.at('EndDate'),
    ]);
    expect(created.at('StartDate')).toBe('2026-10-25T02:30:00+0200');
    expect(changed.at('StartDate')).toBe('2026-10-24T20:30:00');
  });

  it('that is gone is not found, and leaves a trace in the log', async () => {
    const { ask, path, id } = await startWithMeeting();
    expect((await ask('DELETE', path)).status).toBe(204);
    const gone = await ask('GET', path);
    expect([gone.status, gone.body]).toMatchObject([
      404,
      { ErrorType: 'SoNotFoundException', ErrorMessage: `Appointment id ${id} not found` },
    ]);
    expect((await ask('DELETE', path)).status).toBe(404);
    expect((await ask('PATCH', path, { Title: 'x' })).status).toBe(404);
    const log = await ask(
      'GET',
      'Archive/dynamic?$select=traveltransactionlog.type,traveltransactionlog.record_id&$filter=traveltransactionlog.tablenumber%20=%209',
    );
    expect((log.at('value') as Record<string, number>[]).map((row) => row['traveltransactionlog.type'])).toEqual([
      4352, 4864,
    ]);
  });

  it('shows the selected properties alone', async () => {
    const { ask, path } = await startWithMeeting();
    const part = await ask('GET', `${path}?$select=title,StartDate`);
    expect(part.body).toMatchObject({ Title: 'Quartalsgespräch', Agenda: null, Task: null });
  });

  it('answers stale reads from before', async () => {
    const { ask, path, system } = await startWithMeeting();
    await ask('PATCH', path, { Title: 'Neu' });
    system.control.clock.advance(1000);
    system.control.fault({ method: 'GET', times: 2, effect: { kind: 'stale', milliseconds: 5000 } });
    expect((await ask('GET', path)).at('Title')).toBe('Quartalsgespräch');
    expect((await ask('GET', 'Appointment?$select=text')).at('value.0.text')).toBe('Quartalsgespräch');
    expect((await ask('GET', path)).at('Title')).toBe('Neu');
  });

  it('took effect when the answer got lost', async () => {
    const { system, ask } = startTestTenant();
    system.control.fault({ method: 'POST', effect: { kind: 'dropAfter' } });
    await expect(ask('POST', 'Appointment', meeting)).rejects.toBeInstanceOf(TypeError);
    expect(system.control.list()).toHaveLength(1);
  });
});
