/** @file Single events: what a write makes of them, what is refused, and who is written to. */
import { describe, expect, it } from 'vitest';
import { meeting, primary, startServices } from '../testing/checked-client.ts';

async function withEvent(change: Readonly<Record<string, unknown>> = {}, switches = {}) {
  const started = startServices({ switches });
  const { body } = await started.send('POST', primary, meeting(change));
  return { ...started, event: body, path: `${primary}/${body.id}` };
}

describe('an event', () => {
  it('is told in the zone of the calendar, with all that was written', async () => {
    const { send, path, event } = await withEvent({
      id: 'a1b2c3d4e5',
      transparency: 'transparent',
      visibility: 'private',
      reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 5 }] },
      extendedProperties: { private: { crm: '17' } },
      start: { dateTime: '2026-11-24T04:00:00', timeZone: 'America/New_York' },
      end: { dateTime: '2026-11-24T10:30:00+01:00' },
    });
    expect(event).toMatchObject({
      id: 'a1b2c3d4e5',
      status: 'confirmed',
      start: { dateTime: '2026-11-24T10:00:00+01:00', timeZone: 'America/New_York' },
      end: { dateTime: '2026-11-24T10:30:00+01:00', timeZone: 'Europe/Berlin' },
      extendedProperties: { private: { crm: '17' } },
      iCalUID: 'a1b2c3d4e5@google.com',
      organizer: { email: 'alex@contoso.example', self: true },
    });
    expect((await send('GET', path)).body).toEqual(event);
    expect((await send('GET', `${path}?timeZone=UTC`)).body.start.dateTime).toBe('2026-11-24T09:00:00Z');
    expect((await send('GET', path, undefined, { 'if-none-match': event.etag })).status).toBe(304);
  });

  it('has default reminders where nothing is said of them', async () => {
    expect((await withEvent()).event['reminders']).toEqual({ useDefault: true });
  });

  it.each([
    ['no end', { end: null }, 'required'],
    [
      'an end before its start',
      { end: { dateTime: '2026-11-24T09:00:00', timeZone: 'Europe/Berlin' } },
      'timeRangeEmpty',
    ],
    ['an empty day', { start: { date: '2026-11-24' }, end: { date: '2026-11-24' } }, 'timeRangeEmpty'],
    ['start and end of two kinds', { end: { date: '2026-11-25' } }, 'invalid'],
    ['a Windows zone', { start: { dateTime: '2026-11-24T10:00:00', timeZone: 'W. Europe Standard Time' } }, 'invalid'],
    ['an unknown property', { subject: 'x' }, 'badRequest'],
    ['an id with letters beyond v', { id: 'wxyz12345' }, 'invalid'],
    ['an id and an iCalUID', { id: 'abcde', iCalUID: 'x@y' }, 'invalid'],
    ['six reminders', { reminders: { overrides: Array(6).fill({ method: 'popup', minutes: 1 }) } }, 'invalid'],
    [
      'default reminders and others',
      { reminders: { useDefault: true, overrides: [{ method: 'popup', minutes: 1 }] } },
      'cannotUseDefaultRemindersAndSpecifyOverride',
    ],
    ['a property key of 45 characters', { extendedProperties: { private: { ['k'.repeat(45)]: 'v' } } }, 'invalid'],
    ['a colour that is none', { colorId: '12' }, 'invalid'],
    ['a birthday', { eventType: 'birthday' }, 'eventTypeRestriction'],
  ])('is refused with %s', async (_, change, reason) => {
    const { send } = startServices();
    const answer = await send('POST', primary, meeting(change));
    expect([answer.status, answer.reason]).toEqual([400, reason]);
  });

  it('is not made twice with an id, even after it was deleted', async () => {
    const { send, path } = await withEvent({ id: 'abcde' });
    expect(await send('POST', primary, meeting({ id: 'abcde' }))).toMatchObject({ status: 409, reason: 'duplicate' });
    await send('DELETE', path);
    expect((await send('POST', primary, meeting({ id: 'abcde' }))).status).toBe(409);
    const back = await send('PUT', path, meeting({ status: 'confirmed', summary: 'Back' }));
    expect(back).toMatchObject({ status: 200, body: { summary: 'Back', status: 'confirmed' } });
  });

  it('stays deleted where nothing brings it back', async () => {
    const { send, path } = await withEvent({}, { deletedRevivable: false });
    expect((await send('DELETE', path)).status).toBe(204);
    for (const [method, body] of [
      ['DELETE'],
      ['PATCH', { summary: 'x' }],
      ['PUT', meeting({ status: 'confirmed' })],
    ] as const) {
      expect(await send(method, path, body)).toMatchObject({ status: 410, reason: 'deleted' });
    }
    expect((await send('GET', path)).body.status).toBe('cancelled');
  });
});

