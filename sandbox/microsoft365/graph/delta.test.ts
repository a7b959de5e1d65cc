import { beforeEach, describe, expect, it } from 'vitest';
import { type Body, changeRound, eventPath, meeting, type Started, startGraph } from '../testing/checked-client.ts';

const window = '/me/calendarView/delta?startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-31T00:00:00Z';
const preferred = { prefer: 'odata.maxpagesize=50, IdType="ImmutableId"' };
let graph: Started;
beforeEach(async () => {
  graph = await startGraph();
});

const create = async (change = {}) => (await graph.post('/me/events', meeting(change), preferred)).body;
const put = (title: string, day: string) =>
  graph.system.control.createEvent({ title, start: `${day}T10:00:00`, end: `${day}T11:00:00`, zone: 'Europe/Berlin' });
const subjects = (rows: readonly Body[]) => [...new Set(rows.map((row) => row.subject))].sort();
const removedIds = (rows: readonly Body[]) => rows.filter((row) => row['@removed'] !== undefined).map((row) => row.id);

describe('a change list', () => {
  it('tells everything in its window first, then only what changed', async () => {
    const kept = put('Kept', '2026-11-24');
    const edited = put('Edited', '2026-11-25');
    const deleted = put('Deleted', '2026-11-26');
    put('Outside', '2027-11-24');
    const first = await changeRound(graph, window);
    expect(subjects(first.rows)).toEqual(['Deleted', 'Edited', 'Kept']);
    expect((await changeRound(graph, first.deltaLink)).rows).toEqual([]);
    graph.system.control.changeEvent({ id: edited.id, title: 'Edited again' });
    graph.system.control.deleteEvent({ id: deleted.id });
    put('New', '2026-11-27');
    const second = await changeRound(graph, first.deltaLink);
    expect(subjects(second.rows.filter((row) => row.subject !== undefined))).toEqual(['Edited again', 'New']);
    expect(removedIds(second.rows)).toEqual([deleted.id]);
    expect(second.rows.map((row) => row.id)).not.toContain(kept.id);
    expect((await changeRound(graph, second.deltaLink)).rows).toEqual([]);
    expect(
      subjects((await changeRound(graph, first.deltaLink)).rows.filter((row) => row.subject !== undefined)),
    ).toEqual(['Edited again', 'New']);
  });

  it('tells our own writes too, complete, and never extended properties', async () => {
    const { deltaLink } = await changeRound(graph, window);
    const property = 'String {00020329-0000-0000-C000-000000000046} Name SynchronizerId';
    const event = await create({ singleValueExtendedProperties: [{ id: property, value: '1' }] });
    const { rows } = await changeRound(graph, deltaLink);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ id: event.id, subject: 'Budget', '@odata.etag': event['@odata.etag'] });
    expect(rows[0]).not.toHaveProperty('singleValueExtendedProperties');
  });

  it('comes in pages that have one of the two links, with rows in no order and one of them twice', async () => {
    for (let day = 1; day <= 25; day += 1) put(`Event ${day}`, `2026-11-${String(day).padStart(2, '0')}`);
    const { rows, pages } = await changeRound(graph, window, { prefer: 'odata.maxpagesize=10' });
    expect(subjects(rows)).toHaveLength(25);
    expect(rows.length).toBeGreaterThan(25);
    expect(rows.slice(0, 10).map((row) => row.subject)).not.toEqual(
      Array.from({ length: 10 }, (_, index) => `Event ${index + 1}`),
    );
    expect(pages).toBe(3);
    graph.system.control.set('repeatDeltaRows', false);
    expect((await changeRound(graph, window, { prefer: 'odata.maxpagesize=10' })).rows).toHaveLength(25);
    expect((await graph.get(window)).body.value).toHaveLength(10);
    expect((await changeRound(graph, window, { prefer: 'odata.maxpagesize=1' })).rows).toHaveLength(25);
  });

  it('tells a change that is made while its pages are read in this round or the next', async () => {
    for (let day = 1; day <= 20; day += 1) put(`Event ${day}`, `2026-11-${String(day).padStart(2, '0')}`);
    const first = await graph.get(window, { prefer: 'odata.maxpagesize=5, IdType="ImmutableId"' });
    const [early] = first.body.value;
    graph.system.control.changeEvent({ id: early?.id ?? '', title: 'Changed meanwhile' });
    const gone = graph.system.control.list().find((event) => event.title === 'Event 19');
    graph.system.control.deleteEvent({ id: gone?.id ?? '' });
    const rest = await changeRound(graph, first.body['@odata.nextLink'] ?? '');
    expect(subjects(rest.rows)).not.toContain('Event 19');
    const next = await changeRound(graph, rest.deltaLink);
    expect(subjects(next.rows)).toContain('Changed meanwhile');
  });

  it('answers a stale read with what had changed by then, and the rest in the next round', async () => {
    const { deltaLink } = await changeRound(graph, window);
    const event = put('First', '2026-11-24');
    graph.clock.advance(60_000);
    graph.system.control.changeEvent({ id: event.id, title: 'Second' });
    graph.system.control.fault({ path: 'delta', effect: { kind: 'stale', milliseconds: 30_000 } });
    const stale = await changeRound(graph, deltaLink);
    expect(subjects(stale.rows)).toEqual(['First']);
    expect(subjects((await changeRound(graph, stale.deltaLink)).rows)).toEqual(['Second']);
  });

  it('may begin with an empty page', async () => {
    graph.system.control.set('emptyDeltaPages', true);
    put('One', '2026-11-24');
    const first = await graph.get(window);
    expect(first.body.value).toEqual([]);
    expect(first.body['@odata.nextLink']).toBeDefined();
    const { rows, deltaLink } = await changeRound(graph, window);
    expect(subjects(rows)).toEqual(['One']);
    expect((await changeRound(graph, deltaLink)).pages).toBe(2);
  });

  it.each([
    ['removed', [{ '@removed': { reason: 'deleted' } }]],
    ['nulls', [{ subject: null, start: null }]],
    ['silent', []],
  ])('tells an event that left the window as %s', async (choice, expected) => {
    graph.system.control.set('leftWindow', choice);
    const event = put('Wanderer', '2026-11-24');
    const { deltaLink } = await changeRound(graph, window);
    graph.system.control.changeEvent({ id: event.id, start: '2027-05-01T10:00:00', end: '2027-05-01T11:00:00' });
    const { rows } = await changeRound(graph, deltaLink);
    expect(rows).toMatchObject(expected);
    expect(rows).toHaveLength(expected.length);
    expect((await graph.get(eventPath(event.id))).status).toBe(200);
  });

  it('answers 410 once its tokens have expired, in the middle of a round too', async () => {
    for (let day = 1; day <= 12; day += 1) put(`Event ${day}`, `2026-11-${String(day).padStart(2, '0')}`);
    const { deltaLink } = await changeRound(graph, window);
    const { body } = await graph.get(window);
    graph.system.control.expireCursors();
    for (const link of [deltaLink, body['@odata.nextLink'] ?? '']) {
      const answer = await graph.get(link);
      expect([answer.status, answer.body.error.code]).toEqual([410, 'SyncStateNotFound']);
    }
    graph.system.control.set('expiredCursor', 'badRequest');
    expect((await graph.get(deltaLink)).status).toBe(400);
    expect((await changeRound(graph, window)).rows.length).toBeGreaterThanOrEqual(12);
  });

  it('refuses options, a missing window, and tokens that it never gave', async () => {
    for (const query of ['$select=subject', '$filter=isAllDay eq true', '$orderby=subject', '$top=5', '$expand=x']) {
      const answer = await graph.get(`${window}&${query}`);
      expect([answer.status, answer.body.error.code]).toEqual([400, 'ErrorInvalidUrlQuery']);
    }
    for (const query of ['', '?$deltatoken=abc', '?$skiptoken=R0abcdefghijkl_e30']) {
      expect((await graph.get(`/me/calendarView/delta${query}`)).status).toBe(400);
    }
    const { deltaLink } = await changeRound(graph, window);
    expect((await graph.get(deltaLink.replace('deltatoken', 'skiptoken'))).status).toBe(400);
  });

  it('goes on after a restart from a saved state', async () => {
    const event = put('One', '2026-11-24');
    const { deltaLink } = await changeRound(graph, window);
    const saved = JSON.parse(JSON.stringify(graph.system.save()));
    const later = await startGraph();
    later.system.restore(saved);
    later.system.control.changeEvent({ id: event.id, title: 'Two' });
    const { rows, deltaLink: next } = await changeRound(later, deltaLink);
    expect(subjects(rows)).toEqual(['Two']);
    later.system.restore(JSON.parse(JSON.stringify(later.system.save())));
    later.system.control.deleteEvent({ id: event.id });
    expect(removedIds((await changeRound(later, next)).rows)).toEqual([event.id]);
  });

  it('costs what changed, whatever the calendar holds', async () => {
    for (let index = 0; index < 3_000; index += 1) put(`Event ${index}`, '2026-11-24');
    const { deltaLink } = await changeRound(graph, window, { prefer: 'odata.maxpagesize=1000' });
    const [any] = graph.system.control.list();
    for (let turn = 0; turn < 8_000; turn += 1)
      graph.system.control.changeEvent({ id: any?.id ?? '', title: `Turn ${turn}` });
    const { rows, pages } = await changeRound(graph, deltaLink);
    expect(subjects(rows)).toEqual(['Turn 7999']);
    expect(pages).toBe(1);
  });
});

