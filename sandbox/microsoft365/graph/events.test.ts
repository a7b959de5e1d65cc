import { beforeEach, describe, expect, it } from 'vitest';
import { eventPath, meeting, type Started, startGraph } from '../testing/checked-client.ts';

const immutable = { prefer: 'IdType="ImmutableId"' };
const property = 'String {00020329-0000-0000-C000-000000000046} Name SynchronizerId';
let graph: Started;
beforeEach(async () => {
  graph = await startGraph();
});

async function created(change: Readonly<Record<string, unknown>> = {}) {
  const { body, status } = await graph.post('/me/events', meeting(change), immutable);
  expect(status).toBe(201);
  return body;
}

async function codeOf(answer: Promise<{ status: number; body: { error?: { code?: unknown } } | unknown }>) {
  const { status, body } = await answer;
  return [status, (body as { error: { code: string } }).error.code];
}

describe('a new event', () => {
  it('comes back in UTC with seven fraction digits, its authoring zone beside it', async () => {
    const event = await created();
    expect(event).toMatchObject({
      subject: 'Budget',
      start: { dateTime: '2026-11-24T09:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2026-11-24T09:30:00.0000000', timeZone: 'UTC' },
      originalStartTimeZone: 'W. Europe Standard Time',
      type: 'singleInstance',
      showAs: 'busy',
      sensitivity: 'normal',
      isOrganizer: true,
      responseStatus: { response: 'organizer' },
    });
    expect(event['@odata.etag']).toBe(`W/"${event['changeKey']}"`);
  });

  it('comes back in the zone that is asked for, by Windows or IANA name', async () => {
    const { id } = await created();
    for (const [zone, dateTime] of [
      ['W. Europe Standard Time', '2026-11-24T10:00:00.0000000'],
      ['America/New_York', '2026-11-24T04:00:00.0000000'],
    ]) {
      const { body, headers } = await graph.get(eventPath(id), { prefer: `outlook.timezone="${zone}"` });
      expect(body.start).toEqual({ dateTime, timeZone: zone });
      expect(headers.get('preference-applied')).toBe(`outlook.timezone="${zone}"`);
    }
    const asked = graph.get(eventPath(id), { prefer: 'outlook.timezone="Middle Earth"' });
    expect(await codeOf(asked)).toEqual([400, 'TimeZoneNotSupportedException']);
  });

  it('keeps the zone as it was sent where the switch says so', async () => {
    graph.system.control.set('originalZoneNames', 'asSent');
    expect(await created()).toMatchObject({ originalStartTimeZone: 'Europe/Berlin' });
  });

  it('gets the mailbox’s reminder unless one is sent', async () => {
    expect(await created()).toMatchObject({ isReminderOn: true, reminderMinutesBeforeStart: 15 });
    expect(await created({ isReminderOn: false })).toMatchObject({ isReminderOn: false });
    expect(await created({ isReminderOn: true, reminderMinutesBeforeStart: 60 })).toMatchObject({
      reminderMinutesBeforeStart: 60,
    });
  });

  it('has its HTML rewritten, and answers text on request', async () => {
    const content = '<p>Bring <b>figures</b>.</p><script>alert(1)</script>';
    const event = await created({ body: { contentType: 'html', content } });
    const stored = event.body.content;
    expect(stored).toMatch(/^<html><head>[\s\S]*<body>[\s\S]*<p>Bring <b>figures<\/b>\.<\/p>[\s\S]*<\/html>/);
    expect(stored).not.toContain('alert');
    expect(event['bodyPreview']).toBe('Bring figures.');
    const { body } = await graph.get(eventPath(event.id), { prefer: 'outlook.body-content-type="text"' });
    expect(body.body).toEqual({ contentType: 'text', content: 'Bring figures.' });
    const again = await graph.patch(eventPath(event.id), {
      body: { contentType: 'html', content: stored },
    });
    expect(again.body.body).toEqual({ contentType: 'html', content: stored });
  });

  it('can be a whole day, which stays midnight to midnight in every zone', async () => {
    const day = (date: string) => ({ dateTime: `${date}T00:00:00`, timeZone: 'Pacific Standard Time' });
    const { id } = await created({ isAllDay: true, start: day('2026-12-24'), end: day('2026-12-27') });
    for (const zone of ['UTC', 'Tokyo Standard Time']) {
      const { body } = await graph.get(eventPath(id), { prefer: `outlook.timezone="${zone}"` });
      expect([body.start, body['end']]).toEqual([
        { dateTime: '2026-12-24T00:00:00.0000000', timeZone: zone },
        { dateTime: '2026-12-27T00:00:00.0000000', timeZone: zone },
      ]);
    }
  });

  it.each([
    ['a whole day that begins in the morning', { isAllDay: true }, 'ErrorPropertyValidationFailure'],
    [
      'a whole day without length',
      { isAllDay: true, start: at('2026-11-24T00:00:00'), end: at('2026-11-24T00:00:00') },
      'ErrorPropertyValidationFailure',
    ],
    [
      'a whole day in two zones',
      { isAllDay: true, start: at('2026-11-24T00:00:00'), end: at('2026-11-25T00:00:00', 'Asia/Tokyo') },
      'ErrorPropertyValidationFailure',
    ],
    ['an end before the start', { end: at('2026-11-24T09:00:00') }, 'ErrorCalendarEndDateIsEarlierThanStartDate'],
    ['six years', { end: at('2032-11-24T09:00:00') }, 'ErrorCalendarDurationIsTooLong'],
    ['no end', { end: undefined }, 'ErrorPropertyValidationFailure'],
    ['an offset in the time', { start: at('2026-11-24T09:00:00Z') }, 'ErrorPropertyValidationFailure'],
    ['the 31st of November', { start: at('2026-11-31T09:00:00') }, 'ErrorPropertyValidationFailure'],
    [
      'an unknown zone',
      { start: at('2026-11-24T09:00:00', 'Middle Earth Standard Time') },
      'TimeZoneNotSupportedException',
    ],
    ['no zone', { start: { dateTime: '2026-11-24T09:00:00' } }, 'TimeZoneNotSupportedException'],
    ['a misspelt property', { titel: 'x' }, 'RequestBodyRead'],
    ['a misspelt inner property', { location: { name: 'x' } }, 'RequestBodyRead'],
    ['a value of another type', { subject: 7 }, 'RequestBodyRead'],
    ['an unknown enumeration value', { showAs: 'away' }, 'ErrorPropertyValidationFailure'],
    ['a read-only property', { iCalUId: 'x' }, 'ErrorInvalidRequest'],
    ['an id', { id: 'x' }, 'ErrorInvalidRequest'],
    [
      'a malformed extended property',
      { singleValueExtendedProperties: [{ id: 'mine', value: 'x' }] },
      'ErrorPropertyValidationFailure',
    ],
  ])('is refused with %s', async (_what, change, code) => {
    expect(await codeOf(graph.post('/me/events', meeting(change)))).toEqual([400, code]);
    expect(graph.system.control.list()).toEqual([]);
  });

  it('is refused when the body is no JSON, has no type, or is missing', async () => {
    const send = (body: string | null, type: string) =>
      graph.system.fetch(`${graph.system.describe().addresses['graph']}/v1.0/me/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${graph.system.describe().users[0]?.accessToken}`, 'content-type': type },
        body,
      });
    for (const [body, type] of [
      ['{"subject":', 'application/json'],
      ['{}', 'text/plain'],
      [null, 'application/json'],
    ] as const) {
      expect((await send(body, type)).status).toBe(400);
    }
  });

  it('is made once for one transactionId', async () => {
    const transactionId = '7f1a54f8-9f39-4dd1-8e49-4bd60a1b1d3e';
    const first = await created({ transactionId });
    expect(await codeOf(graph.post('/me/events', meeting({ transactionId })))).toEqual([
      409,
      'ErrorDuplicateTransactionId',
    ]);
    for (const [choice, status] of [
      ['existing200', 200],
      ['existing201', 201],
    ] as const) {
      graph.system.control.set('repeatedTransaction', choice);
      const url = `${graph.system.describe().addresses['graph']}/v1.0/me/events`;
      const answer = await graph.system.fetch(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${graph.system.describe().users[0]?.accessToken}`,
          'content-type': 'application/json',
          ...immutable,
        },
        body: JSON.stringify(meeting({ transactionId })),
      });
      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject({ id: first.id });
    }
    expect(graph.system.control.list()).toHaveLength(1);
  });
});

function at(dateTime: string, timeZone = 'Europe/Berlin') {
  return { dateTime, timeZone };
}

describe('an event', () => {
  it('changes only in what is sent, and gets another etag', async () => {
    const before = await created({ categories: ['Customer'], location: { displayName: 'Room 1' } });
    const { body: after } = await graph.patch(eventPath(before.id), { subject: 'Forecast' }, immutable);
    expect(after).toMatchObject({ subject: 'Forecast', categories: ['Customer'], location: { displayName: 'Room 1' } });
    expect(after['@odata.etag']).not.toBe(before['@odata.etag']);
    expect(after.id).toBe(before.id);
  });

  it('has one place when a location is set, and none when it is emptied', async () => {
    const locations = [{ displayName: 'Room 1' }, { displayName: 'Room 2' }];
    const { id } = await created({ locations });
    const path = eventPath(id);
    expect((await graph.get(path)).body['location']).toMatchObject({ displayName: 'Room 1; Room 2' });
    const { body } = await graph.patch(path, { location: { displayName: 'Room 3' } });
    expect(body['locations']).toMatchObject([{ displayName: 'Room 3' }]);
    expect((await graph.patch(path, { location: { displayName: '' } })).body['locations']).toEqual([]);
  });

  it('is protected by If-Match', async () => {
    const before = await created();
    const path = eventPath(before.id);
    const etag = before['@odata.etag'];
    graph.system.control.changeEvent({ id: before.id, title: 'Changed in Outlook' });
    const old = { 'if-match': etag };
    expect(await codeOf(graph.patch(path, { subject: 'x' }, old))).toEqual([412, 'ErrorIrresolvableConflict']);
    expect(await codeOf(graph.remove(path, old))).toEqual([412, 'ErrorIrresolvableConflict']);
    const now = (await graph.get(path)).body['@odata.etag'];
    expect((await graph.patch(path, { subject: 'x' }, { 'if-match': now })).status).toBe(200);
    expect((await graph.remove(path, { 'if-match': '*' })).status).toBe(204);
  });

  it('is refused now and then without a reason where the switch says so', async () => {
    graph.system.control.set('spuriousConflictEvery', 2);
    const path = eventPath((await created()).id);
    expect((await graph.patch(path, { subject: 'a' })).status).toBe(200);
    expect((await graph.patch(path, { subject: 'b' })).status).toBe(412);
    expect((await graph.get(path)).body.subject).toBe('a');
  });

  it('is gone after its deletion', async () => {
    const path = eventPath((await created()).id);
    expect((await graph.remove(path)).status).toBe(204);
    expect(await codeOf(graph.get(path))).toEqual([404, 'ErrorItemNotFound']);
    expect(await codeOf(graph.remove(path))).toEqual([404, 'ErrorItemNotFound']);
    expect(await codeOf(graph.patch(path, { subject: 'x' }))).toEqual([404, 'ErrorItemNotFound']);
  });

  it('has an immutable and an ordinary id, both with letter case that counts', async () => {
    const { id } = await created();
    const ordinary = (await graph.get(eventPath(id))).body.id;
    expect(ordinary).not.toBe(id);
    expect((await graph.get(eventPath(ordinary), immutable)).body.id).toBe(id);
    const swapped = ordinary.slice(0, 6) + ordinary.slice(6).replace(/[a-z]/, (letter) => letter.toUpperCase());
    expect(await codeOf(graph.get(eventPath(swapped)))).toEqual([404, 'ErrorItemNotFound']);
    for (const id of ['123', 'delta', `${ordinary}A`]) {
      const code = id === 'delta' ? graph.get('/me/events/delta') : graph.get(eventPath(id));
      expect(await codeOf(code)).toEqual([400, 'ErrorInvalidIdMalformed']);
    }
  });

  it('has ids that need to be encoded in an address', async () => {
    const ids = [];
    for (let index = 0; index < 30; index += 1) ids.push((await created()).id);
    expect(ids.some((id) => id.includes('/'))).toBe(true);
    expect(ids.every((id) => id.endsWith('='))).toBe(true);
  });

  it('keeps extended properties, tells them only when they are expanded, and is found by them', async () => {
    const marked = await created({ singleValueExtendedProperties: [{ id: property, value: 'Crm-42' }] });
    await created();
    expect(marked).not.toHaveProperty('singleValueExtendedProperties');
    const expand = `$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${property}')`)}`;
    const path = eventPath(marked.id);
    expect((await graph.get(`${path}?${expand}`)).body['singleValueExtendedProperties']).toEqual([
      { id: property, value: 'Crm-42' },
    ]);
    const find = async (name: string, value: string) => {
      const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${name}' and ep/value eq '${value}')`;
      const { body } = await graph.get(
        `/me/events?$filter=${encodeURIComponent(filter)}&$select=subject&${expand}`,
        immutable,
      );
      return body.value.map((event) => event.id);
    };
    expect(await find(property, 'crm-42')).toEqual([marked.id]);
    expect(await find(property, 'crm-43')).toEqual([]);
    expect(await find(property.toLowerCase(), 'crm-42')).toEqual([]);
    const both = (name: string) => find(name, "crm-42') and startswith(subject,'B') and not (subject eq 'x");
    expect(await both(property)).toEqual([marked.id]);
    expect(await both(property.toLowerCase())).toEqual([]);
    await graph.patch(path, { singleValueExtendedProperties: [{ id: property, value: 'Crm-43' }] });
    expect(await find(property, 'crm-42')).toEqual([]);
    expect(await find(property, 'crm-43')).toEqual([marked.id]);
    expect(await codeOf(graph.get(`${path}?$expand=singleValueExtendedProperties`))).toEqual([
      400,
      'RequestBroker--ParseUri',
    ]);
  });

  it('cannot get another transactionId', async () => {
    const path = eventPath((await created()).id);
    expect(await codeOf(graph.patch(path, { transactionId: 'other' }))).toEqual([400, 'ErrorInvalidRequest']);
  });
});

