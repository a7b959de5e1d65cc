/** @file Lists of events: pages, tokens, filters, and series with their changed occurrences. */
import { describe, expect, it } from 'vitest';
import { meeting, primary, type Started, startServices } from '../testing/checked-client.ts';

const ids = (items: readonly { readonly id: string }[]) => items.map((item) => item.id);
const list = async ({ send }: Pick<Started, 'send'>, query = '') => (await send('GET', `${primary}?${query}`)).body;

async function started(count: number, switches = {}) {
  const system = startServices({ switches });
  for (let index = 0; index < count; index += 1) await system.send('POST', primary, meeting({ id: `event${index}` }));
  return system;
}

const weekly = (change = {}) => meeting({ id: 'series', recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4'], ...change });
const second = 'series_20261201T090000Z';

describe('a list', () => {
  it('comes in pages, with a token for changes on the last alone', async () => {
    const system = await started(5);
    const first = await list(system, 'maxResults=2');
    expect(first).not.toHaveProperty('nextSyncToken');
    const next = await list(system, `maxResults=2&pageToken=${first.nextPageToken}`);
    const last = await list(system, `maxResults=2&pageToken=${next.nextPageToken}`);
    expect([...ids(first.items), ...ids(next.items), ...ids(last.items)]).toHaveLength(5);
    expect(last).not.toHaveProperty('nextPageToken');
    expect(last.nextSyncToken).toEqual(expect.any(String));
  });

  it('leaves nothing out when a row of an earlier page is changed before the next one is asked for', async () => {
    const system = await started(5);
    const first = await list(system, 'maxResults=2');
    await system.send('PATCH', `${primary}/event0`, { summary: 'Changed' });
    const next = await list(system, `maxResults=2&pageToken=${first.nextPageToken}`);
    const last = await list(system, `maxResults=2&pageToken=${next.nextPageToken}`);
    expect(ids([...next.items, ...last.items])).toEqual(['event2', 'event3', 'event4']);
    expect(ids((await list(system, `syncToken=${last.nextSyncToken}`)).items)).toEqual(['event0']);
  });

  it('of a copy that is behind goes on from what the copy shows', async () => {
    const system = await started(2);
    const { nextSyncToken } = await list(system);
    system.system.control.clock.advance(60_000);
    await system.send('DELETE', `${primary}/event1`);
    system.system.control.fault({ effect: { kind: 'stale', milliseconds: 1000 } });
    const behind = await list(system, `syncToken=${nextSyncToken}`);
    expect(behind.items).toEqual([]);
    expect(ids((await list(system, `syncToken=${behind.nextSyncToken}`)).items)).toEqual(['event1']);
  });

  it('of changes tells what was made, changed and deleted since, and goes on from there', async () => {
    const system = await started(3);
    const { nextSyncToken } = await list(system);
    await system.send('PATCH', `${primary}/event1`, { summary: 'Changed' });
    await system.send('DELETE', `${primary}/event2`);
    await system.send('POST', primary, meeting({ id: 'event3' }));
    const changes = await list(system, `syncToken=${nextSyncToken}`);
    expect(ids(changes.items)).toEqual(['event1', 'event2', 'event3']);
    expect(changes.items[1]).toEqual({
      kind: 'calendar#event',
      etag: expect.any(String),
      id: 'event2',
      status: 'cancelled',
    });
    expect((await list(system, `syncToken=${changes.nextSyncToken}`)).items).toEqual([]);
    expect(ids((await list(system)).items)).not.toContain('event2');
    expect(ids((await list(system, 'showDeleted=true')).items)).toContain('event2');
  });

  it.each([
    'iCalUID=x',
    'orderBy=updated',
    'privateExtendedProperty=a%3Db',
    'q=x',
    'timeMin=2026-11-24T00:00:00Z',
    'timeMax=2026-11-24T00:00:00Z',
    'updatedMin=2026-11-24T00:00:00Z',
    'showDeleted=false',
    'eventTypes=default',
  ])('of changes is refused with %s', async (query) => {
    const system = await started(1);
    const { nextSyncToken } = await list(system);
    expect((await system.send('GET', `${primary}?syncToken=${nextSyncToken}&${query}`)).status).toBe(400);
  });

  it('of changes begins anew when its token is not known (any longer)', async () => {
    const system = await started(1);
    const { nextSyncToken } = await list(system);
    system.system.control.expireCursors();
    for (const token of [nextSyncToken, 'nonsense']) {
      const answer = await system.send('GET', `${primary}?syncToken=${token}`);
      expect([answer.status, answer.reason]).toEqual([410, 'fullSyncRequired']);
    }
    expect((await system.send('GET', `${primary}?pageToken=nonsense`)).status).toBe(400);
  });

  it('keeps the span of its first request', async () => {
    const system = await started(1);
    const old = { start: { date: '2020-01-01' }, end: { date: '2020-01-02' } };
    const first = await list(system, 'timeMin=2026-01-01T00:00:00Z');
    await system.send('POST', primary, meeting({ ...old, id: 'olden' }));
    await system.send('POST', primary, meeting({ id: 'event9' }));
    expect(ids((await list(system, `syncToken=${first.nextSyncToken}`)).items)).toEqual(['event9']);
  });

  it('finds by marker, by words, by time of change', async () => {
    const system = await started(2);
    await system.send('PATCH', `${primary}/event0`, { extendedProperties: { private: { crm: '1', kind: 'a' } } });
    await system.send('PATCH', `${primary}/event1`, {
      summary: 'Forecast',
      extendedProperties: { private: { kind: 'a' } },
    });
    const property = (text: string) => `privateExtendedProperty=${encodeURIComponent(text)}`;
    expect(ids((await list(system, property('crm=1'))).items)).toEqual(['event0']);
    const both = `${property('crm=1')}&${property('kind=a')}`;
    expect((await list(system, both)).items).toHaveLength(1);
    system.system.control.set('severalProperties', 'any');
    expect((await list(system, both)).items).toHaveLength(2);
    expect(ids((await list(system, 'q=forecast')).items)).toEqual(['event1']);
    expect(await list(system, 'q=forecast')).not.toHaveProperty('nextSyncToken');
    system.clock.advance(3_600_000);
    await system.send('DELETE', `${primary}/event1`);
    expect(ids((await list(system, 'updatedMin=2026-11-23T08:30:00Z')).items)).toEqual(['event1']);
    const long = await system.send('GET', `${primary}?updatedMin=2026-10-01T00:00:00Z`);
    expect([long.status, long.reason]).toEqual([410, 'updatedMinTooLongAgo']);
  });
});

describe('a series', () => {
  it('is one event, and its occurrences are told where they are asked for', async () => {
    const system = await started(0);
    const { body } = await system.send('POST', primary, weekly());
    expect(body['recurrence']).toEqual(['RRULE:FREQ=WEEKLY;COUNT=4']);
    expect(ids((await list(system)).items)).toEqual(['series']);
    const { body: instances } = await system.send('GET', `${primary}/series/instances`);
    expect(instances.items.map((each) => each.start.dateTime)).toEqual([
      '2026-11-24T10:00:00+01:00',
      '2026-12-01T10:00:00+01:00',
      '2026-12-08T10:00:00+01:00',
      '2026-12-15T10:00:00+01:00',
    ]);
    expect(instances.items[1]).toMatchObject({
      id: second,
      recurringEventId: 'series',
      originalStartTime: { dateTime: '2026-12-01T10:00:00+01:00' },
      iCalUID: body['iCalUID'],
    });
    const single = await list(system, 'singleEvents=true&orderBy=startTime&timeMax=2026-12-09T00:00:00Z');
    expect(single.items).toHaveLength(3);
  });

  it('keeps its time of day over the change of the clocks, leaves out EXDATE and has RDATE', async () => {
    const { send } = startServices();
    await send(
      'POST',
      primary,
      weekly({
        start: { dateTime: '2027-03-23T10:00:00', timeZone: 'Europe/Berlin' },
        end: { dateTime: '2027-03-23T10:30:00', timeZone: 'Europe/Berlin' },
        recurrence: [
          'RRULE:FREQ=WEEKLY;UNTIL=20270406T235959Z',
          'EXDATE;TZID=Europe/Berlin:20270330T100000',
          'RDATE;TZID=Europe/Berlin:20270401T100000',
        ],
      }),
    );
    const { body } = await send('GET', `${primary}/series/instances`);
    expect(body.items.map((each) => each.start.dateTime)).toEqual([
      '2027-03-23T10:00:00+01:00',
      '2027-04-01T10:00:00+02:00',
      '2027-04-06T10:00:00+02:00',
    ]);
  });

  it('of whole days names its occurrences by date', async () => {
    const { send } = startServices();
    const recurrence = ['RRULE:FREQ=DAILY;UNTIL=20261126', 'EXDATE;VALUE=DATE:20261125'];
    await send('POST', primary, weekly({ start: { date: '2026-11-24' }, end: { date: '2026-11-25' }, recurrence }));
    const { body } = await send('GET', `${primary}/series/instances`);
    expect(ids(body.items)).toEqual(['series_20261124', 'series_20261126']);
  });

  it.each([
    ['no zone', { start: { dateTime: '2026-11-24T09:00:00Z' } }, 'required'],
    ['a line that is none', { recurrence: ['EVERY WEEK'] }, 'invalid'],
    ['a start line', { recurrence: ['DTSTART:20261124T100000Z', 'RRULE:FREQ=DAILY'] }, 'invalid'],
    ['an unknown frequency', { recurrence: ['RRULE:FREQ=OFTEN'] }, 'invalid'],
    ['an end that is a date for moments', { recurrence: ['RRULE:FREQ=DAILY;UNTIL=20261201'] }, 'invalid'],
    ['nothing left', { recurrence: ['RRULE:FREQ=DAILY;COUNT=1', 'EXDATE:20261124T090000Z'] }, 'invalid'],
  ])('is refused with %s', async (_, change, reason) => {
    const answer = await startServices().send('POST', primary, weekly(change));
    expect([answer.status, answer.reason]).toEqual([400, reason]);
  });

  it('tells changed and cancelled occurrences beside itself', async () => {
    const system = await started(0);
    await system.send('POST', primary, weekly());
    const { nextSyncToken } = await list(system);
    expect((await system.send('PATCH', `${primary}/${second}`, { summary: 'Moved' })).body).toMatchObject({
      id: second,
    });
    expect((await system.send('DELETE', `${primary}/series_20261208T090000Z`)).status).toBe(204);
    const cancelled = {
      kind: 'calendar#event',
      etag: expect.any(String),
      id: 'series_20261208T090000Z',
      status: 'cancelled',
      recurringEventId: 'series',
      originalStartTime: { dateTime: '2026-12-08T10:00:00+01:00', timeZone: 'Europe/Berlin' },
    };
    const changes = await list(system, `syncToken=${nextSyncToken}`);
    expect(changes.items).toEqual([expect.objectContaining({ id: second, summary: 'Moved' }), cancelled]);
    expect((await list(system)).items).toContainEqual(cancelled);
    const { body } = await system.send('GET', `${primary}/series/instances`);
    expect(body.items.map((each) => each['summary'])).toEqual(['Budget', 'Moved', 'Budget']);
    expect((await system.send('GET', `${primary}/series_20261202T090000Z`)).status).toBe(404);
    const back = await system.send('PATCH', `${primary}/series_20261208T090000Z`, { status: 'confirmed' });
    expect(back.body.status).toBe('confirmed');
  });

  it('goes with its changed occurrences, and says of them what the switch says', async () => {
    for (const rows of ['itself', 'withExceptions']) {
      const system = await started(0, { deletedSeriesRows: rows });
      await system.send('POST', primary, weekly());
      await system.send('PATCH', `${primary}/${second}`, { summary: 'Moved' });
      const { nextSyncToken } = await list(system);
      await system.send('DELETE', `${primary}/series`);
      const told = ids((await list(system, `syncToken=${nextSyncToken}`)).items);
      expect(told).toEqual(rows === 'itself' ? ['series'] : ['series', second]);
      expect((await list(system)).items).toEqual([]);
    }
  });

  it('leaves changed occurrences behind, or cancels them, when its time changes', async () => {
    for (const [exceptions, status] of [
      ['orphaned', 'confirmed'],
      ['dropped', 'cancelled'],
    ] as const) {
      const { send } = await started(0, { exceptionsAfterRuleChange: exceptions });
      await send('POST', primary, weekly());
      await send('PATCH', `${primary}/${second}`, { summary: 'Moved' });
      await send('PATCH', `${primary}/series`, { start: { dateTime: '2026-11-24T09:00:00' } });
      expect((await send('GET', `${primary}/${second}`)).body.status).toBe(status);
    }
  });
});