describe('a series', () => {
  const weekly = {
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
      range: { type: 'numbered', startDate: '2026-11-24', numberOfOccurrences: 4 },
    },
  };
  const view = '/me/calendarView?startDateTime=2026-11-01&endDateTime=2027-03-01&$top=50';
  const days = async () =>
    (await graph.get(view, preferred)).body.value.map((event) => event.start.dateTime.slice(0, 10));

  it('comes as a master that is complete and stubs for its occurrences', async () => {
    const master = await create(weekly);
    expect(master).toMatchObject({ type: 'seriesMaster', recurrence: { range: { endDate: '0001-01-01' } } });
    const { rows } = await changeRound(graph, window);
    expect(rows.filter((row) => row.type === 'seriesMaster').map((row) => row.subject)).toEqual(['Budget']);
    const stubs = rows.filter((row) => row.type === 'occurrence');
    expect(stubs.map((row) => row.start.dateTime.slice(0, 10)).sort()).toEqual([
      '2026-11-24',
      '2026-12-01',
      '2026-12-08',
      '2026-12-15',
    ]);
    expect(Object.keys(stubs[0] ?? {}).sort()).toEqual([
      '@odata.etag',
      '@odata.type',
      'end',
      'id',
      'seriesMasterId',
      'start',
      'type',
    ]);
    expect(stubs.every((stub) => stub['seriesMasterId'] === master.id)).toBe(true);
  });

  it('keeps its wall-clock time over a change of the clocks', async () => {
    await create({
      start: { dateTime: '2026-10-20T10:00:00', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2026-10-20T11:00:00', timeZone: 'Europe/Berlin' },
      recurrence: { ...weekly.recurrence, range: { type: 'endDate', startDate: '2026-10-20', endDate: '2026-10-27' } },
    });
    const { body } = await graph.get('/me/calendarView?startDateTime=2026-10-01&endDateTime=2026-11-01');
    expect(body.value.map((event) => event.start.dateTime)).toEqual([
      '2026-10-20T08:00:00.0000000',
      '2026-10-27T09:00:00.0000000',
    ]);
  });

  it('has instances, of which one can be changed and one removed', async () => {
    const master = await create(weekly);
    const instances = `${eventPath(master.id)}/instances?startDateTime=2026-11-01&endDateTime=2027-03-01`;
    const [, second, third] = (await graph.get(instances, preferred)).body.value;
    const moved = await graph.patch(
      eventPath(second?.id ?? ''),
      {
        start: { dateTime: '2026-12-02T10:00:00', timeZone: 'Europe/Berlin' },
        end: { dateTime: '2026-12-02T11:00:00', timeZone: 'Europe/Berlin' },
      },
      preferred,
    );
    expect(moved.body).toMatchObject({
      id: second?.id,
      type: 'exception',
      seriesMasterId: master.id,
      originalStart: '2026-12-01T09:00:00.0000000Z',
    });
    expect((await graph.remove(eventPath(third?.id ?? ''))).status).toBe(204);
    expect(await days()).toEqual(['2026-11-24', '2026-12-02', '2026-12-15']);
    const { body } = await graph.get(
      `${eventPath(master.id)}?$select=subject,cancelledOccurrences&$expand=exceptionOccurrences`,
      preferred,
    );
    expect(body['cancelledOccurrences']).toEqual([`OID.${master.id}.2026-12-08`]);
    expect(body['exceptionOccurrences']).toMatchObject([{ id: second?.id }]);
    expect((await graph.get(eventPath(third?.id ?? ''))).status).toBe(404);
  });

  it('tells a removed occurrence by coming back itself, with a row of its own only where the switch says so', async () => {
    await create(weekly);
    const { rows: before, deltaLink } = await changeRound(graph, window);
    const stub = before.find((row) => row.start.dateTime.startsWith('2026-12-08'));
    await graph.remove(eventPath(stub?.id ?? ''));
    const { rows } = await changeRound(graph, deltaLink);
    expect(rows.map((row) => row.type).sort()).toEqual(['occurrence', 'occurrence', 'occurrence', 'seriesMaster']);
    graph.system.control.set('cancelledOccurrenceRow', true);
    expect(removedIds((await changeRound(graph, deltaLink)).rows)).toEqual([stub?.id]);
  });

  it('does not let an occurrence cross its neighbour', async () => {
    const master = await create(weekly);
    const { body } = await graph.get(
      `${eventPath(master.id)}/instances?startDateTime=2026-11-01&endDateTime=2027-03-01`,
    );
    const to = (day: string) => ({
      start: { dateTime: `${day}T10:00:00`, timeZone: 'Europe/Berlin' },
      end: { dateTime: `${day}T11:00:00`, timeZone: 'Europe/Berlin' },
    });
    for (const day of ['2026-12-08', '2026-12-10', '2026-11-24']) {
      const answer = await graph.patch(eventPath(body.value[1]?.id ?? ''), to(day));
      expect([answer.status, answer.body.error.code]).toEqual([400, 'ErrorOccurrenceCrossingBoundary']);
    }
  });

  it('loses its exceptions when it is moved, and all when it is deleted', async () => {
    const master = await create(weekly);
    const { body } = await graph.get(
      `${eventPath(master.id)}/instances?startDateTime=2026-11-01&endDateTime=2027-03-01`,
    );
    await graph.patch(eventPath(body.value[1]?.id ?? ''), { subject: 'Special' });
    await graph.patch(eventPath(master.id), {
      start: { dateTime: '2026-11-24T12:00:00', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2026-11-24T12:30:00', timeZone: 'Europe/Berlin' },
    });
    const after = (await graph.get(view)).body.value;
    expect(after.map((event) => event.subject)).toEqual(['Budget', 'Budget', 'Budget', 'Budget']);
    expect(after[1]?.start.dateTime).toBe('2026-12-01T11:00:00.0000000');
    const { deltaLink } = await changeRound(graph, window);
    await graph.remove(eventPath(master.id));
    expect(await days()).toEqual([]);
    expect(removedIds((await changeRound(graph, deltaLink)).rows)).toEqual([master.id]);
  });

  it.each([
    [{ ...weekly.recurrence, range: { ...weekly.recurrence.range, startDate: '2026-11-25' } }],
    [{ ...weekly.recurrence, range: { ...weekly.recurrence.range, numberOfOccurrences: 0 } }],
    [{ ...weekly.recurrence, pattern: { type: 'weekly', interval: 1 } }],
    [{ ...weekly.recurrence, pattern: { ...weekly.recurrence.pattern, interval: 0 } }],
    [{ ...weekly.recurrence, pattern: { ...weekly.recurrence.pattern, type: 'hourly' } }],
    [{ ...weekly.recurrence, pattern: { ...weekly.recurrence.pattern, month: 13 } }],
    [{ ...weekly.recurrence, range: { type: 'endDate', startDate: '2026-11-24', endDate: '2026-11-23' } }],
  ])('is refused as %j', async (recurrence) => {
    expect((await graph.post('/me/events', meeting({ recurrence }))).status).toBe(400);
  });
});