describe('meetings', () => {
  const guest = (address: string) => ({ emailAddress: { address, name: address }, type: 'required' });
  const subjects = () => graph.system.control.mails().map((mail) => `${mail.subject} > ${mail.to.join(',')}`);

  it('mail everybody who is invited, told of a change, or told of the end', async () => {
    const { id } = await created({ attendees: [guest('ann@x.example'), guest('bob@x.example')] });
    const path = eventPath(id);
    await graph.patch(path, { attendees: [guest('bob@x.example'), guest('cid@x.example')] });
    await graph.remove(path);
    expect(subjects()).toEqual([
      'Budget > ann@x.example,bob@x.example',
      'Updated: Budget > bob@x.example',
      'Budget > cid@x.example',
      'Canceled: Budget > ann@x.example',
      'Canceled: Budget > bob@x.example,cid@x.example',
    ]);
    expect(graph.system.control.mails()[0]?.cause).toBe('POST /v1.0/me/events');
  });

  it('mail nobody for categories, reminder and extended properties alone, unless the switch says so', async () => {
    const { id } = await created({ attendees: [guest('ann@x.example')] });
    const quiet = {
      categories: ['A'],
      isReminderOn: false,
      singleValueExtendedProperties: [{ id: property, value: '1' }],
    };
    await graph.patch(eventPath(id), quiet);
    expect(subjects()).toHaveLength(1);
    graph.system.control.set('silentPatchMails', true);
    await graph.patch(eventPath(id), { categories: ['B'] });
    expect(subjects()).toHaveLength(2);
  });

  it('mail nobody when there are no attendees, or when the user only takes part', async () => {
    const { id } = await created();
    await graph.patch(eventPath(id), { subject: 'x' });
    await graph.remove(eventPath(id));
    const invited = graph.system.control.createEvent({
      title: 'Theirs',
      start: '2026-11-25T10:00:00',
      end: '2026-11-25T11:00:00',
      organiser: 'boss@x.example',
      response: 'tentative',
    });
    expect((await graph.get(eventPath(invited.id))).body).toMatchObject({
      isOrganizer: false,
      showAs: 'tentative',
      organizer: { emailAddress: { address: 'boss@x.example' } },
      responseStatus: { response: 'tentativelyAccepted' },
      attendees: [{ emailAddress: { address: graph.user.userName } }],
    });
    await graph.remove(eventPath(invited.id));
    expect(subjects()).toEqual([]);
  });
});