describe('a change', () => {
  it('by PATCH merges objects, replaces lists, and takes away with null', async () => {
    const { send, path } = await withEvent({
      location: 'Elbe',
      extendedProperties: { private: { one: '1', two: '2' } },
      attendees: [{ email: 'a@x.example' }, { email: 'b@x.example' }],
    });
    const { body } = await send('PATCH', path, {
      location: null,
      extendedProperties: { private: { one: null, three: '3' } },
      attendees: [{ email: 'c@x.example' }],
    });
    expect(body).not.toHaveProperty('location');
    expect(body['extendedProperties']).toEqual({ private: { two: '2', three: '3' } });
    expect(body['attendees']).toEqual([{ email: 'c@x.example', responseStatus: 'needsAction' }]);
  });

  it('by PUT takes away what is not named', async () => {
    const { send, path } = await withEvent({ location: 'Elbe', extendedProperties: { private: { one: '1' } } });
    const { body } = await send('PUT', path, meeting());
    expect(body).not.toHaveProperty('location');
    expect(body).not.toHaveProperty('extendedProperties');
  });

  it('makes a whole day of an event only where the moment is taken away', async () => {
    const { send, path } = await withEvent();
    const day = { start: { date: '2026-11-24' }, end: { date: '2026-11-25' } };
    expect((await send('PATCH', path, day)).reason).toBe('invalid');
    const gone = { dateTime: null, timeZone: null };
    const answer = await send('PATCH', path, { start: { ...day.start, ...gone }, end: { ...day.end, ...gone } });
    expect(answer.body).toMatchObject(day);
  });

  it('is refused when the etag is an older one', async () => {
    const { send, path, event } = await withEvent();
    const first = await send('PATCH', path, { summary: 'One' }, { 'if-match': event.etag });
    expect(first.body.etag).not.toBe(event.etag);
    const old = { 'if-match': event.etag };
    expect(await send('PATCH', path, { summary: 'Two' }, old)).toMatchObject({
      status: 412,
      reason: 'conditionNotMet',
    });
    expect((await send('DELETE', path, undefined, old)).status).toBe(412);
    expect((await send('DELETE', path, undefined, { 'if-match': first.body.etag })).status).toBe(204);
  });

  it('of nothing but reminders leaves the time of change, and is told by no list', async () => {
    const started = await withEvent();
    const { nextSyncToken } = (await started.send('GET', primary)).body;
    started.clock.advance(60_000);
    const { body } = await started.send('PATCH', started.path, { reminders: { useDefault: false } });
    expect(body.updated).toBe(started.event.updated);
    expect(body.etag).not.toBe(started.event.etag);
    const since = await started.send('GET', `${primary}?syncToken=${nextSyncToken}`);
    expect(since.body.items).toEqual([]);
    started.system.control.set('reminderChangesListed', true);
    await started.send('PATCH', started.path, { reminders: { useDefault: true } });
    expect((await started.send('GET', `${primary}?syncToken=${nextSyncToken}`)).body.items).toHaveLength(1);
  });

  it('by somebody who was only invited reaches what is the own', async () => {
    const { system, send } = startServices();
    const guest = { email: 'alex@contoso.example', responseStatus: 'needsAction' };
    const event = system.control.createEvent({ organizer: 'boss@x.example', event: meeting({ attendees: [guest] }) });
    const path = `${primary}/${event['id']}`;
    const moved = await send('PATCH', path, { summary: 'Mine' });
    expect(moved).toMatchObject({ status: 403, reason: 'forbiddenForNonOrganizer' });
    const own = { reminders: { useDefault: false }, attendees: [{ ...guest, responseStatus: 'accepted' }] };
    expect((await send('PATCH', path, own)).status).toBe(200);
  });

  it.each(['birthday', 'fromGmail'])('of an event of type %s reaches little', async (eventType) => {
    const { system, send } = startServices();
    const event = system.control.createEvent({ event: meeting({ eventType }) });
    const path = `${primary}/${event['id']}`;
    expect((await send('PATCH', path, { summary: 'x' })).reason).toBe('eventTypeRestriction');
    expect((await send('PATCH', path, { colorId: '3' })).status).toBe(200);
    expect((await send('PATCH', path, { eventType: 'default' })).reason).toBe('eventTypeRestriction');
  });

  it('leaves conferences and labels alone unless it says that it knows them', async () => {
    const { send } = startServices();
    const calendar = '/calendar/v3/calendars/primary';
    const labels = await send('PATCH', calendar, {
      labelProperties: { eventLabels: [{ name: 'CRM', backgroundColor: '#ff0000' }] },
    });
    const { eventLabels } = labels.body['labelProperties'] as { eventLabels: { id: string }[] };
    const conferenceData = { entryPoints: [{ entryPointType: 'video', uri: 'https://meet.example/x' }] };
    const eventLabelId = eventLabels[0]?.id;
    const query = '?eventLabelVersion=1&conferenceDataVersion=1';
    const { body } = await send('POST', primary + query, meeting({ eventLabelId, conferenceData }));
    expect(body).toMatchObject({ eventLabelId, conferenceData });
    const path = `${primary}/${body.id}`;
    const plain = await send('PUT', path, meeting({ summary: 'x', eventLabelId: 'other', conferenceData: {} }));
    expect(plain.body).toMatchObject({ eventLabelId, conferenceData });
    const knowing = await send('PATCH', path + query, { summary: 'y' });
    expect(knowing.body).not.toHaveProperty('eventLabelId');
    expect(knowing.body).toMatchObject({ conferenceData });
    expect((await send('PATCH', `${path}?eventLabelVersion=1`, { eventLabelId: 'unknown' })).reason).toBe('invalid');
  });
});

