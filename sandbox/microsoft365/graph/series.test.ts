import { beforeEach, describe, expect, it } from 'vitest';
import type { SimpleView } from '../simple-event.ts';
import { type Body, changeRound, eventPath, meeting, type Started, startGraph } from '../testing/checked-client.ts';

const immutable = { prefer: 'IdType="ImmutableId", odata.maxpagesize=50' };
const window = '/me/calendarView/delta?startDateTime=2026-11-01&endDateTime=2027-03-01';
const span = 'startDateTime=2026-11-01&endDateTime=2027-03-01&$top=50';
const tuesdays = { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] } as const;
const at = (day: string, hour = '10') => ({
  start: { dateTime: `${day}T${hour}:00:00`, timeZone: 'Europe/Berlin' },
  end: { dateTime: `${day}T${hour}:30:00`, timeZone: 'Europe/Berlin' },
});

let graph: Started;
let series: SimpleView;

beforeEach(async () => {
  graph = await startGraph();
  series = graph.system.control.createSeries({
    title: 'Budget',
    start: '2026-11-24T10:00:00',
    end: '2026-11-24T10:30:00',
    zone: 'Europe/Berlin',
    pattern: { ...tuesdays, daysOfWeek: ['tuesday'] },
    ends: { count: 6 },
  });
});

const control = () => graph.system.control;
const master = async (query = '') => (await graph.get(`${eventPath(series.id)}${query}`, immutable)).body;
const withOccurrences = () => master('?$select=subject,cancelledOccurrences&$expand=exceptionOccurrences');
const instances = async () => (await graph.get(`${eventPath(series.id)}/instances?${span}`, immutable)).body.value;
const days = (events: readonly Body[]) => events.map((event) => event.start.dateTime.slice(0, 10));
const on = async (day: string) => (await instances()).find((each) => each.start.dateTime.startsWith(day)) as Body;

describe('the version of a series', () => {
  it.each([
    ['own', true],
    ['withOccurrences', false],
  ])('with %s stays when an occurrence is changed, changed again or removed: %s', async (value, stays) => {
    control().set('seriesVersion', value);
    const versions = [(await master())['@odata.etag']];
    await graph.patch(eventPath((await on('2026-12-01')).id), { subject: 'Once' });
    versions.push((await master())['@odata.etag']);
    await graph.patch(eventPath((await on('2026-12-01')).id), { subject: 'Twice' });
    versions.push((await master())['@odata.etag']);
    control().cancelOccurrence({ id: series.id, day: '2026-12-08' });
    versions.push((await master())['@odata.etag']);
    expect(new Set(versions).size).toBe(stays ? 1 : 4);
  });
});

describe('a change list', () => {
  it.each([
    ['whole', ['occurrence', 'seriesMaster']],
    ['occurrences', ['occurrence']],
    ['itself', ['seriesMaster']],
  ])('with %s tells a removed occurrence by rows of the types %j', async (value, types) => {
    const { deltaLink } = await changeRound(graph, window);
    control().set('seriesRows', value);
    control().cancelOccurrence({ id: series.id, day: '2026-12-08' });
    const { rows } = await changeRound(graph, deltaLink);
    expect([...new Set(rows.map((row) => row.type))].sort()).toEqual(types);
  });

  it('tells a change of the series itself by the series, whatever the switch says', async () => {
    const { deltaLink } = await changeRound(graph, window);
    control().set('seriesRows', 'occurrences');
    control().changeEvent({ id: series.id, title: 'Forecast' });
    const { rows } = await changeRound(graph, deltaLink);
    expect(rows.map((row) => row.type)).toContain('seriesMaster');
  });
});