describe('lists of events', () => {
  const subjectsOf = async (query: string) =>
    (await graph.get(`/me/events?${query}`)).body.value.map((event) => event.subject);

  async function three() {
    await created({ subject: 'Beta', categories: ['Customer'] });
    await created({ subject: 'alpha', start: at('2026-11-26T10:00:00'), end: at('2026-11-26T11:00:00') });
    await created({
      subject: 'Gamma’s',
      showAs: 'free',
      start: at('2026-11-25T10:00:00'),
      end: at('2026-11-25T11:00:00'),
    });
  }

  it.each([
    ["subject eq 'BETA'", ['Beta']],
    ["startswith(subject,'al') or showAs eq 'free'", ['alpha', 'Gamma’s']],
    ["start/dateTime ge '2026-11-25T09:00:00' and start/dateTime lt '2026-11-26'", ['Gamma’s']],
    ["categories/any(c:c eq 'customer')", ['Beta']],
    ['not (isAllDay eq true) and lastModifiedDateTime ge 2026-11-23T08:00:00Z', ['Beta', 'alpha', 'Gamma’s']],
    ["contains(subject,'ta') eq false", ['alpha', 'Gamma’s']],
    ['transactionId ne null', []],
  ])('are filtered by %s', async (filter, subjects) => {
    await three();
    expect(await subjectsOf(`$filter=${encodeURIComponent(filter)}`)).toEqual(subjects);
  });

  it('are ordered, cut, counted and paged by the link that the server gives', async () => {
    await three();
    const first = await graph.get(
      '/me/calendar/events?$orderby=start/dateTime desc&$top=2&$count=true&$select=subject',
    );
    expect(first.body['@odata.count']).toBe(3);
    expect(first.body.value).toEqual([
      { '@odata.etag': expect.any(String), id: expect.any(String), subject: 'alpha' },
      { '@odata.etag': expect.any(String), id: expect.any(String), subject: 'Gamma’s' },
    ]);
    const second = await graph.get(first.body['@odata.nextLink'] ?? '');
    expect(second.body.value.map((event) => event.subject)).toEqual(['Beta']);
    expect(second.body).not.toHaveProperty('@odata.nextLink');
  });

  it('have ten on a page unless asked otherwise', async () => {
    for (let index = 0; index < 12; index += 1) await created();
    expect((await graph.get('/me/events')).body.value).toHaveLength(10);
    expect((await graph.get('/me/events', { prefer: 'odata.maxpagesize=3' })).body.value).toHaveLength(3);
  });

  it.each([
    '$filter=colour eq 1',
    '$filter=subject eq',
    '$filter=subject like 1',
    '$select=colour',
    '$orderby=colour',
    '$top=0',
    '$top=1001',
    '$skip=-1',
    '$banana=1',
    '$expand=(',
    '$top=1&$top=2',
  ])('are refused for %s', async (query) => {
    expect((await graph.get(`/me/events?${query}`)).status).toBe(400);
  });
});