describe('guests', () => {
  const attendees = [{ email: 'near@contoso.example' }, { email: 'far@x.example' }];

  it.each([
    ['', []],
    ['?sendUpdates=none', []],
    ['?sendUpdates=externalOnly', ['far@x.example']],
    ['?sendUpdates=all', ['near@contoso.example', 'far@x.example']],
    ['?sendNotifications=true', ['near@contoso.example', 'far@x.example']],
  ])('are written to as the request says: "%s"', async (query, to) => {
    const { send, system } = startServices();
    const { body } = await send('POST', primary + query, meeting({ attendees }));
    await send('PATCH', `${primary}/${body.id}${query}`, { summary: 'x' });
    await send('DELETE', `${primary}/${body.id}${query}`);
    expect(system.control.mails().map((mail) => mail.to)).toEqual(to.length === 0 ? [] : [to, to, to]);
  });

  it('are never written to for an import, which is known by its iCalUID', async () => {
    const { send, system } = startServices();
    const first = await send('POST', `${primary}/import`, meeting({ iCalUID: 'x@y', attendees }));
    const again = await send('POST', `${primary}/import`, meeting({ iCalUID: 'x@y', summary: 'Again' }));
    expect(again.body).toMatchObject({ id: first.body.id, summary: 'Again' });
    expect((await send('POST', `${primary}/import`, meeting())).reason).toBe('required');
    expect(system.control.mails()).toEqual([]);
  });

  it('are left out beyond the most that was asked for', async () => {
    const { send, path } = await withEvent({ attendees });
    const { body } = await send('GET', `${path}?maxAttendees=1`);
    expect(body).toMatchObject({ attendeesOmitted: true, attendees: [] });
  });
});

describe('the calendar', () => {
  it('tells itself, its entry in the list, the settings and the colours', async () => {
    const { send } = startServices();
    const entry = await send('GET', '/calendar/v3/users/me/calendarList/primary');
    expect(entry.body).toMatchObject({ primary: true, defaultReminders: [{ method: 'popup', minutes: 10 }] });
    const list = await send('GET', '/calendar/v3/users/me/calendarList');
    expect(list.body.items).toEqual([entry.body]);
    const zone = await send('GET', '/calendar/v3/users/me/settings/timezone');
    expect(zone.body).toMatchObject({ id: 'timezone', value: 'Europe/Berlin' });
    expect((await send('GET', '/calendar/v3/users/me/settings/nothing')).status).toBe(404);
    expect(Object.keys((await send('GET', '/calendar/v3/colors')).body['event'] as object)).toHaveLength(11);
    expect((await send('GET', '/calendar/v3/calendars/somebody@x.example')).reason).toBe('notFound');
    const calendar = await send('GET', '/calendar/v3/calendars/alex@contoso.example');
    const stale = { 'if-match': calendar.body.etag };
    expect((await send('PATCH', '/calendar/v3/calendars/primary', { timeZone: 'Europe/Oslo' }, stale)).status).toBe(
      200,
    );
    expect((await send('PUT', '/calendar/v3/calendars/primary', { summary: 'Work' }, stale)).status).toBe(412);
    expect((await send('PATCH', '/calendar/v3/calendars/primary', { timeZone: 'Oslo' })).reason).toBe('invalid');
  });

  it('refuses parameters that it does not have, and values that they cannot have', async () => {
    const { send } = startServices();
    for (const query of [
      'top=5',
      'maxResults=0',
      'timeMin=2026-11-24',
      'singleEvents=yes',
      'eventTypes=party',
      'alt=media',
    ]) {
      expect([query, (await send('GET', `${primary}?${query}`)).status]).toEqual([query, 400]);
    }
    expect((await send('POST', `${primary}?sendUpdates=nobody`, meeting())).status).toBe(400);
    expect((await send('GET', '/calendar/v3/nothing')).status).toBe(404);
  });
});