describe('a change of the series', () => {
  beforeEach(async () => {
    control().changeOccurrence({ id: series.id, day: '2026-12-01', change: { title: 'Special' } });
    control().cancelOccurrence({ id: series.id, day: '2026-12-08' });
  });

  const later = () => graph.patch(eventPath(series.id), at('2026-11-24', '12'));
  const shorter = () =>
    graph.patch(eventPath(series.id), {
      recurrence: { pattern: tuesdays, range: { type: 'numbered', startDate: '2026-11-24', numberOfOccurrences: 5 } },
    });

  it.each([
    ['none', 0, 0],
    ['rangeOnly', 0, 1],
    ['all', 1, 1],
  ])(
    'with %s leaves %i of the changed occurrences after another time, %i after another end',
    async (value, timed, ended) => {
      control().set('outlivingExceptions', value);
      control().set('occurrenceIds', 'kept');
      expect((await shorter()).status).toBe(200);
      const ranged = await withOccurrences();
      expect(
        [ranged['exceptionOccurrences'], ranged['cancelledOccurrences']].map((list) => (list as unknown[]).length),
      ).toEqual([ended, ended]);
      if (ended === 0) return;
      expect((await later()).status).toBe(200);
      const moved = await withOccurrences();
      expect(
        [moved['exceptionOccurrences'], moved['cancelledOccurrences']].map((list) => (list as unknown[]).length),
      ).toEqual([timed, timed]);
    },
  );

  it('takes along what only had other words', async () => {
    control().set('outlivingExceptions', 'all');
    await later();
    expect((await withOccurrences())['exceptionOccurrences']).toMatchObject([
      {
        subject: 'Special',
        start: { dateTime: '2026-12-01T11:00:00.0000000' },
        originalStart: '2026-12-01T11:00:00.0000000Z',
      },
    ]);
  });

  it.each([
    ['unchanged', 'Special', 'Room 5'],
    ['plain', 'Special', ''],
    ['all', 'Forecast', 'Room 5'],
  ])('with %s reaches a changed occurrence so that it is called %s and is in "%s"', async (value, subject, room) => {
    control().set('seriesEditReaches', value);
    await graph.patch(eventPath(series.id), { subject: 'Forecast', location: { displayName: 'Room 5' } });
    expect((await withOccurrences())['exceptionOccurrences']).toMatchObject([
      { subject, location: { displayName: room } },
    ]);
  });

  it.each([
    ['regenerated', 404],
    ['kept', 200],
  ])('with ids %s answers the old id of an occurrence with %i', async (value, status) => {
    control().set('occurrenceIds', value);
    const old = await on('2026-12-15');
    await later();
    expect((await graph.get(eventPath(old.id))).status).toBe(status);
    expect((await graph.get(eventPath((await on('2026-12-15')).id))).status).toBe(200);
  });

  it('into a single appointment and back leaves nothing of what was changed', async () => {
    expect((await graph.patch(eventPath(series.id), { recurrence: null })).body).toMatchObject({
      type: 'singleInstance',
      recurrence: null,
    });
    expect(await master('?$expand=exceptionOccurrences')).toMatchObject({ exceptionOccurrences: [] });
    control().makeSeries({ id: series.id, pattern: { type: 'daily', interval: 7 }, ends: { count: 3 } });
    expect(days(await instances())).toEqual(['2026-11-24', '2026-12-01', '2026-12-08']);
    expect((await withOccurrences())['cancelledOccurrences']).toEqual([]);
  });
});

describe('a start that the pattern does not have', () => {
  const wednesdays = (startDate: string) => ({
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['wednesday'] },
    range: { type: 'noEnd', startDate },
  });

  it.each([
    ['moved', '2026-11-25'],
    ['kept', '2026-11-24'],
  ])('is %s', async (value, day) => {
    control().set('startOffPattern', value);
    const { body } = await graph.post('/me/events', meeting({ recurrence: wednesdays('2026-11-24') }));
    expect(body.start.dateTime.slice(0, 10)).toBe(day);
    expect(body['recurrence']).toMatchObject({ range: { startDate: day } });
  });
});