describe('the calendar view', () => {
  it('shows what touches the window, by offset or in UTC, whatever zone is preferred', async () => {
    await created();
    const view = async (from: string, to: string) => {
      const query = new URLSearchParams({ startDateTime: from, endDateTime: to });
      const { body } = await graph.get(`/me/calendarView?${query}`, {
        prefer: 'outlook.timezone="Tokyo Standard Time"',
      });
      return body.value.length;
    };
    expect(await view('2026-11-24T09:29:00', '2026-11-25')).toBe(1);
    expect(await view('2026-11-24T09:30:00', '2026-11-25')).toBe(0);
    expect(await view('2026-11-24T10:29:00+01:00', '2026-11-25T00:00:00Z')).toBe(1);
    expect(await view('2026-11-24T00:00:00', '2026-11-24T09:00:00')).toBe(0);
    expect(await codeOf(graph.get('/me/calendarView?startDateTime=2026-11-24'))).toEqual([
      400,
      'ErrorInvalidParameter',
    ]);
  });

  it('answers a stale read from the state as it was', async () => {
    const { id } = await created();
    graph.clock.advance(60_000);
    await graph.patch(eventPath(id), { subject: 'New' });
    graph.system.control.fault({ path: 'calendarView', effect: { kind: 'stale', milliseconds: 30_000 } });
    const subject = async () =>
      (await graph.get('/me/calendarView?startDateTime=2026-11-24&endDateTime=2026-11-25')).body.value[0]?.['subject'];
    expect(await subject()).toBe('Budget');
    expect(await subject()).toBe('New');
  });
});