describe('a series', () => {
  const refused = async (body: Record<string, unknown>) => {
    const answer = await graph.post('/me/events', meeting(body));
    return [answer.status, answer.body.error.code];
  };
  const range = { type: 'noEnd', startDate: '2026-11-24' };

  it.each([
    ['twice the same weekday', { pattern: { ...tuesdays, daysOfWeek: ['tuesday', 'tuesday'] }, range }],
    [
      'a day that its month never has',
      { pattern: { type: 'absoluteYearly', interval: 1, month: 2, dayOfMonth: 30 }, range },
    ],
    ['a hundred weeks between', { pattern: { ...tuesdays, interval: 100 }, range }],
    [
      'no occurrence before its end',
      { pattern: { ...tuesdays, daysOfWeek: ['monday'] }, range: { ...range, type: 'endDate', endDate: '2026-11-25' } },
    ],
    ['a month that there is not, where the pattern needs none', { pattern: { ...tuesdays, month: -1 }, range }],
  ])('is refused with %s', async (_name, recurrence) => {
    expect(await refused({ recurrence })).toEqual([400, 'ErrorPropertyValidationFailure']);
  });

  it('is refused in a zone that nobody knows', async () => {
    const recurrence = { pattern: tuesdays, range: { ...range, recurrenceTimeZone: 'Middle Earth Standard Time' } };
    expect(await refused({ recurrence })).toEqual([400, 'TimeZoneNotSupportedException']);
  });

  it('whose time is changed alone keeps its first day', async () => {
    expect((await graph.patch(eventPath(series.id), at('2026-11-25'))).status).toBe(400);
    expect((await graph.patch(eventPath(series.id), at('2026-11-24', '08'))).status).toBe(200);
  });

  it('repeats by the clocks of its own zone, wherever its first start was written', async () => {
    const { body } = await graph.post('/me/events', {
      subject: 'Call',
      start: { dateTime: '2026-10-20T08:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-10-20T08:30:00', timeZone: 'UTC' },
      recurrence: {
        pattern: tuesdays,
        range: {
          type: 'numbered',
          startDate: '2026-10-20',
          numberOfOccurrences: 2,
          recurrenceTimeZone: 'W. Europe Standard Time',
        },
      },
    });
    const { value } = (
      await graph.get(`${eventPath(body.id)}/instances?startDateTime=2026-10-01&endDateTime=2026-12-01`)
    ).body;
    expect(value.map((event) => event.start.dateTime.slice(0, 16))).toEqual(['2026-10-20T08:00', '2026-10-27T09:00']);
  });

  it('of whole days has original starts that are moments', async () => {
    const whole = control().createSeries({
      title: 'Fair',
      start: '2026-11-24',
      end: '2026-11-24',
      zone: 'Europe/Berlin',
      allDay: true,
      pattern: { type: 'daily', interval: 2 },
      ends: { count: 3 },
    });
    control().changeOccurrence({ id: whole.id, day: '2026-11-26', change: { title: 'Last day of the fair' } });
    const { body } = await graph.get(`${eventPath(whole.id)}?$expand=exceptionOccurrences`);
    expect(body['exceptionOccurrences']).toMatchObject([
      { start: { dateTime: '2026-11-26T00:00:00.0000000' }, originalStart: '2026-11-25T23:00:00.0000000Z' },
    ]);
  });

  it('lets an occurrence take the day that its neighbour has left, and not the day where the neighbour is now', async () => {
    control().changeOccurrence({
      id: series.id,
      day: '2026-12-08',
      change: { start: '2026-12-10T10:00:00', end: '2026-12-10T10:30:00', zone: 'Europe/Berlin' },
    });
    expect((await graph.patch(eventPath((await on('2026-12-01')).id), at('2026-12-08'))).status).toBe(200);
    expect((await graph.patch(eventPath((await on('2026-12-15')).id), at('2026-12-10'))).status).toBe(400);
  });

  it('does not tell removed occurrences where the switch says so', async () => {
    control().set('cancelledOccurrences', 'absent');
    control().cancelOccurrence({ id: series.id, day: '2026-12-08' });
    expect(await withOccurrences()).not.toHaveProperty('cancelledOccurrences');
  });

  it('mails those who were asked to an occurrence that goes with a change of the pattern', async () => {
    control().changeOccurrence({ id: series.id, day: '2026-12-01', change: { guests: ['kari@fjordfoods.example'] } });
    await graph.patch(eventPath(series.id), at('2026-11-24', '12'));
    expect(control().mails()).toMatchObject([{ to: ['kari@fjordfoods.example'], subject: 'Canceled: Budget' }]);
  });
});

describe('a person in Outlook', () => {
  const shown = (id = series.id) =>
    control()
      .occurrences({ id, from: '2026-11-01T00:00:00Z', to: '2027-03-01T00:00:00Z' })
      .map((each) => `${each.start} ${each.title}`);

  it('moves one occurrence, edits another, removes a third and puts them back', () => {
    control().changeOccurrence({
      id: series.id,
      day: '2026-12-01',
      change: { start: '2026-12-02T09:00:00', end: '2026-12-02T09:30:00', zone: 'Europe/Berlin' },
    });
    control().changeOccurrence({ id: series.id, day: '2026-12-08', change: { title: 'Special' } });
    control().cancelOccurrence({ id: series.id, day: '2026-12-15' });
    expect(shown().slice(1, 4)).toEqual([
      '2026-12-02T09:00:00 Budget',
      '2026-12-08T10:00:00 Special',
      '2026-12-22T10:00:00 Budget',
    ]);
    for (const day of ['2026-12-01', '2026-12-08', '2026-12-15']) control().restoreOccurrence({ id: series.id, day });
    expect(shown().slice(1, 4)).toEqual([
      '2026-12-01T10:00:00 Budget',
      '2026-12-08T10:00:00 Budget',
      '2026-12-15T10:00:00 Budget',
    ]);
  });

  it('changes this and all following: the series ends before, and another one goes on', () => {
    const following = control().changeFollowing({ id: series.id, day: '2026-12-15', change: { title: 'Forecast' } });
    expect(shown()).toEqual(['2026-11-24T10:00:00 Budget', '2026-12-01T10:00:00 Budget', '2026-12-08T10:00:00 Budget']);
    expect(shown(following.id)).toEqual([
      '2026-12-15T10:00:00 Forecast',
      '2026-12-22T10:00:00 Forecast',
      '2026-12-29T10:00:00 Forecast',
    ]);
  });

  it('ends a series, changes its rule, and makes it one appointment', () => {
    control().removeFollowing({ id: series.id, day: '2026-12-08' });
    expect(shown()).toHaveLength(2);
    control().changeSeries({ id: series.id, pattern: { type: 'daily', interval: 1 }, ends: { lastDay: '2026-11-26' } });
    expect(shown()).toHaveLength(3);
    expect(control().makeSingle({ id: series.id })).toMatchObject({
      type: 'singleInstance',
      start: '2026-11-24T10:00:00',
    });
  });
});
